// SPDX-License-Identifier: Apache-2.0
// The contract of the stream and of the one-call form: every error, memory that stays
// small, and pixels that are gone afterwards.
#include <stdlib.h>
#include <string.h>

#include <mien/image.h>
#include <mien/pdq.h>

#include "guard.h"
#include "scene.h"
#include "suite.h"
#include "vectors.h"

enum {
    WIDTH = 100,
    HEIGHT = 70,
    ROW = WIDTH * 3
};

static uint8_t scene[HEIGHT][ROW];
static uint8_t scratch[1 << 20];

static struct mien_pdq_stream *begin(void)
{
    struct mien_pdq_stream *stream;
    mien_scene(scene[0], WIDTH, HEIGHT, 1);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, sizeof scratch, WIDTH, HEIGHT,
                                    MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                     MIEN_OK);
    return stream;
}

static struct mien_hash scene_hash(void)
{
    struct mien_pdq found;
    mien_scene(scene[0], WIDTH, HEIGHT, 1);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, ROW, WIDTH, HEIGHT,
                                   MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                     MIEN_OK);
    return found.hash;
}

static size_t scratch_size(uint32_t width, uint32_t height, enum mien_pdq_mode mode)
{
    size_t size = 0;
    ck_assert_int_eq(mien_pdq_scratch_size(&size, width, height, mode), MIEN_OK);
    return size;
}

START_TEST(scratch_size_refuses_bad_arguments)
{
    static const struct {
        uint32_t width, height;
        int mode;
    } bad[] = {{0, 1, 0},
               {1, 0, 0},
               {MIEN_PDQ_SIDE_MAX + 1, 1, 0},
               {1, MIEN_PDQ_SIDE_MAX + 1, 0},
               {UINT32_MAX, UINT32_MAX, 0},
               {10, 10, MIEN_PDQ_GUARDED + 1},
               {10, 10, -1}};
    size_t size = 12345;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(mien_pdq_scratch_size(&size, bad[i].width, bad[i].height,
                                               (enum mien_pdq_mode)bad[i].mode),
                         MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(size, 12345);
    ck_assert_int_eq(mien_pdq_scratch_size(NULL, 10, 10, MIEN_PDQ_FULL),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(scratch_of_100_megapixels_is_below_6_megabytes)
{
    ck_assert_uint_lt(scratch_size(12000, 8400, MIEN_PDQ_FULL), 6000000);
}
END_TEST

// The formula in the header, with a tenth and 256 KiB of room.
START_TEST(scratch_grows_with_the_width_and_the_window)
{
    static const uint32_t sides[] = {1, 5, 64, 129, 1000, 4000, 20000, 65535};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        for (size_t j = 0; j < sizeof sides / sizeof *sides; j++) {
            uint64_t width = sides[i], height = sides[j];
            uint64_t promised = width * (height / 128 + 33) * 4;
            ck_assert_uint_le(scratch_size(sides[i], sides[j], MIEN_PDQ_FULL),
                              promised + promised / 10 + (256 << 10));
        }
}
END_TEST

START_TEST(scratch_of_the_widest_picture_is_known)
{
    size_t size;
    enum mien_status status = mien_pdq_scratch_size(&size, MIEN_PDQ_SIDE_MAX,
                                                    MIEN_PDQ_SIDE_MAX, MIEN_PDQ_FULL);
    ck_assert(status == MIEN_OK || status == MIEN_ERROR_LIMIT);
    if (sizeof(size_t) > 4)
        ck_assert_int_eq(status, MIEN_OK);
}
END_TEST

START_TEST(begin_refuses_bad_arguments)
{
    struct mien_pdq_stream *stream = (void *)scene;
    size_t size = scratch_size(WIDTH, HEIGHT, MIEN_PDQ_FULL);
    enum mien_pixel_format rgb = MIEN_PIXEL_RGB8;
    ck_assert_int_eq(mien_pdq_begin(NULL, scratch, size, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_begin(&stream, NULL, size, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size - 1, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, 0, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_pdq_begin(&stream, scratch, size, WIDTH, MIEN_PDQ_SIDE_MAX + 1, rgb, 0),
        MIEN_ERROR_ARGUMENT);
    for (int format = -1; format < 10; format++)
        if (mien_pixel_size((enum mien_pixel_format)format) == 0)
            ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, WIDTH, HEIGHT,
                                            (enum mien_pixel_format)format, 0),
                             MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, WIDTH, HEIGHT, rgb,
                                    (enum mien_pdq_mode)4),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_eq(stream, (void *)scene);
}
END_TEST

// After each error the stream stands as before, and still comes to the right hash.
START_TEST(push_errors_change_nothing)
{
    struct mien_hash expected = scene_hash();
    struct mien_pdq_stream *stream = begin();
    struct mien_pdq found;
    ck_assert_int_eq(mien_pdq_push(NULL, scene, ROW, 1), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_push(stream, NULL, ROW, 1), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_push(stream, scene, ROW, 10), MIEN_OK);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], ROW - 1, 2), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], -(ROW - 1), 2),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], 0, 2), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], ROW, HEIGHT - 9),
                     MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], ROW, UINT32_MAX),
                     MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_pdq_push(stream, NULL, 0, 0), MIEN_OK);
    ck_assert_int_eq(mien_pdq_push(stream, scene[10], 0, 1), MIEN_OK); // one row
    ck_assert_int_eq(mien_pdq_push(stream, scene[11], ROW, HEIGHT - 11), MIEN_OK);
    ck_assert_int_eq(mien_pdq_push(stream, scene[0], ROW, 1), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&found.hash, &expected, sizeof expected);
}
END_TEST

