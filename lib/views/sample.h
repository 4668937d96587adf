// SPDX-License-Identifier: Apache-2.0
// A square of the picture, brought to 64 x 64 samples and hashed.
#ifndef MIEN_VIEWS_SAMPLE_H
#define MIEN_VIEWS_SAMPLE_H

#include <mien/views.h>

#include "pdq/kernels.h"
#include "views/kernels.h"
#include "views/plane.h"
#include "views/turn.h"

// The reduced picture, and its halves: each pixel the mean of four of the one before.
#define MIEN_HALVES 5
struct mien_halves {
    struct mien_plane levels[MIEN_HALVES];
    int count;
};

// How many int16_t the halves need beside the reduced picture.
size_t mien_halves_work(const struct mien_plane *reduced);
void mien_halves_make(struct mien_halves *halves, const struct mien_plane *reduced,
                      int16_t *work);

// A window in pixels of the reduced picture.
struct mien_square {
    double x, y, side;
};

// Fills in the hashes and the quality of a window: all eight, or the first alone. PDQ
// of the 64 x 64 samples: of a picture of that size PDQ takes the pixels as they are.
void mien_sample_hash(struct mien_view *view, bool all,
                      const struct mien_halves *halves, struct mien_square square,
                      struct mien_turn turn, const struct mien_view_kernels *kernels,
                      const struct mien_kernels *pdq);

#endif
