// SPDX-License-Identifier: Apache-2.0
// Pages are flat: their colours do not vary at all, but for letters and signs. Pictures
// vary nearly everywhere. So: divide the plane into blocks, note which are flat, and
// take the largest group of others that hang together. Its box may take in a rim, the
// edge of a bubble or a line of small print; the edges of a picture are where, over its
// whole length, one line differs most from the next. A sky is flat too, but of many
// shades: a page has few.
#include "views/inset.h"

#include <string.h>

enum {
    BLOCK = 4, // pixels a side
    // Of the luma in a block that is flat; JPEG is not clean beside letters.
    FLAT = 4 * MIEN_LUMA_ONE,
    SIDE_MIN = 64,  // what a picture has, in pixels
    PARTS_MAX = 12, // the page is at most so many times as large
    // An edge counts no more for being between black and white.
    STEP_MAX = 32 * MIEN_LUMA_ONE,
    SHADE = 4 // levels of luma that are one colour
};

// How far inside its box an edge is looked for, in parts of the box: 1 / RIM.
#define RIM 5

struct box {
    int32_t left, top, right, bottom;
};

struct grid {
    int32_t width, height; // in blocks
    int16_t *busy;         // 1: neither flat nor seen
    int16_t *stack;        // columns and rows of blocks to look at
};

static int32_t blocks(int32_t pixels)
{
    return pixels / BLOCK;
}

static bool is_flat(const struct mien_plane *plane, int32_t column, int32_t row)
{
    const int16_t *first = plane->values + (ptrdiff_t)row * BLOCK * plane->width +
                           (ptrdiff_t)column * BLOCK;
    int16_t least = first[0], most = first[0];
    for (int32_t y = 0; y < BLOCK; y++) {
        for (int32_t x = 0; x < BLOCK; x++) {
            int16_t value = first[(ptrdiff_t)y * plane->width + x];
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
    }
    return most - least <= FLAT;
}

static void mark(struct grid *grid, const struct mien_plane *plane)
{
    for (int32_t y = 0; y < grid->height; y++)
        for (int32_t x = 0; x < grid->width; x++)
            grid->busy[(ptrdiff_t)y * grid->width + x] = !is_flat(plane, x, y);
}

static void extend(struct box *box, int32_t x, int32_t y)
{
    box->left = x < box->left ? x : box->left;
    box->top = y < box->top ? y : box->top;
    box->right = x + 1 > box->right ? x + 1 : box->right;
    box->bottom = y + 1 > box->bottom ? y + 1 : box->bottom;
}

// The box of the blocks that hang together with one, by sides or corners; they are then
// seen. Returns their number. Each block is on the stack once at most.
static int32_t collect(struct box *box, struct grid *grid, int32_t x, int32_t y)
{
    int32_t count = 0;
    size_t height = 0;
    *box = (struct box){x, y, x + 1, y + 1};
    grid->busy[(ptrdiff_t)y * grid->width + x] = 0;
    grid->stack[height++] = (int16_t)x;
    grid->stack[height++] = (int16_t)y;
    while (height > 0) {
        const int32_t row = grid->stack[--height], column = grid->stack[--height];
        extend(box, column, row);
        count++;
        for (int32_t v = row - 1; v <= row + 1; v++) {
            for (int32_t u = column - 1; u <= column + 1; u++) {
                if (u < 0 || v < 0 || u >= grid->width || v >= grid->height)
                    continue;
                int16_t *busy = &grid->busy[(ptrdiff_t)v * grid->width + u];
                if (*busy == 0)
                    continue;
                *busy = 0;
                grid->stack[height++] = (int16_t)u;
                grid->stack[height++] = (int16_t)v;
            }
        }
    }
    return count;
}

// Large enough for a picture, and for what a page is made for; and at least half of it
// busy: not the frame of a window or a loose page of text.
static bool is_picture(struct box box, int32_t count, const struct grid *grid)
{
    const int32_t width = box.right - box.left, height = box.bottom - box.top;
    return width >= blocks(SIDE_MIN) && height >= blocks(SIDE_MIN) &&
           PARTS_MAX * width * height >= grid->width * grid->height &&
           2 * count >= width * height;
}

// The largest group, when it is a picture.
static bool find_largest(struct box *box, struct grid *grid)
{
    int32_t most = 0;
    bool picture = false;
    for (int32_t y = 0; y < grid->height; y++) {
        for (int32_t x = 0; x < grid->width; x++) {
            if (grid->busy[(ptrdiff_t)y * grid->width + x] == 0)
                continue;
            struct box found;
            int32_t count = collect(&found, grid, x, y);
            if (count > most) {
                most = count;
                *box = found;
                picture = is_picture(found, count, grid);
            }
        }
    }
    return picture;
}

// How much the pixels of a line differ from those of the line `next` behind them.
static int64_t difference(const int16_t *line, ptrdiff_t step, ptrdiff_t next,
                          int32_t count)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++, line += step) {
        int32_t apart = line[0] - line[next];
        apart = apart < 0 ? -apart : apart;
        sum += apart < STEP_MAX ? apart : STEP_MAX;
    }
    return sum;
}

