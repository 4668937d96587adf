// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for NEON on 64-bit Arm: 4 floats a vector.
#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

#define V float32x4_t
#define B uint8x16_t
#define LANES 4
#define v_load vld1q_f32
#define v_store vst1q_f32
#define v_set1 vdupq_n_f32
#define v_add vaddq_f32
#define v_sub vsubq_f32
#define v_mul vmulq_f32
#define v_div vdivq_f32
#define v_fma(a, b, c) vfmaq_f32(c, a, b)
#define v_fnma(a, b, c) vfmsq_f32(c, a, b)
#define v_bytes vld1q_u8

static inline V v_shuffle(B bytes, B indices)
{
    return vreinterpretq_f32_u8(vqtbl1q_u8(bytes, indices));
}

static inline B v_pixels(const uint8_t *const *rows, size_t offset)
{
    return vsetq_lane_u8(0x4B, vld1q_u8(rows[0] + offset), 15);
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

static inline void load_tile(V to[4], const float *from, size_t stride)
{
    for (size_t i = 0; i < 4; i++)
        to[i] = v_load(from + i * stride);
    v_turn(to);
}

#define KERNELS mien_kernels_neon
#define KERNELS_NAME "neon"
#include "pdq/vector.h"
