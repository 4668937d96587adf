// SPDX-License-Identifier: Apache-2.0
// Every kernel of every instruction set against the plain C definition: the same bits
// for random and for pathological inputs, odd sizes, and not a byte touched beyond the
// ends.
//
// The seed is printed and taken from $MIEN_SEED. With --bench the kernels are timed.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/pdq.h>

#include "bench.h"
#include "guard.h"
#include "kernel_suite.h"
#include "naive.h"
#include "pdq/stream.h"
#include "synthetic.h"

static uint64_t seed;
static const struct mien_kernels *const c = &mien_kernels_c;

static const struct mien_kernels *kernels_of(int set)
{
    return mien_kernels_for(mien_pdq_sets[set].flags);
}

// Lines that cover the ends of every block: each length up to 80, and some beyond.
static uint32_t width_of(int i, struct mien_random *random)
{
    static const uint32_t some[] = {127, 128, 129, 255,  256,  257,  500, 511,
                                    512, 513, 640, 1000, 1023, 1920, 4000};
    if (i < 76)
        return MIEN_PDQ_SIDE_MIN + (uint32_t)i;
    if (i < 76 + (int)(sizeof some / sizeof *some))
        return some[i - 76];
    return MIEN_PDQ_SIDE_MIN + mien_random_below(random, 5000);
}
enum {
    WIDTHS = 120
};

// Values as luma has them, and the awkward ones: constant lines, steps, and fractions
// that cancel to tiny residues.
static float value_of(struct mien_random *random, int kind, size_t i)
{
    switch (kind % 4) {
    case 0:
        return (float)(mien_random_next(random) & 255);
    case 1:
        return (float)(mien_random_next(random) & 0xFFFFFF) * (255.0f / 0xFFFFFF);
    case 2:
        return (i / 7) % 2 != 0 ? 254.99998f : 0.114f;
    default:
        return 0.299f * (float)(kind % 256);
    }
}

// Everything that a band touches, between guard pages.
struct bench {
    struct mien_band band;
    float samples[MIEN_BAND][MIEN_SAMPLES];
    struct mien_guarded pixels[MIEN_BAND], window, sums, work;
    int rows; // under the window
};

static size_t padded(uint32_t width)
{
    return (width + 15u) / 16 * 16;
}

static void bench_open(struct bench *bench, uint32_t width,
                       enum mien_pixel_format format, int rows, int low)
{
    struct mien_band *band = &bench->band;
    size_t row = padded(width) * sizeof(float);
    band->across = mien_window_for(width);
    band->format = format;
    band->samples = bench->samples;
    bench->sums = mien_guard(row, low);
    bench->rows = rows;
    bench->window = mien_guard((size_t)rows * row, low);
    bench->work = mien_guard(mien_band_work(band->across) * sizeof(float), 1);
    band->sums = bench->sums.start;
    band->work = bench->work.start;
    for (int y = 0; y < MIEN_BAND; y++) {
        bench->pixels[y] = mien_guard(width * mien_pixel_size(format), low);
        band->pixels[y] = bench->pixels[y].start;
        band->window[y] =
            (float *)bench->window.start + (size_t)(y % rows) * padded(width);
        band->counts[y] = 1;
    }
}

static void bench_close(struct bench *bench)
{
    mien_unguard(&bench->sums);
    mien_unguard(&bench->window);
    mien_unguard(&bench->work);
    for (int y = 0; y < MIEN_BAND; y++)
        mien_unguard(&bench->pixels[y]);
}

// The same band through both kernels, which get the same inputs in memory of their own.
static void compare_bands(struct bench *expected, struct bench *actual,
                          const struct mien_kernels *kernels)
{
    uint32_t width = expected->band.across.length;
    c->band(&expected->band);
    kernels->band(&actual->band);
    for (int y = 0; y < expected->rows; y++)
        mien_assert_same(expected->band.window[y], actual->band.window[y],
                         width * sizeof(float), "a blurred row", width, seed);
    mien_assert_same(expected->sums.start, actual->sums.start, width * sizeof(float),
                     "the sums of the columns", width, seed);
    mien_assert_same(expected->samples, actual->samples, sizeof expected->samples,
                     "a sample", width, seed);
}

