// SPDX-License-Identifier: Apache-2.0
#include "index/pairs.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS (2 * MIEN_KINDS_MAX)
_Static_assert(SLOTS == UINT32_C(1) << 17, "first_slot() makes 17 bits");

static uint64_t value_of(struct mien_pair pair)
{
    return (uint64_t)pair.list << 32 | pair.variant;
}

// Multiplication carries low bits up into all those that are kept, and the fold before
// it brings the high ones down.
static uint32_t first_slot(struct mien_pair pair)
{
    uint64_t value = value_of(pair);
    return (uint32_t)((value ^ value >> 29) * UINT64_C(0x9e3779b97f4a7c15) >> 47);
}

bool mien_pairs_number(struct mien_pairs *pairs, struct mien_pair pair,
                       uint16_t *number)
{
    uint32_t slot = first_slot(pair);
    while (pairs->slot[slot] > 0) {
        uint32_t found = pairs->slot[slot] - 1;
        if (value_of(pairs->known[found].pair) == value_of(pair)) {
            *number = (uint16_t)found;
            return true;
        }
        slot = (slot + 1) % SLOTS; // half of them at least are empty
    }
    if (pairs->count == MIEN_KINDS_MAX)
        return false;
    *number = (uint16_t)pairs->count;
    pairs->known[pairs->count] = (struct mien_numbered_pair){pair, pairs->count};
    pairs->slot[slot] = ++pairs->count;
    return true;
}

static int order_pairs(const void *a, const void *b)
{
    struct mien_numbered_pair pair_a, pair_b;
    memcpy(&pair_a, a, sizeof pair_a);
    memcpy(&pair_b, b, sizeof pair_b);
    uint64_t value_a = value_of(pair_a.pair), value_b = value_of(pair_b.pair);
    return (value_a > value_b) - (value_a < value_b);
}

void mien_pairs_sort(struct mien_pairs *pairs)
{
    qsort(pairs->known, pairs->count, sizeof pairs->known[0], order_pairs);
    for (uint32_t i = 0; i < pairs->count; i++)
        pairs->final[pairs->known[i].number] = (uint16_t)i;
}
