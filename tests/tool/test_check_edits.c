// SPDX-License-Identifier: Apache-2.0
// The changes that `mien check` makes to pictures, against pixels that are known: what
// it says of them is true only when they are what their names say.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_draw.h"
#include "check_edits.h"
#include "check_look.h"
#include "failing_malloc.h"
#include "scene.h"
#include "suite.h"

static struct check_picture blank(uint32_t width, uint32_t height)
{
    struct check_picture picture = {0};
    ck_assert(check_picture_new(&picture, width, height));
    return picture;
}

static struct check_picture plain(uint32_t width, uint32_t height, uint8_t value)
{
    struct check_picture picture = blank(width, height);
    memset(picture.rgb, value, (size_t)width * height * 3);
    return picture;
}

static struct check_picture scene(uint32_t width, uint32_t height)
{
    struct check_picture picture = blank(width, height);
    mien_scene(picture.rgb, width, height, 1);
    return picture;
}

// Every pixel tells where it is.
static struct check_picture map(uint32_t width, uint32_t height)
{
    struct check_picture picture = blank(width, height);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            uint8_t *rgb = check_picture_at(&picture, x, y);
            rgb[0] = (uint8_t)x;
            rgb[1] = (uint8_t)y;
            rgb[2] = (uint8_t)(x >> 8 | y >> 8 << 4);
        }
    return picture;
}

static size_t size_of(const struct check_picture *picture)
{
    return (size_t)picture->width * picture->height * 3;
}

static bool same(const struct check_picture *a, const struct check_picture *b)
{
    return a->width == b->width && a->height == b->height &&
           memcmp(a->rgb, b->rgb, size_of(a)) == 0;
}

static bool same_pixel(const struct check_picture *a, uint32_t ax, uint32_t ay,
                       const struct check_picture *b, uint32_t bx, uint32_t by)
{
    return memcmp(check_picture_at(a, ax, ay), check_picture_at(b, bx, by), 3) == 0;
}

// Tells whether all values are this one.
static bool is_plain(const struct check_picture *picture, uint8_t value)
{
    for (size_t i = 0; i < size_of(picture); i++)
        if (picture->rgb[i] != value)
            return false;
    return true;
}

// Tells whether the picture `part` lies in the other one, its corner there.
static bool lies_in(const struct check_picture *part, const struct check_picture *all,
                    uint32_t x, uint32_t y)
{
    if (x + part->width > all->width || y + part->height > all->height)
        return false;
    for (uint32_t row = 0; row < part->height; row++)
        if (memcmp(check_picture_at(part, 0, row), check_picture_at(all, x, y + row),
                   (size_t)part->width * 3) != 0)
            return false;
    return true;
}

// The mean of how far values lie from each other.
static double mean_difference(const struct check_picture *a,
                              const struct check_picture *b)
{
    double sum = 0;
    for (size_t i = 0; i < size_of(a); i++)
        sum += abs(a->rgb[i] - b->rgb[i]);
    return sum / (double)size_of(a);
}

static const struct check_edit *edit_named(const char *token)
{
    for (size_t i = 0; i < CHECK_EDITS; i++)
        if (strcmp(check_edits[i].token, token) == 0)
            return &check_edits[i];
    ck_abort_msg("there is no edit %s", token);
    return NULL;
}

static struct check_picture edited(const char *token, const struct check_picture *in,
                                   int form)
{
    const struct check_edit *edit = edit_named(token);
    struct check_picture out = {0};
    ck_assert_int_lt(form, edit->forms);
    ck_assert(edit->make(&out, in, edit->amount, form));
    return out;
}

// Making pictures smaller.

START_TEST(shrinking_a_plain_picture)
{
    static const uint32_t sides[][4] = {{37, 23, 10, 7}, {100, 1, 3, 1},
                                        {5, 5, 5, 5},    {3000, 11, 1024, 4},
                                        {1023, 7, 1, 1}, {2, 3000, 2, 1024}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        const uint32_t *s = sides[i];
        struct check_picture in = plain(s[0], s[1], 201), out;
        ck_assert(check_smaller(&out, &in, s[2], s[3]));
        ck_assert_uint_eq(out.width, s[2]);
        ck_assert_uint_eq(out.height, s[3]);
        ck_assert(is_plain(&out, 201));
        check_picture_free(&in);
        check_picture_free(&out);
    }
}
END_TEST

