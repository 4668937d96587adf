// SPDX-License-Identifier: Apache-2.0
#include "naive_views.h"

#include <math.h>
#include <stdlib.h>

uint32_t mien_naive_luma(const uint8_t *pixel, enum mien_pixel_format format)
{
    double red = pixel[0], green, blue;
    if (format == MIEN_PIXEL_GRAY8)
        return pixel[0];
    green = pixel[1];
    blue = pixel[2];
    if (format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8) {
        red = pixel[2];
        blue = pixel[0];
    }
    return (uint32_t)floor((38 * red + 75 * green + 15 * blue) / 128 + 0.5);
}

int16_t mien_naive_blur(const int16_t *const *rows, const int16_t *weights, int radius,
                        int32_t x)
{
    double sum = 0;
    for (int i = -radius; i <= radius; i++)
        sum += (double)weights[abs(i)] * (double)rows[radius + i][x];
    return (int16_t)floor(sum / 32768 + 0.5);
}

uint8_t mien_naive_peak(const int16_t *row, const int16_t *above, const int16_t *below,
                        int32_t x, int16_t least)
{
    const int neighbours[] = {row[x - 1], row[x + 1], above[x], below[x]};
    // What lies below zero is looked at in a mirror.
    const int sign = row[x] < 0 ? -1 : 1, value = sign * row[x];
    if (value < least)
        return 0;
    for (int i = 0; i < 4; i++)
        if (sign * neighbours[i] >= value)
            return 0;
    return 1;
}

double mien_naive_sample(const struct mien_plane *plane, struct mien_ray ray, int i)
{
    double x = ((double)ray.x + (double)i * ray.dx) / 65536;
    double y = ((double)ray.y + (double)i * ray.dy) / 65536;
    x = fmin(fmax(x, 0), plane->width - 1 - 1 / 65536.0);
    y = fmin(fmax(y, 0), plane->height - 1 - 1 / 65536.0);
    // Weights are in 256ths, rounded down.
    const double u = floor((x - floor(x)) * 256) / 256;
    const double v = floor((y - floor(y)) * 256) / 256;
    const int16_t *at =
        plane->values + (ptrdiff_t)floor(y) * plane->width + (ptrdiff_t)floor(x);
    const double above = at[0] + u * (at[1] - at[0]);
    const double below =
        at[plane->width] + u * (at[plane->width + 1] - at[plane->width]);
    return (above + v * (below - above)) / MIEN_LUMA_ONE;
}
