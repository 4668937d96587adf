// SPDX-License-Identifier: Apache-2.0
// The definition of PDQ's inner loops. Every operation is one IEEE binary32 rounding,
// in the order written here; the other kernels are proven against this file.
#include "pdq/kernels.h"

#include <stdlib.h>
#include <string.h>

#include "pdq/dct_table.h"

static inline float luma_of(uint8_t red, uint8_t green, uint8_t blue)
{
    return (0.299f * (float)red + 0.587f * (float)green) + 0.114f * (float)blue;
}

static void luma_gray8(float *luma, const uint8_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++)
        luma[i] = (float)pixels[i];
}

static void luma_rgb8(float *luma, const uint8_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++, pixels += 3)
        luma[i] = luma_of(pixels[0], pixels[1], pixels[2]);
}

static void luma_bgr8(float *luma, const uint8_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++, pixels += 3)
        luma[i] = luma_of(pixels[2], pixels[1], pixels[0]);
}

static void luma_rgba8(float *luma, const uint8_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++, pixels += 4)
        luma[i] = luma_of(pixels[0], pixels[1], pixels[2]);
}

static void luma_bgra8(float *luma, const uint8_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++, pixels += 4)
        luma[i] = luma_of(pixels[2], pixels[1], pixels[0]);
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

static void blur_rows_c(float *const out[MIEN_BAND], const float *rows, float *ring,
                        struct mien_window across)
{
    for (size_t i = 0; i < MIEN_BAND; i++)
        blur_row(out[i], rows + i * mien_band_stride(across), across);
}

static void blur_columns_c(float *columns, float *sums,
                           const float *const fresh[MIEN_BAND],
                           const float *const stale[MIEN_BAND],
                           const float counts[MIEN_BAND], size_t width)
{
    for (size_t i = 0; i < MIEN_BAND; i++) {
        for (size_t x = 0; x < width; x++) {
            sums[x] = sums[x] + fresh[i][x];
            sums[x] = sums[x] - stale[i][x];
            columns[x * MIEN_BAND + i] = sums[x] / counts[i];
        }
    }
}

static void sample_rows_c(float samples[MIEN_BAND][MIEN_SAMPLES], const float *columns,
                          struct mien_window across)
{
    float sums[MIEN_BAND] = {0};
    uint32_t step = 0;
    for (uint32_t j = 0; j < MIEN_SAMPLES; j++) {
        // Samples repeat where the line is shorter than 64; then no step is made.
        uint32_t last = mien_window_sample(across, j) + across.lead;
        for (; step <= last; step++) {
            for (size_t i = 0; step < across.length && i < MIEN_BAND; i++)
                sums[i] = sums[i] + columns[(size_t)step * MIEN_BAND + i];
            for (size_t i = 0; step >= across.size && i < MIEN_BAND; i++)
                sums[i] =
                    sums[i] - columns[(size_t)(step - across.size) * MIEN_BAND + i];
        }
        for (size_t i = 0; i < MIEN_BAND; i++)
            samples[i][j] = sums[i] / (float)mien_window_count(across, last);
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
    .luma = {[MIEN_PIXEL_GRAY8] = luma_gray8,
             [MIEN_PIXEL_RGB8] = luma_rgb8,
             [MIEN_PIXEL_BGR8] = luma_bgr8,
             [MIEN_PIXEL_RGBA8] = luma_rgba8,
             [MIEN_PIXEL_BGRA8] = luma_bgra8},
    .blur_rows = blur_rows_c,
    .blur_columns = blur_columns_c,
    .sample_rows = sample_rows_c,
    .dct = dct_c,
    .gradient = gradient_c,
};