START_TEST(test_band)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = mien_random_for(seed, 1);
    static struct bench benches[2];
    for (int n = 0; n < WIDTHS; n++) {
        uint32_t width = width_of(n, &random);
        for (int format = MIEN_PIXEL_GRAY8; format <= MIEN_PIXEL_BGRA8; format++) {
            // Small windows come round again within a band.
            int rows = 1 + (int)mien_random_below(&random, MIEN_BAND);
            for (int k = 0; k < 2; k++)
                bench_open(&benches[k], width, (enum mien_pixel_format)format, rows,
                           (n + format) % 2);
            for (size_t y = 0; y < MIEN_BAND; y++) {
                uint8_t *pixels = benches[0].pixels[y].start;
                size_t size = benches[0].pixels[y].size;
                mien_random_bytes(&random, pixels, size);
                if (n % 3 == 0)
                    memset(pixels, n, size); // constant: sums that cancel
                memcpy(benches[1].pixels[y].start, pixels, size);
                // The divisors of a band are all the same or all different.
                float count = (float)(1 + mien_random_below(&random, 8191));
                for (int k = 0; k < 2; k++)
                    benches[k].band.counts[y] = n % 2 == 0 ? count : 24;
            }
            float *stale = benches[0].window.start, *sums = benches[0].sums.start;
            for (size_t i = 0; i < (size_t)rows * padded(width); i++)
                stale[i] = value_of(&random, n, i);
            for (size_t i = 0; i < padded(width); i++)
                sums[i] = 24 * value_of(&random, n, i);
            memcpy(benches[1].window.start, stale, benches[0].window.size);
            memcpy(benches[1].sums.start, sums, benches[0].sums.size);
            compare_bands(&benches[0], &benches[1], kernels);
            bench_close(&benches[0]);
            bench_close(&benches[1]);
        }
    }
}
END_TEST

// Every colour there is. Rows of 128 pixels have a window of one pixel: what comes out
// is the luma itself, but for the rounding of a sum that gains it and loses the one
// before.
START_TEST(test_luma_of_all_colours)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    static struct bench benches[2];
    for (int k = 0; k < 2; k++)
        bench_open(&benches[k], 128, MIEN_PIXEL_RGB8, 1, 0);
    for (uint32_t colour = 0; colour < 1 << 24;) {
        for (int y = 0; y < MIEN_BAND; y++) {
            uint8_t *pixels = benches[0].pixels[y].start;
            for (int x = 0; x < 128; x++, colour++) {
                pixels[3 * x] = (uint8_t)(colour >> 16);
                pixels[3 * x + 1] = (uint8_t)(colour >> 8);
                pixels[3 * x + 2] = (uint8_t)colour;
            }
            memcpy(benches[1].pixels[y].start, pixels, benches[0].pixels[y].size);
        }
        for (int k = 0; k < 2; k++) {
            memset(benches[k].sums.start, 0, benches[k].sums.size);
            memset(benches[k].window.start, 0, benches[k].window.size);
        }
        compare_bands(&benches[0], &benches[1], kernels);
    }
    bench_close(&benches[0]);
    bench_close(&benches[1]);
}
END_TEST

// Any mantissa; exponents from residues of cancellation to whole windows.
static float any_sum(struct mien_random *random)
{
    uint64_t bits = mien_random_next(random);
    float mantissa = 1.0f + (float)(bits >> 41) * 0x1p-23f;
    return ldexpf(bits & 64 ? mantissa : -mantissa, (int)(bits & 63) - 42);
}

