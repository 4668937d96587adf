// SPDX-License-Identifier: Apache-2.0
#include "views/window.h"

#include <math.h>
#include <string.h>

#include "views/overlap.h"

// A window is so many sigmas wide: what surrounds a blob tells it from others, the blob
// alone does not. (Twice as wide as a SIFT descriptor's; 8 was worse.)
static const double sigmas = 12;
// Two windows are the same when their centres, and their sides, differ by less than
// this part of a side.
static const double same = 0.05;

// PDQ bears a turn of somewhat more than a degree: these reach from -11 to 11.
const float mien_turns[MIEN_TURNS] = {2.5F, -2.5F, 5, -5, 7.5F, -7.5F, 10, -10};

static bool fits(struct mien_square square, double side_min,
                 const struct mien_plane *plane)
{
    // Half a pixel is what a place may be off.
    double half = square.side / 2 - 0.5;
    return square.side >= side_min && square.x >= half && square.y >= half &&
           square.x <= plane->width - half && square.y <= plane->height - half;
}

// Three quarters of it at least.
static bool is_within(struct mien_square square, const struct mien_view_place *subject)
{
    if (subject == NULL)
        return true;
    return mien_overlap(square.x, square.side, subject->x, subject->width) *
               mien_overlap(square.y, square.side, subject->y, subject->height) >=
           0.75 * square.side * square.side;
}

static bool is_same(struct mien_square a, const struct mien_view_place *b)
{
    double side = a.side > b->width ? a.side : b->width;
    double x = a.x - b->x, y = a.y - b->y, limit = same * side;
    return x * x + y * y < limit * limit && fabs(a.side - b->width) < 2 * limit;
}

static bool is_known(struct mien_square square, const struct mien_view *views,
                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(square, &views[i].place))
            return true;
    return false;
}

size_t mien_windows_choose(struct mien_view *out, size_t wanted, double side_min,
                           const struct mien_view_place *subject, bool all,
                           const struct mien_extremum *extrema, size_t count,
                           const struct mien_halves *halves,
                           const struct mien_view_kernels *kernels,
                           const struct mien_kernels *pdq)
{
    size_t chosen = 0;
    for (size_t i = 0; i < count && chosen < wanted; i++) {
        const struct mien_square square = {extrema[i].x, extrema[i].y,
                                           sigmas * extrema[i].sigma};
        if (!fits(square, side_min, &halves->levels[0]) ||
            !is_within(square, subject) || is_known(square, out, chosen))
            continue;
        struct mien_view *view = &out[chosen];
        memset(view, 0, sizeof *view);
        mien_sample_hash(view, all, halves, square, mien_turn_by(0), kernels, pdq);
        if (view->quality < MIEN_PDQ_QUALITY_MIN)
            continue;
        view->kind = MIEN_VIEW_WINDOW;
        view->number = (uint32_t)chosen;
        view->place =
            (struct mien_view_place){(float)square.x, (float)square.y,
                                     (float)square.side, (float)square.side, 0};
        chosen++;
    }
    return chosen;
}

size_t mien_windows_turn(struct mien_view *out, const struct mien_view *window,
                         const struct mien_halves *halves,
                         const struct mien_view_kernels *kernels,
                         const struct mien_kernels *pdq)
{
    const struct mien_square square = {(double)window->place.x, (double)window->place.y,
                                       (double)window->place.width};
    size_t count = 0;
    for (uint32_t i = 0; i < MIEN_TURNS; i++) {
        struct mien_view *view = &out[count];
        memset(view, 0, sizeof *view);
        mien_sample_hash(view, false, halves, square, mien_turn_by(mien_turns[i]),
                         kernels, pdq);
        if (view->quality < MIEN_PDQ_QUALITY_MIN)
            continue;
        view->kind = MIEN_VIEW_TURNED;
        view->number = window->number * MIEN_TURNS + i;
        view->place = window->place;
        view->place.degrees = mien_turns[i];
        count++;
    }
    return count;
}
