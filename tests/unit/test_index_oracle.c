// SPDX-License-Identifier: Apache-2.0
// No entry within the radius is ever missed, and nothing else is found: searches of all
// kinds against a plain loop, at every radius, over sets of hashes that are awkward for
// an index, wherever the entries lie and with every kernel.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hashes.h"
#include "index/added.h"
#include "index_case.h"
#include "suite.h"

enum {
    ALL = MIEN_SEARCH_RADIUS_MAX, // the radius that the expected matches are made for
    RADII = ALL + 1
};

static uint64_t seed = 20250713;

// ------------------------------------------------------------------------ the queries

// Near one of the hashes, and sometimes at it or anywhere.
static struct mien_hash make_query(const struct mien_hash *hashes, size_t count,
                                   struct mien_random *random)
{
    static const struct mien_hash zero;
    unsigned kind = mien_random_below(random, 12);
    if (count == 0 || kind == 0)
        return mien_random_hash(random);
    if (kind == 1)
        return zero;
    return mien_hash_away(&hashes[mien_random_below(random, (uint32_t)count)],
                          kind == 2 ? 0 : mien_random_below(random, ALL + 3),
                          (enum mien_flips)(kind % MIEN_FLIPS_KINDS), random);
}

// Sets of equal hashes give so many matches that a few queries near them are enough.
static void make_queries(struct mien_hash *queries, size_t query_count, bool dense,
                         const struct mien_hash *hashes, size_t count,
                         struct mien_random *random)
{
    for (size_t i = 0; i < query_count; i++)
        queries[i] = make_query(hashes, dense && i % 16 != 0 ? 0 : count, random);
}

// ----------------------------------------------------------------------- the searches

// 1: every radius. Slow builds, under a sanitizer for instance, take each
// $MIEN_RADIUS_STEP-th.
static unsigned step = 1;

// What one search is compared with: the matches at radius ALL, of which those at a
// smaller one are the first of each query.
struct oracle {
    struct mien_expected all, some;
};

static void free_oracle(struct oracle *oracle)
{
    mien_expected_free(&oracle->all);
    mien_expected_free(&oracle->some);
}

static void keep_within(struct oracle *oracle, unsigned radius)
{
    struct mien_expected *some = &oracle->some;
    if (some->room < oracle->all.count) {
        some->room = oracle->all.count;
        some->match = realloc(some->match, some->room * sizeof some->match[0]);
        ck_assert_ptr_nonnull(some->match);
    }
    some->count = 0;
    for (size_t i = 0; i < oracle->all.count; i++)
        if (oracle->all.match[i].distance <= radius)
            some->match[some->count++] = oracle->all.match[i];
}

static void check(struct oracle *oracle, const struct mien_matches *matches,
                  unsigned radius, const char *what)
{
    char when[160];
    snprintf(when, sizeof when, "%s, radius %u, MIEN_SEED=%llu", what, radius,
             (unsigned long long)seed);
    keep_within(oracle, radius);
    mien_assert_matches(matches, oracle->some.match, oracle->some.count, when);
}

static void check_single(struct mien_search *search, const struct mien_model *model,
                         const struct mien_hash *query, const char *what)
{
    struct oracle oracle = {0};
    struct mien_matches matches;
    mien_expect(&oracle.all, model, query, 1, ALL, NULL);
    for (unsigned radius = 0; radius < RADII; radius += step) {
        mien_assert_ok(mien_search_hash(search, &matches, query, radius, NULL));
        check(&oracle, &matches, radius, what);
    }
    free_oracle(&oracle);
}

static void check_batch(struct mien_search *search, const struct mien_model *model,
                        const struct mien_hash *queries, size_t count, const char *what)
{
    struct oracle oracle = {0};
    struct mien_matches matches;
    mien_expect(&oracle.all, model, queries, count, ALL, NULL);
    for (unsigned radius = 0; radius < RADII; radius += step) {
        mien_assert_ok(
            mien_search_batch(search, &matches, queries, count, radius, NULL));
        check(&oracle, &matches, radius, what);
    }
    free_oracle(&oracle);
}

