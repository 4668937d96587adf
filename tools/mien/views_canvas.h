// SPDX-License-Identifier: Apache-2.0
// Squares and numbers on a small RGB picture.
#ifndef MIEN_TOOL_VIEWS_CANVAS_H
#define MIEN_TOOL_VIEWS_CANVAS_H

#include "check_picture.h"

// Where `from` lies on `on`: its pixel (0, 0) at (x, y), each of its pixels as large as
// `scale` of them.
struct canvas_frame {
    const struct check_picture *on;
    double x, y, scale;
};

// Puts a picture with its corner at (x, y).
void canvas_put(const struct check_picture *on, const struct check_picture *picture,
                uint32_t x, uint32_t y);

// Outlines a place in the colour number `mark`, and writes mark + 1 into its corner.
struct mien_view_place;
void canvas_mark(const struct canvas_frame *frame, const struct mien_view_place *place,
                 unsigned mark);

#endif
