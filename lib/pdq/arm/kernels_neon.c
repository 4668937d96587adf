// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for NEON on 64-bit Arm: 4 floats a vector.
#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define V float32x4_t
#define LANES 4
#define v_load vld1q_f32
#define v_store vst1q_f32
#define v_set1 vdupq_n_f32
#define v_add vaddq_f32
#define v_sub vsubq_f32
#define v_mul vmulq_f32
#define v_fma(a, b, c) vfmaq_f32(c, a, b)
#define v_fnma(a, b, c) vfmsq_f32(c, a, b)

static inline V v_quarters(const float *from, size_t stride)
{
    return vld1q_f32(from);
}

static inline void v_turn(V m[4])
{
    float32x4x2_t even = vzipq_f32(m[0], m[2]), odd = vzipq_f32(m[1], m[3]);
    float32x4x2_t low = vzipq_f32(even.val[0], odd.val[0]);
    float32x4x2_t high = vzipq_f32(even.val[1], odd.val[1]);
    m[0] = low.val[0];
    m[1] = low.val[1];
    m[2] = high.val[0];
    m[3] = high.val[1];
}

// One channel of 4 pixels, whose bytes lie `step` apart, widened to 32-bit lanes: an
// index that is out of range gives the zero bytes between them.
static inline V channel(uint8x16_t bytes, uint32_t first, uint32_t step)
{
    const uint32x4_t lanes = {0, 1, 2, 3};
    uint32x4_t indices = vmlaq_n_u32(vdupq_n_u32(0xFFFFFF00u + first), lanes, step);
    return vcvtq_f32_u32(
        vreinterpretq_u32_u8(vqtbl1q_u8(bytes, vreinterpretq_u8_u32(indices))));
}

static inline V luma_of(uint8x16_t bytes, uint32_t red, uint32_t step)
{
    V r = vmulq_n_f32(channel(bytes, red, step), 0.299f);
    V g = vmulq_n_f32(channel(bytes, 1, step), 0.587f);
    V b = vmulq_n_f32(channel(bytes, 2 - red, step), 0.114f);
    return vaddq_f32(vaddq_f32(r, g), b);
}

static inline V luma_one(const uint8_t *const *rows, size_t offset, int red)
{
    uint32_t four;
    memcpy(&four, rows[0] + offset, sizeof four);
    return channel(vreinterpretq_u8_u32(vdupq_n_u32(four)), 0, 1);
}

static inline V luma_three(const uint8_t *const *rows, size_t offset, int red)
{
    return luma_of(vld1q_u8(rows[0] + offset), (uint32_t)red, 3);
}

static inline V luma_four(const uint8_t *const *rows, size_t offset, int red)
{
    return luma_of(vld1q_u8(rows[0] + offset), (uint32_t)red, 4);
}

#define KERNELS mien_kernels_neon
#define KERNELS_NAME "neon"
#include "pdq/vector.h"
