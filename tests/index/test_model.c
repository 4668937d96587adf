// SPDX-License-Identifier: Apache-2.0
// Thousands of operations at random, against a plain array: whatever is added,
// replaced, removed, compacted and reopened in whatever order, the writer, a reader
// beside it and a reader in another process always find what the array says.
//
// The seed is printed and taken from $MIEN_SEED; $MIEN_STEPS is how many operations.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hashes.h"
#include "index_case.h"
#include "remote.h"
#include "suite.h"

enum {
    HASHES = 300, // few, so that entries share them
    IDS = 200,
    GROUP_MAX = 8, // changes in one call
    LOAD = 300     // and in a large one
};

static uint64_t seed = 20250801;
static long steps = 20000;

struct world {
    struct mien_random random;
    char path[MIEN_PATH_SIZE];
    struct mien_hash hashes[HASHES];
    struct mien_model model;
    struct mien_index *writer, *reader;
    struct mien_search *writers, *readers;
    struct mien_remote remote;
    struct mien_expected expected;
    long step;
};

static uint32_t below(struct world *world, uint32_t bound)
{
    return mien_random_below(&world->random, bound);
}

// ---------------------------------------------------------------------------- handles

static void open_writer(struct world *world)
{
    struct mien_index_options options = {.size = sizeof options,
                                         .flags = MIEN_INDEX_WRITE};
    if (below(world, 3) == 0)
        options.flags |= MIEN_INDEX_RESIDENT;
    if (below(world, 2) == 0)
        options.sync = MIEN_INDEX_SYNC_REMOVALS;
    if (below(world, 3) == 0)
        options.compact_after = 200 + below(world, 1000);
    mien_assert_ok(mien_index_open(&world->writer, world->path, &options, NULL));
    world->writers = mien_test_search(world->writer);
}

static void close_writer(struct world *world)
{
    mien_search_free(world->writers);
    mien_assert_ok(mien_index_close(world->writer));
}

static void open_reader(struct world *world)
{
    world->reader =
        mien_test_open(world->path, below(world, 2) == 0 ? MIEN_INDEX_RESIDENT : 0);
    world->readers = mien_test_search(world->reader);
}

static void close_reader(struct world *world)
{
    mien_search_free(world->readers);
    mien_assert_ok(mien_index_close(world->reader));
}

// ---------------------------------------------------------------------------- changes

static struct mien_change make_change(struct world *world)
{
    struct mien_change change = {.entry = {.hash = world->hashes[below(world, HASHES)],
                                           .id = below(world, IDS),
                                           .list = below(world, 3),
                                           .variant = below(world, 2)}};
    uint32_t dice = below(world, 100);
    change.kind = dice < 70   ? MIEN_CHANGE_ADD
                  : dice < 85 ? MIEN_CHANGE_REPLACE
                  : dice < 91 ? MIEN_CHANGE_REMOVE
                  : dice < 95 ? MIEN_CHANGE_REMOVE_HASH
                              : MIEN_CHANGE_REMOVE_ID;
    if (change.kind > MIEN_CHANGE_REPLACE && below(world, 3) == 0)
        change.entry.list = MIEN_LIST_ANY;
    // Removals mostly of what is there.
    if (change.kind > MIEN_CHANGE_REPLACE && world->model.count > 0 &&
        below(world, 4) != 0) {
        const struct mien_entry *there =
            &world->model.entry[below(world, (uint32_t)world->model.count)];
        change.entry.hash = there->hash;
        change.entry.id = there->id;
    }
    return change;
}

static void change_some(struct world *world)
{
    struct mien_change changes[GROUP_MAX];
    size_t count = 1 + below(world, GROUP_MAX);
    bool one_kind = below(world, 2) == 0;
    for (size_t i = 0; i < count; i++) {
        changes[i] = make_change(world);
        // Calls that only add, or only remove, are what callers mostly make.
        while (one_kind && (changes[i].kind == MIEN_CHANGE_ADD) !=
                               (changes[0].kind == MIEN_CHANGE_ADD))
            changes[i] = make_change(world);
    }
    mien_test_change(world->writer, &world->model, changes, count);
}

static void load(struct world *world)
{
    struct mien_change changes[LOAD];
    for (size_t i = 0; i < LOAD; i++) {
        changes[i] = make_change(world);
        changes[i].kind = MIEN_CHANGE_ADD;
        changes[i].entry.list %= 3;
    }
    mien_test_change(world->writer, &world->model, changes, LOAD);
}

