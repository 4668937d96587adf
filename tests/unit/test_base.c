// SPDX-License-Identifier: Apache-2.0
// The ground floor: statuses, option structs that grow, sizes that overflow, memory
// that forgets, versions.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/mien.h>

#include "base/checked.h"
#include "base/cpu.h"
#include "base/options.h"
#include "base/status.h"
#include "base/wipe.h"
#include "suite.h"

enum {
    STATUS_LAST = MIEN_ERROR_AGAIN
};

START_TEST(every_status_has_its_own_text)
{
    for (int i = 0; i <= STATUS_LAST; i++) {
        const char *text = mien_strerror((enum mien_status)i);
        ck_assert_uint_gt(strlen(text), 0);
        ck_assert_int_ne(text[strlen(text) - 1], '.');
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(text, mien_strerror((enum mien_status)j));
    }
}
END_TEST

START_TEST(numbers_that_are_no_status_have_a_text)
{
    static const int unknown[] = {-1, STATUS_LAST + 1, 1000000};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        const char *text = mien_strerror((enum mien_status)unknown[i]);
        ck_assert_str_eq(text, "unknown error");
        for (int j = 0; j <= STATUS_LAST; j++)
            ck_assert_str_ne(text, mien_strerror((enum mien_status)j));
    }
}
END_TEST

// The values are part of the ABI.
START_TEST(statuses_are_never_renumbered)
{
    ck_assert_int_eq(MIEN_OK, 0);
    ck_assert_int_eq(MIEN_ERROR_ARGUMENT, 1);
    ck_assert_int_eq(MIEN_ERROR_MEMORY, 2);
    ck_assert_int_eq(MIEN_ERROR_IO, 3);
    ck_assert_int_eq(MIEN_ERROR_FORMAT, 4);
    ck_assert_int_eq(MIEN_ERROR_UNSUPPORTED, 5);
    ck_assert_int_eq(MIEN_ERROR_LIMIT, 6);
    ck_assert_int_eq(MIEN_ERROR_CORRUPT, 7);
    ck_assert_int_eq(MIEN_ERROR_VERSION, 8);
    ck_assert_int_eq(MIEN_ERROR_CANCELLED, 9);
    ck_assert_int_eq(MIEN_ERROR_STATE, 10);
    ck_assert_int_eq(MIEN_ERROR_INTERNAL, 11);
    ck_assert_int_eq(MIEN_ERROR_BUSY, 12);
    ck_assert_int_eq(MIEN_ERROR_REFUSED, 13);
    ck_assert_int_eq(MIEN_ERROR_KEY, 14);
    ck_assert_int_eq(MIEN_ERROR_AGAIN, 15);
}
END_TEST

START_TEST(fail_fills_the_error)
{
    struct mien_error error;
    memset(&error, 'x', sizeof error);
    ck_assert_int_eq(mien_fail(&error, MIEN_ERROR_LIMIT, "too much"), MIEN_ERROR_LIMIT);
    ck_assert_int_eq(error.status, MIEN_ERROR_LIMIT);
    ck_assert_str_eq(error.detail, "too much");
    ck_assert_int_eq(mien_fail(NULL, MIEN_ERROR_CORRUPT, "x"), MIEN_ERROR_CORRUPT);
}
END_TEST

