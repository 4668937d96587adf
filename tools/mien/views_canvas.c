// SPDX-License-Identifier: Apache-2.0
#include "views_canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <mien/views.h>

// Colours that people tell apart, colour-blind ones as well (Okabe and Ito, 2008).
static const uint8_t colours[][3] = {
    {230, 159, 0}, {86, 180, 233}, {0, 158, 115},   {240, 228, 66},
    {0, 114, 178}, {213, 94, 0},   {204, 121, 167}, {255, 255, 255},
};
static const uint8_t black[3] = {0, 0, 0};
enum {
    COLOURS = sizeof colours / sizeof *colours
};

// Digits of 3 by 5 squares, three bits for each row from the top.
enum {
    DIGIT_COLUMNS = 3,
    DIGIT_ROWS = 5,
    DOT = 2 // pixels for each square
};
static const uint16_t digits[10] = {075557, 026227, 071747, 071717, 055711,
                                    074717, 074757, 071111, 075757, 075717};

static void dot(const struct check_picture *on, long x, long y, const uint8_t rgb[3])
{
    if (x >= 0 && y >= 0 && x < (long)on->width && y < (long)on->height)
        memcpy(check_picture_at(on, (uint32_t)x, (uint32_t)y), rgb, 3);
}

static void box(const struct check_picture *on, long x, long y, long width, long height,
                const uint8_t rgb[3])
{
    for (long row = 0; row < height; row++)
        for (long column = 0; column < width; column++)
            dot(on, x + column, y + row, rgb);
}

struct point {
    double x, y;
};

// Two pixels wide.
static void line(const struct check_picture *on, struct point from, struct point to,
                 const uint8_t rgb[3])
{
    double dx = to.x - from.x, dy = to.y - from.y;
    double length = ceil(fmax(fabs(dx), fabs(dy)));
    // Nothing on the canvas is longer; a place that is no number draws nothing.
    if (!(length >= 1 && length < 65536))
        return;
    int steps = (int)length;
    for (int i = 0; i <= steps; i++)
        box(on, lround(from.x + dx * i / steps) - 1,
            lround(from.y + dy * i / steps) - 1, 2, 2, rgb);
}

static void number(const struct check_picture *on, long x, long y, unsigned value,
                   const uint8_t rgb[3])
{
    char text[16];
    int length = snprintf(text, sizeof text, "%u", value);
    box(on, x, y, (length * (DIGIT_COLUMNS + 1) + 1) * DOT, (DIGIT_ROWS + 2) * DOT,
        black);
    for (int i = 0; i < length; i++)
        for (int j = 0; j < DIGIT_COLUMNS * DIGIT_ROWS; j++)
            if ((digits[text[i] - '0'] >> (DIGIT_COLUMNS * DIGIT_ROWS - 1 - j) & 1) !=
                0)
                box(on, x + (i * (DIGIT_COLUMNS + 1) + 1 + j % DIGIT_COLUMNS) * DOT,
                    y + (1 + j / DIGIT_COLUMNS) * DOT, DOT, DOT, rgb);
}

void canvas_put(const struct check_picture *on, const struct check_picture *picture,
                uint32_t x, uint32_t y)
{
    for (uint32_t row = 0; row < picture->height; row++)
        memcpy(check_picture_at(on, x, y + row), check_picture_at(picture, 0, row),
               (size_t)picture->width * 3);
}

void canvas_mark(const struct canvas_frame *frame, const struct mien_view_place *place,
                 unsigned mark)
{
    const double radians = (double)place->degrees * acos(-1) / 180;
    const double cosine = cos(radians), sine = sin(radians);
    const uint8_t *rgb = colours[mark % COLOURS];
    struct point corner[4];
    for (size_t i = 0; i < 4; i++) {
        double across = (double)place->width * (i == 0 || i == 3 ? -0.5 : 0.5);
        double down = (double)place->height * (i < 2 ? -0.5 : 0.5);
        double x = (double)place->x + across * cosine - down * sine;
        double y = (double)place->y + across * sine + down * cosine;
        corner[i] =
            (struct point){frame->x + x * frame->scale, frame->y + y * frame->scale};
    }
    for (size_t i = 0; i < 4; i++)
        line(frame->on, corner[i], corner[(i + 1) % 4], rgb);
    if (fabs(corner[0].x) < 65536 && fabs(corner[0].y) < 65536)
        number(frame->on, lround(corner[0].x), lround(corner[0].y), mark + 1, rgb);
}
