// SPDX-License-Identifier: Apache-2.0
// Folding the changes into a new snapshot while queries and changes go on.
//
// 1. The log goes over to a new one, and what is alive at this moment is written down.
// 2. From that, without any lock, comes the snapshot that belongs to the new log.
// 3. The new snapshot is opened and the new log repeated, as for anybody who opens the
//    index; then it takes the present state's place.
// A crash between any two steps leaves an index that opens: before the snapshot has its
// name, the old one and both logs make the same entries.
#include <mien/index.h>

#include <time.h>

#include "base/status.h"
#include "index/folder.h"
#include "index/handle.h"
#include "index/merge.h"

// ------------------------------------------------------------------- the log goes over

enum mien_status mien_index_note(struct mien_index *index, uint8_t kind,
                                 uint64_t generation, struct mien_error *error)
{
    struct mien_record record = {
        .id = generation, .time = (uint32_t)time(NULL), .kind = kind};
    enum mien_status status = mien_log_append(&index->log, &record, 1, 0, error);
    if (status != MIEN_OK)
        return status;
    return mien_index_acknowledge(index, index->log.generation, index->log.written,
                                  true, error);
}

enum mien_status mien_index_rotate(struct mien_index *index, struct mien_error *error)
{
    uint64_t next = index->log.generation + 1;
    struct mien_log fresh = {.fd = -1}, old;
    enum mien_status status = mien_log_create(index->folder, next, error);
    if (status == MIEN_OK)
        status = mien_log_open(&fresh, index->folder, next, true, error);
    // On a disk that is all but full, removals go on in the log that has space for
    // them.
    if (status == MIEN_OK)
        status = mien_log_make_room(&fresh, 0, MIEN_LOG_RESERVE, error);
    if (status == MIEN_OK)
        status = mien_index_note(index, MIEN_RECORD_CONTINUE, next, error);
    if (status != MIEN_OK) {
        (void)mien_log_close(&fresh);
        return status;
    }
    pthread_mutex_lock(&index->logging);
    old = index->log;
    index->log = fresh;
    index->committed = 0;
    pthread_mutex_unlock(&index->logging);
    return mien_log_close(&old); // durable already
}

// ------------------------------------------------------------------------ the
// compaction

// Steps 1 and 2. *generation receives the new snapshot's; 0: there was nothing to fold.
static enum mien_status write_snapshot(struct mien_index *index, uint64_t *generation,
                                       struct mien_error *error)
{
    struct mien_merge merge = {0};
    enum mien_status status = MIEN_OK;
    struct mien_state *state = index->state; // only we replace it
    bool nothing = state->changes == 0;
    // Damage would get the right checksums.
    if (!nothing)
        status = mien_snapshot_check(&state->snapshot, error);
    pthread_mutex_lock(&index->change);
    if (!nothing && status == MIEN_OK) {
        status = mien_merge_note(&merge, state);
        if (status != MIEN_OK)
            mien_fail(error, status, "no memory for the compaction");
        else
            status = mien_index_rotate(index, error);
    }
    uint64_t next = index->log.generation;
    pthread_mutex_unlock(&index->change);
    if (nothing || status != MIEN_OK)
        goto out;
    mien_merge_sort(&merge);
    status = mien_snapshot_write(index->folder, next, merge.rows, mien_merge_next,
                                 &merge, error);
    if (status == MIEN_OK)
        *generation = next;
out:
    mien_merge_end(&merge);
    return status;
}

// Step 3.
static enum mien_status take_over(struct mien_index *index, uint64_t generation,
                                  struct mien_error *error)
{
    struct mien_state *fresh;
    enum mien_status status =
        mien_state_open(&fresh, index->folder, true, index->options.flags, error);
    if (status != MIEN_OK)
        return status;
    pthread_mutex_lock(&index->change);
    // Readers are told of every change, by and by; here they must all be.
    status = mien_index_acknowledge(index, index->log.generation, index->log.written,
                                    false, error);
    if (status == MIEN_OK)
        status = mien_state_catch_up(fresh, index->folder, true, error);
    if (status == MIEN_OK)
        status = mien_index_note(index, MIEN_RECORD_SNAPSHOT, generation, error);
    if (status == MIEN_OK)
        mien_index_replace(index, fresh);
    else
        mien_state_free(fresh);
    pthread_mutex_unlock(&index->change);
    return status;
}

static void wait_a_little(void)
{
    struct timespec time = {.tv_nsec = 200000};
    nanosleep(&time, NULL);
}

static enum mien_status compact(struct mien_index *index, struct mien_error *error)
{
    uint64_t generation = 0;
    enum mien_status status = write_snapshot(index, &generation, error);
    if (status == MIEN_OK && generation > 0)
        status = take_over(index, generation, error);
    if (status != MIEN_OK)
        return status;
    // The old snapshot stays open until the last query in it has ended.
    while (!mien_index_sweep(index))
        wait_a_little();
    // Also when there was nothing to fold: readers may have left older snapshots.
    mien_folder_clean(index->folder, index->state->snapshot.generation);
    return MIEN_OK;
}

enum mien_status mien_index_compact(struct mien_index *index, struct mien_error *error)
{
    if (index == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: none given");
    if (!mien_index_writes(index))
        return mien_fail(error, MIEN_ERROR_STATE, "index: opened for reading only");
    pthread_mutex_lock(&index->compacting);
    enum mien_status status = compact(index, error);
    pthread_mutex_unlock(&index->compacting);
    return status;
}
