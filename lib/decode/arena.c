// SPDX-License-Identifier: Apache-2.0
// A stack of blocks. One that is given back below the top stays until it is the top.
#include "decode/arena.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/wipe.h"

enum {
    LINE = 64
};

// Fills the line in front of each block.
struct mien_arena_block {
    struct mien_arena_block *before; // the block below it
    bool given_back;
};

bool mien_arena_open(struct mien_arena *arena, size_t size)
{
    *arena = (struct mien_arena){.memory = calloc(1, size)};
    if (arena->memory == NULL)
        return false;
    size_t skip = (LINE - (uintptr_t)arena->memory % LINE) % LINE;
    if (size < skip)
        return true;
    arena->first = (unsigned char *)arena->memory + skip;
    arena->size = (size - skip) / LINE * LINE;
    return true;
}

void mien_arena_close(struct mien_arena *arena)
{
    free(arena->memory);
    *arena = (struct mien_arena){0};
}

void *mien_arena_take(struct mien_arena *arena, size_t size)
{
    size_t whole;
    if (!mien_size_add(&whole, size, LINE + LINE - 1))
        return NULL;
    whole = whole / LINE * LINE;
    if (whole > arena->size - arena->lent)
        return NULL;
    struct mien_arena_block *block = (void *)(arena->first + arena->lent);
    block->before = arena->newest;
    arena->newest = block;
    arena->lent += whole;
    return (unsigned char *)block + LINE;
}

void mien_arena_give(struct mien_arena *arena, void *memory)
{
    struct mien_arena_block *block = (void *)((unsigned char *)memory - LINE);
    block->given_back = true;
    while (arena->newest != NULL && arena->newest->given_back) {
        block = arena->newest;
        arena->newest = block->before;
        arena->lent = (size_t)((unsigned char *)block - arena->first);
        mien_wipe(block, sizeof *block);
    }
}
