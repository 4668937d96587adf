// SPDX-License-Identifier: Apache-2.0
// The sums of MIEN_PDQ_APPROXIMATE for NEON on 64-bit Arm.
#include <arm_neon.h>

#include "pdq/sum_loops.h"

static void add(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes)
{
    size_t x = 0;
    for (; x + 16 <= bytes; x += 16) {
        uint16x8_t low = vld1q_u16(sums + x), high = vld1q_u16(sums + x + 8);
        for (size_t y = 0; y < count; y++) {
            uint8x16_t row = vld1q_u8(rows[y] + x);
            uint8x8_t weight = vdup_n_u8(weights[y]);
            low = vmlal_u8(low, vget_low_u8(row), weight);
            high = vmlal_u8(high, vget_high_u8(row), weight);
        }
        vst1q_u16(sums + x, low);
        vst1q_u16(sums + x + 8, high);
    }
    add_columns(sums, rows, weights, count, x, bytes);
}

static inline int32x4_t dot(const int16_t *line, const struct mien_dot *dot)
{
    const int16_t *values = line + dot->begin;
    int32x4_t even = vdupq_n_s32(0), odd = even;
    for (uint32_t k = 0; k < dot->count; k += 8) {
        int16x8_t value = vld1q_s16(values + k), weight = vld1q_s16(dot->weights + k);
        even = vmlal_s16(even, vget_low_s16(value), vget_low_s16(weight));
        odd = vmlal_high_s16(odd, value, weight);
    }
    return vaddq_s32(even, odd);
}

static void dots(int32_t out[64], const int16_t *line, const struct mien_dot dots[64])
{
    for (int j = 0; j < 64; j += 4) {
        int32x4_t low = vpaddq_s32(dot(line, dots + j), dot(line, dots + j + 1));
        int32x4_t high = vpaddq_s32(dot(line, dots + j + 2), dot(line, dots + j + 3));
        vst1q_s32(out + j, vpaddq_s32(low, high));
    }
}

const struct mien_sum_kernels mien_sum_kernels_neon = {
    .name = "neon",
    .add = add,
    .spill = spill,
    .settle = settle,
    .settle_wide = settle_wide,
    .dots = dots,
};
