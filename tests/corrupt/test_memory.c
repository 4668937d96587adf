// SPDX-License-Identifier: Apache-2.0
// Every single allocation of a call fails in its turn, those of libjpeg, libpng, zlib,
// OpenSSL and the optional libraries included: the call says so, and nothing leaks.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <mien/media.h>

#include "failing_malloc.h"
#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

enum {
    SIDE = 40
};

static const struct mien_jpeg_recipe jpegs[] = {
    {.width = SIDE, .height = SIDE, .components = 3, .orientation = 6},
    {.width = SIDE, .height = SIDE, .components = 1, .progressive = true},
    {.width = SIDE, .height = SIDE, .components = 4, .arithmetic = true},
};
static const struct mien_png_recipe pngs[] = {
    {.width = SIDE,
     .height = SIDE,
     .colour = PNG_COLOR_TYPE_RGB,
     .depth = 8,
     .text = true,
     .orientation = 3},
    {.width = SIDE,
     .height = SIDE,
     .colour = PNG_COLOR_TYPE_PALETTE,
     .depth = 4,
     .interlaced = true,
     .transparent = true,
     .orientation = 3,
     .exif_at_end = true},
};
enum {
    JPEGS = sizeof jpegs / sizeof *jpegs,
    PNGS = sizeof pngs / sizeof *pngs
};

// The optional formats, each when its library is here: an interlaced GIF of 2 x 2
// pixels, and 16 x 16 pixels by libwebp's encoder, lossless and lossy, both with alpha.
static const uint8_t gif[] = "GIF89a\2\0\2\0\x80\0\0" // screen
                             "\0\0\0\xff\xff\xff"     // palette
                             "\x2c\0\0\0\0\2\0\2\0\x40"
                             "\2\3\x44\x18\x14\0\x3b";
static const uint8_t webp_lossless[] = {

    0x52, 0x49, 0x46, 0x46, 0x5c, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56,
    0x50, 0x38, 0x4c, 0x4f, 0x00, 0x00, 0x00, 0x2f, 0x0f, 0xc0, 0x03, 0x10, 0x99,
    0x0a, 0x44, 0xf4, 0x3f, 0x36, 0x51, 0x90, 0x82, 0xf4, 0x3f, 0xa0, 0xb6, 0x91,
    0xd4, 0x08, 0x91, 0x1d, 0x95, 0x50, 0xf0, 0xd5, 0xcc, 0x6f, 0xc7, 0x04, 0x92,
    0x36, 0xae, 0x7f, 0xe7, 0xdf, 0x40, 0xda, 0x36, 0xd9, 0x76, 0xff, 0x96, 0xaf,
    0xa6, 0x6d, 0x03, 0xe6, 0xec, 0xc0, 0x6f, 0xc0, 0x6a, 0xd3, 0x36, 0x60, 0xd0,
    0x96, 0xf2, 0x88, 0xee, 0x02, 0x0e, 0x99, 0xdd, 0xd0, 0x2f, 0xcc, 0x89, 0x88,
    0x80, 0xc8, 0x38, 0x88, 0x2d, 0x7f, 0xbb, 0x10, 0x00,
};
static const uint8_t webp_lossy[] = {

    0x52, 0x49, 0x46, 0x46, 0xaa, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50,
    0x38, 0x58, 0x0a, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x0f, 0x00, 0x00, 0x0f,
    0x00, 0x00, 0x41, 0x4c, 0x50, 0x48, 0x1a, 0x00, 0x00, 0x00, 0x01, 0x99, 0x0a, 0x44,
    0xf4, 0x3f, 0xa0, 0x34, 0x00, 0x01, 0xa6, 0x59, 0xf7, 0xbb, 0x59, 0x55, 0x23, 0x26,
    0x60, 0x11, 0x30, 0xcc, 0x6c, 0x7e, 0xbd, 0x55, 0x56, 0x50, 0x38, 0x20, 0x6a, 0x00,
    0x00, 0x00, 0x50, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x10, 0x00, 0x10, 0x00, 0x05, 0x40,
    0x7c, 0x25, 0xa4, 0x00, 0x11, 0x01, 0xfc, 0x5f, 0xc0, 0xb0, 0x16, 0xbc, 0x5a, 0x00,
    0x00, 0x00, 0xfb, 0xa5, 0x06, 0x9b, 0xd4, 0x34, 0xb5, 0x33, 0x25, 0xf9, 0x16, 0x53,
    0xea, 0x26, 0xe1, 0x81, 0xbb, 0x52, 0x24, 0x9e, 0xda, 0xb2, 0xb7, 0xc5, 0xce, 0x1d,
    0x62, 0x83, 0x49, 0x5c, 0x8e, 0x60, 0xfd, 0xe7, 0xa2, 0x7e, 0x63, 0xa2, 0x8a, 0x26,
    0x48, 0xe5, 0xa2, 0xc8, 0xc7, 0xf5, 0x36, 0xfc, 0x4d, 0x28, 0xc8, 0x98, 0x16, 0x54,
    0x43, 0xde, 0x00, 0x8d, 0xbf, 0x28, 0x42, 0xea, 0x8b, 0xce, 0x2b, 0x8e, 0xb4, 0xe9,
    0x12, 0x2b, 0xad, 0x7a, 0x93, 0xfb, 0xe5, 0xc0, 0x00, 0x00,
};
static const struct {
    enum mien_format format;
    const uint8_t *bytes;
    size_t size;
} optional[] = {
    {MIEN_FORMAT_GIF, gif, sizeof gif - 1},
    {MIEN_FORMAT_WEBP, webp_lossless, sizeof webp_lossless},
    {MIEN_FORMAT_WEBP, webp_lossy, sizeof webp_lossy},
};
enum {
    OPTIONAL = sizeof optional / sizeof *optional
};

