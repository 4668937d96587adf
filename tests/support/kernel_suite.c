// SPDX-License-Identifier: Apache-2.0
#include "kernel_suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"

enum {
    LABELS_MAX = 128
};

const struct mien_kernel_set mien_pdq_sets[] = {
#if defined(__x86_64__)
    {MIEN_CPU_AVX2, "avx2"},
    {MIEN_CPU_AVX2 | MIEN_CPU_AVX512, "avx512"},
#elif defined(__aarch64__)
    {MIEN_CPU_NEON, "neon"},
#elif defined(__wasm_simd128__)
    {MIEN_CPU_SIMD128, "simd128"},
#else
    {0, "c"},
#endif
};
const int mien_pdq_set_count = sizeof mien_pdq_sets / sizeof *mien_pdq_sets;

void mien_suite_add_kernels(Suite *suite, const char *name, const TTest *test,
                            const struct mien_kernel_set *sets, int set)
{
    static char labels[LABELS_MAX][64];
    static int count;
    if (count == LABELS_MAX) {
        fprintf(stderr, "more than %d tests of kernels\n", LABELS_MAX);
        exit(1);
    }
    char *label = labels[count++];
    snprintf(label, sizeof labels[0], "%s on %s", name, sets[set].name);
    if ((sets[set].flags & ~mien_cpu_flags()) != 0) {
        mien_suite_skip(label, "this processor lacks it");
        return;
    }
    TCase *tcase = tcase_create(label);
    tcase_set_timeout(tcase, 600); // qemu is slow
    tcase_add_loop_test(tcase, test, set, set + 1);
    suite_add_tcase(suite, tcase);
}

void mien_assert_same(const void *expected, const void *actual, size_t size,
                      const char *what, size_t width, uint64_t seed)
{
    ck_assert_msg(memcmp(expected, actual, size) == 0,
                  "%s differs at width %zu, MIEN_SEED=%llu", what, width,
                  (unsigned long long)seed);
}
