// SPDX-License-Identifier: Apache-2.0
// Sizes computed from numbers that a file or a caller chose.
#ifndef MIEN_BASE_CHECKED_H
#define MIEN_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

// a * b and a + b into *out; false, and *out is not to be used, when it does not fit.
static inline bool mien_size_mul(size_t *out, size_t a, size_t b)
{
    return !__builtin_mul_overflow(a, b, out);
}

static inline bool mien_size_add(size_t *out, size_t a, size_t b)
{
    return !__builtin_add_overflow(a, b, out);
}

// realloc() for `count` things of `size` bytes. NULL: no memory, or more than there can
// be.
static inline void *mien_array_grow(void *old, size_t count, size_t size)
{
    size_t bytes;
    return mien_size_mul(&bytes, count, size) ? realloc(old, bytes) : NULL;
}

#endif