START_TEST(shrinking_by_hand)
{
    // Three pixels to two: each new one is one and a half old ones.
    struct check_picture in = blank(3, 1), out;
    static const uint8_t values[] = {0, 90, 10, 30, 90, 20, 90, 90, 200};
    memcpy(in.rgb, values, sizeof values);
    ck_assert(check_smaller(&out, &in, 2, 1));
    static const uint8_t expected[] = {10, 90, 13, 70, 90, 140};
    ck_assert_mem_eq(out.rgb, expected, sizeof expected);
    check_picture_free(&out);
    ck_assert(check_smaller(&out, &in, 3, 1));
    ck_assert(same(&in, &out));
    check_picture_free(&in);
    check_picture_free(&out);
}
END_TEST

// How much of 0 to 1 on a line of n lies in part number i of m.
static double overlap(uint32_t x, uint32_t i, uint32_t n, uint32_t m)
{
    double low = (double)x / n, high = (double)(x + 1) / n;
    double from = (double)i / m, to = (double)(i + 1) / m;
    double shared = (high < to ? high : to) - (low > from ? low : from);
    return shared > 0 ? shared * m : 0;
}

// The mean of an area, by its definition.
static double area_mean(const struct check_picture *in, uint32_t width, uint32_t height,
                        uint32_t x, uint32_t y)
{
    double sum = 0;
    for (uint32_t row = 0; row < in->height; row++)
        for (uint32_t column = 0; column < in->width; column++)
            sum += overlap(row, y, in->height, height) *
                   overlap(column, x, in->width, width) *
                   check_picture_at(in, column, row)[0];
    return sum;
}

START_TEST(shrinking_is_the_mean_of_areas)
{
    struct check_picture in = scene(41, 29), out;
    ck_assert(check_smaller(&out, &in, 17, 13));
    for (uint32_t y = 0; y < 13; y++)
        for (uint32_t x = 0; x < 17; x++) {
            double off = check_picture_at(&out, x, y)[0] - area_mean(&in, 17, 13, x, y);
            ck_assert(off < 0.51 && off > -0.51);
        }
    check_picture_free(&in);
    check_picture_free(&out);
}
END_TEST

START_TEST(rows_of_every_kind)
{
    static const uint8_t grey = 77, rgb[] = {1, 2, 3}, clear[] = {9, 9, 9, 0},
                         half[] = {0, 100, 255, 128};
    uint8_t seen[4] = {0};
    check_seen(seen, &grey, 1);
    ck_assert(seen[0] == 77 && seen[1] == 77 && seen[2] == 77);
    check_seen(seen, rgb, 3);
    ck_assert_mem_eq(seen, rgb, 3);
    check_seen(seen, clear, 4);
    ck_assert(seen[0] == 255 && seen[1] == 255 && seen[2] == 255);
    memcpy(seen, half, 4); // onto itself
    check_seen(seen, seen, 4);
    ck_assert_uint_eq(seen[0], 127);
    ck_assert_uint_eq(seen[1], (100 * 128 + 255 * 127 + 127) / 255);
    ck_assert_uint_eq(seen[2], 255);
}
END_TEST

// Turning.

static struct check_picture turned(const struct check_picture *in,
                                   enum mien_orientation orientation)
{
    struct check_picture out = {0};
    ck_assert(check_turn(&out, in, orientation));
    return out;
}

// Turns twice, and tells whether that leaves the picture as it was.
static bool undone(const struct check_picture *in, enum mien_orientation first,
                   enum mien_orientation second)
{
    struct check_picture once = turned(in, first), twice = turned(&once, second);
    bool is = same(in, &twice);
    check_picture_free(&once);
    check_picture_free(&twice);
    return is;
}

