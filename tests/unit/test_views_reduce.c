// SPDX-License-Identifier: Apache-2.0
// The reduced picture: averages over areas that are exact but for one rounding, for any
// sides; and what is drawn out when a picture is small.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mien/pdq.h>

#include "suite.h"
#include "synthetic.h"
#include "views/reduce.h"

// A grey value for each place.
typedef uint8_t shade_fn(uint32_t x, uint32_t y);

struct reduced {
    struct mien_plane plane;
    double mean; // of the picture, in the plane's units
};

static struct reduced reduce(uint32_t width, uint32_t height, shade_fn *shade)
{
    struct reduced out = {{0, 0, NULL}, 0};
    struct mien_reduce reduce;
    mien_reduced_size(&out.plane.width, &out.plane.height, width, height);
    const size_t count = (size_t)out.plane.width * (size_t)out.plane.height;
    int16_t *small = malloc(count * sizeof *small);
    uint32_t *sums = calloc(width, sizeof *sums);
    uint8_t *row = malloc(width);
    uint64_t sum = 0;
    out.plane.values = malloc(count * sizeof(int16_t));
    ck_assert(small != NULL && sums != NULL && row != NULL && out.plane.values != NULL);
    memset(out.plane.values, 0xA5, count * sizeof(int16_t));
    mien_reduce_begin(&reduce, &out.plane, small, sums, width, height, MIEN_PIXEL_GRAY8,
                      mien_view_kernels_for(0));
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++)
            sum += row[x] = shade(x, y);
        mien_reduce_row(&reduce, row);
    }
    mien_reduce_end(&reduce);
    out.mean = (double)sum * MIEN_LUMA_ONE / ((double)width * height);
    free(small);
    free(sums);
    free(row);
    return out;
}

static double mean_of(const struct mien_plane *plane)
{
    const int32_t count = plane->width * plane->height;
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += plane->values[i];
    return (double)sum / count;
}

static uint8_t black(uint32_t x, uint32_t y)
{
    return 0;
}

static uint8_t white(uint32_t x, uint32_t y)
{
    return 255;
}

static uint8_t noise(uint32_t x, uint32_t y)
{
    struct mien_random random = {(uint64_t)x << 32 | y};
    return (uint8_t)mien_random_next(&random);
}

static uint8_t checks(uint32_t x, uint32_t y)
{
    return (x + y) % 2 != 0 ? 255 : 0;
}

static uint8_t ramp(uint32_t x, uint32_t y)
{
    return (uint8_t)((x / 5 + y / 3) % 256);
}

static shade_fn *const shades[] = {black, white, noise, checks, ramp};
enum {
    SHADES = sizeof shades / sizeof *shades
};

static const uint32_t sizes[][2] = {
    {1024, 1024}, {1025, 7},  {7, 1025},   {1023, 1025}, {1025, 1023}, {2048, 2048},
    {65535, 2},   {2, 65535}, {1537, 999}, {4000, 3},    {3000, 2001}, {100000, 11},
    {1024, 1},    {1, 1024},  {2047, 1},   {1500, 1}};
enum {
    SIZES = sizeof sizes / sizeof *sizes
};

// All values of the result are averages over areas of one size, so that their mean is
// that of the picture; each is rounded once.
START_TEST(the_mean_stays)
{
    const uint32_t width = sizes[_i][0], height = sizes[_i][1];
    for (int k = 0; k < SHADES; k++) {
        struct reduced r = reduce(width, height, shades[k]);
        ck_assert_int_eq(r.plane.width > r.plane.height ? r.plane.width
                                                        : r.plane.height,
                         MIEN_REDUCED_SIDE);
        ck_assert_double_eq_tol(mean_of(&r.plane), r.mean, 0.5000001);
        free(r.plane.values);
    }
}
END_TEST

// How much of pixel `in` of `from` lies in value `out` of `to`, of the value's
// length 1.
static double overlap(uint32_t in, uint32_t out, uint32_t from, uint32_t to)
{
    const double left = fmax((double)in / from, (double)out / to);
    const double right = fmin((in + 1.0) / from, (out + 1.0) / to);
    return right > left ? (right - left) * to : 0;
}

static double naive(uint32_t i, uint32_t j, uint32_t width, uint32_t height,
                    const struct mien_plane *plane, shade_fn *shade)
{
    const uint32_t across = (uint32_t)plane->width, down = (uint32_t)plane->height;
    double sum = 0;
    for (uint64_t y = (uint64_t)j * height / down;
         y < height && y * down < (j + 1ull) * height; y++)
        for (uint64_t x = (uint64_t)i * width / across;
             x < width && x * across < (i + 1ull) * width; x++)
            sum += overlap((uint32_t)x, i, width, across) *
                   overlap((uint32_t)y, j, height, down) *
                   shade((uint32_t)x, (uint32_t)y);
    return sum * MIEN_LUMA_ONE;
}

