// SPDX-License-Identifier: Apache-2.0
// The thread of a long-lived writer that compacts when enough has changed.
#include "base/status.h"
#include "index/handle.h"
#include "index/system.h"

// Sleeps until there is work; false: the index is being closed.
static bool wait_for_work(struct mien_index *index)
{
    pthread_mutex_lock(&index->change);
    while (!index->closing && index->state->changes < index->compact_at)
        pthread_cond_wait(&index->wake, &index->change);
    bool goes_on = !index->closing;
    pthread_mutex_unlock(&index->change);
    return goes_on;
}

// After a failure, a full disk say, not again before as much has changed again.
static void set_next(struct mien_index *index, bool failed)
{
    pthread_mutex_lock(&index->change);
    index->compact_at =
        (failed ? index->state->changes : 0) + index->options.compact_after;
    pthread_mutex_unlock(&index->change);
}

static void *run(void *context)
{
    struct mien_index *index = context;
    while (wait_for_work(index))
        set_next(index, mien_index_compact(index, NULL) != MIEN_OK);
    return NULL;
}

enum mien_status mien_compactor_start(struct mien_index *index,
                                      struct mien_error *error)
{
    index->compact_at = index->options.compact_after;
    index->compactor_runs = mien_thread_begin(&index->compactor, run, index);
    if (!index->compactor_runs)
        return mien_fail(error, MIEN_ERROR_MEMORY, "index: no thread to compact in");
    return MIEN_OK;
}

void mien_compactor_stop(struct mien_index *index)
{
    if (!index->compactor_runs)
        return;
    pthread_mutex_lock(&index->change);
    index->closing = true;
    pthread_cond_signal(&index->wake);
    pthread_mutex_unlock(&index->change);
    pthread_join(index->compactor, NULL);
}
