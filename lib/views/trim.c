// SPDX-License-Identifier: Apache-2.0
// A line at an edge belongs to a frame when nearly all of its pixels are of one colour,
// and that is the colour of the outermost line on that side.
#include "views/trim.h"

enum {
    TOLERANCE = 10 * MIEN_LUMA_ONE, // JPEG is not clean beside an edge
    SIDE_MIN = 128                  // what must be left
};

struct line {
    const int16_t *first;
    ptrdiff_t step;
    int32_t count;
};

// The mean of a line.
static int32_t mean(struct line line)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < line.count; i++)
        sum += line.first[i * line.step];
    return (int32_t)(sum / line.count);
}

// All but 2 % of the pixels are near the colour.
static bool is_of(struct line line, int32_t colour)
{
    int32_t others = 0;
    for (int32_t i = 0; i < line.count; i++) {
        int32_t apart = line.first[i * line.step] - colour;
        others += apart > TOLERANCE || apart < -TOLERANCE;
    }
    return others * 50 <= line.count;
}

struct box {
    int32_t left, top, right, bottom;
};

// How many lines to take from one side: `line` is the outermost, `next` the way
// inwards.
static int32_t frame(struct line line, ptrdiff_t next, int32_t most)
{
    int32_t taken = 0, colour = mean(line);
    while (taken < most && is_of(line, colour)) {
        line.first += next;
        taken++;
    }
    return taken;
}

static void trim_columns(struct box *box, const struct mien_plane *plane)
{
    const ptrdiff_t stride = plane->width;
    struct line line = {plane->values + box->top * stride + box->left, stride,
                        box->bottom - box->top};
    box->left += frame(line, 1, box->right - box->left - SIDE_MIN);
    line.first = plane->values + box->top * stride + box->right - 1;
    box->right -= frame(line, -1, box->right - box->left - SIDE_MIN);
}

static void trim_rows(struct box *box, const struct mien_plane *plane)
{
    const ptrdiff_t stride = plane->width;
    struct line line = {plane->values + box->top * stride + box->left, 1,
                        box->right - box->left};
    box->top += frame(line, stride, box->bottom - box->top - SIDE_MIN);
    line.first = plane->values + (box->bottom - 1) * stride + box->left;
    box->bottom -= frame(line, -stride, box->bottom - box->top - SIDE_MIN);
}

bool mien_trim(struct mien_view_place *place, const struct mien_plane *reduced)
{
    if (reduced->width <= SIDE_MIN || reduced->height <= SIDE_MIN)
        return false;
    struct box box = {0, 0, reduced->width, reduced->height};
    // Twice: a bar above a picture that has bars beside it is found once those are
    // gone.
    for (int i = 0; i < 2; i++) {
        trim_rows(&box, reduced);
        trim_columns(&box, reduced);
    }
    const int32_t width = box.right - box.left, height = box.bottom - box.top;
    if (width <= SIDE_MIN || height <= SIDE_MIN ||
        (width == reduced->width && height == reduced->height))
        return false;
    *place = (struct mien_view_place){(float)(box.left + box.right) / 2,
                                      (float)(box.top + box.bottom) / 2, (float)width,
                                      (float)height, 0};
    return true;
}
