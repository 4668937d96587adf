// SPDX-License-Identifier: Apache-2.0
#include "bench_index.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "index/kernels.h"
#include "index/plan.h"
#include "index/search.h"

static _Thread_local struct mien_error last_error;

struct mien_error *bench_error_room(void)
{
    last_error = (struct mien_error){MIEN_OK, ""};
    return &last_error;
}

const char *bench_error(void)
{
    return last_error.detail;
}

unsigned bench_cpu(void)
{
    return mien_cpu_flags();
}

void bench_hashes_of_bits(struct mien_hash *hashes, const uint64_t (*bits)[4],
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct mien_bits one = {{bits[i][0], bits[i][1], bits[i][2], bits[i][3]}};
        mien_bits_to_hash(&hashes[i], &one);
    }
}

// ---------------------------------------------------------------------------- opening

int bench_open(struct bench_index *bench, const char *path, unsigned flags, int sync)
{
    struct mien_index_options options = {
        .size = sizeof options, .flags = flags, .sync = (enum mien_index_sync)sync};
    *bench = (struct bench_index){NULL, NULL};
    enum mien_status status =
        mien_index_open(&bench->index, path, &options, bench_error_room());
    if (status == MIEN_OK && !(flags & MIEN_INDEX_NO_SEARCH))
        status = mien_search_new(&bench->search, bench->index);
    if (status != MIEN_OK)
        bench_close(bench);
    return (int)status;
}

int bench_close(struct bench_index *bench)
{
    mien_search_free(bench->search);
    int status = (int)mien_index_close(bench->index);
    *bench = (struct bench_index){NULL, NULL};
    return status;
}

void bench_use_kernels(struct bench_index *bench, unsigned cpu_flags)
{
    bench->search->kernels = mien_index_kernels_for(cpu_flags);
}

int bench_time_open(uint64_t *took, const char *path, const struct mien_hash *query)
{
    struct bench_index bench;
    struct mien_matches matches;
    uint64_t start = bench_now();
    int status = bench_open(&bench, path, 0, 0);
    if (status != 0)
        return status;
    status =
        (int)mien_search_hash(bench.search, &matches, query, MIEN_PDQ_RADIUS, NULL);
    *took = bench_now() - start;
    bench_close(&bench);
    return status;
}

int bench_stat(const struct bench_index *bench, struct mien_index_stat *stat)
{
    return (int)mien_index_stat(bench->index, stat, bench_error_room());
}

// -------------------------------------------------------------------------- searching

int bench_singles(struct bench_index *bench, uint64_t *took, uint64_t *found,
                  const struct mien_hash *queries, size_t count, unsigned radius)
{
    uint64_t total = 0, start = bench_now();
    for (size_t i = 0; i < count; i++) {
        struct mien_matches matches;
        enum mien_status status =
            mien_search_hash(bench->search, &matches, &queries[i], radius, NULL);
        if (status != MIEN_OK)
            return (int)status;
        total += matches.count;
        uint64_t end = bench_now();
        took[i] = end - start;
        start = end;
    }
    *found = total;
    return 0;
}

int bench_batch(struct bench_index *bench, uint64_t *took, uint64_t *found,
                const struct mien_hash *queries, size_t count, unsigned radius)
{
    struct mien_matches matches;
    uint64_t start = bench_now();
    enum mien_status status =
        mien_search_batch(bench->search, &matches, queries, count, radius, NULL);
    *took = bench_now() - start;
    if (status == MIEN_OK)
        *found = matches.count;
    return (int)status;
}

int bench_singles_for(struct bench_index *bench, uint64_t *done, uint64_t time,
                      const struct mien_hash *queries, size_t count, unsigned radius)
{
    uint64_t end = bench_now() + time, total = 0;
    do {
        for (int i = 0; i < 16; i++) {
            struct mien_matches matches;
            enum mien_status status = mien_search_hash(
                bench->search, &matches, &queries[total++ % count], radius, NULL);
            if (status != MIEN_OK)
                return (int)status;
        }
    } while (bench_now() < end);
    *done = total;
    return 0;
}

struct part {
    struct mien_search *search;
    const struct mien_hash *queries;
    size_t count;
    unsigned radius;
    bool batch;
    enum mien_status status;
};

