// SPDX-License-Identifier: Apache-2.0
// The entries of a state in the order of a snapshot: those of its snapshot and the
// added ones, merged.
#ifndef MIEN_INDEX_MERGE_H
#define MIEN_INDEX_MERGE_H

#include "index/state.h"

// Which entries were alive at one moment, and how far a walk along them has come.
struct mien_merge {
    const struct mien_state *state;
    uint64_t *removed; // a copy of the state's
    uint32_t *added;   // rows of the added ones that are alive
    uint32_t added_count;
    uint64_t rows; // alive, in all
    uint64_t next_row;
    uint32_t next_added;
};

// Notes what is alive. With the change lock held it is what is there at this moment;
// without it, changes made meanwhile are in it or not. The state must stay until the
// end. Errors: MEMORY, after which mien_merge_end() is still due.
enum mien_status mien_merge_note(struct mien_merge *merge,
                                 const struct mien_state *state);
// Puts the added ones into order; needs no lock.
void mien_merge_sort(struct mien_merge *merge);
// The next of the `rows` entries; a mien_row_fn, whose context is the merge. Errors:
// CORRUPT.
enum mien_status mien_merge_next(void *merge, struct mien_bits *bits,
                                 struct mien_tag *tag);
void mien_merge_end(struct mien_merge *merge);

#endif
