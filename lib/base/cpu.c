// SPDX-License-Identifier: Apache-2.0
#include "base/cpu.h"

unsigned mien_cpu_flags(void)
{
    unsigned flags = 0;
#if defined(__x86_64__) && defined(__GNUC__)
    // The compiler's own detection also asks whether the system saves the wide
    // registers.
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        flags |= MIEN_CPU_AVX2;
    if ((flags & MIEN_CPU_AVX2) != 0 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        flags |= MIEN_CPU_AVX512;
    if ((flags & MIEN_CPU_AVX512) != 0 && __builtin_cpu_supports("avx512bitalg") &&
        __builtin_cpu_supports("avx512vpopcntdq"))
        flags |= MIEN_CPU_AVX512_BITS;
#elif defined(__aarch64__)
    flags |= MIEN_CPU_NEON; // part of every 64-bit Arm processor
#elif defined(__wasm_simd128__)
    flags |= MIEN_CPU_SIMD128; // a module is valid only where all its instructions are
#endif
    return flags;
}
