// SPDX-License-Identifier: Apache-2.0
// Every kernel of views of every instruction set against the plain C definition: the
// same values for random and for pathological inputs, odd sizes, and not a byte touched
// beyond the ends. And the definition against a second writing of it.
//
// The seed is printed and taken from $MIEN_SEED. With --bench the kernels are timed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "bench_views.h"
#include "guard.h"
#include "kernel_suite.h"
#include "naive_views.h"
#include "synthetic.h"
#include "views/blur_table.h"
#include "views/kernels.h"

static const struct mien_kernel_set sets[] = {
    {0, "c"},
#if defined(__x86_64__)
    {MIEN_CPU_AVX2, "avx2"},
#elif defined(__aarch64__)
    {MIEN_CPU_NEON, "neon"},
#elif defined(__wasm_simd128__)
    {MIEN_CPU_SIMD128, "simd128"},
#endif
};
enum {
    SETS = sizeof sets / sizeof *sets,
    VALUE_MAX = 16383,
    WHITE = 255 * MIEN_LUMA_ONE
};

static uint64_t seed;
static const struct mien_view_kernels *const c = &mien_view_kernels_c;

// How many values a test compared. None is no success.
static uint64_t compared;

static void same(const void *expected, const void *actual, size_t size,
                 const char *what, size_t width)
{
    compared += size;
    mien_assert_same(expected, actual, size, what, width, seed);
}

static void end(void)
{
    ck_assert_uint_gt(compared, 0);
}

static const struct mien_view_kernels *kernels_of(int set)
{
    return mien_view_kernels_for(sets[set].flags);
}

// Lines that cover the ends of every block: each length up to 70, and some beyond.
static int32_t width_of(int i, struct mien_random *random)
{
    static const int32_t some[] = {127, 128, 129, 255, 256, 257,
                                   500, 511, 512, 513, 1024};
    if (i < 70)
        return 1 + i;
    if (i < 70 + (int)(sizeof some / sizeof *some))
        return some[i - 70];
    return 1 + (int32_t)mien_random_below(random, 5000);
}
enum {
    WIDTHS = 90
};

// ------------------------------------------------------------------------ adding rows

// Black, white, stripes of both, and anything.
static void fill_pixels(uint8_t *pixels, size_t size, int kind,
                        struct mien_random *random)
{
    mien_random_bytes(random, pixels, size);
    if (kind % 4 == 0)
        memset(pixels, kind % 8 == 0 ? 0 : 255, size);
    for (size_t i = 0; kind % 4 == 1 && i < size; i++)
        pixels[i] = i % 2 != 0 ? 255 : 0;
}

static uint32_t any_weight(int kind, struct mien_random *random)
{
    static const uint32_t some[] = {0, 1, 2, 1023, 1024};
    return kind % 6 < 5 ? some[kind % 6] : (uint32_t)mien_random_next(random);
}

START_TEST(adding_a_row)
{
    struct mien_random random = mien_random_for(seed, 1);
    for (int n = 0; n < WIDTHS; n++) {
        const size_t width = (size_t)width_of(n, &random);
        for (int kind = 0; kind < 60; kind++) {
            const enum mien_pixel_format format =
                (enum mien_pixel_format)(1 + kind % 5);
            const uint32_t weight = any_weight(kind, &random);
            const size_t size = mien_pixel_size(format);
            struct mien_guarded pixels = mien_guard(width * size, kind / 5 % 2);
            struct mien_guarded sums = mien_guard(width * sizeof(uint32_t), kind % 2);
            uint32_t *expected = malloc(width * sizeof *expected);
            ck_assert_ptr_nonnull(expected);
            fill_pixels(pixels.start, pixels.size, kind / 5, &random);
            mien_random_bytes(&random, sums.start, sums.size);
            memcpy(expected, sums.start, sums.size);
            if (_i == 0)
                for (size_t x = 0; x < width; x++)
                    expected[x] +=
                        weight *
                        mien_naive_luma((uint8_t *)pixels.start + size * x, format);
            else
                c->add_row(expected, pixels.start, width, format, weight);
            kernels_of(_i)->add_row(sums.start, pixels.start, width, format, weight);
            same(expected, sums.start, sums.size, "a row of sums", width);
            free(expected);
            mien_unguard(&pixels);
            mien_unguard(&sums);
        }
    }
    end();
}
END_TEST