// ------------------------------------------------------------------------- comparisons

static void query(struct world *world)
{
    static const char *const who[] = {"the writer", "a reader", "another process"};
    struct mien_hash hash =
        mien_hash_away(&world->hashes[below(world, HASHES)], below(world, 50),
                       MIEN_FLIPS_ANYWHERE, &world->random);
    unsigned radius = below(world, 4) == 0 ? below(world, MIEN_SEARCH_RADIUS_MAX + 1)
                                           : MIEN_PDQ_RADIUS;
    uint32_t which = below(world, 3);
    struct mien_matches matches;
    char when[100];
    if (which == 2)
        matches = mien_remote_query(&world->remote, &hash, radius);
    else
        mien_assert_ok(mien_search_hash(which == 0 ? world->writers : world->readers,
                                        &matches, &hash, radius, NULL));
    snprintf(when, sizeof when, "%s, step %ld, MIEN_SEED=%llu", who[which], world->step,
             (unsigned long long)seed);
    mien_expect(&world->expected, &world->model, &hash, 1, radius, NULL);
    mien_assert_matches(&matches, world->expected.match, world->expected.count, when);
}

static void query_id(struct world *world)
{
    static const size_t limits[] = {0, 0, 1, 5};
    uint64_t id = below(world, IDS + 3);
    uint32_t list = below(world, 5);
    size_t limit = limits[below(world, 4)];
    struct mien_entries entries;
    char when[80];
    list = list < 3 ? list : MIEN_LIST_ANY;
    mien_assert_ok(
        mien_search_id(below(world, 2) == 0 ? world->writers : world->readers, &entries,
                       id, list, limit));
    snprintf(when, sizeof when, "step %ld, MIEN_SEED=%llu", world->step,
             (unsigned long long)seed);
    mien_assert_entries(&entries, &world->model, id, list, limit, when);
}

static void compare_all(struct world *world)
{
    struct mien_index *index = below(world, 2) == 0 ? world->writer : world->reader;
    struct mien_index_stat stat;
    char when[80];
    snprintf(when, sizeof when, "step %ld, MIEN_SEED=%llu", world->step,
             (unsigned long long)seed);
    mien_assert_index(index, &world->model, when);
    mien_assert_ok(mien_index_stat(index, &stat, NULL));
    ck_assert_uint_eq(stat.entries, world->model.count);
}

// -------------------------------------------------------------------------- the run

static void step(struct world *world)
{
    uint32_t dice = below(world, 1000);
    if (dice < 600)
        change_some(world);
    else if (dice < 860)
        query(world);
    else if (dice < 960)
        query_id(world);
    else if (dice < 980)
        compare_all(world);
    else if (dice < 985)
        load(world);
    else if (dice < 990)
        mien_assert_ok(mien_index_compact(world->writer, NULL));
    else if (dice < 993) {
        close_writer(world);
        open_writer(world);
    } else if (dice < 996) {
        close_reader(world);
        open_reader(world);
    } else if (dice < 998)
        mien_assert_ok(mien_index_verify(world->path, NULL, NULL, NULL, NULL));
    else
        mien_assert_ok(mien_index_sync(world->writer, NULL));
}

START_TEST(an_index_is_an_array)
{
    static struct world world;
    world.random.state = seed;
    mien_scratch_path(world.path, "model");
    mien_assert_ok(mien_index_create(world.path, NULL));
    mien_set_make(world.hashes, HASHES, MIEN_SET_CLUSTERS, &world.random);
    mien_remote_start(&world.remote, world.path, 0);
    open_writer(&world);
    open_reader(&world);
    for (world.step = 0; world.step < steps; world.step++)
        step(&world);
    ck_assert_uint_gt(world.model.count, 100);
    close_reader(&world);
    close_writer(&world);
    mien_remote_stop(&world.remote);
    mien_expected_free(&world.expected);
    mien_model_free(&world.model);
    mien_folder_delete(world.path);
}
END_TEST

int main(void)
{
    seed = mien_suite_seed(seed);
    if (getenv("MIEN_STEPS") != NULL)
        steps = strtol(getenv("MIEN_STEPS"), NULL, 0);
    printf("# MIEN_STEPS=%ld\n", steps);
    Suite *suite = suite_create("index model");
    TCase *model = tcase_create("model");
    tcase_add_test(model, an_index_is_an_array);
    suite_add_tcase(suite, model);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
