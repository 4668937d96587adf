// SPDX-License-Identifier: Apache-2.0
// From the reduced picture to the set of its views.
#ifndef MIEN_VIEWS_SET_H
#define MIEN_VIEWS_SET_H

#include <mien/views.h>

#include "pdq/kernels.h"
#include "views/kernels.h"
#include "views/rectangle.h"
#include "views/sample.h"
#include "views/scale.h"
#include "views/window.h"

// What is needed to make views, all of it in the stream's scratch memory.
struct mien_views_work {
    const struct mien_view_kernels *kernels;
    const struct mien_kernels *pdq;
    struct mien_plane reduced;
    struct mien_plane turned; // room for the reduced picture as a viewer turns it; it
                              // shares it with `scale`
    struct mien_halves halves;
    struct mien_view_place subject; // where a bank's windows are taken from
    int16_t *halves_work, *scale;
    void *rectangle;
    struct mien_extremum *extrema; // MIEN_EXTREMA_MAX
    struct mien_view *windows;     // MIEN_QUERY_WINDOWS
};

// Adds to the whole picture, which is views[0], what a set for these purposes holds,
// until it has `capacity` views or `budget` hashes. Places are in pixels of the reduced
// picture.
//
// Returns the number of views.
size_t mien_views_fill(struct mien_view *views, size_t capacity,
                       struct mien_views_work *work, uint32_t purposes, uint32_t budget,
                       enum mien_orientation orientation);

#endif
