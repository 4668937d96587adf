// SPDX-License-Identifier: Apache-2.0
// Every single allocation of everything that is done with an index fails in its turn:
// the call says so, nothing leaks, the index is as it was, and the same call then
// works.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing_malloc.h"
#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    ENTRIES = 200,
    QUERIES = 100,
    MANY = 700, // equal hashes
    ADDITIONS = 8
};

// What one call is done with. Everything in it is made anew for each allocation.
struct stage {
    char path[MIEN_PATH_SIZE];
    uint32_t flags;
    struct mien_index *index;
    struct mien_search *search;
    struct mien_hash query[QUERIES];
    struct mien_matches matches;
};

typedef enum mien_status act_fn(struct stage *stage);

// What is tried.
struct act {
    const char *name;
    uint32_t flags; // that the index is opened with
    bool searches;  // needs a search
    bool changes;   // changes the entries
    act_fn *act;
};

static struct mien_hash hashes[ENTRIES + MANY];
static struct mien_index_case whole;
static struct mien_change additions[ADDITIONS];

// ---------------------------------------------------------------------------- the acts

static enum mien_status open_again(struct stage *stage)
{
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = stage->flags};
    enum mien_status status = mien_index_close(stage->index);
    stage->index = NULL; // which a failure leaves untouched
    return status != MIEN_OK
               ? status
               : mien_index_open(&stage->index, stage->path, &options, NULL);
}

static enum mien_status close_and_open(struct stage *stage)
{
    enum mien_status status = mien_index_close(stage->index);
    mien_malloc_pause(true);
    stage->index = mien_test_open(stage->path, stage->flags);
    return status;
}

static enum mien_status change(struct stage *stage)
{
    return mien_index_change(stage->index, additions, ADDITIONS, NULL, NULL);
}

static enum mien_status compact(struct stage *stage)
{
    return mien_index_compact(stage->index, NULL);
}

static enum mien_status sync_it(struct stage *stage)
{
    return mien_index_sync(stage->index, NULL);
}

static enum mien_status new_search(struct stage *stage)
{
    struct mien_search *search = NULL;
    enum mien_status status = mien_search_new(&search, stage->index);
    mien_search_free(search); // untouched by a failure
    return status;
}

static enum mien_status single(struct stage *stage)
{
    return mien_search_hash(stage->search, &stage->matches, stage->query, 31, NULL);
}

// Nearly all hashes are within this one's radius: room for matches grows again and
// again.
static enum mien_status single_with_many(struct stage *stage)
{
    return mien_search_hash(stage->search, &stage->matches, &hashes[ENTRIES], 31, NULL);
}

static enum mien_status batch(struct stage *stage)
{
    return mien_search_batch(stage->search, &stage->matches, stage->query, QUERIES, 31,
                             NULL);
}

static enum mien_status oriented(struct stage *stage)
{
    const struct mien_search_options options = {.size = sizeof options,
                                                .flags = MIEN_SEARCH_COMPLEMENT};
    return mien_search_oriented(stage->search, &stage->matches, stage->query, 64,
                                &options);
}

static enum mien_status by_id(struct stage *stage)
{
    struct mien_entries entries;
    enum mien_status status = mien_search_id(stage->search, &entries,
                                             whole.model.entry[0].id, MIEN_LIST_ANY, 0);
    mien_malloc_pause(true);
    ck_assert(status != MIEN_OK || entries.count > 0);
    return status;
}

static int go_on(void *context, const struct mien_entry *entry)
{
    ++*(size_t *)context;
    return 0;
}

static enum mien_status each(struct stage *stage)
{
    size_t count = 0;
    enum mien_status status = mien_index_each(stage->index, go_on, &count, NULL);
    mien_malloc_pause(true);
    ck_assert(status != MIEN_OK || count == whole.model.count);
    return status;
}

static enum mien_status figures(struct stage *stage)
{
    struct mien_index_stat stat;
    return mien_index_stat(stage->index, &stat, NULL);
}

static enum mien_status verify(struct stage *stage)
{
    return mien_index_verify(stage->path, NULL, NULL, NULL, NULL);
}

// A reader that has to repeat a log, and to go over to another snapshot.
static enum mien_status follow(struct stage *stage)
{
    mien_malloc_pause(true);
    struct mien_index *writer = mien_test_open(stage->path, MIEN_INDEX_WRITE);
    mien_assert_ok(mien_index_change(writer, additions, ADDITIONS, NULL, NULL));
    mien_assert_ok(mien_index_compact(writer, NULL));
    for (int i = 0; i < ADDITIONS; i++) {
        const struct mien_change removal = {MIEN_CHANGE_REMOVE, additions[i].entry};
        mien_assert_ok(mien_index_change(writer, &removal, 1, NULL, NULL));
    }
    mien_assert_ok(mien_index_close(writer));
    mien_malloc_pause(false);
    enum mien_status status =
        mien_search_hash(stage->search, &stage->matches, stage->query, 31, NULL);
    return status != MIEN_OK ? status
                             : mien_search_hash(stage->search, &stage->matches,
                                                stage->query, 31, NULL);
}

