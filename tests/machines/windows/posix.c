// SPDX-License-Identifier: Apache-2.0
#include "posix.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include <bcrypt.h>

#include "base/checked.h"
#include "check.h"
#include "fixture.h"
#include "index/system.h"
#include "openssl/sha.h"

// ------------------------------------------------------------------------------ files

#undef open

int mien_posix_open(const char *path, int flags, ...)
{
    if ((flags & O_DIRECTORY) != 0)
        return mien_directory_open(path);
    return open(path, flags, _S_IREAD | _S_IWRITE);
}

int openat(int folder, const char *name, int flags, ...)
{
    int ours = (flags & (O_WRONLY | O_RDWR)) != 0 ? O_RDWR : O_RDONLY;
    int fd = mien_file_open(folder, name, ours | (flags & (O_CREAT | O_EXCL)));
    if (fd >= 0 && (flags & O_TRUNC) != 0 && !mien_file_cut(fd, 0)) {
        mien_file_close(fd);
        return -1;
    }
    return fd;
}

int unlinkat(int folder, const char *name, int flags)
{
    return mien_file_delete(folder, name) ? 0 : -1;
}

int faccessat(int folder, const char *name, int mode, int flags)
{
    uint64_t size;
    return mien_file_size_of(folder, name, &size) ? 0 : -1;
}

char *mkdtemp(char *path)
{
    static unsigned tries;
    char *end = path + strlen(path) - 6;
    do {
        unsigned number = (unsigned)getpid() * 7919u + tries++ * 104729u;
        snprintf(end, 7, "%06u", number % 1000000u);
        if (_mkdir(path) == 0)
            return path;
    } while (errno == EEXIST);
    return NULL;
}

// Theirs wants nobody else to have the file open.
int mien_posix_truncate(const char *path, off_t size)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    int result = fd >= 0 && mien_file_cut(fd, (uint64_t)size) ? 0 : -1;
    if (result != 0 && GetLastError() == ERROR_USER_MAPPED_FILE)
        mien_check_skip(MIEN_LACKS_CUTTING);
    mien_file_close(fd);
    return result;
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
    size_t got = 0;
    return mien_file_read_at(fd, bytes, size, (uint64_t)offset, &got) ? (ssize_t)got
                                                                      : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return mien_file_write_at(fd, bytes, size, (uint64_t)offset) ? (ssize_t)size : -1;
}

int flock(int fd, int operation)
{
    enum mien_file_lock lock = (operation & LOCK_UN) != 0   ? MIEN_LOCK_NONE
                               : (operation & LOCK_EX) != 0 ? MIEN_LOCK_EXCLUSIVE
                                                            : MIEN_LOCK_SHARED;
    return mien_file_lock(fd, lock) ? 0 : -1;
}

int statvfs(const char *path, struct statvfs *found)
{
    ULARGE_INTEGER ours;
    if (!GetDiskFreeSpaceExA(path, &ours, NULL, NULL))
        return -1;
    *found = (struct statvfs){ours.QuadPart, 1};
    return 0;
}

// Of tests/support/fixture.h, whose own file makes pictures.
struct mien_file mien_file_read(const char *path)
{
    struct mien_file file = {0};
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &about) == 0) {
        file.size = (size_t)about.st_size;
        file.bytes = malloc(file.size + 1);
    }
    if (file.bytes == NULL || pread(fd, file.bytes, file.size, 0) != about.st_size) {
        perror(path);
        exit(1);
    }
    close(fd);
    return file;
}

// ----------------------------------------------------------------------------- memory

void *reallocarray(void *old, size_t count, size_t size)
{
    return mien_array_grow(old, count, size);
}

void *mmap(void *at, size_t size, int may, int flags, int fd, off_t offset)
{
    void *pages = VirtualAlloc(at, size, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
    if (pages == NULL)
        return MAP_FAILED;
    return may == PROT_NONE || mprotect(pages, size, may) == 0 ? pages : MAP_FAILED;
}

int mprotect(void *at, size_t size, int may)
{
    DWORD before, wanted = may == PROT_NONE          ? PAGE_NOACCESS
                           : (may & PROT_WRITE) != 0 ? PAGE_READWRITE
                                                     : PAGE_READONLY;
    return VirtualProtect(at, size, wanted, &before) ? 0 : -1;
}

int munmap(void *at, size_t size)
{
    return VirtualFree(at, 0, MEM_RELEASE) ? 0 : -1;
}

long sysconf(int which)
{
    SYSTEM_INFO found;
    GetSystemInfo(&found);
    return (long)found.dwPageSize;
}

// The product is exact in double. The sum is rounded to an odd last bit where it is
// not, which tells the rounding to float on which side of a tie it lies.
float mien_posix_fmaf(float a, float b, float c)
{
    double product = (double)a * b, sum = product + c;
    double part = sum - product, error = (product - (sum - part)) + (c - part);
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    if (error != 0 && (bits & 1) == 0)
        bits += (error > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &bits, sizeof bits);
    return (float)sum;
}

// ------------------------------------------------------------------------------ texts

void *memmem(const void *in, size_t in_size, const void *what, size_t size)
{
    const char *at = in;
    for (; in_size >= size; at++, in_size--)
        if (memcmp(at, what, size) == 0)
            return (void *)at;
    return NULL;
}

char *strsep(char **rest, const char *ends)
{
    char *begin = *rest;
    if (begin == NULL)
        return NULL;
    char *end = begin + strcspn(begin, ends);
    *rest = *end != '\0' ? end + 1 : NULL;
    *end = '\0';
    return begin;
}

unsigned char *SHA256(const unsigned char *bytes, size_t size, unsigned char *digest)
{
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_HASH_HANDLE hash;
    if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0) !=
            0 ||
        BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0) != 0 ||
        BCryptHashData(hash, (PUCHAR)bytes, (ULONG)size, 0) != 0 ||
        BCryptFinishHash(hash, digest, SHA256_DIGEST_LENGTH, 0) != 0) {
        fputs("no SHA-256\n", stderr);
        exit(1);
    }
    BCryptDestroyHash(hash);
    BCryptCloseAlgorithmProvider(algorithm, 0);
    return digest;
}

// ----------------------------------------------------------------------- not to be had

pid_t fork(void)
{
    mien_check_skip(MIEN_LACKS_FORK);
}

pid_t waitpid(pid_t pid, int *status, int flags)
{
    mien_check_skip(MIEN_LACKS_FORK);
}

int pipe(int ends[2])
{
    mien_check_skip(MIEN_LACKS_FORK);
}

int execlp(const char *program, const char *first, ...)
{
    mien_check_skip(MIEN_LACKS_FORK);
}

int kill(pid_t pid, int signal)
{
    mien_check_skip(MIEN_LACKS_FORK);
}

int fallocate(int fd, int mode, off_t from, off_t size)
{
    mien_check_skip(MIEN_LACKS_WATCHING);
}

int fcntl(int fd, int what)
{
    mien_check_skip(MIEN_LACKS_LIMITS);
}

int getrlimit(int what, struct rlimit *limit)
{
    mien_check_skip(MIEN_LACKS_LIMITS);
}

int setrlimit(int what, const struct rlimit *limit)
{
    mien_check_skip(MIEN_LACKS_LIMITS);
}
