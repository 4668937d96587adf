// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for AVX-512 (F, BW, DQ, VL): 16 floats a vector, a whole band.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define V __m512
#define B __m512i
#define LANES 16
#define v_load _mm512_loadu_ps
#define v_store _mm512_storeu_ps
#define v_set1 _mm512_set1_ps
#define v_add _mm512_add_ps
#define v_sub _mm512_sub_ps
#define v_mul _mm512_mul_ps
#define v_div _mm512_div_ps
#define v_fma _mm512_fmadd_ps
#define v_fnma _mm512_fnmadd_ps

static inline B v_bytes(const uint8_t from[16])
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)from));
}

static inline V v_shuffle(B bytes, B indices)
{
    return _mm512_castsi512_ps(_mm512_shuffle_epi8(bytes, indices));
}

// Which 4 bytes of 16 pixels go where, so that each quarter begins with 4 pixels.
static inline B v_order(size_t pixel)
{
    const __m512i lanes =
        _mm512_set_epi32(3, 2, 1, 0, 3, 2, 1, 0, 3, 2, 1, 0, 3, 2, 1, 0);
    const __m512i quarters =
        _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    return _mm512_add_epi32(
        lanes, _mm512_mullo_epi32(quarters, _mm512_set1_epi32((int)pixel)));
}

static inline B v_pixels(const uint8_t *row, size_t pixel, B order)
{
    // The mask keeps the load within the pixels.
    __mmask16 inside = (__mmask16)((1u << (4 * pixel)) - 1);
    __m512i bytes = _mm512_maskz_loadu_epi32(inside, row);
    bytes = _mm512_permutexvar_epi32(order, bytes);
    return _mm512_mask_blend_epi8(0x8000800080008000, bytes, _mm512_set1_epi8(0x4B));
}

// 4 x 4 floats in each quarter of four vectors.
static inline void turn(V *m0, V *m1, V *m2, V *m3)
{
    V low0 = _mm512_unpacklo_ps(*m0, *m1), high0 = _mm512_unpackhi_ps(*m0, *m1);
    V low2 = _mm512_unpacklo_ps(*m2, *m3), high2 = _mm512_unpackhi_ps(*m2, *m3);
    *m0 = _mm512_shuffle_ps(low0, low2, _MM_SHUFFLE(1, 0, 1, 0));
    *m1 = _mm512_shuffle_ps(low0, low2, _MM_SHUFFLE(3, 2, 3, 2));
    *m2 = _mm512_shuffle_ps(high0, high2, _MM_SHUFFLE(1, 0, 1, 0));
    *m3 = _mm512_shuffle_ps(high0, high2, _MM_SHUFFLE(3, 2, 3, 2));
}

// 4 x 4 quarters of four vectors.
static inline void turn_quarters(V *m0, V *m1, V *m2, V *m3)
{
    V low0 = _mm512_shuffle_f32x4(*m0, *m1, _MM_SHUFFLE(1, 0, 1, 0));
    V high0 = _mm512_shuffle_f32x4(*m0, *m1, _MM_SHUFFLE(3, 2, 3, 2));
    V low2 = _mm512_shuffle_f32x4(*m2, *m3, _MM_SHUFFLE(1, 0, 1, 0));
    V high2 = _mm512_shuffle_f32x4(*m2, *m3, _MM_SHUFFLE(3, 2, 3, 2));
    *m0 = _mm512_shuffle_f32x4(low0, low2, _MM_SHUFFLE(2, 0, 2, 0));
    *m1 = _mm512_shuffle_f32x4(low0, low2, _MM_SHUFFLE(3, 1, 3, 1));
    *m2 = _mm512_shuffle_f32x4(high0, high2, _MM_SHUFFLE(2, 0, 2, 0));
    *m3 = _mm512_shuffle_f32x4(high0, high2, _MM_SHUFFLE(3, 1, 3, 1));
}

static inline void transpose(V m[16])
{
    for (int i = 0; i < 16; i += 4)
        turn(m + i, m + i + 1, m + i + 2, m + i + 3);
    for (int i = 0; i < 4; i++)
        turn_quarters(m + i, m + i + 4, m + i + 8, m + i + 12);
}

static inline void load_tile(V to[16], const float *from, size_t stride)
{
    for (size_t i = 0; i < 16; i++)
        to[i] = v_load(from + i * stride);
    transpose(to);
}

#define KERNELS mien_kernels_avx512
#define KERNELS_NAME "avx512"
#include "pdq/vector.h"
