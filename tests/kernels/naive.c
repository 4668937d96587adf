// SPDX-License-Identifier: Apache-2.0
#include "naive.h"

#include <math.h>
#include <stdlib.h>

static void blur_line(const float *in, float *out, uint32_t n, uint32_t w,
                      size_t stride)
{
    uint32_t half = (w + 2) / 2, held = 0;
    float sum = 0;
    for (uint32_t r = 0; r < n; r++) {
        sum = sum + in[r * stride];
        if (r >= w)
            sum = sum - in[(r - w) * stride];
        held = r + 1 < w ? r + 1 : w;
        if (r + 1 >= half)
            out[(r + 1 - half) * stride] = sum / (float)held;
    }
    for (uint32_t i = 0; i + 1 < half; i++) {
        sum = sum - in[(n - w + i) * stride];
        held--;
        out[(n - half + 1 + i) * stride] = sum / (float)held;
    }
}

static void blur_plane(float *plane, float *other, uint32_t width, uint32_t height)
{
    for (uint32_t y = 0; y < height; y++)
        blur_line(plane + (size_t)y * width, other + (size_t)y * width, width,
                  (width + 127) / 128, 1);
    for (uint32_t x = 0; x < width; x++)
        blur_line(other + x, plane + x, height, (height + 127) / 128, width);
}

void mien_naive_pdq(struct mien_pdq_details *out, const uint8_t *pixels, uint32_t width,
                    uint32_t height)
{
    size_t count = (size_t)width * height;
    float *plane = malloc(count * sizeof *plane),
          *other = malloc(count * sizeof *other);
    if (plane == NULL || other == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        float red = pixels[3 * i], green = pixels[3 * i + 1], blue = pixels[3 * i + 2];
        float yellow = 0.299f * red + 0.587f * green;
        plane[i] = yellow + 0.114f * blue;
    }
    blur_plane(plane, other, width, height);
    blur_plane(plane, other, width, height);
    for (uint32_t i = 0; i < 64; i++)
        for (uint32_t j = 0; j < 64; j++)
            out->luma[i][j] = plane[(size_t)(((2 * i + 1) * height) >> 7) * width +
                                    (((2 * j + 1) * width) >> 7)];
    free(plane);
    free(other);

    // The table of the library is compared with the formula, through the result: libm's
    // cos may be an ulp off, so the DCT is held to a tolerance here and to exact bits
    // by the vectors.
    const double pi = 3.14159265358979323846;
    static double table[16][64];
    for (int i = 0; i < 16; i++)
        for (int j = 0; j < 64; j++)
            table[i][j] = sqrt(2.0 / 64.0) * cos(pi / 128.0 * (i + 1) * (2 * j + 1));
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 16; j++) {
            double sum = 0;
            for (int y = 0; y < 64; y++)
                for (int x = 0; x < 64; x++)
                    sum += table[i][y] * (double)out->luma[y][x] * table[j][x];
            out->coefficients[i][j] = (float)sum;
        }
    }
}
