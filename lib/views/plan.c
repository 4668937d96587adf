// SPDX-License-Identifier: Apache-2.0
// What each view reaches: PDQ at radius 31 bears a zoom of 3 %, a shift of 1 % and a
// turn of somewhat more than 1 degree. So zooms stand 5 % apart, and turns 2.5 degrees;
// crops are those that people and platforms make. Free crops and all that is beyond
// this table are for the windows.
#include "views/plan.h"

#include "views/turn.h"

#define ZOOM(number, keep)                                                             \
    {                                                                                  \
        MIEN_VIEW_ZOOM, number, (1 - (keep)) / 2, (1 - (keep)) / 2, (1 - (keep)) / 2,  \
            (1 - (keep)) / 2, 0, 0                                                     \
    }
#define CROP(number, left, top, right, bottom)                                         \
    {                                                                                  \
        MIEN_VIEW_CROP, number, left, top, right, bottom, 0, 0                         \
    }
#define FORM(number, aspect)                                                           \
    {                                                                                  \
        MIEN_VIEW_CROP, number, 0, 0, 0, 0, 0, aspect                                  \
    }
#define TILT(number, degrees)                                                          \
    {                                                                                  \
        MIEN_VIEW_TILT, number, 0, 0, 0, 0, degrees, 0                                 \
    }

const struct mien_planned mien_plan[MIEN_PLAN_COUNT] = {
    ZOOM(0, 0.95F),
    ZOOM(1, 0.90F),
    FORM(0, 1.0F),
    ZOOM(2, 0.855F),
    ZOOM(3, 0.81F),
    CROP(1, 0, 0.10F, 0, 0),
    CROP(2, 0, 0, 0, 0.10F),
    CROP(3, 0.10F, 0, 0, 0),
    CROP(4, 0, 0, 0.10F, 0),
    FORM(5, 0.8F),
    FORM(6, 16.0F / 9),
    TILT(0, 2.0F),
    TILT(1, -2.0F),
    TILT(2, 4.5F),
    TILT(3, -4.5F),
    ZOOM(4, 0.77F),
    ZOOM(5, 0.73F),
    ZOOM(6, 0.695F),
    CROP(7, 0, 0.20F, 0, 0),
    CROP(8, 0, 0, 0, 0.20F),
    CROP(9, 0.20F, 0, 0, 0),
    CROP(10, 0, 0, 0.20F, 0),
    CROP(11, 0, 0.15F, 0, 0.15F),
    TILT(4, 7.0F),
    TILT(5, -7.0F),
    TILT(6, 9.5F),
    TILT(7, -9.5F),
    ZOOM(7, 0.66F),
    ZOOM(8, 0.63F),
    ZOOM(9, 0.60F),
    CROP(12, 0, 0.05F, 0, 0),
    CROP(13, 0, 0, 0, 0.05F),
    CROP(14, 0.05F, 0, 0, 0),
    CROP(15, 0, 0, 0.05F, 0),
    CROP(16, 0, 0.15F, 0, 0),
    CROP(17, 0, 0, 0, 0.15F),
};

bool mien_plan_place(struct mien_view_place *place, const struct mien_planned *planned,
                     const struct mien_view_place *subject)
{
    const double width = (double)subject->width, height = (double)subject->height;
    double left = planned->left * width, right = width - planned->right * width;
    double top = planned->top * height, bottom = height - planned->bottom * height;
    double across = right - left, down = bottom - top;
    if (planned->aspect > 0) {
        double fitting = planned->aspect * height;
        if (fitting > width)
            down = width / planned->aspect;
        else
            across = fitting;
        if (across > 0.98 * width && down > 0.98 * height)
            return false;
    }
    if (planned->degrees != 0) {
        const struct mien_turn turn = mien_turn_by(planned->degrees);
        double c = turn.cosine, s = turn.sine < 0 ? -turn.sine : turn.sine;
        double flat = width / (width * c + height * s);
        double steep = height / (width * s + height * c);
        double keep = flat < steep ? flat : steep;
        across = width * keep;
        down = height * keep;
    }
    *place = (struct mien_view_place){(float)((left + right) / 2),
                                      (float)((top + bottom) / 2), (float)across,
                                      (float)down, planned->degrees};
    return true;
}
