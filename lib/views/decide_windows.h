// SPDX-License-Identifier: Apache-2.0
// How strongly the windows of an upload and those of an item agree. The rule is
// explained in decide.c.
#ifndef MIEN_VIEWS_DECIDE_WINDOWS_H
#define MIEN_VIEWS_DECIDE_WINDOWS_H

#include <mien/views.h>

#include "views/decide_geometry.h"

struct mien_bounds {
    double left, top, right, bottom;
};

// The views of an upload, or of an item.
struct mien_side {
    const struct mien_view *views;
    size_t count;
    // For each whether its place is known, and its site: the first window at that
    // place, however it is turned.
    bool known[MIEN_VIEWS_MAX];
    uint16_t site[MIEN_VIEWS_MAX];
    bool places; // of all its windows
    struct mien_bounds bounds;
    uint32_t windows; // each place once
    double smallest;  // of their sides
};

void mien_side_set(struct mien_side *side, const struct mien_view *views, size_t count);

// One explanation of the pairs, and what speaks for it.
struct mien_trial {
    enum mien_dihedral dihedral;
    float degrees;
    struct mien_affine map; // with places
    // The pairs that agree: no window of the item twice, no site of the upload twice.
    uint32_t agreeing[MIEN_VIEWS_MAX];
    uint32_t count;
    uint32_t windows; // of the item, that could agree
    double covered;
    double strength;
};

struct mien_comparison {
    struct mien_side query, bank;
    bool places; // on both sides
    // Pairs of a window of the upload and an upright one of the item, the nearest
    // first.
    struct mien_view_match *pairs;
    size_t count;
    bool *explained; // one for each
    struct mien_trial trial, best;
};

// Tries what could explain the pairs, and leaves the strongest in `best`; with a count
// of 0 when there is no pair within MIEN_PDQ_RADIUS.
void mien_comparison_try(struct mien_comparison *comparison);

#endif
