// SPDX-License-Identifier: Apache-2.0
// The orientation in an EXIF block, and everything that can be wrong with such a block.
#include <stdlib.h>
#include <string.h>

#include "decode/exif.h"
#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

// Reads a copy that ends where the block ends, so that a sanitizer sees a step too far.
static uint32_t read_tight(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size + (size == 0));
    memcpy(copy, bytes, size);
    uint32_t orientation = mien_exif_orientation(copy, size);
    free(copy);
    return orientation;
}

START_TEST(both_byte_orders_are_read)
{
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        for (int big = 0; big < 2; big++) {
            uint8_t exif[6 + 64] = "Exif\0";
            size_t size = mien_exif_make(exif + 6, orientation, big);
            ck_assert_uint_eq(read_tight(exif + 6, size), orientation);
            ck_assert_uint_eq(read_tight(exif, size + 6), orientation);
        }
    }
}
END_TEST

START_TEST(values_outside_1_to_8_are_none)
{
    static const unsigned values[] = {0, 9, 10, 255};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        uint8_t exif[64];
        size_t size = mien_exif_make(exif, values[i], false);
        ck_assert_uint_eq(read_tight(exif, size), 0);
        size = mien_exif_make(exif, values[i], true);
        ck_assert_uint_eq(read_tight(exif, size), 0);
    }
}
END_TEST

START_TEST(cut_blocks_are_none)
{
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, 6, false);
    // The four bytes behind the entries say where the next directory lies.
    for (size_t cut = 0; cut < size - 4; cut++)
        ck_assert_uint_eq(read_tight(exif, cut), 0);
    ck_assert_uint_eq(read_tight(exif, size - 4), 6);
}
END_TEST

// As in browsers: only one SHORT is an Orientation.
START_TEST(other_types_and_counts_are_none)
{
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, 6, false);
    enum {
        TYPE = 24,
        COUNT = 26,
        VALUE_HIGH = 31
    };
    exif[TYPE] = 4; // LONG
    ck_assert_uint_eq(read_tight(exif, size), 0);
    exif[TYPE] = 3;
    exif[COUNT] = 2;
    ck_assert_uint_eq(read_tight(exif, size), 0);
    exif[COUNT] = 1;
    exif[VALUE_HIGH] = 1; // 0x0106
    ck_assert_uint_eq(read_tight(exif, size), 0);
    exif[VALUE_HIGH] = 0;
    ck_assert_uint_eq(read_tight(exif, size), 6);
}
END_TEST

START_TEST(the_first_of_two_counts)
{
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, 6, false);
    memcpy(exif + 10, exif + 22, 12); // over the entry before it
    exif[18] = 3;
    ck_assert_uint_eq(read_tight(exif, size), 3);
    exif[18] = 77; // and an impossible one does not hide the second
    ck_assert_uint_eq(read_tight(exif, size), 6);
}
END_TEST

START_TEST(wild_offsets_are_none)
{
    static const uint8_t offsets[][4] = {{0xff, 0xff, 0xff, 0xff},
                                         {0xff, 0xff, 0xff, 0x7f},
                                         {38, 0, 0, 0},
                                         {37, 0, 0, 0},
                                         {0, 0, 0, 0x80},
                                         {0, 0, 1, 0}};
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, 6, false);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        memcpy(exif + 4, offsets[i], 4);
        ck_assert_uint_eq(read_tight(exif, size), 0);
    }
}
END_TEST

START_TEST(a_count_that_lies_ends_at_the_end)
{
    uint8_t exif[64];
    size_t size = mien_exif_make(exif, 6, false);
    exif[8] = exif[9] = 0xff;
    ck_assert_uint_eq(read_tight(exif, size), 6);
    exif[22] = 0; // no longer an Orientation
    ck_assert_uint_eq(read_tight(exif, size), 0);
}
END_TEST

START_TEST(noise_is_harmless)
{
    struct mien_random random = {20240301};
    for (int round = 0; round < 20000; round++) {
        uint8_t exif[64];
        size_t size = mien_exif_make(exif, 1 + (unsigned)round % 8, round % 3 == 0);
        for (int i = 0; i < 3; i++)
            exif[mien_random_below(&random, (uint32_t)size)] =
                (uint8_t)mien_random_next(&random);
        size_t cut = mien_random_below(&random, (uint32_t)size + 1);
        ck_assert_uint_le(read_tight(exif, cut), 8);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exif");
    TCase *exif = tcase_create("exif");
    tcase_add_test(exif, both_byte_orders_are_read);
    tcase_add_test(exif, values_outside_1_to_8_are_none);
    tcase_add_test(exif, cut_blocks_are_none);
    tcase_add_test(exif, other_types_and_counts_are_none);
    tcase_add_test(exif, the_first_of_two_counts);
    tcase_add_test(exif, wild_offsets_are_none);
    tcase_add_test(exif, a_count_that_lies_ends_at_the_end);
    tcase_add_test(exif, noise_is_harmless);
    suite_add_tcase(suite, exif);
    return mien_suite_run(suite);
}
