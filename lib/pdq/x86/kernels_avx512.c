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

static inline void v_transpose(V m[LANES])
{
    // Pairs, then fours, within the quarters of each vector; then the quarters.
    V a[LANES], b[LANES];
    for (int i = 0; i < LANES; i += 2) {
        a[i] = _mm512_unpacklo_ps(m[i], m[i + 1]);
        a[i + 1] = _mm512_unpackhi_ps(m[i], m[i + 1]);
    }
    for (int i = 0; i < LANES; i += 4) {
        b[i] = _mm512_shuffle_ps(a[i], a[i + 2], _MM_SHUFFLE(1, 0, 1, 0));
        b[i + 1] = _mm512_shuffle_ps(a[i], a[i + 2], _MM_SHUFFLE(3, 2, 3, 2));
        b[i + 2] = _mm512_shuffle_ps(a[i + 1], a[i + 3], _MM_SHUFFLE(1, 0, 1, 0));
        b[i + 3] = _mm512_shuffle_ps(a[i + 1], a[i + 3], _MM_SHUFFLE(3, 2, 3, 2));
    }
    for (int i = 0; i < 4; i++) {
        V even_low = _mm512_shuffle_f32x4(b[i], b[i + 4], _MM_SHUFFLE(2, 0, 2, 0));
        V odd_low = _mm512_shuffle_f32x4(b[i], b[i + 4], _MM_SHUFFLE(3, 1, 3, 1));
        V even_high =
            _mm512_shuffle_f32x4(b[i + 8], b[i + 12], _MM_SHUFFLE(2, 0, 2, 0));
        V odd_high = _mm512_shuffle_f32x4(b[i + 8], b[i + 12], _MM_SHUFFLE(3, 1, 3, 1));
        m[i] = _mm512_shuffle_f32x4(even_low, even_high, _MM_SHUFFLE(2, 0, 2, 0));
        m[i + 4] = _mm512_shuffle_f32x4(odd_low, odd_high, _MM_SHUFFLE(2, 0, 2, 0));
        m[i + 8] = _mm512_shuffle_f32x4(even_low, even_high, _MM_SHUFFLE(3, 1, 3, 1));
        m[i + 12] = _mm512_shuffle_f32x4(odd_low, odd_high, _MM_SHUFFLE(3, 1, 3, 1));
    }
}

static inline V luma_of(__m512i red, __m512i green, __m512i blue)
{
    V r = _mm512_mul_ps(_mm512_set1_ps(0.299f), _mm512_cvtepi32_ps(red));
    V g = _mm512_mul_ps(_mm512_set1_ps(0.587f), _mm512_cvtepi32_ps(green));
    V b = _mm512_mul_ps(_mm512_set1_ps(0.114f), _mm512_cvtepi32_ps(blue));
    return _mm512_add_ps(_mm512_add_ps(r, g), b);
}

static inline size_t luma_one(float *luma, const uint8_t *pixels, size_t count, int red)
{
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)(pixels + i));
        v_store(luma + i, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes)));
    }
    return i;
}

// Three bytes a pixel: each quarter of the vector takes the 12 bytes of 4 pixels from a
// load of 16, and a shuffle puts one channel into the low byte of each lane.
static inline size_t luma_three(float *luma, const uint8_t *pixels, size_t count,
                                int red)
{
    const int blue = 2 - red;
    const __m512i spread = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
    const __m512i first = _mm512_add_epi32(spread, _mm512_set1_epi32(red));
    const __m512i second = _mm512_add_epi32(spread, _mm512_set1_epi32(1));
    const __m512i third = _mm512_add_epi32(spread, _mm512_set1_epi32(blue));
    size_t i = 0;
    // The last load reads 4 bytes beyond the 16 pixels: they must be there.
    for (; i + 18 <= count; i += 16) {
        const uint8_t *at = pixels + 3 * i;
        __m512i bytes = _mm512_castsi128_si512(_mm_loadu_si128((const void *)at));
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(at + 12)), 1);
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(at + 24)), 2);
        bytes = _mm512_inserti32x4(bytes, _mm_loadu_si128((const void *)(at + 36)), 3);
        v_store(luma + i, luma_of(_mm512_shuffle_epi8(bytes, first),
                                  _mm512_shuffle_epi8(bytes, second),
                                  _mm512_shuffle_epi8(bytes, third)));
    }
    return i;
}

static inline size_t luma_four(float *luma, const uint8_t *pixels, size_t count,
                               int red)
{
    const __m512i byte = _mm512_set1_epi32(255);
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m512i pixel = _mm512_loadu_si512(pixels + 4 * i);
        __m512i first = _mm512_and_si512(pixel, byte);
        __m512i second = _mm512_and_si512(_mm512_srli_epi32(pixel, 8), byte);
        __m512i third = _mm512_and_si512(_mm512_srli_epi32(pixel, 16), byte);
        v_store(luma + i, red == 0 ? luma_of(first, second, third)
                                   : luma_of(third, second, first));
    }
    return i;
}

#define KERNELS mien_kernels_avx512
#define KERNELS_NAME "avx512"
#include "pdq/vector.h"
