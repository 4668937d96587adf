// SPDX-License-Identifier: Apache-2.0
// GIF: the first frame on its canvas, row by row as the standard says, from files that
// this test writes itself.
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

enum {
    CANVAS_W = 40,
    CANVAS_H = 31,
    COLOURS = 16,
    NONE = -1
};

struct recipe {
    uint32_t left, top, width, height; // of the frame
    int transparent;                   // an index, or NONE
    bool interlaced, local_palette, no_palette;
    int frames;
    bool cut; // the first frame ends half way
};

static const struct recipe plain = {
    .width = CANVAS_W, .height = CANVAS_H, .transparent = NONE, .frames = 1};

static void put(struct mien_file *file, const void *bytes, size_t size)
{
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void put_byte(struct mien_file *file, unsigned byte)
{
    const uint8_t one = (uint8_t)byte;
    put(file, &one, 1);
}

static void put_16(struct mien_file *file, unsigned value)
{
    put_byte(file, value & 255);
    put_byte(file, value >> 8);
}

static void colour_of(uint8_t rgb[3], unsigned index, bool local)
{
    rgb[0] = (uint8_t)(index * 17);
    rgb[1] = (uint8_t)(local ? 200 : 255 - index * 3);
    rgb[2] = (uint8_t)(index * index);
}

static void put_palette(struct mien_file *file, bool local)
{
    for (unsigned i = 0; i < COLOURS; i++) {
        uint8_t rgb[3];
        colour_of(rgb, i, local);
        put(file, rgb, 3);
    }
}

// LZW without its point: codes of 5 bits, and a clear code before the table has grown
// so far that codes would need 6. Every reader must take that.
static void put_pixels(struct mien_file *file, const uint8_t *indices, size_t count)
{
    enum {
        BITS = 4,
        CLEAR = 16,
        END = 17,
        BETWEEN = 12
    };
    uint8_t block[256];
    unsigned held = 0, bits = 0, size = 0;
    put_byte(file, BITS);
    for (size_t i = 0; i <= count; i++) {
        unsigned codes[2] = {CLEAR, i < count ? indices[i] : END};
        for (int c = i % BETWEEN == 0 ? 0 : 1; c < 2; c++) {
            held |= codes[c] << bits;
            for (bits += BITS + 1; bits >= 8; bits -= 8, held >>= 8)
                block[size++] = (uint8_t)held;
        }
        if (i == count && bits > 0)
            block[size++] = (uint8_t)held;
        if (size >= 250 || i == count) {
            put_byte(file, size);
            put(file, block, size);
            size = 0;
        }
    }
    put_byte(file, 0);
}

// The order in which an interlaced frame stores its rows.
static uint32_t stored_row(const struct recipe *recipe, uint32_t at)
{
    static const uint32_t first[4] = {0, 4, 2, 1}, step[4] = {8, 8, 4, 2};
    if (!recipe->interlaced)
        return at;
    for (int pass = 0; pass < 4; pass++) {
        uint32_t rows =
            recipe->height > first[pass]
                ? (recipe->height - first[pass] + step[pass] - 1) / step[pass]
                : 0;
        if (at < rows)
            return first[pass] + at * step[pass];
        at -= rows;
    }
    return 0;
}

static void put_frame(struct mien_file *file, const struct recipe *recipe,
                      const uint8_t *indices)
{
    if (recipe->transparent != NONE) {
        put(file, "\x21\xf9\x04\x01\0\0", 6);
        put_byte(file, (unsigned)recipe->transparent);
        put_byte(file, 0);
    }
    put_byte(file, 0x2c);
    put_16(file, recipe->left);
    put_16(file, recipe->top);
    put_16(file, recipe->width);
    put_16(file, recipe->height);
    put_byte(file,
             (recipe->local_palette ? 0x83u : 0u) | (recipe->interlaced ? 0x40 : 0));
    if (recipe->local_palette)
        put_palette(file, true);
    size_t count = (size_t)recipe->width * recipe->height;
    uint8_t *stored = malloc(count);
    for (uint32_t y = 0; y < recipe->height; y++)
        memcpy(stored + y * recipe->width,
               indices + stored_row(recipe, y) * recipe->width, recipe->width);
    put_pixels(file, stored, recipe->cut ? count / 2 : count);
    free(stored);
}

static uint8_t *new_indices(const struct recipe *recipe)
{
    struct mien_random random = {20240309};
    size_t count = (size_t)recipe->width * recipe->height;
    uint8_t *indices = malloc(count);
    for (size_t i = 0; i < count; i++)
        indices[i] = (uint8_t)mien_random_below(&random, COLOURS);
    return indices;
}

static struct mien_file new_gif(const struct recipe *recipe, const uint8_t *indices)
{
    enum {
        BACKGROUND = 5
    };
    struct mien_file file = {malloc(100000), 0};
    put(&file, "GIF89a", 6);
    put_16(&file, CANVAS_W);
    put_16(&file, CANVAS_H);
    put_byte(&file, recipe->no_palette ? 0x70 : 0xf3);
    put_byte(&file, BACKGROUND);
    put_byte(&file, 0);
    if (!recipe->no_palette)
        put_palette(&file, false);
    put(&file, "\x21\xfe\x05hello\0", 9); // a comment
    for (int i = 0; i < recipe->frames; i++)
        put_frame(&file, recipe, indices);
    put_byte(&file, 0x3b);
    return file;
}

// The pixel of the canvas as the standard has it; outside the frame the background
// colour, transparent.
static void pixel_of(uint8_t rgba[4], const struct recipe *recipe,
                     const uint8_t *indices, uint32_t x, uint32_t y)
{
    bool inside = x >= recipe->left && x - recipe->left < recipe->width &&
                  y >= recipe->top && y - recipe->top < recipe->height;
    if (!inside) {
        colour_of(rgba, 5, false);
        rgba[3] = 0;
        return;
    }
    unsigned index = indices[(y - recipe->top) * recipe->width + x - recipe->left];
    colour_of(rgba, index, recipe->local_palette);
    if (recipe->no_palette)
        memset(rgba, (int)index, 3);
    rgba[3] = (int)index == recipe->transparent ? 0 : 255;
}

static void check(const struct recipe *recipe, uint32_t width, uint32_t height)
{
    uint8_t *indices = new_indices(recipe);
    struct mien_file file = new_gif(recipe, indices);
    for (uint32_t flags = 0; flags <= MIEN_DECODE_DROP_ALPHA;
         flags += MIEN_DECODE_DROP_ALPHA) {
        const struct mien_decode_options options = {.size = sizeof options,
                                                    .flags = flags};
        struct mien_picture picture;
        struct mien_image_info info;
        struct mien_error error = {0};
        enum mien_status status = mien_picture_decode(&picture, file.bytes, file.size,
                                                      &options, &info, &error);
        ck_assert_msg(status == MIEN_OK, "%s", error.detail);
        bool alpha = recipe->transparent != NONE || recipe->width < width ||
                     recipe->height < height;
        ck_assert_int_eq(info.format, MIEN_FORMAT_GIF);
        ck_assert_int_eq(info.pixel_format,
                         alpha && flags == 0 ? MIEN_PIXEL_RGBA8 : MIEN_PIXEL_RGB8);
        ck_assert_uint_eq(info.flags,
                          (alpha ? MIEN_IMAGE_ALPHA : 0) |
                              (recipe->interlaced ? MIEN_IMAGE_INTERLACED : 0) |
                              (recipe->frames > 1 ? MIEN_IMAGE_ANIMATED : 0));
        ck_assert_uint_eq(info.width, width);
        ck_assert_uint_eq(info.height, height);
        ck_assert_uint_eq(picture.rows, height);
        size_t size = mien_pixel_size(info.pixel_format);
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++) {
                uint8_t rgba[4];
                pixel_of(rgba, recipe, indices, x, y);
                ck_assert_msg(memcmp(picture.pixels + y * picture.stride + x * size,
                                     rgba, size) == 0,
                              "column %u, row %u", x, y);
            }
        mien_picture_free(&picture);
    }
    free(file.bytes);
    free(indices);
}