START_TEST(luma_of_all_colours)
{
    static uint8_t pixels[4096][3];
    static uint32_t expected[4096], sums[4096];
    for (uint32_t colour = 0; colour < 1u << 24; colour += 4096) {
        for (uint32_t i = 0; i < 4096; i++) {
            pixels[i][0] = (uint8_t)(colour >> 16);
            pixels[i][1] = (uint8_t)((colour + i) >> 8);
            pixels[i][2] = (uint8_t)i;
            expected[i] = mien_naive_luma(pixels[i], MIEN_PIXEL_RGB8);
            sums[i] = 0;
        }
        kernels_of(_i)->add_row(sums, pixels[0], 4096, MIEN_PIXEL_RGB8, 1);
        same(expected, sums, sizeof sums, "luma", 4096);
    }
    end();
}
END_TEST

// -----------------------------------------------------------------------------
// blurring

// Values of a row: black, white, the largest there may be, checks, and anything.
static int16_t value_of(struct mien_random *random, int kind, int row, int32_t x)
{
    switch (kind % 6) {
    case 0:
        return 0;
    case 1:
        return WHITE;
    case 2:
        return VALUE_MAX;
    case 3:
        return (row + x) % 2 != 0 ? VALUE_MAX : 0;
    case 4:
        return (row + x) % 2 != 0 ? WHITE : 0;
    default:
        return (int16_t)mien_random_below(random, VALUE_MAX + 1);
    }
}

// Weights: those that are used, and such whose sum is as large as the result can bear,
// all in one place or anywhere.
static int any_weights(int16_t weights[MIEN_BLUR_RADIUS_MAX + 1], int kind, int radius,
                       struct mien_random *random)
{
    memset(weights, 0, (MIEN_BLUR_RADIUS_MAX + 1) * sizeof *weights);
    if (kind % 4 == 0) {
        const int step = radius % (MIEN_LAYERS + 3);
        memcpy(weights, mien_blur_table[step].weights,
               sizeof mien_blur_table[step].weights);
        return mien_blur_table[step].radius;
    }
    uint32_t left = kind % 4 == 1 ? 65535 : 32768;
    for (int i = radius; i >= 0; i--) {
        const uint32_t times = i == 0 ? 1 : 2, most = left / times;
        uint32_t weight = most < INT16_MAX ? most : INT16_MAX;
        if (kind % 4 == 3 && i > 0)
            weight = mien_random_below(random, weight + 1);
        weights[i] = (int16_t)weight;
        left -= times * weight;
    }
    return radius;
}

// Rows of their own; or parts of one, as when a row is blurred along itself.
struct rows {
    struct mien_guarded memory[2 * MIEN_BLUR_RADIUS_MAX + 1];
    const int16_t *at[2 * MIEN_BLUR_RADIUS_MAX + 1];
    int used;
};

static void open_rows(struct rows *rows, int radius, int32_t width, int kind,
                      struct mien_random *random)
{
    const bool along = kind % 2 == 0;
    const int32_t length = along ? width + 2 * radius : width;
    rows->used = along ? 1 : 2 * radius + 1;
    for (int i = 0; i < rows->used; i++) {
        rows->memory[i] = mien_guard((size_t)length * sizeof(int16_t), kind / 2 % 2);
        int16_t *values = rows->memory[i].start;
        for (int32_t x = 0; x < length; x++)
            values[x] = value_of(random, kind / 4, i, x);
    }
    for (int i = 0; i <= 2 * radius; i++)
        rows->at[i] = along ? (int16_t *)rows->memory[0].start + i
                            : (int16_t *)rows->memory[i].start;
}

static void close_rows(struct rows *rows)
{
    for (int i = 0; i < rows->used; i++)
        mien_unguard(&rows->memory[i]);
}

