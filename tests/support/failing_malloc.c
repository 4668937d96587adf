// SPDX-License-Identifier: Apache-2.0
#include "failing_malloc.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

struct mien_allocations mien_allocations;

static bool armed;
static bool only_ours;
static long fail_at = -1;

void mien_malloc_fail(long n)
{
    mien_allocations.taken = mien_allocations.failures = 0;
    fail_at = n;
    armed = true;
}

void mien_malloc_stop(void)
{
    armed = false;
    fail_at = -1;
}

void mien_malloc_pause(bool pause)
{
    armed = !pause;
}

void mien_malloc_only_ours(bool only)
{
    only_ours = only;
}

#if MIEN_OWN_MALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

// Where the program itself begins and ends, without the shared libraries.
extern const char __executable_start[], etext[];

static bool is_ours(const char *caller)
{
    return caller >= __executable_start && caller < etext;
}

static bool may_go_on(const char *caller)
{
    if (!armed || (only_ours && !is_ours(caller)))
        return true;
    if (mien_allocations.taken++ == fail_at) {
        mien_allocations.failures++;
        errno = ENOMEM;
        return false;
    }
    return true;
}

static void *counted(void *memory)
{
    mien_allocations.live += memory != NULL;
    return memory;
}

void *malloc(size_t size)
{
    return may_go_on(__builtin_return_address(0)) ? counted(__libc_malloc(size)) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return may_go_on(__builtin_return_address(0)) ? counted(__libc_calloc(count, size))
                                                  : NULL;
}

void *realloc(void *old, size_t size)
{
    if (!may_go_on(__builtin_return_address(0)))
        return NULL;
    void *memory = __libc_realloc(old, size);
    if (old == NULL)
        return counted(memory);
    return memory;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return may_go_on(__builtin_return_address(0))
               ? counted(__libc_memalign(alignment, size))
               : NULL;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    if (!may_go_on(__builtin_return_address(0)))
        return ENOMEM;
    *memory = counted(__libc_memalign(alignment, size));
    return *memory != NULL ? 0 : ENOMEM;
}

void free(void *memory)
{
    mien_allocations.live -= memory != NULL;
    __libc_free(memory);
}

// glibc's own has two names, of which ours takes one: with files of any size mmap64.
#ifdef __USE_FILE_OFFSET64
#define OTHER_NAME "mmap"
#else
#define OTHER_NAME "mmap64"
#endif
void *other_mmap(void *wish, size_t size, int protection, int flags, int fd,
                 long offset) __asm__(OTHER_NAME);

void *mmap(void *wish, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (!may_go_on(__builtin_return_address(0)))
        return MAP_FAILED;
    void *pages = other_mmap(wish, size, protection, flags, fd, (long)offset);
    counted(pages != MAP_FAILED ? pages : NULL);
    return pages;
}

int munmap(void *pages, size_t size)
{
    mien_allocations.live--;
    return (int)syscall(SYS_munmap, pages, size);
}
#endif
