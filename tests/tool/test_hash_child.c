// SPDX-License-Identifier: Apache-2.0
// A picture read in the sandbox has the hash that it has outside, whatever its format;
// one that cannot be read says the same why; and what a hostile child answers is
// judged.
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "hash_child.h"
#include "hashed.h"
#include "sanitizer.h"
#include "scratch.h"
#include "suite.h"

enum {
    WIDTH = 320,
    HEIGHT = 256
};

static void compare(const char *path, const struct mien_media_options *options)
{
    struct mien_media media;
    struct mien_error error = {0};
    enum mien_status status = mien_media_hash_path(&media, path, options, &error);
    struct hash_child_result result;
    int fd = hash_child_open(path);
    ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
    enum sandbox_end end = hash_child_run(&result, fd, options);
    close(fd);
    ck_assert_msg(end == SANDBOX_DONE, "%s: end %d", path, end);
    ck_assert_msg(result.status == status, "%s: status %d, outside %d", path,
                  result.status, status);
    if (status == MIEN_OK)
        ck_assert_msg(memcmp(&result.media, &media, sizeof media) == 0, "%s", path);
    else
        ck_assert_str_eq(result.error.detail, error.detail);
}

static int of_format[MIEN_FORMAT_GIF + 1];

// A child of a process with a sanitizer is slow to come and go: there, these many files
// of each format will do.
static const int enough = 24;

// Counts the file; whether it is to be compared.
static bool is_wanted(const char *path)
{
    uint8_t head[MIEN_FORMAT_SNIFF_SIZE];
    struct mien_file file = mien_file_read(path);
    size_t size = file.size < sizeof head ? file.size : sizeof head;
    memcpy(head, file.bytes, size);
    enum mien_format format = mien_format_sniff(head, size);
    free(file.bytes);
    if (format <= MIEN_FORMAT_GIF)
        of_format[format]++;
    return !MIEN_SANITIZER || format > MIEN_FORMAT_GIF || of_format[format] <= enough;
}

static int visit(const char *path, const struct stat *about, int kind,
                 struct FTW *where)
{
    if (kind == FTW_F && is_wanted(path))
        compare(path, NULL);
    return 0;
}

START_TEST(real_files_are_as_outside)
{
    char folder[MIEN_PATH_SIZE];
    snprintf(folder, sizeof folder, "%s/formats", mien_shared_root());
    ck_assert_int_eq(nftw(folder, visit, 16, FTW_PHYS), 0);
    for (int format = MIEN_FORMAT_JPEG; format <= MIEN_FORMAT_GIF; format++)
        ck_assert_msg(of_format[format] > 0, "no file of the format %d", format);
}
END_TEST

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

static struct mien_file new_jpeg(bool progressive)
{
    const struct mien_jpeg_recipe recipe = {
        .width = WIDTH, .height = HEIGHT, .components = 3, .progressive = progressive};
    return mien_scene_jpeg(&recipe, 7);
}

START_TEST(made_pictures_are_as_outside)
{
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "picture");
    const struct mien_media_options options = {.size = sizeof options,
                                               .mode = MIEN_PDQ_CLI512,
                                               .flags = MIEN_MEDIA_ALLOW_PARTIAL};
    struct mien_file jpeg = new_jpeg(true);
    write_file(path, jpeg.bytes, jpeg.size);
    compare(path, NULL);
    compare(path, &options);
    write_file(path, jpeg.bytes, jpeg.size * 9 / 10);
    compare(path, NULL);
    compare(path, &options);
    write_file(path, "no picture", 10);
    compare(path, NULL);
    write_file(path, "", 0);
    compare(path, NULL);
    for (int kind = 0; kind < MIEN_KINDS; kind++) {
        struct mien_file file = mien_kind_make((enum mien_kind)kind, 200, 100, 3);
        write_file(path, file.bytes, file.size);
        compare(path, NULL);
        free(file.bytes);
    }
    free(jpeg.bytes);
    unlink(path);
}
END_TEST