// Not hashes of a picture, but eight hashes all the same; some of them close together,
// so that an entry is near several.
static void check_oriented(struct mien_search *search, const struct mien_model *model,
                           const struct mien_hash *queries, uint32_t flags,
                           struct mien_random *random, const char *what)
{
    const struct mien_search_options options = {.size = sizeof options, .flags = flags};
    struct oracle oracle = {0};
    struct mien_matches matches;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    memcpy(dihedral, queries, sizeof dihedral);
    for (int i = 1; i < 4; i++)
        dihedral[i] = mien_hash_away(&dihedral[0], mien_random_below(random, 10),
                                     MIEN_FLIPS_ANYWHERE, random);
    for (int i = 0; i < MIEN_HASH_BYTES; i++)
        dihedral[7].bytes[i] = (uint8_t)~dihedral[6].bytes[i];
    mien_expect_oriented(&oracle.all, model, dihedral, ALL, &options);
    for (unsigned radius = 0; radius < RADII; radius += step) {
        mien_assert_ok(
            mien_search_oriented(search, &matches, dihedral, radius, &options));
        check(&oracle, &matches, radius, what);
    }
    free_oracle(&oracle);
}

// mien_hash_scan() is an oracle too: it must find the rows that the loop finds.
static void check_scan(const struct mien_model *model, const struct mien_hash *query)
{
    struct mien_hash *hashes = calloc(model->count + 1, sizeof *hashes);
    ck_assert_ptr_nonnull(hashes);
    for (size_t i = 0; i < model->count; i++)
        hashes[i] = model->entry[i].hash;
    struct mien_expected expected = {0};
    for (unsigned radius = 0; radius < RADII; radius += step) {
        size_t found;
        mien_assert_ok(
            mien_hash_scan(NULL, 0, &found, hashes, model->count, query, radius));
        mien_expect(&expected, model, query, 1, radius, NULL);
        ck_assert_uint_eq(found, expected.count);
    }
    mien_expected_free(&expected);
    free(hashes);
}

// --------------------------------------------------------------------------- the sets

enum {
    QUERIES = 100, // enough for a batch to be sorted by buckets
    SINGLES = 16
};

static void check_searches(struct mien_search *search, const struct mien_model *model,
                           const struct mien_hash *queries, struct mien_random *random,
                           const char *what)
{
    for (int i = 0; i < SINGLES; i++)
        check_single(search, model, &queries[i], what);
    check_batch(search, model, queries, 7, what);
    check_batch(search, model, queries, QUERIES, what);
    check_oriented(search, model, queries, 0, random, what);
    check_oriented(search, model, queries + 8, MIEN_SEARCH_COMPLEMENT, random, what);
}

static void check_set(enum mien_set set, size_t count, enum mien_layout layout,
                      struct mien_random *random)
{
    struct mien_hash queries[QUERIES];
    struct mien_hash *hashes = calloc(count + 1, sizeof *hashes);
    const struct mien_index_kernels *kernels;
    struct mien_index_case tried;
    ck_assert_ptr_nonnull(hashes);
    mien_set_make(hashes, count, set, random);
    mien_index_case_make(&tried, "set", hashes, count, layout, random);
    make_queries(queries, QUERIES, set != MIEN_SET_RANDOM && count > 100, hashes, count,
                 random);
    check_scan(&tried.model, &queries[0]);
    for (int i = 0; (kernels = mien_kernels_number(i)) != NULL; i++) {
        char what[120];
        struct mien_search *search = mien_test_search_with(tried.index, kernels);
        snprintf(what, sizeof what, "%s, %zu entries %s, kernels %s",
                 mien_set_name(set), count, mien_layout_name(layout), kernels->name);
        check_searches(search, &tried.model, queries, random, what);
        mien_search_free(search);
    }
    mien_index_case_free(&tried);
    free(hashes);
}

