// SPDX-License-Identifier: Apache-2.0
// JPEG decoded as far as a hash needs it: grey rows and reduced ones are those of
// libjpeg itself, and of several scans no more are read than the picture shows.
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "fixture.h"
#include "jpegs.h"
#include "suite.h"
#include "synthetic.h"

static bool stop(void *context, uint32_t rows_done, uint32_t rows_all)
{
    (void)context, (void)rows_done, (void)rows_all;
    return false;
}

struct decoded {
    enum mien_status status;
    struct mien_picture picture;
    struct mien_image_info info;
    struct mien_error error;
};

static struct decoded decode_with(struct mien_file file,
                                  const struct mien_decode_less *less,
                                  const struct mien_decode_options *options)
{
    struct decoded decoded = {.status = MIEN_OK};
    struct mien_budget budget = {.limit = 64u << 20};
    struct mien_memory memory = {file.bytes, file.size, 0};
    const struct mien_source source = {&memory, mien_memory_read};
    const struct mien_sink sink = mien_picture_sink(&decoded.picture);
    decoded.status = mien_decode_within(&budget, &source, &sink, options, less,
                                        &decoded.info, &decoded.error);
    ck_assert_uint_eq(budget.held, 0);
    return decoded;
}

static struct decoded decode(struct mien_file file, const struct mien_decode_less *less)
{
    return decode_with(file, less, NULL);
}

static enum mien_status status_with(struct mien_file file,
                                    const struct mien_decode_less *less,
                                    const struct mien_decode_options *options)
{
    struct decoded decoded = decode_with(file, less, options);
    mien_picture_free(&decoded.picture);
    return decoded.status;
}

static struct decoded decode_partly(struct mien_file file,
                                    const struct mien_decode_less *less)
{
    const struct mien_decode_options options = {.size = sizeof options,
                                                .flags = MIEN_DECODE_ALLOW_PARTIAL};
    return decode_with(file, less, &options);
}

static void check_same(const struct decoded *a, const struct decoded *b)
{
    ck_assert_int_eq(a->status, MIEN_OK);
    ck_assert_int_eq(b->status, MIEN_OK);
    ck_assert_uint_eq(a->picture.rows, b->picture.rows);
    ck_assert_uint_eq(a->picture.stride, b->picture.stride);
    ck_assert_mem_eq(a->picture.pixels, b->picture.pixels,
                     a->picture.stride * a->picture.rows);
}

// -------------------------------------------------------------------- grey and reduced

START_TEST(rows_are_those_of_libjpeg)
{
    struct mien_file file = mien_jpeg_new(&mien_jpeg_recipes[_i]);
    const uint32_t width = mien_jpeg_recipes[_i].width;
    const uint32_t height = mien_jpeg_recipes[_i].height;
    for (uint32_t scale = 1; scale <= 8; scale *= 2) {
        uint32_t side = width < height ? width : height;
        const struct mien_decode_less less = {
            .grey_min = 1, .side_min = scale == 1 ? 0 : (side + scale - 1) / scale};
        struct decoded decoded = decode(file, &less);
        ck_assert_msg(decoded.status == MIEN_OK, "%s", decoded.error.detail);
        // 1 pixel may always be reduced further, and so may the 1 that 2 become.
        uint32_t wanted = side <= 2 && scale > 1 ? 8 : scale;
        ck_assert_uint_eq(decoded.info.scale, wanted);
        ck_assert_uint_eq(decoded.picture.info.scale, wanted); // known at the beginning
        ck_assert_uint_eq(decoded.info.width, width);
        ck_assert_uint_eq(decoded.info.height, height);
        ck_assert_int_eq(decoded.info.pixel_format, MIEN_PIXEL_GRAY8);
        ck_assert_uint_eq(decoded.picture.rows, (height + wanted - 1) / wanted);
        size_t size;
        uint8_t *plain = mien_jpeg_plain(file, JCS_GRAYSCALE, wanted, &size);
        ck_assert_uint_eq(size, decoded.picture.stride * decoded.picture.rows);
        ck_assert_mem_eq(decoded.picture.pixels, plain, size);
        free(plain);
        mien_picture_free(&decoded.picture);
    }
    free(file.bytes);
}
END_TEST

