// SPDX-License-Identifier: Apache-2.0
// The entries that came since the snapshot, in memory. One thread changes them (the
// holder of the index's change lock), while others search.
//
// A row begins dead: whoever finds it in a table passes it by. So everything that can
// fail, memory above all, is done before the change is logged, and
// mien_added_set_alive() then cannot fail.
#ifndef MIEN_INDEX_ADDED_H
#define MIEN_INDEX_ADDED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/live.h"
#include "index/plan.h"
#include "index/snapshot.h"

#define MIEN_CHUNK_ROWS 4096
#ifndef MIEN_CHUNKS_MAX // fewer for fuzzing: AddressSanitizer is slow with large blocks
#define MIEN_CHUNKS_MAX (UINT32_C(1) << 20)
#endif
#define MIEN_ROW_NONE UINT32_MAX

struct mien_chunk {
    struct mien_bits bits[MIEN_CHUNK_ROWS];
    struct mien_tag tag[MIEN_CHUNK_ROWS];
    _Atomic uint8_t alive[MIEN_CHUNK_ROWS];
    _Atomic uint32_t gone[MIEN_CHUNK_ROWS]; // see state.h
    // Rows with the same hashed id, and with the same hashed bits: the next one of a
    // chain is always an earlier row, so that every walk ends.
    _Atomic uint32_t next_by_id[MIEN_CHUNK_ROWS];
    _Atomic uint32_t next_by_bits[MIEN_CHUNK_ROWS];
};

// Which rows that are alive share a hashed key: where their chains begin. Grows with
// the rows: larger heads take the place of smaller ones, which stay until the end for
// those who still read them, as blocks do in live.h.
struct mien_heads {
    struct mien_heads *older;
    uint32_t size;            // a power of two
    _Atomic uint32_t first[]; // [size], MIEN_ROW_NONE: none
};
struct mien_chains {
    _Atomic(struct mien_heads *) heads; // NULL: none yet
    // Grows by one before all rows are linked anew, and by one after it.
    _Atomic uint32_t relinked;
};

// Tables for the first rows, whose few wide buckets cost a query next to nothing while
// there are few of them; and for the many of a writer who seldom compacts.
#define MIEN_FEW_ROWS 262144

struct mien_added {
    _Atomic(struct mien_chunk *) *chunk; // [MIEN_CHUNKS_MAX]
    _Atomic uint32_t rows;
    bool searched;           // whether there are tables at all
    struct mien_live few;    // of rows below MIEN_FEW_ROWS
    struct mien_live many;   // of the others
    _Atomic bool many_there; // made when first needed
    struct mien_chains by_id, by_bits;
    size_t bytes;
};

// Errors: MEMORY.
enum mien_status mien_added_make(struct mien_added *added, bool searched);
void mien_added_free(struct mien_added *added);

// A new row, dead as yet. Errors: MEMORY, LIMIT.
enum mien_status mien_added_stage(struct mien_added *added,
                                  const struct mien_bits *bits,
                                  const struct mien_tag *tag, uint32_t *row);

static inline struct mien_chunk *mien_added_chunk(const struct mien_added *added,
                                                  uint32_t row)
{
    return atomic_load_explicit(&added->chunk[row / MIEN_CHUNK_ROWS],
                                memory_order_acquire);
}

static inline const struct mien_bits *mien_added_bits(const struct mien_added *added,
                                                      uint32_t row)
{
    return &mien_added_chunk(added, row)->bits[row % MIEN_CHUNK_ROWS];
}

static inline const struct mien_tag *mien_added_tag(const struct mien_added *added,
                                                    uint32_t row)
{
    return &mien_added_chunk(added, row)->tag[row % MIEN_CHUNK_ROWS];
}

static inline bool mien_added_alive(const struct mien_added *added, uint32_t row)
{
    return atomic_load_explicit(
        &mien_added_chunk(added, row)->alive[row % MIEN_CHUNK_ROWS],
        memory_order_acquire);
}

static inline _Atomic uint32_t *mien_added_gone(const struct mien_added *added,
                                                uint32_t row)
{
    return &mien_added_chunk(added, row)->gone[row % MIEN_CHUNK_ROWS];
}

void mien_added_set_alive(struct mien_added *added, uint32_t row, bool alive);

// Walks along rows that are alive and may have an id, or a hash (the caller compares),
// newest first: begin with MIEN_ROW_NONE, and end with it. For who changes.
uint32_t mien_added_next_by_id(const struct mien_added *added, uint64_t id,
                               uint32_t after);
uint32_t mien_added_next_by_bits(const struct mien_added *added,
                                 const struct mien_bits *bits, uint32_t after);

// The same along all rows that are or were alive, for who only reads: a walk was
// complete when *relinked was even before it and is the same after it, and no removal
// came into force meanwhile (which lets later changes take rows out).
uint32_t mien_added_read_by_id(const struct mien_added *added, uint64_t id,
                               uint32_t after);
static inline uint32_t mien_added_relinked(const struct mien_added *added)
{
    return atomic_load_explicit(&added->by_id.relinked, memory_order_acquire);
}

#endif
