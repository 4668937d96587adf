// SPDX-License-Identifier: Apache-2.0
#include "index/live.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 4

enum mien_status mien_live_make(struct mien_live *live, uint32_t bands)
{
    struct mien_live made = {0};
    if (!mien_plan_make(&made.plan, bands))
        return MIEN_ERROR_ARGUMENT;
    made.block = calloc(made.plan.offsets_total, sizeof made.block[0]);
    if (made.block == NULL)
        return MIEN_ERROR_MEMORY;
    made.bytes = made.plan.offsets_total * sizeof made.block[0];
    *live = made;
    return MIEN_OK;
}

void mien_live_free(struct mien_live *live)
{
    if (live->block == NULL)
        return;
    for (uint32_t i = 0; i < live->plan.offsets_total; i++) {
        struct mien_block *block = live->block[i];
        while (block != NULL) {
            struct mien_block *older = block->older;
            free(block);
            block = older;
        }
    }
    free(live->block);
    live->block = NULL;
}

static size_t block_size(uint32_t room)
{
    return sizeof(struct mien_block) + room * (sizeof(uint32_t) + sizeof(uint16_t));
}

// A larger block in the place of `full`, which may be NULL.
static struct mien_block *grow(struct mien_live *live, struct mien_block *full)
{
    uint32_t count = full != NULL ? full->count : 0;
    uint32_t room = full != NULL ? 2 * full->room : FIRST_ROOM;
    struct mien_block *block = malloc(block_size(room));
    if (block == NULL)
        return NULL;
    block->older = full;
    block->room = room;
    block->count = count;
    if (full != NULL) {
        memcpy(block->row_numbers, full->row_numbers,
               count * sizeof full->row_numbers[0]);
        memcpy(mien_block_fingerprints(block), mien_block_fingerprints(full),
               count * sizeof(uint16_t));
    }
    live->bytes += block_size(room);
    return block;
}

enum mien_status mien_live_add(struct mien_live *live, const struct mien_bits *bits,
                               uint32_t row)
{
    const struct mien_plan *plan = &live->plan;
    for (uint32_t band = 0; band < plan->bands; band++) {
        uint32_t key = mien_plan_key(plan, bits, band);
        _Atomic(struct mien_block *) *place =
            &live->block[plan->band[band].offsets + key];
        struct mien_block *block = atomic_load_explicit(place, memory_order_relaxed);
        if (block == NULL || block->count == block->room) {
            block = grow(live, block);
            if (block == NULL)
                return MIEN_ERROR_MEMORY;
            atomic_store_explicit(place, block, memory_order_release);
        }
        uint32_t count = atomic_load_explicit(&block->count, memory_order_relaxed);
        block->row_numbers[count] = row;
        mien_block_fingerprints(block)[count] = mien_plan_fingerprint(plan, bits, band);
        atomic_store_explicit(&block->count, count + 1, memory_order_release);
    }
    live->count++;
    return MIEN_OK;
}
