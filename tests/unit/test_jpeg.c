// SPDX-License-Identifier: Apache-2.0
// JPEG: mien's rows are those of libjpeg itself, whatever the kind of file, and its
// grey, CMYK, orientation and damage are as promised.
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "jpegs.h"
#include "suite.h"

static struct mien_picture decode(struct mien_file file, uint32_t flags)
{
    struct mien_picture picture;
    struct mien_error error = {0};
    const struct mien_decode_options options = {.size = sizeof options, .flags = flags};
    enum mien_status status =
        mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, &error);
    ck_assert_msg(status == MIEN_OK, "status %d: %s", status, error.detail);
    ck_assert_uint_eq(picture.rows, picture.info.height);
    return picture;
}

START_TEST(rows_are_those_of_libjpeg)
{
    const struct mien_jpeg_recipe *recipe = &mien_jpeg_recipes[_i];
    struct mien_file file = mien_jpeg_new(recipe);
    bool grey = recipe->components == 1;
    size_t size;
    uint8_t *wanted = mien_jpeg_plain(file, grey ? JCS_GRAYSCALE : JCS_RGB, 1, &size);
    struct mien_picture picture = decode(file, 0);
    ck_assert_int_eq(picture.info.format, MIEN_FORMAT_JPEG);
    ck_assert_int_eq(picture.info.pixel_format,
                     grey ? MIEN_PIXEL_GRAY8 : MIEN_PIXEL_RGB8);
    ck_assert_uint_eq(picture.info.width, recipe->width);
    ck_assert_uint_eq(picture.info.height, recipe->height);
    ck_assert_int_eq(picture.info.orientation, MIEN_ORIENTATION_TOP_LEFT);
    ck_assert_uint_eq(picture.info.exif_orientation, 0);
    bool scans = recipe->progressive || recipe->one_scan_a_component;
    ck_assert_uint_eq(picture.info.flags, scans ? MIEN_IMAGE_PROGRESSIVE : 0);
    ck_assert_uint_eq(picture.stride * picture.rows, size);
    ck_assert_mem_eq(picture.pixels, wanted, size);
    mien_picture_free(&picture);
    free(wanted);
    free(file.bytes);
}
END_TEST

// red = round(c * k / 255), and so on: the file holds inverted inks, as Adobe's do.
static void check_cmyk(bool ycck, bool progressive, bool without_marker)
{
    enum {
        WIDTH = 48,
        HEIGHT = 33
    };
    const struct mien_jpeg_recipe recipe = {.width = WIDTH,
                                            .height = HEIGHT,
                                            .components = 4,
                                            .sample_h = 1,
                                            .sample_v = 1,
                                            .progressive = progressive,
                                            .ycck = ycck};
    struct mien_file file = mien_jpeg_new(&recipe);
    if (without_marker) {
        uint8_t *marker = memmem(file.bytes, file.size, "Adobe", 5);
        ck_assert_ptr_nonnull(marker);
        marker[0] = 'a'; // somebody else's APP14
    }
    size_t size;
    uint8_t *cmyk = mien_jpeg_plain(file, JCS_CMYK, 1, &size);
    ck_assert_uint_eq(size, WIDTH * HEIGHT * 4);
    struct mien_picture picture = decode(file, 0);
    ck_assert_int_eq(picture.info.pixel_format, MIEN_PIXEL_RGB8);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++)
        for (size_t c = 0; c < 3; c++) {
            double wanted = cmyk[4 * i + c] * (double)cmyk[4 * i + 3] / 255.0;
            ck_assert_int_eq(picture.pixels[3 * i + c], (int)(wanted + 0.5));
        }
    mien_picture_free(&picture);
    free(cmyk);
    free(file.bytes);
}

START_TEST(cmyk_is_inverted_ink)
{
    check_cmyk(false, false, false);
    check_cmyk(true, false, false);
    check_cmyk(true, true, false);
    check_cmyk(false, false, true);
}
END_TEST

START_TEST(orientation_is_reported)
{
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        const struct mien_jpeg_recipe recipe = {.width = 16,
                                                .height = 8,
                                                .components = 3,
                                                .orientation = orientation,
                                                .exif_big = orientation % 2 == 0};
        struct mien_file file = mien_jpeg_new(&recipe);
        struct mien_picture picture = decode(file, 0);
        ck_assert_uint_eq(picture.info.orientation, orientation);
        ck_assert_uint_eq(picture.info.exif_orientation, orientation);
        ck_assert_uint_eq(picture.info.width, 16); // as stored
        ck_assert_uint_eq(picture.info.height, 8);
        mien_picture_free(&picture);
        free(file.bytes);
    }
}
END_TEST

