// SPDX-License-Identifier: Apache-2.0
#include "check_draw.h"

#include <string.h>

struct colour {
    uint8_t red, green, blue;
};
static const struct colour black = {0, 0, 0}, white = {255, 255, 255},
                           grey = {128, 128, 128}, yellow = {255, 204, 50};

static void dot(const struct check_picture *on, int64_t x, int64_t y,
                struct colour colour)
{
    if (x < 0 || y < 0 || x >= on->width || y >= on->height)
        return;
    uint8_t *rgb = check_picture_at(on, (uint32_t)x, (uint32_t)y);
    rgb[0] = colour.red;
    rgb[1] = colour.green;
    rgb[2] = colour.blue;
}

static void box(const struct check_picture *on, struct check_rectangle where,
                struct colour colour)
{
    for (uint32_t y = 0; y < where.height; y++)
        for (uint32_t x = 0; x < where.width; x++)
            dot(on, (int64_t)where.x + x, (int64_t)where.y + y, colour);
}

// All in half pixels, so that a centre can lie between two.
struct disc {
    int64_t x, y, radius_squared;
};

static void draw_disc(const struct check_picture *on, struct disc disc,
                      struct colour colour)
{
    for (uint32_t y = 0; y < on->height; y++)
        for (uint32_t x = 0; x < on->width; x++) {
            int64_t dx = 2 * (int64_t)x + 1 - disc.x, dy = 2 * (int64_t)y + 1 - disc.y;
            if (dx * dx + dy * dy <= disc.radius_squared)
                dot(on, x, y, colour);
        }
}

// Block letters of 5 by 7 squares, a byte for each row, and what they spell.
enum {
    LETTER_COLUMNS = 5,
    LETTER_ROWS = 7,
    LETTER_STEP = 6
};
static const uint8_t letters[][LETTER_ROWS] = {
    {17, 17, 17, 31, 17, 17, 17}, // H
    {31, 16, 16, 30, 16, 16, 31}, // E
    {16, 16, 16, 16, 16, 16, 31}, // L
    {14, 17, 17, 17, 17, 17, 14}, // O
};
static const uint8_t spelt[] = {0, 1, 2, 2, 3};

struct words {
    const struct check_picture *on;
    uint32_t x, y, unit; // where they begin; the side of a square
};

// As large as fits into the place, and in its middle.
static struct words words_in(const struct check_picture *on,
                             struct check_rectangle place)
{
    const uint32_t columns = LETTER_STEP * sizeof spelt;
    uint32_t wide = place.width / (columns + 2),
             high = place.height / (LETTER_ROWS + 3);
    uint32_t unit = wide < high ? wide : high;
    return (struct words){on, place.x + (place.width - unit * columns) / 2,
                          place.y + (place.height - unit * LETTER_ROWS) / 2, unit};
}

// Draws them with squares that are `edge` larger on each side.
static void draw_words(struct words words, uint32_t edge, struct colour colour)
{
    uint32_t side = words.unit > 0 ? words.unit + 2 * edge : 0;
    for (uint32_t i = 0; i < sizeof spelt; i++)
        for (uint32_t row = 0; row < LETTER_ROWS; row++)
            for (uint32_t column = 0; column < LETTER_COLUMNS; column++) {
                uint32_t x = words.x + (i * LETTER_STEP + column) * words.unit;
                uint32_t y = words.y + row * words.unit;
                if ((letters[spelt[i]][row] >> (LETTER_COLUMNS - 1 - column) & 1) != 0)
                    box(words.on,
                        (struct check_rectangle){x - (x < edge ? x : edge),
                                                 y - (y < edge ? y : edge), side, side},
                        colour);
            }
}

bool check_caption(struct check_picture *out, const struct check_picture *in,
                   bool below)
{
    uint32_t bar = in->height * 16 / 100 + 1;
    struct check_rectangle place = {0, below ? 0 : bar, in->width, in->height + bar};
    if (!check_mount(out, in, place, 255))
        return false;
    struct check_rectangle at = {0, below ? in->height : 0, in->width, bar};
    draw_words(words_in(out, at), 0, black);
    return true;
}

static bool copy(struct check_picture *out, const struct check_picture *in)
{
    return check_crop(out, in, (struct check_rectangle){0, 0, in->width, in->height});
}

static void draw_outlined(const struct check_picture *on, struct check_rectangle place)
{
    struct words words = words_in(on, place);
    draw_words(words, words.unit / 4 + 1, black);
    draw_words(words, 0, white);
}

bool check_words(struct check_picture *out, const struct check_picture *in, bool above,
                 bool below)
{
    if (!copy(out, in))
        return false;
    uint32_t band = in->height * 16 / 100;
    if (above)
        draw_outlined(out, (struct check_rectangle){0, 0, in->width, band});
    if (below)
        draw_outlined(out,
                      (struct check_rectangle){0, in->height - band, in->width, band});
    return true;
}

bool check_sticker(struct check_picture *out, const struct check_picture *in,
                   uint32_t percent, int place)
{
    if (!copy(out, in))
        return false;
    int64_t w = in->width, h = in->height;
    // Four times the square of the radius; 355/113 is pi.
    struct disc face = {w, h, 4 * w * h * percent * 113 / (355 * 100)};
    if (place > 0) {
        face.x = (place & 1) != 0 ? w / 2 : w * 3 / 2;
        face.y = place <= 2 ? h / 2 : h * 3 / 2;
    }
    draw_disc(out, face, yellow);
    int64_t radius = 0;
    while ((radius + 1) * (radius + 1) <= face.radius_squared)
        radius++;
    struct disc eye = {face.x - radius / 3, face.y - radius / 4,
                       face.radius_squared / 40};
    draw_disc(out, eye, black);
    eye.x = face.x + radius / 3;
    draw_disc(out, eye, black);
    return true;
}

bool check_screenshot(struct check_picture *out, const struct check_picture *in,
                      bool dark)
{
    // A screen of 1080 by 2340, made large enough for the picture, with room for bars
    // above and below.
    uint32_t width = in->width, height = (uint32_t)((uint64_t)width * 2340 / 1080 + 1);
    uint32_t least = in->height + in->height / 6 + 2;
    if (height < least) {
        height = least;
        width = (uint32_t)((uint64_t)height * 1080 / 2340 + 1);
    }
    width = width < in->width ? in->width : width;
    struct check_rectangle place = {(width - in->width) / 2, (height - in->height) / 2,
                                    width, height};
    if (!check_mount(out, in, place, dark ? 0 : 255))
        return false;
    struct colour ink = dark ? white : black;
    uint32_t unit = width / 100;
    // The time, the battery, and the line to swipe at.
    box(out, (struct check_rectangle){4 * unit, 3 * unit, 10 * unit, 3 * unit}, ink);
    box(out, (struct check_rectangle){88 * unit, 3 * unit, 7 * unit, 3 * unit}, ink);
    box(out, (struct check_rectangle){35 * unit, height - 3 * unit, 30 * unit, unit},
        grey);
    return true;
}
