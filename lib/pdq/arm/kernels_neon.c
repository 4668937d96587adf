// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for NEON on 64-bit Arm: 4 floats a vector.
#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

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

static inline void v_columns(V to[4], const float *from, size_t stride)
{
    float32x4x2_t even = vzipq_f32(vld1q_f32(from), vld1q_f32(from + 2 * stride));
    float32x4x2_t odd =
        vzipq_f32(vld1q_f32(from + stride), vld1q_f32(from + 3 * stride));
    float32x4x2_t low = vzipq_f32(even.val[0], odd.val[0]);
    float32x4x2_t high = vzipq_f32(even.val[1], odd.val[1]);
    to[0] = low.val[0];
    to[1] = low.val[1];
    to[2] = high.val[0];
    to[3] = high.val[1];
}

static inline float32x4_t widen(uint16x4_t halves)
{
    return vcvtq_f32_u32(vmovl_u16(halves));
}

static inline V luma_of(uint16x4_t red, uint16x4_t green, uint16x4_t blue)
{
    V r = vmulq_n_f32(widen(red), 0.299f);
    V g = vmulq_n_f32(widen(green), 0.587f);
    V b = vmulq_n_f32(widen(blue), 0.114f);
    return vaddq_f32(vaddq_f32(r, g), b);
}

// Luma of 8 pixels, one channel to a vector.
static inline void luma_eight(float *luma, uint8x8_t red, uint8x8_t green,
                              uint8x8_t blue)
{
    uint16x8_t r = vmovl_u8(red), g = vmovl_u8(green), b = vmovl_u8(blue);
    v_store(luma, luma_of(vget_low_u16(r), vget_low_u16(g), vget_low_u16(b)));
    v_store(luma + 4, luma_of(vget_high_u16(r), vget_high_u16(g), vget_high_u16(b)));
}

static inline void luma_one(float *luma, const uint8_t *pixels, int red)
{
    for (int i = 0; i < 16; i += 8) {
        uint16x8_t halves = vmovl_u8(vld1_u8(pixels + i));
        v_store(luma + i, widen(vget_low_u16(halves)));
        v_store(luma + i + 4, widen(vget_high_u16(halves)));
    }
}

static inline void luma_three(float *luma, const uint8_t *pixels, int red)
{
    for (int i = 0; i < 16; i += 8) {
        uint8x8x3_t p = vld3_u8(pixels + 3 * i);
        luma_eight(luma + i, p.val[red], p.val[1], p.val[2 - red]);
    }
}

static inline void luma_four(float *luma, const uint8_t *pixels, int red)
{
    for (int i = 0; i < 16; i += 8) {
        uint8x8x4_t p = vld4_u8(pixels + 4 * i);
        luma_eight(luma + i, p.val[red], p.val[1], p.val[2 - red]);
    }
}

#define KERNELS mien_kernels_neon
#define KERNELS_NAME "neon"
#include "pdq/vector.h"