// A file that opens and cannot be read.
START_TEST(errors_of_reading_keep_their_number)
{
    struct hash_child_result result;
    int fd = open("/", O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(hash_child_run(&result, fd, NULL), SANDBOX_DONE);
    ck_assert_int_eq(result.status, MIEN_ERROR_IO);
    ck_assert_int_eq(result.error_number, EISDIR);
    close(fd);
    ck_assert_int_eq(hash_child_run(&result, -1, NULL), SANDBOX_DONE);
    ck_assert_int_eq(result.status, MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(opens_files_only)
{
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "fifo");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(hash_child_open(path), -1);
    ck_assert_int_eq(errno, ENOTSUP);
    unlink(path);
    ck_assert_int_eq(hash_child_open("/dev/null"), -1);
    ck_assert_int_eq(errno, ENOTSUP);
    ck_assert_int_eq(hash_child_open("/"), -1);
    ck_assert_int_eq(errno, EISDIR);
    ck_assert_int_eq(hash_child_open("/nowhere"), -1);
    ck_assert_int_eq(errno, ENOENT);
    int fd = hash_child_open("-");
    ck_assert_int_gt(fd, STDERR_FILENO);
    close(fd);
}
END_TEST

START_TEST(opening_leaves_no_trace)
{
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "original");
    struct mien_file jpeg = new_jpeg(false);
    write_file(path, jpeg.bytes, jpeg.size);
    free(jpeg.bytes);
    const struct timespec old[2] = {{1000000000, 0}, {1100000000, 0}};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, old, 0), 0);
    int fd = hash_child_open(path);
    ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    struct hash_child_result result;
    ck_assert_int_eq(hash_child_run(&result, fd, NULL), SANDBOX_DONE);
    ck_assert_int_eq(result.status, MIEN_OK);
    close(fd);
    struct stat about;
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_atim.tv_sec, old[0].tv_sec);
    ck_assert_int_eq(about.st_mtim.tv_sec, old[1].tv_sec);
    unlink(path);
}
END_TEST

// Needs 9 MB at once. Returns a descriptor.
static int open_large(void)
{
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "large");
    struct mien_file large = mien_kind_make(MIEN_KIND_PNG_INTERLACED, 2000, 1500, 1);
    write_file(path, large.bytes, large.size);
    free(large.bytes);
    int fd = hash_child_open(path);
    unlink(path);
    return fd;
}

START_TEST(the_limit_of_memory_holds_inside)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.memory = 1 << 20;
    const struct mien_media_options options = {.size = sizeof options,
                                               .limits = &limits};
    struct hash_child_result result;
    int fd = open_large();
    ck_assert_int_eq(hash_child_run(&result, fd, &options), SANDBOX_DONE);
    ck_assert_int_eq(result.status, MIEN_ERROR_LIMIT);
    close(fd);
}
END_TEST

static void hash_without_limit(void *result, size_t size, int fd, const void *context)
{
    struct mien_media media;
    enum mien_status status = mien_media_hash_fd(&media, fd, NULL, NULL);
    memcpy(result, &status, sizeof status);
}

// The system gives less than mien's own limit allows.
START_TEST(memory_that_ends_is_an_answer)
{
    const struct sandbox_limits little = {.memory = 4 << 20};
    enum mien_status status;
    int fd = open_large();
    ck_assert_int_eq(
        sandbox_run(hash_without_limit, &status, sizeof status, fd, NULL, &little),
        SANDBOX_DONE);
    ck_assert_int_eq(status, MIEN_ERROR_MEMORY);
    close(fd);
}
END_TEST

int main(void)
{
    mien_scratch_begin();
    Suite *suite = suite_create("hash_child");
    TCase *tcase = tcase_create("hash_child");
    suite_add_tcase(suite, tcase);
    mien_tcase_add_shared(tcase, real_files_are_as_outside);
    tcase_add_test(tcase, made_pictures_are_as_outside);
    tcase_add_test(tcase, errors_of_reading_keep_their_number);
    tcase_add_test(tcase, opens_files_only);
    tcase_add_test(tcase, opening_leaves_no_trace);
    tcase_add_test(tcase, the_limit_of_memory_holds_inside);
    mien_tcase_add_if(tcase, memory_that_ends_is_an_answer, !MIEN_SANITIZER,
                      "memory_that_ends_is_an_answer", "a sanitizer needs all of it");
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
