// SPDX-License-Identifier: Apache-2.0
// The blur of views/kernels.h, for a compiler to make vectors of: blocks of columns
// side by side. Included once for each instruction set.
#ifndef MIEN_VIEWS_BLUR_LOOP_H
#define MIEN_VIEWS_BLUR_LOOP_H

#include <stdint.h>

enum {
    MIEN_BLUR_BLOCK = 16
};

static inline int16_t mien_blur_one(const int16_t *const *rows, const int16_t *weights,
                                    int radius, int32_t x)
{
    int32_t sum = 1 << 14;
    sum += weights[0] * rows[radius][x];
    for (int i = 1; i <= radius; i++)
        sum += weights[i] * (rows[radius - i][x] + rows[radius + i][x]);
    return (int16_t)(sum >> 15);
}

static inline void mien_blur_loop(int16_t *restrict out, const int16_t *const *rows,
                                  const int16_t *weights, int radius, int32_t count)
{
    int32_t x = 0;
    for (; x + MIEN_BLUR_BLOCK <= count; x += MIEN_BLUR_BLOCK) {
        int32_t sums[MIEN_BLUR_BLOCK];
        const int16_t *middle = rows[radius] + x;
        for (int k = 0; k < MIEN_BLUR_BLOCK; k++)
            sums[k] = weights[0] * middle[k] + (1 << 14);
        for (int i = 1; i <= radius; i++) {
            const int16_t *before = rows[radius - i] + x, *after = rows[radius + i] + x;
            const int32_t weight = weights[i];
            for (int k = 0; k < MIEN_BLUR_BLOCK; k++)
                sums[k] += weight * (before[k] + after[k]);
        }
        for (int k = 0; k < MIEN_BLUR_BLOCK; k++)
            out[x + k] = (int16_t)(sums[k] >> 15);
    }
    for (; x < count; x++)
        out[x] = mien_blur_one(rows, weights, radius, x);
}

#endif
