// SPDX-License-Identifier: Apache-2.0
// Every limit, at the number where it bites and one step before it.
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include <mien/media.h>

#include "fixture.h"
#include "suite.h"

enum {
    WIDTH = 200,
    HEIGHT = 120,
    KINDS = MIEN_KINDS
};

static struct mien_file new_file(int kind, uint32_t width, uint32_t height)
{
    return mien_kind_make((enum mien_kind)kind, width, height, 20240306);
}

static enum mien_status hash_within(struct mien_file file,
                                    const struct mien_decode_limits *limits,
                                    struct mien_error *error)
{
    struct mien_media media;
    const struct mien_media_options options = {.size = sizeof options,
                                               .limits = limits};
    return mien_media_hash_bytes(&media, file.bytes, file.size, &options, error);
}

static void check_limit(struct mien_file file, const struct mien_decode_limits *enough,
                        const struct mien_decode_limits *too_low, const char *detail)
{
    struct mien_error error = {0};
    ck_assert_msg(hash_within(file, enough, &error) == MIEN_OK, "%s", error.detail);
    ck_assert_int_eq(hash_within(file, too_low, &error), MIEN_ERROR_LIMIT);
    ck_assert_int_eq(error.status, MIEN_ERROR_LIMIT);
    ck_assert_msg(strstr(error.detail, detail) != NULL, "%s", error.detail);
}

START_TEST(defaults_are_those_of_the_header)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    ck_assert_uint_eq(limits.size, sizeof limits);
    ck_assert_uint_eq(limits.pixels, 200000000);
    ck_assert_uint_eq(limits.file_bytes, 268435456);
    ck_assert_uint_eq(limits.memory, 1073741824);
    ck_assert_uint_eq(limits.side, 65535);
    ck_assert_uint_eq(limits.jpeg_scans, 100);
    ck_assert_uint_eq(limits.png_chunks, 100000);
    ck_assert_uint_eq(limits.reserved, 0);
}
END_TEST

START_TEST(pixels)
{
    struct mien_file file = new_file(_i, WIDTH, HEIGHT);
    struct mien_decode_limits enough, low;
    mien_decode_limits_init(&enough);
    enough.pixels = WIDTH * HEIGHT;
    low = enough;
    low.pixels--;
    check_limit(file, &enough, &low, "pixels");
    free(file.bytes);
}
END_TEST

START_TEST(side)
{
    for (int turned = 0; turned < 2; turned++) {
        struct mien_file file =
            turned ? new_file(_i, HEIGHT, WIDTH) : new_file(_i, WIDTH, HEIGHT);
        struct mien_decode_limits enough, low;
        mien_decode_limits_init(&enough);
        enough.side = WIDTH;
        low = enough;
        low.side--;
        check_limit(file, &enough, &low, "side");
        free(file.bytes);
    }
}
END_TEST

// Also when the decoder needs only the beginning of the file.
START_TEST(file_bytes)
{
    struct mien_file file = new_file(_i, WIDTH, HEIGHT);
    for (int tail = 0; tail < 2; tail++) {
        struct mien_decode_limits enough, low;
        mien_decode_limits_init(&enough);
        enough.file_bytes = file.size;
        low = enough;
        low.file_bytes--;
        check_limit(file, &enough, &low, "bytes");
        low.file_bytes = 10;
        check_limit(file, &enough, &low, "bytes");
        file.bytes = realloc(file.bytes, file.size + 100000);
        memset(file.bytes + file.size, 0, 100000);
        file.size += 100000;
    }
    free(file.bytes);
}
END_TEST

// The least memory with which a file can be hashed, by bisection.
static uint64_t least_memory(struct mien_file file)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    uint64_t low = 0, high = limits.memory;
    while (high - low > 1) {
        limits.memory = low + (high - low) / 2;
        enum mien_status status = hash_within(file, &limits, NULL);
        ck_assert_msg(status == MIEN_OK || status == MIEN_ERROR_LIMIT, "status %d",
                      status);
        if (status == MIEN_OK)
            high = limits.memory;
        else
            low = limits.memory;
    }
    return high;
}

// What the header promises: baseline JPEG and plain PNG in a few rows, progressive JPEG
// in its coefficients, interlaced PNG in its pixels.
START_TEST(memory)
{
    enum {
        SIDE = 1000
    };
    struct mien_file file = new_file(_i, SIDE, SIDE);
    uint64_t least = least_memory(file);
    size_t scratch;
    ck_assert_int_eq(mien_pdq_scratch_size(&scratch, SIDE, SIDE, MIEN_PDQ_FULL),
                     MIEN_OK);
    uint64_t rows = 600000 + scratch;
    // Coefficients at 4:2:0 are 1.5 samples of two bytes a pixel.
    uint64_t picture = _i == 1 || _i == 3 ? 3 * 1008 * 1008 : 0;
    ck_assert_uint_gt(least, picture + scratch);
    ck_assert_msg(least < picture + rows, "%lu", (unsigned long)least);
    free(file.bytes);
}
END_TEST

