// SPDX-License-Identifier: Apache-2.0
// Small files cut at every byte, and with every single bit turned over: an error or a
// picture, never a crash, and never a hash for a file that is cut short.
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <mien/media.h>

#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

enum {
    SIDE = 24
};

// What is to be damaged, and whether a file without its last bytes is still whole: a
// baseline JPEG without its end marker is.
struct victim {
    const char *name;
    struct mien_jpeg_recipe jpeg; // width 0: a PNG
    struct mien_png_recipe png;
    size_t spare;
};

#define JPEG .jpeg.width = SIDE, .jpeg.height = SIDE
#define PNG .png.width = SIDE, .png.height = SIDE
static const struct victim victims[] = {
    {"baseline", JPEG, .jpeg.components = 3, .jpeg.orientation = 6, .spare = 2},
    {"grey", JPEG, .jpeg.components = 1, .spare = 2},
    {"restart", JPEG, .jpeg.components = 3, .jpeg.restart = 1, .spare = 2},
    {"cmyk", JPEG, .jpeg.components = 4, .spare = 2},
    {"progressive", JPEG, .jpeg.components = 3, .jpeg.progressive = true},
    {"scans", JPEG, .jpeg.components = 3, .jpeg.one_scan_a_component = true},
    {"arithmetic", JPEG, .jpeg.components = 3, .jpeg.arithmetic = true},
    {"rgb", PNG, .png.colour = PNG_COLOR_TYPE_RGB, .png.depth = 8, .png.text = true,
     .png.orientation = 6},
    {"palette", PNG, .png.colour = PNG_COLOR_TYPE_PALETTE, .png.depth = 4,
     .png.transparent = true, .png.orientation = 3, .png.exif_at_end = true},
    {"interlaced", PNG, .png.colour = PNG_COLOR_TYPE_RGB_ALPHA, .png.depth = 16,
     .png.interlaced = true},
    {"grey1", PNG, .png.colour = PNG_COLOR_TYPE_GRAY, .png.depth = 1},
};
enum {
    VICTIMS = sizeof victims / sizeof *victims
};

static struct mien_file new_file(const struct victim *victim)
{
    struct mien_random random = {20240305};
    uint8_t pixels[SIDE * SIDE * 8];
    mien_random_bytes(&random, pixels, sizeof pixels);
    return victim->jpeg.width > 0 ? mien_jpeg_make(&victim->jpeg, pixels)
                                  : mien_png_make(&victim->png, pixels);
}

// Hashes a copy that ends where the file ends, so that a sanitizer sees a step too far.
static enum mien_status hash_tight(struct mien_file file, uint32_t flags,
                                   struct mien_media *media)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.pixels = 4000000; // a size that was turned over is not worth minutes
    limits.memory = 64 << 20;
    const struct mien_media_options options = {
        .size = sizeof options, .limits = &limits, .flags = flags};
    uint8_t *copy = malloc(file.size + (file.size == 0));
    memcpy(copy, file.bytes, file.size);
    struct mien_error error = {.status = MIEN_OK};
    enum mien_status status =
        mien_media_hash_bytes(media, copy, file.size, &options, &error);
    ck_assert_int_eq(error.status, status);
    if (status != MIEN_OK)
        ck_assert_uint_gt(strnlen(error.detail, MIEN_ERROR_DETAIL_SIZE), 5);
    free(copy);
    return status;
}

START_TEST(a_cut_file_has_no_hash)
{
    const struct victim *victim = &victims[_i];
    struct mien_file file = new_file(victim);
    struct mien_media media;
    ck_assert_int_eq(hash_tight(file, 0, &media), MIEN_OK);
    for (size_t size = 0; size < file.size; size++) {
        const struct mien_file cut = {file.bytes, size};
        enum mien_status status = hash_tight(cut, 0, &media);
        if (size >= file.size - victim->spare)
            ck_assert_msg(status == MIEN_OK, "%s, %zu bytes", victim->name, size);
        else
            ck_assert_msg(status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_FORMAT,
                          "%s, %zu of %zu bytes: status %d", victim->name, size,
                          file.size, status);
    }
    free(file.bytes);
}
END_TEST

START_TEST(a_cut_file_is_marked_when_allowed)
{
    const struct victim *victim = &victims[_i];
    struct mien_file file = new_file(victim);
    struct mien_media media;
    size_t hashes = 0;
    for (size_t size = 0; size < file.size - victim->spare; size++) {
        const struct mien_file cut = {file.bytes, size};
        enum mien_status status = hash_tight(cut, MIEN_MEDIA_ALLOW_PARTIAL, &media);
        if (status == MIEN_OK) {
            hashes++;
            ck_assert_msg((media.image.flags & MIEN_IMAGE_PARTIAL) != 0,
                          "%s, %zu bytes", victim->name, size);
        } else {
            ck_assert(status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_FORMAT);
        }
    }
    ck_assert_uint_gt(hashes, 0);
    free(file.bytes);
}
END_TEST

// Errors that a damaged file can rightly cause.
static bool is_about_the_file(enum mien_status status)
{
    return status == MIEN_OK || status == MIEN_ERROR_FORMAT ||
           status == MIEN_ERROR_UNSUPPORTED || status == MIEN_ERROR_LIMIT ||
           status == MIEN_ERROR_CORRUPT;
}

START_TEST(a_turned_bit_is_an_error_or_a_picture)
{
    const struct victim *victim = &victims[_i];
    struct mien_file file = new_file(victim);
    struct mien_media media, whole;
    bool png = victim->jpeg.width == 0;
    ck_assert_int_eq(hash_tight(file, 0, &whole), MIEN_OK);
    for (size_t bit = 0; bit < file.size * 8; bit += mien_suite_every()) {
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        for (uint32_t flags = 0; flags <= MIEN_MEDIA_ALLOW_PARTIAL; flags++) {
            enum mien_status status = hash_tight(file, flags, &media);
            ck_assert_msg(is_about_the_file(status), "%s, bit %zu: status %d",
                          victim->name, bit, status);
            // In PNG, checksums find every turned bit that concerns a pixel.
            if (png && flags == 0 && status == MIEN_OK)
                ck_assert_msg(
                    memcmp(media.dihedral, whole.dihedral, sizeof whole.dihedral) == 0,
                    "%s, bit %zu", victim->name, bit);
        }
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("truncate");
    TCase *cut = tcase_create("cut");
    tcase_add_loop_test(cut, a_cut_file_has_no_hash, 0, VICTIMS);
    tcase_add_loop_test(cut, a_cut_file_is_marked_when_allowed, 0, VICTIMS);
    suite_add_tcase(suite, cut);
    TCase *turned = tcase_create("turned");
    tcase_add_loop_test(turned, a_turned_bit_is_an_error_or_a_picture, 0, VICTIMS);
    suite_add_tcase(suite, turned);
    return mien_suite_run(suite);
}
