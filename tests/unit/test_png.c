// SPDX-License-Identifier: Apache-2.0
// PNG: every colour type, depth and interlacing gives exactly the 8-bit pixels that
// follow from the samples in the file; optional chunks do not matter, damage does.
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

struct kind {
    int colour, depth;
};
static const struct kind kinds[] = {
    {PNG_COLOR_TYPE_GRAY, 1},        {PNG_COLOR_TYPE_GRAY, 2},
    {PNG_COLOR_TYPE_GRAY, 4},        {PNG_COLOR_TYPE_GRAY, 8},
    {PNG_COLOR_TYPE_GRAY, 16},       {PNG_COLOR_TYPE_PALETTE, 1},
    {PNG_COLOR_TYPE_PALETTE, 2},     {PNG_COLOR_TYPE_PALETTE, 4},
    {PNG_COLOR_TYPE_PALETTE, 8},     {PNG_COLOR_TYPE_RGB, 8},
    {PNG_COLOR_TYPE_RGB, 16},        {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
    {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB_ALPHA, 8},
    {PNG_COLOR_TYPE_RGB_ALPHA, 16},
};
enum {
    KINDS = sizeof kinds / sizeof *kinds,
    WIDTH = 37,
    HEIGHT = 29
};

static struct mien_png_recipe recipe_of(const struct kind *kind)
{
    return (struct mien_png_recipe){
        .width = WIDTH, .height = HEIGHT, .colour = kind->colour, .depth = kind->depth};
}

static uint8_t *new_rows(const struct mien_png_recipe *recipe)
{
    struct mien_random random = {20240303};
    size_t size = mien_png_row_size(recipe) * recipe->height;
    uint8_t *rows = malloc(size);
    mien_random_bytes(&random, rows, size);
    return rows;
}

// Sample number `at` of a row, with its own depth.
static unsigned sample(const uint8_t *row, int depth, size_t at)
{
    if (depth == 16)
        return (unsigned)row[2 * at] << 8 | row[2 * at + 1];
    size_t bit = at * (size_t)depth;
    return (unsigned)row[bit / 8] >> (8 - (size_t)depth - bit % 8) &
           ((1u << depth) - 1);
}

// What a sample is in 8 bits: the high byte of 16, and the full range for fewer than 8.
static uint8_t to_8_bits(unsigned value, int depth)
{
    return (uint8_t)(depth == 16 ? value >> 8 : value * 255 / ((1u << depth) - 1));
}

// The RGBA pixel x of a row, straight from the definition of PNG.
static void pixel_of(uint8_t rgba[4], const struct mien_png_recipe *recipe,
                     const uint8_t *row, size_t x)
{
    int depth = recipe->depth;
    bool colour = (recipe->colour & PNG_COLOR_MASK_COLOR) != 0;
    bool alpha = (recipe->colour & PNG_COLOR_MASK_ALPHA) != 0;
    rgba[3] = 255;
    if (recipe->colour == PNG_COLOR_TYPE_PALETTE) {
        unsigned index = sample(row, depth, x);
        mien_png_palette(rgba, index);
        if (recipe->transparent && index == 0)
            rgba[3] = 0;
        return;
    }
    size_t colours = colour ? 3 : 1, channels = colours + alpha;
    unsigned any = 0;
    for (size_t c = 0; c < 3; c++) {
        unsigned value = sample(row, depth, x * channels + (colour ? c : 0));
        any |= value;
        rgba[c] = to_8_bits(value, depth);
    }
    if (alpha)
        rgba[3] = to_8_bits(sample(row, depth, x * channels + colours), depth);
    if (recipe->transparent && any == 0)
        rgba[3] = 0;
}

static void check_pixels(const struct mien_png_recipe *recipe, const uint8_t *rows,
                         const struct mien_picture *picture)
{
    size_t size = mien_pixel_size(picture->info.pixel_format);
    for (size_t y = 0; y < recipe->height; y++) {
        for (size_t x = 0; x < recipe->width; x++) {
            uint8_t rgba[4];
            pixel_of(rgba, recipe, rows + y * mien_png_row_size(recipe), x);
            const uint8_t *got = picture->pixels + y * picture->stride + x * size;
            ck_assert_msg(memcmp(got, rgba, size) == 0, "column %zu, row %zu", x, y);
        }
    }
}

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

// Decodes, with the final info in *info.
static struct mien_picture decode(struct mien_file file, uint32_t flags,
                                  struct mien_image_info *info)
{
    struct mien_picture picture;
    struct mien_error error = {0};
    const struct mien_decode_options options = {.size = sizeof options, .flags = flags};
    enum mien_status status =
        mien_picture_decode(&picture, file.bytes, file.size, &options, info, &error);
    ck_assert_msg(status == MIEN_OK, "status %d: %s", status, error.detail);
    ck_assert_uint_eq(picture.rows, picture.info.height);
    return picture;
}

static void check_kind(const struct mien_png_recipe *recipe, bool drop_alpha)
{
    uint8_t *rows = new_rows(recipe);
    struct mien_file file = mien_png_make(recipe, rows);
    struct mien_image_info info;
    struct mien_picture picture =
        decode(file, drop_alpha ? MIEN_DECODE_DROP_ALPHA : 0, &info);
    bool grey = (recipe->colour & PNG_COLOR_MASK_COLOR) == 0;
    bool alpha = (recipe->colour & PNG_COLOR_MASK_ALPHA) != 0 || recipe->transparent;
    enum mien_pixel_format wanted = alpha && !drop_alpha ? MIEN_PIXEL_RGBA8
                                    : grey               ? MIEN_PIXEL_GRAY8
                                                         : MIEN_PIXEL_RGB8;
    ck_assert_int_eq(info.format, MIEN_FORMAT_PNG);
    ck_assert_int_eq(info.pixel_format, wanted);
    ck_assert_uint_eq(info.flags, (alpha ? MIEN_IMAGE_ALPHA : 0) |
                                      (recipe->interlaced ? MIEN_IMAGE_INTERLACED : 0));
    check_pixels(recipe, rows, &picture);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}

START_TEST(pixels_follow_from_the_samples)
{
    for (int variant = 0; variant < 8; variant++) {
        struct mien_png_recipe recipe = recipe_of(&kinds[_i]);
        recipe.interlaced = (variant & 1) != 0;
        recipe.transparent =
            (variant & 2) != 0 && (recipe.colour & PNG_COLOR_MASK_ALPHA) == 0;
        check_kind(&recipe, (variant & 4) != 0);
    }
}
END_TEST

START_TEST(odd_sizes_are_decoded)
{
    static const uint32_t sizes[][2] = {{1, 1}, {1, 7}, {7, 1},
                                        {2, 2}, {3, 5}, {9000, 3}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int interlaced = 0; interlaced < 2; interlaced++) {
            const struct mien_png_recipe recipe = {.width = sizes[i][0],
                                                   .height = sizes[i][1],
                                                   .colour = PNG_COLOR_TYPE_RGB,
                                                   .depth = 8,
                                                   .interlaced = interlaced == 1};
            check_kind(&recipe, false);
        }
    }
}
END_TEST

