// SPDX-License-Identifier: Apache-2.0
// The inner loops of PDQ, which exist once in plain C (kernels_c.c, the definition) and
// once for each instruction set. All of them give the same bits for every input.
//
// Bits stay the same because lanes never lie along a sum. The blur's running sums go
// along rows and then along columns; so the rows passes work on several rows at once,
// and the columns pass on several columns. Pictures are therefore worked on in bands of
// MIEN_BAND rows, which vectors of 4, 8 or 16 lanes divide.
#ifndef MIEN_PDQ_KERNELS_H
#define MIEN_PDQ_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>

#include "pdq/window.h"

#define MIEN_BAND 16
#define MIEN_SAMPLES 64
// How many columns vector kernels work on before they begin anew in the same memory.
#define MIEN_CHUNK 128

// 16 rows on their way through the passes: pixels -> luma -> first rows pass -> first
// columns pass -> second rows pass -> samples. (The second columns pass is only 64
// wide, and part of pdq/tent.c.)
struct mien_band {
    struct mien_window across;
    enum mien_pixel_format format;
    // The rows. Where the picture has none left it is a row of black pixels, which adds
    // zeros and thereby changes nothing.
    const uint8_t *pixels[MIEN_BAND];
    // The first columns pass. window[y] is the row that leaves the running sums of the
    // columns, or zeros; the row that enters them, blurred along itself, takes its
    // place. (Where the window is of less than 16 rows, they come round again.) Rows
    // and sums have room for across.length rounded up to 16 floats; what the kernel
    // leaves beyond across.length means nothing.
    float *window[MIEN_BAND];
    float *sums;
    float counts[MIEN_BAND]; // how many rows the sums then hold: integers, 1 to 2^13
    // mien_band_work() floats to work in, aligned to 64 bytes.
    float *work;
    // The result: the second rows pass, where it is sampled.
    float (*samples)[MIEN_SAMPLES];
};

// A row of floats with room for whole blocks of 16 columns.
static inline size_t mien_band_row(struct mien_window across)
{
    return ((size_t)across.length + 15) / 16 * 16;
}

// How many floats kernels work in: two rows in plain C; in vectors, the columns of a
// window and of a chunk for each of two passes, five blocks, and pixels of 16 rows.
static inline size_t mien_band_work(struct mien_window across)
{
    size_t rows = 2 * mien_band_row(across);
    size_t columns = 2 * ((size_t)across.size + MIEN_CHUNK) + 5 * MIEN_BAND + 20;
    return rows > columns * MIEN_BAND ? rows : columns * MIEN_BAND;
}

struct mien_kernels {
    const char *name;
    void (*band)(const struct mien_band *band);
    // A step of the second columns pass: a row of samples enters the sums and takes the
    // place of the row that leaves them.
    void (*second_columns)(float sums[MIEN_SAMPLES], float stale[MIEN_SAMPLES],
                           const float fresh[MIEN_SAMPLES]);
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
#elif defined(__wasm_simd128__)
extern const struct mien_kernels mien_kernels_simd128;
#endif

// The quality, 0 to 100, of a picture with this gradient.
static inline uint32_t mien_quality_of(uint32_t gradient)
{
    return gradient / 90 < 100 ? gradient / 90 : 100;
}

// The fastest kernels for a processor with these flags (base/cpu.h). Depends on nothing
// else, so that tests can ask for any.
const struct mien_kernels *mien_kernels_for(unsigned cpu_flags);

// Luma of `count` pixels: (0.299 R + 0.587 G) + 0.114 B in binary32, or the grey value
// itself. Plain C, and part of the definition.
void mien_luma(float *luma, const uint8_t *pixels, size_t count,
               enum mien_pixel_format format);

#endif
