// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for AVX-512 (F, BW, DQ, VL): 16 floats a vector, a whole band.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define V __m512
#define LANES 16
#define v_load _mm512_loadu_ps
#define v_store _mm512_storeu_ps
#define v_set1 _mm512_set1_ps
#define v_add _mm512_add_ps
#define v_sub _mm512_sub_ps
#define v_mul _mm512_mul_ps
#define v_fma _mm512_fmadd_ps
#define v_fnma _mm512_fnmadd_ps

static inline V v_quarters(const float *from, size_t stride)
{
    V quarters = _mm512_castps128_ps512(_mm_loadu_ps(from));
    quarters = _mm512_insertf32x4(quarters, _mm_loadu_ps(from + 4 * stride), 1);
    quarters = _mm512_insertf32x4(quarters, _mm_loadu_ps(from + 8 * stride), 2);
    return _mm512_insertf32x4(quarters, _mm_loadu_ps(from + 12 * stride), 3);
}

static inline void v_turn(V m[4])
{
    V low0 = _mm512_unpacklo_ps(m[0], m[1]), high0 = _mm512_unpackhi_ps(m[0], m[1]);
    V low2 = _mm512_unpacklo_ps(m[2], m[3]), high2 = _mm512_unpackhi_ps(m[2], m[3]);
    m[0] = _mm512_shuffle_ps(low0, low2, _MM_SHUFFLE(1, 0, 1, 0));
    m[1] = _mm512_shuffle_ps(low0, low2, _MM_SHUFFLE(3, 2, 3, 2));
    m[2] = _mm512_shuffle_ps(high0, high2, _MM_SHUFFLE(1, 0, 1, 0));
    m[3] = _mm512_shuffle_ps(high0, high2, _MM_SHUFFLE(3, 2, 3, 2));
}

static inline V luma_of(__m512i red, __m512i green, __m512i blue)
{
    V r = _mm512_mul_ps(_mm512_set1_ps(0.299f), _mm512_cvtepi32_ps(red));
    V g = _mm512_mul_ps(_mm512_set1_ps(0.587f), _mm512_cvtepi32_ps(green));
    V b = _mm512_mul_ps(_mm512_set1_ps(0.114f), _mm512_cvtepi32_ps(blue));
    return _mm512_add_ps(_mm512_add_ps(r, g), b);
}

// 16 bytes of each of four rows.
static inline __m512i load_pixels(const uint8_t *const *rows, size_t offset)
{
    __m512i bytes =
        _mm512_castsi128_si512(_mm_loadu_si128((const void *)(rows[0] + offset)));
    bytes =
        _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(rows[4] + offset)), 1);
    bytes =
        _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(rows[8] + offset)), 2);
    return _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(rows[12] + offset)),
                              3);
}

static inline V luma_one(const uint8_t *const *rows, size_t offset, int red)
{
    __m128i low = _mm_unpacklo_epi32(_mm_loadu_si32(rows[0] + offset),
                                     _mm_loadu_si32(rows[4] + offset));
    __m128i high = _mm_unpacklo_epi32(_mm_loadu_si32(rows[8] + offset),
                                      _mm_loadu_si32(rows[12] + offset));
    return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_unpacklo_epi64(low, high)));
}

// Each quarter of the vector takes the 12 bytes of 4 pixels, and a shuffle puts one
// channel into the low byte of each lane.
static inline V luma_three(const uint8_t *const *rows, size_t offset, int red)
{
    const __m512i spread = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
    const __m512i first = _mm512_add_epi32(spread, _mm512_set1_epi32(red));
    const __m512i second = _mm512_add_epi32(spread, _mm512_set1_epi32(1));
    const __m512i third = _mm512_add_epi32(spread, _mm512_set1_epi32(2 - red));
    __m512i bytes = load_pixels(rows, offset);
    return luma_of(_mm512_shuffle_epi8(bytes, first),
                   _mm512_shuffle_epi8(bytes, second),
                   _mm512_shuffle_epi8(bytes, third));
}

static inline V luma_four(const uint8_t *const *rows, size_t offset, int red)
{
    const __m512i byte = _mm512_set1_epi32(255);
    __m512i pixel = load_pixels(rows, offset);
    __m512i first =
        _mm512_and_si512(_mm512_srli_epi32(pixel, (unsigned)(8 * red)), byte);
    __m512i second = _mm512_and_si512(_mm512_srli_epi32(pixel, 8), byte);
    __m512i third =
        _mm512_and_si512(_mm512_srli_epi32(pixel, (unsigned)(16 - 8 * red)), byte);
    return luma_of(first, second, third);
}

#define KERNELS mien_kernels_avx512
#define KERNELS_NAME "avx512"
#include "pdq/vector.h"
