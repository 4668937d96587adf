// SPDX-License-Identifier: Apache-2.0
#include "check_picture.h"

#include <stdlib.h>
#include <string.h>

bool check_picture_new(struct check_picture *out, uint32_t width, uint32_t height)
{
    width += width == 0;
    height += height == 0;
    size_t size;
    if (__builtin_mul_overflow((size_t)width * 3, height, &size))
        return false;
    uint8_t *rgb = calloc(size, 1);
    if (rgb == NULL)
        return false;
    out->width = width;
    out->height = height;
    out->rgb = rgb;
    return true;
}

void check_picture_free(struct check_picture *picture)
{
    free(picture->rgb);
    *picture = (struct check_picture){0};
}

uint8_t *check_picture_at(const struct check_picture *picture, uint32_t x, uint32_t y)
{
    return picture->rgb + ((size_t)y * picture->width + x) * 3;
}

bool check_crop(struct check_picture *out, const struct check_picture *in,
                struct check_rectangle kept)
{
    if (!check_picture_new(out, kept.width, kept.height))
        return false;
    for (uint32_t y = 0; y < kept.height; y++)
        memcpy(check_picture_at(out, 0, y), check_picture_at(in, kept.x, kept.y + y),
               (size_t)kept.width * 3);
    return true;
}

bool check_mount(struct check_picture *out, const struct check_picture *in,
                 struct check_rectangle place, uint8_t grey)
{
    if (!check_picture_new(out, place.width, place.height))
        return false;
    memset(out->rgb, grey, (size_t)out->width * out->height * 3);
    for (uint32_t y = 0; y < in->height; y++)
        memcpy(check_picture_at(out, place.x, place.y + y), check_picture_at(in, 0, y),
               (size_t)in->width * 3);
    return true;
}

bool check_turn(struct check_picture *out, const struct check_picture *in,
                enum mien_orientation orientation)
{
    // The names tell where the stored row 0 is seen, and then the stored column 0.
    bool across = orientation >= MIEN_ORIENTATION_LEFT_TOP &&
                  orientation <= MIEN_ORIENTATION_LEFT_BOTTOM;
    bool row_at_end = orientation == MIEN_ORIENTATION_BOTTOM_RIGHT ||
                      orientation == MIEN_ORIENTATION_BOTTOM_LEFT ||
                      orientation == MIEN_ORIENTATION_RIGHT_TOP ||
                      orientation == MIEN_ORIENTATION_RIGHT_BOTTOM;
    bool column_at_end = orientation == MIEN_ORIENTATION_TOP_RIGHT ||
                         orientation == MIEN_ORIENTATION_BOTTOM_RIGHT ||
                         orientation == MIEN_ORIENTATION_RIGHT_BOTTOM ||
                         orientation == MIEN_ORIENTATION_LEFT_BOTTOM;
    if (!check_picture_new(out, across ? in->height : in->width,
                           across ? in->width : in->height))
        return false;
    for (uint32_t y = 0; y < in->height; y++)
        for (uint32_t x = 0; x < in->width; x++) {
            uint32_t row = row_at_end ? in->height - 1 - y : y;
            uint32_t column = column_at_end ? in->width - 1 - x : x;
            memcpy(check_picture_at(out, across ? row : column, across ? column : row),
                   check_picture_at(in, x, y), 3);
        }
    return true;
}

// A coordinate in 1/65536 pixels, kept inside the picture.
static uint32_t inside(int64_t place, uint32_t side)
{
    int64_t last = (int64_t)(side - 1) << 16;
    return (uint32_t)(place < 0 ? 0 : place > last ? last : place);
}

// The colour between four pixels; x and y in 1/65536 pixels.
static void sample(uint8_t *rgb, const struct check_picture *in, int64_t x, int64_t y)
{
    uint32_t px = inside(x, in->width), py = inside(y, in->height);
    uint32_t column = px >> 16, row = py >> 16;
    uint32_t s = px >> 8 & 255, t = py >> 8 & 255;
    const uint8_t *a = check_picture_at(in, column, row);
    const uint8_t *b = check_picture_at(in, column + (s > 0), row);
    const uint8_t *c = check_picture_at(in, column, row + (t > 0));
    const uint8_t *d = check_picture_at(in, column + (s > 0), row + (t > 0));
    for (int i = 0; i < 3; i++) {
        uint32_t above = a[i] * (256 - s) + b[i] * s;
        uint32_t below = c[i] * (256 - s) + d[i] * s;
        rgb[i] = (uint8_t)((above * (256 - t) + below * t + 32768) >> 16);
    }
}