static struct mien_file new_file(int which)
{
    struct mien_random random = {20240308};
    uint8_t pixels[SIDE * SIDE * 4];
    mien_random_bytes(&random, pixels, sizeof pixels);
    return which < JPEGS ? mien_jpeg_make(&jpegs[which], pixels)
                         : mien_png_make(&pngs[which - JPEGS], pixels);
}

static long left_behind; // by that call

static struct mien_view views[MIEN_VIEWS_MAX];

// With or without views: `purposes` says what for, and may be 0.
static enum mien_status hash(struct mien_media *media, struct mien_file file,
                             const struct mien_media_options *options,
                             uint32_t purposes, struct mien_error *error)
{
    const struct mien_views_options views_options = {.size = sizeof views_options,
                                                     .purposes = purposes};
    size_t count;
    if (purposes == 0)
        return mien_media_hash_bytes(media, file.bytes, file.size, options, error);
    return mien_media_views_bytes(media, views, MIEN_VIEWS_MAX, &count, file.bytes,
                                  file.size, options, &views_options, error);
}

// One call with allocation number `n` failing.
static enum mien_status hash_failing(struct mien_file file, uint32_t flags,
                                     uint32_t purposes, long n, struct mien_media *out)
{
    const struct mien_media_options options = {.size = sizeof options, .flags = flags};
    struct mien_media media;
    struct mien_error error = {.status = MIEN_OK};
    long live = mien_allocations.live;
    mien_malloc_fail(n);
    enum mien_status status = hash(&media, file, &options, purposes, &error);
    mien_malloc_stop();
    left_behind = mien_allocations.live - live;
    ck_assert_int_eq(error.status, status);
    if (status == MIEN_ERROR_MEMORY)
        ck_assert_msg(strstr(error.detail, "emory") != NULL, "%s", error.detail);
    if (status == MIEN_OK)
        *out = media;
    return status;
}

static void sweep(struct mien_file file, uint32_t flags, uint32_t purposes)
{
    struct mien_media whole, media;
    // What libraries keep from their first call on is no leak.
    ck_assert_int_eq(hash_failing(file, flags, purposes, -1, &whole), MIEN_OK);
    ck_assert_int_eq(hash_failing(file, flags, purposes, -1, &whole), MIEN_OK);
    ck_assert_int_eq(left_behind, 0);
    long all = mien_allocations.taken;
    ck_assert_int_ge(all, 5);
    long refusals = 0;
    for (long n = 0; n < all; n++) {
        enum mien_status status = hash_failing(file, flags, purposes, n, &media);
        ck_assert_msg(mien_allocations.failures == 1, "allocation %ld did not come", n);
        ck_assert_msg(left_behind == 0, "allocation %ld of %ld: %ld left behind", n,
                      all, left_behind);
        if (status == MIEN_OK) {
            // Then that allocation was not needed, and the hash is the right one.
            ck_assert_mem_eq(&media, &whole, sizeof whole);
            continue;
        }
        ck_assert_msg(status == MIEN_ERROR_MEMORY, "allocation %ld of %ld: status %d",
                      n, all, status);
        refusals++;
    }
    ck_assert_int_gt(refusals, all / 2);
    printf("# %ld allocations, %ld of them indispensable\n", all, refusals);
}

