// SPDX-License-Identifier: Apache-2.0
// Where the parts of one picture are in another: maps between the two.
#ifndef MIEN_VIEWS_DECIDE_GEOMETRY_H
#define MIEN_VIEWS_DECIDE_GEOMETRY_H

#include <mien/views.h>

struct mien_point {
    double x, y;
};

// (x, y) goes to (a x + b y + c, d x + e y + f).
struct mien_affine {
    double a, b, c, d, e, f;
};

// Whether a place is known, and one with which can be reckoned: finite, of a size that
// pictures have, and turned by no more than views are. Places may come from a document,
// in which the longer side of the picture is 1.
bool mien_place_is_known(const struct mien_view_place *place);

struct mien_point mien_affine_at(const struct mien_affine *map, double x, double y);

// The other way round; false when there is none.
bool mien_affine_inverse(struct mien_affine *inverse, const struct mien_affine *map);

// What lays a rectangle of the item, turned or mirrored as `dihedral` says, onto one of
// the upload. Of two squares it is a similarity.
struct mien_affine mien_affine_between(const struct mien_view_place *bank,
                                       const struct mien_view_place *query,
                                       enum mien_dihedral dihedral);

// By how much a similarity enlarges.
double mien_affine_scale(const struct mien_affine *map);

// Several squares of the item and those of the upload that they were found at: the
// similarity that brings all their corners nearest to each other, in the sum of the
// squared distances, each in units of the item's square.
//
// The centres of n squares are its arrays: bank[i] goes to query[i].
struct mien_affine mien_affine_fit(const struct mien_view_place *const *bank,
                                   const struct mien_view_place *const *query,
                                   size_t count, enum mien_dihedral dihedral);

#endif
