// SPDX-License-Identifier: Apache-2.0
// What an index holds at one time: a snapshot, which of its entries were removed, and
// the entries that came since. Made from the files by opening the snapshot and
// repeating the log; a compaction makes another one and puts it into this one's place.
//
// One thread changes a state (the holder of the index's change lock); any number search
// it meanwhile.
#ifndef MIEN_INDEX_STATE_H
#define MIEN_INDEX_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <mien/index.h>

#include "index/added.h"
#include "index/log.h"
#include "index/snapshot.h"

#define MIEN_HEARD_NOTHING (UINT64_MAX - 1) // no number of records

struct mien_state {
    struct mien_snapshot snapshot;
    _Atomic uint64_t *removed; // a bit for each row of the snapshot
    // Removals are numbered. A query remembers how many there had been when it began,
    // and still finds what went later: else it might miss both what a replacement takes
    // away and what it brings.
    _Atomic uint32_t *gone; // for each row of the snapshot: which removal took it
    _Atomic uint32_t removals;
    // Added rows below this are those that changes have come to. (Rows are staged for
    // all changes of a call at once: a query that still finds an entry that goes must
    // not find it come back, too.)
    _Atomic uint32_t in_force;
    struct mien_added added;

    // The log that is followed, and those before it: their headers stay mapped, since
    // another thread may just be looking at them.
    struct mien_followed {
        struct mien_log log;
        struct mien_followed *before;
    } * _Atomic followed;
    _Atomic uint64_t applied; // records of that log that are in force
    // What its writer had said when they were last looked for. (After a crash there may
    // be more of them than it said, or fewer.)
    _Atomic uint64_t heard;
    // A newer snapshot that the log told of; 0: none.
    _Atomic uint64_t newer;

    _Atomic uint64_t entries;        // that queries can find
    _Atomic uint64_t tombstones;     // removed ones
    _Atomic uint64_t changes;        // since the snapshot
    _Atomic uint64_t oldest_removal; // when; 0: there is none

    struct mien_state *next_replaced; // see index/handle.h
};

// The newest state of the index in a folder.
//
// has_writer   whether a writer is alive, whose word then counts for how far the logs
//              go; otherwise the files are measured.
//
// Errors: IO, FORMAT, VERSION, CORRUPT, MEMORY.
enum mien_status mien_state_open(struct mien_state **state, int folder, bool has_writer,
                                 uint32_t flags, struct mien_error *error);
void mien_state_free(struct mien_state *state);

// Whether the writer has said anything since it was last listened to. Cheap.
bool mien_state_has_news(const struct mien_state *state);
// Whether there may be acknowledged changes that are not yet in force. Cheap.
bool mien_state_is_behind(const struct mien_state *state);
// Whether records are in force that the log no longer has: its writer could not make
// them durable. Only opening the state anew helps.
bool mien_state_is_ahead(const struct mien_state *state);

// Brings what the log holds into force. With `has_writer` up to what the writer has
// acknowledged, otherwise up to the end. Errors: IO (ENOENT: the log goes on in a file
// that is no more there; open the state anew), CORRUPT, MEMORY.
enum mien_status mien_state_catch_up(struct mien_state *state, int folder,
                                     bool has_writer, struct mien_error *error);

// A change on its way: mien_state_stage() does everything that can fail, and
// mien_state_apply() what cannot.
struct mien_staged {
    struct mien_bits bits;
    uint32_t row; // of an addition; MIEN_ROW_NONE: it is there already
};
// Errors: MEMORY, LIMIT, CORRUPT.
enum mien_status mien_state_stage(struct mien_state *state, struct mien_staged *staged,
                                  const struct mien_change *change);
void mien_state_apply(struct mien_state *state, const struct mien_staged *staged,
                      const struct mien_change *change, uint32_t time,
                      struct mien_changed *changed);

// Whether the change would do nothing now.
bool mien_state_has_done(const struct mien_state *state,
                         const struct mien_change *change);

// Whether the removal that took a row came after so many others.
static inline bool mien_gone_after(const _Atomic uint32_t *gone, uint32_t removals)
{
    uint32_t number = atomic_load_explicit(gone, memory_order_relaxed);
    return number != 0 && (int32_t)(number - removals) > 0;
}

static inline bool mien_state_is_removed(const struct mien_state *state, uint32_t row)
{
    uint64_t word =
        atomic_load_explicit(&state->removed[row / 64], memory_order_acquire);
    return word >> row % 64 & 1;
}

#endif
