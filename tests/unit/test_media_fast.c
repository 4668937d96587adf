// SPDX-License-Identifier: Apache-2.0
// The speeds of mien_media_hash_*(): how near their hashes are to the exact ones, which
// is what they promise; and guarded hashing of files, which is exact from every source.
#include <fcntl.h>
#include <ftw.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mien/media.h>

#include "fixture.h"
#include "hashed.h"
#include "suite.h"
#include "viewed.h"

// A platform's three ways.
static const struct mien_media_options exact = {.size = sizeof exact},
                                       fast = {.size = sizeof fast,
                                               .speed = MIEN_MEDIA_FAST},
                                       fastest = {.size = sizeof fastest,
                                                  .speed = MIEN_MEDIA_FASTEST},
                                       first_ac = {.size = sizeof first_ac,
                                                   .speed = MIEN_MEDIA_FASTEST,
                                                   .flags = MIEN_MEDIA_FIRST_AC},
                                       guarded = {.size = sizeof guarded,
                                                  .mode = MIEN_PDQ_GUARDED};

static unsigned distance(const struct mien_media *a, const struct mien_media *b)
{
    return mien_hash_distance(&a->dihedral[0], &b->dihedral[0]);
}

// ---------------------------------------------------------------------------- distance

// Each size lies in another range of reductions.
static const struct {
    struct mien_jpeg_recipe recipe;
    uint32_t fast, fastest, first_ac; // scales
} pictures[] = {
    {{.width = 256, .height = 200, .components = 3}, 1, 1, 1},
    {{.width = 520, .height = 640, .components = 3}, 1, 2, 2},
    {{.width = 1100, .height = 1030, .components = 3}, 2, 4, 4},
    {{.width = 2100, .height = 1540, .components = 3}, 2, 8, 8},
    {{.width = 384, .height = 400, .components = 3, .progressive = true}, 1, 2, 2},
    {{.width = 1100, .height = 1030, .components = 3, .progressive = true}, 2, 4, 4},
    {{.width = 1540, .height = 2100, .components = 3, .progressive = true}, 2, 8, 4},
};
enum {
    PICTURES = sizeof pictures / sizeof *pictures
};

static void check_speed(struct mien_file file, const struct mien_media *wanted,
                        const struct mien_media_options *options, uint32_t scale,
                        unsigned bits)
{
    struct mien_media media = mien_hashed(file, options);
    ck_assert_uint_eq(media.image.scale, scale);
    ck_assert_uint_eq(media.image.width, wanted->image.width);
    ck_assert_uint_eq(media.image.height, wanted->image.height);
    ck_assert_int_eq(media.speed, options->speed);
    ck_assert_int_eq(media.mode, MIEN_PDQ_FULL);
    ck_assert_mem_eq(media.sha256, wanted->sha256, sizeof media.sha256);
    ck_assert_mem_eq(media.md5, wanted->md5, sizeof media.md5);
    ck_assert_uint_eq(media.file_bytes, wanted->file_bytes);
    ck_assert_msg(distance(&media, wanted) <= bits, "%u bits",
                  distance(&media, wanted));
}

START_TEST(scenes_keep_their_hashes)
{
    struct mien_file file = mien_scene_jpeg(&pictures[_i].recipe, 7);
    struct mien_media wanted = mien_hashed(file, NULL);
    ck_assert_uint_ge(wanted.quality, MIEN_PDQ_QUALITY_MIN);
    ck_assert_uint_eq(wanted.image.scale, 1);
    ck_assert_int_eq(wanted.speed, MIEN_MEDIA_EXACT);
    check_speed(file, &wanted, &fast, pictures[_i].fast, 4);
    check_speed(file, &wanted, &fastest, pictures[_i].fastest, 8);
    check_speed(file, &wanted, &first_ac, pictures[_i].first_ac, 8);
    free(file.bytes);
}
END_TEST

