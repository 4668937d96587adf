// SPDX-License-Identifier: Apache-2.0
// The runner starts its own program once more for each test; the environment tells the
// new process which test is its own.
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#include "scratch.h"

// Which test a process is to run.
#define RUN "MIEN_RUN_TEST"

enum {
    TESTS_MAX = 128,
    TCASES_MAX = 256,
    SECONDS = 600
};

struct TCase {
    const char *name;
    SFun set_up, tear_down;
    DWORD seconds;
    int tests;
    struct {
        const TTest *test;
        int from, to;
    } test[TESTS_MAX];
};
struct Suite {
    const char *name;
    int tcases;
    TCase *tcase[TCASES_MAX];
};
struct SRunner {
    Suite *suite;
    const char *path;
    int run;
};

static void must(bool so, const char *what)
{
    if (so)
        return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void *take(size_t size)
{
    void *taken = calloc(1, size);
    must(taken != NULL, "no memory");
    return taken;
}

// ------------------------------------------------------------------------------ suites

Suite *suite_create(const char *name)
{
    Suite *suite = take(sizeof *suite);
    suite->name = name;
    return suite;
}

TCase *tcase_create(const char *name)
{
    TCase *tcase = take(sizeof *tcase);
    tcase->name = name;
    tcase->seconds = SECONDS;
    return tcase;
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
    must(suite->tcases < TCASES_MAX, "too many test cases");
    suite->tcase[suite->tcases++] = tcase;
}

void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to)
{
    must(tcase->tests < TESTS_MAX, "too many tests");
    tcase->test[tcase->tests].test = test;
    tcase->test[tcase->tests].from = from;
    tcase->test[tcase->tests++].to = to;
}

void tcase_add_checked_fixture(TCase *tcase, SFun set_up, SFun tear_down)
{
    tcase->set_up = set_up;
    tcase->tear_down = tear_down;
}

// Those of the tests are of machines that are not emulated.
void tcase_set_timeout(TCase *tcase, double seconds)
{
    if (seconds > SECONDS)
        tcase->seconds = (DWORD)seconds;
}

// -------------------------------------------------------------------- the test's
// process

void mien_check_fail(const char *file, int line, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    printf("# %s:%d: ", file, line);
    vprintf(format, rest);
    printf("\n");
    va_end(rest);
    fflush(stdout);
    _exit(1);
}

void mien_check_skip(enum mien_lacking lacking)
{
    fflush(stdout);
    _exit(lacking);
}

static _Noreturn void run_test(const TCase *tcase, const TTest *test, int number)
{
    if (tcase->set_up != NULL)
        tcase->set_up();
    test->fn(number);
    if (tcase->tear_down != NULL)
        tcase->tear_down();
    fflush(stdout);
    _exit(0);
}

// ------------------------------------------------------------------ the runner's
// process

// Returns the exit status of a process that runs test `place`.
static DWORD start_test(int place, DWORD seconds)
{
    char number[16];
    wchar_t program[2 * MAX_PATH];
    STARTUPINFOW how = {.cb = sizeof how};
    PROCESS_INFORMATION process;
    DWORD status = 1;
    snprintf(number, sizeof number, "%d", place);
    SetEnvironmentVariableA(RUN, number);
    must(GetModuleFileNameW(NULL, program, 2 * MAX_PATH) < 2 * MAX_PATH &&
             CreateProcessW(program, NULL, NULL, NULL, TRUE, 0, NULL, NULL, &how,
                            &process),
         "the program could not be started again");
    if (WaitForSingleObject(process.hProcess, seconds * 1000) != WAIT_OBJECT_0) {
        printf("# it ran for more than %lu seconds\n", seconds);
        TerminateProcess(process.hProcess, 1);
        WaitForSingleObject(process.hProcess, INFINITE);
    }
    GetExitCodeProcess(process.hProcess, &status);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return status;
}

static const char *reason_to_skip(DWORD status)
{
    switch (status) {
    case MIEN_LACKS_FORK:
        return " # SKIP needs fork()";
    case MIEN_LACKS_SHORT_CALLS:
        return " # SKIP needs system calls that are short or interrupted";
    case MIEN_LACKS_WATCHING:
        return " # SKIP needs to watch system calls, or what space is reserved";
    case MIEN_LACKS_LIMITS:
        return " # SKIP needs to count and limit descriptors";
    case MIEN_LACKS_CUTTING:
        return " # SKIP needs to cut a file that is mapped, which Windows refuses";
    default:
        return NULL;
    }
}

static void report(FILE *tap, int place, const char *name, DWORD status)
{
    const char *skipped = reason_to_skip(status);
    if (status != 0 && skipped == NULL)
        fprintf(tap, "# exit status 0x%lx\nnot ", status);
    fprintf(tap, "ok %d - %s%s\n", place, name, skipped != NULL ? skipped : "");
}

static void run(SRunner *runner, FILE *tap, const TCase *tcase, const TTest *test,
                int number)
{
    const char *own = getenv(RUN);
    char name[200];
    int place = ++runner->run;
    if (own != NULL && atoi(own) == place)
        run_test(tcase, test, number);
    if (own != NULL)
        return;
    fflush(stdout);
    snprintf(name, sizeof name, "%s:%s:%s:%d", runner->suite->name, tcase->name,
             test->name, number);
    report(tap, place, name, start_test(place, tcase->seconds));
}

SRunner *srunner_create(Suite *suite)
{
    SRunner *runner = take(sizeof *runner);
    runner->suite = suite;
    return runner;
}

void srunner_set_tap(SRunner *runner, const char *path)
{
    runner->path = path;
}

// What tests leave in the folders that they make for themselves goes with this one.
static void make_scratch(char path[MIEN_PATH_SIZE])
{
    char given[MIEN_PATH_SIZE + 16];
    struct statvfs memory = {0};
    const char *base = getenv("MIEN_SCRATCH");
    if (base == NULL && statvfs("/dev/shm", &memory) == 0 && memory.f_bavail >> 30 > 0)
        base = "/dev/shm"; // under Wine, where syncing files costs nothing there
    snprintf(path, MIEN_PATH_SIZE, "%s/mien-test-XXXXXX",
             base != NULL ? base : getenv("TEMP"));
    must(mkdtemp(path) != NULL, path);
    snprintf(given, sizeof given, "MIEN_SCRATCH=%s", path);
    must(_putenv(given) == 0, "no memory");
}

void srunner_run_all(SRunner *runner, enum print_output output)
{
    char scratch[MIEN_PATH_SIZE];
    FILE *tap = NULL;
    if (getenv(RUN) == NULL) {
        tap = fopen(runner->path, "w");
        must(tap != NULL, runner->path);
        make_scratch(scratch);
    } else {
        unlink(runner->path); // nobody reads it
    }
    for (int i = 0; i < runner->suite->tcases; i++) {
        const TCase *tcase = runner->suite->tcase[i];
        for (int k = 0; k < tcase->tests; k++)
            for (int n = tcase->test[k].from; n < tcase->test[k].to; n++)
                run(runner, tap, tcase, tcase->test[k].test, n);
    }
    must(tap != NULL, "there is no such test");
    fclose(tap);
    mien_folder_delete(scratch);
}

int srunner_ntests_run(SRunner *runner)
{
    return runner->run;
}

void srunner_free(SRunner *runner)
{
    free(runner);
}
