// SPDX-License-Identifier: Apache-2.0
// Reading every byte of an index.
#include <mien/index.h>

#include <errno.h>

#include "base/status.h"
#include "index/folder.h"
#include "index/log.h"
#include "index/snapshot.h"
#include "index/system.h"

// How often verification begins anew because a writer deletes what it was to read.
#define ATTEMPTS 100

static enum mien_status verify_files(int folder, uint64_t generation,
                                     struct mien_index_verified *verified,
                                     struct mien_progress *progress,
                                     struct mien_error *error)
{
    uint64_t next = 0;
    bool goes_on = true;
    enum mien_status status =
        mien_snapshot_verify(folder, generation, verified, progress, error);
    while (status == MIEN_OK && goes_on) {
        status = mien_log_verify(folder, generation, verified, &next, error);
        goes_on = next > generation;
        generation = next;
    }
    return status;
}

// As a reader of the snapshot, so that a compaction leaves it and its logs in place.
static enum mien_status verify_held(int folder, uint64_t generation,
                                    struct mien_index_verified *verified,
                                    struct mien_progress *progress,
                                    struct mien_error *error)
{
    struct mien_snapshot held;
    enum mien_status status =
        mien_snapshot_open(&held, folder, generation, false, error);
    if (status != MIEN_OK)
        return status;
    status = verify_files(folder, generation, verified, progress, error);
    int reason = errno;
    mien_snapshot_close(&held);
    errno = reason;
    return status;
}

static enum mien_status verify_folder(int folder, struct mien_index_verified *verified,
                                      struct mien_progress *progress,
                                      struct mien_error *error)
{
    uint64_t generation = 0, before;
    enum mien_status status = mien_folder_newest(folder, &generation, error);
    for (int attempt = 0; status == MIEN_OK; attempt++) {
        *verified = (struct mien_index_verified){0};
        progress->done = 0;
        status = verify_held(folder, generation, verified, progress, error);
        if (status != MIEN_ERROR_IO || errno != ENOENT || attempt == ATTEMPTS)
            return status;
        before = generation;
        status = mien_folder_newest(folder, &generation, error);
        if (status == MIEN_OK && generation == before)
            return mien_fail(error, MIEN_ERROR_CORRUPT,
                             "the log that belongs to the snapshot is missing");
    }
    return status;
}

enum mien_status mien_index_verify(const char *path,
                                   struct mien_index_verified *verified,
                                   mien_index_progress_fn *progress, void *context,
                                   struct mien_error *error)
{
    struct mien_index_verified found = {0};
    struct mien_progress told = {.tell = progress, .context = context};
    uint64_t logs;
    int folder = -1;
    if (path == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: no path given");
    enum mien_status status = mien_folder_open(&folder, path, error);
    if (status != MIEN_OK)
        return status;
    status = mien_folder_sizes(folder, &told.total, &logs, error);
    if (status == MIEN_OK)
        status = verify_folder(folder, &found, &told, error);
    int reason = errno;
    mien_file_close(folder);
    errno = reason;
    if (status == MIEN_OK && verified != NULL)
        *verified = found;
    return status;
}
