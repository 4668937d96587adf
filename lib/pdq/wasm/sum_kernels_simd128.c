// SPDX-License-Identifier: Apache-2.0
// The sums of MIEN_PDQ_APPROXIMATE for SIMD128 of WebAssembly.
#include <wasm_simd128.h>

#include "pdq/sum_loops.h"

static void add(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes)
{
    size_t x = 0;
    for (; x + 16 <= bytes; x += 16) {
        v128_t low = wasm_v128_load(sums + x), high = wasm_v128_load(sums + x + 8);
        for (size_t y = 0; y < count; y++) {
            v128_t row = wasm_v128_load(rows[y] + x);
            v128_t weight = wasm_i16x8_splat(weights[y]);
            low = wasm_i16x8_add(
                low, wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(row), weight));
            high = wasm_i16x8_add(
                high, wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(row), weight));
        }
        wasm_v128_store(sums + x, low);
        wasm_v128_store(sums + x + 8, high);
    }
    add_columns(sums, rows, weights, count, x, bytes);
}

// Four parts of the sum.
static inline v128_t dot(const int16_t *line, const struct mien_dot *dot)
{
    const int16_t *values = line + dot->begin;
    v128_t even = wasm_i32x4_splat(0), odd = even;
    for (uint32_t k = 0; k < dot->count; k += MIEN_SUM_ACROSS) {
        even = wasm_i32x4_add(even,
                              wasm_i32x4_dot_i16x8(wasm_v128_load(values + k),
                                                   wasm_v128_load(dot->weights + k)));
        odd = wasm_i32x4_add(
            odd, wasm_i32x4_dot_i16x8(wasm_v128_load(values + k + 8),
                                      wasm_v128_load(dot->weights + k + 8)));
    }
    return wasm_i32x4_add(even, odd);
}

// Sums of neighbours: of a's lanes, then of b's.
static inline v128_t add_pairs(v128_t a, v128_t b)
{
    return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6),
                          wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
}

static void dots(int32_t out[64], const int16_t *line, const struct mien_dot dots[64])
{
    for (int j = 0; j < 64; j += 4) {
        v128_t low = add_pairs(dot(line, dots + j), dot(line, dots + j + 1));
        v128_t high = add_pairs(dot(line, dots + j + 2), dot(line, dots + j + 3));
        wasm_v128_store(out + j, add_pairs(low, high));
    }
}

const struct mien_sum_kernels mien_sum_kernels_simd128 = {
    .name = "simd128",
    .add = add,
    .spill = spill,
    .settle = settle,
    .settle_wide = settle_wide,
    .dots = dots,
};
