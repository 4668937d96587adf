// SPDX-License-Identifier: Apache-2.0
// The definition of PDQ's inner loops. Every operation is one IEEE binary32 rounding,
// in the order written here; the other kernels are proven against this file.
#include "pdq/kernels.h"

#include <float.h>
#include <stdlib.h>

#include "base/wipe.h"
#include "pdq/dct_table.h"

// x87 keeps more bits than a float has from one operation to the next, and thereby
// gives other hashes.
_Static_assert(FLT_EVAL_METHOD == 0, "PDQ needs arithmetic that rounds each operation "
                                     "to float: with gcc on x86, -msse2 -mfpmath=sse");

static inline float luma_of(uint8_t red, uint8_t green, uint8_t blue)
{
    return (0.299f * (float)red + 0.587f * (float)green) + 0.114f * (float)blue;
}

void mien_luma(float *luma, const uint8_t *pixels, size_t count,
               enum mien_pixel_format format)
{
    switch (format) {
    case MIEN_PIXEL_GRAY8:
        for (size_t i = 0; i < count; i++)
            luma[i] = (float)pixels[i];
        break;
    case MIEN_PIXEL_RGB8:
        for (size_t i = 0; i < count; i++)
            luma[i] = luma_of(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
        break;
    case MIEN_PIXEL_BGR8:
        for (size_t i = 0; i < count; i++)
            luma[i] = luma_of(pixels[3 * i + 2], pixels[3 * i + 1], pixels[3 * i]);
        break;
    case MIEN_PIXEL_RGBA8:
        for (size_t i = 0; i < count; i++)
            luma[i] = luma_of(pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]);
        break;
    case MIEN_PIXEL_BGRA8:
        for (size_t i = 0; i < count; i++)
            luma[i] = luma_of(pixels[4 * i + 2], pixels[4 * i + 1], pixels[4 * i]);
        break;
    }
}

static void blur_row(float *out, const float *row, struct mien_window across)
{
    float sum = 0;
    for (uint32_t step = 0; step < mien_window_steps(across); step++) {
        if (step < across.length)
            sum = sum + row[step];
        if (step >= across.size)
            sum = sum - row[step - across.size];
        if (step >= across.lead)
            out[step - across.lead] = sum / (float)mien_window_count(across, step);
    }
}

// The fresh row takes the place of the one that leaves.
static void blur_columns(float *restrict out, float *restrict sums,
                         const float *restrict fresh, float *restrict stale,
                         float count, size_t width)
{
    for (size_t x = 0; x < width; x++) {
        sums[x] = sums[x] + fresh[x];
        sums[x] = sums[x] - stale[x];
        stale[x] = fresh[x];
        out[x] = sums[x] / count;
    }
}

// blur_row(), but only for the 64 outputs that are sampled.
static void sample_row(float samples[MIEN_SAMPLES], const float *row,
                       struct mien_window across)
{
    float sum = 0;
    uint32_t step = 0;
    for (uint32_t j = 0; j < MIEN_SAMPLES; j++) {
        // Samples repeat where the row is shorter than 64; then no step is made.
        uint32_t last = mien_window_sample(across, j) + across.lead;
        for (; step <= last; step++) {
            if (step < across.length)
                sum = sum + row[step];
            if (step >= across.size)
                sum = sum - row[step - across.size];
        }
        samples[j] = sum / (float)mien_window_count(across, last);
    }
}

static void band_c(const struct mien_band *band)
{
    size_t width = band->across.length;
    float *row = band->work, *blurred = row + mien_band_row(band->across);
    for (int i = 0; i < MIEN_BAND; i++) {
        mien_luma(row, band->pixels[i], width, band->format);
        blur_row(blurred, row, band->across);
        blur_columns(row, band->sums, blurred, band->window[i], band->counts[i], width);
        sample_row(band->samples[i], row, band->across);
    }
}

static void second_columns_c(float sums[MIEN_SAMPLES], float stale[MIEN_SAMPLES],
                             const float fresh[MIEN_SAMPLES])
{
    for (int j = 0; j < MIEN_SAMPLES; j++) {
        sums[j] = sums[j] + fresh[j];
        sums[j] = sums[j] - stale[j];
        stale[j] = fresh[j];
    }
}

static void dct_c(float out[16][16], const float luma[64][64])
{
    float half[16][64];
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 64; j++) {
            float sum = 0;
            for (int k = 0; k < 64; k++)
                sum = sum + mien_dct_table[i][k] * luma[k][j];
            half[i][j] = sum;
        }
    }
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 16; j++) {
            float sum = 0;
            for (int k = 0; k < 64; k++)
                sum = sum + half[i][k] * mien_dct_table[j][k];
            out[i][j] = sum;
        }
    }
    mien_wipe(half, sizeof half);
}

static uint32_t gradient_c(const float luma[64][64])
{
    uint32_t sum = 0;
    for (int i = 0; i < 64; i++) {
        for (int j = 0; j < 64; j++) {
            if (i < 63)
                sum +=
                    (uint32_t)abs((int)(((luma[i][j] - luma[i + 1][j]) * 100) / 255));
            if (j < 63)
                sum +=
                    (uint32_t)abs((int)(((luma[i][j] - luma[i][j + 1]) * 100) / 255));
        }
    }
    return sum;
}

const struct mien_kernels mien_kernels_c = {
    .name = "c",
    .band = band_c,
    .second_columns = second_columns_c,
    .dct = dct_c,
    .gradient = gradient_c,
};
