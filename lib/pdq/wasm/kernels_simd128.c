// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for SIMD128 of WebAssembly: 4 floats a vector. It has no fused
// multiply-add.
#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#define V v128_t
#define B v128_t
#define LANES 4
#define UNFUSED
#define v_load wasm_v128_load
#define v_store wasm_v128_store
#define v_set1 wasm_f32x4_splat
#define v_add wasm_f32x4_add
#define v_sub wasm_f32x4_sub
#define v_mul wasm_f32x4_mul
#define v_div wasm_f32x4_div
#define v_bytes wasm_v128_load
#define v_shuffle wasm_i8x16_swizzle

static inline B v_pixels(const uint8_t *const *rows, size_t offset)
{
    return wasm_u8x16_replace_lane(wasm_v128_load(rows[0] + offset), 15, 0x4B);
}

static inline void v_turn(V m[4])
{
    V low_even = wasm_i32x4_shuffle(m[0], m[2], 0, 4, 1, 5);
    V high_even = wasm_i32x4_shuffle(m[0], m[2], 2, 6, 3, 7);
    V low_odd = wasm_i32x4_shuffle(m[1], m[3], 0, 4, 1, 5);
    V high_odd = wasm_i32x4_shuffle(m[1], m[3], 2, 6, 3, 7);
    m[0] = wasm_i32x4_shuffle(low_even, low_odd, 0, 4, 1, 5);
    m[1] = wasm_i32x4_shuffle(low_even, low_odd, 2, 6, 3, 7);
    m[2] = wasm_i32x4_shuffle(high_even, high_odd, 0, 4, 1, 5);
    m[3] = wasm_i32x4_shuffle(high_even, high_odd, 2, 6, 3, 7);
}

static inline void load_tile(V to[4], const float *from, size_t stride)
{
    for (size_t i = 0; i < 4; i++)
        to[i] = v_load(from + i * stride);
    v_turn(to);
}

#define KERNELS mien_kernels_simd128
#define KERNELS_NAME "simd128"
#include "pdq/vector.h"
