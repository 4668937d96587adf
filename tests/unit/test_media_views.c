// SPDX-License-Identifier: Apache-2.0
// From a file to its views: those of the decoded rows, beside what hashing the file
// gives, and nothing at all on failure.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mien/media.h>

#include "fixture.h"
#include "hashed.h"
#include "suite.h"

enum {
    WIDTH = 640,
    HEIGHT = 480
};

static struct mien_view views[MIEN_VIEWS_MAX], others[MIEN_VIEWS_MAX];
static const struct mien_views_options both = {
    .size = sizeof both, .purposes = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY};

static struct mien_file new_jpeg(unsigned orientation)
{
    const struct mien_jpeg_recipe recipe = {
        .width = WIDTH, .height = HEIGHT, .components = 3, .orientation = orientation};
    return mien_scene_jpeg(&recipe, 4);
}

static enum mien_status views_of(struct mien_file file, struct mien_media *media,
                                 size_t *count)
{
    return mien_media_views_bytes(media, views, MIEN_VIEWS_MAX, count, file.bytes,
                                  file.size, NULL, &both, NULL);
}

START_TEST(beside_the_views_is_what_hashing_gives)
{
    struct mien_file file = new_jpeg((unsigned)_i);
    struct mien_media plain, media;
    size_t count = 0;
    ck_assert_int_eq(mien_media_hash_bytes(&plain, file.bytes, file.size, NULL, NULL),
                     MIEN_OK);
    ck_assert_int_eq(views_of(file, &media, &count), MIEN_OK);
    ck_assert_mem_eq(&media, &plain, sizeof media);
    ck_assert_uint_ge(count, 1);
    ck_assert_int_eq(views[0].kind, MIEN_VIEW_WHOLE);
    ck_assert_uint_eq(views[0].count, MIEN_DIHEDRAL_COUNT);
    ck_assert_uint_eq(views[0].quality, plain.quality);
    ck_assert_mem_eq(views[0].dihedral, plain.dihedral, sizeof plain.dihedral);
    free(file.bytes);
}
END_TEST

