// SPDX-License-Identifier: Apache-2.0
// As much of Check as tests/kernels uses, for programs of WebAssembly: there are no
// processes for a test of its own, so the first failure ends the program.
#ifndef MIEN_JS_CHECK_H
#define MIEN_JS_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    void (*run)(int);
} TTest;
typedef struct {
    const char *name;
} TCase, Suite;

#define START_TEST(name)                                                               \
    static void name##_run(int);                                                       \
    static const TTest name##_test = {name##_run}, *name = &name##_test;               \
    static void name##_run(int _i)
#define END_TEST

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void tcase_set_timeout(TCase *tcase, double seconds);
void suite_add_tcase(Suite *suite, TCase *tcase);
// Runs it, at once.
void tcase_add_loop_test(TCase *tcase, const TTest *test, int begin, int end);
#define tcase_add_test(tcase, test) tcase_add_loop_test(tcase, test, 0, 1)

// Says what was expected, and ends the program.
_Noreturn void mien_check_failed(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define ck_assert_msg(truth, ...)                                                      \
    ((truth) ? (void)0 : mien_check_failed(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(truth) ck_assert_msg(truth, "%s", #truth)
#define ck_assert_int_eq(a, b) ck_assert((intmax_t)(a) == (intmax_t)(b))
#define ck_assert_uint_eq(a, b) ck_assert((uintmax_t)(a) == (uintmax_t)(b))
#define ck_assert_uint_gt(a, b) ck_assert((uintmax_t)(a) > (uintmax_t)(b))
#define ck_assert_ptr_nonnull(a) ck_assert((a) != NULL)
#define ck_assert_str_eq(a, b) ck_assert(strcmp(a, b) == 0)
#define ck_assert_float_eq_tol(a, b, tol) ck_assert(fabsf((a) - (b)) < (tol))
#define ck_assert_double_eq_tol(a, b, tol) ck_assert(fabs((a) - (b)) < (tol))

#endif
