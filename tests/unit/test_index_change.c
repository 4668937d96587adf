// SPDX-License-Identifier: Apache-2.0
// What each kind of change does, and that it is in force for the next query, here and
// in other handles. (Sequences of them at random: tests/index/test_model.c.)
#include <stdio.h>
#include <string.h>

#include "hashes.h"
#include "index_case.h"
#include "suite.h"

static struct mien_random dice = {20250723};
static struct mien_model model;
static struct mien_index *index_, *reader;
static struct mien_search *search, *other_search;
static struct mien_hash a, b;

static void set_up(void)
{
    static char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "index");
    mien_folder_delete(path);
    mien_assert_ok(mien_index_create(path, NULL));
    index_ = mien_test_open(path, MIEN_INDEX_WRITE);
    reader = mien_test_open(path, 0);
    search = mien_test_search(index_);
    other_search = mien_test_search(reader);
    a = mien_random_hash(&dice);
    b = mien_hash_away(&a, 20, MIEN_FLIPS_ANYWHERE, &dice);
}

static void tear_down(void)
{
    mien_search_free(search);
    mien_search_free(other_search);
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(index_));
    mien_model_free(&model);
}

// Both handles hold, and find, what the model holds.
static void assert_in_force(void)
{
    struct mien_search *searches[] = {search, other_search};
    struct mien_expected expected = {0};
    struct mien_matches matches;
    for (int i = 0; i < 2; i++) {
        mien_assert_ok(mien_search_hash(searches[i], &matches, &a, 31, NULL));
        mien_expect(&expected, &model, &a, 1, 31, NULL);
        mien_assert_matches(&matches, expected.match, expected.count,
                            i == 0 ? "the writer" : "a reader");
    }
    mien_expected_free(&expected);
    mien_assert_index(index_, &model, "the writer");
    mien_assert_index(reader, &model, "a reader");
}

// One change; says what it must have done.
static void change(enum mien_change_kind kind, const struct mien_hash *hash,
                   uint64_t id, uint32_t list, uint32_t variant,
                   struct mien_changed expected)
{
    const struct mien_change one = {
        .kind = kind,
        .entry = {.hash = *hash, .id = id, .list = list, .variant = variant}};
    struct mien_changed changed;
    mien_assert_ok(mien_index_change(index_, &one, 1, &changed, NULL));
    ck_assert_uint_eq(changed.added, expected.added);
    ck_assert_uint_eq(changed.removed, expected.removed);
    ck_assert_uint_eq(changed.unchanged, expected.unchanged);
    mien_model_change(&model, &one, 1, NULL);
    assert_in_force();
}

#define ADD MIEN_CHANGE_ADD
static const struct mien_changed added_1 = {.added = 1}, removed_1 = {.removed = 1},
                                 removed_2 = {.removed = 2}, nothing = {.unchanged = 1};

// Each test runs twice: the second time what comes before this is in the snapshot, and
// not in memory.
static void compact_at(int turn)
{
    if (turn != 1)
        return;
    mien_assert_ok(mien_index_compact(index_, NULL));
    assert_in_force();
}

START_TEST(entries_that_differ_in_any_part_are_all_kept)
{
    change(ADD, &a, 1, 1, 1, added_1);
    compact_at(_i);
    change(ADD, &a, 1, 1, 1, nothing);
    change(ADD, &b, 1, 1, 1, added_1);
    change(ADD, &a, 2, 1, 1, added_1);
    change(ADD, &a, 1, 2, 1, added_1);
    change(ADD, &a, 1, 1, 2, added_1);
    change(ADD, &a, 1, 1, 2, nothing);
    ck_assert_uint_eq(model.count, 5);
}
END_TEST