START_TEST(orientation_before_and_behind_the_pixels)
{
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        for (int at_end = 0; at_end < 2; at_end++) {
            struct mien_png_recipe recipe = recipe_of(&kinds[9]);
            recipe.orientation = orientation;
            recipe.exif_at_end = at_end == 1;
            uint8_t *rows = new_rows(&recipe);
            struct mien_file file = mien_png_make(&recipe, rows);
            struct mien_image_info info;
            struct mien_picture picture = decode(file, 0, &info);
            ck_assert_uint_eq(info.orientation, orientation);
            ck_assert_uint_eq(info.exif_orientation, orientation);
            mien_picture_free(&picture);
            free(file.bytes);
            free(rows);
        }
    }
}
END_TEST

// The last four bytes of the first chunk of a type are its checksum.
static uint8_t *find_chunk(struct mien_file file, const char *type)
{
    for (size_t i = 8; i + 12 <= file.size;) {
        size_t length = (size_t)file.bytes[i] << 24 | (size_t)file.bytes[i + 1] << 16 |
                        (size_t)file.bytes[i + 2] << 8 | file.bytes[i + 3];
        if (memcmp(file.bytes + i + 4, type, 4) == 0)
            return file.bytes + i;
        i += 12 + length;
    }
    ck_abort_msg("no chunk %s", type);
    return NULL;
}

static size_t chunk_length(const uint8_t *chunk)
{
    return (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 |
           chunk[3];
}

START_TEST(damaged_optional_chunks_do_not_matter)
{
    static const char *const types[] = {"tEXt", "gAMA", "pHYs"};
    struct mien_png_recipe recipe = recipe_of(&kinds[9]);
    recipe.text = true;
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        uint8_t *chunk = find_chunk(file, types[i]);
        chunk[8 + chunk_length(chunk)] ^= 1; // its checksum
        chunk[8] ^= 0x55;                    // and its content
    }
    struct mien_image_info info;
    struct mien_picture picture = decode(file, 0, &info);
    ck_assert_uint_eq(info.flags, 0);
    check_pixels(&recipe, rows, &picture);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}
END_TEST

START_TEST(damaged_critical_chunks_are_errors)
{
    static const char *const types[] = {"IHDR", "PLTE", "IDAT", "IEND"};
    struct mien_png_recipe recipe = recipe_of(&kinds[8]);
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        uint8_t *chunk = find_chunk(file, types[i]);
        uint8_t *checksum = chunk + 8 + chunk_length(chunk);
        struct mien_error error;
        *checksum ^= 1;
        ck_assert_msg(decode_status(file, 0, &error) == MIEN_ERROR_CORRUPT, "%s",
                      types[i]);
        ck_assert_msg(strncmp(error.detail, "PNG: ", 5) == 0, "%s", error.detail);
        *checksum ^= 1;
    }
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_OK);
    free(file.bytes);
    free(rows);
}
END_TEST