START_TEST(the_shorter_side_keeps_its_least)
{
    static const struct {
        uint32_t width, height, side_min, scale;
    } cases[] = {
        {160, 96, 0, 1},  {160, 96, 96, 1}, {160, 96, 49, 1}, {160, 96, 48, 2},
        {160, 96, 25, 2}, {160, 96, 24, 4}, {96, 160, 24, 4}, {160, 96, 13, 4},
        {160, 96, 12, 8}, {160, 96, 1, 8},  {160, 95, 48, 2}, // 47.5 pixels are 48
        {161, 89, 12, 8}, {161, 88, 12, 4}, {161, 88, 11, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct mien_jpeg_recipe recipe = {
            .width = cases[i].width, .height = cases[i].height, .components = 1};
        struct mien_file file = mien_jpeg_new(&recipe);
        const struct mien_decode_less less = {.side_min = cases[i].side_min};
        struct decoded decoded = decode(file, &less);
        ck_assert_int_eq(decoded.status, MIEN_OK);
        ck_assert_msg(decoded.info.scale == cases[i].scale, "case %zu: %u", i,
                      decoded.info.scale);
        mien_picture_free(&decoded.picture);
        free(file.bytes);
    }
}
END_TEST

START_TEST(small_pictures_keep_their_colours)
{
    const struct mien_jpeg_recipe recipe = {.width = 65, .height = 49, .components = 3};
    struct mien_file file = mien_jpeg_new(&recipe);
    struct mien_decode_less less = {.grey_min = 50};
    struct decoded decoded = decode(file, &less), whole = decode(file, NULL);
    ck_assert_int_eq(decoded.info.pixel_format, MIEN_PIXEL_RGB8);
    check_same(&decoded, &whole);
    mien_picture_free(&decoded.picture);
    mien_picture_free(&whole.picture);
    less.grey_min = 49;
    decoded = decode(file, &less);
    ck_assert_int_eq(decoded.info.pixel_format, MIEN_PIXEL_GRAY8);
    mien_picture_free(&decoded.picture);
    free(file.bytes);
}
END_TEST

// libjpeg gives no luma of inks.
START_TEST(cmyk_keeps_its_colours_and_is_reduced)
{
    for (int ycck = 0; ycck < 2; ycck++) {
        const struct mien_jpeg_recipe recipe = {.width = 48,
                                                .height = 33,
                                                .components = 4,
                                                .sample_h = 1,
                                                .sample_v = 1,
                                                .progressive = ycck == 0,
                                                .ycck = ycck == 1};
        struct mien_file file = mien_jpeg_new(&recipe);
        const struct mien_decode_less less = {
            .grey_min = 1, .side_min = 5, .first_scans = true};
        struct decoded decoded = decode(file, &less);
        ck_assert_int_eq(decoded.status, MIEN_OK);
        ck_assert_int_eq(decoded.info.pixel_format, MIEN_PIXEL_RGB8);
        ck_assert_uint_eq(decoded.info.scale, 8);
        ck_assert_uint_eq(decoded.picture.rows, 5);
        if (ycck == 1) { // of the other not all scans are read
            size_t size;
            uint8_t *cmyk = mien_jpeg_plain(file, JCS_CMYK, 8, &size);
            ck_assert_uint_eq(size, 6 * 5 * 4);
            for (size_t i = 0; i < 30; i++) {
                double wanted = cmyk[4 * i] * (double)cmyk[4 * i + 3] / 255.0;
                ck_assert_int_eq(decoded.picture.pixels[3 * i], (int)(wanted + 0.5));
            }
            free(cmyk);
        }
        mien_picture_free(&decoded.picture);
        free(file.bytes);
    }
}
END_TEST

// ---------------------------------------------------------------------------- damage

// Grey and reduced, a file of one scan is whole or damaged as it is in colour: all of
// its codes are read.
static void check_verdicts(struct mien_file file, const char *what, size_t at)
{
    struct decoded whole = decode(file, NULL);
    for (uint32_t side_min = 8; side_min <= 16; side_min *= 2) {
        const struct mien_decode_less less = {.grey_min = 1, .side_min = side_min};
        struct decoded reduced = decode(file, &less);
        ck_assert_msg(reduced.status == whole.status,
                      "%s %zu: %d (%s), and not %d (%s)", what, at, reduced.status,
                      reduced.error.detail, whole.status, whole.error.detail);
        ck_assert_uint_eq(reduced.info.exif_orientation, whole.info.exif_orientation);
        mien_picture_free(&reduced.picture);
    }
    mien_picture_free(&whole.picture);
}

static struct mien_file new_64(int restart)
{
    const struct mien_jpeg_recipe recipe = {.width = 64,
                                            .height = 64,
                                            .components = 3,
                                            .restart = (unsigned)restart,
                                            .orientation = 6};
    return mien_jpeg_new(&recipe);
}

START_TEST(a_cut_file_is_one_to_both)
{
    struct mien_file file = new_64(_i * 3), cut = file;
    for (cut.size = 1; cut.size <= file.size; cut.size++)
        check_verdicts(cut, "cut", cut.size);
    free(file.bytes);
}
END_TEST

START_TEST(a_changed_byte_is_damage_to_both)
{
    struct mien_file file = new_64(_i * 3);
    struct mien_random random = {77 + (uint64_t)_i};
    for (size_t at = 0; at < file.size; at++) {
        uint8_t before = file.bytes[at];
        file.bytes[at] ^= (uint8_t)(1u << mien_random_below(&random, 8));
        check_verdicts(file, "bit", at);
        file.bytes[at] = 0xFF;
        check_verdicts(file, "0xFF", at);
        file.bytes[at] = before;
    }
    free(file.bytes);
}
END_TEST

// What stands between the scan and the end of the file.
START_TEST(what_follows_the_scan_is_judged_alike)
{
    static const struct {
        const char *bytes;
        size_t size;
        enum mien_status status;
    } endings[] = {
        {"", 0, MIEN_OK}, // not even the end marker
        {"\xff\xd9", 2, MIEN_OK},
        {"\xff\xff\xff\xd9", 4, MIEN_OK},
        {"\xff\xfe\0\x04me\xff\xd9", 8, MIEN_OK}, // a comment
        {"\xff\xe1\0\x04me\xff\xd9more", 12, MIEN_OK},
        {"\0\0\0\0\0\0\0\0\0\0\0\0\xff\xd9", 14, MIEN_OK}, // padding
        {"0123456789012345678901234567890123456789\xff\xd9", 42, MIEN_ERROR_CORRUPT},
        {"0123456789012345678901234567890123456789\xff\xfe\0\x02\xff\xd9", 46,
         MIEN_ERROR_CORRUPT},
        {"\xff\xd8\xff\xd9", 4, MIEN_ERROR_CORRUPT}, // a second start
        {"\xff\xda\0\x08\1\1\0\0\x3f\0\xff\xd9", 12, MIEN_ERROR_CORRUPT}, // a scan
    };
    struct mien_file file = new_64(0);
    size_t end = file.size - 2;
    uint8_t *bytes = malloc(file.size + 64);
    memcpy(bytes, file.bytes, end);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        memcpy(bytes + end, endings[i].bytes, endings[i].size);
        struct mien_file ended = {bytes, end + endings[i].size};
        check_verdicts(ended, "ending", i);
        const struct mien_decode_less less = {.grey_min = 1, .side_min = 8};
        struct decoded decoded = decode(ended, &less);
        ck_assert_msg(decoded.status == endings[i].status, "ending %zu: %d %s", i,
                      decoded.status, decoded.error.detail);
        mien_picture_free(&decoded.picture);
    }
    free(bytes);
    free(file.bytes);
}
END_TEST