START_TEST(every_allocation_may_fail)
{
    struct mien_file file = new_file(_i);
    sweep(file, 0, 0);
    sweep(file, MIEN_MEDIA_ALPHA_ON_WHITE | MIEN_MEDIA_ALLOW_PARTIAL,
          MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY);
    free(file.bytes);
}
END_TEST

// libheif is left out: it is C++, and ends the process when there is no memory.
START_TEST(every_allocation_may_fail_in_optional_formats)
{
    uint8_t *copy = malloc(optional[_i].size);
    memcpy(copy, optional[_i].bytes, optional[_i].size);
    const struct mien_file file = {copy, optional[_i].size};
    // libwebp 1.2.4 crashes, or speaks of damage, when an allocation of its own fails.
    mien_malloc_only_ours(optional[_i].format == MIEN_FORMAT_WEBP);
    sweep(file, 0, 0);
    sweep(file, MIEN_MEDIA_ALPHA_ON_WHITE | MIEN_MEDIA_ALLOW_PARTIAL,
          MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY);
    free(copy);
}
END_TEST

// A stream of views has the caller's memory, and takes none besides: each allocation
// would fail.
START_TEST(views_take_no_memory)
{
    enum {
        WIDTH = 300,
        HEIGHT = 200
    };
    static uint8_t pixels[HEIGHT][WIDTH];
    const struct mien_views_options options = {
        .size = sizeof options, .purposes = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY};
    struct mien_random random = {20261122};
    struct mien_views_stream *stream = NULL;
    size_t size = 0, count = 0;
    mien_random_bytes(&random, pixels, sizeof pixels);
    enum mien_status sized = mien_views_scratch_size(&size, WIDTH, HEIGHT);
    void *scratch = malloc(size);
    mien_malloc_fail(0);
    enum mien_status begun =
        mien_views_begin(&stream, scratch, size, WIDTH, HEIGHT, MIEN_PIXEL_GRAY8);
    enum mien_status pushed = mien_views_push(stream, pixels, WIDTH, HEIGHT);
    enum mien_status finished = mien_views_finish(stream, views, MIEN_VIEWS_MAX, &count,
                                                  MIEN_ORIENTATION_RIGHT_TOP, &options);
    mien_malloc_stop();
    const long taken = mien_allocations.taken;
    ck_assert_int_eq(sized, MIEN_OK);
    ck_assert_int_eq(begun, MIEN_OK);
    ck_assert_int_eq(pushed, MIEN_OK);
    ck_assert_int_eq(finished, MIEN_OK);
    ck_assert_uint_gt(count, 10);
    ck_assert_int_eq(taken, 0);
    free(scratch);
}
END_TEST

static void add_optional(TCase *memory)
{
    for (int i = 0; i < OPTIONAL; i++) {
        if (mien_format_supported(optional[i].format, NULL))
            tcase_add_loop_test(memory, every_allocation_may_fail_in_optional_formats,
                                i, i + 1);
        else
            mien_suite_skip("every_allocation_may_fail_in_optional_formats",
                            mien_format_name(optional[i].format));
    }
}

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *memory = tcase_create("memory");
    if (MIEN_OWN_MALLOC) {
        tcase_add_loop_test(memory, every_allocation_may_fail, 0, JPEGS + PNGS);
        add_optional(memory);
        tcase_add_test(memory, views_take_no_memory);
    } else {
        mien_suite_skip("every_allocation_may_fail",
                        "this build cannot replace malloc()");
    }
    suite_add_tcase(suite, memory);
    return mien_suite_run(suite);
}
