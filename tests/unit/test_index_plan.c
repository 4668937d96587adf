// SPDX-License-Identifier: Apache-2.0
// The plan of the bands, by itself: whatever lies within a radius is found by some
// band, for every cut and every radius.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hashes.h"
#include "index/plan.h"
#include "suite.h"

static const uint32_t cuts[] = {12, 13, 14, 15, 16, 32};
enum {
    CUTS = sizeof cuts / sizeof *cuts
};

static struct mien_random dice = {20250611};

static bool bit_of_hash(const struct mien_hash *hash, unsigned row, unsigned column)
{
    unsigned weight = 16 * row + column;
    return hash->bytes[MIEN_HASH_BYTES - 1 - weight / 8] >> weight % 8 & 1;
}

// As doc/index-format.md says.
START_TEST(bits_are_where_the_format_says)
{
    static const unsigned shift[16] = {5, 14, 12, 3,  15, 9,  7, 2,
                                       4, 11, 0,  10, 8,  13, 6, 1};
    for (int turn = 0; turn < 100; turn++) {
        struct mien_hash hash = mien_random_hash(&dice);
        struct mien_bits bits;
        mien_bits_from_hash(&bits, &hash);
        for (unsigned b = 0; b < 16; b++)
            for (unsigned r = 0; r < 16; r++) {
                unsigned at = 16 * b + r;
                ck_assert_int_eq(bits.word[at / 64] >> at % 64 & 1,
                                 bit_of_hash(&hash, r, (b + shift[r]) % 16));
            }
    }
}
END_TEST

START_TEST(bits_come_back_and_keep_distances)
{
    for (int turn = 0; turn < 1000; turn++) {
        struct mien_hash a = mien_random_hash(&dice), b = mien_random_hash(&dice), back;
        struct mien_bits a_bits, b_bits;
        mien_bits_from_hash(&a_bits, &a);
        mien_bits_from_hash(&b_bits, &b);
        mien_bits_to_hash(&back, &a_bits);
        ck_assert_mem_eq(&back, &a, sizeof a);
        ck_assert_uint_eq(mien_bits_distance(&a_bits, &b_bits),
                          mien_hash_distance(&a, &b));
    }
}
END_TEST

START_TEST(bands_are_all_of_the_bits)
{
    for (uint32_t bands = 0; bands < 70; bands++) {
        struct mien_plan plan;
        bool known = bands == 32 || (bands >= 12 && bands <= 16);
        ck_assert_int_eq(mien_plan_make(&plan, bands), known);
        if (!known)
            continue;
        unsigned start = 0;
        uint32_t offsets = 0;
        for (uint32_t i = 0; i < bands; i++) {
            ck_assert_uint_eq(plan.band[i].start, start);
            ck_assert_uint_eq(plan.band[i].width, 256 / bands + (i < 256 % bands));
            ck_assert_uint_eq(plan.band[i].offsets, offsets);
            start += plan.band[i].width;
            offsets += (1u << plan.band[i].width) + 1;
        }
        ck_assert_uint_eq(start, 256);
        ck_assert_uint_eq(plan.offsets_total, offsets);
    }
}
END_TEST

START_TEST(budgets_sum_up_to_the_radius_and_one)
{
    for (int cut = 0; cut < CUTS; cut++)
        for (unsigned radius = 0; radius <= MIEN_SEARCH_RADIUS_MAX; radius++) {
            struct mien_plan plan;
            struct mien_thresholds thresholds;
            int sum = 0;
            ck_assert(mien_plan_make(&plan, cuts[cut]));
            mien_plan_thresholds(&thresholds, &plan, radius);
            for (uint32_t i = 0; i < plan.bands; i++)
                sum += thresholds.within[i] + 1;
            ck_assert_int_eq(sum, (int)radius + 1);
        }
}
END_TEST

static uint32_t first_of(const struct mien_plan *plan, unsigned radius,
                         const struct mien_hash *query, const struct mien_hash *entry)
{
    struct mien_thresholds thresholds;
    struct mien_bits query_bits, entry_bits;
    mien_plan_thresholds(&thresholds, plan, radius);
    mien_bits_from_hash(&query_bits, query);
    mien_bits_from_hash(&entry_bits, entry);
    return mien_plan_first(plan, &thresholds, &query_bits, &entry_bits);
}

START_TEST(some_band_finds_whatever_is_within_the_radius)
{
    struct mien_plan plan;
    ck_assert(mien_plan_make(&plan, cuts[_i]));
    for (unsigned radius = 0; radius <= MIEN_SEARCH_RADIUS_MAX; radius++)
        for (int turn = 0; turn < 1000; turn++) {
            struct mien_hash query = mien_random_hash(&dice);
            // Mostly at the very edge, where it is hardest to be found.
            unsigned distance =
                turn % 4 == 0 ? mien_random_below(&dice, radius + 1) : radius;
            struct mien_hash entry = mien_hash_away(
                &query, distance, (enum mien_flips)(turn % MIEN_FLIPS_KINDS), &dice);
            if (mien_hash_distance(&query, &entry) != distance)
                ck_abort_msg("this test flips the wrong bits");
            if (first_of(&plan, radius, &query, &entry) >= plan.bands)
                ck_abort_msg("%u bands, radius %u: an entry at %u is missed",
                             plan.bands, radius, distance);
        }
}
END_TEST

// The bound is used up to its last bit: these entries each have one band only.
START_TEST(one_band_finds_what_hides_from_all_others)
{
    static struct mien_hash tight[MIEN_BANDS_MAX * (MIEN_SEARCH_RADIUS_MAX + 1)];
    struct mien_plan plan;
    ck_assert(mien_plan_make(&plan, cuts[_i]));
    for (int turn = 0; turn < 20; turn++) {
        struct mien_hash query = mien_random_hash(&dice);
        size_t count = mien_tight_make(tight, plan.bands, &query, &dice);
        unsigned seen[MIEN_SEARCH_RADIUS_MAX + 1] = {0};
        for (size_t i = 0; i < count; i++) {
            unsigned radius = mien_hash_distance(&query, &tight[i]);
            if (radius > MIEN_SEARCH_RADIUS_MAX ||
                first_of(&plan, radius, &query, &tight[i]) >= plan.bands)
                ck_abort_msg("%u bands, radius %u: an entry is missed", plan.bands,
                             radius);
            seen[radius]++;
        }
        for (unsigned radius = 0; radius <= MIEN_SEARCH_RADIUS_MAX; radius++)
            ck_assert_uint_gt(seen[radius], 0);
    }
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index plan");
    TCase *plan = tcase_create("plan");
    tcase_add_test(plan, bits_are_where_the_format_says);
    tcase_add_test(plan, bits_come_back_and_keep_distances);
    tcase_add_test(plan, bands_are_all_of_the_bits);
    tcase_add_test(plan, budgets_sum_up_to_the_radius_and_one);
    tcase_add_loop_test(plan, some_band_finds_whatever_is_within_the_radius, 0, CUTS);
    tcase_add_loop_test(plan, one_band_finds_what_hides_from_all_others, 0, CUTS);
    suite_add_tcase(suite, plan);
    return mien_suite_run(suite);
}
