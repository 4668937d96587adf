// SPDX-License-Identifier: Apache-2.0
// The tables of bands in memory, to which one thread adds while others read.
//
// Each value of a band has a block of fingerprints and row numbers. An entry is written
// behind those that are there, and then the count grows: readers see whole entries
// only. A full block is copied into a larger one, which takes its place; the old one
// stays until the end, for those who still read it (all old blocks together are smaller
// than the new ones).
#ifndef MIEN_INDEX_LIVE_H
#define MIEN_INDEX_LIVE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "index/plan.h"

struct mien_block {
    struct mien_block *older;
    uint32_t room;
    _Atomic uint32_t count;
    // [room] row numbers, and then [room] fingerprints.
    uint32_t row_numbers[];
};

static inline uint16_t *mien_block_fingerprints(struct mien_block *block)
{
    return (uint16_t *)(block->row_numbers + block->room);
}

struct mien_live {
    struct mien_plan plan;
    // [plan.offsets_total]: for band b and a key, block[plan.band[b].offsets + key];
    // NULL where there is no entry yet.
    _Atomic(struct mien_block *) *block;
    uint32_t count; // entries; only for who adds
    size_t bytes;   // allocated
};

// Makes empty tables. Errors: MEMORY.
enum mien_status mien_live_make(struct mien_live *live, uint32_t bands);
void mien_live_free(struct mien_live *live);

// Adds an entry. Errors: MEMORY, after which readers may meet the row in some of the
// bands: the caller leaves it dead.
enum mien_status mien_live_add(struct mien_live *live, const struct mien_bits *bits,
                               uint32_t row);

#endif
