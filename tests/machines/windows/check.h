// SPDX-License-Identifier: Apache-2.0
// As much of Check as our tests use, for a machine for which there is no Check. Each
// test runs in a process of its own, as there: one that crashes or hangs is one that
// failed.
#ifndef MIEN_TESTS_WINDOWS_CHECK_H
#define MIEN_TESTS_WINDOWS_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct TTest {
    const char *name;
    void (*fn)(int number);
} TTest;
typedef struct Suite Suite;
typedef struct TCase TCase;
typedef struct SRunner SRunner;
typedef void (*SFun)(void);
enum print_output {
    CK_SILENT
};

#define START_TEST(test)                                                               \
    static void test##_fn(int _i);                                                     \
    static const TTest test##_ttest = {#test, test##_fn};                              \
    static const TTest *const test = &test##_ttest;                                    \
    static void test##_fn(int _i)
#define END_TEST

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void suite_add_tcase(Suite *suite, TCase *tcase);
#define tcase_add_test(tcase, test) tcase_add_loop_test(tcase, test, 0, 1)
void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to);
void tcase_add_checked_fixture(TCase *tcase, SFun set_up, SFun tear_down);
void tcase_set_timeout(TCase *tcase, double seconds);

SRunner *srunner_create(Suite *suite);
void srunner_set_tap(SRunner *runner, const char *path);
void srunner_run_all(SRunner *runner, enum print_output output);
int srunner_ntests_run(SRunner *runner);
void srunner_free(SRunner *runner);

// Ends the test: it failed, or it asks for what this machine does not have.
_Noreturn void mien_check_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 3, 4)));
enum mien_lacking {
    MIEN_LACKS_FORK = 77,
    MIEN_LACKS_SHORT_CALLS,
    MIEN_LACKS_WATCHING,
    MIEN_LACKS_LIMITS,
    MIEN_LACKS_CUTTING
};
_Noreturn void mien_check_skip(enum mien_lacking lacking);

#define ck_abort_msg(...) mien_check_fail(__FILE__, __LINE__, __VA_ARGS__)
#define ck_assert_msg(promise, ...)                                                    \
    ((promise) ? (void)0 : mien_check_fail(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(promise) ck_assert_msg(promise, "%s", #promise)

#define CK_COMPARE(type, format, a, is, b)                                             \
    do {                                                                               \
        type ck_a = (a), ck_b = (b);                                                   \
        ck_assert_msg(ck_a is ck_b, "%s %s %s: %" format ", %" format, #a, #is, #b,    \
                      ck_a, ck_b);                                                     \
    } while (0)
#define ck_assert_int_eq(a, b) CK_COMPARE(intmax_t, "jd", a, ==, b)
#define ck_assert_int_ne(a, b) CK_COMPARE(intmax_t, "jd", a, !=, b)
#define ck_assert_int_lt(a, b) CK_COMPARE(intmax_t, "jd", a, <, b)
#define ck_assert_int_le(a, b) CK_COMPARE(intmax_t, "jd", a, <=, b)
#define ck_assert_int_gt(a, b) CK_COMPARE(intmax_t, "jd", a, >, b)
#define ck_assert_int_ge(a, b) CK_COMPARE(intmax_t, "jd", a, >=, b)
#define ck_assert_uint_eq(a, b) CK_COMPARE(uintmax_t, "ju", a, ==, b)
#define ck_assert_uint_lt(a, b) CK_COMPARE(uintmax_t, "ju", a, <, b)
#define ck_assert_uint_le(a, b) CK_COMPARE(uintmax_t, "ju", a, <=, b)
#define ck_assert_uint_gt(a, b) CK_COMPARE(uintmax_t, "ju", a, >, b)
#define ck_assert_uint_ge(a, b) CK_COMPARE(uintmax_t, "ju", a, >=, b)
#define ck_assert_float_eq(a, b) CK_COMPARE(double, "g", a, ==, b)
#define ck_assert_float_lt(a, b) CK_COMPARE(double, "g", a, <, b)
#define ck_assert_float_le(a, b) CK_COMPARE(double, "g", a, <=, b)
#define ck_assert_float_gt(a, b) CK_COMPARE(double, "g", a, >, b)
#define ck_assert_float_eq_tol(a, b, off) ck_assert(fabsf((a) - (b)) < (off))
#define ck_assert_double_eq_tol(a, b, off) ck_assert(fabs((a) - (b)) < (off))
typedef const void *mien_check_pointer;
#define ck_assert_ptr_eq(a, b) CK_COMPARE(mien_check_pointer, "p", a, ==, b)
#define ck_assert_ptr_null(a) ck_assert_ptr_eq(a, NULL)
#define ck_assert_ptr_nonnull(a) CK_COMPARE(mien_check_pointer, "p", a, !=, NULL)
#define ck_assert_mem_eq(a, b, size)                                                   \
    ck_assert_msg(memcmp(a, b, size) == 0, "%s and %s differ", #a, #b)
#define CK_TEXTS(a, is, b)                                                             \
    do {                                                                               \
        const char *ck_a = (a), *ck_b = (b);                                           \
        ck_assert_msg(strcmp(ck_a, ck_b) is 0, "\"%s\" %s \"%s\"", ck_a, #is, ck_b);   \
    } while (0)
#define ck_assert_str_eq(a, b) CK_TEXTS(a, ==, b)
#define ck_assert_str_ne(a, b) CK_TEXTS(a, !=, b)

#endif
