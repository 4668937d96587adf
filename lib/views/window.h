// SPDX-License-Identifier: Apache-2.0
// Which windows of a picture are hashed: squares around its extrema.
#ifndef MIEN_VIEWS_WINDOW_H
#define MIEN_VIEWS_WINDOW_H

#include "views/sample.h"
#include "views/scale.h"

// A bank has up to so many; a query more, and smaller ones, since in a screenshot the
// picture is only a part.
#define MIEN_BANK_WINDOWS 48
#define MIEN_QUERY_WINDOWS 96
// The sides of the smallest, in pixels of the reduced picture.
#define MIEN_BANK_SIDE 64
#define MIEN_QUERY_SIDE 36
// The best of a query, and the angles that these are turned by besides.
#define MIEN_TURNED_WINDOWS 24
#define MIEN_TURNS 8

extern const float mien_turns[MIEN_TURNS];

// Chooses among extrema within the subject, when it is not NULL, the best first: those
// that are neither too small nor too large, whose windows lie wholly in the picture and
// are not those of another; and whose hashes are good. Places are in pixels of the
// reduced picture.
//
// Returns their number, at most `wanted`.
size_t mien_windows_choose(struct mien_view *out, size_t wanted, double side_min,
                           const struct mien_view_place *subject, bool all,
                           const struct mien_extremum *extrema, size_t count,
                           const struct mien_halves *halves,
                           const struct mien_view_kernels *kernels,
                           const struct mien_kernels *pdq);

// A window turned by each of the angles, one hash each. Returns how many of them are of
// quality.
size_t mien_windows_turn(struct mien_view *out, const struct mien_view *window,
                         const struct mien_halves *halves,
                         const struct mien_view_kernels *kernels,
                         const struct mien_kernels *pdq);

#endif
