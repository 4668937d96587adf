// SPDX-License-Identifier: Apache-2.0
// What the tests of kernels share: the instruction sets, a test on each of them, and
// comparing bit for bit.
#ifndef MIEN_TESTS_KERNEL_SUITE_H
#define MIEN_TESTS_KERNEL_SUITE_H

#include <stddef.h>
#include <stdint.h>

#include "suite.h"

struct mien_kernel_set {
    unsigned flags;   // MIEN_CPU_*
    const char *name; // of its kernels
};

// Those that PDQ's kernels are written for, on this architecture.
extern const struct mien_kernel_set mien_pdq_sets[];
extern const int mien_pdq_set_count;

// Adds a test of the kernels of sets[set], run with `set` as _i; when this processor
// lacks them, it is reported as skipped.
void mien_suite_add_kernels(Suite *suite, const char *name, const TTest *test,
                            const struct mien_kernel_set *sets, int set);

// Ends the test unless `what`, as a kernel made it, is what was expected.
void mien_assert_same(const void *expected, const void *actual, size_t size,
                      const char *what, size_t width, uint64_t seed);

#endif