// Whatever the step at which memory runs out, the reason is told.
START_TEST(too_little_memory_is_told)
{
    struct mien_file file = new_file(_i, WIDTH, HEIGHT);
    struct mien_decode_limits limits;
    struct mien_error error;
    mien_decode_limits_init(&limits);
    uint64_t least = least_memory(file);
    for (limits.memory = 0; limits.memory < least; limits.memory += 1024) {
        ck_assert_int_eq(hash_within(file, &limits, &error), MIEN_ERROR_LIMIT);
        ck_assert_msg(strstr(error.detail, "memory") != NULL, "%s", error.detail);
    }
    free(file.bytes);
}
END_TEST

// PDQ's own limit, for those who raise that of the side. It is checked before the
// pixels are looked for.
START_TEST(sides_beyond_pdq)
{
    static const uint8_t wide[] = "\x89PNG\r\n\x1a\n"
                                  "\0\0\0\x0dIHDR\0\x10\0\x01\0\0\0\x05\x01\0\0\0\0"
                                  "\xa0\xe7\x56\xce"
                                  "\0\0\0\x10IDAT";
    const struct mien_file file = {(uint8_t *)(uintptr_t)wide, sizeof wide - 1};
    struct mien_decode_limits limits;
    struct mien_error error;
    mien_decode_limits_init(&limits);
    limits.side = UINT32_MAX;
    ck_assert_int_eq(hash_within(file, &limits, &error), MIEN_ERROR_LIMIT);
    ck_assert_msg(strstr(error.detail, "PDQ") != NULL, "%s", error.detail);
}
END_TEST

// A small file that claims to be large is refused before its size is believed.
START_TEST(claimed_sizes)
{
    struct mien_file file = new_file(1, 16, 16);
    for (size_t i = 0; i + 8 < file.size; i++) // SOF2: length, bits, height, width
        if (file.bytes[i] == 0xff && file.bytes[i + 1] == 0xc2)
            memset(file.bytes + i + 5, 0xf0, 4); // 61680 x 61680
    struct mien_decode_limits limits;
    struct mien_error error;
    mien_decode_limits_init(&limits);
    ck_assert_int_eq(hash_within(file, &limits, &error), MIEN_ERROR_LIMIT);
    ck_assert_msg(strstr(error.detail, "pixels") != NULL, "%s", error.detail);
    limits.pixels = UINT64_MAX;
    ck_assert_int_eq(hash_within(file, &limits, &error), MIEN_ERROR_LIMIT);
    ck_assert_msg(strstr(error.detail, "memory") != NULL, "%s", error.detail);
    free(file.bytes);
}
END_TEST

START_TEST(jpeg_scans)
{
    // jpeg_simple_progression() writes ten scans for YCbCr.
    struct mien_file file = new_file(1, WIDTH, HEIGHT);
    struct mien_decode_limits enough, low;
    mien_decode_limits_init(&enough);
    enough.jpeg_scans = 10;
    low = enough;
    low.jpeg_scans--;
    check_limit(file, &enough, &low, "scans");
    free(file.bytes);
}
END_TEST

START_TEST(png_chunks)
{
    static const uint8_t rows[16 * 16 * 3];
    const struct mien_png_recipe recipe = {.width = 16,
                                           .height = 16,
                                           .colour = PNG_COLOR_TYPE_RGB,
                                           .depth = 8,
                                           .empty_chunks = 50};
    struct mien_file file = mien_png_make(&recipe, rows);
    struct mien_decode_limits enough, low;
    mien_decode_limits_init(&enough);
    enough.png_chunks = 53; // and IHDR, IDAT, IEND
    low = enough;
    low.png_chunks--;
    check_limit(file, &enough, &low, "chunks");
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limits");
    TCase *limits = tcase_create("limits");
    tcase_add_test(limits, defaults_are_those_of_the_header);
    tcase_add_loop_test(limits, pixels, 0, KINDS);
    tcase_add_loop_test(limits, side, 0, KINDS);
    tcase_add_loop_test(limits, file_bytes, 0, KINDS);
    tcase_add_loop_test(limits, memory, 0, KINDS);
    tcase_add_loop_test(limits, too_little_memory_is_told, 0, KINDS);
    tcase_add_test(limits, sides_beyond_pdq);
    tcase_add_test(limits, claimed_sizes);
    tcase_add_test(limits, jpeg_scans);
    tcase_add_test(limits, png_chunks);
    suite_add_tcase(suite, limits);
    return mien_suite_run(suite);
}
