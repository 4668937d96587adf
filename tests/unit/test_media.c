// SPDX-License-Identifier: Apache-2.0
// From a file to its hashes: the hash is that of the decoded rows, the digests are
// those of the whole file, and it does not matter where the bytes come from.
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <png.h>

#include <mien/media.h>

#include "fixture.h"
#include "hashed.h"
#include "suite.h"
#include "viewed.h"

enum {
    WIDTH = 384,
    HEIGHT = 320
};

static struct mien_file new_jpeg(unsigned orientation)
{
    const struct mien_jpeg_recipe recipe = {
        .width = WIDTH, .height = HEIGHT, .components = 3, .orientation = orientation};
    return mien_scene_jpeg(&recipe, 4);
}

START_TEST(the_hash_is_that_of_the_rows)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media media = mien_hashed(file, NULL);
    struct mien_picture picture;
    ck_assert_int_eq(
        mien_picture_decode(&picture, file.bytes, file.size, NULL, NULL, NULL),
        MIEN_OK);
    for (int mode = 0; mode < 2; mode++) {
        const struct mien_media_options options = {.size = sizeof options,
                                                   .mode = (enum mien_pdq_mode)mode};
        struct mien_pdq pdq;
        struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
        media = mien_hashed(file, &options);
        ck_assert_int_eq(mien_pdq_hash(&pdq, dihedral, picture.pixels,
                                       (ptrdiff_t)picture.stride, WIDTH, HEIGHT,
                                       MIEN_PIXEL_RGB8, options.mode),
                         MIEN_OK);
        ck_assert_mem_eq(media.dihedral, dihedral, sizeof dihedral);
        ck_assert_uint_eq(media.quality, pdq.quality);
        ck_assert_uint_ge(media.quality, MIEN_PDQ_QUALITY_MIN);
    }
    ck_assert_int_eq(media.image.format, MIEN_FORMAT_JPEG);
    ck_assert_uint_eq(media.image.width, WIDTH);
    ck_assert_uint_eq(media.image.height, HEIGHT);
    ck_assert_int_eq(media.seen, MIEN_DIHEDRAL_ORIGINAL);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

// With megabytes behind the picture, which no decoder reads.
START_TEST(digests_are_of_the_whole_file)
{
    enum {
        TAIL = 300000
    };
    struct mien_file file = new_jpeg(0);
    file.bytes = realloc(file.bytes, file.size + TAIL);
    for (size_t i = 0; i < TAIL; i++)
        file.bytes[file.size + i] = (uint8_t)(i * 31);
    file.size += TAIL;
    struct mien_media media = mien_hashed(file, NULL);
    uint8_t md5[16], sha256[32];
    ck_assert_int_eq(EVP_Digest(file.bytes, file.size, md5, NULL, EVP_md5(), NULL), 1);
    ck_assert_int_eq(
        EVP_Digest(file.bytes, file.size, sha256, NULL, EVP_sha256(), NULL), 1);
    ck_assert_mem_eq(media.md5, md5, sizeof md5);
    ck_assert_mem_eq(media.sha256, sha256, sizeof sha256);
    ck_assert_uint_eq(media.file_bytes, file.size);
    free(file.bytes);
}
END_TEST

START_TEST(path_descriptor_pipe_and_memory_agree)
{
    struct mien_file file = new_jpeg(6);
    struct mien_media wanted = mien_hashed(file, NULL), media;
    char path[] = "/tmp/mien-media-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    mien_file_write(fd, file);

    ck_assert_int_eq(mien_media_hash_path(&media, path, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&media, &wanted, sizeof media);
    ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&media, &wanted, sizeof media);
    ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), (off_t)file.size); // open, at its end
    close(fd);
    unlink(path);

    pid_t child;
    fd = mien_file_pipe(file, &child);
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, NULL, NULL), MIEN_OK);
    ck_assert_mem_eq(&media, &wanted, sizeof media);
    close(fd);
    waitpid(child, NULL, 0);
    free(file.bytes);
}
END_TEST

struct task {
    pthread_t thread;
    struct mien_file file;
    struct mien_media media;
    enum mien_status status;
    bool formats[MIEN_FORMAT_GIF + 1];
};