START_TEST(sets_at_every_radius)
{
    static const size_t sizes[] = {0, 1, 2, 100, 3000};
    struct mien_random random = mien_random_for(seed, _i);
    enum mien_set set = (enum mien_set)(_i % MIEN_SETS);
    enum mien_layout layout = (enum mien_layout)(_i / MIEN_SETS);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        bool dense = set != MIEN_SET_RANDOM && set != MIEN_SET_CLUSTERS;
        check_set(set, dense && sizes[i] > 1000 ? 1000 : sizes[i], layout, &random);
    }
}
END_TEST

// Each of these entries can be found through one band only: with 32 bands, as small
// snapshots and the first entries in memory have, and with 16.
START_TEST(entries_that_hide_from_all_bands_but_one)
{
    static const uint32_t cuts[] = {32, 16};
    struct mien_random random = mien_random_for(seed, _i + 1000);
    size_t fillers = 5000;
    while (mien_plan_bands(fillers) != cuts[_i])
        fillers += fillers / 2;
    size_t count = fillers + mien_tight_count(cuts[_i]);
    struct mien_hash *hashes = calloc(count, sizeof *hashes);
    struct mien_hash query = mien_random_hash(&random);
    struct mien_index_stat stat;
    struct mien_index_case tried;
    ck_assert_ptr_nonnull(hashes);
    mien_set_make(hashes, fillers, MIEN_SET_RANDOM, &random);
    count = fillers + mien_tight_make(hashes + fillers, cuts[_i], &query, &random);
    mien_index_case_make(&tried, "tight", hashes, count, MIEN_LAYOUT_SNAPSHOT, &random);
    mien_assert_ok(mien_index_stat(tried.index, &stat, NULL));
    ck_assert_uint_eq(stat.bands, cuts[_i]);
    struct mien_search *search = mien_test_search(tried.index);
    check_single(search, &tried.model, &query, "hiding, single");
    struct mien_hash queries[QUERIES];
    make_queries(queries, QUERIES, false, hashes, fillers, &random);
    queries[50] = query;
    check_batch(search, &tried.model, queries, QUERIES, "hiding, batch");
    mien_search_free(search);
    mien_index_case_free(&tried);
    free(hashes);
}
END_TEST

// Thousands that have nothing but one bucket in common with the query, among so many
// others that looking at buckets pays all the same.
START_TEST(a_bucket_that_overflows)
{
    enum {
        SHARING = 6000,
        COUNT = 100000
    };
    struct mien_random random = mien_random_for(seed, 1500 + _i);
    struct mien_hash *hashes = calloc(COUNT, sizeof *hashes);
    struct mien_hash query = mien_random_hash(&random), queries[QUERIES];
    struct mien_bits wanted, bits;
    struct mien_index_case tried;
    ck_assert_ptr_nonnull(hashes);
    mien_set_make(hashes, COUNT, MIEN_SET_RANDOM, &random);
    mien_bits_from_hash(&wanted, &query);
    for (size_t i = 0; i < SHARING; i++) {
        mien_bits_from_hash(&bits, &hashes[i * 16]);
        bits.word[2] = (bits.word[2] & ~UINT64_C(0xFFFF)) | (wanted.word[2] & 0xFFFF);
        mien_bits_to_hash(&hashes[i * 16], &bits);
    }
    for (size_t i = 0; i < 300; i++)
        hashes[i * 300 + 1] = mien_hash_away(&query, mien_random_below(&random, 60),
                                             MIEN_FLIPS_ANYWHERE, &random);
    mien_index_case_make(&tried, "bucket", hashes, COUNT, (enum mien_layout)_i,
                         &random);
    struct mien_search *search = mien_test_search(tried.index);
    check_single(search, &tried.model, &query, "a full bucket, single");
    make_queries(queries, QUERIES, false, hashes, COUNT, &random);
    queries[30] = query;
    check_batch(search, &tried.model, queries, QUERIES, "a full bucket, batch");
    mien_search_free(search);
    mien_index_case_free(&tried);
    free(hashes);
}
END_TEST

