// SPDX-License-Identifier: Apache-2.0
// The definition of the inner loops of MIEN_PDQ_APPROXIMATE.
#include "pdq/sum_kernels.h"

#include "base/cpu.h"
#include "pdq/sum_loops.h"

static void add(uint16_t *restrict sums, const uint8_t *const *rows,
                const uint8_t *weights, size_t count, size_t bytes)
{
    add_columns(sums, rows, weights, count, 0, bytes);
}

static void dots(int32_t out[64], const int16_t *line, const struct mien_dot dots[64])
{
    for (int j = 0; j < 64; j++) {
        const int16_t *values = line + dots[j].begin;
        int32_t sum = 0;
        for (uint32_t k = 0; k < dots[j].count; k++)
            sum += dots[j].weights[k] * values[k];
        out[j] = sum;
    }
}

const struct mien_sum_kernels mien_sum_kernels_c = {
    .name = "c",
    .add = add,
    .spill = spill,
    .settle = settle,
    .settle_wide = settle_wide,
    .dots = dots,
};

const struct mien_sum_kernels *mien_sum_kernels_for(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if ((cpu_flags & MIEN_CPU_AVX512) != 0)
        return &mien_sum_kernels_avx512;
    if ((cpu_flags & MIEN_CPU_AVX2) != 0)
        return &mien_sum_kernels_avx2;
#elif defined(__aarch64__)
    if ((cpu_flags & MIEN_CPU_NEON) != 0)
        return &mien_sum_kernels_neon;
#elif defined(__wasm_simd128__)
    if ((cpu_flags & MIEN_CPU_SIMD128) != 0)
        return &mien_sum_kernels_simd128;
#endif
    (void)cpu_flags;
    return &mien_sum_kernels_c;
}
