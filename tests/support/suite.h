// SPDX-License-Identifier: Apache-2.0
// Runs Check suites and reports every test as a line of TAP, which meson reads.
#ifndef MIEN_TESTS_SUITE_H
#define MIEN_TESTS_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>

// Runs the suite and prints TAP. Returns the exit status for main(): 0 also when tests
// failed, since TAP has already said so.
int mien_suite_run(Suite *suite);

// What a test with random numbers begins with: $MIEN_SEED, or `usual` where that is not
// set. Prints it, so that what failed can be done again.
uint64_t mien_suite_seed(uint64_t usual);

// How far to step through many cases that are alike: $MIEN_EVERY where an emulator
// would take hours for them, and otherwise 1, for all of them.
unsigned mien_suite_every(void);

// Adds a test that reads the folder of shared material beside the checkout; when the
// folder is not there, the test is reported as skipped, with its name.
#define mien_tcase_add_shared(tcase, function)                                         \
    mien_tcase_add_if(tcase, function, mien_shared_root() != NULL, #function,          \
                      "needs ../shared, which is not there")

// Adds a test when `there` is true, and otherwise reports it as skipped for `reason`.
#define mien_tcase_add_if(tcase, function, there, name, reason)                        \
    do {                                                                               \
        if (there)                                                                     \
            tcase_add_test(tcase, function);                                           \
        else                                                                           \
            mien_suite_skip(name, reason);                                             \
    } while (0)

void mien_suite_skip(const char *name, const char *reason);

// Where the shared material lies, without a slash at the end, or NULL: $MIEN_SHARED, or
// "../shared" beside $MIEN_SOURCE_ROOT (which meson sets).
const char *mien_shared_root(void);

// The root of the source tree: $MIEN_SOURCE_ROOT, or ".".
const char *mien_source_root(void);

#endif
