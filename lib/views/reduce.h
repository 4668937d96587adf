// SPDX-License-Identifier: Apache-2.0
// The reduced picture: rows of any size go in, a grey picture of 1024 pixels comes out.
#ifndef MIEN_VIEWS_REDUCE_H
#define MIEN_VIEWS_REDUCE_H

#include <stdint.h>

#include <mien/image.h>

#include "views/kernels.h"
#include "views/plane.h"

struct mien_reduce {
    uint32_t width, height; // of the picture
    enum mien_pixel_format format;
    uint32_t row;      // the next of the picture
    uint32_t across;   // the sides of what it is averaged to: those of the reduced
    uint32_t down;     // picture, or of the picture itself where that is smaller
    uint32_t done;     // rows of that which are complete
    uint32_t *sums;    // of the columns, weighted, for the row under way
    int16_t *averaged; // across * down
    struct mien_plane *reduced;
    const struct mien_view_kernels *kernels;
};

// The sides of the reduced picture: the longer one is MIEN_REDUCED_SIDE.
void mien_reduced_size(int32_t *reduced_width, int32_t *reduced_height, uint32_t width,
                       uint32_t height);

// Begins. The result goes to `reduced`, whose sides are set. `small` has room for as
// many values, `sums` for as many as the picture is wide; those are zero.
void mien_reduce_begin(struct mien_reduce *reduce, struct mien_plane *reduced,
                       int16_t *small, uint32_t *sums, uint32_t width, uint32_t height,
                       enum mien_pixel_format format,
                       const struct mien_view_kernels *kernels);
// The next row.
void mien_reduce_row(struct mien_reduce *reduce, const uint8_t *pixels);
// After the last row: the picture is there.
void mien_reduce_end(struct mien_reduce *reduce);

#endif
