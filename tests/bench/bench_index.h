// SPDX-License-Identifier: Apache-2.0
// Doors for index.py to the index, through the public functions. Those that return int
// return 0 or an enum mien_status, and then bench_error() says more. Times are in
// nanoseconds.
#ifndef MIEN_BENCH_INDEX_H
#define MIEN_BENCH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <mien/export.h>
#include <mien/index.h>

static inline uint64_t bench_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// What the last failure of this thread was about.
MIEN_API const char *bench_error(void);
struct mien_error *bench_error_room(void);

// Returns the flags of base/cpu.h that this processor has.
MIEN_API unsigned bench_cpu(void);
// The hashes whose bits, in the order of the index's bands, are these.
MIEN_API void bench_hashes_of_bits(struct mien_hash *hashes, const uint64_t (*bits)[4],
                                   size_t count);

// --------------------------------------------------- opening and searching:
// bench_index.c

struct bench_index {
    struct mien_index *index;
    struct mien_search *search;
};

// Opens the index. flags and sync: as in mien_index_options.
MIEN_API int bench_open(struct bench_index *bench, const char *path, unsigned flags,
                        int sync);
MIEN_API int bench_close(struct bench_index *bench);
// From now on searches with the kernels for these flags.
MIEN_API void bench_use_kernels(struct bench_index *bench, unsigned cpu_flags);
// How long it takes to open the index and to answer one query.
MIEN_API int bench_time_open(uint64_t *took, const char *path,
                             const struct mien_hash *query);
MIEN_API int bench_stat(const struct bench_index *bench, struct mien_index_stat *stat);

// Looks for the queries one by one. took: of each of them; found: matches of all.
MIEN_API int bench_singles(struct bench_index *bench, uint64_t *took, uint64_t *found,
                           const struct mien_hash *queries, size_t count,
                           unsigned radius);
// Looks for all of them at once.
MIEN_API int bench_batch(struct bench_index *bench, uint64_t *took, uint64_t *found,
                         const struct mien_hash *queries, size_t count,
                         unsigned radius);
// The same work, cut into as many parts as there are threads, each with a search of its
// own. took: from the start of the first to the end of the last.
MIEN_API int bench_threads(struct bench_index *bench, uint64_t *took,
                           const struct mien_hash *queries, size_t count,
                           unsigned radius, int threads, bool batch);
// One by one, over and over, until so much time has gone by. done: how many.
MIEN_API int bench_singles_for(struct bench_index *bench, uint64_t *done, uint64_t time,
                               const struct mien_hash *queries, size_t count,
                               unsigned radius);
// Compares each query with each of the hashes, and puts what is near into the order of
// a search, by distance and id.
MIEN_API int bench_scan(uint64_t *took, uint64_t *found, const struct mien_hash *hashes,
                        size_t hash_count, const struct mien_hash *queries,
                        size_t count, unsigned radius);

// What was found, as far as there is room: of the index, and of a scan.
MIEN_API int bench_matches(struct bench_index *bench, struct mien_match *matches,
                           size_t room, size_t *found, const struct mien_hash *queries,
                           size_t count, unsigned radius);
MIEN_API int bench_scan_matches(struct mien_near *near, size_t room, size_t *found,
                                const struct mien_hash *hashes, size_t count,
                                const struct mien_hash *query, unsigned radius);

// ----------------------------------------------------------- changes:
// bench_index_change.c

// Makes an index of these hashes in a new folder; their ids are their places.
MIEN_API int bench_build(const char *path, const struct mien_hash *hashes,
                         uint64_t count);
// Makes the changes one by one. took: of each of them.
MIEN_API int bench_changes(struct bench_index *bench, uint64_t *took,
                           const struct mien_change *changes, size_t count);
// Makes `group` of the changes every `pause`, until so much time has gone by or there
// are no more. made: how many.
MIEN_API int bench_changes_for(struct bench_index *bench, uint64_t *made, uint64_t time,
                               const struct mien_change *changes, size_t count,
                               size_t group, uint64_t pause);

#endif
