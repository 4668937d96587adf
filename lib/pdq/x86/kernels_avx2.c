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

static inline void v_transpose(V m[LANES])
{
    // Pairs, then fours, within the two halves of each vector; then the halves.
    V a[LANES], b[LANES];
    for (int i = 0; i < LANES; i += 2) {
        a[i] = _mm256_unpacklo_ps(m[i], m[i + 1]);
        a[i + 1] = _mm256_unpackhi_ps(m[i], m[i + 1]);
    }
    for (int i = 0; i < LANES; i += 4) {
        b[i] = _mm256_shuffle_ps(a[i], a[i + 2], _MM_SHUFFLE(1, 0, 1, 0));
        b[i + 1] = _mm256_shuffle_ps(a[i], a[i + 2], _MM_SHUFFLE(3, 2, 3, 2));
        b[i + 2] = _mm256_shuffle_ps(a[i + 1], a[i + 3], _MM_SHUFFLE(1, 0, 1, 0));
        b[i + 3] = _mm256_shuffle_ps(a[i + 1], a[i + 3], _MM_SHUFFLE(3, 2, 3, 2));
    }
    for (int i = 0; i < 4; i++) {
        m[i] = _mm256_permute2f128_ps(b[i], b[i + 4], 0x20);
        m[i + 4] = _mm256_permute2f128_ps(b[i], b[i + 4], 0x31);
    }
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

static inline size_t luma_one(float *luma, const uint8_t *pixels, size_t count, int red)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m128i bytes = _mm_loadl_epi64((const void *)(pixels + i));
        v_store(luma + i, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes)));
    }
    return i;
}

// Three bytes a pixel: each half of the vector takes the 12 bytes of 4 pixels from a
// load of 16, and a shuffle puts one channel into the low byte of each lane.
static inline size_t luma_three(float *luma, const uint8_t *pixels, size_t count,
                                int red)
{
    const int blue = 2 - red;
    const __m256i spread =
        _mm256_setr_epi8(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1, 0,
                         -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1);
    const __m256i first = _mm256_add_epi32(spread, _mm256_set1_epi32(red));
    const __m256i second = _mm256_add_epi32(spread, _mm256_set1_epi32(1));
    const __m256i third = _mm256_add_epi32(spread, _mm256_set1_epi32(blue));
    size_t i = 0;
    // The second load reads 4 bytes beyond the 8 pixels: they must be there.
    for (; i + 10 <= count; i += 8) {
        const uint8_t *at = pixels + 3 * i;
        __m256i bytes = _mm256_loadu2_m128i((const void *)(at + 12), (const void *)at);
        v_store(luma + i, luma_of(_mm256_shuffle_epi8(bytes, first),
                                  _mm256_shuffle_epi8(bytes, second),
                                  _mm256_shuffle_epi8(bytes, third)));
    }
    return i;
}

static inline size_t luma_four(float *luma, const uint8_t *pixels, size_t count,
                               int red)
{
    const __m256i byte = _mm256_set1_epi32(255);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i pixel = _mm256_loadu_si256((const void *)(pixels + 4 * i));
        __m256i first = _mm256_and_si256(pixel, byte);
        __m256i second = _mm256_and_si256(_mm256_srli_epi32(pixel, 8), byte);
        __m256i third = _mm256_and_si256(_mm256_srli_epi32(pixel, 16), byte);
        v_store(luma + i, red == 0 ? luma_of(first, second, third)
                                   : luma_of(third, second, first));
    }
    return i;
}

#define KERNELS mien_kernels_avx2
#define KERNELS_NAME "avx2"
#include "pdq/vector.h"
