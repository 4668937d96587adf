// SPDX-License-Identifier: Apache-2.0
// From the files of an index to its state.
#include "index/state.h"

#include <errno.h>
#include <stdlib.h>

#include "base/status.h"
#include "index/folder.h"

// How often opening begins anew because a writer deletes what it was about to open.
#define ATTEMPTS 100
// Records read and applied at a time.
#define PORTION 256

static enum mien_status follow_log(struct mien_state *state, int folder,
                                   uint64_t generation, struct mien_error *error)
{
    struct mien_followed *followed = calloc(1, sizeof *followed);
    if (followed == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the log");
    enum mien_status status =
        mien_log_open(&followed->log, folder, generation, false, error);
    if (status != MIEN_OK) {
        free(followed);
        return status;
    }
    followed->before = state->followed;
    atomic_store(&state->applied, 0);
    atomic_store(&state->heard, MIEN_HEARD_NOTHING);
    atomic_store(&state->followed, followed);
    if (followed->before != NULL)
        mien_log_rest(&followed->before->log);
    return MIEN_OK;
}

void mien_state_free(struct mien_state *state)
{
    if (state == NULL)
        return;
    struct mien_followed *followed = state->followed;
    while (followed != NULL) {
        struct mien_followed *before = followed->before;
        (void)mien_log_close(&followed->log); // read only: nothing can get lost
        free(followed);
        followed = before;
    }
    mien_added_free(&state->added);
    free((void *)state->removed);
    free((void *)state->gone);
    mien_snapshot_close(&state->snapshot);
    free(state);
}

bool mien_state_has_news(const struct mien_state *state)
{
    // In this order: whoever goes over to another log sets `heard` first.
    struct mien_followed *followed = atomic_load(&state->followed);
    return mien_log_committed(&followed->log) != atomic_load(&state->heard);
}

bool mien_state_is_behind(const struct mien_state *state)
{
    return mien_state_has_news(state) ||
           atomic_load(&state->heard) > atomic_load(&state->applied);
}

bool mien_state_is_ahead(const struct mien_state *state)
{
    struct mien_followed *followed = atomic_load(&state->followed);
    return mien_log_committed(&followed->log) < atomic_load(&state->applied);
}

// ------------------------------------------------------------------ repeating the log

static enum mien_status apply_record(struct mien_state *state,
                                     const struct mien_record *record,
                                     struct mien_error *error)
{
    struct mien_change change = {
        .kind = (enum mien_change_kind)record->kind,
        .entry = {record->hash, record->id, record->list, record->variant}};
    struct mien_staged staged;
    struct mien_changed changed = {0};
    if (record->kind == MIEN_RECORD_SNAPSHOT) {
        if (record->id > state->snapshot.generation)
            state->newer = record->id;
        return MIEN_OK;
    }
    if (change.kind < MIEN_CHANGE_ADD || change.kind > MIEN_CHANGE_REMOVE)
        return mien_fail(error, MIEN_ERROR_VERSION, "log: a change of an unknown kind");
    if (change.kind <= MIEN_CHANGE_REPLACE && record->list == MIEN_LIST_ANY)
        return mien_fail(error, MIEN_ERROR_CORRUPT, "log: an addition to no list");
    enum mien_status status = mien_state_stage(state, &staged, &change);
    if (status != MIEN_OK)
        return mien_fail(error, status,
                         status == MIEN_ERROR_MEMORY
                             ? "no memory for the changes of the log"
                             : "index: the snapshot is damaged");
    mien_state_apply(state, &staged, &change, record->time, &changed);
    return MIEN_OK;
}

static enum mien_status apply_records(struct mien_state *state, int folder,
                                      uint64_t records, bool *goes_on,
                                      struct mien_error *error)
{
    struct mien_record portion[PORTION];
    uint64_t applied = state->applied;
    while (applied < records) {
        size_t count =
            records - applied < PORTION ? (size_t)(records - applied) : PORTION;
        enum mien_status status =
            mien_log_read(&state->followed->log, portion, applied, count, error);
        for (size_t i = 0; i < count && status == MIEN_OK; i++) {
            if (portion[i].kind == MIEN_RECORD_CONTINUE) {
                if (portion[i].id <= state->followed->log.generation)
                    return mien_fail(error, MIEN_ERROR_CORRUPT,
                                     "log: it goes on in an older one");
                *goes_on = true;
                return follow_log(state, folder, portion[i].id, error);
            }
            status = apply_record(state, &portion[i], error);
            if (status == MIEN_OK)
                atomic_store(&state->applied, ++applied);
        }
        if (status != MIEN_OK)
            return status;
    }
    return MIEN_OK;
}

enum mien_status mien_state_catch_up(struct mien_state *state, int folder,
                                     bool has_writer, struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    bool goes_on = true;
    while (status == MIEN_OK && goes_on) {
        struct mien_log *log = &state->followed->log;
        uint64_t heard = mien_log_committed(log), records = heard;
        goes_on = false;
        if (!has_writer)
            status = mien_log_measure(log, &records, error);
        if (status == MIEN_OK)
            status = apply_records(state, folder, records, &goes_on, error);
        if (status == MIEN_OK && !goes_on)
            atomic_store(&state->heard, heard);
    }
    return status;
}

// --------------------------------------------------------------------------- opening

static enum mien_status open_files(struct mien_state *state, int folder,
                                   bool has_writer, uint32_t flags, uint64_t generation,
                                   struct mien_error *error)
{
    enum mien_status status =
        mien_snapshot_open(&state->snapshot, folder, generation,
                           (flags & MIEN_INDEX_RESIDENT) != 0, error);
    if (status != MIEN_OK)
        return status;
    state->entries = state->snapshot.rows;
    // A snapshot that is in memory, or mapped, has fewer rows than a size_t counts.
    const size_t rows = (size_t)state->snapshot.rows;
    state->removed = calloc(rows / 64 + 1, sizeof state->removed[0]);
    // Pages of it that nobody touches take no memory.
    state->gone = calloc(rows + 1, sizeof state->gone[0]);
    if (state->removed == NULL || state->gone == NULL ||
        mien_added_make(&state->added, (flags & MIEN_INDEX_NO_SEARCH) == 0) != MIEN_OK)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the index");
    status = follow_log(state, folder, generation, error);
    if (status == MIEN_OK)
        status = mien_state_catch_up(state, folder, has_writer, error);
    return status;
}

static enum mien_status try_to_open(struct mien_state **state, int folder,
                                    bool has_writer, uint32_t flags,
                                    uint64_t generation, struct mien_error *error)
{
    struct mien_state *made = calloc(1, sizeof *made);
    if (made == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the index");
    made->snapshot.fd = -1;
    enum mien_status status =
        open_files(made, folder, has_writer, flags, generation, error);
    if (status == MIEN_OK) {
        *state = made;
    } else {
        int reason = errno;
        mien_state_free(made);
        errno = reason;
    }
    return status;
}

// A writer that has just compacted deletes the older files: then there is a newer
// snapshot to be opened instead.
enum mien_status mien_state_open(struct mien_state **state, int folder, bool has_writer,
                                 uint32_t flags, struct mien_error *error)
{
    uint64_t generation = 0, before;
    enum mien_status status = mien_folder_newest(folder, &generation, error);
    for (int attempt = 0; status == MIEN_OK; attempt++) {
        status = try_to_open(state, folder, has_writer, flags, generation, error);
        if (status != MIEN_ERROR_IO || errno != ENOENT || attempt == ATTEMPTS)
            return status;
        before = generation;
        status = mien_folder_newest(folder, &generation, error);
        if (status == MIEN_OK && generation == before && attempt > 0)
            return mien_fail(error, MIEN_ERROR_CORRUPT,
                             "the log that belongs to the snapshot is missing");
    }
    return status;
}
