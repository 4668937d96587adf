// SPDX-License-Identifier: Apache-2.0
// The loops of views/kernels.h that compilers make good vectors of by themselves: the
// definition, and with other flags the fast version. Included once for each instruction
// set.
#ifndef MIEN_VIEWS_LOOPS_H
#define MIEN_VIEWS_LOOPS_H

#include <stdint.h>

// One pixel: 38, 75 and 15 of 128 parts of red, green and blue.
static inline uint32_t mien_luma_one(const uint8_t *pixel, int red)
{
    return (38u * pixel[red] + 75u * pixel[1] + 15u * pixel[2 - red] + 64) >> 7;
}

static inline int16_t mien_blur_one(const int16_t *const *rows, const int16_t *weights,
                                    int radius, int32_t x)
{
    int32_t sum = weights[0] * rows[radius][x];
    for (int i = 1; i <= radius; i++)
        sum += weights[i] * (rows[radius - i][x] + rows[radius + i][x]);
    return (int16_t)((sum + (1 << 14)) >> 15);
}

// No branches: the compiler compares many at once.
static inline void mien_peaks_loop(uint8_t *restrict peaks, const int16_t *restrict row,
                                   const int16_t *restrict above,
                                   const int16_t *restrict below, int32_t count,
                                   int16_t least)
{
    for (int32_t x = 0; x < count; x++) {
        const int16_t value = row[x], left = row[x - 1], right = row[x + 1];
        const int high = (value >= least) & (value > left) & (value > right) &
                         (value > above[x]) & (value > below[x]);
        const int low = (value <= -least) & (value < left) & (value < right) &
                        (value < above[x]) & (value < below[x]);
        peaks[x] = (uint8_t)(high | low);
    }
}

#endif