START_TEST(turns_are_undone)
{
    struct check_picture in = map(7, 4);
    for (int i = MIEN_ORIENTATION_TOP_LEFT; i <= MIEN_ORIENTATION_LEFT_BOTTOM; i++) {
        enum mien_orientation there = (enum mien_orientation)i, back = there;
        if (there == MIEN_ORIENTATION_RIGHT_TOP)
            back = MIEN_ORIENTATION_LEFT_BOTTOM;
        else if (there == MIEN_ORIENTATION_LEFT_BOTTOM)
            back = MIEN_ORIENTATION_RIGHT_TOP;
        ck_assert_msg(undone(&in, there, back), "orientation %d", i);
        ck_assert(i == MIEN_ORIENTATION_TOP_LEFT ||
                  !undone(&in, there, MIEN_ORIENTATION_TOP_LEFT));
    }
    check_picture_free(&in);
}
END_TEST

START_TEST(turns_by_name)
{
    // Where the pixel of row 0 and column 0 of 7 by 4 is seen.
    static const uint32_t corner[][2] = {
        [MIEN_ORIENTATION_TOP_LEFT] = {0, 0},
        [MIEN_ORIENTATION_TOP_RIGHT] = {6, 0},
        [MIEN_ORIENTATION_BOTTOM_RIGHT] = {6, 3},
        [MIEN_ORIENTATION_BOTTOM_LEFT] = {0, 3},
        [MIEN_ORIENTATION_LEFT_TOP] = {0, 0},
        [MIEN_ORIENTATION_RIGHT_TOP] = {3, 0},
        [MIEN_ORIENTATION_RIGHT_BOTTOM] = {3, 6},
        [MIEN_ORIENTATION_LEFT_BOTTOM] = {0, 6},
    };
    struct check_picture in = map(7, 4);
    for (int i = MIEN_ORIENTATION_TOP_LEFT; i <= MIEN_ORIENTATION_LEFT_BOTTOM; i++) {
        struct check_picture out = turned(&in, (enum mien_orientation)i);
        bool across = i >= MIEN_ORIENTATION_LEFT_TOP;
        ck_assert_uint_eq(out.width, across ? 4 : 7);
        ck_assert_uint_eq(out.height, across ? 7 : 4);
        ck_assert_msg(same_pixel(&in, 0, 0, &out, corner[i][0], corner[i][1]),
                      "orientation %d", i);
        check_picture_free(&out);
    }
    check_picture_free(&in);
}
END_TEST

START_TEST(mirror_edits)
{
    struct check_picture in = map(9, 5);
    struct check_picture mirror = edited("mirror", &in, 0),
                         down = edited("upside-down", &in, 0),
                         right = edited("quarter-turn", &in, 0),
                         left = edited("quarter-turn", &in, 1);
    for (uint32_t y = 0; y < 5; y++)
        for (uint32_t x = 0; x < 9; x++) {
            ck_assert(same_pixel(&in, x, y, &mirror, 8 - x, y));
            ck_assert(same_pixel(&in, x, y, &down, 8 - x, 4 - y));
            ck_assert(same_pixel(&in, x, y, &right, 4 - y, x));
            ck_assert(same_pixel(&in, x, y, &left, y, 8 - x));
        }
    check_picture_free(&in);
    check_picture_free(&mirror);
    check_picture_free(&down);
    check_picture_free(&right);
    check_picture_free(&left);
}
END_TEST

// Cutting and framing.

static void check_cut(const char *token, int form, struct check_rectangle kept)
{
    struct check_picture in = map(200, 100), out = edited(token, &in, form);
    ck_assert_uint_eq(out.width, kept.width);
    ck_assert_uint_eq(out.height, kept.height);
    ck_assert_msg(lies_in(&out, &in, kept.x, kept.y), "%s, form %d", token, form);
    check_picture_free(&in);
    check_picture_free(&out);
}

START_TEST(crops)
{
    check_cut("crop-2", 0, (struct check_rectangle){2, 1, 196, 98});
    check_cut("crop-4", 0, (struct check_rectangle){4, 2, 192, 96});
    check_cut("crop-10", 0, (struct check_rectangle){10, 5, 180, 90});
    check_cut("crop-25", 0, (struct check_rectangle){25, 12, 150, 76});
    check_cut("side-10", 0, (struct check_rectangle){20, 0, 180, 100});
    check_cut("side-10", 1, (struct check_rectangle){0, 0, 180, 100});
    check_cut("side-10", 2, (struct check_rectangle){0, 10, 200, 90});
    check_cut("side-10", 3, (struct check_rectangle){0, 0, 200, 90});
}
END_TEST

