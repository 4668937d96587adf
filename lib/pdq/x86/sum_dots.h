// SPDX-License-Identifier: Apache-2.0
// The samples across for AVX2, and for AVX-512, whose wider vectors gain nothing on
// sums as short as these.
#ifndef MIEN_PDQ_X86_SUM_DOTS_H
#define MIEN_PDQ_X86_SUM_DOTS_H

#include <immintrin.h>

#include "pdq/sum_kernels.h"

static inline __m128i dot(const int16_t *line, const struct mien_dot *dot)
{
    const int16_t *values = line + dot->begin;
    __m256i sum = _mm256_setzero_si256();
    for (uint32_t k = 0; k < dot->count; k += MIEN_SUM_ACROSS)
        sum = _mm256_add_epi32(
            sum,
            _mm256_madd_epi16(_mm256_loadu_si256((const void *)(values + k)),
                              _mm256_loadu_si256((const void *)(dot->weights + k))));
    return _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
}

static void dots(int32_t out[64], const int16_t *line, const struct mien_dot dots[64])
{
    for (int j = 0; j < 64; j += 4) {
        __m128i low = _mm_hadd_epi32(dot(line, dots + j), dot(line, dots + j + 1));
        __m128i high = _mm_hadd_epi32(dot(line, dots + j + 2), dot(line, dots + j + 3));
        _mm_storeu_si128((void *)(out + j), _mm_hadd_epi32(low, high));
    }
}

#endif