START_TEST(blurring)
{
    struct mien_random random = mien_random_for(seed, 2);
    for (int n = 0; n < WIDTHS; n++) {
        const int32_t width = width_of(n, &random);
        const size_t size = (size_t)width * sizeof(int16_t);
        for (int kind = 0; kind < 24; kind++) {
            struct rows rows;
            int16_t weights[MIEN_BLUR_RADIUS_MAX + 1];
            const int radius = any_weights(
                weights, kind + n, 1 + (n + kind) % MIEN_BLUR_RADIUS_MAX, &random);
            open_rows(&rows, radius, width, kind, &random);
            struct mien_guarded out = mien_guard(size, kind % 2);
            int16_t *expected = malloc(size);
            ck_assert_ptr_nonnull(expected);
            if (_i == 0)
                for (int32_t x = 0; x < width; x++)
                    expected[x] = mien_naive_blur(rows.at, weights, radius, x);
            else
                c->blur(expected, rows.at, weights, radius, width);
            kernels_of(_i)->blur(out.start, rows.at, weights, radius, width);
            same(expected, out.start, size, "a blurred row", (size_t)width);
            free(expected);
            mien_unguard(&out);
            close_rows(&rows);
        }
    }
    end();
}
END_TEST

// Every radius there can be, at every length about the blocks.
START_TEST(blurring_of_every_radius)
{
    struct mien_random random = mien_random_for(seed, 3);
    for (int radius = 1; radius <= MIEN_BLUR_RADIUS_MAX; radius++) {
        for (int32_t width = 1; width <= 70; width++) {
            struct rows rows;
            int16_t weights[MIEN_BLUR_RADIUS_MAX + 1], expected[70];
            any_weights(weights, 3, radius, &random);
            open_rows(&rows, radius, width, 21, &random);
            struct mien_guarded out =
                mien_guard((size_t)width * sizeof(int16_t), width % 2);
            for (int32_t x = 0; x < width; x++)
                expected[x] = mien_naive_blur(rows.at, weights, radius, x);
            kernels_of(_i)->blur(out.start, rows.at, weights, radius, width);
            same(expected, out.start, out.size, "a blurred row", (size_t)width);
            mien_unguard(&out);
            close_rows(&rows);
        }
    }
    end();
}
END_TEST

// --------------------------------------------------------------------------------
// peaks

// Few values, so that many are equal; or all there are.
static int16_t difference_of(struct mien_random *random, int kind)
{
    const uint64_t bits = mien_random_next(random);
    switch (kind % 4) {
    case 0:
        return 0;
    case 1:
        return (int16_t)((int)(bits % 5) - 2);
    case 2:
        return (int16_t)(((int)(bits % 3) - 1) * WHITE);
    default:
        return (int16_t)(uint16_t)bits;
    }
}

static struct mien_guarded differences(int32_t count, int low, int kind,
                                       struct mien_random *random)
{
    struct mien_guarded memory = mien_guard((size_t)count * sizeof(int16_t), low);
    int16_t *values = memory.start;
    for (int32_t i = 0; i < count; i++)
        values[i] = difference_of(random, kind);
    return memory;
}

START_TEST(peaks)
{
    static const int16_t leasts[] = {1, 2, 8, 16, WHITE, INT16_MAX};
    struct mien_random random = mien_random_for(seed, 4);
    uint64_t found = 0;
    for (int n = 0; n < WIDTHS; n++) {
        const int32_t width = width_of(n, &random);
        for (int kind = 0; kind < 24; kind++) {
            const int16_t least = leasts[kind % 6];
            struct mien_guarded row = differences(width + 2, n % 2, kind / 6, &random);
            struct mien_guarded above = differences(width, kind % 2, kind / 6, &random);
            struct mien_guarded below = differences(width, n % 2, kind / 6, &random);
            struct mien_guarded out = mien_guard((size_t)width, kind % 2);
            uint8_t *expected = malloc((size_t)width);
            ck_assert_ptr_nonnull(expected);
            const int16_t *middle = (int16_t *)row.start + 1;
            for (int32_t x = 0; x < width; x++)
                found += expected[x] =
                    mien_naive_peak(middle, above.start, below.start, x, least);
            kernels_of(_i)->peaks(out.start, middle, above.start, below.start, width,
                                  least);
            same(expected, out.start, out.size, "a row of peaks", (size_t)width);
            free(expected);
            mien_unguard(&row);
            mien_unguard(&above);
            mien_unguard(&below);
            mien_unguard(&out);
        }
    }
    ck_assert_uint_gt(found, 0);
    end();
}
END_TEST

// ------------------------------------------------------------------------------
// samples

