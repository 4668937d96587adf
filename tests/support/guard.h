// SPDX-License-Identifier: Apache-2.0
// Memory between two pages that may not be touched: an access beyond either end dies.
#ifndef MIEN_TESTS_GUARD_H
#define MIEN_TESTS_GUARD_H

#include <stddef.h>

struct mien_guarded {
    void *start; // the first usable byte; a guard page lies right before it if `low`
    size_t size;
    void *mapping;
    size_t mapping_size;
};

// Gives `size` bytes that end right before a guard page, or, with `low` set, begin
// right after one. Filled with a pattern that is neither zero nor a sane float. Dies on
// failure.
struct mien_guarded mien_guard(size_t size, int low);
void mien_unguard(struct mien_guarded *memory);

#endif
