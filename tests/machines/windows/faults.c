// SPDX-License-Identifier: Apache-2.0
// tests/support/faults.c makes system calls fail; here it is the functions of
// lib/index/system.h that do, which stand for one call each. They go on with what was
// short or interrupted, and cannot be watched: tests that want that are skipped.
#include "faults.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "check.h"

static _Atomic bool counting, lasting;
static _Atomic long calls, fail_at;
static _Atomic int reason;

void mien_faults_begin(long n, int error)
{
    if (n > 0 && (error == MIEN_FAULT_SHORT || error == EINTR))
        mien_check_skip(MIEN_LACKS_SHORT_CALLS);
    calls = 0;
    fail_at = n;
    reason = error;
    lasting = false;
    counting = true;
}

void mien_faults_begin_lasting(long n, int error)
{
    mien_faults_begin(n, error);
    lasting = true;
}

long mien_faults_end(void)
{
    counting = false;
    return calls;
}

static bool fails(void)
{
    if (!counting)
        return false;
    long call = ++calls;
    bool struck = fail_at > 0 && (call == fail_at || (lasting && call > fail_at));
    if (struck)
        errno = reason;
    return struck;
}

void mien_calls_watch(mien_call_fn *watch, void *context)
{
    if (watch != NULL)
        mien_check_skip(MIEN_LACKS_WATCHING);
}

#define WRAP(type, failure, name, parameters, arguments)                               \
    type __real_##name parameters;                                                     \
    type __wrap_##name parameters;                                                     \
    type __wrap_##name parameters                                                      \
    {                                                                                  \
        return fails() ? (failure) : __real_##name arguments;                          \
    }
WRAP(int, -1, mien_file_open, (int folder, const char *name, int flags),
     (folder, name, flags))
WRAP(bool, false, mien_file_write_at,
     (int fd, const void *bytes, size_t size, uint64_t offset),
     (fd, bytes, size, offset))
WRAP(bool, false, mien_file_cut, (int fd, uint64_t size), (fd, size))
WRAP(bool, false, mien_file_sync, (int fd), (fd))
WRAP(bool, false, mien_file_sync_content, (int fd), (fd))
WRAP(bool, false, mien_file_reserve, (int fd, uint64_t from, uint64_t size),
     (fd, from, size))
WRAP(bool, false, mien_file_rename,
     (int folder, int fd, const char *from, const char *to), (folder, fd, from, to))
WRAP(bool, false, mien_directory_sync, (int folder), (folder))
WRAP(bool, false, mien_directory_sync_above, (int folder), (folder))
WRAP(bool, false, mien_directory_list,
     (int folder, bool (*each)(void *context, const char *name), void *context),
     (folder, each, context))