// ---------------------------------------------------------------------------- many

// Fewer queries, over more entries; reopened, by a reader, in either way.
static void check_many(enum mien_set set, size_t count, enum mien_layout layout,
                       uint32_t segments, size_t singles, struct mien_random *random)
{
    struct mien_hash queries[QUERIES];
    struct mien_hash *hashes = calloc(count, sizeof *hashes);
    struct mien_index_case tried;
    char what[120];
    ck_assert_ptr_nonnull(hashes);
    mien_set_make(hashes, count, set, random);
    mien_index_case_make(&tried, "many", hashes, count, layout, random);
    make_queries(queries, QUERIES, false, hashes, count, random);
    snprintf(what, sizeof what, "%s, %zu entries %s", mien_set_name(set), count,
             mien_layout_name(layout));
    struct mien_index *reader = mien_test_open(
        tried.path, mien_random_below(random, 2) == 0 ? 0 : MIEN_INDEX_RESIDENT);
    struct mien_search *search = mien_test_search(reader);
    struct mien_index_stat stat;
    mien_assert_ok(mien_index_stat(reader, &stat, NULL));
    ck_assert_uint_eq(stat.segments, segments);
    for (size_t i = 0; i < singles; i++)
        check_single(search, &tried.model, &queries[i], what);
    check_batch(search, &tried.model, queries, QUERIES, what);
    check_oriented(search, &tried.model, queries, MIEN_SEARCH_COMPLEMENT, random, what);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
    mien_index_case_free(&tried);
    free(hashes);
}

START_TEST(fifty_thousand)
{
    static const enum mien_set sets[] = {MIEN_SET_RANDOM, MIEN_SET_CLUSTERS};
    struct mien_random random = mien_random_for(seed, _i + 2000);
    enum mien_layout layout = (enum mien_layout)(_i % MIEN_LAYOUTS);
    check_many(sets[_i / MIEN_LAYOUTS], 50000, layout,
               layout == MIEN_LAYOUT_SNAPSHOT ? 1 : 2, 5, &random);
}
END_TEST

// More in memory than its first tables hold, and in the snapshot more than fits into 32
// bands. (Three quarters of so many come to lie in each: mien_index_case_make().)
START_TEST(hundreds_of_thousands)
{
    struct mien_random random = mien_random_for(seed, 3000);
    check_many(MIEN_SET_CLUSTERS, MIEN_FEW_ROWS / 3 * 4 + 30000, MIEN_LAYOUT_REMOVALS,
               3, 5, &random);
}
END_TEST

static void add_tests(Suite *suite)
{
    TCase *sets = tcase_create("sets");
    tcase_add_loop_test(sets, sets_at_every_radius, 0, MIEN_SETS * MIEN_LAYOUTS);
    tcase_add_loop_test(sets, entries_that_hide_from_all_bands_but_one, 0, 2);
    tcase_add_loop_test(sets, a_bucket_that_overflows, 0, MIEN_LAYOUTS);
    suite_add_tcase(suite, sets);
    TCase *many = tcase_create("many");
    tcase_add_loop_test(many, fifty_thousand, 0, 2 * MIEN_LAYOUTS);
    tcase_add_test(many, hundreds_of_thousands);
    suite_add_tcase(suite, many);
}

int main(void)
{
    seed = mien_suite_seed(seed);
    if (getenv("MIEN_RADIUS_STEP") != NULL)
        step = (unsigned)strtoul(getenv("MIEN_RADIUS_STEP"), NULL, 10);
    if (step == 0)
        step = 1;
    Suite *suite = suite_create("index oracle");
    add_tests(suite);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
