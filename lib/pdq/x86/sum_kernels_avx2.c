// SPDX-License-Identifier: Apache-2.0
// The sums of MIEN_PDQ_APPROXIMATE for AVX2.
#include <immintrin.h>

#include "pdq/sum_loops.h"
#include "pdq/x86/sum_dots.h"

// Two rows side by side, byte by byte, and their weights likewise: one instruction
// multiplies both and adds. Bytes 0 to 7 and 16 to 23 are then in *low.
static inline void add_pair(__m256i *low, __m256i *high, __m256i first, __m256i second,
                            __m256i weights)
{
    *low = _mm256_add_epi16(
        *low, _mm256_maddubs_epi16(_mm256_unpacklo_epi8(first, second), weights));
    *high = _mm256_add_epi16(
        *high, _mm256_maddubs_epi16(_mm256_unpackhi_epi8(first, second), weights));
}

static void add(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes)
{
    size_t x = 0;
    for (; x + 32 <= bytes; x += 32) {
        __m256i left = _mm256_loadu_si256((const void *)(sums + x));
        __m256i right = _mm256_loadu_si256((const void *)(sums + x + 16));
        __m256i low = _mm256_permute2x128_si256(left, right, 0x20);
        __m256i high = _mm256_permute2x128_si256(left, right, 0x31);
        for (size_t y = 0; y < count; y += 2) {
            // An odd row out stands beside itself, without weight.
            size_t next = y + 1 < count ? y + 1 : y;
            int weight = next != y ? weights[next] : 0;
            __builtin_prefetch(rows[y] + x + MIEN_SUM_AHEAD);
            __builtin_prefetch(rows[next] + x + MIEN_SUM_AHEAD);
            add_pair(&low, &high, _mm256_loadu_si256((const void *)(rows[y] + x)),
                     _mm256_loadu_si256((const void *)(rows[next] + x)),
                     _mm256_set1_epi16((int16_t)(weight << 8 | weights[y])));
        }
        _mm256_storeu_si256((void *)(sums + x),
                            _mm256_permute2x128_si256(low, high, 0x20));
        _mm256_storeu_si256((void *)(sums + x + 16),
                            _mm256_permute2x128_si256(low, high, 0x31));
    }
    add_columns(sums, rows, weights, count, x, bytes);
}

const struct mien_sum_kernels mien_sum_kernels_avx2 = {
    .name = "avx2",
    .add = add,
    .spill = spill,
    .settle = settle,
    .settle_wide = settle_wide,
    .dots = dots,
};