// The flags say what was not looked at.
START_TEST(first_scans_are_said)
{
    const struct mien_jpeg_recipe recipe = pictures[PICTURES - 1].recipe;
    struct mien_file file = mien_scene_jpeg(&recipe, 3);
    ck_assert_uint_eq(mien_hashed(file, &exact).image.flags, MIEN_IMAGE_PROGRESSIVE);
    ck_assert_uint_eq(mien_hashed(file, &fast).image.flags, MIEN_IMAGE_PROGRESSIVE);
    struct mien_media whole = mien_hashed(file, &fastest);
    ck_assert_uint_eq(whole.image.flags,
                      MIEN_IMAGE_PROGRESSIVE | MIEN_IMAGE_FIRST_SCANS);
    // Behind its first scan the file may end, but not for the others.
    const uint8_t *first = memmem(file.bytes, file.size, "\xff\xda", 2);
    const uint8_t *second =
        memmem(first + 2, file.size - (size_t)(first + 2 - file.bytes), "\xff\xda", 2);
    struct mien_file cut = {file.bytes, (size_t)(second - file.bytes)};
    struct mien_media media = mien_hashed(cut, &fastest), untouched = media;
    ck_assert_mem_eq(media.dihedral, whole.dihedral, sizeof media.dihedral);
    ck_assert_uint_eq(media.quality, whole.quality);
    ck_assert_uint_eq(media.file_bytes, cut.size);
    const struct mien_media_options *others[] = {&exact, &fast, &first_ac};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(
            mien_media_hash_bytes(&media, cut.bytes, cut.size, others[i], NULL),
            MIEN_ERROR_CORRUPT);
    ck_assert_mem_eq(&media, &untouched, sizeof media);
    free(file.bytes);
}
END_TEST

START_TEST(what_cannot_be_reduced_is_hashed_as_it_is)
{
    static const uint8_t ink[60 * 60 * 4] = {40};
    const struct mien_jpeg_recipe recipes[] = {
        {.width = 1, .height = 1, .components = 3},
        {.width = 4, .height = 60, .components = 3},
        {.width = 60, .height = 60, .components = 1},
        {.width = 60, .height = 60, .components = 3, .rgb = true},
        {.width = 60, .height = 60, .components = 4, .sample_h = 1, .sample_v = 1},
    };
    const struct mien_media_options *speeds[] = {&fast, &fastest, &first_ac};
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        struct mien_file file = mien_jpeg_make(&recipes[i], ink);
        struct mien_media wanted = mien_hashed(file, NULL);
        for (int j = 0; j < 3; j++) {
            struct mien_media media = mien_hashed(file, speeds[j]);
            ck_assert_uint_eq(media.image.scale, 1);
            ck_assert_uint_eq(media.quality, wanted.quality);
        }
        free(file.bytes);
    }
    // No JPEG: the whole of it, in sums.
    struct mien_file png = mien_kind_make(MIEN_KIND_PNG, 640, 520, 5);
    const struct mien_media_options sums = {.size = sizeof sums,
                                            .mode = MIEN_PDQ_APPROXIMATE};
    struct mien_media wanted = mien_hashed(png, &sums);
    for (int j = 0; j < 3; j++) {
        struct mien_media media = mien_hashed(png, speeds[j]);
        ck_assert_uint_eq(media.image.scale, 1);
        ck_assert_mem_eq(media.dihedral, wanted.dihedral, sizeof media.dihedral);
    }
    free(png.bytes);
}
END_TEST

static struct {
    unsigned files, bits, most;
} photos_fast, photos_fastest;

static void count(const struct mien_media *media, const struct mien_media *wanted,
                  unsigned *files, unsigned *bits, unsigned *most)
{
    unsigned off = distance(media, wanted);
    *files += 1;
    *bits += off;
    if (off > *most)
        *most = off;
}

static int visit(const char *path, const struct stat *about, int kind,
                 struct FTW *where)
{
    (void)about, (void)where;
    struct mien_media wanted, media;
    if (kind != FTW_F || mien_media_hash_path(&wanted, path, &exact, NULL) != MIEN_OK ||
        wanted.image.format != MIEN_FORMAT_JPEG)
        return 0;
    ck_assert_int_eq(mien_media_hash_path(&media, path, &fast, NULL), MIEN_OK);
    count(&media, &wanted, &photos_fast.files, &photos_fast.bits, &photos_fast.most);
    ck_assert_int_eq(mien_media_hash_path(&media, path, &fastest, NULL), MIEN_OK);
    count(&media, &wanted, &photos_fastest.files, &photos_fastest.bits,
          &photos_fastest.most);
    return 0;
}

