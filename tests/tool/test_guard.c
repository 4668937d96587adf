// SPDX-License-Identifier: Apache-2.0
// The memory of the process that handles secrets: locked, never dumped, and what
// functions left on the stack is gone at the end.
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guard.h"
#include "sanitizer.h"
#include "suite.h"

enum {
    KIB_HEAP = 4096,
    KIB_ORDINARY = 8192, // what an ordinary person may lock
    KIB_STACK = 512
};

#ifdef M_ARENA_MAX
#define LOCKS !MIEN_SANITIZER
#else
#define LOCKS false
#endif

// A line of /proc/self/status, in KiB.
static long status(const char *name)
{
    FILE *stream = fopen("/proc/self/status", "r");
    ck_assert_ptr_nonnull(stream);
    char line[256];
    long value = -1;
    while (fgets(line, sizeof line, stream) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            value = strtol(line + strlen(name), NULL, 10);
    fclose(stream);
    return value;
}

static void become_ordinary(rlim_t may_lock)
{
    struct rlimit locked = {0, may_lock};
    ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &locked), 0);
    ck_assert(getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0));
}

START_TEST(no_dump_and_no_onlooker)
{
    guard_forbid_dumps();
    struct rlimit core;
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
    ck_assert_uint_eq(core.rlim_cur, 0);
    ck_assert_uint_eq(core.rlim_max, 0);
    ck_assert_int_eq(prctl(PR_GET_DUMPABLE), MIEN_SANITIZER);
}
END_TEST

// The flags that the system shows of the mapping that an address lies in.
static bool has_flag(const void *address, const char *flag)
{
    FILE *stream = fopen("/proc/self/smaps", "r");
    ck_assert_ptr_nonnull(stream);
    char line[512];
    bool inside = false, found = false;
    unsigned long begin, end;
    while (fgets(line, sizeof line, stream) != NULL) {
        if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
            inside = begin <= (uintptr_t)address && (uintptr_t)address < end;
        else if (inside && strncmp(line, "VmFlags:", 8) == 0)
            found = strstr(line, flag) != NULL;
    }
    fclose(stream);
    return found;
}

START_TEST(secrets_are_in_locked_memory)
{
    become_ordinary((rlim_t)KIB_ORDINARY << 10);
    ck_assert(guard_begin());
    ck_assert_int_ge(status("VmLck:"), KIB_HEAP + KIB_STACK);
    char on_stack = 0;
    // Of every size that a key, a passphrase or a document has.
    for (size_t size = 16; size <= 1 << 20; size *= 4) {
        char *block = malloc(size);
        memset(block, 1, size);
        ck_assert_msg(has_flag(block, " lo") && has_flag(block + size - 1, " lo"),
                      "%zu bytes are not locked", size);
        ck_assert(has_flag(block, " dd"));
    }
    ck_assert(has_flag(&on_stack, " lo"));
    ck_assert(has_flag(&on_stack, " dd"));
}
END_TEST

START_TEST(she_is_told_when_it_cannot_be_locked)
{
    become_ordinary(64 << 10);
    ck_assert(!guard_begin());
    ck_assert_ptr_nonnull(strstr(guard_warning(), "swap"));
}
END_TEST

static __attribute__((noinline)) uintptr_t leave_on_stack(unsigned char mark)
{
    volatile unsigned char secret[4096];
    for (size_t i = 0; i < sizeof secret; i++)
        secret[i] = mark;
    return (uintptr_t)secret;
}

static int count_marks(uintptr_t at, unsigned char mark)
{
    int count = 0;
    for (size_t i = 0; i < 4096; i++)
        count += ((volatile unsigned char *)at)[i] == mark;
    return count;
}

START_TEST(the_stack_is_burnt)
{
    uintptr_t at = leave_on_stack(0xa7);
    ck_assert_int_gt(count_marks(at, 0xa7), 2048);
    guard_end();
    // Its own argument is on the stack, too, and more than once on some machines.
    ck_assert_int_lt(count_marks(at, 0xa7), 32);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guard");
    TCase *tcase = tcase_create("guard");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, no_dump_and_no_onlooker);
    mien_tcase_add_if(tcase, secrets_are_in_locked_memory, LOCKS,
                      "secrets_are_in_locked_memory",
                      "no heap to lock, of a sanitizer or this C library");
    mien_tcase_add_if(tcase, she_is_told_when_it_cannot_be_locked, !MIEN_SANITIZER,
                      "she_is_told_when_it_cannot_be_locked", "the same");
    mien_tcase_add_if(tcase, the_stack_is_burnt, !MIEN_SANITIZER, "the_stack_is_burnt",
                      "looks where a sanitizer forbids it");
    return mien_suite_run(suite);
}
