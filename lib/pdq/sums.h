// SPDX-License-Identifier: Apache-2.0
// The tent filter in whole numbers, for MIEN_PDQ_APPROXIMATE: rows of bytes in, the
// 64 x 64 blurred and decimated picture out.
//
// Each of the 64 rows of samples is a weighted sum of some rows of the picture, added
// up as they come, channel by channel; and each of its 64 samples a weighted sum along
// that, with the luma of the channels in the weights.
#ifndef MIEN_PDQ_SUMS_H
#define MIEN_PDQ_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>
#include <mien/status.h>

#include "pdq/sum_kernels.h"

// Both sides of a picture, reduced or not, are at least this long: then no row belongs
// to more than two samples. Shorter ones cost little anyway.
#define MIEN_SUMS_SIDE_MIN 128

// A picture of width x height of which each row and each pixel stands for `scale`.
struct mien_sums_shape {
    uint32_t width, height, scale;
    enum mien_pixel_format format;
};

// Which rows a row of samples is the sum of, and what to divide it by.
struct mien_sums_row {
    const uint16_t *weights;
    uint32_t first, count;
    uint32_t total;
    unsigned shift;
};

// A row of samples that is being added up.
struct mien_sums_open {
    uint16_t *sums; // of the rows since the last spill
    uint32_t *wide; // of those before it; NULL when no sum needs more than 16 bits
    uint32_t held;  // the weights in `sums`
};

struct mien_sums {
    const struct mien_sum_kernels *kernels;
    size_t bytes;  // of a row
    uint32_t rows; // taken so far
    uint32_t done; // rows of samples that are final
    struct mien_sums_open open[2];
    int16_t *line; // a row of sums on its way to samples
    struct mien_sums_row down[64];
    struct mien_dot across[64];
    int32_t dots[64]; // samples, still to become luma: plus an offset, times a factor
    float offsets[64], factors[64];
    float luma[64][64]; // the result
};

// Tells how many bytes of memory the sums of a picture need besides the struct itself.
MIEN_NODISCARD enum mien_status mien_sums_size(size_t *size,
                                               const struct mien_sums_shape *shape);

// Begins a picture. `memory` is of mien_sums_size(), aligned to 64 bytes, all zero.
void mien_sums_begin(struct mien_sums *sums, void *memory,
                     const struct mien_sums_shape *shape,
                     const struct mien_sum_kernels *kernels);

// Takes the next rows of pixels, which are only needed during the call. The caller
// gives all of them, and no more; after the last, sums->luma is final.
void mien_sums_push(struct mien_sums *sums, const uint8_t *pixels, ptrdiff_t stride,
                    uint32_t rows);

#endif
