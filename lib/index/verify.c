// SPDX-License-Identifier: Apache-2.0
// Reading every byte of an index.
#include <mien/index.h>

#include <errno.h>
#include <unistd.h>

#include "base/status.h"
#include "index/folder.h"
#include "index/log.h"
#include "index/snapshot.h"

static enum mien_status verify_folder(int folder, struct mien_index_verified *verified,
                                      struct mien_progress *progress,
                                      struct mien_error *error)
{
    uint64_t generation = 0, next = 0;
    bool goes_on = true;
    enum mien_status status = mien_folder_newest(folder, &generation, error);
    if (status == MIEN_OK)
        status = mien_snapshot_verify(folder, generation, verified, progress, error);
    while (status == MIEN_OK && goes_on) {
        status = mien_log_verify(folder, generation, verified, &next, error);
        if (status == MIEN_ERROR_IO && errno == ENOENT)
            status = mien_fail(error, MIEN_ERROR_CORRUPT,
                               "the log that belongs to the snapshot is missing");
        goes_on = next > generation;
        generation = next;
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
    close(folder);
    errno = reason;
    if (status == MIEN_OK && verified != NULL)
        *verified = found;
    return status;
}
