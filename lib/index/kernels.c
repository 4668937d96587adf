// SPDX-License-Identifier: Apache-2.0
#include "index/kernels.h"

#include "base/cpu.h"

const struct mien_index_kernels *mien_index_kernels_for(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if ((cpu_flags & MIEN_CPU_AVX512_BITS) != 0)
        return &mien_index_kernels_avx512;
    if ((cpu_flags & MIEN_CPU_AVX2) != 0)
        return &mien_index_kernels_avx2;
#elif defined(__aarch64__)
    if ((cpu_flags & MIEN_CPU_NEON) != 0)
        return &mien_index_kernels_neon;
#endif
    (void)cpu_flags;
    return &mien_index_kernels_c;
}