// XMP in an APP1 segment of its own, in front of EXIF, and EXIF twice.
START_TEST(the_first_exif_counts_and_xmp_does_not)
{
    static const uint8_t xmp[] = "\xff\xe1\0\x0chttp://ns."; // length 12: 10 bytes more
    const struct mien_jpeg_recipe recipe = {
        .width = 16, .height = 8, .components = 1, .orientation = 6};
    struct mien_file file = mien_jpeg_new(&recipe);
    uint8_t *exif = memmem(file.bytes, file.size, "Exif", 4);
    ck_assert_ptr_nonnull(exif);
    exif -= 4; // marker and length
    size_t at = (size_t)(exif - file.bytes), segment = 2 + (size_t)exif[3];
    struct mien_file longer = {malloc(file.size + sizeof xmp - 1 + segment), 0};
    memcpy(longer.bytes, file.bytes, at);
    memcpy(longer.bytes + at, xmp, sizeof xmp - 1);
    longer.size = at + sizeof xmp - 1;
    memcpy(longer.bytes + longer.size, file.bytes + at, segment);
    longer.size += segment;
    memcpy(longer.bytes + longer.size, file.bytes + at, file.size - at);
    longer.bytes[longer.size + 40] = 3; // the value in the second
    longer.size += file.size - at;
    struct mien_picture picture = decode(longer, 0);
    ck_assert_uint_eq(picture.info.exif_orientation, 6);
    mien_picture_free(&picture);
    free(longer.bytes);
    free(file.bytes);
}
END_TEST

static enum mien_status decode_status(struct mien_file file, uint32_t flags,
                                      struct mien_error *error)
{
    struct mien_picture picture;
    const struct mien_decode_options options = {.size = sizeof options, .flags = flags};
    enum mien_status status =
        mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, error);
    mien_picture_free(&picture);
    return status;
}

// The marker of the frame header, SOF0, SOF1 or SOF2.
static uint8_t *find_frame_header(struct mien_file file)
{
    for (size_t i = 2; i + 4 < file.size;) {
        ck_assert_int_eq(file.bytes[i], 0xff);
        if (file.bytes[i + 1] >= 0xc0 && file.bytes[i + 1] <= 0xc2)
            return file.bytes + i;
        i += 2 + ((size_t)file.bytes[i + 2] << 8 | file.bytes[i + 3]);
    }
    ck_abort_msg("no frame header");
    return NULL;
}

START_TEST(foreign_kinds_are_unsupported)
{
    const struct mien_jpeg_recipe recipe = {.width = 16, .height = 16, .components = 3};
    struct mien_file file = mien_jpeg_new(&recipe);
    uint8_t *frame = find_frame_header(file);
    struct mien_error error;
    frame[4] = 12; // bits a sample
    ck_assert_int_eq(decode_status(file, 0, &error), MIEN_ERROR_UNSUPPORTED);
    ck_assert_msg(strstr(error.detail, "12") != NULL, "%s", error.detail);
    frame[4] = 8;
    frame[1] = 0xc3; // lossless
    ck_assert_int_eq(decode_status(file, 0, &error), MIEN_ERROR_UNSUPPORTED);
    frame[1] = 0xc0;
    ck_assert_int_eq(decode_status(file, 0, &error), MIEN_OK);
    free(file.bytes);
}
END_TEST

// A whole picture without its last two bytes is whole, when there is one scan of
// Huffman codes; other kinds cannot know.
START_TEST(only_the_end_marker_may_be_missing)
{
    for (int i = 0; i < mien_jpeg_recipe_count; i++) {
        const struct mien_jpeg_recipe *recipe = &mien_jpeg_recipes[i];
        struct mien_file file = mien_jpeg_new(recipe);
        bool simple = !recipe->progressive && !recipe->arithmetic &&
                      !recipe->one_scan_a_component;
        enum mien_status wanted = simple ? MIEN_OK : MIEN_ERROR_CORRUPT;
        file.size -= 1;
        ck_assert_msg(decode_status(file, 0, NULL) == wanted, "recipe %d", i);
        file.size -= 1;
        ck_assert_msg(decode_status(file, 0, NULL) == wanted, "recipe %d", i);
        file.size -= 3;
        ck_assert_msg(decode_status(file, 0, NULL) == MIEN_ERROR_CORRUPT, "recipe %d",
                      i);
        free(file.bytes);
    }
}
END_TEST

START_TEST(bytes_behind_the_end_do_not_matter)
{
    const struct mien_jpeg_recipe recipe = {.width = 32, .height = 32, .components = 3};
    struct mien_file file = mien_jpeg_new(&recipe);
    file.bytes = realloc(file.bytes, file.size + 1000);
    memset(file.bytes + file.size, 0xd8, 1000);
    file.size += 1000;
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_OK);
    free(file.bytes);
}
END_TEST

