// SPDX-License-Identifier: Apache-2.0
#include "pdq/tent.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"

// What lies where in the memory of a tent, in floats. Every part is a multiple of 16
// floats, so that each begins on a cache line.
struct layout {
    size_t row_floats, ring_rows;
    size_t band, blur_ring, ring, sums, zeros, second_ring;
};

static struct layout layout_of(struct mien_window across, struct mien_window down)
{
    size_t row = ((size_t)across.length + 15) / 16 * 16;
    // The rows that leave the window during a band, and the band's own.
    size_t ring_rows = (size_t)down.size + MIEN_BAND;
    return (struct layout){
        .row_floats = row,
        .ring_rows = ring_rows,
        .band = MIEN_BAND * mien_band_stride(across),
        .blur_ring = MIEN_BAND * mien_blur_ring_columns(across),
        .ring = ring_rows * row,
        .sums = row,
        .zeros = row,
        .second_ring = (size_t)down.size * MIEN_SAMPLES,
    };
}

enum mien_status mien_tent_floats(size_t *floats, uint32_t width, uint32_t height)
{
    struct mien_window across = mien_window_for(width), down = mien_window_for(height);
    struct layout layout = layout_of(across, down);
    size_t ring, bytes;
    // Only the ring has two factors that the caller chose; the rest stays far below it
    // or below 2^30.
    if (!mien_size_mul(&ring, layout.ring_rows, layout.row_floats) ||
        !mien_size_add(&ring, ring,
                       layout.band + layout.blur_ring + layout.sums + layout.zeros +
                           layout.second_ring) ||
        !mien_size_mul(&bytes, ring, 2 * sizeof(float)))
        return MIEN_ERROR_LIMIT;
    *floats = ring;
    return MIEN_OK;
}

void mien_tent_begin(struct mien_tent *tent, float *memory, uint32_t width,
                     uint32_t height, const struct mien_kernels *kernels)
{
    struct mien_window across = mien_window_for(width), down = mien_window_for(height);
    struct layout layout = layout_of(across, down);
    memset(tent, 0, sizeof *tent);
    tent->kernels = kernels;
    tent->across = across;
    tent->down = down;
    tent->row_floats = layout.row_floats;
    tent->ring_rows = layout.ring_rows;
    tent->band = memory;
    tent->blur_ring = tent->band + layout.band;
    tent->ring = tent->blur_ring + layout.blur_ring;
    tent->sums = tent->ring + layout.ring;
    tent->zeros = tent->sums + layout.sums;
    tent->second_ring = tent->zeros + layout.zeros;
}

static float *ring_row(const struct mien_tent *tent, uint32_t row)
{
    return tent->ring + row % tent->ring_rows * tent->row_floats;
}

// The second columns pass, which is only 64 wide: takes one row of samples, or NULL
// when there is none left, and keeps the row of results that it completes if that is
// one of the 64 which the picture is decimated to.
static void second_columns(struct mien_tent *tent, const float *row)
{
    struct mien_window down = tent->down;
    uint32_t step = tent->second_step++;
    float *slot = tent->second_ring + step % down.size * MIEN_SAMPLES;
    float *sums = tent->second_sums;
    // The slot holds row step - size, or zeros at the beginning.
    for (int j = 0; j < MIEN_SAMPLES; j++) {
        if (row != NULL)
            sums[j] = sums[j] + row[j];
        sums[j] = sums[j] - slot[j];
    }
    if (row != NULL)
        memcpy(slot, row, MIEN_SAMPLES * sizeof *row);
    else
        memset(slot, 0, MIEN_SAMPLES * sizeof *slot);

    // Rows repeat in a picture of less than 64.
    float count = (float)mien_window_count(down, step);
    while (tent->sampled < 64 && step >= down.lead &&
           mien_window_sample(down, tent->sampled) == step - down.lead) {
        for (int j = 0; j < MIEN_SAMPLES; j++)
            tent->luma[tent->sampled][j] = sums[j] / count;
        tent->sampled++;
    }
}

// 16 steps of the first columns pass and what follows from them. `rows` of the steps
// bring a new row of the first rows pass; past the end of the picture they bring none.
static void band_columns(struct mien_tent *tent, uint32_t rows)
{
    struct mien_window down = tent->down;
    const float *fresh[MIEN_BAND], *stale[MIEN_BAND];
    float counts[MIEN_BAND];
    for (uint32_t i = 0; i < MIEN_BAND; i++) {
        uint32_t step = tent->step + i;
        bool leaves = step >= down.size && step - down.size < down.length;
        fresh[i] = i < rows ? ring_row(tent, step) : tent->zeros;
        stale[i] = leaves ? ring_row(tent, step - down.size) : tent->zeros;
        counts[i] = (float)mien_window_count(down, step);
    }
    tent->kernels->blur_columns(tent->band, tent->sums, fresh, stale, counts,
                                tent->across.length);

    tent->kernels->sample_rows(tent->samples, tent->band, tent->across);
    for (uint32_t i = 0; i < MIEN_BAND; i++) {
        uint32_t step = tent->step + i;
        if (step >= down.lead && step < mien_window_steps(down))
            second_columns(tent, tent->samples[i]);
    }
    tent->step += MIEN_BAND;
}

// Takes the rows that the band holds through all passes.
static void flush_band(struct mien_tent *tent)
{
    float *out[MIEN_BAND];
    for (uint32_t i = 0; i < MIEN_BAND; i++)
        out[i] = ring_row(tent, tent->step + i);
    tent->kernels->blur_rows(out, tent->band, tent->blur_ring, tent->across);
    band_columns(tent, tent->rows_in - tent->step);
}

// After the last row the windows run out over nothing.
static void drain(struct mien_tent *tent)
{
    while (tent->step < mien_window_steps(tent->down))
        band_columns(tent, 0);
    while (tent->sampled < 64)
        second_columns(tent, NULL);
}

void mien_tent_push(struct mien_tent *tent, const uint8_t *pixels,
                    enum mien_pixel_format format)
{
    size_t width = tent->across.length, stride = mien_band_stride(tent->across);
    float *row = tent->band + tent->rows_in % MIEN_BAND * stride;
    tent->kernels->luma[format](row, pixels, width);
    // The band has held columns of the last one since: restore the zeros past the end.
    memset(row + width, 0, (stride - width) * sizeof *row);
    tent->rows_in++;

    bool last = tent->rows_in == tent->down.length;
    if (tent->rows_in % MIEN_BAND == 0 || last)
        flush_band(tent);
    if (last)
        drain(tent);
}