START_TEST(borders)
{
    struct check_picture in = map(100, 50);
    for (int form = 0; form < 2; form++) {
        struct check_picture thin = edited("border-thin", &in, form),
                             thick = edited("border-thick", &in, form);
        uint8_t grey = form == 0 ? 255 : 0;
        ck_assert_uint_eq(thin.width, 104);
        ck_assert_uint_eq(thick.width, 112);
        ck_assert_uint_eq(thick.height, 62);
        ck_assert(lies_in(&in, &thin, 2, 2));
        ck_assert(lies_in(&in, &thick, 6, 6));
        for (uint32_t x = 0; x < thick.width; x++)
            for (uint32_t y = 0; y < 6; y++) {
                ck_assert_uint_eq(check_picture_at(&thick, x, y)[0], grey);
                ck_assert_uint_eq(check_picture_at(&thick, x, 61 - y)[1], grey);
            }
        check_picture_free(&thin);
        check_picture_free(&thick);
    }
    check_picture_free(&in);
}
END_TEST

// Tilting.

START_TEST(tilt_by_nothing)
{
    struct check_picture in = scene(31, 20), out;
    ck_assert(check_tilt(&out, &in, (struct check_angle){0, 65536}));
    ck_assert(same(&in, &out));
    check_picture_free(&in);
    check_picture_free(&out);
}
END_TEST

START_TEST(tilt_by_right_angles)
{
    struct check_picture in = map(16, 16), out;
    ck_assert(check_tilt(&out, &in, (struct check_angle){65536, 0}));
    struct check_picture left = edited("quarter-turn", &in, 1);
    ck_assert(same(&left, &out));
    check_picture_free(&in);
    check_picture_free(&left);
    check_picture_free(&out);
}
END_TEST

START_TEST(tilts)
{
    static const char *const tokens[] = {"tilt-2", "tilt-5", "tilt-10"};
    struct check_picture in = plain(400, 300, 90), marked = plain(401, 301, 90);
    // w or h times the smaller of w / (w cos + h sin) and h / (w sin + h cos).
    static const uint32_t sides[][2] = {{382, 286}, {359, 269}, {328, 246}};
    // A line through the centre, whose slope is the tangent of the angle.
    static const double tangents[] = {0.034921, 0.087489, 0.176327};
    for (uint32_t x = 0; x < 401; x++)
        check_picture_at(&marked, x, 150)[0] = 255;
    for (size_t i = 0; i < 3; i++)
        for (int form = 0; form < 2; form++) {
            struct check_picture out = edited(tokens[i], &in, form);
            ck_assert(is_plain(&out, 90)); // no corner from elsewhere
            ck_assert_uint_eq(out.width, sides[i][0]);
            ck_assert_uint_eq(out.height, sides[i][1]);
            check_picture_free(&out);
            out = edited(tokens[i], &marked, form);
            uint32_t x = out.width / 2 + 80;
            double y = 80 * tangents[i] * (form == 0 ? -1 : 1) + out.height / 2.0;
            uint32_t brightest = 0;
            for (uint32_t row = 0; row < out.height; row++)
                if (check_picture_at(&out, x, row)[0] >
                    check_picture_at(&out, x, brightest)[0])
                    brightest = row;
            ck_assert_msg(brightest > y - 2 && brightest < y + 2, "%s: %u, not %f",
                          tokens[i], (unsigned)brightest, y);
            check_picture_free(&out);
        }
    check_picture_free(&in);
    check_picture_free(&marked);
}
END_TEST

// Looks.