// ------------------------------------------------------------------------ first scans

// Where the data of scan `which` ends, from 0.
static size_t end_of_scan(struct mien_file file, int which)
{
    size_t at = 0;
    for (int i = 0; i <= which; i++) {
        const uint8_t *scan = memmem(file.bytes + at, file.size - at, "\xff\xda", 2);
        ck_assert_ptr_nonnull(scan);
        at = mien_jpeg_marker(file, (size_t)(scan - file.bytes) + 2);
    }
    return at;
}

// Two kinds of progressive files that libjpeg writes: DC, then AC 1 to 5 of luma; with
// the reduction that needs the first of them, or both.
static const struct {
    int last;          // the last scan that is needed
    uint32_t side_min; // of 96 x 96 pixels
    bool first_ac;
    uint32_t scale;
} stops[] = {{0, 12, false, 8}, {1, 12, true, 4}, {1, 24, false, 4}, {1, 48, false, 2}};
enum {
    STOPS = sizeof stops / sizeof *stops
};

static struct mien_decode_less less_of(int which)
{
    return (struct mien_decode_less){.grey_min = 1,
                                     .side_min = stops[which].side_min,
                                     .first_scans = true,
                                     .first_ac = stops[which].first_ac};
}

static const struct mien_jpeg_recipe progressive = {
    .width = 96, .height = 96, .components = 3, .progressive = true};

