// SPDX-License-Identifier: Apache-2.0
// The inner loops of MIEN_PDQ_APPROXIMATE: sums of bytes with whole weights. Once in
// plain C (sum_kernels_c.c, the definition) and once for each instruction set. Whole
// numbers may be summed in any order, so that all give the same bits.
#ifndef MIEN_PDQ_SUM_KERNELS_H
#define MIEN_PDQ_SUM_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// How many rows are added at once, at most.
#define MIEN_SUM_ROWS 16
// Sums of 16 bits hold rows whose weights come to so much.
#define MIEN_SUM_WEIGHT_MAX 257
// No row has a larger weight: two of them times a byte each come to 15 bits.
#define MIEN_SUM_ROW_WEIGHT_MAX 64
// Each sample across is a sum of a multiple of so many values.
#define MIEN_SUM_ACROSS 16

// One sample across: `count` values of the line from `begin` on, each times its weight.
struct mien_dot {
    const int16_t *weights;
    uint32_t begin, count; // count: a multiple of MIEN_SUM_ACROSS
};

struct mien_sum_kernels {
    const char *name;
    // sums[x] += weights[0] * rows[0][x] + weights[1] * rows[1][x] ... for `count` rows
    // (1 to MIEN_SUM_ROWS) of `bytes` bytes. No sum gets beyond 16 bits.
    void (*add)(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes);
    // wide[x] += sums[x], and sums[x] becomes 0.
    void (*spill)(uint32_t *restrict wide, uint16_t *restrict sums, size_t count);
    // line[x] = sums[x] - 32768, and sums[x] becomes 0.
    void (*settle)(int16_t *restrict line, uint16_t *restrict sums, size_t count);
    // line[x] = ((wide[x] + sums[x]) rounded to a multiple of 2^shift) / 2^shift -
    // 32768, which has 16 bits; wide[x] and sums[x] become 0.
    void (*settle_wide)(int16_t *restrict line, uint32_t *restrict wide,
                        uint16_t *restrict sums, unsigned shift, size_t count);
    // out[j] = the sum of dots[j], for 64 of them, which fits. Weights are positive.
    void (*dots)(int32_t out[64], const int16_t *line, const struct mien_dot dots[64]);
};

extern const struct mien_sum_kernels mien_sum_kernels_c;
#if defined(__x86_64__)
extern const struct mien_sum_kernels mien_sum_kernels_avx2;
extern const struct mien_sum_kernels mien_sum_kernels_avx512;
#elif defined(__aarch64__)
extern const struct mien_sum_kernels mien_sum_kernels_neon;
#elif defined(__wasm_simd128__)
extern const struct mien_sum_kernels mien_sum_kernels_simd128;
#endif

// The fastest kernels for a processor with these flags (base/cpu.h).
const struct mien_sum_kernels *mien_sum_kernels_for(unsigned cpu_flags);

#endif