// doc/fast-modes.md has the distribution.
START_TEST(photos_are_as_near_as_promised)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/photos", mien_shared_root());
    ck_assert_int_eq(nftw(folder, visit, 16, FTW_PHYS), 0);
    printf("# %u photos: fast %u bits in all, %u at most; fastest %u, %u\n",
           photos_fast.files, photos_fast.bits, photos_fast.most, photos_fastest.bits,
           photos_fastest.most);
    ck_assert_uint_gt(photos_fast.files, 100);
    ck_assert_uint_le(photos_fast.most, 4);
    ck_assert_uint_le(photos_fastest.bits, 2 * photos_fastest.files);
}
END_TEST

// ----------------------------------------------------------------------------- guarded

// A scene that is clear, and one that is in doubt: nearly nothing is to be seen.
static struct mien_file new_doubtful(bool doubtful)
{
    enum {
        SIDE = 256
    };
    const struct mien_jpeg_recipe recipe = {
        .width = SIDE, .height = SIDE, .components = 3, .orientation = 6};
    uint8_t *rgb = mien_scene_new(SIDE, SIDE, 4);
    for (size_t i = 0; i < (size_t)SIDE * SIDE * 3 && doubtful; i++)
        rgb[i] = (uint8_t)(96 + rgb[i] / 16);
    struct mien_file file = mien_jpeg_make(&recipe, rgb);
    free(rgb);
    return file;
}

static void check_exact(const struct mien_media *media, const struct mien_media *wanted)
{
    ck_assert_mem_eq(media->dihedral, wanted->dihedral, sizeof media->dihedral);
    ck_assert_uint_eq(media->quality, wanted->quality);
    ck_assert_int_eq(media->seen, wanted->seen);
    ck_assert_mem_eq(media->md5, wanted->md5, sizeof media->md5);
    ck_assert_mem_eq(media->sha256, wanted->sha256, sizeof media->sha256);
    ck_assert_uint_eq(media->file_bytes, wanted->file_bytes);
    ck_assert_mem_eq(&media->image, &wanted->image, sizeof media->image);
    ck_assert_int_eq(media->mode, MIEN_PDQ_GUARDED);
    ck_assert_int_eq(media->speed, MIEN_MEDIA_EXACT);
}

static unsigned readings;

// Each reading of the file begins with no row.
static bool count_readings(void *context, uint32_t rows_done, uint32_t rows_all)
{
    uint32_t *before = context;
    (void)rows_all;
    readings += rows_done == 0 && *before != 0;
    *before = rows_done;
    return true;
}

START_TEST(guarded_is_exact_from_every_source)
{
    struct mien_file file = new_doubtful(_i == 1);
    struct mien_media wanted = mien_hashed(file, NULL), media;
    struct mien_media_options counted = guarded;
    uint32_t before = 1;
    counted.progress = count_readings;
    counted.progress_context = &before;
    struct mien_error error, untouched;
    memset(&error, 0x5a, sizeof error);
    untouched = error;
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &counted, &error),
        MIEN_OK);
    ck_assert_mem_eq(&error, &untouched, sizeof error); // no doubt is a failure
    check_exact(&media, &wanted);
    ck_assert_uint_eq(readings, _i == 1 ? 2 : 1);

    char path[] = "/tmp/mien-guarded-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    mien_file_write(fd, file);
    ck_assert_int_eq(mien_media_hash_path(&media, path, &guarded, NULL), MIEN_OK);
    check_exact(&media, &wanted);
    // From where it stands, which is not its beginning.
    mien_file_write(fd, file);
    ck_assert_int_eq(lseek(fd, (off_t)file.size, SEEK_SET), (off_t)file.size);
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, &guarded, NULL), MIEN_OK);
    check_exact(&media, &wanted);
    ck_assert_int_eq(lseek(fd, 0, SEEK_CUR), (off_t)(2 * file.size));
    close(fd);
    unlink(path);

    // Which cannot be read twice.
    pid_t child;
    fd = mien_file_pipe(file, &child);
    readings = 0;
    ck_assert_int_eq(mien_media_hash_fd(&media, fd, &counted, NULL), MIEN_OK);
    check_exact(&media, &wanted);
    ck_assert_uint_eq(readings, 1);
    close(fd);
    waitpid(child, NULL, 0);
    free(file.bytes);
}
END_TEST