// From the line `first` inwards, `way` at a time: after how many lines the edge is, of
// `most`. It is the innermost of those that no one would overlook, since pages draw
// lines around pictures; or else the clearest. The line before the first belongs to the
// plane.
static int32_t edge(const int16_t *first, ptrdiff_t way, ptrdiff_t step, int32_t count,
                    int32_t most)
{
    const int64_t clear = (int64_t)STEP_MAX * count * 5 / 8;
    int32_t best = 0;
    int64_t largest = -1;
    for (int32_t i = 0; i < most; i++, first += way) {
        int64_t found = difference(first, step, -way, count);
        if (found > largest || found >= clear) {
            largest = found > largest ? found : largest;
            best = i;
        }
    }
    return best;
}

static int32_t at_least(int32_t value, int32_t least)
{
    return value > least ? value : least;
}

static int32_t at_most(int32_t value, int32_t most)
{
    return value < most ? value : most;
}

// The box in pixels of a plane whose blocks are `block` of them, each side moved to the
// edge near it. A side at the plane's own edge stays; for the others a block of rim is
// added, and the outermost line left.
static void refine(struct box *box, const struct grid *grid,
                   const struct mien_plane *plane, int32_t block)
{
    const ptrdiff_t stride = plane->width;
    const bool left = box->left > 0, top = box->top > 0;
    const bool right = box->right < grid->width, bottom = box->bottom < grid->height;
    box->left = left ? at_least((box->left - 1) * block, 1) : 0;
    box->top = top ? at_least((box->top - 1) * block, 1) : 0;
    box->right =
        right ? at_most((box->right + 1) * block, plane->width - 1) : plane->width;
    box->bottom =
        bottom ? at_most((box->bottom + 1) * block, plane->height - 1) : plane->height;
    const int32_t width = box->right - box->left, height = box->bottom - box->top;
    const int16_t *corner = plane->values + box->top * stride + box->left;
    if (bottom)
        box->bottom -=
            edge(corner + (height - 1) * stride, -stride, 1, width, height / RIM);
    if (top)
        box->top += edge(corner, stride, 1, width, height / RIM);
    corner = plane->values + box->top * stride + box->left;
    const int32_t left_over = box->bottom - box->top;
    if (right)
        box->right -= edge(corner + width - 1, -1, stride, left_over, width / RIM);
    if (left)
        box->left += edge(corner, 1, stride, left_over, width / RIM);
}

// Whether what is flat around a box, in blocks, has few colours: four fifths of it are
// of the three most frequent.
static bool is_page(struct box box, const struct grid *grid,
                    const struct mien_plane *plane)
{
    int32_t shades[256 / SHADE] = {0}, flat = 0, frequent = 0;
    for (int32_t y = 0; y < grid->height; y++) {
        for (int32_t x = 0; x < grid->width; x++) {
            if ((x >= box.left && x < box.right && y >= box.top && y < box.bottom) ||
                !is_flat(plane, x, y))
                continue;
            flat++;
            shades[plane->values[(ptrdiff_t)y * BLOCK * plane->width + x * BLOCK] /
                   (SHADE * MIEN_LUMA_ONE)]++;
        }
    }
    for (int i = 0; i < 3; i++) {
        int most = 0;
        for (int k = 1; k < 256 / SHADE; k++)
            most = shades[k] > shades[most] ? k : most;
        frequent += shades[most];
        shades[most] = 0;
    }
    return 5 * frequent >= 4 * flat;
}

bool mien_inset(struct mien_view_place *place, const struct mien_plane *reduced,
                const struct mien_plane *half, int16_t *work)
{
    struct grid grid = {blocks(half->width), blocks(half->height), work, NULL};
    grid.stack = work + (ptrdiff_t)grid.width * grid.height;
    struct box box;
    if (grid.width == 0 || grid.height == 0)
        return false;
    mark(&grid, half);
    if (!find_largest(&box, &grid) || !is_page(box, &grid, half))
        return false;
    refine(&box, &grid, reduced, reduced->width / half->width * BLOCK);
    const int32_t width = box.right - box.left, height = box.bottom - box.top;
    if (width < SIDE_MIN || height < SIDE_MIN ||
        (width > reduced->width - reduced->width / 50 &&
         height > reduced->height - reduced->height / 50))
        return false;
    *place = (struct mien_view_place){(float)(box.left + box.right) / 2,
                                      (float)(box.top + box.bottom) / 2, (float)width,
                                      (float)height, 0};
    return true;
}