// Rays through the picture, along and across it, backwards, beside it, and far away.
static struct mien_ray any_ray(struct mien_random *random, int kind,
                               const struct mien_plane *plane)
{
    struct mien_ray ray;
    const uint32_t reach = kind % 3 == 0 ? 1u << 30 : 1u << 18;
    ray.x = (int32_t)mien_random_below(random, 2 * reach) - (int32_t)reach;
    ray.y = (int32_t)mien_random_below(random, 2 * reach) - (int32_t)reach;
    const uint32_t step = kind % 3 == 0 ? 1u << 24 : 1u << 17;
    ray.dx = (int32_t)mien_random_below(random, 2 * step) - (int32_t)step;
    ray.dy = (int32_t)mien_random_below(random, 2 * step) - (int32_t)step;
    if (kind % 3 == 1) {
        // From inside; on whole pixels and just before them, too.
        ray.x = (int32_t)mien_random_below(random, (uint32_t)plane->width) << 16;
        ray.y = (int32_t)mien_random_below(random, (uint32_t)plane->height) << 16;
        ray.x -= kind % 2;
        ray.y -= kind / 2 % 2;
        ray.dx = kind % 5 == 0 ? 0 : kind % 5 == 1 ? 65536 : -65536;
        ray.dy = kind % 7 == 0 ? 0 : kind % 7 == 1 ? 65535 : -65537;
    }
    return ray;
}

START_TEST(samples)
{
    struct mien_random random = mien_random_for(seed, 5);
    for (int n = 0; n < 300; n++) {
        struct mien_plane plane = {2 + (int32_t)mien_random_below(&random, 70),
                                   2 + (int32_t)mien_random_below(&random, 70), NULL};
        if (n % 50 == 0)
            plane.width = MIEN_REDUCED_SIDE;
        if (n % 50 == 1)
            plane.height = MIEN_REDUCED_SIDE;
        if (n < 4)
            plane.width = plane.height = 2;
        const int32_t count = plane.width * plane.height;
        struct mien_guarded values = mien_guard((size_t)count * sizeof(int16_t), n % 2);
        plane.values = values.start;
        for (int32_t i = 0; i < count; i++)
            plane.values[i] =
                value_of(&random, 1 + n % 5, i / plane.width, i % plane.width);
        for (int kind = 0; kind < 60; kind++) {
            const struct mien_ray ray = any_ray(&random, kind, &plane);
            struct mien_guarded out =
                mien_guard(MIEN_VIEW_SIDE * sizeof(float), kind % 2);
            const float *found = out.start;
            kernels_of(_i)->sample(out.start, &plane, ray);
            // A sum has up to 31 bits, a float 24.
            for (int i = 0; i < MIEN_VIEW_SIDE; i++)
                ck_assert_double_eq_tol((double)found[i],
                                        mien_naive_sample(&plane, ray, i), 3e-5);
            float expected[MIEN_VIEW_SIDE];
            c->sample(expected, &plane, ray);
            same(expected, out.start, out.size, "a row of samples",
                 (size_t)plane.width);
            mien_unguard(&out);
        }
        mien_unguard(&values);
    }
    end();
}
END_TEST

START_TEST(choice)
{
    ck_assert_str_eq(mien_view_kernels_for(0)->name, "c");
    ck_assert_str_eq(kernels_of(_i)->name, sets[_i].name);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--bench") == 0) {
        mien_bench_view_kernels();
        return 0;
    }
    seed = mien_suite_seed(20261122);
    Suite *suite = suite_create("view kernels");
    for (int set = 0; set < SETS; set++) {
        mien_suite_add_kernels(suite, "choice", choice, sets, set);
        mien_suite_add_kernels(suite, "adding a row", adding_a_row, sets, set);
        mien_suite_add_kernels(suite, "luma of all colours", luma_of_all_colours, sets,
                               set);
        mien_suite_add_kernels(suite, "blurring", blurring, sets, set);
        mien_suite_add_kernels(suite, "blurring of every radius",
                               blurring_of_every_radius, sets, set);
        mien_suite_add_kernels(suite, "peaks", peaks, sets, set);
        mien_suite_add_kernels(suite, "samples", samples, sets, set);
    }
    return mien_suite_run(suite);
}
