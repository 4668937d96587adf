// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_TESTS_BENCH_INDEX_H
#define MIEN_TESTS_BENCH_INDEX_H

// Prints how long each kernel of the index takes, of each set that this processor has,
// for each fingerprint or hash, and how many times faster than the plain C one it is:
// the best of several rounds.
void mien_bench_index_kernels(void);

#endif
