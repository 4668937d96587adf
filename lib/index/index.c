// SPDX-License-Identifier: Apache-2.0
// Making, opening and closing an index.
#include <mien/index.h>

#include <errno.h>
#include <stdlib.h>

#include "base/cpu.h"
#include "base/options.h"
#include "base/status.h"
#include "index/folder.h"
#include "index/handle.h"
#include "index/system.h"

#define FLAGS (MIEN_INDEX_WRITE | MIEN_INDEX_RESIDENT | MIEN_INDEX_NO_SEARCH)

static enum mien_status no_rows(void *context, struct mien_bits *bits,
                                struct mien_tag *tag)
{
    return MIEN_ERROR_INTERNAL; // never asked
}

enum mien_status mien_index_create(const char *path, struct mien_error *error)
{
    int folder = -1;
    bool empty = false;
    if (path == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: no path given");
    if (!mien_directory_make(path))
        return mien_fail(error, MIEN_ERROR_IO, "index: the folder could not be made");
    enum mien_status status = mien_folder_open(&folder, path, error);
    if (status != MIEN_OK)
        return status;
    status = mien_folder_is_empty(folder, &empty, error);
    if (status == MIEN_OK && !empty)
        status = mien_fail(error, MIEN_ERROR_STATE, "index: the folder is not empty");
    if (status == MIEN_OK && !mien_directory_sync_above(folder))
        status = mien_fail(error, MIEN_ERROR_IO,
                           "index: the folder could not be made durable");
    // The log first: a snapshot without its log is damage.
    if (status == MIEN_OK)
        status = mien_log_create(folder, 0, error);
    if (status == MIEN_OK)
        status = mien_snapshot_write(folder, 0, 0, no_rows, NULL, error);
    mien_file_close(folder);
    return status;
}

static enum mien_status read_options(struct mien_index_options *ours,
                                     const struct mien_index_options *theirs,
                                     struct mien_error *error)
{
    *ours = (struct mien_index_options){.size = sizeof *ours};
    if (mien_options_read(ours, sizeof *ours, theirs) != MIEN_OK ||
        (ours->flags & ~FLAGS) != 0 || (unsigned)ours->sync > MIEN_INDEX_SYNC_REMOVALS)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: unknown options");
    if (ours->compact_after > 0 && (ours->flags & MIEN_INDEX_WRITE) == 0)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: only a writer compacts");
    return MIEN_OK;
}

static void make_locks(struct mien_index *index)
{
    pthread_mutex_init(&index->compacting, NULL);
    pthread_mutex_init(&index->change, NULL);
    pthread_mutex_init(&index->logging, NULL);
    pthread_mutex_init(&index->guards, NULL);
    pthread_cond_init(&index->wake, NULL);
}

static void destroy_locks(struct mien_index *index)
{
    pthread_mutex_destroy(&index->compacting);
    pthread_mutex_destroy(&index->change);
    pthread_mutex_destroy(&index->logging);
    pthread_mutex_destroy(&index->guards);
    pthread_cond_destroy(&index->wake);
}

// Frees everything, whatever of it is there. errno stays.
static enum mien_status free_index(struct mien_index *index)
{
    int reason = errno;
    enum mien_status status = MIEN_OK;
    if (index->log.fd >= 0) {
        status = mien_log_close(&index->log);
        reason = status == MIEN_OK ? reason : errno;
    }
    (void)mien_index_sweep(index);
    mien_state_free(index->state);
    mien_file_close(index->lock);
    mien_file_close(index->folder);
    destroy_locks(index);
    free(index);
    errno = reason;
    return status;
}

// A crash may have come between the record that a log goes on in the next one and
// telling readers of it: those who follow it would wait at its end for ever.
static enum mien_status mend_logs_before(const struct mien_index *index,
                                         const struct mien_followed *followed,
                                         struct mien_error *error)
{
    enum mien_status status = MIEN_OK;
    while ((followed = followed->before) != NULL && status == MIEN_OK) {
        struct mien_log log;
        status =
            mien_log_open(&log, index->folder, followed->log.generation, true, error);
        if (status == MIEN_OK)
            status = mien_log_close(&log);
    }
    return status;
}

// The log that the state has come to is the one to write on.
static enum mien_status open_log(struct mien_index *index, struct mien_error *error)
{
    struct mien_state *state = index->state;
    struct mien_followed *followed = state->followed;
    enum mien_status status = mien_log_open(&index->log, index->folder,
                                            followed->log.generation, true, error);
    if (status == MIEN_OK)
        status = mend_logs_before(index, followed, error);
    if (status != MIEN_OK)
        return status;
    status = mien_folder_begin_writing(index->lock, error);
    if (status != MIEN_OK)
        return status;
    index->committed = index->log.written;
    mien_folder_clean(index->folder, state->snapshot.generation);
    return MIEN_OK;
}

static enum mien_status open_all(struct mien_index *index, const char *path,
                                 struct mien_error *error)
{
    struct mien_state *state = NULL;
    uint64_t generation;
    bool writes = (index->options.flags & MIEN_INDEX_WRITE) != 0;
    enum mien_status status = mien_folder_open(&index->folder, path, error);
    // A lock is left behind in no other folder than that of an index.
    if (status == MIEN_OK)
        status = mien_folder_newest(index->folder, &generation, error);
    if (status == MIEN_OK && writes)
        status = mien_folder_lock(index->folder, &index->lock, error);
    if (status != MIEN_OK)
        return status;
    bool has_writer = false;
    status = writes ? mien_state_open(&state, index->folder, false,
                                      index->options.flags, error)
                    : mien_index_read_state(index, &state, &has_writer, error);
    if (status != MIEN_OK)
        return status;
    atomic_store(&index->state, state);
    if (writes)
        status = open_log(index, error);
    if (status == MIEN_OK && index->options.compact_after > 0)
        status = mien_compactor_start(index, error);
    return status;
}

enum mien_status mien_index_open(struct mien_index **index, const char *path,
                                 const struct mien_index_options *options,
                                 struct mien_error *error)
{
    struct mien_index_options ours;
    if (index == NULL || path == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: no path given");
    enum mien_status status = read_options(&ours, options, error);
    if (status != MIEN_OK)
        return status;
    struct mien_index *made = calloc(1, sizeof *made);
    if (made == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for the index");
    made->options = ours;
    made->folder = made->lock = made->log.fd = -1;
    made->kernels = mien_index_kernels_for(mien_cpu_flags());
    make_locks(made);
    status = open_all(made, path, error);
    if (status == MIEN_OK)
        *index = made;
    else
        free_index(made);
    return status;
}

enum mien_status mien_index_close(struct mien_index *index)
{
    if (index == NULL)
        return MIEN_OK;
    mien_compactor_stop(index);
    return free_index(index);
}