START_TEST(fail_cuts_long_details)
{
    char text[300];
    memset(text, 'y', sizeof text);
    text[sizeof text - 1] = '\0';
    struct mien_error error;
    ck_assert_int_eq(mien_fail(&error, MIEN_ERROR_CORRUPT, text), MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(strlen(error.detail), MIEN_ERROR_DETAIL_SIZE - 1);
}
END_TEST

struct old_options {
    size_t size;
    int a;
};
struct options {
    size_t size;
    int a, b;
};
struct new_options {
    size_t size;
    int a, b, c;
};

static const struct options defaults = {sizeof(struct options), 10, 20};

START_TEST(options_null_keeps_the_defaults)
{
    struct options ours = defaults;
    ck_assert_int_eq(mien_options_read(&ours, sizeof ours, NULL), MIEN_OK);
    ck_assert_mem_eq(&ours, &defaults, sizeof ours);
}
END_TEST

START_TEST(options_of_our_size_are_taken)
{
    struct options ours = defaults, theirs = {sizeof theirs, 1, 2};
    ck_assert_int_eq(mien_options_read(&ours, sizeof ours, &theirs), MIEN_OK);
    ck_assert_int_eq(ours.a, 1);
    ck_assert_int_eq(ours.b, 2);
}
END_TEST

START_TEST(options_of_older_callers_keep_our_defaults)
{
    // Exactly the fields that there are, without what the compiler pads with.
    struct options ours = defaults;
    struct old_options theirs = {offsetof(struct old_options, a) + sizeof(int), 1};
    ck_assert_int_eq(mien_options_read(&ours, sizeof ours, &theirs), MIEN_OK);
    ck_assert_int_eq(ours.a, 1);
    ck_assert_int_eq(ours.b, 20);
    ck_assert_uint_eq(ours.size, sizeof ours);
}
END_TEST

START_TEST(options_of_newer_callers_must_be_zero_beyond_ours)
{
    struct options ours = defaults;
    struct new_options theirs;
    memset(&theirs, 0, sizeof theirs);
    theirs.size = sizeof theirs;
    theirs.a = 1;
    ck_assert_int_eq(mien_options_read(&ours, sizeof ours, &theirs), MIEN_OK);
    ck_assert_int_eq(ours.a, 1);
    ck_assert_uint_eq(ours.size, sizeof ours);
    ours = defaults;
    theirs.c = 1;
    ck_assert_int_eq(mien_options_read(&ours, sizeof ours, &theirs),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_mem_eq(&ours, &defaults, sizeof ours);
}
END_TEST

START_TEST(options_without_a_size_are_refused)
{
    struct options ours = defaults, theirs = {0, 1, 2};
    for (theirs.size = 0; theirs.size < sizeof(size_t); theirs.size++)
        ck_assert_int_eq(mien_options_read(&ours, sizeof ours, &theirs),
                         MIEN_ERROR_ARGUMENT);
    ck_assert_mem_eq(&ours, &defaults, sizeof ours);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
    size_t out;
    ck_assert(mien_size_mul(&out, SIZE_MAX / 3, 3));
    ck_assert_uint_eq(out, SIZE_MAX / 3 * 3);
    ck_assert(!mien_size_mul(&out, SIZE_MAX / 3 + 1, 3));
    ck_assert(!mien_size_mul(&out, SIZE_MAX, SIZE_MAX));
    ck_assert(mien_size_mul(&out, 0, SIZE_MAX));
    ck_assert_uint_eq(out, 0);
    ck_assert(mien_size_add(&out, SIZE_MAX - 1, 1));
    ck_assert_uint_eq(out, SIZE_MAX);
    ck_assert(!mien_size_add(&out, SIZE_MAX, 1));
}
END_TEST

START_TEST(wipe_leaves_zeros_and_nothing_else)
{
    unsigned char memory[100];
    memset(memory, 7, sizeof memory);
    mien_wipe(memory + 10, 80);
    for (size_t i = 0; i < sizeof memory; i++)
        ck_assert_uint_eq(memory[i], i < 10 || i >= 90 ? 7 : 0);
    mien_wipe(NULL, 0);
    mien_wipe_free(NULL, 0);
    mien_wipe_free(NULL, 10);
    mien_wipe_free(malloc(10), 10);
}
END_TEST

// The number in the header, and the text, and the kernels' name are what they should
// be.
START_TEST(version_is_that_of_the_header)
{
    char text[64];
    snprintf(text, sizeof text, "%d.%d.%d", MIEN_VERSION_MAJOR, MIEN_VERSION_MINOR,
             MIEN_VERSION_PATCH);
    ck_assert_str_eq(mien_version(), text);
}
END_TEST

START_TEST(kernels_fit_the_processor)
{
    unsigned flags = mien_cpu_flags();
    const char *name = "c";
    if ((flags & MIEN_CPU_NEON) != 0)
        name = "neon";
    if ((flags & MIEN_CPU_AVX2) != 0)
        name = "avx2";
    if ((flags & MIEN_CPU_AVX512) != 0)
        name = "avx512";
    ck_assert_str_eq(mien_kernels_name(), name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *status = tcase_create("status");
    tcase_add_test(status, every_status_has_its_own_text);
    tcase_add_test(status, numbers_that_are_no_status_have_a_text);
    tcase_add_test(status, statuses_are_never_renumbered);
    tcase_add_test(status, fail_fills_the_error);
    tcase_add_test(status, fail_cuts_long_details);
    suite_add_tcase(suite, status);
    TCase *options = tcase_create("options");
    tcase_add_test(options, options_null_keeps_the_defaults);
    tcase_add_test(options, options_of_our_size_are_taken);
    tcase_add_test(options, options_of_older_callers_keep_our_defaults);
    tcase_add_test(options, options_of_newer_callers_must_be_zero_beyond_ours);
    tcase_add_test(options, options_without_a_size_are_refused);
    suite_add_tcase(suite, options);
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, sizes_that_overflow_are_refused);
    tcase_add_test(memory, wipe_leaves_zeros_and_nothing_else);
    suite_add_tcase(suite, memory);
    TCase *version = tcase_create("version");
    tcase_add_test(version, version_is_that_of_the_header);
    tcase_add_test(version, kernels_fit_the_processor);
    suite_add_tcase(suite, version);
    return mien_suite_run(suite);
}