START_TEST(each_value_is_the_average_over_its_area)
{
    const uint32_t width = sizes[_i][0], height = sizes[_i][1];
    for (int k = 0; k < SHADES; k++) {
        struct reduced r = reduce(width, height, shades[k]);
        for (int32_t y = 0; y < r.plane.height; y += y < 5 ? 1 : 41)
            for (int32_t x = 0; x < r.plane.width; x += x < 5 ? 1 : 37)
                ck_assert_double_eq_tol(
                    r.plane.values[y * r.plane.width + x],
                    naive((uint32_t)x, (uint32_t)y, width, height, &r.plane, shades[k]),
                    0.501);
        free(r.plane.values);
    }
}
END_TEST

// No sum overflows, however long a side is.
START_TEST(the_longest_sides_stay_white)
{
    static const uint32_t longest[][2] = {{MIEN_PDQ_SIDE_MAX, 1},
                                          {1, MIEN_PDQ_SIDE_MAX},
                                          {MIEN_PDQ_SIDE_MAX, 3},
                                          {MIEN_PDQ_SIDE_MAX - 1, 40},
                                          {33, MIEN_PDQ_SIDE_MAX - 1}};
    const uint32_t width = longest[_i][0], height = longest[_i][1];
    struct reduced r = reduce(width, height, white);
    const int32_t count = r.plane.width * r.plane.height;
    int32_t others = 0;
    for (int32_t i = 0; i < count; i++)
        others += r.plane.values[i] != 255 * MIEN_LUMA_ONE;
    ck_assert_int_eq(others, 0);
    free(r.plane.values);
}
END_TEST

START_TEST(a_picture_of_1024_is_kept)
{
    struct reduced r = reduce(1024, 700, noise);
    ck_assert_int_eq(r.plane.width, 1024);
    ck_assert_int_eq(r.plane.height, 700);
    int others = 0;
    for (uint32_t y = 0; y < 700; y++)
        for (uint32_t x = 0; x < 1024; x++)
            others += r.plane.values[y * 1024 + x] != noise(x, y) * MIEN_LUMA_ONE;
    ck_assert_int_eq(others, 0);
    free(r.plane.values);
}
END_TEST

static double kept_at(uint32_t side, double at, uint32_t *first, uint32_t *second)
{
    at = fmin(fmax(at, 0), side - 1.0);
    *first = (uint32_t)at;
    *second = *first + 1 < side ? *first + 1 : *first;
    return at - *first;
}

// Drawn out by linear interpolation between the middles of the pixels.
static double drawn_out(double x, double y, uint32_t width, uint32_t height,
                        shade_fn *shade)
{
    uint32_t left, right, top, bottom;
    const double u = kept_at(width, x, &left, &right);
    const double v = kept_at(height, y, &top, &bottom);
    const double above = shade(left, top) * (1 - u) + shade(right, top) * u;
    const double below = shade(left, bottom) * (1 - u) + shade(right, bottom) * u;
    return (above * (1 - v) + below * v) * MIEN_LUMA_ONE;
}

START_TEST(small_pictures_are_drawn_out)
{
    static const uint32_t small[][2] = {{1, 1},      {2, 1},     {1, 7},     {5, 5},
                                        {64, 48},    {99, 130},  {512, 512}, {700, 3},
                                        {1023, 767}, {640, 1000}};
    const uint32_t width = small[_i][0], height = small[_i][1];
    const uint32_t longest = width > height ? width : height;
    for (int k = 0; k < SHADES; k++) {
        struct reduced r = reduce(width, height, shades[k]);
        const double across = (double)width / r.plane.width;
        const double down = (double)height / r.plane.height;
        ck_assert_double_eq_tol(r.plane.width, fmax(1, 1024.0 * width / longest), 0.5);
        ck_assert_double_eq_tol(r.plane.height, fmax(1, 1024.0 * height / longest),
                                0.5);
        for (int32_t y = 0; y < r.plane.height; y += y < 5 ? 1 : 31)
            for (int32_t x = 0; x < r.plane.width; x += x < 5 ? 1 : 29)
                // Two weights are rounded to 256ths, each of up to the whole contrast.
                ck_assert_double_eq_tol(r.plane.values[y * r.plane.width + x],
                                        drawn_out((x + 0.5) * across - 0.5,
                                                  (y + 0.5) * down - 0.5, width, height,
                                                  shades[k]),
                                        2.0 * 255 * MIEN_LUMA_ONE / 256 + 1);
        free(r.plane.values);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("views_reduce");
    TCase *reduce = tcase_create("reduce");
    tcase_set_timeout(reduce, 600);
    tcase_add_loop_test(reduce, the_mean_stays, 0, SIZES);
    tcase_add_loop_test(reduce, each_value_is_the_average_over_its_area, 0, SIZES);
    tcase_add_loop_test(reduce, the_longest_sides_stay_white, 0, 5);
    tcase_add_test(reduce, a_picture_of_1024_is_kept);
    tcase_add_loop_test(reduce, small_pictures_are_drawn_out, 0, 10);
    suite_add_tcase(suite, reduce);
    return mien_suite_run(suite);
}