static const struct act acts[] = {
    {"open", 0, false, false, open_again},
    {"open resident", MIEN_INDEX_RESIDENT, false, false, open_again},
    {"open to write", MIEN_INDEX_WRITE, false, false, open_again},
    {"open without search", MIEN_INDEX_WRITE | MIEN_INDEX_NO_SEARCH, false, false,
     open_again},
    {"close", MIEN_INDEX_WRITE, false, false, close_and_open},
    {"change", MIEN_INDEX_WRITE, false, true, change},
    {"change without search", MIEN_INDEX_WRITE | MIEN_INDEX_NO_SEARCH, false, true,
     change},
    {"compact", MIEN_INDEX_WRITE, false, false, compact},
    {"sync", MIEN_INDEX_WRITE, false, false, sync_it},
    {"new search", 0, false, false, new_search},
    {"single", 0, true, false, single},
    {"single with many matches", 0, true, false, single_with_many},
    {"batch", 0, true, false, batch},
    {"oriented", 0, true, false, oriented},
    {"by id", 0, true, false, by_id},
    {"each", 0, false, false, each},
    {"stat", 0, false, false, figures},
    {"verify", 0, false, false, verify},
    {"follow", 0, true, false, follow},
};
enum {
    ACTS = sizeof acts / sizeof *acts
};

// ------------------------------------------------------------------------ around them

static void make_whole(void)
{
    struct mien_random random = {20250810};
    mien_set_make(hashes, ENTRIES, MIEN_SET_CLUSTERS, &random);
    mien_set_make(hashes + ENTRIES, MANY, MIEN_SET_EQUAL, &random);
    mien_index_case_make(&whole, "whole", hashes, ENTRIES + MANY, MIEN_LAYOUT_REMOVALS,
                         &random);
    for (int i = 0; i < ADDITIONS; i++)
        additions[i] = (struct mien_change){
            MIEN_CHANGE_ADD,
            {.hash = mien_random_hash(&random), .id = (uint64_t)i, .list = 77}};
    mien_assert_ok(mien_index_close(whole.index));
}

static void set_stage(struct stage *stage, const struct act *act)
{
    *stage = (struct stage){.flags = act->flags};
    mien_scratch_path(stage->path, "stage");
    mien_folder_copy(stage->path, whole.path);
    memcpy(stage->query, hashes, sizeof stage->query);
    stage->index = mien_test_open(stage->path, act->flags);
    if (act->searches)
        stage->search = mien_test_search(stage->index);
}

static void assert_holds(const struct stage *stage, const struct act *act, bool changed)
{
    struct mien_model model = {0};
    mien_model_copy(&model, &whole.model);
    if (act->changes && changed)
        mien_model_change(&model, additions, ADDITIONS, NULL);
    mien_assert_index(stage->index, &model, act->name);
    mien_model_free(&model);
}

// Says MEMORY; or IO, where a call of the system had none.
static bool says_so(enum mien_status status, int reason)
{
    return status == MIEN_ERROR_MEMORY || (status == MIEN_ERROR_IO && reason == ENOMEM);
}

// The act with allocation `n` failing. False: there is no such allocation.
static bool try_one(const struct act *act, long n, long *refusals)
{
    struct stage stage;
    const struct mien_matches none = {NULL, 0};
    long live = mien_allocations.live;
    set_stage(&stage, act);
    mien_malloc_fail(n);
    enum mien_status status = act->act(&stage);
    int reason = errno;
    bool failed = mien_allocations.failures > 0;
    mien_malloc_stop();
    if (status != MIEN_OK) {
        ck_assert_msg(failed && says_so(status, reason),
                      "%s, allocation %ld: status %d, errno %d", act->name, n, status,
                      reason);
        ++*refusals;
        ck_assert_mem_eq(&stage.matches, &none, sizeof none); // untouched
        if (stage.index == NULL)
            stage.index = mien_test_open(stage.path, act->flags);
        assert_holds(&stage, act, false);
        mien_assert_ok(act->act(&stage));
    }
    assert_holds(&stage, act, true);
    mien_search_free(stage.search);
    mien_assert_ok(mien_index_close(stage.index));
    live = mien_allocations.live - live;
    ck_assert_msg(live == 0, "%s, allocation %ld: %ld left behind", act->name, n, live);
    return failed;
}

START_TEST(every_allocation_may_fail)
{
    const struct act *act = &acts[_i];
    long n = -1, refusals = 0; // once without any
    make_whole();
    ck_assert(!try_one(act, n++, &refusals));
    while (try_one(act, n, &refusals))
        n++;
    printf("# %s: %ld allocations, %ld of them indispensable\n", act->name, n,
           refusals);
    fflush(stdout);
    mien_folder_delete(whole.path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index memory");
    TCase *memory = tcase_create("memory");
    mien_scratch_begin();
    if (MIEN_OWN_MALLOC)
        tcase_add_loop_test(memory, every_allocation_may_fail, 0, ACTS);
    else
        mien_suite_skip("every_allocation_may_fail",
                        "this build cannot replace malloc()");
    suite_add_tcase(suite, memory);
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