START_TEST(a_plain_frame)
{
    check(&plain, CANVAS_W, CANVAS_H);
}
END_TEST

START_TEST(interlacing_puts_rows_in_their_place)
{
    struct recipe recipe = plain;
    recipe.interlaced = true;
    check(&recipe, CANVAS_W, CANVAS_H);
    for (recipe.height = 1; recipe.height < 12; recipe.height++)
        check(&recipe, CANVAS_W, CANVAS_H);
}
END_TEST

START_TEST(palettes_are_looked_up)
{
    struct recipe recipe = plain;
    recipe.local_palette = true;
    check(&recipe, CANVAS_W, CANVAS_H);
    recipe.local_palette = false;
    recipe.no_palette = true;
    check(&recipe, CANVAS_W, CANVAS_H);
}
END_TEST

START_TEST(an_index_may_be_transparent)
{
    struct recipe recipe = plain;
    recipe.transparent = 3;
    check(&recipe, CANVAS_W, CANVAS_H);
}
END_TEST

START_TEST(a_frame_may_lie_anywhere)
{
    const struct recipe inside = {
        .left = 7, .top = 5, .width = 11, .height = 13, .transparent = 0, .frames = 1};
    check(&inside, CANVAS_W, CANVAS_H);
    // Reaching out of the canvas makes it larger.
    struct recipe outside = inside;
    outside.left = CANVAS_W - 3;
    outside.interlaced = true;
    check(&outside, CANVAS_W + 8, CANVAS_H);
    outside.top = CANVAS_H + 100;
    check(&outside, CANVAS_W + 8, CANVAS_H + 113);
}
END_TEST

START_TEST(the_first_of_many_frames_is_taken)
{
    struct recipe recipe = plain;
    recipe.frames = 3;
    check(&recipe, CANVAS_W, CANVAS_H);
}
END_TEST

