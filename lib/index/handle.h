// SPDX-License-Identifier: Apache-2.0
// An open index: its present state, and who may do what with it at a time.
//
// Locks, in the order in which they are taken:
//   compacting  one compaction at a time
//   change      changes the state, or puts another one into its place
//   logging     makes the log durable, tells readers, or goes over to another log
//   guards      the list of those who use a state
// A query takes none of them. It says in its guard which state it uses, and a state
// that was replaced is freed when no guard names it (a hazard pointer).
#ifndef MIEN_INDEX_HANDLE_H
#define MIEN_INDEX_HANDLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <mien/index.h>

#include "index/kernels.h"
#include "index/log.h"
#include "index/state.h"

// Somebody who uses a state now and then: a search, for instance.
struct mien_guard {
    _Atomic(struct mien_state *) uses;
    struct mien_guard *next;
};

struct mien_index {
    struct mien_index_options options;
    int folder;
    int lock; // the writer's; -1: reading only
    const struct mien_index_kernels *kernels;
    _Atomic(struct mien_state *) state;

    pthread_mutex_t compacting, change, logging, guards;
    struct mien_guard *guard;
    struct mien_state *replaced; // states that may still be in use; under `guards`
    atomic_bool crowded;         // there are such states
    atomic_bool refreshing;      // a reader is opening a newer snapshot

    // The writer's log, and how many of its records readers were told of.
    struct mien_log log;
    uint64_t committed;

    // The thread that compacts by itself.
    pthread_t compactor;
    bool compactor_runs;
    bool closing;
    uint64_t compact_at; // how many changes since the snapshot wake it
    pthread_cond_t wake; // with `change`
};

static inline bool mien_index_writes(const struct mien_index *index)
{
    return index->lock >= 0;
}

void mien_guard_add(struct mien_index *index, struct mien_guard *guard);
void mien_guard_remove(struct mien_index *index, struct mien_guard *guard);

// The present state, which stays until mien_guard_leave().
struct mien_state *mien_guard_enter(struct mien_index *index, struct mien_guard *guard);
void mien_guard_leave(struct mien_guard *guard);

// The same, after the changes of a writer in another process, if there is one, have
// been brought into force. Errors, after which no state is used: IO, CORRUPT, MEMORY.
enum mien_status mien_index_use(struct mien_index *index, struct mien_guard *guard,
                                struct mien_state **state, struct mien_error *error);

// A reader's first state, or a fresh one, and whether there was a writer then. Errors:
// those of mien_state_open().
enum mien_status mien_index_read_state(const struct mien_index *index,
                                       struct mien_state **state, bool *has_writer,
                                       struct mien_error *error);

// Puts a state into the place of the present one, which is freed when nobody uses it
// any more. The caller holds `change`.
void mien_index_replace(struct mien_index *index, struct mien_state *state);
// Frees replaced states that nobody uses. False: some are still in use.
bool mien_index_sweep(struct mien_index *index);

// Goes over to the log of the next generation, which begins empty; the caller holds
// `change`.
enum mien_status mien_index_rotate(struct mien_index *index, struct mien_error *error);
// Writes one record of the index's own, and makes it durable; the caller holds
// `change`.
enum mien_status mien_index_note(struct mien_index *index, uint8_t kind,
                                 uint64_t generation, struct mien_error *error);
// Makes the first `records` records of the log of that generation durable (or only
// acknowledged) and tells readers.
enum mien_status mien_index_acknowledge(struct mien_index *index, uint64_t generation,
                                        uint64_t records, bool durable,
                                        struct mien_error *error);

enum mien_status mien_compactor_start(struct mien_index *index,
                                      struct mien_error *error);
void mien_compactor_stop(struct mien_index *index);

#endif