START_TEST(blur)
{
    struct check_picture in = plain(50, 40, 33), out;
    ck_assert(check_blur(&out, &in, 4));
    ck_assert(is_plain(&out, 33));
    check_picture_free(&out);
    // A dot becomes a hill, the same on all sides.
    check_picture_at(&in, 25, 20)[0] = 255;
    ck_assert(check_blur(&out, &in, 1));
    ck_assert_uint_gt(check_picture_at(&out, 25, 20)[0], 45);
    ck_assert_uint_lt(check_picture_at(&out, 25, 20)[0], 60);
    for (uint32_t d = 1; d <= 4; d++) {
        uint8_t right = check_picture_at(&out, 25 + d, 20)[0];
        uint8_t below = check_picture_at(&out, 25, 20 + d)[0];
        ck_assert_uint_eq(right, check_picture_at(&out, 25 - d, 20)[0]);
        ck_assert_uint_eq(below, check_picture_at(&out, 25, 20 - d)[0]);
        ck_assert_int_le(abs(right - below), 1); // rounded between rows and columns
        ck_assert(d < 4 ? right > 33 : right == 33);
    }
    check_picture_free(&out);
    ck_assert(check_blur(&out, &in, 0));
    ck_assert(same(&in, &out));
    check_picture_free(&in);
    check_picture_free(&out);
}
END_TEST

START_TEST(colours)
{
    struct check_picture in = blank(2, 1);
    static const uint8_t values[] = {200, 100, 50, 128, 128, 128};
    static const struct {
        const char *token;
        uint8_t values[6];
    } expected[] = {
        {"grey", {124, 124, 124, 128, 128, 128}},
        {"warmer", {224, 100, 39, 144, 128, 100}},
        {"brighter", {250, 125, 63, 160, 160, 160}},
        {"darker", {150, 75, 38, 96, 96, 96}},
        {"contrast", {229, 89, 19, 128, 128, 128}},
    };
    memcpy(in.rgb, values, sizeof values);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        struct check_picture out = edited(expected[i].token, &in, 0);
        for (size_t j = 0; j < 6; j++)
            ck_assert_msg(abs(out.rgb[j] - expected[i].values[j]) <= 1,
                          "%s, value %zu: %u", expected[i].token, j,
                          (unsigned)out.rgb[j]);
        check_picture_free(&out);
    }
    static const uint8_t ends[] = {255, 255, 255, 0, 0, 0};
    memcpy(in.rgb, ends, sizeof ends);
    struct check_picture out = edited("contrast", &in, 0);
    ck_assert_mem_eq(out.rgb, ends, sizeof ends); // nothing wraps around
    check_picture_free(&in);
    check_picture_free(&out);
}
END_TEST

START_TEST(grain)
{
    struct check_picture in = plain(200, 200, 128), first, second;
    ck_assert(check_grain(&first, &in, 12));
    ck_assert(check_grain(&second, &in, 12));
    ck_assert(same(&first, &second)); // not left to chance
    double sum = 0, squares = 0;
    for (size_t i = 0; i < size_of(&first); i++) {
        int off = first.rgb[i] - 128;
        ck_assert_int_le(abs(off), 24);
        sum += off;
        squares += off * off;
    }
    double count = (double)size_of(&first), mean = sum / count;
    ck_assert(mean < 0.2 && mean > -0.2);
    ck_assert(squares / count > 95 && squares / count < 113); // 2 * (25^2 - 1) / 12
    check_picture_free(&in);
    check_picture_free(&first);
    check_picture_free(&second);
}
END_TEST

START_TEST(jpeg)
{
    struct check_picture in = scene(200, 150), good, fair, poor;
    ck_assert(check_jpeg(&good, &in, 95));
    fair = edited("jpeg-60", &in, 0);
    poor = edited("jpeg-20", &in, 0);
    ck_assert_uint_eq(good.width, 200);
    ck_assert_uint_eq(good.height, 150);
    double small = mean_difference(&in, &good), middle = mean_difference(&in, &fair),
           large = mean_difference(&in, &poor);
    ck_assert_msg(small > 0 && small < 3, "%f", small);
    ck_assert_msg(middle > small && middle < 6, "%f", middle);
    ck_assert_msg(large > middle && large < 12, "%f", large);
    check_picture_free(&in);
    check_picture_free(&good);
    check_picture_free(&fair);
    check_picture_free(&poor);
}
END_TEST

// Drawing.

