// SPDX-License-Identifier: Apache-2.0
// Small RGB pictures in memory, for `mien check`: made from the rows of a decoder,
// turned, cut, framed and tilted. Integers only, so that every machine gives the same.
#ifndef MIEN_TOOL_CHECK_PICTURE_H
#define MIEN_TOOL_CHECK_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>

// Rows of width * 3 bytes, without gaps; sides of at least 1. Zero-initialise it.
struct check_picture {
    uint32_t width, height;
    uint8_t *rgb;
};

// Makes a picture whose pixels are zero; a side of 0 becomes 1. False: no memory, and
// *out is as before.
//
// All functions below that make *out are like this: they take memory for it, leave the
// picture that they look at alone, and return false when there is no memory.
bool check_picture_new(struct check_picture *out, uint32_t width, uint32_t height);
void check_picture_free(struct check_picture *picture);

// The pixel in column x and row y.
uint8_t *check_picture_at(const struct check_picture *picture, uint32_t x, uint32_t y);

struct check_rectangle {
    uint32_t x, y, width, height;
};

bool check_crop(struct check_picture *out, const struct check_picture *in,
                struct check_rectangle kept);
// Puts the picture on a larger ground of this grey, its corner at `place`, whose width
// and height are those of the ground.
bool check_mount(struct check_picture *out, const struct check_picture *in,
                 struct check_rectangle place, uint8_t grey);
// As a viewer does that follows EXIF; any other number leaves the picture as it is.
bool check_turn(struct check_picture *out, const struct check_picture *in,
                enum mien_orientation orientation);

// The sine and cosine of an angle, 65536 times.
struct check_angle {
    int32_t sine, cosine;
};

// Turns the picture about its centre and keeps the largest part of the same shape that
// has no empty corners.
bool check_tilt(struct check_picture *out, const struct check_picture *in,
                struct check_angle angle);

// The colour of a pixel of 1, 3 or 4 bytes as a viewer shows it: the fourth byte,
// alpha, lays it on white. `rgb` may be the pixel itself.
void check_seen(uint8_t rgb[3], const uint8_t *pixel, size_t pixel_size);

// A picture that gets smaller while its rows arrive: each new pixel is the mean of the
// area that it covers.
struct check_shrink {
    uint32_t width, height; // of the rows that arrive
    struct check_picture small;
    uint32_t rows;   // of `small` that are done
    uint32_t room;   // how much of `height` the next one still takes
    uint64_t *sums;  // of that one
    uint32_t *means; // the row that arrived, as wide as `small`, times `width`
};

// The small picture has the given sides, which are at most those of the large one.
bool check_shrink_begin(struct check_shrink *shrink, uint32_t width, uint32_t height,
                        uint32_t small_width, uint32_t small_height);
// Takes the next row, of pixels as check_seen() has them.
void check_shrink_row(struct check_shrink *shrink, const uint8_t *pixels,
                      size_t pixel_size);
// Frees all but the small picture, which is the caller's from now on.
struct check_picture check_shrink_end(struct check_shrink *shrink);

// The same of a whole picture.
bool check_smaller(struct check_picture *out, const struct check_picture *in,
                   uint32_t width, uint32_t height);

#endif
