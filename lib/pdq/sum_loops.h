// SPDX-License-Identifier: Apache-2.0
// The loops of pdq/sum_kernels.h that compilers make good vectors of by themselves: the
// definition, and with other flags the fast version. Included once for each instruction
// set.
#ifndef MIEN_PDQ_SUM_LOOPS_H
#define MIEN_PDQ_SUM_LOOPS_H

#include "pdq/sum_kernels.h"

// How many bytes before they are needed rows are asked for: so many at once are more
// than processors foresee by themselves.
#define MIEN_SUM_AHEAD 1024

static void spill(uint32_t *restrict wide, uint16_t *restrict sums, size_t count)
{
    for (size_t x = 0; x < count; x++)
        wide[x] += sums[x];
    for (size_t x = 0; x < count; x++)
        sums[x] = 0;
}

static void settle(int16_t *restrict line, uint16_t *restrict sums, size_t count)
{
    for (size_t x = 0; x < count; x++)
        line[x] = (int16_t)(sums[x] - 32768);
    for (size_t x = 0; x < count; x++)
        sums[x] = 0;
}

static void settle_wide(int16_t *restrict line, uint32_t *restrict wide,
                        uint16_t *restrict sums, unsigned shift, size_t count)
{
    const uint32_t half = (1u << shift) >> 1;
    for (size_t x = 0; x < count; x++) {
        uint32_t sum = (wide[x] + sums[x] + half) >> shift;
        line[x] = (int16_t)((int32_t)sum - 32768);
    }
    for (size_t x = 0; x < count; x++) {
        wide[x] = 0;
        sums[x] = 0;
    }
}

// Columns `from` and on, one by one.
static inline void add_columns(uint16_t *restrict sums, const uint8_t *const *rows,
                               const uint8_t *weights, size_t count, size_t from,
                               size_t bytes)
{
    for (size_t x = from; x < bytes; x++) {
        uint32_t sum = sums[x];
        for (size_t y = 0; y < count; y++)
            sum += (uint32_t)weights[y] * rows[y][x];
        sums[x] = (uint16_t)sum;
    }
}

#endif
