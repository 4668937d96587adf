// SPDX-License-Identifier: Apache-2.0
// What the processor, and the operating system on it, allow.
#ifndef MIEN_BASE_CPU_H
#define MIEN_BASE_CPU_H

// Sets of instructions that kernels are written for. Each stands for all that its
// kernels use: AVX2 means AVX2 and FMA; AVX512 means F, BW, DQ and VL besides;
// AVX512_BITS means BITALG and VPOPCNTDQ besides, which count bits and which the first
// processors with AVX-512 lack. SIMD128 is WebAssembly's.
#define MIEN_CPU_AVX2 1u
#define MIEN_CPU_AVX512 2u
#define MIEN_CPU_NEON 4u
#define MIEN_CPU_AVX512_BITS 8u
#define MIEN_CPU_SIMD128 16u

// Returns the flags of this processor. Any thread, any time.
unsigned mien_cpu_flags(void);

#endif
