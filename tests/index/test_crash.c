// SPDX-License-Identifier: Apache-2.0
// A writer is killed at random moments, hundreds of times, in changes, compactions and
// while it opens: reopened, the index holds exactly what had been acknowledged, and of
// the call that was cut short either all or nothing.
//
// The seed is printed and taken from $MIEN_SEED; $MIEN_KILLS is how often.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "index_case.h"
#include "process.h"
#include "script.h"
#include "suite.h"

static uint64_t seed = 20250802;
static long kills = 700;

struct world {
    char path[MIEN_PATH_SIZE];
    struct mien_random random;
    struct mien_model model;   // what was acknowledged
    struct mien_index *reader; // open all the time
    long kept, lost, none;     // what became of the last call; none: nothing to be seen
    long steps;                // acknowledged ones
};

// ------------------------------------------------------------------ the one to be
// killed

struct life {
    char path[MIEN_PATH_SIZE];
    uint64_t seed;
    struct mien_index_options options;
};

static struct life new_life(const char *path, struct mien_random *random)
{
    struct life life = {
        .seed = mien_random_next(random),
        .options = {.size = sizeof life.options, .flags = MIEN_INDEX_WRITE}};
    snprintf(life.path, sizeof life.path, "%s", path);
    if (mien_random_below(random, 2) == 0)
        life.options.sync = MIEN_INDEX_SYNC_REMOVALS;
    if (mien_random_below(random, 4) == 0)
        life.options.flags |= MIEN_INDEX_NO_SEARCH;
    if (mien_random_below(random, 4) == 0)
        life.options.compact_after = 1 + mien_random_below(random, 40);
    return life;
}

// Goes on until it is killed; writes a byte for each step that has returned.
static int live(const void *context, int from, int acknowledge)
{
    const struct life *life = context;
    const char *path = life->path;
    struct mien_random random = {life->seed};
    struct mien_index *index = NULL;
    if (mien_index_open(&index, path, &life->options, NULL) != MIEN_OK)
        return 2;
    for (;;) {
        struct mien_step step = mien_step_make(&random);
        if (mien_step_do(&index, path, &life->options, &step) != MIEN_OK)
            return 3;
        if (!mien_process_put(acknowledge, "+", 1))
            return 4;
    }
}

// Kills it after some time, or as soon as so many steps were acknowledged. Returns how
// many were.
static long kill_one(struct world *world, const struct life *life)
{
    struct mien_process process;
    mien_process_start(&process, live, life, sizeof *life);
    char byte;
    long acknowledged = 0;
    if (mien_random_below(&world->random, 2) == 0) {
        usleep(mien_random_below(&world->random, 8000));
    } else {
        long enough = mien_random_below(&world->random, 60);
        while (acknowledged < enough && mien_process_get(process.from, &byte, 1))
            acknowledged++;
        usleep(mien_random_below(&world->random, 300));
    }
    mien_process_kill(&process);
    while (mien_process_get(process.from, &byte, 1))
        acknowledged++;
    mien_process_forget(&process);
    return acknowledged;
}

// ------------------------------------------------------------------------- what is
// left

// Replays the acknowledged steps on the model; *other receives what would be there with
// the next step too.
static void replay(struct world *world, const struct life *life, long acknowledged,
                   struct mien_model *other)
{
    struct mien_random random = {life->seed};
    struct mien_step step;
    for (long i = 0; i < acknowledged; i++) {
        step = mien_step_make(&random);
        mien_step_expect(&world->model, &step);
    }
    mien_model_copy(other, &world->model);
    step = mien_step_make(&random);
    mien_step_expect(other, &step);
}

// Takes over into the model what the index holds, which must be one of the two.
static void settle(struct world *world, struct mien_model *other, const char *when)
{
    struct mien_model there = {0};
    struct mien_index *index = mien_test_open(world->path, 0);
    mien_model_read(&there, index);
    mien_assert_ok(mien_index_close(index));
    bool without = mien_model_equal(&there, &world->model);
    bool with = mien_model_equal(&there, other);
    ck_assert_msg(without || with, "%s: %zu entries; %zu were acknowledged", when,
                  there.count, world->model.count);
    world->none += without && with;
    world->kept += with && !without;
    world->lost += without && !with;
    if (!without)
        mien_model_copy(&world->model, other);
    mien_model_free(&there);
}

static void check_handle(const struct mien_index *index, struct world *world,
                         const char *who, const char *when)
{
    char what[160];
    snprintf(what, sizeof what, "%s, %s", when, who);
    mien_assert_index(index, &world->model, what);
}

static void check_left(struct world *world, const char *when)
{
    struct mien_error error = {0};
    enum mien_status status = mien_index_verify(world->path, NULL, NULL, NULL, &error);
    ck_assert_msg(status == MIEN_OK, "%s: verify: %s", when, error.detail);
    // Who opens it to write mends what was torn, and finds the same.
    struct mien_index *writer = mien_test_open(world->path, MIEN_INDEX_WRITE);
    check_handle(writer, world, "the next writer", when);
    check_handle(world->reader, world, "a reader from before", when);
    struct mien_index *reader = mien_test_open(world->path, 0);
    check_handle(reader, world, "a new reader beside the writer", when);
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(writer));
}

static void survive(struct world *world, long round)
{
    struct mien_model other = {0};
    char when[100];
    struct life life = new_life(world->path, &world->random);
    long acknowledged = kill_one(world, &life);
    snprintf(when, sizeof when, "kill %ld after %ld steps, MIEN_SEED=%llu", round,
             acknowledged, (unsigned long long)seed);
    replay(world, &life, acknowledged, &other);
    settle(world, &other, when);
    check_left(world, when);
    world->steps += acknowledged;
    mien_model_free(&other);
}

START_TEST(what_was_acknowledged_survives_every_kill)
{
    static struct world world;
    world.random.state = seed;
    mien_scratch_path(world.path, "crash");
    mien_assert_ok(mien_index_create(world.path, NULL));
    world.reader = mien_test_open(world.path, 0);
    for (long round = 0; round < kills; round++)
        survive(&world, round);
    printf("# %ld kills, %ld steps acknowledged; calls cut short: %ld done, %ld not, "
           "%ld with nothing to be seen\n",
           kills, world.steps, world.kept, world.lost, world.none);
    fflush(stdout);
    // Otherwise this was no test of calls that are cut short.
    ck_assert_int_gt(world.lost, 0);
    ck_assert_int_gt(world.steps, kills);
    mien_assert_ok(mien_index_close(world.reader));
    mien_model_free(&world.model);
}
END_TEST

int main(void)
{
    seed = mien_suite_seed(seed);
    if (getenv("MIEN_KILLS") != NULL)
        kills = strtol(getenv("MIEN_KILLS"), NULL, 0);
    printf("# MIEN_KILLS=%ld\n", kills);
    Suite *suite = suite_create("index crash");
    TCase *crash = tcase_create("crash");
    tcase_add_test(crash, what_was_acknowledged_survives_every_kill);
    suite_add_tcase(suite, crash);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