// A first frame without its second half: an error, unless allowed.
START_TEST(a_cut_frame_is_damage)
{
    for (int interlaced = 0; interlaced < 2; interlaced++) {
        struct recipe recipe = plain;
        recipe.cut = true;
        recipe.interlaced = interlaced == 1;
        uint8_t *indices = new_indices(&recipe);
        struct mien_file file = new_gif(&recipe, indices);
        struct mien_picture picture;
        struct mien_image_info info;
        ck_assert_int_eq(
            mien_picture_decode(&picture, file.bytes, file.size, NULL, NULL, NULL),
            MIEN_ERROR_CORRUPT);
        mien_picture_free(&picture);
        const struct mien_decode_options options = {.size = sizeof options,
                                                    .flags = MIEN_DECODE_ALLOW_PARTIAL};
        ck_assert_int_eq(
            mien_picture_decode(&picture, file.bytes, file.size, &options, &info, NULL),
            MIEN_OK);
        ck_assert_uint_ne(info.flags & MIEN_IMAGE_PARTIAL, 0);
        uint8_t rgba[4];
        pixel_of(rgba, &recipe, indices, 1, 0);
        ck_assert_mem_eq(picture.pixels + 3, rgba, 3); // the first row is known
        mien_picture_free(&picture);
        free(file.bytes);
        free(indices);
    }
}
END_TEST

// Every cut of the file: never a crash, and no picture before the first frame is whole.
START_TEST(cut_files_are_errors)
{
    uint8_t *indices = new_indices(&plain);
    struct mien_file file = new_gif(&plain, indices);
    for (size_t size = 0; size < file.size; size++) {
        uint8_t *copy = malloc(size + (size == 0));
        memcpy(copy, file.bytes, size);
        struct mien_picture picture;
        enum mien_status status =
            mien_picture_decode(&picture, copy, size, NULL, NULL, NULL);
        if (size < file.size - 2) // the end of the frame, and the end of the file
            ck_assert_msg(status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_FORMAT,
                          "%zu bytes: status %d", size, status);
        mien_picture_free(&picture);
        free(copy);
    }
    free(file.bytes);
    free(indices);
}
END_TEST

START_TEST(turned_bits_are_harmless)
{
    const struct recipe recipe = {
        .width = 12, .height = 9, .transparent = 2, .interlaced = true, .frames = 2};
    uint8_t *indices = new_indices(&recipe);
    struct mien_file file = new_gif(&recipe, indices);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.pixels = 1000000;
    const struct mien_decode_options options = {
        .size = sizeof options, .limits = &limits, .flags = MIEN_DECODE_ALLOW_PARTIAL};
    for (size_t bit = 0; bit < file.size * 8; bit++) {
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        struct mien_picture picture;
        enum mien_status status =
            mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL);
        ck_assert_msg(status != MIEN_ERROR_INTERNAL && status != MIEN_ERROR_MEMORY &&
                          status != MIEN_ERROR_ARGUMENT,
                      "bit %zu: status %d", bit, status);
        mien_picture_free(&picture);
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(file.bytes);
    free(indices);
}
END_TEST

static bool ask(void *context, uint32_t done, uint32_t all)
{
    (void)done, (void)all;
    uint32_t *left = context;
    return (*left)-- > 0;
}

START_TEST(limits_and_cancelling_are_obeyed)
{
    uint8_t *indices = new_indices(&plain);
    struct mien_file file = new_gif(&plain, indices);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    struct mien_picture picture;
    struct mien_decode_options options = {.size = sizeof options, .limits = &limits};
    limits.pixels = CANVAS_W * CANVAS_H - 1;
    ck_assert_int_eq(
        mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL),
        MIEN_ERROR_LIMIT);
    limits.pixels++;
    limits.memory = 150000;
    ck_assert_int_eq(
        mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL),
        MIEN_ERROR_LIMIT);
    limits.memory = 1000000;
    options.progress = ask;
    enum mien_status status = MIEN_ERROR_CANCELLED;
    for (uint32_t calls = 0; status != MIEN_OK; calls++) {
        uint32_t left = calls;
        options.progress_context = &left;
        status =
            mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL);
        ck_assert(status == MIEN_OK || status == MIEN_ERROR_CANCELLED);
        mien_picture_free(&picture);
    }
    free(file.bytes);
    free(indices);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gif");
    TCase *gif = tcase_create("gif");
    tcase_add_test(gif, a_plain_frame);
    tcase_add_test(gif, interlacing_puts_rows_in_their_place);
    tcase_add_test(gif, palettes_are_looked_up);
    tcase_add_test(gif, an_index_may_be_transparent);
    tcase_add_test(gif, a_frame_may_lie_anywhere);
    tcase_add_test(gif, the_first_of_many_frames_is_taken);
    tcase_add_test(gif, a_cut_frame_is_damage);
    tcase_add_test(gif, cut_files_are_errors);
    tcase_add_test(gif, turned_bits_are_harmless);
    tcase_add_test(gif, limits_and_cancelling_are_obeyed);
    suite_add_tcase(suite, gif);
    return mien_suite_run(suite);
}
