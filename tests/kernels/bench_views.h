// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_TESTS_KERNELS_BENCH_VIEWS_H
#define MIEN_TESTS_KERNELS_BENCH_VIEWS_H

// Prints how long each kernel of views of each set that this processor has takes, and
// how many times faster than the plain C one it is: the best of several rounds.
void mien_bench_view_kernels(void);

#endif
