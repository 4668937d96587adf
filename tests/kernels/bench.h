// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_TESTS_KERNELS_BENCH_H
#define MIEN_TESTS_KERNELS_BENCH_H

// Prints how long each kernel of each set that this processor has takes, and how many
// times faster than the plain C one it is: the best of several rounds, taken in turn.
void mien_bench_kernels(void);

#endif
