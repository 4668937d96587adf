// SPDX-License-Identifier: Apache-2.0
// Changing an index: first into memory where nobody sees it, then into the log, then
// into force, then onto the disk, then told to readers.
#include <mien/index.h>

#include <stdlib.h>
#include <time.h>

#include "base/checked.h"
#include "base/status.h"
#include "index/handle.h"

static bool only_removes(const struct mien_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (changes[i].kind == MIEN_CHANGE_ADD ||
            changes[i].kind == MIEN_CHANGE_REPLACE)
            return false;
    return true;
}

static bool only_adds(const struct mien_change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (changes[i].kind != MIEN_CHANGE_ADD)
            return false;
    return true;
}

static enum mien_status check_changes(const struct mien_change *changes, size_t count,
                                      struct mien_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (changes[i].kind < MIEN_CHANGE_ADD || changes[i].kind > MIEN_CHANGE_REMOVE)
            return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: an unknown change");
        if (changes[i].entry.list == MIEN_LIST_ANY &&
            changes[i].kind <= MIEN_CHANGE_REPLACE)
            return mien_fail(error, MIEN_ERROR_ARGUMENT,
                             "index: an addition needs a list");
    }
    return MIEN_OK;
}

// The work of one call.
struct work {
    struct mien_change *change; // those that are not yet done
    struct mien_staged *staged;
    struct mien_record *record;
    size_t count;
    uint64_t unchanged;
};

static void free_work(struct work *work)
{
    free(work->change);
    free(work->staged);
    free(work->record);
}