START_TEST(what_follows_the_first_scans_is_not_looked_at)
{
    struct mien_file file = mien_jpeg_new(&progressive);
    const struct mien_decode_less less = less_of(_i);
    struct decoded whole = decode(file, &less);
    ck_assert_uint_eq(whole.info.scale, stops[_i].scale);
    ck_assert_uint_eq(whole.info.flags,
                      MIEN_IMAGE_PROGRESSIVE | MIEN_IMAGE_FIRST_SCANS);
    // Nonsense behind.
    struct mien_file cut = {malloc(file.size), end_of_scan(file, stops[_i].last)};
    memcpy(cut.bytes, file.bytes, cut.size);
    memset(cut.bytes + cut.size, 0x55, file.size - cut.size);
    struct decoded nonsense = decode((struct mien_file){cut.bytes, file.size}, &less);
    check_same(&nonsense, &whole);
    // Nothing behind, which else is damage.
    struct decoded decoded = decode(cut, &less);
    check_same(&decoded, &whole);
    ck_assert_uint_eq(decoded.info.flags, whole.info.flags);
    ck_assert_int_eq(status_with(cut, NULL, NULL), MIEN_ERROR_CORRUPT);
    mien_picture_free(&whole.picture);
    mien_picture_free(&nonsense.picture);
    mien_picture_free(&decoded.picture);
    free(cut.bytes);
    free(file.bytes);
}
END_TEST

START_TEST(the_first_scans_are_wanted_whole)
{
    struct mien_file file = mien_jpeg_new(&progressive);
    const struct mien_decode_less less = less_of(_i);
    size_t end = end_of_scan(file, stops[_i].last);
    for (size_t lacks = 2; lacks < end; lacks += 1 + end / 50) {
        struct mien_file cut = {file.bytes, end - lacks};
        struct decoded decoded = decode(cut, &less);
        ck_assert_msg(decoded.status == MIEN_ERROR_CORRUPT ||
                          (decoded.status == MIEN_ERROR_FORMAT && cut.size < 3),
                      "%zu bytes less: %d", lacks, decoded.status);
        mien_picture_free(&decoded.picture);
    }
    struct mien_file cut = {file.bytes, end - 40};
    struct decoded part = decode_partly(cut, &less);
    ck_assert_int_eq(part.status, MIEN_OK);
    ck_assert_uint_ne(part.info.flags & MIEN_IMAGE_PARTIAL, 0);
    mien_picture_free(&part.picture);
    free(file.bytes);
}
END_TEST

// Its decoder reads zeros behind the end of the file and does not say so.
START_TEST(arithmetic_codes_want_something_behind_them)
{
    struct mien_jpeg_recipe recipe = progressive;
    recipe.arithmetic = true;
    struct mien_file file = mien_jpeg_new(&recipe);
    const struct mien_decode_less less = less_of(0);
    struct decoded whole = decode(file, &less);
    ck_assert_int_eq(whole.status, MIEN_OK);
    ck_assert_uint_ne(whole.info.flags & MIEN_IMAGE_FIRST_SCANS, 0);
    mien_picture_free(&whole.picture);
    struct mien_file cut = {file.bytes, end_of_scan(file, 0)};
    for (size_t lacks = 0; lacks < 40; lacks += 4) {
        struct decoded decoded =
            decode((struct mien_file){cut.bytes, cut.size - lacks}, &less);
        ck_assert_int_eq(decoded.status, MIEN_ERROR_CORRUPT);
        mien_picture_free(&decoded.picture);
    }
    free(file.bytes);
}
END_TEST