static void *search_part(void *argument)
{
    struct part *part = argument;
    struct mien_matches matches;
    if (part->batch) {
        part->status = mien_search_batch(part->search, &matches, part->queries,
                                         part->count, part->radius, NULL);
        return NULL;
    }
    for (size_t i = 0; i < part->count && part->status == MIEN_OK; i++)
        part->status = mien_search_hash(part->search, &matches, &part->queries[i],
                                        part->radius, NULL);
    return NULL;
}

int bench_threads(struct bench_index *bench, uint64_t *took,
                  const struct mien_hash *queries, size_t count, unsigned radius,
                  int threads, bool batch)
{
    enum {
        THREADS_MAX = 64
    };
    struct part part[THREADS_MAX] = {{0}};
    pthread_t thread[THREADS_MAX];
    if (threads < 1 || threads > THREADS_MAX)
        return MIEN_ERROR_ARGUMENT;

    enum mien_status status = MIEN_OK;
    size_t parts = (size_t)threads, begin = 0;
    for (size_t i = 0; i < parts && status == MIEN_OK; i++) {
        size_t end = count * (i + 1) / parts;
        part[i] = (struct part){.queries = queries + begin,
                                .count = end - begin,
                                .radius = radius,
                                .batch = batch};
        begin = end;
        status = mien_search_new(&part[i].search, bench->index);
        // The memory that a batch needs comes with the first one.
        if (status == MIEN_OK)
            search_part(&part[i]);
    }
    uint64_t start = bench_now();
    size_t started = 0;
    while (status == MIEN_OK && started < parts) {
        if (pthread_create(&thread[started], NULL, search_part, &part[started]) != 0)
            status = MIEN_ERROR_MEMORY;
        else
            started++;
    }
    for (size_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    *took = bench_now() - start;
    for (size_t i = 0; i < parts; i++) {
        mien_search_free(part[i].search);
        if (status == MIEN_OK)
            status = part[i].status;
    }
    return (int)status;
}

// What a search would give: the nearest first, then by id. Rows come in ascending
// order.
static void order_as_search(struct mien_match *matches, const struct mien_near *near,
                            size_t count)
{
    size_t next[MIEN_HASH_BITS + 2] = {0};
    for (size_t i = 0; i < count; i++)
        next[near[i].distance + 1]++;
    for (size_t i = 0; i < MIEN_HASH_BITS; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < count; i++)
        matches[next[near[i].distance]++] =
            (struct mien_match){.id = near[i].row, .distance = near[i].distance};
}

int bench_scan(uint64_t *took, uint64_t *found, const struct mien_hash *hashes,
               size_t hash_count, const struct mien_hash *queries, size_t count,
               unsigned radius)
{
    struct mien_near *near = malloc(hash_count * sizeof *near);
    struct mien_match *matches = malloc(hash_count * sizeof *matches);
    enum mien_status status =
        near == NULL || matches == NULL ? MIEN_ERROR_MEMORY : MIEN_OK;
    // As a search's memory after its first query, this is memory that the system has
    // given.
    if (status == MIEN_OK) {
        memset(near, 0xff, hash_count * sizeof *near);
        memset(matches, 0xff, hash_count * sizeof *matches);
    }
    uint64_t total = 0;
    for (size_t i = 0; i < count && status == MIEN_OK; i++) {
        size_t some = 0;
        uint64_t start = bench_now();
        status = mien_hash_scan(near, hash_count, &some, hashes, hash_count,
                                &queries[i], radius);
        order_as_search(matches, near, some);
        took[i] = bench_now() - start;
        total += some;
    }
    free(near);
    free(matches);
    *found = total;
    return (int)status;
}

// ---------------------------------------------------------------------------- results

int bench_matches(struct bench_index *bench, struct mien_match *matches, size_t room,
                  size_t *found, const struct mien_hash *queries, size_t count,
                  unsigned radius)
{
    struct mien_matches all;
    enum mien_status status =
        mien_search_batch(bench->search, &all, queries, count, radius, NULL);
    if (status != MIEN_OK)
        return (int)status;
    for (size_t i = 0; i < all.count && i < room; i++)
        matches[i] = all.match[i];
    *found = all.count;
    return 0;
}

int bench_scan_matches(struct mien_near *near, size_t room, size_t *found,
                       const struct mien_hash *hashes, size_t count,
                       const struct mien_hash *query, unsigned radius)
{
    return (int)mien_hash_scan(near, room, found, hashes, count, query, radius);
}