// Lost transparency changes the rows when they are to carry it, and only then.
START_TEST(damaged_transparency_is_damage_where_it_counts)
{
    for (int kind = 3; kind <= 9; kind += 3) { // grey, palette, RGB
        struct mien_png_recipe recipe = recipe_of(&kinds[kind]);
        recipe.transparent = true;
        uint8_t *rows = new_rows(&recipe);
        struct mien_file file = mien_png_make(&recipe, rows);
        uint8_t *chunk = find_chunk(file, "tRNS");
        chunk[8 + chunk_length(chunk)] ^= 1; // its checksum
        ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(decode_status(file, MIEN_DECODE_DROP_ALPHA, NULL), MIEN_OK);
        struct mien_image_info info;
        struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL, &info);
        ck_assert_uint_ne(info.flags & MIEN_IMAGE_PARTIAL, 0);
        mien_picture_free(&picture);
        free(file.bytes);
        free(rows);
    }
}
END_TEST

// Apple's own PNG begins with a critical chunk that nobody else knows.
START_TEST(unknown_critical_chunks_are_unsupported)
{
    struct mien_png_recipe recipe = recipe_of(&kinds[9]);
    recipe.extra = "CgBI";
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_UNSUPPORTED);
    free(file.bytes);
    free(rows);
}
END_TEST

// The rows in front of the damage are what they were; then come zeros.
START_TEST(the_beginning_of_a_cut_picture_is_known)
{
    enum {
        SIDE = 200
    };
    const struct mien_png_recipe recipe = {
        .width = SIDE, .height = SIDE, .colour = PNG_COLOR_TYPE_RGB, .depth = 8};
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    file.size = file.size * 3 / 4;
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL, &info);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_PARTIAL);
    ck_assert_mem_eq(picture.pixels, rows, picture.stride * SIDE / 2);
    for (size_t x = 0; x < picture.stride; x++)
        ck_assert_uint_eq(picture.pixels[picture.stride * (SIDE - 1) + x], 0);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}
END_TEST

START_TEST(the_coarse_passes_of_a_cut_interlaced_picture_are_known)
{
    enum {
        SIDE = 200
    };
    const struct mien_png_recipe recipe = {.width = SIDE,
                                           .height = SIDE,
                                           .colour = PNG_COLOR_TYPE_RGB,
                                           .depth = 8,
                                           .interlaced = true};
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    file.size = file.size * 3 / 4;
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL, &info);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_PARTIAL | MIEN_IMAGE_INTERLACED);
    for (size_t y = 0; y < SIDE; y += 4)
        for (size_t x = 0; x < SIDE; x += 4)
            ck_assert_mem_eq(picture.pixels + y * picture.stride + 3 * x,
                             rows + y * picture.stride + 3 * x, 3);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}
END_TEST

// Damage behind the last row: every pixel came out, and the picture is still marked.
START_TEST(damage_behind_the_pixels_is_damage)
{
    struct mien_png_recipe recipe = recipe_of(&kinds[9]);
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    file.size -= 1; // of the checksum of IEND
    ck_assert_int_eq(decode_status(file, 0, NULL), MIEN_ERROR_CORRUPT);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, MIEN_DECODE_ALLOW_PARTIAL, &info);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_PARTIAL);
    check_pixels(&recipe, rows, &picture);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}
END_TEST

// The default picture of an APNG is an ordinary PNG with more chunks.
START_TEST(animated_png_is_told)
{
    struct mien_png_recipe recipe = recipe_of(&kinds[9]);
    recipe.extra = "acTL";
    uint8_t *rows = new_rows(&recipe);
    struct mien_file file = mien_png_make(&recipe, rows);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, 0, &info);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_ANIMATED);
    check_pixels(&recipe, rows, &picture);
    mien_picture_free(&picture);
    free(file.bytes);
    free(rows);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("png");
    TCase *pixels = tcase_create("pixels");
    tcase_add_loop_test(pixels, pixels_follow_from_the_samples, 0, KINDS);
    tcase_add_test(pixels, odd_sizes_are_decoded);
    suite_add_tcase(suite, pixels);
    TCase *header = tcase_create("chunks");
    tcase_add_test(header, orientation_before_and_behind_the_pixels);
    tcase_add_test(header, damaged_optional_chunks_do_not_matter);
    tcase_add_test(header, damaged_critical_chunks_are_errors);
    tcase_add_test(header, damaged_transparency_is_damage_where_it_counts);
    tcase_add_test(header, unknown_critical_chunks_are_unsupported);
    tcase_add_test(header, animated_png_is_told);
    suite_add_tcase(suite, header);
    TCase *damage = tcase_create("damage");
    tcase_add_test(damage, the_beginning_of_a_cut_picture_is_known);
    tcase_add_test(damage, the_coarse_passes_of_a_cut_interlaced_picture_are_known);
    tcase_add_test(damage, damage_behind_the_pixels_is_damage);
    suite_add_tcase(suite, damage);
    return mien_suite_run(suite);
}