START_TEST(finish_errors_change_nothing)
{
    struct mien_hash expected = scene_hash();
    struct mien_pdq_stream *stream = begin();
    struct mien_pdq found;
    memset(&found, 0xA5, sizeof found);
    ck_assert_int_eq(mien_pdq_finish(NULL, &found, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_pdq_push(stream, scene, ROW, HEIGHT - 1), MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_ERROR_STATE);
    for (size_t i = 0; i < sizeof found.hash; i++)
        ck_assert_uint_eq(found.hash.bytes[i], 0xA5);
    ck_assert_int_eq(mien_pdq_push(stream, scene[HEIGHT - 1], ROW, 1), MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(stream, NULL, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&found.hash, &expected, sizeof expected);
}
END_TEST

START_TEST(one_call_refuses_bad_arguments)
{
    struct mien_pdq found;
    memset(&found, 0xA5, sizeof found);
    enum mien_pixel_format rgb = MIEN_PIXEL_RGB8;
    ck_assert_int_eq(mien_pdq_hash(NULL, NULL, scene, ROW, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, NULL, ROW, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, ROW - 1, WIDTH, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, PTRDIFF_MIN, WIDTH, 1, rgb, 4),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, ROW, 0, HEIGHT, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, ROW, WIDTH, 0, rgb, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, scene, ROW, WIDTH, HEIGHT, 0, 0),
                     MIEN_ERROR_ARGUMENT);
    for (size_t i = 0; i < sizeof found.hash; i++)
        ck_assert_uint_eq(found.hash.bytes[i], 0xA5);
}
END_TEST

// Not one byte beyond the promised scratch, and none beyond the rows, is touched: both
// lie against pages that may not be.
START_TEST(memory_beyond_the_ends_is_left_alone)
{
    static const struct {
        uint32_t width, height;
    } sizes[] = {{5, 5},   {64, 64},   {63, 65},  {129, 127}, {700, 9},
                 {9, 700}, {513, 515}, {1000, 6}, {17, 1025}, {2049, 31}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int low = 0; low < 2; low++) {
            uint32_t width = sizes[i].width, height = sizes[i].height;
            size_t size = scratch_size(width, height, MIEN_PDQ_FULL);
            struct mien_guarded memory = mien_guard(size, low);
            struct mien_guarded row = mien_guard((size_t)width * 3, low);
            struct mien_pdq_stream *stream;
            struct mien_pdq found;
            ck_assert_int_eq(mien_pdq_begin(&stream, memory.start, size, width, height,
                                            MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                             MIEN_OK);
            for (uint32_t y = 0; y < height; y++)
                ck_assert_int_eq(mien_pdq_push(stream, row.start, 0, 1), MIEN_OK);
            ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_OK);
            mien_unguard(&row);
            mien_unguard(&memory);
        }
}
END_TEST

// Where the caller's own bytes were, only they may remain: the unused ends around the
// aligned part of the scratch. Everything that the stream wrote is gone.
static void assert_wiped(const uint8_t *memory, size_t size, uint8_t before)
{
    size_t kept = 0, used = 0, other = 0;
    for (size_t i = 0; i < size; i++) {
        kept += memory[i] == before;
        used += memory[i] == 0;
        other += memory[i] != before && memory[i] != 0;
    }
    ck_assert_uint_eq(other, 0);
    ck_assert_uint_le(kept, 128);
    ck_assert_uint_ge(used, size - 128);
}

// How far the stream gets before it ends: not at all, inside a band, at the end.
static const uint32_t stops[] = {0, 1, 17, HEIGHT - 1, HEIGHT};
enum {
    STOPS = sizeof stops / sizeof *stops
};

START_TEST(abandon_wipes)
{
    size_t size = scratch_size(WIDTH, HEIGHT, MIEN_PDQ_FULL);
    for (size_t skip = 0; skip < 64; skip += 7) {
        struct mien_pdq_stream *stream;
        memset(scratch, 0xA5, sizeof scratch);
        mien_scene(scene[0], WIDTH, HEIGHT, 1);
        ck_assert_int_eq(mien_pdq_begin(&stream, scratch + skip, size, WIDTH, HEIGHT,
                                        MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                         MIEN_OK);
        ck_assert_int_eq(mien_pdq_push(stream, scene, ROW, stops[_i]), MIEN_OK);
        mien_pdq_abandon(stream);
        assert_wiped(scratch + skip, size, 0xA5);
        for (size_t i = 0; i < skip; i++)
            ck_assert_uint_eq(scratch[i], 0xA5);
        ck_assert_uint_eq(scratch[skip + size], 0xA5);
    }
    mien_pdq_abandon(NULL);
}
END_TEST

START_TEST(finish_wipes)
{
    size_t size = scratch_size(WIDTH, HEIGHT, MIEN_PDQ_FULL);
    struct mien_hash expected = scene_hash();
    for (size_t skip = 0; skip < 64; skip++) {
        struct mien_pdq_stream *stream;
        struct mien_pdq found;
        memset(scratch, 0xA5, sizeof scratch);
        ck_assert_int_eq(mien_pdq_begin(&stream, scratch + skip, size, WIDTH, HEIGHT,
                                        MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                         MIEN_OK);
        ck_assert_int_eq(mien_pdq_push(stream, scene, ROW, HEIGHT), MIEN_OK);
        ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, NULL), MIEN_OK);
        ck_assert_mem_eq(&found.hash, &expected, sizeof expected);
        assert_wiped(scratch + skip, size, 0xA5);
    }
}
END_TEST

// Two streams at work by turns do not see each other.
START_TEST(streams_are_independent)
{
    static uint8_t other_scratch[1 << 20], other_scene[HEIGHT][ROW];
    struct mien_hash expected = scene_hash();
    struct mien_pdq_stream *one = begin(), *other;
    struct mien_pdq found, other_found;
    mien_scene(other_scene[0], WIDTH, HEIGHT, 2);
    ck_assert_int_eq(mien_pdq_begin(&other, other_scratch, sizeof other_scratch, WIDTH,
                                    HEIGHT, MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                     MIEN_OK);
    for (int y = 0; y < HEIGHT; y++) {
        ck_assert_int_eq(mien_pdq_push(one, scene[y], ROW, 1), MIEN_OK);
        ck_assert_int_eq(mien_pdq_push(other, other_scene[y], ROW, 1), MIEN_OK);
    }
    ck_assert_int_eq(mien_pdq_finish(one, &found, NULL, NULL), MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(other, &other_found, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&found.hash, &expected, sizeof expected);
    ck_assert_uint_gt(mien_hash_distance(&found.hash, &other_found.hash),
                      MIEN_PDQ_RADIUS);
}
END_TEST

// Nothing that fits into the sides has a hash: zeros, and quality 0 to say so.
START_TEST(too_small_pictures_have_quality_0)
{
    static const uint8_t noise[4 * 4 * 3] = {1, 200, 3, 99, 5, 250, 7, 80, 9};
    struct mien_pdq found = {{{1}}, 1};
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT], zero = {{0}};
    memset(dihedral, 1, sizeof dihedral);
    ck_assert_int_eq(mien_pdq_hash(&found, dihedral, noise, 12, 4, 4, MIEN_PIXEL_RGB8,
                                   MIEN_PDQ_FULL),
                     MIEN_OK);
    ck_assert_uint_eq(found.quality, 0);
    ck_assert_mem_eq(&found.hash, &zero, sizeof zero);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        ck_assert_mem_eq(&dihedral[i], &zero, sizeof zero);
}
END_TEST

START_TEST(pixel_sizes)
{
    static const size_t sizes[] = {0, 1, 3, 3, 4, 4, 0, 0};
    for (int format = 0; format < 8; format++)
        ck_assert_uint_eq(mien_pixel_size((enum mien_pixel_format)format),
                          sizes[format]);
    ck_assert_uint_eq(mien_pixel_size((enum mien_pixel_format) - 1), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("stream");
    TCase *size = tcase_create("scratch");
    tcase_add_test(size, scratch_size_refuses_bad_arguments);
    tcase_add_test(size, scratch_of_100_megapixels_is_below_6_megabytes);
    tcase_add_test(size, scratch_grows_with_the_width_and_the_window);
    tcase_add_test(size, scratch_of_the_widest_picture_is_known);
    tcase_add_test(size, memory_beyond_the_ends_is_left_alone);
    suite_add_tcase(suite, size);
    TCase *errors = tcase_create("errors");
    tcase_add_test(errors, begin_refuses_bad_arguments);
    tcase_add_test(errors, push_errors_change_nothing);
    tcase_add_test(errors, finish_errors_change_nothing);
    tcase_add_test(errors, one_call_refuses_bad_arguments);
    tcase_add_test(errors, pixel_sizes);
    suite_add_tcase(suite, errors);
    TCase *life = tcase_create("life");
    tcase_add_loop_test(life, abandon_wipes, 0, STOPS);
    tcase_add_test(life, finish_wipes);
    tcase_add_test(life, streams_are_independent);
    tcase_add_test(life, too_small_pictures_have_quality_0);
    suite_add_tcase(suite, life);
    return mien_suite_run(suite);
}
