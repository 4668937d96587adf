// SPDX-License-Identifier: Apache-2.0
// The inner loops of PDQ, which exist once in plain C (kernels_c.c, the definition) and
// once for each instruction set. All of them give the same bits for every input.
//
// Bits stay the same because lanes never lie along a sum. The blur's running sums go
// along rows and then along columns; so the rows pass works on several rows at once,
// and the columns pass on several columns. Pictures are therefore worked on in bands of
// MIEN_BAND rows, which vectors of 4, 8 or 16 lanes divide.
//
// A band is held in one of two shapes of floats:
//   rows     [MIEN_BAND][stride]   a row after the other
//   columns  [width][MIEN_BAND]    the 16 values of a column side by side
#ifndef MIEN_PDQ_KERNELS_H
#define MIEN_PDQ_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>

#include "pdq/window.h"

#define MIEN_BAND 16
#define MIEN_SAMPLES 64

// How many floats lie between the rows of a band in the shape of rows, so that kernels
// may read whole blocks of 16 up to the last step of the window.
static inline size_t mien_band_stride(struct mien_window across)
{
    return ((size_t)mien_window_steps(across) + 31) / 16 * 16;
}

// How many floats the rows pass wants to work in: a ring of columns that holds the
// window and a block. The number of columns is a power of two.
static inline size_t mien_blur_ring_columns(struct mien_window across)
{
    size_t columns = 32;
    while (columns < (size_t)across.size + 16)
        columns *= 2;
    return columns;
}

struct mien_kernels {
    const char *name;

    // Luma of `count` pixels: (0.299 R + 0.587 G) + 0.114 B in binary32, or the grey
    // value itself. Indexed by enum mien_pixel_format.
    void (*luma[MIEN_PIXEL_BGRA8 + 1])(float *luma, const uint8_t *pixels,
                                       size_t count);

    // The rows pass of the first blur: blurs the 16 rows of a band, each along itself.
    // out     16 rows, each with room for `across.length` rounded up to 16 floats.
    // rows    shape rows, stride mien_band_stride(); zeros from across.length on.
    // ring    mien_blur_ring_columns() * MIEN_BAND floats to work in.
    void (*blur_rows)(float *const out[MIEN_BAND], const float *rows, float *ring,
                      struct mien_window across);

    // 16 steps of the columns pass of the first blur, on all columns.
    // columns   receives the blurred band, shape columns, `width` rounded up to 16.
    // sums      the running sum of each column; updated.
    // fresh, stale   for each step the row that enters the window and the row that
    //           leaves it: `width` rounded up to 16 floats each; a row of zeros where
    //           there is none.
    // counts    for each step, how many rows the window holds: an integer below 2^13.
    void (*blur_columns)(float *columns, float *sums,
                         const float *const fresh[MIEN_BAND],
                         const float *const stale[MIEN_BAND],
                         const float counts[MIEN_BAND], size_t width);

    // The rows pass of the second blur, only where it is sampled.
    // samples   receives 64 values for each of the 16 rows.
    // columns   the band, shape columns.
    void (*sample_rows)(float samples[MIEN_BAND][MIEN_SAMPLES], const float *columns,
                        struct mien_window across);

    // The 16 x 16 lowest frequencies above zero of the 64 x 64 picture's DCT.
    void (*dct)(float out[16][16], const float luma[64][64]);

    // The sum over all neighbours in the picture, below and beside, of
    // |trunc((u - v) * 100 / 255)|.
    uint32_t (*gradient)(const float luma[64][64]);
};

extern const struct mien_kernels mien_kernels_c;
#if defined(__x86_64__)
extern const struct mien_kernels mien_kernels_avx2;
extern const struct mien_kernels mien_kernels_avx512;
#elif defined(__aarch64__)
extern const struct mien_kernels mien_kernels_neon;
#endif

// The fastest kernels for a processor with these flags (base/cpu.h). Depends on nothing
// else, so that tests can ask for any.
const struct mien_kernels *mien_kernels_for(unsigned cpu_flags);

#endif