// libjpeg-turbo's fast path takes an impossible Huffman code for a zero and goes on.
START_TEST(impossible_codes_are_damage)
{
    const struct mien_jpeg_recipe recipe = {
        .width = 256, .height = 256, .components = 3};
    struct mien_file file = mien_jpeg_new(&recipe);
    // Codes of all ones do not exist. 0xff is followed by a stuffed zero.
    for (size_t i = file.size / 2; i < file.size / 2 + 64; i += 2) {
        file.bytes[i] = 0xff;
        file.bytes[i + 1] = 0x00;
    }
    struct mien_error error;
    ck_assert_int_eq(decode_status(file, 0, &error), MIEN_ERROR_CORRUPT);
    ck_assert_msg(strstr(error.detail, "Huffman") != NULL, "%s", error.detail);
    struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

// Cut in the middle: an error, unless allowed; then the first half is what it was.
START_TEST(the_first_half_of_a_cut_picture_is_known)
{
    enum {
        SIDE = 128
    };
    for (int progressive = 0; progressive < 2; progressive++) {
        const struct mien_jpeg_recipe recipe = {.width = SIDE,
                                                .height = SIDE,
                                                .components = 3,
                                                .progressive = progressive == 1};
        struct mien_file file = mien_jpeg_new(&recipe);
        struct mien_picture whole = decode(file, 0);
        file.size = file.size * 3 / 4;
        ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
        struct mien_picture part;
        struct mien_image_info info;
        const struct mien_decode_options options = {.size = sizeof options,
                                                    .flags = MIEN_DECODE_ALLOW_PARTIAL};
        ck_assert_int_eq(
            mien_picture_decode(&part, file.bytes, file.size, &options, &info, NULL),
            MIEN_OK);
        ck_assert_uint_eq(part.rows, SIDE);
        ck_assert_uint_ne(info.flags & MIEN_IMAGE_PARTIAL, 0);
        ck_assert_uint_eq(whole.info.flags & MIEN_IMAGE_PARTIAL, 0);
        if (progressive == 0)
            ck_assert_mem_eq(part.pixels, whole.pixels, whole.stride * SIDE / 2);
        mien_picture_free(&part);
        mien_picture_free(&whole);
        free(file.bytes);
    }
}
END_TEST

static struct mien_file with_bytes_before_the_end(struct mien_file file, size_t count)
{
    struct mien_file longer = {malloc(file.size + count), file.size + count};
    memcpy(longer.bytes, file.bytes, file.size - 2);
    memset(longer.bytes + file.size - 2, 0x11, count);
    memcpy(longer.bytes + longer.size - 2, "\xff\xd9", 2);
    return longer;
}

// The rows came out, and data is left over: then they are not those that were stored.
START_TEST(data_left_over_is_damage)
{
    for (int i = 0; i < mien_jpeg_recipe_count; i++) {
        const struct mien_jpeg_recipe *recipe = &mien_jpeg_recipes[i];
        struct mien_file file = mien_jpeg_new(recipe);
        struct mien_file padded = with_bytes_before_the_end(file, 16);
        struct mien_file longer = with_bytes_before_the_end(file, 40);
        ck_assert_msg(decode_status(padded, 0, NULL) == MIEN_OK, "recipe %d", i);
        ck_assert_msg(decode_status(longer, 0, NULL) == MIEN_ERROR_CORRUPT, "recipe %d",
                      i);
        struct mien_picture picture = decode(longer, MIEN_DECODE_ALLOW_PARTIAL);
        mien_picture_free(&picture);
        free(longer.bytes);
        free(padded.bytes);
        free(file.bytes);
    }
}
END_TEST

// What disks and memory cards do: the second half of the file is there, and is zero.
START_TEST(half_a_file_of_zeros_is_damage)
{
    enum {
        SIDE = 256
    };
    for (int progressive = 0; progressive < 2; progressive++) {
        const struct mien_jpeg_recipe recipe = {.width = SIDE,
                                                .height = SIDE,
                                                .components = 3,
                                                .progressive = progressive == 1};
        struct mien_file file = mien_jpeg_new(&recipe);
        for (int end = 0; end < 2; end++) { // without its end marker, and with it
            struct mien_file half = {malloc(file.size), file.size};
            memcpy(half.bytes, file.bytes, file.size);
            memset(half.bytes + file.size / 2, 0,
                   file.size - file.size / 2 - (end == 1 ? 2 : 0));
            ck_assert_int_eq(decode_status(half, 0, NULL), MIEN_ERROR_CORRUPT);
            free(half.bytes);
        }
        free(file.bytes);
    }
}
END_TEST

// Damage behind the last row does not take away what was delivered.
START_TEST(an_error_behind_the_rows_leaves_a_partial_picture)
{
    static const uint8_t second_frame[] =
        "\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0";
    const struct mien_jpeg_recipe recipe = {.width = 32, .height = 32, .components = 3};
    struct mien_file file = mien_jpeg_new(&recipe);
    file.bytes = realloc(file.bytes, file.size + sizeof second_frame);
    memcpy(file.bytes + file.size - 2, second_frame, sizeof second_frame - 1);
    file.size += sizeof second_frame - 3;
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
    struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

// Without the first scan, which is luma, what is left is a grey surface in colours.
START_TEST(a_missing_component_is_damage)
{
    for (int progressive = 0; progressive < 2; progressive++) {
        const struct mien_jpeg_recipe recipe = {.width = 64,
                                                .height = 64,
                                                .components = 3,
                                                .progressive = progressive == 1,
                                                .one_scan_a_component =
                                                    progressive == 0};
        struct mien_file file = mien_jpeg_new(&recipe);
        ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_OK);
        uint8_t *scan = memmem(file.bytes, file.size, "\xff\xda", 2);
        ck_assert_ptr_nonnull(scan);
        size_t from = (size_t)(scan - file.bytes);
        size_t to = mien_jpeg_marker(file, from + 2);
        memmove(file.bytes + from, file.bytes + to, file.size - to);
        file.size -= to - from;
        ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
        struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL);
        mien_picture_free(&picture);
        free(file.bytes);
    }
}
END_TEST

