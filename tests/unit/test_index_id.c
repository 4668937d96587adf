// SPDX-License-Identifier: Apache-2.0
// The entries of an id are all found and no others, wherever they lie, against a plain
// loop; one that was removed is gone with the next search.
//
// The seed is printed and taken from $MIEN_SEED.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "hashes.h"
#include "index_case.h"
#include "suite.h"

static struct mien_random dice = {20261122};
static struct mien_search *search;
static struct mien_entries entries;

static void check_id(struct mien_model *model, uint64_t id, uint32_t list, size_t limit,
                     const char *when)
{
    mien_assert_ok(mien_search_id(search, &entries, id, list, limit));
    mien_assert_entries(&entries, model, id, list, limit, when);
}

// Ids that are there, most of them three times, and some that are not.
static void check_some_ids(struct mien_model *model, size_t tries, const char *when)
{
    static const size_t limits[] = {0, 0, 1, 2, 100};
    for (size_t i = 0; i < tries; i++) {
        uint64_t id = mien_random_below(&dice, 10);
        if (model->count > 0 && i % 8 != 0)
            id = model->entry[mien_random_below(&dice, (uint32_t)model->count)].id;
        check_id(model, id, i % 2 == 0 ? mien_index_case_list(&dice) : MIEN_LIST_ANY,
                 limits[mien_random_below(&dice, 5)], when);
    }
    check_id(model, UINT64_MAX, MIEN_LIST_ANY, 0, when);
    check_id(model, UINT64_C(1) << 40, MIEN_LIST_ANY, 0, when);
}

START_TEST(wherever_they_lie)
{
    static const size_t sizes[] = {0, 1, 2, 100, 3000};
    enum mien_layout layout = (enum mien_layout)(_i % MIEN_LAYOUTS);
    size_t count = sizes[_i / MIEN_LAYOUTS];
    struct mien_hash *hashes = calloc(count + 1, sizeof *hashes);
    struct mien_index_case tried;
    ck_assert_ptr_nonnull(hashes);
    mien_set_make(hashes, count, MIEN_SET_RANDOM, &dice);
    mien_index_case_make(&tried, "ids", hashes, count, layout, &dice);
    search = mien_test_search(tried.index);
    check_some_ids(&tried.model, 60, mien_layout_name(layout));
    mien_search_free(search);
    mien_index_case_free(&tried);
    free(hashes);
}
END_TEST

enum {
    MANY = 60000, // so many that the chains of added entries grow several times
    SHARED = 5000 // of them have one id
};

static struct mien_change addition(uint32_t number)
{
    struct mien_change change = {
        MIEN_CHANGE_ADD,
        {.id = number < SHARED ? 7 : 1000 + number / 3, .variant = number % 1000}};
    mien_random_bytes(&dice, &change.entry.hash, sizeof change.entry.hash);
    return change;
}

START_TEST(an_id_of_many_among_many)
{
    struct mien_model model = {0};
    struct mien_change *changes = calloc(MANY, sizeof *changes);
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "many");
    mien_folder_delete(path);
    ck_assert_ptr_nonnull(changes);
    mien_assert_ok(mien_index_create(path, NULL));
    struct mien_index *index = mien_test_open(path, MIEN_INDEX_WRITE);
    search = mien_test_search(index);
    for (uint32_t i = 0; i < MANY; i++) {
        changes[i] = addition(i);
        mien_model_push(&model, &changes[i].entry);
    }
    mien_assert_ok(mien_index_change(index, changes, MANY, NULL, NULL));
    for (int snapshot = 0; snapshot < 2; snapshot++) {
        for (size_t limit = 0; limit < 2 * SHARED; limit = 3 * limit + 1)
            check_id(&model, 7, 0, limit, "many of one id");
        check_some_ids(&model, 20, "few of an id among many");
        if (snapshot == 0)
            mien_assert_ok(mien_index_compact(index, NULL));
    }
    mien_search_free(search);
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
    free(changes);
}
END_TEST

// In the snapshot, and among what came since.
START_TEST(withdrawn_and_gone)
{
    struct mien_hash hashes[300];
    struct mien_index_case tried;
    mien_set_make(hashes, 300, MIEN_SET_RANDOM, &dice);
    mien_index_case_make(&tried, "gone", hashes, 300, MIEN_LAYOUT_BOTH, &dice);
    struct mien_index *reader = mien_test_open(tried.path, 0);
    search = mien_test_search(reader);
    for (int i = 0; i < 200; i++) {
        struct mien_change change = {
            .kind = (enum mien_change_kind)(MIEN_CHANGE_REPLACE + i % 4)};
        change.entry =
            tried.model.entry[mien_random_below(&dice, (uint32_t)tried.model.count)];
        if (change.kind == MIEN_CHANGE_REPLACE)
            change.entry.variant = (uint32_t)i;
        uint64_t id = change.entry.id;
        mien_test_change(tried.index, &tried.model, &change, 1);
        check_id(&tried.model, id, MIEN_LIST_ANY, 0, "after a change");
    }
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
    mien_index_case_free(&tried);
}
END_TEST

// ------------------------------------------------------------- while chains are linked

struct growing {
    struct mien_index *index;
    atomic_bool stop;
    atomic_long missed, searches;
};

static void *look_for_the_first(void *context)
{
    struct growing *growing = context;
    struct mien_search *own = mien_test_search(growing->index);
    struct mien_entries found;
    while (!growing->stop) {
        if (mien_search_id(own, &found, 1, MIEN_LIST_ANY, 0) != MIEN_OK ||
            found.count != 2)
            growing->missed++;
        growing->searches++;
    }
    mien_search_free(own);
    return NULL;
}

// The two entries of id 1 are found however many others come beside them meanwhile.
START_TEST(never_missed_while_others_come)
{
    struct growing growing = {0};
    struct mien_change *changes = calloc(MANY, sizeof *changes);
    pthread_t threads[2];
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "growing");
    mien_folder_delete(path);
    ck_assert_ptr_nonnull(changes);
    for (uint32_t i = 0; i < MANY; i++) {
        changes[i] = addition(SHARED + i);
        changes[i].entry.id = i < 2 ? 1 : 1000 + i;
    }
    mien_assert_ok(mien_index_create(path, NULL));
    growing.index = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_assert_ok(mien_index_change(growing.index, changes, 2, NULL, NULL));
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, look_for_the_first, &growing), 0);
    for (uint32_t i = 2; i + 500 <= MANY; i += 500)
        mien_assert_ok(mien_index_change(growing.index, changes + i, 500, NULL, NULL));
    growing.stop = true;
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(growing.missed, 0);
    ck_assert_int_gt(growing.searches, 0);
    mien_assert_ok(mien_index_close(growing.index));
    free(changes);
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index id");
    TCase *ids = tcase_create("ids");
    tcase_add_loop_test(ids, wherever_they_lie, 0, 5 * MIEN_LAYOUTS);
    tcase_add_test(ids, an_id_of_many_among_many);
    tcase_add_test(ids, withdrawn_and_gone);
    tcase_add_test(ids, never_missed_while_others_come);
    suite_add_tcase(suite, ids);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