// The kernels divide by multiplying; pdq/vector.h proves that this is the same. Here
// the proof meets numbers: every count that a side within the limits can need.
START_TEST(test_division_by_multiplying)
{
    struct mien_random random = mien_random_for(seed, 6);
    for (int n = 1; n <= MIEN_PDQ_SIDE_MAX / 128; n++) {
        float count = (float)n, high = 1.0f / count;
        float low = fmaf(-high, count, 1.0f) * high;
        for (int i = 0; i < 100; i++) {
            float sum = any_sum(&random), small = sum * low;
            ck_assert_msg(fmaf(sum, high, small) == sum / count,
                          "%a / %d, MIEN_SEED=%llu", (double)sum, n,
                          (unsigned long long)seed);
        }
    }
}
END_TEST

// And so the kernels themselves. Rows of 64 black pixels have a window of one, and
// every column is sampled; stale rows bring the sums to any value.
START_TEST(test_division)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = mien_random_for(seed, 9);
    static struct bench benches[2];
    for (int k = 0; k < 2; k++) {
        bench_open(&benches[k], 64, MIEN_PIXEL_GRAY8, MIEN_BAND, 0);
        for (int y = 0; y < MIEN_BAND; y++)
            memset(benches[k].pixels[y].start, 0, 64);
    }
    for (uint32_t first = 1; first <= MIEN_PDQ_SIDE_MAX / 128; first += MIEN_BAND) {
        float *stale = benches[0].window.start;
        for (size_t i = 0; i < MIEN_BAND * 64; i++)
            stale[i] = any_sum(&random);
        memcpy(benches[1].window.start, stale, benches[0].window.size);
        for (int k = 0; k < 2; k++) {
            memset(benches[k].sums.start, 0, benches[k].sums.size);
            for (uint32_t y = 0; y < MIEN_BAND; y++)
                benches[k].band.counts[y] = (float)(first + y);
        }
        compare_bands(&benches[0], &benches[1], kernels);
    }
    bench_close(&benches[0]);
    bench_close(&benches[1]);
}
END_TEST

START_TEST(test_second_columns)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = mien_random_for(seed, 10);
    float expected[2][MIEN_SAMPLES] = {{0}}, actual[2][MIEN_SAMPLES] = {{0}};
    for (int n = 0; n < 400; n++) {
        float fresh[MIEN_SAMPLES];
        for (size_t i = 0; i < MIEN_SAMPLES; i++)
            fresh[i] = value_of(&random, n / 100, i);
        c->second_columns(expected[0], expected[1], fresh);
        kernels->second_columns(actual[0], actual[1], fresh);
        mien_assert_same(expected, actual, sizeof expected, "the second columns pass",
                         64, seed);
    }
}
END_TEST

START_TEST(test_dct_and_gradient)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = mien_random_for(seed, 5);
    for (int n = 0; n < 400; n++) {
        static float luma[64][64], expected[16][16], actual[16][16];
        for (size_t i = 0; i < 64 * 64; i++)
            luma[i / 64][i % 64] = value_of(&random, n, i);
        c->dct(expected, luma);
        kernels->dct(actual, luma);
        mien_assert_same(expected, actual, sizeof expected, "dct", 64, seed);
        ck_assert_uint_eq(c->gradient(luma), kernels->gradient(luma));
    }
}
END_TEST

static void hash_with(const struct mien_kernels *kernels, const uint8_t *pixels,
                      uint32_t width, uint32_t height, enum mien_pixel_format format,
                      struct mien_pdq *out, struct mien_pdq_details *details)
{
    size_t size;
    struct mien_pdq_stream *stream;
    ck_assert_int_eq(mien_pdq_scratch_size(&size, width, height, MIEN_PDQ_FULL),
                     MIEN_OK);
    void *scratch = malloc(size);
    ck_assert_ptr_nonnull(scratch);
    ck_assert_int_eq(mien_pdq_begin_with(&stream, scratch, size, width, height, format,
                                         MIEN_PDQ_FULL, kernels),
                     MIEN_OK);
    ptrdiff_t stride = (ptrdiff_t)(width * mien_pixel_size(format));
    ck_assert_int_eq(mien_pdq_push(stream, pixels, stride, height), MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(stream, out, NULL, details), MIEN_OK);
    free(scratch);
}