// As the caller gets them who decodes by himself.
START_TEST(the_views_are_those_of_the_rows)
{
    struct mien_file file = new_jpeg(6);
    struct mien_media media;
    struct mien_picture picture;
    size_t count, wanted, size;
    ck_assert_int_eq(views_of(file, &media, &count), MIEN_OK);
    ck_assert_int_eq(
        mien_picture_decode(&picture, file.bytes, file.size, NULL, NULL, NULL),
        MIEN_OK);
    ck_assert_int_eq(mien_views_scratch_size(&size, WIDTH, HEIGHT), MIEN_OK);
    void *scratch = aligned_alloc(64, (size + 63) / 64 * 64);
    struct mien_views_stream *stream;
    ck_assert_int_eq(
        mien_views_begin(&stream, scratch, size, WIDTH, HEIGHT, MIEN_PIXEL_RGB8),
        MIEN_OK);
    ck_assert_int_eq(
        mien_views_push(stream, picture.pixels, (ptrdiff_t)picture.stride, HEIGHT),
        MIEN_OK);
    ck_assert_int_eq(mien_views_finish(stream, others, MIEN_VIEWS_MAX, &wanted,
                                       media.image.orientation, &both),
                     MIEN_OK);
    ck_assert_uint_eq(count, wanted);
    ck_assert_mem_eq(views, others, count * sizeof *views);
    free(scratch);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

START_TEST(path_descriptor_and_memory_agree)
{
    struct mien_file file = new_jpeg(1);
    struct mien_media media, other;
    size_t count, other_count;
    char path[] = "/tmp/mien-media-views-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, file.bytes, file.size), (ssize_t)file.size);
    ck_assert_int_eq(views_of(file, &media, &count), MIEN_OK);
    ck_assert_int_eq(mien_media_views_path(&other, others, MIEN_VIEWS_MAX, &other_count,
                                           path, NULL, &both, NULL),
                     MIEN_OK);
    ck_assert_uint_eq(count, other_count);
    ck_assert_mem_eq(&media, &other, sizeof media);
    ck_assert_mem_eq(views, others, count * sizeof *views);
    memset(others, 0, sizeof others);
    ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    ck_assert_int_eq(mien_media_views_fd(&other, others, MIEN_VIEWS_MAX, &other_count,
                                         fd, NULL, &both, NULL),
                     MIEN_OK);
    ck_assert_uint_eq(count, other_count);
    ck_assert_mem_eq(views, others, count * sizeof *views);
    close(fd);
    unlink(path);
    free(file.bytes);
}
END_TEST

static void check_refused(const struct mien_media_options *options,
                          const struct mien_views_options *views_options,
                          const char *detail)
{
    struct mien_media media;
    struct mien_error error;
    size_t count = 77;
    ck_assert_int_eq(mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX, &count, "x",
                                            1, options, views_options, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_msg(strstr(error.detail, detail) != NULL, "%s", error.detail);
    ck_assert_uint_eq(count, 77);
}

START_TEST(options_are_checked)
{
    struct mien_media_options options = {.size = sizeof options,
                                         .mode = MIEN_PDQ_CLI512};
    struct mien_views_options views_options = both;
    check_refused(&options, &both, "mode");
    options.mode = (enum mien_pdq_mode)4;
    check_refused(&options, &both, "mode");
    check_refused(NULL, NULL, "purpose");
    views_options.purposes = 0;
    check_refused(NULL, &views_options, "purpose");
    views_options.purposes = 4;
    check_refused(NULL, &views_options, "purpose");
    views_options.size = 1;
    check_refused(NULL, &views_options, "size");
}
END_TEST

START_TEST(arguments_are_checked)
{
    struct mien_media media;
    size_t count;
    ck_assert_int_eq(
        mien_media_views_bytes(NULL, views, 1, &count, "x", 1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_bytes(&media, NULL, 1, &count, "x", 1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_bytes(&media, views, 0, &count, "x", 1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_bytes(&media, views, 1, NULL, "x", 1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_bytes(&media, views, 1, &count, NULL, 1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_path(&media, views, 1, &count, NULL, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_media_views_fd(&media, views, 1, &count, -1, NULL, &both, NULL),
        MIEN_ERROR_ARGUMENT);
}
END_TEST

// Fails with this file, and looks for traces.
static void check_nothing_is_left(struct mien_file file, enum mien_status expected)
{
    static const struct mien_view none;
    struct mien_media media, before;
    size_t count = 77;
    memset(&media, 0x5a, sizeof media);
    memset(&before, 0x5a, sizeof before);
    memset(views, 0, sizeof views);
    ck_assert_int_eq(views_of(file, &media, &count), expected);
    ck_assert_mem_eq(&media, &before, sizeof media);
    ck_assert_uint_eq(count, 77);
    for (size_t i = 0; i < MIEN_VIEWS_MAX; i++)
        ck_assert_mem_eq(&views[i], &none, sizeof none);
}

// Where there is little room, the best come.
START_TEST(no_more_than_there_is_room_for)
{
    static const struct mien_view none;
    struct mien_file file = new_jpeg(0);
    struct mien_media media;
    size_t all, count;
    memset(others, 0, sizeof others);
    ck_assert_int_eq(views_of(file, &media, &all), MIEN_OK);
    ck_assert_uint_gt(all, 3);
    ck_assert_int_eq(mien_media_views_bytes(&media, others, 3, &count, file.bytes,
                                            file.size, NULL, &both, NULL),
                     MIEN_OK);
    ck_assert_uint_eq(count, 3);
    ck_assert_mem_eq(views, others, 3 * sizeof *views);
    ck_assert_mem_eq(&others[3], &none, sizeof none);
    free(file.bytes);
}
END_TEST

START_TEST(nothing_is_left_on_failure)
{
    struct mien_file file = new_jpeg(0);
    check_nothing_is_left((struct mien_file){file.bytes, file.size / 2},
                          MIEN_ERROR_CORRUPT);
    check_nothing_is_left((struct mien_file){file.bytes, 0}, MIEN_ERROR_FORMAT);
    free(file.bytes);
}
END_TEST

// The least memory that will do is at least what the stream takes.
START_TEST(the_limit_of_memory_counts_the_views)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media media;
    struct mien_decode_limits limits;
    struct mien_error error;
    size_t count, size;
    mien_decode_limits_init(&limits);
    const struct mien_media_options options = {.size = sizeof options,
                                               .limits = &limits};
    ck_assert_int_eq(mien_views_scratch_size(&size, WIDTH, HEIGHT), MIEN_OK);
    limits.memory = size - 1;
    ck_assert_int_eq(mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX, &count,
                                            file.bytes, file.size, &options, &both,
                                            &error),
                     MIEN_ERROR_LIMIT);
    ck_assert_str_eq(error.detail, "the hash needs more memory than the limit");
    limits.memory = size + (1 << 20);
    ck_assert_int_eq(mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX, &count,
                                            file.bytes, file.size, &options, &both,
                                            &error),
                     MIEN_OK);
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("media_views");
    TCase *tcase = tcase_create("media_views");
    suite_add_tcase(suite, tcase);
    tcase_add_loop_test(tcase, beside_the_views_is_what_hashing_gives, 0, 9);
    tcase_add_test(tcase, the_views_are_those_of_the_rows);
    tcase_add_test(tcase, path_descriptor_and_memory_agree);
    tcase_add_test(tcase, options_are_checked);
    tcase_add_test(tcase, arguments_are_checked);
    tcase_add_test(tcase, no_more_than_there_is_room_for);
    tcase_add_test(tcase, nothing_is_left_on_failure);
    tcase_add_test(tcase, the_limit_of_memory_counts_the_views);
    return mien_suite_run(suite);
}
