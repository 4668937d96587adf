// SPDX-License-Identifier: Apache-2.0
// The tent filter: rows of luma in, the 64 x 64 blurred and decimated picture out.
//
// PDQ blurs twice along rows and columns with a sliding mean, which makes a tent, and
// takes 64 x 64 samples. Here all four passes run at once, a band of 16 rows after the
// other, and hold no more than the columns pass must remember: the rows under its
// window.
#ifndef MIEN_PDQ_TENT_H
#define MIEN_PDQ_TENT_H

#include <stddef.h>
#include <stdint.h>

#include <mien/status.h>

#include "pdq/kernels.h"

struct mien_tent {
    const struct mien_kernels *kernels;
    struct mien_window across, down;

    enum mien_pixel_format format;

    // Progress. A step of the first columns pass takes a row in, as long as there are
    // rows, and gives a row out once `down.lead` steps are made.
    uint32_t rows;        // rows taken so far
    uint32_t step;        // steps of the first columns pass so far, whole bands
    uint32_t second_step; // steps of the second columns pass so far
    uint32_t sampled;     // rows of `luma` that are final

    const uint8_t *band[MIEN_BAND]; // the rows since the last whole band
    uint8_t *copies;                // room for them beyond the call that gave them
    size_t row_floats, row_bytes;   // how far apart rows of the ring and copies lie
    float *ring;        // what the rows pass gave: the rows under the window
    float *sums;        // running sums of the first columns pass
    float *zeros;       // a row of zeros; or of black pixels
    float *work;        // what the kernel works in
    float *second_ring; // down.size rows of 64 samples
    float samples[MIEN_BAND][MIEN_SAMPLES];
    float second_sums[MIEN_SAMPLES];
    float luma[64][64]; // the result
};

// Tells how many floats of memory the tent of a picture needs besides the struct
// itself.
MIEN_NODISCARD enum mien_status mien_tent_floats(size_t *floats, uint32_t width,
                                                 uint32_t height);

// Begins a picture of width x height, each at least MIEN_PDQ_SIDE_MIN. `memory` is of
// mien_tent_floats(), aligned to 64 bytes, all zero.
void mien_tent_begin(struct mien_tent *tent, float *memory, uint32_t width,
                     uint32_t height, enum mien_pixel_format format,
                     const struct mien_kernels *kernels);

// Takes the next rows of pixels, which are only needed during the call. The caller
// gives exactly `height` rows in all; after the last, tent->luma is final.
void mien_tent_push(struct mien_tent *tent, const uint8_t *pixels, ptrdiff_t stride,
                    uint32_t rows);

#endif
