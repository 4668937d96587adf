// SPDX-License-Identifier: Apache-2.0
// Readers of all kinds beside writers and compactions, in one process: a query that
// begins after a removal has returned never finds the entry, one that begins after an
// addition has returned always does, and nothing that stays is ever missed. Run it
// under ThreadSanitizer too (./check threads).
//
// The seed is printed and taken from $MIEN_SEED; $MIEN_SECONDS is how long.
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    STAYING = 2000,
    COMING = 200,  // and going
    TURNING = 50,  // replaced again and again
    BLINKING = 50, // removed and added again by one call
    WRITERS = 2,
    READERS = 4, // half of them with a handle that only reads
    BATCH = 80
};
// Each kind of entry has ids of its own.
static const uint64_t staying_id = 1000000, coming_id = 2000000, turning_id = 3000000,
                      blinking_id = 4000000;

static uint64_t seed = 20250806;
static double seconds = 3;

// The counters below must not order what the library does: a race would hide from
// ThreadSanitizer. (Where that runs, x86-64, they are in order all the same.)
#if defined(__SANITIZE_THREAD__)
#define ORDER_LOAD memory_order_relaxed
#define ORDER_STORE memory_order_relaxed
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ORDER_LOAD memory_order_relaxed
#define ORDER_STORE memory_order_relaxed
#endif
#endif
#ifndef ORDER_LOAD
#define ORDER_LOAD memory_order_seq_cst
#define ORDER_STORE memory_order_seq_cst
#endif

struct world {
    char path[MIEN_PATH_SIZE];
    struct mien_index *writer, *reader;
    struct mien_hash staying[STAYING], coming[COMING], turning[TURNING][2],
        blinking[BLINKING];
    // Of each entry that comes and goes: 4 n: it is not there; 4 n + 1: it is being
    // added; 4 n + 2: it is there; 4 n + 3: it is being removed.
    _Atomic uint64_t phase[COMING];
    atomic_bool stop;
    _Atomic long queries, changes, compactions;
    // What went wrong first.
    pthread_mutex_t failing;
    char failure[200];
};

static void report(struct world *world, const char *format, ...)
{
    va_list rest;
    pthread_mutex_lock(&world->failing);
    if (world->failure[0] == '\0') {
        va_start(rest, format);
        vsnprintf(world->failure, sizeof world->failure, format, rest);
        va_end(rest);
    }
    pthread_mutex_unlock(&world->failing);
    atomic_store(&world->stop, true);
}

