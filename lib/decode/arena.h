// SPDX-License-Identifier: Apache-2.0
// Memory that is taken once and lent out in blocks, to one call after another. Whatever
// is not lent is zero.
#ifndef MIEN_DECODE_ARENA_H
#define MIEN_DECODE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct mien_arena_block;

// Used by one thread at a time.
struct mien_arena {
    void *memory;         // as it came from the system
    unsigned char *first; // the first cache line in it
    size_t size;          // bytes from there on
    size_t lent;          // of them, from the first on; all behind is free
    struct mien_arena_block *newest;
};

// Takes `size` bytes. Returns false when there is no memory. Pages that nobody writes
// to cost none; those that somebody wrote to stay, and the next call gets them without
// asking.
bool mien_arena_open(struct mien_arena *arena, size_t size);

// Gives the memory back. Nothing may be lent.
void mien_arena_close(struct mien_arena *arena);

// Returns `size` zero bytes at the beginning of a cache line, or NULL when there are
// not that many left.
void *mien_arena_take(struct mien_arena *arena, size_t size);

// Ends the loan of a block, which must be zero again. Its bytes can be lent anew when
// the blocks that were taken after it have come back too: the libraries that decode
// give back nearly everything in the opposite order, or together at the end.
void mien_arena_give(struct mien_arena *arena, void *block);

#endif