// A progressive picture in grey: one scan for the means, and one for each of the
// frequencies behind.
static struct mien_file new_scans(uint32_t side, int scans)
{
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    jpeg_scan_info script[64];
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    uint8_t *pixels = mien_jpeg_pixels(side, side, 1);
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, &bytes, &size);
    cinfo.image_width = side;
    cinfo.image_height = side;
    cinfo.input_components = 1;
    cinfo.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&cinfo);
    for (int i = 0; i < scans; i++)
        script[i] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = i, .Se = i};
    cinfo.scan_info = script;
    cinfo.num_scans = scans;
    jpeg_start_compress(&cinfo, TRUE);
    for (uint32_t y = 0; y < side; y++) {
        JSAMPROW row = pixels + y * side;
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    free(pixels);
    return (struct mien_file){bytes, size};
}

START_TEST(large_pictures_may_have_fewer_scans)
{
    enum {
        SIDE = 64
    };
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    const struct mien_decode_options options = {.size = sizeof options,
                                                .limits = &limits};
    for (int scans = 16; scans <= 32; scans += 16) {
        struct mien_file file = new_scans(SIDE, scans);
        for (uint64_t spare = 0; spare < 2; spare++) {
            limits.pixels = SIDE * SIDE * (uint64_t)scans / 16 - spare;
            if (limits.pixels < SIDE * SIDE)
                continue;
            struct mien_picture picture;
            enum mien_status status = mien_picture_decode(
                &picture, file.bytes, file.size, &options, NULL, NULL);
            ck_assert_int_eq(status, spare == 0 ? MIEN_OK : MIEN_ERROR_LIMIT);
            mien_picture_free(&picture);
        }
        free(file.bytes);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jpeg");
    TCase *pixels = tcase_create("pixels");
    tcase_add_loop_test(pixels, rows_are_those_of_libjpeg, 0, mien_jpeg_recipe_count);
    tcase_add_test(pixels, cmyk_is_inverted_ink);
    suite_add_tcase(suite, pixels);
    TCase *header = tcase_create("header");
    tcase_add_test(header, orientation_is_reported);
    tcase_add_test(header, the_first_exif_counts_and_xmp_does_not);
    tcase_add_test(header, foreign_kinds_are_unsupported);
    suite_add_tcase(suite, header);
    TCase *damage = tcase_create("damage");
    tcase_add_test(damage, only_the_end_marker_may_be_missing);
    tcase_add_test(damage, bytes_behind_the_end_do_not_matter);
    tcase_add_test(damage, impossible_codes_are_damage);
    tcase_add_test(damage, the_first_half_of_a_cut_picture_is_known);
    tcase_add_test(damage, data_left_over_is_damage);
    tcase_add_test(damage, half_a_file_of_zeros_is_damage);
    tcase_add_test(damage, an_error_behind_the_rows_leaves_a_partial_picture);
    tcase_add_test(damage, a_missing_component_is_damage);
    tcase_add_test(damage, large_pictures_may_have_fewer_scans);
    suite_add_tcase(suite, damage);
    return mien_suite_run(suite);
}