START_TEST(the_numbers_at_their_ends)
{
    change(ADD, &a, 0, 0, 0, added_1);
    change(ADD, &a, UINT64_MAX, MIEN_LIST_ANY - 1, UINT32_MAX, added_1);
    compact_at(_i);
    change(ADD, &a, UINT64_MAX, 0, 0, added_1);
    change(MIEN_CHANGE_REMOVE_ID, &b, UINT64_MAX, MIEN_LIST_ANY, 0, removed_2);
    change(MIEN_CHANGE_REMOVE_ID, &b, 0, MIEN_LIST_ANY, 0, removed_1);
}
END_TEST

START_TEST(replacing_takes_the_id_from_its_list)
{
    change(ADD, &a, 1, 1, 1, added_1);
    change(ADD, &b, 1, 1, 2, added_1);
    change(ADD, &a, 1, 2, 1, added_1); // another list
    change(ADD, &a, 2, 1, 1, added_1); // another id
    compact_at(_i);
    change(MIEN_CHANGE_REPLACE, &b, 1, 1, 3,
           (struct mien_changed){.added = 1, .removed = 2});
    change(MIEN_CHANGE_REPLACE, &b, 1, 1, 3, nothing);
    change(ADD, &a, 1, 1, 1, added_1);
    // It is there: the other one goes.
    change(MIEN_CHANGE_REPLACE, &b, 1, 1, 3, removed_1);
    // There was none to be replaced.
    change(MIEN_CHANGE_REPLACE, &a, 3, 1, 1, added_1);
    ck_assert_uint_eq(model.count, 4);
}
END_TEST

static void add_some(void)
{
    change(ADD, &a, 1, 1, 1, added_1);
    change(ADD, &b, 1, 1, 2, added_1);
    change(ADD, &a, 1, 2, 1, added_1);
    change(ADD, &a, 2, 1, 1, added_1);
    change(ADD, &b, 2, 2, 9, added_1);
}

START_TEST(removing_by_id)
{
    add_some();
    compact_at(_i);
    change(MIEN_CHANGE_REMOVE_ID, &b, 1, 1, 77, removed_2);
    change(MIEN_CHANGE_REMOVE_ID, &b, 1, 1, 77, nothing);
    change(MIEN_CHANGE_REMOVE_ID, &a, 1, 3, 1, nothing);
    change(MIEN_CHANGE_REMOVE_ID, &a, 2, MIEN_LIST_ANY, 1, removed_2);
    change(MIEN_CHANGE_REMOVE_ID, &a, 3, MIEN_LIST_ANY, 1, nothing);
    ck_assert_uint_eq(model.count, 1);
}
END_TEST

START_TEST(removing_by_hash)
{
    add_some();
    compact_at(_i);
    change(MIEN_CHANGE_REMOVE_HASH, &a, 77, 1, 77, removed_2);
    change(MIEN_CHANGE_REMOVE_HASH, &a, 1, 1, 1, nothing);
    change(MIEN_CHANGE_REMOVE_HASH, &b, 1, MIEN_LIST_ANY, 1, removed_2);
    ck_assert_uint_eq(model.count, 1);
    change(MIEN_CHANGE_REMOVE_HASH, &a, 1, MIEN_LIST_ANY, 1, removed_1);
}
END_TEST

START_TEST(removing_by_hash_and_id)
{
    add_some();
    compact_at(_i);
    change(MIEN_CHANGE_REMOVE, &b, 1, 1, 77, removed_1);
    change(MIEN_CHANGE_REMOVE, &b, 1, MIEN_LIST_ANY, 77, nothing);
    change(MIEN_CHANGE_REMOVE, &a, 1, MIEN_LIST_ANY, 77, removed_2);
    change(MIEN_CHANGE_REMOVE, &b, 2, 1, 9, nothing);
    ck_assert_uint_eq(model.count, 2);
}
END_TEST

// What was removed can come back, and go again.
START_TEST(coming_and_going)
{
    for (int i = 0; i < 20; i++) {
        change(ADD, &a, 1, 1, 1, added_1);
        compact_at(_i == 1 && i == 7);
        change(MIEN_CHANGE_REMOVE_ID, &a, 1, 1, 0, removed_1);
        compact_at(_i == 1 && i == 13);
    }
}
END_TEST

