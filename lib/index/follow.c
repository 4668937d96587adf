// SPDX-License-Identifier: Apache-2.0
// A reader keeps up with the writer of another process.
#include "index/handle.h"

#include <errno.h>

#include "index/folder.h"

// While nobody writes, a log goes as far as its file has whole groups. A writer that
// comes just then may take back what it could not finish: so when there is one now, and
// there was none before, what was read does not count.
enum mien_status mien_index_read_state(const struct mien_index *index,
                                       struct mien_state **state, bool *has_writer,
                                       struct mien_error *error)
{
    for (;;) {
        *has_writer = mien_folder_has_writer(index->folder);
        enum mien_status status = mien_state_open(state, index->folder, *has_writer,
                                                  index->options.flags, error);
        if (status != MIEN_OK || *has_writer || !mien_folder_has_writer(index->folder))
            return status;
        mien_state_free(*state);
    }
}

// Opens the newest snapshot, and puts it into the place of the present state. Queries
// of other threads go on with the present one meanwhile, and keep it up to date.
static enum mien_status refresh(struct mien_index *index, struct mien_error *error)
{
    struct mien_state *fresh;
    bool has_writer;
    uint64_t told = index->state->newer; // only we replace it
    enum mien_status status = mien_index_read_state(index, &fresh, &has_writer, error);
    if (status != MIEN_OK)
        return status;
    pthread_mutex_lock(&index->change);
    // What the present state has seen, this one must have seen too.
    status = mien_state_catch_up(fresh, index->folder, has_writer, error);
    if (fresh->newer == told) // it is not there: not to be looked for again
        fresh->newer = 0;
    if (status == MIEN_OK)
        mien_index_replace(index, fresh);
    else
        mien_state_free(fresh);
    pthread_mutex_unlock(&index->change);
    (void)mien_index_sweep(index);
    return status;
}

// The present state cannot be brought up to date any more: everybody waits.
static enum mien_status refresh_now(struct mien_index *index, struct mien_error *error)
{
    pthread_mutex_lock(&index->compacting);
    enum mien_status status = refresh(index, error);
    pthread_mutex_unlock(&index->compacting);
    return status;
}

// There is a newer snapshot, with which queries are faster: one thread goes and gets
// it. When it cannot be had, the present one serves on, until there is word of another.
static void refresh_some_time(struct mien_index *index, struct mien_guard *guard)
{
    if (atomic_exchange(&index->refreshing, true))
        return;
    if (refresh_now(index, NULL) != MIEN_OK) {
        atomic_store(&mien_guard_enter(index, guard)->newer, 0);
        mien_guard_leave(guard);
    }
    atomic_store(&index->refreshing, false);
}

// Repeats what the log has more.
static enum mien_status catch_up(struct mien_index *index, struct mien_guard *guard,
                                 struct mien_error *error)
{
    pthread_mutex_lock(&index->change);
    // Only who holds the lock may replace the state, so this one is the present one.
    struct mien_state *state = mien_guard_enter(index, guard);
    // Without news from a writer there are fewer records than were acknowledged, as a
    // failure of power may leave them; unless a writer came since, and as far as that.
    bool has_writer =
        mien_state_has_news(state) || mien_folder_has_writer(index->folder);
    enum mien_status status =
        mien_state_catch_up(state, index->folder, has_writer, error);
    bool lost = (status == MIEN_ERROR_IO && errno == ENOENT) ||
                (status == MIEN_OK && mien_state_is_ahead(state));
    mien_guard_leave(guard);
    pthread_mutex_unlock(&index->change);
    return lost ? refresh_now(index, error) : status;
}

enum mien_status mien_index_use(struct mien_index *index, struct mien_guard *guard,
                                struct mien_state **state, struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    *state = mien_guard_enter(index, guard);
    if (mien_index_writes(index))
        return MIEN_OK;
    if (mien_state_is_behind(*state)) {
        mien_guard_leave(guard);
        status = catch_up(index, guard, error);
        if (status != MIEN_OK)
            return status;
        *state = mien_guard_enter(index, guard);
    }
    if ((*state)->newer > (*state)->snapshot.generation) {
        // Whoever uses the old snapshot keeps its file, hashes that were removed
        // included: not us.
        mien_guard_leave(guard);
        refresh_some_time(index, guard);
        *state = mien_guard_enter(index, guard);
    }
    if (atomic_load_explicit(&index->crowded, memory_order_relaxed))
        (void)mien_index_sweep(index);
    return MIEN_OK;
}
