// SPDX-License-Identifier: Apache-2.0
// The loops of views for NEON on 64-bit Arm. It cannot gather: samples are taken in
// plain C.
#include "views/kernels.h"

#include <arm_neon.h>

#include "views/loops.h"

// Eight lumas times a weight, added to eight sums.
static inline void add_eight(uint32_t *sums, uint16x8_t luma, uint32_t weight)
{
    vst1q_u32(sums,
              vmlaq_n_u32(vld1q_u32(sums), vmovl_u16(vget_low_u16(luma)), weight));
    vst1q_u32(sums + 4, vmlaq_n_u32(vld1q_u32(sums + 4), vmovl_high_u16(luma), weight));
}

// The three products sum to 128 * 255 at most: 16 bits hold them.
static inline uint16x8_t luma_of(uint8x8_t red, uint8x8_t green, uint8x8_t blue)
{
    uint16x8_t sum = vmull_u8(red, vdup_n_u8(38));
    sum = vmlal_u8(sum, green, vdup_n_u8(75));
    return vrshrq_n_u16(vmlal_u8(sum, blue, vdup_n_u8(15)), 7);
}

static void add_row_neon(uint32_t *sums, const uint8_t *pixels, size_t width,
                         enum mien_pixel_format format, uint32_t weight)
{
    const size_t size = mien_pixel_size(format);
    const int red = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8 ? 2 : 0;
    size_t x = 0;
    for (; x + 8 <= width; x += 8) {
        const uint8_t *at = pixels + size * x;
        uint16x8_t luma;
        if (size == 1) {
            luma = vmovl_u8(vld1_u8(at));
        } else if (size == 3) {
            const uint8x8x3_t of = vld3_u8(at);
            luma = luma_of(of.val[red], of.val[1], of.val[2 - red]);
        } else {
            const uint8x8x4_t of = vld4_u8(at);
            luma = luma_of(of.val[red], of.val[1], of.val[2 - red]);
        }
        add_eight(sums + x, luma, weight);
    }
    for (; x < width; x++)
        sums[x] +=
            weight * (size == 1 ? pixels[x] : mien_luma_one(pixels + size * x, red));
}

static void blur_neon(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                      int radius, int32_t count)
{
    int32_t x = 0;
    for (; x + 8 <= count; x += 8) {
        const int16x8_t middle = vld1q_s16(rows[radius] + x);
        int32x4_t low = vmull_n_s16(vget_low_s16(middle), weights[0]);
        int32x4_t high = vmull_high_n_s16(middle, weights[0]);
        for (int i = 1; i <= radius; i++) {
            const int16x8_t pair = vaddq_s16(vld1q_s16(rows[radius - i] + x),
                                             vld1q_s16(rows[radius + i] + x));
            low = vmlal_n_s16(low, vget_low_s16(pair), weights[i]);
            high = vmlal_high_n_s16(high, pair, weights[i]);
        }
        vst1q_s16(out + x, vcombine_s16(vrshrn_n_s32(low, 15), vrshrn_n_s32(high, 15)));
    }
    for (; x < count; x++)
        out[x] = mien_blur_one(rows, weights, radius, x);
}

static void peaks_neon(uint8_t *peaks, const int16_t *row, const int16_t *above,
                       const int16_t *below, int32_t count, int16_t least)
{
    mien_peaks_loop(peaks, row, above, below, count, least);
}

const struct mien_view_kernels mien_view_kernels_neon = {
    "neon", add_row_neon, blur_neon, peaks_neon, mien_view_sample};