static enum mien_status make_work(struct work *work, size_t count,
                                  struct mien_error *error)
{
    work->change = calloc(count, sizeof work->change[0]);
    work->staged = calloc(count, sizeof work->staged[0]);
    work->record = calloc(count, sizeof work->record[0]);
    if (work->change == NULL || work->staged == NULL || work->record == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the changes");
    return MIEN_OK;
}

// Leaves out what would do nothing. That can be told beforehand where no change of the
// call can undo another: among additions, and among removals.
static void select_changes(struct work *work, const struct mien_state *state,
                           const struct mien_change *changes, size_t count)
{
    bool tell = only_adds(changes, count) || only_removes(changes, count);
    for (size_t i = 0; i < count; i++)
        if (tell && mien_state_has_done(state, &changes[i]))
            work->unchanged++;
        else
            work->change[work->count++] = changes[i];
}

static void make_record(struct mien_record *record, const struct mien_change *change,
                        uint32_t now)
{
    *record = (struct mien_record){.hash = change->entry.hash,
                                   .id = change->entry.id,
                                   .list = change->entry.list,
                                   .variant = change->entry.variant,
                                   .time = now,
                                   .kind = (uint8_t)change->kind};
}

// Rows for what comes, and a record for each change.
static enum mien_status stage(struct mien_index *index, struct work *work, uint32_t now,
                              struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    for (size_t i = 0; i < work->count && status == MIEN_OK; i++) {
        status = mien_state_stage(index->state, &work->staged[i], &work->change[i]);
        make_record(&work->record[i], &work->change[i], now);
    }
    if (status == MIEN_OK)
        return status;
    return mien_fail(error, status,
                     status == MIEN_ERROR_CORRUPT ? "index: the snapshot is damaged"
                     : status == MIEN_ERROR_LIMIT ? "index: too many entries"
                                                  : "no memory for the changes");
}

// Everything that can fail.
static enum mien_status prepare(struct mien_index *index, struct work *work,
                                uint32_t now, bool removes, struct mien_error *error)
{
    const struct mien_state *state = index->state;
    uint64_t rows = state->snapshot.rows + state->added.rows;
    uint64_t reserve = removes ? 0 : MIEN_LOG_RESERVE;
    if (!removes && rows + work->count > MIEN_ROWS_MAX)
        return mien_fail(error, MIEN_ERROR_LIMIT, "index: too many entries");
    // The space first: staged rows stay, and on a full disk the same additions may be
    // tried again and again.
    enum mien_status status =
        mien_log_make_room(&index->log, work->count, reserve, error);
    if (status == MIEN_OK)
        status = stage(index, work, now, error);
    if (status == MIEN_OK)
        status =
            mien_log_append(&index->log, work->record, work->count, reserve, error);
    return status;
}

static void apply(struct mien_index *index, const struct work *work, uint32_t now,
                  struct mien_changed *changed)
{
    for (size_t i = 0; i < work->count; i++)
        mien_state_apply(index->state, &work->staged[i], &work->change[i], now,
                         changed);
    if (index->compactor_runs && index->state->changes >= index->compact_at)
        pthread_cond_signal(&index->wake);
}

enum mien_status mien_index_acknowledge(struct mien_index *index, uint64_t generation,
                                        uint64_t records, bool durable,
                                        struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    pthread_mutex_lock(&index->logging);
    // Another log has begun meanwhile: then all of this one was made durable.
    if (index->log.generation == generation) {
        // One wait for the disk serves all that has been written by now: the threads
        // that queue up behind this one find their changes durable.
        if (durable && records > index->log.durable)
            status = mien_log_sync(&index->log, index->log.written, error);
        if (status == MIEN_OK && records > index->committed) {
            status = mien_log_commit(&index->log, records, error);
            if (status == MIEN_OK)
                index->committed = records;
        }
    }
    pthread_mutex_unlock(&index->logging);
    return status;
}

static enum mien_status change_locked(struct mien_index *index, struct work *work,
                                      const struct mien_change *changes, size_t count,
                                      struct mien_changed *changed,
                                      struct mien_error *error)
{
    uint32_t now = (uint32_t)time(NULL);
    select_changes(work, index->state, changes, count);
    changed->unchanged = work->unchanged;
    if (work->count == 0)
        return MIEN_OK;
    enum mien_status status =
        prepare(index, work, now, only_removes(changes, count), error);
    if (status == MIEN_OK)
        apply(index, work, now, changed);
    return status;
}

enum mien_status mien_index_change(struct mien_index *index,
                                   const struct mien_change *changes, size_t count,
                                   struct mien_changed *changed,
                                   struct mien_error *error)
{
    struct work work = {0};
    struct mien_changed did = {0};
    if (index == NULL || (changes == NULL && count > 0))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: no changes given");
    if (!mien_index_writes(index))
        return mien_fail(error, MIEN_ERROR_STATE, "index: opened for reading only");
    enum mien_status status = check_changes(changes, count, error);
    if (status == MIEN_OK && count > 0)
        status = make_work(&work, count, error);
    if (status != MIEN_OK || count == 0)
        goto out;
    pthread_mutex_lock(&index->change);
    status = change_locked(index, &work, changes, count, &did, error);
    uint64_t generation = index->log.generation;
    uint64_t records = index->log.written;
    pthread_mutex_unlock(&index->change);
    // Also when nothing changed: what was found done may not be durable yet.
    if (status == MIEN_OK)
        status = mien_index_acknowledge(index, generation, records,
                                        index->options.sync == MIEN_INDEX_SYNC_ALWAYS ||
                                            !only_adds(changes, count),
                                        error);
out:
    free_work(&work);
    if (status == MIEN_OK && changed != NULL)
        *changed = did;
    return status;
}

enum mien_status mien_index_sync(struct mien_index *index, struct mien_error *error)
{
    if (index == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: none given");
    if (!mien_index_writes(index))
        return mien_fail(error, MIEN_ERROR_STATE, "index: opened for reading only");
    pthread_mutex_lock(&index->change);
    uint64_t generation = index->log.generation;
    uint64_t records = index->log.written;
    pthread_mutex_unlock(&index->change);
    return mien_index_acknowledge(index, generation, records, true, error);
}