// Whole pictures of random size and format.
START_TEST(test_pictures)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = mien_random_for(seed, 7);
    for (int n = 0; n < 60; n++) {
        uint32_t width =
            MIEN_PDQ_SIDE_MIN + mien_random_below(&random, n < 50 ? 300 : 2000);
        uint32_t height =
            MIEN_PDQ_SIDE_MIN + mien_random_below(&random, n < 50 ? 300 : 900);
        enum mien_pixel_format format =
            (enum mien_pixel_format)(1 + mien_random_below(&random, 5));
        size_t size = width * height * mien_pixel_size(format);
        uint8_t *pixels = malloc(size);
        ck_assert_ptr_nonnull(pixels);
        mien_random_bytes(&random, pixels, size);
        if (n % 5 == 0)
            memset(pixels, n, size); // constant: every coefficient is rounding noise
        static struct mien_pdq_details expected, actual;
        struct mien_pdq expected_pdq, actual_pdq;
        hash_with(c, pixels, width, height, format, &expected_pdq, &expected);
        hash_with(kernels, pixels, width, height, format, &actual_pdq, &actual);
        mien_assert_same(&expected, &actual, sizeof expected, "a picture", width, seed);
        mien_assert_same(&expected_pdq, &actual_pdq, sizeof expected_pdq, "a hash",
                         width, seed);
        free(pixels);
    }
}
END_TEST

// The definition itself, and the tent that streams through it, against PDQ written a
// second time. This runs on every processor.
START_TEST(test_definition)
{
    struct mien_random random = mien_random_for(seed, 8);
    for (int n = 0; n < 60; n++) {
        uint32_t width =
            MIEN_PDQ_SIDE_MIN + mien_random_below(&random, n < 50 ? 300 : 1200);
        uint32_t height =
            MIEN_PDQ_SIDE_MIN + mien_random_below(&random, n < 50 ? 300 : 1200);
        uint8_t *pixels = malloc((size_t)width * height * 3);
        ck_assert_ptr_nonnull(pixels);
        mien_random_bytes(&random, pixels, (size_t)width * height * 3);
        static struct mien_pdq_details expected, actual;
        struct mien_pdq pdq;
        mien_naive_pdq(&expected, pixels, width, height);
        hash_with(c, pixels, width, height, MIEN_PIXEL_RGB8, &pdq, &actual);
        mien_assert_same(expected.luma, actual.luma, sizeof expected.luma,
                         "the naive picture", width, seed);
        for (int i = 0; i < 256; i++)
            ck_assert_float_eq_tol(expected.coefficients[i / 16][i % 16],
                                   actual.coefficients[i / 16][i % 16], 0.01f);
        free(pixels);
    }
}
END_TEST

START_TEST(test_choice)
{
    ck_assert_str_eq(mien_kernels_for(0)->name, "c");
    ck_assert_str_eq(kernels_of(_i)->name, mien_pdq_sets[_i].name);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--bench") == 0) {
        mien_bench_kernels();
        return 0;
    }
    seed = mien_suite_seed(20261121);
    Suite *suite = suite_create("kernels");
    TCase *definition = tcase_create("the definition");
    tcase_set_timeout(definition, 600);
    tcase_add_test(definition, test_definition);
    tcase_add_test(definition, test_division_by_multiplying);
    suite_add_tcase(suite, definition);
    for (int set = 0; set < mien_pdq_set_count; set++) {
        mien_suite_add_kernels(suite, "choice", test_choice, mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "a band", test_band, mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "luma of all colours", test_luma_of_all_colours,
                               mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "second columns", test_second_columns,
                               mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "dct and gradient", test_dct_and_gradient,
                               mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "division", test_division, mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "pictures", test_pictures, mien_pdq_sets, set);
    }
    return mien_suite_run(suite);
}