static void *work(void *context)
{
    struct task *task = context;
    // The first to ask loads the libraries of the optional formats.
    for (int format = 0; format <= MIEN_FORMAT_GIF; format++)
        task->formats[format] = mien_format_supported((enum mien_format)format, NULL);
    for (int round = 0; round < 3; round++)
        task->status = mien_media_hash_bytes(&task->media, task->file.bytes,
                                             task->file.size, NULL, NULL);
    return NULL;
}

START_TEST(any_thread_any_time)
{
    enum {
        THREADS = 8
    };
    struct mien_file file = new_jpeg(3);
    struct task tasks[THREADS];
    memset(tasks, 0, sizeof tasks);
    for (int i = 0; i < THREADS; i++) {
        tasks[i].file = file;
        ck_assert_int_eq(pthread_create(&tasks[i].thread, NULL, work, &tasks[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(tasks[i].thread, NULL);
    struct mien_media wanted = mien_hashed(file, NULL);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(tasks[i].status, MIEN_OK);
        ck_assert_mem_eq(&tasks[i].media, &wanted, sizeof wanted);
        ck_assert_mem_eq(tasks[i].formats, tasks[0].formats, sizeof tasks[0].formats);
    }
    free(file.bytes);
}
END_TEST

START_TEST(files_that_cannot_be_read_say_why)
{
    struct mien_media media;
    struct mien_error error;
    ck_assert_int_eq(mien_media_hash_path(&media, "/nowhere/at/all", NULL, &error),
                     MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(error.status, MIEN_ERROR_IO);
    ck_assert_int_eq(mien_media_hash_path(&media, "/", NULL, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EISDIR);
    int fd = open("/", O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, NULL, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EISDIR);
    close(fd);
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, NULL, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EBADF);
}
END_TEST

static void check_refused(const struct mien_media_options *options, const char *detail)
{
    struct mien_media media;
    struct mien_error error;
    ck_assert_int_eq(mien_media_hash_bytes(&media, "x", 1, options, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_msg(strstr(error.detail, detail) != NULL, "%s", error.detail);
}

START_TEST(arguments_are_checked)
{
    struct mien_media media;
    struct mien_media_options options = {.size = sizeof options};
    ck_assert_int_eq(mien_media_hash_path(NULL, "x", NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_media_hash_path(&media, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_media_hash_fd(NULL, 0, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_media_hash_fd(&media, -1, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_media_hash_bytes(NULL, "x", 1, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_media_hash_bytes(&media, NULL, 1, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    options.flags = 8;
    check_refused(&options, "flag");
    options.flags = 0;
    options.mode = (enum mien_pdq_mode)4;
    check_refused(&options, "mode");
    options.mode = MIEN_PDQ_FULL;
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    options.limits = &limits;
    limits.reserved = 1;
    check_refused(&options, "reserved");
    limits.size = 1;
    check_refused(&options, "limits");
    options.size = 1;
    check_refused(&options, "options");
}
END_TEST

START_TEST(nothing_is_written_on_failure)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media media, before;
    memset(&media, 0x5a, sizeof media);
    memset(&before, 0x5a, sizeof before);
    struct mien_error error;
    ck_assert_int_eq(mien_media_hash_bytes(&media, NULL, 0, NULL, &error),
                     MIEN_ERROR_FORMAT);
    ck_assert_str_eq(error.detail, "the file is empty");
    ck_assert_mem_eq(&media, &before, sizeof media);
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size / 2, NULL, NULL),
        MIEN_ERROR_CORRUPT);
    ck_assert_mem_eq(&media, &before, sizeof media);
    free(file.bytes);
}
END_TEST

// A program that holds its own OpenSSL to FIPS, where there is no MD5, and a user whose
// OpenSSL is configured strangely, get their hashes all the same.
START_TEST(settings_of_openssl_do_not_matter)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media plain = mien_hashed(file, NULL);
    ck_assert_int_eq(EVP_set_default_properties(NULL, "fips=yes"), 1);
    struct mien_media media = mien_hashed(file, NULL);
    ck_assert_int_eq(EVP_set_default_properties(NULL, ""), 1);
    ck_assert_mem_eq(media.md5, plain.md5, sizeof plain.md5);
    ck_assert_mem_eq(media.sha256, plain.sha256, sizeof plain.sha256);
    ck_assert_uint_eq(ERR_peek_error(), 0); // the caller's queue is as it was
    free(file.bytes);
}
END_TEST

START_TEST(a_cut_file_is_hashed_only_when_allowed)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media whole = mien_hashed(file, NULL);
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_ALLOW_PARTIAL};
    file.size = file.size * 9 / 10;
    struct mien_media media = mien_hashed(file, &options);
    ck_assert_uint_eq(media.image.flags & MIEN_IMAGE_PARTIAL, MIEN_IMAGE_PARTIAL);
    ck_assert_uint_eq(whole.image.flags & MIEN_IMAGE_PARTIAL, 0);
    ck_assert_uint_eq(media.file_bytes, file.size);
    ck_assert_uint_gt(mien_hash_distance(&media.dihedral[0], &whole.dihedral[0]), 0);
    free(file.bytes);
}
END_TEST

// Stores the scene so that a viewer who obeys the orientation shows it upright: row 0
// and column 0 of the stored rows are where enum mien_orientation says.
static uint8_t *new_stored(const uint8_t *upright, unsigned orientation,
                           uint32_t *width, uint32_t *height)
{
    bool transposed = orientation >= 5;
    *width = transposed ? HEIGHT : WIDTH;
    *height = transposed ? WIDTH : HEIGHT;
    bool right =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    bool bottom =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    uint8_t *stored = malloc(WIDTH * HEIGHT * 3);
    for (uint32_t y = 0; y < *height; y++) {
        for (uint32_t x = 0; x < *width; x++) {
            uint32_t column = transposed ? y : x, row = transposed ? x : y;
            column = right ? WIDTH - 1 - column : column;
            row = bottom ? HEIGHT - 1 - row : row;
            memcpy(stored + (y * *width + x) * 3, upright + (row * WIDTH + column) * 3,
                   3);
        }
    }
    return stored;
}

// The sides are such that PDQ's windows are odd and lean to no side: 384 and 320
// give 3.
static void check_orientation(unsigned orientation, bool png,
                              const struct mien_hash *upright)
{
    uint8_t *scene = mien_scene_new(WIDTH, HEIGHT, 4);
    uint32_t width, height;
    uint8_t *stored = new_stored(scene, orientation, &width, &height);
    const struct mien_jpeg_recipe jpeg_recipe = {
        .width = width, .height = height, .components = 3, .orientation = orientation};
    const struct mien_png_recipe png_recipe = {.width = width,
                                               .height = height,
                                               .colour = PNG_COLOR_TYPE_RGB,
                                               .depth = 8,
                                               .orientation = orientation};
    struct mien_file file =
        png ? mien_png_make(&png_recipe, stored) : mien_jpeg_make(&jpeg_recipe, stored);
    struct mien_media media = mien_hashed(file, NULL);
    ck_assert_uint_eq(media.image.orientation, orientation);
    ck_assert_uint_eq(media.image.width, width);
    unsigned seen = mien_hash_distance(&media.dihedral[media.seen], upright);
    ck_assert_msg(seen <= 8, "orientation %u: %u bits", orientation, seen);
    if (orientation > 1)
        ck_assert_uint_gt(mien_hash_distance(&media.dihedral[0], upright),
                          MIEN_PDQ_RADIUS);
    free(file.bytes);
    free(stored);
    free(scene);
}

START_TEST(the_hash_as_seen_is_that_of_the_upright_picture)
{
    struct mien_file file = new_jpeg(0);
    struct mien_media upright = mien_hashed(file, NULL);
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        check_orientation(orientation, false, &upright.dihedral[0]);
        check_orientation(orientation, true, &upright.dihedral[0]);
    }
    free(file.bytes);
}
END_TEST

START_TEST(digests_can_be_left_out)
{
    static const uint8_t none[32];
    struct mien_file file = new_jpeg(6);
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_NO_DIGESTS};
    struct mien_media with = mien_hashed(file, NULL),
                      without = mien_hashed(file, &options);
    ck_assert_mem_eq(without.md5, none, sizeof without.md5);
    ck_assert_mem_eq(without.sha256, none, sizeof without.sha256);
    ck_assert_mem_ne(with.md5, none, sizeof with.md5);
    // All else is the same.
    memset(with.md5, 0, sizeof with.md5);
    memset(with.sha256, 0, sizeof with.sha256);
    ck_assert_mem_eq(with.dihedral, without.dihedral, sizeof with.dihedral);
    ck_assert_uint_eq(with.file_bytes, without.file_bytes);
    ck_assert_uint_eq(with.quality, without.quality);
    ck_assert_int_eq(with.seen, without.seen);
    free(file.bytes);
}
END_TEST

// Colours under a transparent half: dropped alpha hashes the colours, white hides them.
START_TEST(alpha_is_dropped_or_laid_on_white)
{
    uint8_t *rgb = mien_scene_new(WIDTH, HEIGHT, 4);
    uint8_t *rgba = malloc(WIDTH * HEIGHT * 4), *white = malloc(WIDTH * HEIGHT * 3);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        memcpy(rgba + 4 * i, rgb + 3 * i, 3);
        rgba[4 * i + 3] = i % WIDTH < WIDTH / 2 ? 0 : 255;
        memcpy(white + 3 * i, rgb + 3 * i, 3);
        if (rgba[4 * i + 3] == 0)
            memset(white + 3 * i, 255, 3);
    }
    struct mien_png_recipe recipe = {.width = WIDTH,
                                     .height = HEIGHT,
                                     .colour = PNG_COLOR_TYPE_RGB_ALPHA,
                                     .depth = 8};
    struct mien_file file = mien_png_make(&recipe, rgba);
    recipe.colour = PNG_COLOR_TYPE_RGB;
    struct mien_file colours = mien_png_make(&recipe, rgb);
    struct mien_file on_white = mien_png_make(&recipe, white);
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_ALPHA_ON_WHITE};
    struct mien_media dropped = mien_hashed(file, NULL),
                      plain = mien_hashed(colours, NULL);
    struct mien_media laid = mien_hashed(file, &options);
    struct mien_media wanted = mien_hashed(on_white, &options);
    ck_assert_mem_eq(dropped.dihedral, plain.dihedral, sizeof plain.dihedral);
    ck_assert_mem_eq(laid.dihedral, wanted.dihedral, sizeof wanted.dihedral);
    ck_assert_uint_gt(mien_hash_distance(&laid.dihedral[0], &dropped.dihedral[0]),
                      MIEN_PDQ_RADIUS);
    ck_assert_uint_eq(dropped.image.flags, MIEN_IMAGE_ALPHA);
    ck_assert_uint_eq(laid.image.flags, MIEN_IMAGE_ALPHA);
    free(file.bytes);
    free(colours.bytes);
    free(on_white.bytes);
    free(rgba);
    free(white);
    free(rgb);
}
END_TEST

// A picture too small for PDQ is no failure: it has the empty hash and quality 0.
START_TEST(tiny_pictures_have_no_quality)
{
    static const uint8_t rows[4 * 4 * 3];
    static const struct mien_hash zero;
    const struct mien_png_recipe recipe = {
        .width = 4, .height = 4, .colour = PNG_COLOR_TYPE_RGB, .depth = 8};
    struct mien_file file = mien_png_make(&recipe, rows);
    struct mien_media media = mien_hashed(file, NULL);
    ck_assert_uint_eq(media.quality, 0);
    ck_assert_mem_eq(&media.dihedral[0], &zero, sizeof zero);
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("media");
    TCase *hashes = tcase_create("hashes");
    tcase_add_test(hashes, the_hash_is_that_of_the_rows);
    tcase_add_test(hashes, digests_are_of_the_whole_file);
    tcase_add_test(hashes, the_hash_as_seen_is_that_of_the_upright_picture);
    tcase_add_test(hashes, alpha_is_dropped_or_laid_on_white);
    tcase_add_test(hashes, digests_can_be_left_out);
    tcase_add_test(hashes, tiny_pictures_have_no_quality);
    suite_add_tcase(suite, hashes);
    TCase *sources = tcase_create("sources");
    tcase_add_test(sources, path_descriptor_pipe_and_memory_agree);
    tcase_add_test(sources, any_thread_any_time);
    tcase_add_test(sources, files_that_cannot_be_read_say_why);
    tcase_add_test(sources, arguments_are_checked);
    suite_add_tcase(suite, sources);
    TCase *failure = tcase_create("failure");
    tcase_add_test(failure, nothing_is_written_on_failure);
    tcase_add_test(failure, settings_of_openssl_do_not_matter);
    tcase_add_test(failure, a_cut_file_is_hashed_only_when_allowed);
    suite_add_tcase(suite, failure);
    return mien_suite_run(suite);
}
