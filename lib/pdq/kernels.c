// SPDX-License-Identifier: Apache-2.0
#include "pdq/kernels.h"

#include <mien/version.h>

#include "base/cpu.h"

const struct mien_kernels *mien_kernels_for(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if ((cpu_flags & MIEN_CPU_AVX512) != 0)
        return &mien_kernels_avx512;
    if ((cpu_flags & MIEN_CPU_AVX2) != 0)
        return &mien_kernels_avx2;
#elif defined(__aarch64__)
    if ((cpu_flags & MIEN_CPU_NEON) != 0)
        return &mien_kernels_neon;
#elif defined(__wasm_simd128__)
    if ((cpu_flags & MIEN_CPU_SIMD128) != 0)
        return &mien_kernels_simd128;
#endif
    (void)cpu_flags;
    return &mien_kernels_c;
}

const char *mien_kernels_name(void)
{
    return mien_kernels_for(mien_cpu_flags())->name;
}