#define CHECK(world, promise)                                                          \
    do {                                                                               \
        if (!(promise))                                                                \
            report(world, "line %d: %s", __LINE__, #promise);                          \
    } while (0)

struct worker {
    struct world *world;
    int number;
    struct mien_random random;
    struct mien_index *index;
    struct mien_search *search;
};

static uint32_t below(struct worker *worker, uint32_t bound)
{
    return mien_random_below(&worker->random, bound);
}

static bool goes_on(struct worker *worker)
{
    return !atomic_load_explicit(&worker->world->stop, memory_order_relaxed);
}

// ------------------------------------------------------------------------------
// writers

static void change(struct worker *worker, enum mien_change_kind kind,
                   const struct mien_hash *hash, uint64_t id,
                   struct mien_changed *changed)
{
    const struct mien_change one = {kind, {.hash = *hash, .id = id}};
    CHECK(worker->world,
          mien_index_change(worker->index, &one, 1, changed, NULL) == MIEN_OK);
    worker->world->changes++;
}

// An entry of this writer's own comes, or goes.
static void come_or_go(struct worker *worker)
{
    static const enum mien_change_kind removals[] = {
        MIEN_CHANGE_REMOVE_ID, MIEN_CHANGE_REMOVE_HASH, MIEN_CHANGE_REMOVE};
    struct world *world = worker->world;
    uint32_t which =
        below(worker, COMING / WRITERS) * WRITERS + (uint32_t)worker->number;
    struct mien_changed changed = {0};
    uint64_t phase = world->phase[which];
    bool adds = phase % 4 == 0;
    atomic_store_explicit(&world->phase[which], phase + 1, ORDER_STORE);
    change(worker, adds ? MIEN_CHANGE_ADD : removals[below(worker, 3)],
           &world->coming[which], coming_id + which, &changed);
    atomic_store_explicit(&world->phase[which], phase + 2, ORDER_STORE);
    CHECK(world, changed.added == adds && changed.removed == !adds);
}

static void turn(struct worker *worker)
{
    struct world *world = worker->world;
    uint32_t which =
        below(worker, TURNING / WRITERS) * WRITERS + (uint32_t)worker->number;
    change(worker, MIEN_CHANGE_REPLACE, &world->turning[which][below(worker, 2)],
           turning_id + which, NULL);
}

static void blink(struct worker *worker)
{
    struct world *world = worker->world;
    uint32_t which =
        below(worker, BLINKING / WRITERS) * WRITERS + (uint32_t)worker->number;
    const struct mien_entry entry = {.hash = world->blinking[which],
                                     .id = blinking_id + which};
    const struct mien_change both[] = {{MIEN_CHANGE_REMOVE, entry},
                                       {MIEN_CHANGE_ADD, entry}};
    CHECK(world, mien_index_change(worker->index, both, 2, NULL, NULL) == MIEN_OK);
    world->changes += 2;
}

static void *write_on(void *context)
{
    struct worker *worker = context;
    while (goes_on(worker)) {
        uint32_t dice = below(worker, 4);
        if (dice == 0)
            turn(worker);
        else if (dice == 1)
            blink(worker);
        else
            come_or_go(worker);
        if (below(worker, 200) == 0)
            CHECK(worker->world, mien_index_sync(worker->index, NULL) == MIEN_OK);
    }
    return NULL;
}

static void *compact_on(void *context)
{
    struct worker *worker = context;
    while (goes_on(worker)) {
        CHECK(worker->world, mien_index_compact(worker->index, NULL) == MIEN_OK);
        worker->world->compactions++;
        usleep(1000 * below(worker, 20));
    }
    return NULL;
}

// ------------------------------------------------------------------------------
// readers

// What a query is about, and what was so before it.
struct aim {
    uint64_t id;
    struct mien_hash hash;
    uint64_t phase;
};

static struct aim take_aim(struct worker *worker)
{
    struct world *world = worker->world;
    struct aim aim = {0};
    uint32_t kind = below(worker, 4), which;
    if (kind == 0) {
        which = below(worker, STAYING);
        aim.id = staying_id + which;
        aim.hash = world->staying[which];
    } else if (kind == 1) {
        which = below(worker, COMING);
        aim.id = coming_id + which;
        aim.hash = world->coming[which];
        aim.phase = atomic_load_explicit(&world->phase[which], ORDER_LOAD);
    } else if (kind == 2) {
        which = below(worker, BLINKING);
        aim.id = blinking_id + which;
        aim.hash = world->blinking[which];
    } else {
        which = below(worker, TURNING);
        aim.id = turning_id + which;
        aim.hash = world->turning[which][below(worker, 2)];
    }
    aim.hash = mien_hash_away(&aim.hash, below(worker, 20), MIEN_FLIPS_ANYWHERE,
                              &worker->random);
    return aim;
}

static size_t count_found(const struct mien_matches *matches, uint32_t query,
                          uint64_t id)
{
    size_t count = 0;
    for (size_t i = 0; i < matches->count; i++)
        count += matches->match[i].query == query && matches->match[i].id == id;
    return count;
}

// What comes and goes: `found` of it, where it was in a phase before the query.
static void judge_coming(struct worker *worker, const struct aim *aim, size_t found)
{
    const char *who =
        worker->index == worker->world->writer ? "the writer's handle" : "a reader's";
    uint64_t now =
        atomic_load_explicit(&worker->world->phase[aim->id - coming_id], ORDER_LOAD);
    if (now != aim->phase || now % 2 == 1)
        return; // either would be right
    if (found > 0 && now % 4 == 0)
        report(worker->world, "id %llu was removed, and is found (%s)",
               (unsigned long long)aim->id, who);
    if (found == 0 && now % 4 == 2)
        report(worker->world, "id %llu was added, and is missed (%s)",
               (unsigned long long)aim->id, who);
}

static void judge_count(struct worker *worker, const struct aim *aim, size_t found)
{
    struct world *world = worker->world;
    bool turns = aim->id >= turning_id && aim->id < blinking_id;
    world->queries++;
    // Both of what is replaced may be seen, never neither; anything else once at most.
    if (found > (turns ? 2 : 1))
        report(world, "id %llu is found %zu times", (unsigned long long)aim->id, found);
    if (found == 0 && (turns || aim->id < coming_id))
        report(world, "id %llu is missed", (unsigned long long)aim->id);
    if (aim->id >= coming_id && aim->id < turning_id)
        judge_coming(worker, aim, found);
}

static void judge(struct worker *worker, const struct aim *aim,
                  const struct mien_matches *matches, uint32_t query)
{
    judge_count(worker, aim, count_found(matches, query, aim->id));
}

static void query_id(struct worker *worker)
{
    struct mien_entries entries = {0};
    struct aim aim = take_aim(worker);
    CHECK(worker->world, mien_search_id(worker->search, &entries, aim.id, MIEN_LIST_ANY,
                                        0) == MIEN_OK);
    for (size_t i = 0; i < entries.count; i++)
        CHECK(worker->world, entries.entry[i].id == aim.id);
    judge_count(worker, &aim, entries.count);
}

static void query_one(struct worker *worker)
{
    struct mien_matches matches = {0};
    struct aim aim = take_aim(worker);
    CHECK(worker->world,
          mien_search_hash(worker->search, &matches, &aim.hash, 31, NULL) == MIEN_OK);
    judge(worker, &aim, &matches, 0);
}

static void query_batch(struct worker *worker)
{
    struct mien_matches matches = {0};
    struct aim aims[BATCH];
    struct mien_hash hashes[BATCH];
    for (size_t i = 0; i < BATCH; i++) {
        aims[i] = take_aim(worker);
        hashes[i] = aims[i].hash;
    }
    CHECK(worker->world, mien_search_batch(worker->search, &matches, hashes, BATCH, 31,
                                           NULL) == MIEN_OK);
    for (uint32_t i = 0; i < BATCH; i++)
        judge(worker, &aims[i], &matches, i);
}

static void query_oriented(struct worker *worker)
{
    struct mien_matches matches = {0};
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        dihedral[i] = mien_random_hash(&worker->random);
    struct aim aim = take_aim(worker);
    dihedral[below(worker, MIEN_DIHEDRAL_COUNT)] = aim.hash;
    CHECK(worker->world, mien_search_oriented(worker->search, &matches, dihedral, 31,
                                              NULL) == MIEN_OK);
    judge(worker, &aim, &matches, 0);
}

static int count_staying(void *context, const struct mien_entry *entry)
{
    *(uint64_t *)context += entry->id < coming_id;
    return 0;
}

static void look_inside(struct worker *worker)
{
    struct mien_index_stat stat = {0};
    uint64_t staying = 0;
    CHECK(worker->world,
          mien_index_each(worker->index, count_staying, &staying, NULL) == MIEN_OK);
    CHECK(worker->world, staying == STAYING);
    CHECK(worker->world, mien_index_stat(worker->index, &stat, NULL) == MIEN_OK);
    CHECK(worker->world, stat.entries >= STAYING + TURNING &&
                             stat.entries <= STAYING + 2 * TURNING + BLINKING + COMING);
}

static void *read_on(void *context)
{
    struct worker *worker = context;
    CHECK(worker->world, mien_search_new(&worker->search, worker->index) == MIEN_OK);
    while (goes_on(worker)) {
        uint32_t dice = below(worker, 500);
        if (dice == 0) {
            look_inside(worker);
        } else if (dice == 1) {
            mien_search_free(worker->search);
            CHECK(worker->world,
                  mien_search_new(&worker->search, worker->index) == MIEN_OK);
        } else if (dice < 30) {
            query_batch(worker);
        } else if (dice < 60) {
            query_oriented(worker);
        } else if (dice < 260) {
            query_id(worker);
        } else {
            query_one(worker);
        }
    }
    mien_search_free(worker->search);
    return NULL;
}

// ------------------------------------------------------------------------------ the
// run

static void add_first(struct world *world, struct mien_random *random)
{
    for (uint32_t i = 0; i < STAYING; i++) {
        world->staying[i] = mien_random_hash(random);
        const struct mien_change one = {
            MIEN_CHANGE_ADD, {.hash = world->staying[i], .id = staying_id + i}};
        mien_assert_ok(mien_index_change(world->writer, &one, 1, NULL, NULL));
        if (i == STAYING / 2)
            mien_assert_ok(mien_index_compact(world->writer, NULL));
    }
    for (uint32_t i = 0; i < COMING; i++)
        world->coming[i] = mien_random_hash(random);
    for (uint32_t i = 0; i < BLINKING; i++)
        world->blinking[i] = mien_random_hash(random);
    for (uint32_t i = 0; i < TURNING; i++) {
        world->turning[i][0] = mien_random_hash(random);
        // Both within the radius of a query 19 bits from either.
        world->turning[i][1] =
            mien_hash_away(&world->turning[i][0], 10, MIEN_FLIPS_ANYWHERE, random);
        const struct mien_change one = {
            MIEN_CHANGE_ADD, {.hash = world->turning[i][0], .id = turning_id + i}};
        mien_assert_ok(mien_index_change(world->writer, &one, 1, NULL, NULL));
    }
}

static void wait_for_the_end(struct world *world)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double end = (double)now.tv_sec + (double)now.tv_nsec * 1e-9 + seconds;
    do {
        usleep(10000);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (!atomic_load(&world->stop) &&
             (double)now.tv_sec + (double)now.tv_nsec * 1e-9 < end);
    atomic_store(&world->stop, true);
}

static void run_all(struct world *world)
{
    enum {
        WORKERS = WRITERS + 1 + READERS
    };
    struct worker workers[WORKERS];
    pthread_t threads[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        bool reads = i > WRITERS && i % 2 == 0;
        workers[i] = (struct worker){.world = world,
                                     .number = i,
                                     .random = {seed + (uint64_t)i},
                                     .index = reads ? world->reader : world->writer};
        ck_assert_int_eq(pthread_create(&threads[i], NULL,
                                        i < WRITERS    ? write_on
                                        : i == WRITERS ? compact_on
                                                       : read_on,
                                        &workers[i]),
                         0);
    }
    wait_for_the_end(world);
    for (int i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}

// With compactions by a thread that asks for them (0), or by the index's own (1).
START_TEST(readers_beside_writers_and_compactions)
{
    static struct world world;
    struct mien_random random = {seed};
    struct mien_index_options options = {.size = sizeof options,
                                         .flags = MIEN_INDEX_WRITE,
                                         .compact_after = _i == 1 ? 300 : 0};
    world.failing = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    mien_scratch_path(world.path, _i == 0 ? "threads" : "more threads");
    mien_assert_ok(mien_index_create(world.path, NULL));
    mien_assert_ok(mien_index_open(&world.writer, world.path, &options, NULL));
    world.reader = mien_test_open(world.path, _i == 0 ? 0 : MIEN_INDEX_RESIDENT);
    add_first(&world, &random);
    run_all(&world);
    printf("# %ld queries, %ld changes, %ld compactions\n", world.queries,
           world.changes, world.compactions);
    fflush(stdout);
    ck_assert_msg(world.failure[0] == '\0', "%s, MIEN_SEED=%llu", world.failure,
                  (unsigned long long)seed);
    ck_assert_int_gt(world.queries, 100);
    ck_assert_int_gt(world.changes, 100);
    mien_assert_ok(mien_index_close(world.reader));
    mien_assert_ok(mien_index_close(world.writer));
    mien_assert_ok(mien_index_verify(world.path, NULL, NULL, NULL, NULL));
}
END_TEST

// ----------------------------------------------------------------------- opening at
// once

static void *open_on(void *context)
{
    struct worker *worker = context;
    while (goes_on(worker)) {
        struct mien_index *index = NULL;
        CHECK(worker->world,
              mien_index_open(&index, worker->world->path, NULL, NULL) == MIEN_OK);
        CHECK(worker->world, mien_index_close(index) == MIEN_OK);
    }
    return NULL;
}

// Readers that come just now must not be taken for another writer.
START_TEST(a_writer_opens_while_readers_open)
{
    static struct world world;
    struct worker workers[READERS];
    pthread_t threads[READERS];
    world.failing = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    mien_scratch_path(world.path, "opening");
    mien_assert_ok(mien_index_create(world.path, NULL));
    for (int i = 0; i < READERS; i++) {
        workers[i] = (struct worker){.world = &world, .number = i};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, open_on, &workers[i]), 0);
    }
    for (int i = 0; i < 300; i++) {
        struct mien_index *writer = mien_test_open(world.path, MIEN_INDEX_WRITE);
        struct mien_hash hash = {{(uint8_t)i}};
        const struct mien_change one = {MIEN_CHANGE_ADD,
                                        {.hash = hash, .id = (uint64_t)i}};
        mien_assert_ok(mien_index_change(writer, &one, 1, NULL, NULL));
        if (i % 10 == 0)
            mien_assert_ok(mien_index_compact(writer, NULL));
        mien_assert_ok(mien_index_close(writer));
    }
    atomic_store(&world.stop, true);
    for (int i = 0; i < READERS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_msg(world.failure[0] == '\0', "%s", world.failure);
}
END_TEST

int main(void)
{
    seed = mien_suite_seed(seed);
    if (getenv("MIEN_SECONDS") != NULL)
        seconds = strtod(getenv("MIEN_SECONDS"), NULL);
    printf("# MIEN_SECONDS=%g\n", seconds);
    Suite *suite = suite_create("index threads");
    TCase *threads = tcase_create("threads");
    tcase_add_loop_test(threads, readers_beside_writers_and_compactions, 0, 2);
    tcase_add_test(threads, a_writer_opens_while_readers_open);
    suite_add_tcase(suite, threads);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
