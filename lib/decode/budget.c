// SPDX-License-Identifier: Apache-2.0
#include "decode/budget.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/wipe.h"
#include "decode/arena.h"

// Stands right before each block. `start` is what calloc() or the arena returned, up to
// MIEN_BUDGET_ALIGN - 1 bytes earlier.
struct head {
    void *start;
    size_t size, used;
};

// Both give 16-byte alignment at least, so there is room for the head and for the
// way to the next multiple of MIEN_BUDGET_ALIGN.
enum {
    OVERHEAD = sizeof(struct head) + MIEN_BUDGET_ALIGN
};

static struct head *head_of(void *block)
{
    return (struct head *)block - 1;
}

enum mien_status mien_budget_claim(struct mien_budget *budget, uint64_t bytes)
{
    if (budget->held > budget->limit || bytes > budget->limit - budget->held)
        return MIEN_ERROR_LIMIT;
    budget->held += bytes;
    return MIEN_OK;
}

void mien_budget_unclaim(struct mien_budget *budget, uint64_t bytes)
{
    budget->held -= bytes;
}

// Returns zeroed memory.
static void *take(struct mien_budget *budget, size_t size)
{
    if (budget->arena != NULL)
        return mien_arena_take(budget->arena, size);
    return calloc(1, size);
}

static void give(struct mien_budget *budget, void *start)
{
    if (budget->arena != NULL)
        mien_arena_give(budget->arena, start);
    else
        free(start);
}

void *mien_budget_alloc(struct mien_budget *budget, size_t size, enum mien_status *why)
{
    if (size == 0)
        size = 1;
    size_t whole;
    if (!mien_size_add(&whole, size, OVERHEAD) ||
        mien_budget_claim(budget, whole) != MIEN_OK) {
        *why = MIEN_ERROR_LIMIT;
        return NULL;
    }
    char *start = take(budget, whole);
    if (start == NULL) {
        mien_budget_unclaim(budget, whole);
        *why = budget->arena != NULL ? MIEN_ERROR_LIMIT : MIEN_ERROR_MEMORY;
        return NULL;
    }
    uintptr_t first = (uintptr_t)start + sizeof(struct head);
    char *block = start + sizeof(struct head) +
                  (MIEN_BUDGET_ALIGN - first % MIEN_BUDGET_ALIGN) % MIEN_BUDGET_ALIGN;
    *head_of(block) = (struct head){.start = start, .size = size, .used = size};
    return block;
}

void mien_budget_used(void *block, size_t used)
{
    head_of(block)->used = used;
}

void mien_budget_free(struct mien_budget *budget, void *block)
{
    if (block == NULL)
        return;
    struct head head = *head_of(block);
    mien_wipe(block, head.used);
    mien_wipe(head_of(block), sizeof head);
    give(budget, head.start);
    mien_budget_unclaim(budget, (uint64_t)head.size + OVERHEAD);
}