// How many of the pixels are not the same in both.
static double share_changed(const struct check_picture *a,
                            const struct check_picture *b)
{
    double changed = 0;
    for (uint32_t y = 0; y < a->height; y++)
        for (uint32_t x = 0; x < a->width; x++)
            changed += !same_pixel(a, x, y, b, x, y);
    return changed / ((double)a->width * a->height);
}

START_TEST(stickers)
{
    struct check_picture in = plain(300, 200, 77);
    for (int form = 0; form < 5; form++) {
        struct check_picture small = edited("sticker-5", &in, form),
                             large = edited("sticker-10", &in, form);
        double five = share_changed(&in, &small), ten = share_changed(&in, &large);
        ck_assert_msg(five > 0.048 && five < 0.052, "%f", five);
        ck_assert_msg(ten > 0.096 && ten < 0.104, "%f", ten);
        // Its middle.
        uint32_t x = form == 0 ? 150 : form % 2 == 1 ? 75 : 225;
        uint32_t y = form == 0 ? 100 : form <= 2 ? 50 : 150;
        ck_assert(!same_pixel(&in, x, y, &small, x, y));
        check_picture_free(&small);
        check_picture_free(&large);
    }
    check_picture_free(&in);
}
END_TEST

// Of one row.
static uint32_t count_value(const struct check_picture *in, uint32_t row, uint8_t value)
{
    uint32_t count = 0;
    for (uint32_t x = 0; x < in->width; x++)
        count += check_picture_at(in, x, row)[0] == value;
    return count;
}

START_TEST(captions)
{
    struct check_picture in = plain(300, 200, 77);
    struct check_picture below = edited("caption", &in, 0),
                         above = edited("caption", &in, 1);
    ck_assert_uint_eq(below.width, 300);
    ck_assert_uint_eq(below.height, 233);
    ck_assert(lies_in(&in, &below, 0, 0));
    ck_assert(lies_in(&in, &above, 0, 33));
    // Black letters on white.
    ck_assert_uint_gt(count_value(&below, 216, 0), 20);
    ck_assert_uint_gt(count_value(&below, 216, 255), 200);
    ck_assert_uint_gt(count_value(&above, 16, 0), 20);
    ck_assert_uint_eq(count_value(&above, 0, 255), 300);
    check_picture_free(&in);
    check_picture_free(&below);
    check_picture_free(&above);
}
END_TEST

START_TEST(words_in_the_picture)
{
    struct check_picture in = plain(300, 200, 77);
    for (int form = 0; form < 3; form++) {
        struct check_picture out = edited("words", &in, form);
        bool above = form != 1, below = form != 0;
        ck_assert_uint_eq(out.height, 200);
        ck_assert((count_value(&out, 16, 255) > 10) == above);
        ck_assert((count_value(&out, 16, 0) > 10) == above);
        ck_assert((count_value(&out, 184, 255) > 10) == below);
        ck_assert_uint_eq(count_value(&out, 100, 77), 300);
        check_picture_free(&out);
    }
    check_picture_free(&in);
}
END_TEST

START_TEST(screenshots)
{
    static const uint32_t sizes[][2] = {{400, 300}, {300, 400}, {40, 400}, {400, 40}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int form = 0; form < 2; form++) {
            struct check_picture in = map(sizes[i][0], sizes[i][1]),
                                 out = edited("screenshot", &in, form);
            // The shape of a phone, with room for bars, and the picture in the middle.
            ck_assert_msg(abs((int)(out.height * 1080) - (int)(out.width * 2340)) <
                              3 * 2340,
                          "%u x %u", (unsigned)out.width, (unsigned)out.height);
            ck_assert_uint_ge(out.height, in.height * 7 / 6);
            ck_assert(lies_in(&in, &out, (out.width - in.width) / 2,
                              (out.height - in.height) / 2));
            ck_assert_uint_eq(check_picture_at(&out, 0, 0)[0], form == 0 ? 0 : 255);
            check_picture_free(&in);
            check_picture_free(&out);
        }
}
END_TEST

// All of them.

