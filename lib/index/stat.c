// SPDX-License-Identifier: Apache-2.0
// Figures about an open index, and the verification of a closed one.
#include <mien/index.h>

#include <string.h>

#include "base/status.h"
#include "index/folder.h"
#include "index/handle.h"

static uint64_t memory_of(const struct mien_state *state)
{
    const struct mien_added *added = &state->added;
    uint64_t bytes = state->snapshot.rows / 8 + added->bytes + added->few.bytes;
    if (added->many_there)
        bytes += added->many.bytes;
    return bytes + (state->snapshot.resident ? state->snapshot.map_size : 0);
}

static void describe(struct mien_index_stat *stat, const struct mien_index *index,
                     const struct mien_state *state)
{
    uint64_t committed = mien_log_committed(&state->followed->log);
    uint64_t applied = state->applied;
    stat->entries = state->entries;
    stat->snapshot_entries = state->snapshot.rows;
    stat->added_entries = state->added.rows;
    stat->tombstones = state->tombstones;
    stat->log_changes = state->changes;
    if (!mien_index_writes(index) && committed > applied)
        stat->unapplied_changes = committed - applied;
    stat->oldest_removal = state->oldest_removal;
    stat->generation = state->snapshot.generation;
    stat->snapshot_bytes = state->snapshot.file_bytes;
    stat->memory_bytes = memory_of(state);
    stat->segments = 1u + (state->added.rows > 0) + state->added.many_there;
    stat->bands = state->snapshot.plan.bands;
    strncpy(stat->kernel, index->kernels->name, sizeof stat->kernel - 1);
}

enum mien_status mien_index_stat(const struct mien_index *index,
                                 struct mien_index_stat *stat, struct mien_error *error)
{
    struct mien_index *mine = (struct mien_index *)index;
    struct mien_index_stat found = {0};
    struct mien_guard guard;
    uint64_t snapshots;
    if (index == NULL || stat == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: none given");
    mien_guard_add(mine, &guard);
    // As it stands: what is not yet applied is one of the figures.
    pthread_mutex_lock(&mine->change);
    describe(&found, index, mien_guard_enter(mine, &guard));
    pthread_mutex_unlock(&mine->change);
    mien_guard_leave(&guard);
    mien_guard_remove(mine, &guard);
    enum mien_status status =
        mien_folder_sizes(index->folder, &snapshots, &found.log_bytes, error);
    if (status == MIEN_OK)
        *stat = found;
    return status;
}
