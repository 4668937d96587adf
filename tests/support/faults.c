// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic bool counting, lasting;
static _Atomic long calls, fail_at;
static _Atomic int reason;

void mien_faults_begin(long n, int error)
{
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

static bool is_struck(void)
{
    if (!counting)
        return false;
    long call = ++calls;
    return fail_at > 0 && (call == fail_at || (lasting && call > fail_at));
}

static mien_call_fn *watch;
static void *watch_context;

void mien_calls_watch(mien_call_fn *fn, void *context)
{
    watch = fn;
    watch_context = context;
}

static void tell(enum mien_call call, int fd, const void *bytes, uint64_t size,
                 uint64_t offset)
{
    if (watch != NULL)
        watch(watch_context, call, fd, bytes, size, offset);
}

// For calls that cannot be short.
static bool fails(void)
{
    if (!is_struck() || reason == MIEN_FAULT_SHORT)
        return false;
    errno = reason;
    return true;
}

// For calls that write `size` bytes: how many they may; -1: they fail.
static ssize_t may_write(size_t size)
{
    if (!is_struck())
        return (ssize_t)size;
    if (reason == MIEN_FAULT_SHORT)
        return (ssize_t)(size - size / 2);
    errno = reason;
    return -1;
}

// Each call has two names: with _FILE_OFFSET_BITS=64 the headers of glibc call the
// second.
#define WRAP_PWRITE(name)                                                              \
    ssize_t __real_##name(int fd, const void *bytes, size_t size, off_t offset);       \
    ssize_t __wrap_##name(int fd, const void *bytes, size_t size, off_t offset);       \
    ssize_t __wrap_##name(int fd, const void *bytes, size_t size, off_t offset)        \
    {                                                                                  \
        ssize_t done = may_write(size);                                                \
        if (done >= 0)                                                                 \
            done = __real_##name(fd, bytes, (size_t)done, offset);                     \
        if (done >= 0)                                                                 \
            tell(MIEN_CALL_WRITE, fd, bytes, (uint64_t)done, (uint64_t)offset);        \
        return done;                                                                   \
    }
WRAP_PWRITE(pwrite)
WRAP_PWRITE(pwrite64)

ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    ssize_t may = may_write(size);
    return may < 0 ? may : __real_write(fd, bytes, (size_t)may);
}

#define WRAP_SYNC(name)                                                                \
    int __real_##name(int fd);                                                         \
    int __wrap_##name(int fd);                                                         \
    int __wrap_##name(int fd)                                                          \
    {                                                                                  \
        int result = fails() ? -1 : __real_##name(fd);                                 \
        if (result == 0)                                                               \
            tell(MIEN_CALL_SYNC, fd, NULL, 0, 0);                                      \
        return result;                                                                 \
    }
WRAP_SYNC(fsync)
WRAP_SYNC(fdatasync)

#define WRAP_CUT(name)                                                                 \
    int __real_##name(int fd, off_t size);                                             \
    int __wrap_##name(int fd, off_t size);                                             \
    int __wrap_##name(int fd, off_t size)                                              \
    {                                                                                  \
        int result = fails() ? -1 : __real_##name(fd, size);                           \
        if (result == 0)                                                               \
            tell(MIEN_CALL_CUT, fd, NULL, (uint64_t)size, 0);                          \
        return result;                                                                 \
    }
WRAP_CUT(ftruncate)
WRAP_CUT(ftruncate64)

#define WRAP_RESERVE(name)                                                             \
    int __real_##name(int fd, int mode, off_t offset, off_t size);                     \
    int __wrap_##name(int fd, int mode, off_t offset, off_t size);                     \
    int __wrap_##name(int fd, int mode, off_t offset, off_t size)                      \
    {                                                                                  \
        return fails() ? -1 : __real_##name(fd, mode, offset, size);                   \
    }
WRAP_RESERVE(fallocate)
WRAP_RESERVE(fallocate64)

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    return fails() ? -1 : __real_rename(from, to);
}

int __real_renameat(int from_folder, const char *from, int to_folder, const char *to);
int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to);
int __wrap_renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return fails() ? -1 : __real_renameat(from_folder, from, to_folder, to);
}

#define WRAP_OPEN(name)                                                                \
    int __real_##name(int folder, const char *path, int flags, ...);                   \
    int __wrap_##name(int folder, const char *path, int flags, ...);                   \
    int __wrap_##name(int folder, const char *path, int flags, ...)                    \
    {                                                                                  \
        va_list rest;                                                                  \
        va_start(rest, flags);                                                         \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;               \
        va_end(rest);                                                                  \
        return fails() ? -1 : __real_##name(folder, path, flags, mode);                \
    }
WRAP_OPEN(openat)
WRAP_OPEN(openat64)
