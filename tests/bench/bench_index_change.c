// SPDX-License-Identifier: Apache-2.0
#include "bench_index.h"

#include <stdlib.h>

enum {
    PORTION = 65536 // entries of one change
};

static enum mien_status add_all(struct mien_index *index,
                                const struct mien_hash *hashes, uint64_t count)
{
    struct mien_change *changes = calloc(PORTION, sizeof *changes);
    enum mien_status status = changes == NULL ? MIEN_ERROR_MEMORY : MIEN_OK;
    for (uint64_t first = 0; first < count && status == MIEN_OK; first += PORTION) {
        size_t some = count - first < PORTION ? (size_t)(count - first) : PORTION;
        for (size_t i = 0; i < some; i++)
            changes[i] = (struct mien_change){
                .kind = MIEN_CHANGE_ADD,
                .entry = {.hash = hashes[first + i], .id = first + i}};
        status = mien_index_change(index, changes, some, NULL, bench_error_room());
    }
    free(changes);
    return status;
}

int bench_build(const char *path, const struct mien_hash *hashes, uint64_t count)
{
    struct mien_index *index = NULL;
    struct mien_index_options options = {.size = sizeof options,
                                         .flags =
                                             MIEN_INDEX_WRITE | MIEN_INDEX_NO_SEARCH,
                                         .sync = MIEN_INDEX_SYNC_REMOVALS};
    enum mien_status status = mien_index_create(path, bench_error_room());
    if (status == MIEN_OK)
        status = mien_index_open(&index, path, &options, bench_error_room());
    if (status == MIEN_OK)
        status = add_all(index, hashes, count);
    if (status == MIEN_OK)
        status = mien_index_compact(index, bench_error_room());
    enum mien_status closed = mien_index_close(index);
    return (int)(status == MIEN_OK ? closed : status);
}

int bench_changes(struct bench_index *bench, uint64_t *took,
                  const struct mien_change *changes, size_t count)
{
    enum mien_status status = MIEN_OK;
    for (size_t i = 0; i < count && status == MIEN_OK; i++) {
        uint64_t start = bench_now();
        status =
            mien_index_change(bench->index, &changes[i], 1, NULL, bench_error_room());
        took[i] = bench_now() - start;
    }
    return (int)status;
}

static void sleep_until(uint64_t moment)
{
    struct timespec time = {.tv_sec = (time_t)(moment / 1000000000u),
                            .tv_nsec = (long)(moment % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) != 0)
        ;
}

int bench_changes_for(struct bench_index *bench, uint64_t *made, uint64_t time,
                      const struct mien_change *changes, size_t count, size_t group,
                      uint64_t pause)
{
    uint64_t start = bench_now(), next = start;
    size_t done = 0;
    while (done < count && bench_now() < start + time) {
        size_t some = count - done < group ? count - done : group;
        enum mien_status status = mien_index_change(bench->index, changes + done, some,
                                                    NULL, bench_error_room());
        if (status != MIEN_OK)
            return (int)status;
        done += some;
        next += pause;
        sleep_until(next);
    }
    *made = done;
    return 0;
}