bool check_tilt(struct check_picture *out, const struct check_picture *in,
                struct check_angle angle)
{
    int64_t sine = angle.sine, cosine = angle.cosine;
    int64_t w = in->width, h = in->height;
    // The tilted part fits when what it spans lies inside the picture: a part of w * z
    // by h * z spans z * (w cos + h sin) by z * (w sin + h cos).
    int64_t slope = sine < 0 ? -sine : sine;
    int64_t across = w * cosine + h * slope, down = w * slope + h * cosine;
    bool by_width = w * down < h * across;
    int64_t side = by_width ? w : h, span = by_width ? across : down;
    if (!check_picture_new(out, (uint32_t)((w * side << 16) / span),
                           (uint32_t)((h * side << 16) / span)))
        return false;
    for (uint32_t y = 0; y < out->height; y++)
        for (uint32_t x = 0; x < out->width; x++) {
            // Twice the way from the centre.
            int64_t dx = 2 * (int64_t)x + 1 - out->width;
            int64_t dy = 2 * (int64_t)y + 1 - out->height;
            sample(check_picture_at(out, x, y), in,
                   ((w - 1) * 65536 + dx * cosine - dy * sine) / 2,
                   ((h - 1) * 65536 + dx * sine + dy * cosine) / 2);
        }
    return true;
}

bool check_shrink_begin(struct check_shrink *shrink, uint32_t width, uint32_t height,
                        uint32_t small_width, uint32_t small_height)
{
    *shrink = (struct check_shrink){.width = width, .height = height, .room = height};
    if (width == 0 || height == 0 ||
        !check_picture_new(&shrink->small, small_width, small_height))
        return false;
    shrink->sums = calloc((size_t)shrink->small.width * 3, sizeof *shrink->sums);
    shrink->means = calloc((size_t)shrink->small.width * 3, sizeof *shrink->means);
    if (shrink->sums != NULL && shrink->means != NULL)
        return true;
    struct check_picture small = check_shrink_end(shrink);
    check_picture_free(&small);
    return false;
}

void check_seen(uint8_t rgb[3], const uint8_t *pixel, size_t pixel_size)
{
    for (size_t i = 0; i < 3; i++)
        rgb[i] = pixel[pixel_size == 1 ? 0 : i];
    if (pixel_size != 4 || pixel[3] == 255)
        return;
    for (size_t i = 0; i < 3; i++)
        rgb[i] =
            (uint8_t)((pixel[i] * pixel[3] + 255u * (255u - pixel[3]) + 127) / 255);
}

// A side of n pixels becomes one of m <= n: each old pixel gives m shares, each new one
// takes n, so that an old one gives to two new ones at most.
static void narrow(struct check_shrink *shrink, const uint8_t *pixels,
                   size_t pixel_size)
{
    uint32_t n = shrink->width, m = shrink->small.width, room = n;
    uint32_t *mean = shrink->means;
    memset(mean, 0, (size_t)m * 3 * sizeof *mean);
    for (uint32_t x = 0; x < n; x++) {
        uint8_t rgb[3];
        uint32_t part = room < m ? room : m;
        check_seen(rgb, pixels + x * pixel_size, pixel_size);
        for (size_t c = 0; c < 3; c++)
            mean[c] += rgb[c] * part;
        room -= part;
        if (room > 0)
            continue;
        mean += 3;
        room = n - (m - part);
        if (part < m)
            for (size_t c = 0; c < 3; c++)
                mean[c] += rgb[c] * (m - part);
    }
}

// Adds the row that arrived to the sums.
static void add(struct check_shrink *shrink, uint32_t weight)
{
    for (size_t i = 0; i < (size_t)shrink->small.width * 3; i++)
        shrink->sums[i] += (uint64_t)shrink->means[i] * weight;
}

// Makes the next row of pixels of the sums, and begins anew.
static void put(struct check_shrink *shrink)
{
    uint64_t all = (uint64_t)shrink->width * shrink->height;
    uint8_t *rgb = check_picture_at(&shrink->small, 0, shrink->rows++);
    for (size_t i = 0; i < (size_t)shrink->small.width * 3; i++)
        rgb[i] = (uint8_t)((shrink->sums[i] + all / 2) / all);
    memset(shrink->sums, 0, (size_t)shrink->small.width * 3 * sizeof *shrink->sums);
}

void check_shrink_row(struct check_shrink *shrink, const uint8_t *pixels,
                      size_t pixel_size)
{
    uint32_t n = shrink->height, m = shrink->small.height;
    uint32_t part = shrink->room < m ? shrink->room : m;
    if (shrink->rows == m)
        return;
    narrow(shrink, pixels, pixel_size);
    add(shrink, part);
    shrink->room -= part;
    if (shrink->room > 0)
        return;
    put(shrink);
    add(shrink, m - part);
    shrink->room = n - (m - part);
}

struct check_picture check_shrink_end(struct check_shrink *shrink)
{
    struct check_picture small = shrink->small;
    free(shrink->sums);
    free(shrink->means);
    *shrink = (struct check_shrink){0};
    return small;
}

bool check_smaller(struct check_picture *out, const struct check_picture *in,
                   uint32_t width, uint32_t height)
{
    struct check_shrink shrink;
    if (!check_shrink_begin(&shrink, in->width, in->height, width, height))
        return false;
    for (uint32_t y = 0; y < in->height; y++)
        check_shrink_row(&shrink, check_picture_at(in, 0, y), 3);
    *out = check_shrink_end(&shrink);
    return true;
}