// A file that is another one the second time, as it is being replaced.
static bool replace(void *context, uint32_t rows_done, uint32_t rows_all)
{
    const char *path = context;
    if (rows_all > 0 && rows_done == rows_all) {
        struct mien_file file = new_doubtful(false);
        int fd = open(path, O_WRONLY | O_TRUNC);
        mien_file_write(fd, file);
        close(fd);
        free(file.bytes);
    }
    return true;
}

START_TEST(all_that_is_found_is_of_one_reading)
{
    struct mien_file before = new_doubtful(true), after = new_doubtful(false);
    struct mien_media wanted = mien_hashed(after, NULL), media;
    char path[] = "/tmp/mien-guarded-XXXXXX";
    int fd = mkstemp(path);
    mien_file_write(fd, before);
    close(fd);
    struct mien_media_options options = guarded;
    options.progress = replace;
    options.progress_context = path;
    ck_assert_int_eq(mien_media_hash_path(&media, path, &options, NULL), MIEN_OK);
    check_exact(&media, &wanted);
    unlink(path);
    free(before.bytes);
    free(after.bytes);
}
END_TEST

// ----------------------------------------------------------------------------- options

static void check_refused(struct mien_media_options options, const char *detail)
{
    struct mien_media media;
    struct mien_error error;
    options.size = sizeof options;
    ck_assert_int_eq(mien_media_hash_bytes(&media, "x", 1, &options, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_msg(strstr(error.detail, detail) != NULL, "%s", error.detail);
}

START_TEST(wrong_options_are_refused)
{
    check_refused((struct mien_media_options){.speed = (enum mien_media_speed)3},
                  "speed");
    check_refused((struct mien_media_options){.speed = (enum mien_media_speed) - 1},
                  "speed");
    for (int mode = MIEN_PDQ_CLI512; mode <= MIEN_PDQ_GUARDED; mode++)
        check_refused((struct mien_media_options){.speed = MIEN_MEDIA_FAST,
                                                  .mode = (enum mien_pdq_mode)mode},
                      "mode");
    check_refused((struct mien_media_options){.flags = MIEN_MEDIA_FIRST_AC}, "flag");
    check_refused((struct mien_media_options){.flags = MIEN_MEDIA_FIRST_AC,
                                              .speed = MIEN_MEDIA_FAST},
                  "flag");
    check_refused((struct mien_media_options){.reserved = 1}, "reserved");
    struct mien_media media;
    struct mien_view view;
    size_t count_of_views;
    struct mien_error error;
    const struct mien_views_options views = {.size = sizeof views,
                                             .purposes = MIEN_VIEWS_QUERY};
    ck_assert_int_eq(mien_media_views_bytes(&media, &view, 1, &count_of_views, "x", 1,
                                            &fast, &views, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.detail, "speed"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("media_fast");
    TCase *near = tcase_create("distance");
    tcase_set_timeout(near, 600);
    tcase_add_loop_test(near, scenes_keep_their_hashes, 0, PICTURES);
    tcase_add_test(near, first_scans_are_said);
    tcase_add_test(near, what_cannot_be_reduced_is_hashed_as_it_is);
    mien_tcase_add_shared(near, photos_are_as_near_as_promised);
    suite_add_tcase(suite, near);
    TCase *twice = tcase_create("guarded");
    tcase_add_loop_test(twice, guarded_is_exact_from_every_source, 0, 2);
    tcase_add_test(twice, all_that_is_found_is_of_one_reading);
    suite_add_tcase(suite, twice);
    TCase *options = tcase_create("options");
    tcase_add_test(options, wrong_options_are_refused);
    suite_add_tcase(suite, options);
    return mien_suite_run(suite);
}
