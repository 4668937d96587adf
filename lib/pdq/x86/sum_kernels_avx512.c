// SPDX-License-Identifier: Apache-2.0
// The sums of MIEN_PDQ_APPROXIMATE for AVX-512 (F, BW, DQ, VL).
#include <immintrin.h>

#include "pdq/sum_loops.h"
#include "pdq/x86/sum_dots.h"

// Interleaving two rows puts bytes 0 to 7 of each 16 into one vector, and 8 to 15 into
// the other. These take 64 sums in order into that order, and back: by 4 sums.
static inline __m512i take(int high, __m512i left, __m512i right)
{
    const __m512i order = high ? _mm512_setr_epi64(2, 3, 6, 7, 10, 11, 14, 15)
                               : _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13);
    return _mm512_permutex2var_epi64(left, order, right);
}

static inline __m512i put(int right, __m512i low, __m512i high)
{
    const __m512i order = right ? _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15)
                                : _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    return _mm512_permutex2var_epi64(low, order, high);
}

// 64 columns from x on, or those of them that `mask` names.
static inline void add_block(uint16_t *restrict sums, const uint8_t *const *rows,
                             const __m512i *weights, size_t count, size_t x,
                             __mmask64 mask)
{
    const __mmask32 mask_left = (__mmask32)mask, mask_right = (__mmask32)(mask >> 32);
    __m512i left = _mm512_maskz_loadu_epi16(mask_left, sums + x);
    __m512i right = _mm512_maskz_loadu_epi16(mask_right, sums + x + 32);
    __m512i low = take(0, left, right), high = take(1, left, right);
    for (size_t y = 0; y < count; y += 2) {
        size_t next = y + 1 < count ? y + 1 : y; // an odd row out has no weight there
        __builtin_prefetch(rows[y] + x + MIEN_SUM_AHEAD);
        __builtin_prefetch(rows[next] + x + MIEN_SUM_AHEAD);
        __m512i first = _mm512_maskz_loadu_epi8(mask, rows[y] + x);
        __m512i second = _mm512_maskz_loadu_epi8(mask, rows[next] + x);
        low = _mm512_add_epi16(
            low,
            _mm512_maddubs_epi16(_mm512_unpacklo_epi8(first, second), weights[y / 2]));
        high = _mm512_add_epi16(
            high,
            _mm512_maddubs_epi16(_mm512_unpackhi_epi8(first, second), weights[y / 2]));
    }
    _mm512_mask_storeu_epi16(sums + x, mask_left, put(0, low, high));
    _mm512_mask_storeu_epi16(sums + x + 32, mask_right, put(1, low, high));
}

static void add(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes)
{
    __m512i pairs[MIEN_SUM_ROWS / 2];
    for (size_t y = 0; y < count; y += 2) {
        int second = y + 1 < count ? weights[y + 1] : 0;
        pairs[y / 2] = _mm512_set1_epi16((int16_t)(second << 8 | weights[y]));
    }
    size_t x = 0;
    for (; x + 64 <= bytes; x += 64)
        add_block(sums, rows, pairs, count, x, ~(__mmask64)0);
    if (x < bytes)
        add_block(sums, rows, pairs, count, x, ((__mmask64)1 << (bytes - x)) - 1);
}

const struct mien_sum_kernels mien_sum_kernels_avx512 = {
    .name = "avx512",
    .add = add,
    .spill = spill,
    .settle = settle,
    .settle_wide = settle_wide,
    .dots = dots,
};
