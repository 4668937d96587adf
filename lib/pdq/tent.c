// SPDX-License-Identifier: Apache-2.0
#include "pdq/tent.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"

// What lies where in the memory of a tent, in floats. Every part is a multiple of 16
// floats, so that each begins on a cache line.
struct layout {
    size_t row;
    size_t copies, ring, sums, zeros, work, second_ring;
};

static struct layout layout_of(struct mien_window across, struct mien_window down)
{
    // A row has as many floats as pixels, and a pixel has at most the 4 bytes of a
    // float. Rows lie an odd number of cache lines apart: at a power of two, the
    // sixteen that are worked on together would fight for the same lines of the cache.
    size_t row = (mien_band_row(across) / 16 | 1) * 16;
    return (struct layout){
        .row = row,
        .copies = MIEN_BAND * row,
        .ring = (size_t)down.size * row,
        .sums = row,
        .zeros = row,
        .work = mien_band_work(across),
        .second_ring = (size_t)down.size * MIEN_SAMPLES,
    };
}

enum mien_status mien_tent_floats(size_t *floats, uint32_t width, uint32_t height)
{
    struct mien_window across = mien_window_for(width), down = mien_window_for(height);
    struct layout layout = layout_of(across, down);
    size_t ring, bytes;
    // Only the ring has two factors that the caller chose; the rest is far below 2^30.
    if (!mien_size_mul(&ring, down.size, layout.row) ||
        !mien_size_add(&ring, ring,
                       layout.copies + layout.sums + layout.zeros + layout.work +
                           layout.second_ring) ||
        !mien_size_mul(&bytes, ring, 2 * sizeof(float)))
        return MIEN_ERROR_LIMIT;
    *floats = ring;
    return MIEN_OK;
}

void mien_tent_begin(struct mien_tent *tent, float *memory, uint32_t width,
                     uint32_t height, enum mien_pixel_format format,
                     const struct mien_kernels *kernels)
{
    struct mien_window across = mien_window_for(width), down = mien_window_for(height);
    struct layout layout = layout_of(across, down);
    memset(tent, 0, sizeof *tent);
    tent->kernels = kernels;
    tent->across = across;
    tent->down = down;
    tent->format = format;
    tent->row_floats = layout.row;
    tent->row_bytes = layout.row * mien_pixel_size(format);
    tent->copies = (void *)memory;
    tent->ring = memory + layout.copies;
    tent->sums = tent->ring + layout.ring;
    tent->zeros = tent->sums + layout.sums;
    tent->work = tent->zeros + layout.zeros;
    tent->second_ring = tent->work + layout.work;
}

static float *ring_row(const struct mien_tent *tent, uint32_t row)
{
    return tent->ring + row % tent->down.size * tent->row_floats;
}

// The second columns pass, which is only 64 wide: takes a row of samples, zeros when
// there is none left, and keeps the row of results that it completes if that is one of
// the 64 which the picture is decimated to.
static void second_columns(struct mien_tent *tent, const float row[MIEN_SAMPLES])
{
    struct mien_window down = tent->down;
    uint32_t step = tent->second_step++;
    float *sums = tent->second_sums;
    // Row step - size, or zeros at the beginning.
    float *stale = tent->second_ring + step % down.size * MIEN_SAMPLES;
    tent->kernels->second_columns(sums, stale, row);

    // Rows repeat in a picture of less than 64.
    float count = (float)mien_window_count(down, step);
    while (tent->sampled < 64 && step >= down.lead &&
           mien_window_sample(down, tent->sampled) == step - down.lead) {
        for (int j = 0; j < MIEN_SAMPLES; j++)
            tent->luma[tent->sampled][j] = sums[j] / count;
        tent->sampled++;
    }
}

// 16 steps of the first columns pass and what follows from them. The band holds `rows`
// rows; past the end of the picture fewer than 16, or none.
static void flush_band(struct mien_tent *tent, uint32_t rows)
{
    struct mien_window down = tent->down;
    struct mien_band band = {.across = tent->across,
                             .format = tent->format,
                             .sums = tent->sums,
                             .work = tent->work,
                             .samples = tent->samples};
    for (uint32_t i = 0; i < MIEN_BAND; i++) {
        uint32_t step = tent->step + i;
        band.pixels[i] = i < rows ? tent->band[i] : (const uint8_t *)tent->zeros;
        band.window[i] = ring_row(tent, step);
        band.counts[i] = (float)mien_window_count(down, step);
    }
    tent->kernels->band(&band);
    for (uint32_t i = 0; i < MIEN_BAND; i++) {
        uint32_t step = tent->step + i;
        if (step >= down.lead && step < mien_window_steps(down))
            second_columns(tent, tent->samples[i]);
    }
    tent->step += MIEN_BAND;
}

// After the last row the windows run out over nothing.
static void drain(struct mien_tent *tent)
{
    while (tent->step < mien_window_steps(tent->down))
        flush_band(tent, 0);
    static const float none[MIEN_SAMPLES];
    while (tent->sampled < 64)
        second_columns(tent, none);
}

// The caller's rows go away: keep those that no whole band has used.
static void keep_band(struct mien_tent *tent, uint32_t first)
{
    size_t bytes = tent->across.length * mien_pixel_size(tent->format);
    for (uint32_t i = first; i < tent->rows % MIEN_BAND; i++) {
        uint8_t *copy = tent->copies + i * tent->row_bytes;
        memcpy(copy, tent->band[i], bytes);
        tent->band[i] = copy;
    }
}

void mien_tent_push(struct mien_tent *tent, const uint8_t *pixels, ptrdiff_t stride,
                    uint32_t rows)
{
    uint32_t kept = tent->rows % MIEN_BAND;
    for (uint32_t i = 0; i < rows; i++) {
        tent->band[tent->rows % MIEN_BAND] = pixels + (ptrdiff_t)i * stride;
        tent->rows++;
        bool last = tent->rows == tent->down.length;
        if (tent->rows % MIEN_BAND == 0 || last) {
            flush_band(tent, tent->rows - tent->step);
            kept = 0;
        }
        if (last)
            drain(tent);
    }
    if (tent->rows < tent->down.length)
        keep_band(tent, kept);
}
