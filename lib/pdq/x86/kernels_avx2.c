// SPDX-License-Identifier: Apache-2.0
// PDQ's kernels for AVX2 with FMA: 8 floats a vector.
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define V __m256
#define B __m256i
#define LANES 8
#define v_load _mm256_loadu_ps
#define v_store _mm256_storeu_ps
#define v_set1 _mm256_set1_ps
#define v_add _mm256_add_ps
#define v_sub _mm256_sub_ps
#define v_mul _mm256_mul_ps
#define v_div _mm256_div_ps
#define v_fma _mm256_fmadd_ps
#define v_fnma _mm256_fnmadd_ps

static inline B v_bytes(const uint8_t from[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)from));
}

static inline V v_shuffle(B bytes, B indices)
{
    return _mm256_castsi256_ps(_mm256_shuffle_epi8(bytes, indices));
}

static inline B v_pixels(const uint8_t *const *rows, size_t offset)
{
    const __m256i last = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1));
    __m256i bytes = _mm256_loadu2_m128i((const void *)(rows[4] + offset),
                                        (const void *)(rows[0] + offset));
    return _mm256_blendv_epi8(bytes, _mm256_set1_epi8(0x4B), last);
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

static inline void load_tile(V to[8], const float *from, size_t stride)
{
    V m[8];
    for (size_t i = 0; i < 8; i++)
        m[i] = v_load(from + i * stride);
    v_turn(m);
    v_turn(m + 4);
    for (size_t i = 0; i < 4; i++) {
        to[i] = _mm256_permute2f128_ps(m[i], m[i + 4], 0x20);
        to[i + 4] = _mm256_permute2f128_ps(m[i], m[i + 4], 0x31);
    }
}

#define KERNELS mien_kernels_avx2
#define KERNELS_NAME "avx2"
#include "pdq/vector.h"
