// SPDX-License-Identifier: Apache-2.0
// What a search can be asked for: the nearest only, any one, lists with a radius of
// their own; against a plain loop.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    ENTRIES = 2000,
    QUERIES = 90 // enough for a batch to be sorted by buckets
};
static const unsigned radii[] = {0, 7, 15, 16, 31, 32, 47, 48, 63, 64};
enum {
    RADII = sizeof radii / sizeof *radii
};

static struct mien_random dice = {20250720};
static struct mien_index_case tried;
static struct mien_search *search;
static struct mien_hash hashes[ENTRIES], queries[QUERIES];
static struct mien_expected expected;
static struct mien_matches matches;

static void set_up(void)
{
    mien_set_make(hashes, ENTRIES, MIEN_SET_CLUSTERS, &dice);
    mien_index_case_make(&tried, "options", hashes, ENTRIES, MIEN_LAYOUT_REMOVALS,
                         &dice);
    for (size_t i = 0; i < QUERIES; i++)
        queries[i] =
            mien_hash_away(&hashes[mien_random_below(&dice, ENTRIES)],
                           mien_random_below(&dice, 40), MIEN_FLIPS_ANYWHERE, &dice);
    search = mien_test_search(tried.index);
}

static void tear_down(void)
{
    mien_search_free(search);
    mien_expected_free(&expected);
    mien_index_case_free(&tried);
}

// A single query, a batch, and an oriented query with these options.
static void check_options(const struct mien_search_options *options, unsigned radius,
                          const char *what)
{
    const struct mien_hash *one = &queries[mien_random_below(&dice, QUERIES)];
    mien_assert_ok(mien_search_hash(search, &matches, one, radius, options));
    mien_expect(&expected, &tried.model, one, 1, radius, options);
    mien_assert_matches(&matches, expected.match, expected.count, what);
    mien_assert_ok(
        mien_search_batch(search, &matches, queries, QUERIES, radius, options));
    mien_expect(&expected, &tried.model, queries, QUERIES, radius, options);
    mien_assert_matches(&matches, expected.match, expected.count, what);
    mien_assert_ok(
        mien_search_oriented(search, &matches, queries + 5, radius, options));
    mien_expect_oriented(&expected, &tried.model, queries + 5, radius, options);
    mien_assert_matches(&matches, expected.match, expected.count, what);
}

START_TEST(the_nearest_few)
{
    static const uint32_t limits[] = {1, 2, 3, 10, 100, 100000, UINT32_MAX};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        for (size_t k = 0; k < RADII; k++) {
            const struct mien_search_options options = {
                .size = sizeof options,
                .flags = k % 2 == 0 ? MIEN_SEARCH_COMPLEMENT : 0,
                .limit = limits[i]};
            check_options(&options, radii[k], "limit");
        }
}
END_TEST

// So many that what exceeds the limit is dropped on the way.
START_TEST(the_nearest_few_of_very_many)
{
    enum {
        MANY = 180000
    };
    static const uint32_t limits[] = {1, 50, 70000};
    struct mien_hash *many = calloc(MANY, sizeof *many);
    struct mien_index_case large;
    ck_assert_ptr_nonnull(many);
    for (size_t i = 0; i < MANY; i++)
        many[i] = mien_hash_away(&hashes[0], mien_random_below(&dice, 30),
                                 MIEN_FLIPS_ANYWHERE, &dice);
    mien_index_case_make(&large, "many", many, MANY, MIEN_LAYOUT_BOTH, &dice);
    struct mien_search *other = mien_test_search(large.index);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const struct mien_search_options options = {.size = sizeof options,
                                                    .limit = limits[i]};
        mien_assert_ok(mien_search_batch(other, &matches, many, 3, 48, &options));
        mien_expect(&expected, &large.model, many, 3, 48, &options);
        mien_assert_matches(&matches, expected.match, expected.count, "of many");
        memcpy(queries + 3, many, 2 * sizeof many[0]);
        mien_assert_ok(mien_search_oriented(other, &matches, queries, 48, &options));
        mien_expect_oriented(&expected, &large.model, queries, 48, &options);
        mien_assert_matches(&matches, expected.match, expected.count,
                            "of many, turned");
    }
    mien_search_free(other);
    mien_index_case_free(&large);
    free(many);
}
END_TEST

// -------------------------------------------------------------------------------- ANY

// Of each query that has matches there is one, whichever it is.
static void assert_one_of_each(void)
{
    size_t at = 0;
    for (size_t i = 0; i < expected.count;) {
        uint32_t query = expected.match[i].query;
        bool known = false;
        ck_assert_uint_lt(at, matches.count);
        for (; i < expected.count && expected.match[i].query == query; i++)
            known = known || memcmp(&expected.match[i], &matches.match[at],
                                    sizeof expected.match[i]) == 0;
        ck_assert_msg(known, "query %u: no such match", query);
        at++;
    }
    ck_assert_uint_eq(at, matches.count);
}

START_TEST(any_one)
{
    const struct mien_search_options options = {.size = sizeof options,
                                                .flags = MIEN_SEARCH_ANY};
    for (size_t k = 0; k < RADII; k++) {
        for (size_t i = 0; i < QUERIES; i++) {
            mien_assert_ok(
                mien_search_hash(search, &matches, &queries[i], radii[k], &options));
            mien_expect(&expected, &tried.model, &queries[i], 1, radii[k], NULL);
            assert_one_of_each();
        }
        mien_assert_ok(
            mien_search_batch(search, &matches, queries, QUERIES, radii[k], &options));
        mien_expect(&expected, &tried.model, queries, QUERIES, radii[k], NULL);
        assert_one_of_each();
    }
}
END_TEST