START_TEST(the_tables)
{
    bool ended[CHECK_GROUPS] = {false};
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        const struct check_edit *edit = &check_edits[i];
        ck_assert(strspn(edit->token, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
                  strlen(edit->token));
        ck_assert_int_ge(edit->forms, 1);
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(check_edits[j].token, edit->token);
        ck_assert_msg(!ended[edit->group], "%s stands apart from its group",
                      edit->token);
        if (i + 1 == CHECK_EDITS || check_edits[i + 1].group != edit->group)
            ended[edit->group] = true;
    }
    for (size_t i = 0; i < CHECK_GROUPS; i++) {
        ck_assert_msg(ended[i], "group %zu has no edit", i);
        ck_assert_ptr_nonnull(check_groups[i].token);
        ck_assert_ptr_nonnull(check_groups[i].label);
    }
}
END_TEST

// Every form of every edit.
static void try_all(const struct check_picture *in)
{
    struct check_picture before = turned(in, MIEN_ORIENTATION_TOP_LEFT);
    for (size_t i = 0; i < CHECK_EDITS; i++)
        for (int form = 0; form < check_edits[i].forms; form++) {
            struct check_picture out = edited(check_edits[i].token, in, form),
                                 again = edited(check_edits[i].token, in, form);
            bool good = out.width > 0 && out.height > 0 && same(&out, &again);
            ck_assert_msg(good, "%s of %u x %u", check_edits[i].token,
                          (unsigned)in->width, (unsigned)in->height);
            ck_assert(same(&before, in));
            check_picture_free(&out);
            check_picture_free(&again);
        }
    check_picture_free(&before);
}

START_TEST(every_size)
{
    static const uint32_t sizes[][2] = {{1, 1},     {1, 1024}, {1024, 1},
                                        {2, 3},     {5, 5},    {64, 48},
                                        {127, 130}, {129, 7},  {300, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct check_picture in = scene(sizes[i][0], sizes[i][1]);
        try_all(&in);
        check_picture_free(&in);
    }
}
END_TEST

// One edit with allocation number `n` failing; tells whether there was one to fail.
static bool fails(const struct check_edit *edit, const struct check_picture *in, long n)
{
    struct check_picture out = {0};
    long live = mien_allocations.live;
    mien_malloc_fail(n);
    bool made = edit->make(&out, in, edit->amount, 0);
    mien_malloc_stop();
    bool failed = mien_allocations.failures > 0;
    // libjpeg asks again for less when it gets nothing.
    bool said = made || (failed && out.rgb == NULL);
    check_picture_free(&out);
    bool leaked = mien_allocations.live != live;
    ck_assert_msg(said && !leaked, "%s, allocation %ld", edit->token, n);
    return failed;
}

START_TEST(no_memory)
{
    struct check_picture in = scene(60, 40);
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        long n = 0;
        while (fails(&check_edits[i], &in, n))
            n++;
        ck_assert_int_gt(n, 0);
    }
    check_picture_free(&in);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("check_edits");
    TCase *tcase = tcase_create("edits");
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, shrinking_a_plain_picture);
    tcase_add_test(tcase, shrinking_by_hand);
    tcase_add_test(tcase, shrinking_is_the_mean_of_areas);
    tcase_add_test(tcase, rows_of_every_kind);
    tcase_add_test(tcase, turns_are_undone);
    tcase_add_test(tcase, turns_by_name);
    tcase_add_test(tcase, mirror_edits);
    tcase_add_test(tcase, crops);
    tcase_add_test(tcase, borders);
    tcase_add_test(tcase, tilt_by_nothing);
    tcase_add_test(tcase, tilt_by_right_angles);
    tcase_add_test(tcase, tilts);
    tcase_add_test(tcase, blur);
    tcase_add_test(tcase, colours);
    tcase_add_test(tcase, grain);
    tcase_add_test(tcase, jpeg);
    tcase_add_test(tcase, stickers);
    tcase_add_test(tcase, captions);
    tcase_add_test(tcase, words_in_the_picture);
    tcase_add_test(tcase, screenshots);
    tcase_add_test(tcase, the_tables);
    tcase_add_test(tcase, every_size);
    mien_tcase_add_if(tcase, no_memory, MIEN_OWN_MALLOC, "no_memory",
                      "a sanitizer has its own malloc()");
    return mien_suite_run(suite);
}
