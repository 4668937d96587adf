// SPDX-License-Identifier: Apache-2.0
// The scale space of the reduced picture: what is left of it through wider and wider
// Gaussian blurs. And where in it the extrema are.
#ifndef MIEN_VIEWS_SCALE_H
#define MIEN_VIEWS_SCALE_H

#include <stddef.h>
#include <stdint.h>

#include "views/kernels.h"
#include "views/plane.h"

// A place that the content chose: a blob.
struct mien_extremum {
    double x, y;   // its centre, in pixels of the reduced picture; 0, 0 is a corner
    double sigma;  // its size: that of the Gaussian that it resembles most
    double weight; // contrast times size: by which the best are chosen
};

// How many are kept, the best.
#define MIEN_EXTREMA_MAX 1024

// How many int16_t of work a search in half of this picture needs.
size_t mien_extrema_work(const struct mien_plane *reduced);

// Finds the extrema of a reduced picture in the half of it, the best first.
//
// work       mien_extrema_work() values, aligned to 64 bytes.
// Returns their number.
size_t mien_extrema(struct mien_extremum out[MIEN_EXTREMA_MAX],
                    const struct mien_plane *half, int16_t *work,
                    const struct mien_view_kernels *kernels);

#endif