// One scan for each component: grey rows want the first of YCbCr, and all of RGB.
START_TEST(a_component_a_scan_ends_with_the_last_needed)
{
    struct mien_jpeg_recipe recipe = {
        .width = 96, .height = 96, .components = 3, .one_scan_a_component = true};
    const struct mien_decode_less less = {.grey_min = 1, .first_scans = true};
    struct mien_file file = mien_jpeg_new(&recipe);
    struct mien_file cut = {file.bytes, end_of_scan(file, 0)};
    struct decoded first = decode(cut, &less);
    size_t size;
    uint8_t *plain = mien_jpeg_plain(file, JCS_GRAYSCALE, 1, &size);
    ck_assert_int_eq(first.status, MIEN_OK);
    ck_assert_uint_ne(first.info.flags & MIEN_IMAGE_FIRST_SCANS, 0);
    ck_assert_mem_eq(first.picture.pixels, plain, size);
    ck_assert_int_eq(status_with(cut, NULL, NULL), MIEN_ERROR_CORRUPT);
    mien_picture_free(&first.picture);
    free(plain);
    free(file.bytes);

    recipe.rgb = true;
    file = mien_jpeg_new(&recipe);
    struct decoded all = decode(file, &less);
    ck_assert_int_eq(all.status, MIEN_OK);
    ck_assert_uint_eq(all.info.flags & MIEN_IMAGE_FIRST_SCANS, 0); // none was left out
    mien_picture_free(&all.picture);
    cut = (struct mien_file){file.bytes, end_of_scan(file, 1)};
    ck_assert_int_eq(status_with(cut, &less, NULL), MIEN_ERROR_CORRUPT);
    free(file.bytes);
}
END_TEST

START_TEST(what_is_not_reduced_is_read_whole)
{
    struct mien_file file = mien_jpeg_new(&progressive);
    const struct mien_decode_less less = {
        .grey_min = 1, .side_min = 49, .first_scans = true};
    struct decoded decoded = decode(file, &less);
    ck_assert_int_eq(decoded.status, MIEN_OK);
    ck_assert_uint_eq(decoded.info.flags, MIEN_IMAGE_PROGRESSIVE);
    mien_picture_free(&decoded.picture);
    file.size -= 30;
    ck_assert_int_eq(status_with(file, &less, NULL), MIEN_ERROR_CORRUPT);
    free(file.bytes);
}
END_TEST

START_TEST(limits_and_callbacks_hold)
{
    struct mien_file file = mien_jpeg_new(&progressive);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.jpeg_scans = 1;
    struct mien_decode_options options = {.size = sizeof options, .limits = &limits};
    struct mien_decode_less less = less_of(0); // needs one scan
    struct decoded decoded = decode_with(file, &less, &options);
    ck_assert_int_eq(decoded.status, MIEN_OK);
    mien_picture_free(&decoded.picture);
    less = less_of(2); // needs two
    ck_assert_int_eq(status_with(file, &less, &options), MIEN_ERROR_LIMIT);
    limits.jpeg_scans = 100;
    limits.pixels = 96 * 96 - 1; // of the stored picture
    ck_assert_int_eq(status_with(file, &less, &options), MIEN_ERROR_LIMIT);
    options = (struct mien_decode_options){.size = sizeof options, .progress = stop};
    ck_assert_int_eq(status_with(file, &less, &options), MIEN_ERROR_CANCELLED);
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jpeg_less");
    TCase *rows = tcase_create("rows");
    tcase_add_loop_test(rows, rows_are_those_of_libjpeg, 0, mien_jpeg_recipe_count);
    tcase_add_test(rows, the_shorter_side_keeps_its_least);
    tcase_add_test(rows, small_pictures_keep_their_colours);
    tcase_add_test(rows, cmyk_keeps_its_colours_and_is_reduced);
    suite_add_tcase(suite, rows);
    TCase *damage = tcase_create("damage");
    tcase_add_loop_test(damage, a_cut_file_is_one_to_both, 0, 2);
    tcase_add_loop_test(damage, a_changed_byte_is_damage_to_both, 0, 2);
    tcase_add_test(damage, what_follows_the_scan_is_judged_alike);
    suite_add_tcase(suite, damage);
    TCase *scans = tcase_create("scans");
    tcase_add_loop_test(scans, what_follows_the_first_scans_is_not_looked_at, 0, STOPS);
    tcase_add_loop_test(scans, the_first_scans_are_wanted_whole, 0, STOPS);
    tcase_add_test(scans, arithmetic_codes_want_something_behind_them);
    tcase_add_test(scans, a_component_a_scan_ends_with_the_last_needed);
    tcase_add_test(scans, what_is_not_reduced_is_read_whole);
    tcase_add_test(scans, limits_and_callbacks_hold);
    suite_add_tcase(suite, scans);
    return mien_suite_run(suite);
}
