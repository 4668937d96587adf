// SPDX-License-Identifier: Apache-2.0
// The loops of views (views/kernels.h) written a second time, as their definitions
// read: one value at a time, in wide numbers. The oracle of the plain C kernels.
#ifndef MIEN_TESTS_NAIVE_VIEWS_H
#define MIEN_TESTS_NAIVE_VIEWS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>

#include "views/kernels.h"

// The luma of one pixel, 0 to 255.
uint32_t mien_naive_luma(const uint8_t *pixel, enum mien_pixel_format format);
// Value x of a blurred row.
int16_t mien_naive_blur(const int16_t *const *rows, const int16_t *weights, int radius,
                        int32_t x);
// Whether row[x] is a peak.
uint8_t mien_naive_peak(const int16_t *row, const int16_t *above, const int16_t *below,
                        int32_t x, int16_t least);
// Sample i along a ray.
double mien_naive_sample(const struct mien_plane *plane, struct mien_ray ray, int i);

#endif
