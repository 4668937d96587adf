// SPDX-License-Identifier: Apache-2.0
// tests/support/suite.h and guard.h, for programs of WebAssembly.
#include "suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"

static int tests;
static TCase current;
static Suite whole;

_Noreturn void mien_check_failed(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("not ok %d - %s\n# %s:%d: ", ++tests, current.name, file, line);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    exit(1);
}

Suite *suite_create(const char *name)
{
    whole.name = name;
    return &whole;
}

TCase *tcase_create(const char *name)
{
    current.name = name;
    return &current;
}

void tcase_set_timeout(TCase *tcase, double seconds)
{
    (void)tcase, (void)seconds;
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
    (void)suite, (void)tcase;
}

void tcase_add_loop_test(TCase *tcase, const TTest *test, int begin, int end)
{
    for (int i = begin; i < end; i++)
        test->run(i);
    printf("ok %d - %s\n", ++tests, tcase->name);
}

int mien_suite_run(Suite *suite)
{
    (void)suite;
    printf("1..%d\n", tests);
    return 0;
}

void mien_suite_skip(const char *name, const char *reason)
{
    printf("ok %d - %s # SKIP %s\n", ++tests, name, reason);
}

uint64_t mien_suite_seed(uint64_t usual)
{
    const char *said = getenv("MIEN_SEED");
    uint64_t seed = said != NULL ? strtoull(said, NULL, 0) : usual;
    printf("# MIEN_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

// There are no pages to guard: what was written beyond the ends is seen afterwards, and
// what was read there is not. (The same loops are run between guard pages elsewhere.)
enum {
    EDGE = 256,
    PATTERN = 0xFB
};

struct mien_guarded mien_guard(size_t size, int low)
{
    (void)low;
    struct mien_guarded memory = {.size = size, .mapping_size = size + 2 * EDGE};
    memory.mapping = malloc(memory.mapping_size);
    if (memory.mapping == NULL)
        mien_check_failed(__FILE__, __LINE__, "no memory");
    memset(memory.mapping, PATTERN, memory.mapping_size);
    memory.start = (char *)memory.mapping + EDGE;
    return memory;
}

void mien_unguard(struct mien_guarded *memory)
{
    const unsigned char *bytes = memory->mapping;
    for (size_t i = 0; i < EDGE; i++)
        if (bytes[i] != PATTERN || bytes[memory->mapping_size - 1 - i] != PATTERN)
            mien_check_failed(__FILE__, __LINE__, "written beyond %zu bytes",
                              memory->size);
    free(memory->mapping);
}