// Which match it is may not be the nearest orientation either; but it is there if there
// is one.
START_TEST(any_one_of_a_picture)
{
    const struct mien_search_options options = {
        .size = sizeof options, .flags = MIEN_SEARCH_ANY | MIEN_SEARCH_COMPLEMENT};
    for (size_t k = 0; k < RADII; k++)
        for (size_t i = 0; i + MIEN_DIHEDRAL_COUNT <= QUERIES; i++) {
            mien_assert_ok(mien_search_oriented(search, &matches, &queries[i], radii[k],
                                                &options));
            mien_expect_oriented(&expected, &tried.model, &queries[i], radii[k],
                                 &options);
            ck_assert_uint_eq(matches.count, expected.count > 0);
            if (matches.count > 0)
                ck_assert_uint_le(matches.match[0].distance, radii[k]);
        }
}
END_TEST

// ------------------------------------------------------------------------------ lists

// Some lists, ascending, some of which no entry is in.
static size_t make_lists(struct mien_list_radius lists[8])
{
    static const uint32_t numbers[8] = {0, 1, 2, 3, 7, 1000, 1001, MIEN_LIST_ANY - 1};
    size_t count = 0;
    for (size_t i = 0; i < 8; i++)
        if (mien_random_below(&dice, 2) == 0)
            lists[count++] = (struct mien_list_radius){
                numbers[i],
                (int32_t)mien_random_below(&dice, MIEN_SEARCH_RADIUS_MAX + 2) - 1};
    return count;
}

START_TEST(lists_with_a_radius_of_their_own)
{
    for (int turn = 0; turn < 60; turn++) {
        struct mien_list_radius lists[8];
        const struct mien_search_options options = {
            .size = sizeof options,
            .flags = (turn % 2 == 0 ? MIEN_SEARCH_ONLY_LISTS : 0) |
                     (turn % 3 == 0 ? MIEN_SEARCH_COMPLEMENT : 0),
            .limit = turn % 5 == 0 ? 3 : 0,
            .lists = lists,
            .list_count = make_lists(lists)};
        char what[80];
        snprintf(what, sizeof what, "turn %d, MIEN_SEED=%llu", turn,
                 (unsigned long long)dice.state);
        check_options(&options, radii[mien_random_below(&dice, RADII)], what);
    }
}
END_TEST

START_TEST(no_list_at_all_gives_no_match)
{
    static const struct mien_list_radius none[] = {{0, -1}, {1, -1}};
    struct mien_search_options options = {.size = sizeof options,
                                          .flags = MIEN_SEARCH_ONLY_LISTS};
    check_options(&options, 64, "no lists");
    ck_assert_uint_eq(matches.count, 0);
    options.lists = none;
    options.list_count = 2;
    check_options(&options, 64, "lists that are not searched");
    ck_assert_uint_eq(matches.count, 0);
}
END_TEST

// A list may have the larger radius, too.
START_TEST(a_list_reaches_beyond_the_radius)
{
    static const struct mien_list_radius far[] = {{7, 64}};
    const struct mien_search_options options = {
        .size = sizeof options, .lists = far, .list_count = 1};
    check_options(&options, 0, "one list at 64, the others at 0");
    ck_assert_uint_gt(matches.count, 0);
}
END_TEST

// Options may be those of an older or a newer mien.
START_TEST(sizes_of_the_options)
{
    struct {
        struct mien_search_options known;
        uint64_t unknown[2];
    } newer = {.known = {.size = sizeof newer, .limit = 2}};
    struct mien_search_options older = {
        .size = offsetof(struct mien_search_options, limit),
        .limit = 1 // beyond the end
    };
    const enum mien_status wrong = MIEN_ERROR_ARGUMENT;
    mien_assert_ok(mien_search_hash(search, &matches, queries, 64, &newer.known));
    mien_expect(&expected, &tried.model, queries, 1, 64, &newer.known);
    mien_assert_matches(&matches, expected.match, expected.count, "newer");
    mien_assert_ok(mien_search_hash(search, &matches, queries, 64, &older));
    mien_expect(&expected, &tried.model, queries, 1, 64, NULL);
    mien_assert_matches(&matches, expected.match, expected.count, "older");
    newer.unknown[1] = 1;
    ck_assert_int_eq(mien_search_hash(search, &matches, queries, 64, &newer.known),
                     wrong);
    older.size = 0;
    ck_assert_int_eq(mien_search_hash(search, &matches, queries, 64, &older), wrong);
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index options");
    TCase *options = tcase_create("options");
    tcase_add_checked_fixture(options, set_up, tear_down);
    tcase_add_test(options, the_nearest_few);
    tcase_add_test(options, the_nearest_few_of_very_many);
    tcase_add_test(options, any_one);
    tcase_add_test(options, any_one_of_a_picture);
    tcase_add_test(options, lists_with_a_radius_of_their_own);
    tcase_add_test(options, no_list_at_all_gives_no_match);
    tcase_add_test(options, a_list_reaches_beyond_the_radius);
    tcase_add_test(options, sizes_of_the_options);
    suite_add_tcase(suite, options);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
