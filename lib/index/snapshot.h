// SPDX-License-Identifier: Apache-2.0
// The snapshot: one file with all entries and the tables of their bands, made once and
// never changed (doc/index-format.md).
#ifndef MIEN_INDEX_SNAPSHOT_H
#define MIEN_INDEX_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#include "index/plan.h"

// The most entries that an index holds.
#define MIEN_ROWS_MAX (UINT32_MAX - 1)

// What an entry is beside its hash.
struct mien_tag {
    uint64_t id;
    uint32_t list;
    uint32_t variant;
};

// What many entries have in common. 8 bytes, as in the file.
struct mien_pair {
    uint32_t list;
    uint32_t variant;
};

// So many different pairs can be numbered in 16 bits.
#define MIEN_KINDS_MAX 65536

// An open snapshot. The pointers lead into the file's mapping, whose bytes may be
// damaged: its sections lie inside it for certain (that is what opening checks), while
// every number read from a section is to be checked against `rows` before it is used.
struct mien_snapshot {
    uint64_t generation;
    uint64_t rows; // at most MIEN_ROWS_MAX
    struct mien_plan plan;
    const struct mien_bits *hashes; // [rows], by ascending id, list, variant, bits
    const uint64_t *ids;            // [rows]
    // kinds[row] is the number of the row's pair; where there are no kinds, the row's
    // own number is.
    const uint16_t *kinds;         // [rows], or NULL
    const struct mien_pair *pairs; // [pair_count]
    uint32_t pair_count;
    // For band b: offsets[plan.band[b].offsets + key] is where the entries of that
    // value begin among the band's `rows` fingerprints and row numbers, and the next
    // number is where they end.
    const uint32_t *offsets;
    const uint16_t *fingerprints; // [bands][rows]
    const uint32_t *row_numbers;  // [bands][rows]
    uint64_t file_bytes;
    // For mien_snapshot_close() only.
    void *map;
    size_t map_size;
    bool resident; // map is a copy in memory, not the file
    int fd;        // holds a shared lock: "somebody reads this"
};

// The tag of row `row`, which is below `rows`. False: the kinds are damaged.
static inline bool mien_snapshot_tag(const struct mien_snapshot *snapshot, uint64_t row,
                                     struct mien_tag *tag)
{
    uint64_t kind = snapshot->kinds != NULL ? snapshot->kinds[row] : row;
    if (kind >= snapshot->pair_count)
        return false;
    const struct mien_pair *pair = &snapshot->pairs[kind];
    *tag = (struct mien_tag){snapshot->ids[row], pair->list, pair->variant};
    return true;
}

// The first row whose id is not below `id`: the rows are in the order of their ids.
// False: the ids that were met on the way are not.
bool mien_snapshot_find(const struct mien_snapshot *snapshot, uint64_t id,
                        uint64_t *row);

// The order of entries in a snapshot: negative, zero or positive, as memcmp.
int mien_entry_order(const struct mien_tag *a_tag, const struct mien_bits *a,
                     const struct mien_tag *b_tag, const struct mien_bits *b);

// Opens snapshot `generation` of the folder. Errors: IO (ENOENT: there is none, or no
// more), VERSION, CORRUPT, MEMORY.
enum mien_status mien_snapshot_open(struct mien_snapshot *snapshot, int folder,
                                    uint64_t generation, bool resident,
                                    struct mien_error *error);
// Whether the entries are those that were written, by their checksums: reads them all,
// unless that was done when it was opened. Errors: CORRUPT.
enum mien_status mien_snapshot_check(const struct mien_snapshot *snapshot,
                                     struct mien_error *error);
// Closes it. A struct of zeros (never opened) does nothing.
void mien_snapshot_close(struct mien_snapshot *snapshot);

// Gives the next entry for a new snapshot, in ascending order.
typedef enum mien_status mien_row_fn(void *context, struct mien_bits *bits,
                                     struct mien_tag *tag);

// Writes snapshot `generation` with `rows` entries, which `next` gives: into a
// temporary file, made durable, and then renamed. Takes memory: 2 bytes for each row,
// and then what mien_tables_make() does. Errors, which leave no file: IO
// (errno), MEMORY, LIMIT (2^32 - 1 rows or more), those of `next`.
enum mien_status mien_snapshot_write(int folder, uint64_t generation, uint64_t rows,
                                     mien_row_fn *next, void *context,
                                     struct mien_error *error);
// The same with a number of bands of one's own choice; 0: mien_plan_bands().
enum mien_status mien_snapshot_write_bands(int folder, uint64_t generation,
                                           uint64_t rows, uint32_t bands,
                                           mien_row_fn *next, void *context,
                                           struct mien_error *error);

// Reads everything: checksums, paddings, the order of rows and of pairs, and that each
// band's table lists each row once, where its key belongs, with its fingerprint. Adds
// to *verified. `tell` (may be NULL) is told of every MiB or so that was read.
struct mien_progress {
    mien_index_progress_fn *tell;
    void *context;
    uint64_t done, total;
};
enum mien_status mien_snapshot_verify(int folder, uint64_t generation,
                                      struct mien_index_verified *verified,
                                      struct mien_progress *progress,
                                      struct mien_error *error);

#endif
