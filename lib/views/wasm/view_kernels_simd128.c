// SPDX-License-Identifier: Apache-2.0
// The loops of views for SIMD128 of WebAssembly. It cannot gather: samples are taken in
// plain C.
#include "views/kernels.h"

#include <wasm_simd128.h>

#include "views/blur_table.h"
#include "views/loops.h"

// Adds four lumas times a weight to four sums.
static inline void add_four(uint32_t *sums, v128_t luma, v128_t weight)
{
    wasm_v128_store(sums,
                    wasm_i32x4_add(wasm_v128_load(sums), wasm_i32x4_mul(luma, weight)));
}

// Of four pixels of four bytes: the products of the first and third, and of the second,
// with their weights.
static inline v128_t luma_of(v128_t pixels, v128_t outer, v128_t middle)
{
    const v128_t low = wasm_i16x8_splat(0xFF);
    v128_t sum =
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(wasm_v128_and(pixels, low), outer),
                       wasm_i32x4_dot_i16x8(wasm_u16x8_shr(pixels, 8), middle));
    return wasm_u32x4_shr(wasm_i32x4_add(sum, wasm_i32x4_splat(64)), 7);
}

static void add_row_simd128(uint32_t *sums, const uint8_t *pixels, size_t width,
                            enum mien_pixel_format format, uint32_t weight)
{
    const size_t size = mien_pixel_size(format);
    const int red = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8 ? 2 : 0;
    const v128_t times = wasm_u32x4_splat(weight);
    const v128_t outer = wasm_i32x4_splat(red == 0 ? 38 | 15 << 16 : 15 | 38 << 16);
    const v128_t middle = wasm_i32x4_splat(75); // and nothing for alpha
    size_t x = 0;
    if (size == 1) {
        for (; x + 4 <= width; x += 4)
            add_four(sums + x,
                     wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(
                         wasm_v128_load32_zero(pixels + x))),
                     times);
    } else if (size == 3) {
        // Six pixels are 18 bytes: more than the 16 that are read.
        for (; x + 6 <= width; x += 4) {
            const v128_t four = wasm_v128_load(pixels + 3 * x);
            add_four(
                sums + x,
                luma_of(wasm_i8x16_shuffle(four, wasm_i32x4_splat(0), 0, 1, 2, 16, 3, 4,
                                           5, 16, 6, 7, 8, 16, 9, 10, 11, 16),
                        outer, middle),
                times);
        }
    } else {
        for (; x + 4 <= width; x += 4)
            add_four(sums + x, luma_of(wasm_v128_load(pixels + 4 * x), outer, middle),
                     times);
    }
    for (; x < width; x++)
        sums[x] +=
            weight * (size == 1 ? pixels[x] : mien_luma_one(pixels + size * x, red));
}

// The sum of the two pixels at a distance from the middle; 0 beyond the radius.
static inline v128_t pair_at(const int16_t *const *rows, int radius, int i, int32_t x)
{
    if (i > radius)
        return wasm_i32x4_splat(0);
    return wasm_i16x8_add(wasm_v128_load(rows[radius - i] + x),
                          wasm_v128_load(rows[radius + i] + x));
}

// Two weights at a time: their values alternate in the halves of 32 bits, and one
// instruction multiplies and adds them. Weights beyond the radius are 0.
static void blur_simd128(int16_t *out, const int16_t *const *rows,
                         const int16_t *weights, int radius, int32_t count)
{
    v128_t both[(MIEN_BLUR_RADIUS_MAX + 2) / 2];
    for (int i = 0; i <= radius; i += 2)
        both[i / 2] = wasm_i32x4_splat((uint16_t)weights[i] |
                                       (i < radius ? weights[i + 1] : 0) << 16);
    int32_t x = 0;
    for (; x + 8 <= count; x += 8) {
        v128_t near = wasm_v128_load(rows[radius] + x);
        v128_t low = wasm_i32x4_splat(1 << 14), high = low;
        for (int i = 0; i <= radius; i += 2) {
            const v128_t far = pair_at(rows, radius, i + 1, x);
            if (i > 0)
                near = pair_at(rows, radius, i, x);
            low = wasm_i32x4_add(
                low, wasm_i32x4_dot_i16x8(
                         wasm_i16x8_shuffle(near, far, 0, 8, 1, 9, 2, 10, 3, 11),
                         both[i / 2]));
            high = wasm_i32x4_add(
                high, wasm_i32x4_dot_i16x8(
                          wasm_i16x8_shuffle(near, far, 4, 12, 5, 13, 6, 14, 7, 15),
                          both[i / 2]));
        }
        wasm_v128_store(out + x, wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 15),
                                                         wasm_i32x4_shr(high, 15)));
    }
    for (; x < count; x++)
        out[x] = mien_blur_one(rows, weights, radius, x);
}

static void peaks_simd128(uint8_t *peaks, const int16_t *row, const int16_t *above,
                          const int16_t *below, int32_t count, int16_t least)
{
    mien_peaks_loop(peaks, row, above, below, count, least);
}

const struct mien_view_kernels mien_view_kernels_simd128 = {
    "simd128", add_row_simd128, blur_simd128, peaks_simd128, mien_view_sample};
