// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for AVX2 with FMA: 8 floats a vector.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define V __m256
#define LANES 8
#define v_load _mm256_loadu_ps
#define v_store _mm256_storeu_ps
#define v_set1 _mm256_set1_ps
#define v_add _mm256_add_ps
#define v_sub _mm256_sub_ps
#define v_mul _mm256_mul_ps
#define v_fma _mm256_fmadd_ps
#define v_fnma _mm256_fnmadd_ps

static inline V v_quarters(const float *from, size_t stride)
{
    return _mm256_loadu2_m128(from + 4 * stride, from);
}

static inline void v_turn(V m[4])
{
    V low0 = _mm256_unpacklo_ps(m[0], m[1]), high0 = _mm256_unpackhi_ps(m[0], m[1]);
    V low2 = _mm256_unpacklo_ps(m[2], m[3]), high2 = _mm256_unpackhi_ps(m[2], m[3]);
    m[0] = _mm256_shuffle_ps(low0, low2, _MM_SHUFFLE(1, 0, 1, 0));
    m[1] = _mm256_shuffle_ps(low0, low2, _MM_SHUFFLE(3, 2, 3, 2));
    m[2] = _mm256_shuffle_ps(high0, high2, _MM_SHUFFLE(1, 0, 1, 0));
    m[3] = _mm256_shuffle_ps(high0, high2, _MM_SHUFFLE(3, 2, 3, 2));
}

// Luma of 8 pixels whose first, second and third channels are the low bytes of the
// 32-bit lanes.
static inline V luma_of(__m256i red, __m256i green, __m256i blue)
{
    V r = _mm256_mul_ps(_mm256_set1_ps(0.299f), _mm256_cvtepi32_ps(red));
    V g = _mm256_mul_ps(_mm256_set1_ps(0.587f), _mm256_cvtepi32_ps(green));
    V b = _mm256_mul_ps(_mm256_set1_ps(0.114f), _mm256_cvtepi32_ps(blue));
    return _mm256_add_ps(_mm256_add_ps(r, g), b);
}

static inline V luma_one(const uint8_t *const *rows, size_t offset, int red)
{
    __m128i low = _mm_loadu_si32(rows[0] + offset);
    __m128i high = _mm_loadu_si32(rows[4] + offset);
    __m256i gray = _mm256_cvtepu8_epi32(_mm_unpacklo_epi32(low, high));
    return _mm256_cvtepi32_ps(gray);
}

// Each half of the vector takes the 12 bytes of 4 pixels from a load of 16, and a
// shuffle puts one channel into the low byte of each lane.
static inline V luma_three(const uint8_t *const *rows, size_t offset, int red)
{
    const __m256i spread = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
    const __m256i first = _mm256_add_epi32(spread, _mm256_set1_epi32(red));
    const __m256i second = _mm256_add_epi32(spread, _mm256_set1_epi32(1));
    const __m256i third = _mm256_add_epi32(spread, _mm256_set1_epi32(2 - red));
    __m256i bytes = _mm256_loadu2_m128i((const void *)(rows[4] + offset),
                                        (const void *)(rows[0] + offset));
    return luma_of(_mm256_shuffle_epi8(bytes, first),
                   _mm256_shuffle_epi8(bytes, second),
                   _mm256_shuffle_epi8(bytes, third));
}

static inline V luma_four(const uint8_t *const *rows, size_t offset, int red)
{
    const __m256i byte = _mm256_set1_epi32(255);
    __m256i pixel = _mm256_loadu2_m128i((const void *)(rows[4] + offset),
                                        (const void *)(rows[0] + offset));
    __m256i first = _mm256_and_si256(_mm256_srli_epi32(pixel, 8 * red), byte);
    __m256i second = _mm256_and_si256(_mm256_srli_epi32(pixel, 8), byte);
    __m256i third = _mm256_and_si256(_mm256_srli_epi32(pixel, 16 - 8 * red), byte);
    return luma_of(first, second, third);
}

#define KERNELS mien_kernels_avx2
#define KERNELS_NAME "avx2"
#include "pdq/vector.h"
