// SPDX-License-Identifier: Apache-2.0
// A program may bring its own malloc(), and then all its libraries use it too. This one
// hands on to that of the C library, which has a second name for each of its functions.
#include "wiping_malloc.h"

#include "sanitizer.h"

#if !defined(HAVE_LIBC_MALLOC) || MIEN_SANITIZER

void wiping_begin(void)
{
}

bool wiping_available(void)
{
    return false;
}

#else

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

static atomic_bool wiping;

void wiping_begin(void)
{
    atomic_store(&wiping, true);
}

bool wiping_available(void)
{
    return true;
}

static bool is_wiping(void)
{
    return atomic_load_explicit(&wiping, memory_order_relaxed);
}

void free(void *memory)
{
    if (memory != NULL && is_wiping())
        explicit_bzero(memory, malloc_usable_size(memory));
    __libc_free(memory);
}

// The C library's own would leave the old copy behind when a block moves, and the end
// of the block when it shrinks.
static void *resize_wiping(void *memory, size_t size)
{
    size_t before = malloc_usable_size(memory);
    if (size <= before) {
        explicit_bzero((char *)memory + size, before - size);
        return memory;
    }
    void *moved = __libc_malloc(size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, memory, before);
    free(memory);
    return moved;
}

void *realloc(void *memory, size_t size)
{
    if (memory == NULL || !is_wiping())
        return __libc_realloc(memory, size);
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return resize_wiping(memory, size);
}

// The rest is here because a malloc() is brought whole or not at all.

void *malloc(size_t size)
{
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return __libc_calloc(count, size);
}

void *memalign(size_t alignment, size_t size)
{
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    if (alignment % sizeof(void *) != 0 || alignment == 0 ||
        (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void *block = __libc_memalign(alignment, size);
    if (block == NULL)
        return ENOMEM;
    *memory = block;
    return 0;
}

void *valloc(size_t size)
{
    return __libc_memalign((size_t)sysconf(_SC_PAGESIZE), size);
}

void *pvalloc(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size > SIZE_MAX - page) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_memalign(page, (size + page - 1) / page * page);
}

#endif
