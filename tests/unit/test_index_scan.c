// SPDX-License-Identifier: Apache-2.0
// mien_hash_scan(): the search that needs no index, against a plain loop.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "hashes.h"
#include "suite.h"

enum {
    HASHES_MAX = 3000
};

static struct mien_random dice = {20250701};

// Compares one scan with a loop over mien_hash_distance(); the array of results lies in
// front of a guard page.
static void assert_scan(const struct mien_hash *hashes, size_t count,
                        const struct mien_hash *query, unsigned radius, size_t room)
{
    struct mien_guarded memory = mien_guard(room * sizeof(struct mien_near), 0);
    struct mien_near *near = room > 0 ? memory.start : NULL;
    size_t found = 12345, expected = 0;
    ck_assert_int_eq(mien_hash_scan(near, room, &found, hashes, count, query, radius),
                     MIEN_OK);
    for (size_t row = 0; row < count; row++) {
        unsigned distance = mien_hash_distance(&hashes[row], query);
        if (distance > radius)
            continue;
        const struct mien_near wanted = {.row = row, .distance = distance};
        if (expected < room && memcmp(&near[expected], &wanted, sizeof wanted) != 0)
            ck_abort_msg("number %zu is row %zu at %u instead of row %zu at %u",
                         expected, near[expected].row, near[expected].distance, row,
                         distance);
        expected++;
    }
    ck_assert_uint_eq(found, expected);
    mien_unguard(&memory);
}

START_TEST(every_radius_gives_what_a_loop_gives)
{
    static struct mien_hash hashes[HASHES_MAX];
    static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 1023, 1025, 3000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        mien_set_make(hashes, sizes[i], (enum mien_set)_i, &dice);
        struct mien_hash query = mien_random_hash(&dice);
        if (sizes[i] > 0)
            query = mien_hash_away(
                &hashes[mien_random_below(&dice, (uint32_t)sizes[i])],
                mien_random_below(&dice, 20), MIEN_FLIPS_ANYWHERE, &dice);
        for (unsigned radius = 0; radius <= 256; radius += radius < 80 ? 1 : 11)
            assert_scan(hashes, sizes[i], &query, radius, sizes[i]);
        assert_scan(hashes, sizes[i], &query, 256, sizes[i]);
    }
}
END_TEST

START_TEST(no_more_is_written_than_there_is_room_for)
{
    static struct mien_hash hashes[HASHES_MAX];
    mien_set_make(hashes, HASHES_MAX, MIEN_SET_EQUAL, &dice);
    for (size_t room = 0; room < 200; room++)
        assert_scan(hashes, HASHES_MAX, &hashes[0], 0, room);
    assert_scan(hashes, HASHES_MAX, &hashes[0], 0, HASHES_MAX - 1);
    assert_scan(hashes, HASHES_MAX, &hashes[0], 256, HASHES_MAX + 1);
}
END_TEST

// A list in a file of another kind lies anywhere; its last byte is the last that may be
// read.
START_TEST(any_alignment_and_nothing_behind_the_end)
{
    for (size_t count = 0; count < 40; count++)
        for (int low = 0; low < 2; low++) {
            struct mien_guarded memory =
                mien_guard(count * sizeof(struct mien_hash) + (size_t)low, low);
            uint8_t *start = (uint8_t *)memory.start + low;
            mien_random_bytes(&dice, start, count * sizeof(struct mien_hash));
            struct mien_hash query = mien_random_hash(&dice);
            assert_scan((const struct mien_hash *)start, count, &query,
                        mien_random_below(&dice, 257), count);
            mien_unguard(&memory);
        }
}
END_TEST

START_TEST(wrong_arguments_leave_everything_untouched)
{
    struct mien_hash hashes[4] = {{{0}}};
    struct mien_near near[4], before[4];
    size_t found = 77;
    memset(near, 0xA5, sizeof near);
    memcpy(before, near, sizeof near);
    const enum mien_status wrong = MIEN_ERROR_ARGUMENT;
    ck_assert_int_eq(mien_hash_scan(near, 4, NULL, hashes, 4, hashes, 31), wrong);
    ck_assert_int_eq(mien_hash_scan(NULL, 4, &found, hashes, 4, hashes, 31), wrong);
    ck_assert_int_eq(mien_hash_scan(near, 4, &found, NULL, 4, hashes, 31), wrong);
    ck_assert_int_eq(mien_hash_scan(near, 4, &found, hashes, 4, NULL, 31), wrong);
    ck_assert_int_eq(mien_hash_scan(near, 4, &found, hashes, 4, hashes, 257), wrong);
    ck_assert_int_eq(mien_hash_scan(near, 4, &found, hashes, 4, hashes, UINT32_MAX),
                     wrong);
    ck_assert_uint_eq(found, 77);
    ck_assert_mem_eq(near, before, sizeof near);
    // An empty list may be no list at all.
    ck_assert_int_eq(mien_hash_scan(NULL, 0, &found, NULL, 0, hashes, 31), MIEN_OK);
    ck_assert_uint_eq(found, 0);
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index scan");
    TCase *scan = tcase_create("scan");
    tcase_add_loop_test(scan, every_radius_gives_what_a_loop_gives, 0, MIEN_SETS);
    tcase_add_test(scan, no_more_is_written_than_there_is_room_for);
    tcase_add_test(scan, any_alignment_and_nothing_behind_the_end);
    tcase_add_test(scan, wrong_arguments_leave_everything_untouched);
    suite_add_tcase(suite, scan);
    return mien_suite_run(suite);
}
