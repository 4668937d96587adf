// SPDX-License-Identifier: Apache-2.0
// The plan: fixed views of the whole picture, for platforms that look up nothing but
// the hash of each upload.
#ifndef MIEN_VIEWS_PLAN_H
#define MIEN_VIEWS_PLAN_H

#include <mien/views.h>

// A part of the picture, in fractions of its sides, cut off at each of them; or the
// largest rectangle of its form that fits into it after it was turned; or the largest
// of another form in its middle.
struct mien_planned {
    enum mien_view_kind kind;
    uint32_t number;
    float left, top, right, bottom;
    float degrees;
    float aspect; // width / height; 0: that of the picture
};

#define MIEN_PLAN_COUNT 36

// In the order of what they find.
extern const struct mien_planned mien_plan[MIEN_PLAN_COUNT];

// Where a planned view of a subject lies. False when it is as good as all of it.
bool mien_plan_place(struct mien_view_place *place, const struct mien_planned *planned,
                     const struct mien_view_place *subject);

#endif
