// SPDX-License-Identifier: Apache-2.0
#include "check_look.h"

#include <stdlib.h>
#include <string.h>

static uint8_t clamped(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static bool copy(struct check_picture *out, const struct check_picture *in)
{
    if (!check_picture_new(out, in->width, in->height))
        return false;
    memcpy(out->rgb, in->rgb, (size_t)in->width * in->height * 3);
    return true;
}

// Replaces each of `count` values, `step` bytes apart, by the mean of those up to
// `radius` away; beyond the ends, the last one goes on. `old` has room for them.
static void smooth(uint8_t *line, size_t step, uint32_t count, uint32_t radius,
                   uint8_t *old)
{
    uint32_t last = count - 1, across = 2 * radius + 1, sum = 0;
    for (uint32_t i = 0; i < count; i++)
        old[i] = line[i * step];
    sum += old[0] * (radius + 1);
    for (uint32_t i = 1; i <= radius; i++)
        sum += old[i < last ? i : last];
    for (uint32_t i = 0; i < count; i++) {
        line[i * step] = (uint8_t)((sum + radius) / across);
        uint32_t comes = i + radius + 1;
        sum += old[comes < last ? comes : last];
        sum -= old[i > radius ? i - radius : 0];
    }
}

static void smooth_all(struct check_picture *picture, uint32_t radius, uint8_t *old)
{
    size_t row = (size_t)picture->width * 3;
    for (uint32_t y = 0; y < picture->height; y++)
        for (size_t c = 0; c < 3; c++)
            smooth(picture->rgb + y * row + c, 3, picture->width, radius, old);
    for (size_t i = 0; i < row; i++)
        smooth(picture->rgb + i, row, picture->height, radius, old);
}

bool check_blur(struct check_picture *out, const struct check_picture *in,
                uint32_t radius)
{
    // Three means over 2 r + 1 have a variance of r^2 + r.
    enum {
        TIMES = 3
    };
    uint8_t *old = calloc(in->width > in->height ? in->width : in->height, 1);
    bool done = old != NULL && copy(out, in);
    for (int i = 0; done && i < TIMES; i++)
        smooth_all(out, radius, old);
    free(old);
    return done;
}

bool check_recolour(struct check_picture *out, const struct check_picture *in,
                    const struct check_colours *colours)
{
    if (!copy(out, in))
        return false;
    uint8_t *end = out->rgb + (size_t)out->width * out->height * 3;
    for (uint8_t *rgb = out->rgb; rgb < end; rgb += 3) {
        int32_t mixed[3];
        for (size_t i = 0; i < 3; i++) {
            const int32_t *of = colours->of[i];
            mixed[i] = of[0] * rgb[0] + of[1] * rgb[1] + of[2] * rgb[2];
        }
        for (size_t i = 0; i < 3; i++)
            rgb[i] = clamped((mixed[i] + colours->light + 128) / 256);
    }
    return true;
}

// A number that looks like chance, for each number.
static uint32_t scattered(uint32_t number)
{
    number = (number ^ number >> 16) * 0x45D9F3Bu;
    number = (number ^ number >> 16) * 0x45D9F3Bu;
    return number ^ number >> 16;
}

bool check_grain(struct check_picture *out, const struct check_picture *in,
                 uint32_t strength)
{
    if (!copy(out, in))
        return false;
    size_t size = (size_t)out->width * out->height * 3;
    uint32_t values = 2 * strength + 1;
    for (size_t i = 0; i < size; i++) {
        uint32_t chance = scattered((uint32_t)i + 1);
        uint32_t two = (chance & 0xFFFF) % values + (chance >> 16) % values;
        out->rgb[i] = clamped((int32_t)(out->rgb[i] + two) - (int32_t)(2 * strength));
    }
    return true;
}