START_TEST(changes_of_one_call_are_made_in_their_order)
{
    const struct mien_entry one = {.hash = a, .id = 1, .list = 1};
    const struct mien_entry two = {.hash = b, .id = 1, .list = 1};
    const struct mien_change changes[] = {
        {ADD, one},                     // comes
        {ADD, one},                     // there already
        {MIEN_CHANGE_REMOVE_HASH, one}, // goes
        {MIEN_CHANGE_REMOVE_ID, one},   // nothing there
        {ADD, two},                     // comes
        {ADD, one},                     // comes back
        {MIEN_CHANGE_REPLACE, one},     // two goes
        {MIEN_CHANGE_REPLACE, two},     // comes, one goes
    };
    compact_at(_i);
    mien_test_change(index_, &model, changes, 8);
    ck_assert_uint_eq(model.count, 1);
    assert_in_force();
    compact_at(_i);
    mien_test_change(index_, &model, changes, 8);
    assert_in_force();
    // All the same twice in one call, among additions only.
    const struct mien_change twice[] = {{ADD, one}, {ADD, one}, {ADD, two}, {ADD, one}};
    mien_test_change(index_, &model, twice, 4);
    assert_in_force();
    const struct mien_change gone[] = {{MIEN_CHANGE_REMOVE, one},
                                       {MIEN_CHANGE_REMOVE, one},
                                       {MIEN_CHANGE_REMOVE_ID, two}};
    mien_test_change(index_, &model, gone, 3);
    assert_in_force();
}
END_TEST

START_TEST(no_change_at_all)
{
    const struct mien_change none = {.kind = ADD, .entry = {.hash = a}};
    struct mien_changed changed = {7, 7, 7};
    mien_assert_ok(mien_index_change(index_, &none, 0, &changed, NULL));
    ck_assert_uint_eq(changed.added + changed.removed + changed.unchanged, 0);
    mien_assert_ok(mien_index_change(index_, &none, 0, NULL, NULL));
    assert_in_force();
}
END_TEST

// Results stay until the search is used again, whatever becomes of the index.
START_TEST(matches_outlive_changes)
{
    struct mien_matches matches;
    struct mien_match before[5];
    struct mien_search *third = mien_test_search(index_);
    add_some();
    mien_assert_ok(mien_search_hash(third, &matches, &a, 31, NULL));
    ck_assert_uint_eq(matches.count, 5);
    memcpy(before, matches.match, sizeof before);
    change(MIEN_CHANGE_REMOVE_HASH, &b, 0, MIEN_LIST_ANY, 0, removed_2);
    mien_assert_ok(mien_index_compact(index_, NULL));
    change(ADD, &b, 5, 5, 5, added_1);
    ck_assert_mem_eq(matches.match, before, sizeof before);
    mien_search_free(third);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index change");
    TCase *kinds = tcase_create("kinds");
    tcase_add_checked_fixture(kinds, set_up, tear_down);
    tcase_add_loop_test(kinds, entries_that_differ_in_any_part_are_all_kept, 0, 2);
    tcase_add_loop_test(kinds, the_numbers_at_their_ends, 0, 2);
    tcase_add_loop_test(kinds, replacing_takes_the_id_from_its_list, 0, 2);
    tcase_add_loop_test(kinds, removing_by_id, 0, 2);
    tcase_add_loop_test(kinds, removing_by_hash, 0, 2);
    tcase_add_loop_test(kinds, removing_by_hash_and_id, 0, 2);
    tcase_add_loop_test(kinds, coming_and_going, 0, 2);
    tcase_add_loop_test(kinds, changes_of_one_call_are_made_in_their_order, 0, 2);
    tcase_add_test(kinds, no_change_at_all);
    tcase_add_test(kinds, matches_outlive_changes);
    suite_add_tcase(suite, kinds);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
