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

#include "base/cpu.h"
#include "bench.h"
#include "guard.h"
#include "naive.h"
#include "pdq/stream.h"
#include "suite.h"
#include "synthetic.h"

static const struct {
    unsigned flags;
    const char *name;
} sets[] = {
#if defined(__x86_64__)
    {MIEN_CPU_AVX2, "avx2"},
    {MIEN_CPU_AVX2 | MIEN_CPU_AVX512, "avx512"},
#elif defined(__aarch64__)
    {MIEN_CPU_NEON, "neon"},
#else
    {0, "c"},
#endif
};
enum {
    SETS = sizeof sets / sizeof *sets
};

static uint64_t seed;
static const struct mien_kernels *const c = &mien_kernels_c;

static const struct mien_kernels *kernels_of(int set)
{
    return mien_kernels_for(sets[set].flags);
}

static bool available(int set)
{
    return (sets[set].flags & ~mien_cpu_flags()) == 0;
}

static struct mien_random random_for(int salt)
{
    return (struct mien_random){seed + (uint64_t)salt * 0x9E3779B97F4A7C15u};
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

static void assert_same(const void *expected, const void *actual, size_t size,
                        const char *what, uint32_t width)
{
    ck_assert_msg(memcmp(expected, actual, size) == 0,
                  "%s differs from the C definition at width %u, MIEN_SEED=%llu", what,
                  width, (unsigned long long)seed);
}

START_TEST(test_luma)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(1);
    int comparisons = 0;
    for (int format = MIEN_PIXEL_GRAY8; format <= MIEN_PIXEL_BGRA8; format++) {
        size_t pixel = mien_pixel_size((enum mien_pixel_format)format);
        for (uint32_t width = 0; width < 100; width++) {
            for (int low = 0; low < 2; low++) {
                struct mien_guarded pixels = mien_guard(width * pixel, low);
                struct mien_guarded expected = mien_guard(width * sizeof(float), low);
                struct mien_guarded actual = mien_guard(width * sizeof(float), low);
                mien_random_bytes(&random, pixels.start, pixels.size);
                c->luma[format](expected.start, pixels.start, width);
                kernels->luma[format](actual.start, pixels.start, width);
                assert_same(expected.start, actual.start, expected.size, "luma", width);
                mien_unguard(&pixels);
                mien_unguard(&expected);
                mien_unguard(&actual);
                comparisons++;
            }
        }
    }
    ck_assert_int_gt(comparisons, 0);
}
END_TEST

// Every colour there is.
START_TEST(test_luma_all_colours)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    static uint8_t pixels[256 * 3];
    static float expected[256], actual[256];
    for (int red = 0; red < 256; red++) {
        for (int green = 0; green < 256; green++) {
            for (int blue = 0; blue < 256; blue++) {
                pixels[3 * blue] = (uint8_t)red;
                pixels[3 * blue + 1] = (uint8_t)green;
                pixels[3 * blue + 2] = (uint8_t)blue;
            }
            c->luma[MIEN_PIXEL_RGB8](expected, pixels, 256);
            kernels->luma[MIEN_PIXEL_RGB8](actual, pixels, 256);
            assert_same(expected, actual, sizeof expected, "luma", 256);
        }
    }
}
END_TEST

START_TEST(test_blur_rows)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(2);
    for (int n = 0; n < WIDTHS; n++) {
        struct mien_window across = mien_window_for(width_of(n, &random));
        size_t stride = mien_band_stride(across), row = (across.length + 15u) / 16 * 16;
        struct mien_guarded rows =
            mien_guard(MIEN_BAND * stride * sizeof(float), n % 2);
        struct mien_guarded ring = mien_guard(
            mien_blur_ring_columns(across) * MIEN_BAND * sizeof(float), n % 2);
        struct mien_guarded expected =
            mien_guard(MIEN_BAND * row * sizeof(float), n % 2);
        struct mien_guarded actual = mien_guard(MIEN_BAND * row * sizeof(float), n % 2);
        float *out_expected[MIEN_BAND], *out_actual[MIEN_BAND];
        for (size_t y = 0; y < MIEN_BAND; y++) {
            float *line = (float *)rows.start + y * stride;
            for (size_t x = 0; x < stride; x++)
                line[x] = x < across.length ? value_of(&random, n + (int)y, x) : 0;
            out_expected[y] = (float *)expected.start + y * row;
            out_actual[y] = (float *)actual.start + y * row;
        }
        c->blur_rows(out_expected, rows.start, ring.start, across);
        kernels->blur_rows(out_actual, rows.start, ring.start, across);
        for (size_t y = 0; y < MIEN_BAND; y++)
            assert_same(out_expected[y], out_actual[y], across.length * sizeof(float),
                        "blur_rows", across.length);
        mien_unguard(&rows);
        mien_unguard(&ring);
        mien_unguard(&expected);
        mien_unguard(&actual);
    }
}
END_TEST

START_TEST(test_blur_columns)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(3);
    for (int n = 0; n < WIDTHS; n++) {
        uint32_t width = width_of(n, &random);
        size_t row = (width + 15u) / 16 * 16;
        struct mien_guarded lines =
            mien_guard(2 * MIEN_BAND * row * sizeof(float), n % 2);
        struct mien_guarded sums[2], columns[2];
        for (int k = 0; k < 2; k++) {
            sums[k] = mien_guard(row * sizeof(float), n % 2);
            columns[k] = mien_guard(row * MIEN_BAND * sizeof(float), n % 2);
            memset(sums[k].start, 0, sums[k].size);
        }
        float *values = lines.start;
        for (size_t i = 0; i < 2 * MIEN_BAND * row; i++)
            values[i] = value_of(&random, n, i);
        const float *fresh[MIEN_BAND], *stale[MIEN_BAND];
        float counts[MIEN_BAND];
        for (size_t y = 0; y < MIEN_BAND; y++) {
            fresh[y] = values + y * row;
            stale[y] = values + (MIEN_BAND + y) * row;
            counts[y] = (float)(1 + mien_random_below(&random, 8191));
        }
        c->blur_columns(columns[0].start, sums[0].start, fresh, stale, counts, width);
        kernels->blur_columns(columns[1].start, sums[1].start, fresh, stale, counts,
                              width);
        assert_same(columns[0].start, columns[1].start,
                    (size_t)width * MIEN_BAND * sizeof(float), "blur_columns", width);
        assert_same(sums[0].start, sums[1].start, width * sizeof(float),
                    "the sums of blur_columns", width);
        mien_unguard(&lines);
        for (int k = 0; k < 2; k++) {
            mien_unguard(&sums[k]);
            mien_unguard(&columns[k]);
        }
    }
}
END_TEST

START_TEST(test_sample_rows)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(4);
    for (int n = 0; n < WIDTHS; n++) {
        struct mien_window across = mien_window_for(width_of(n, &random));
        size_t count = (across.length + 15u) / 16 * 16 * MIEN_BAND;
        struct mien_guarded columns = mien_guard(count * sizeof(float), n % 2);
        float *values = columns.start;
        for (size_t i = 0; i < count; i++)
            values[i] = value_of(&random, n, i / MIEN_BAND);
        static float expected[MIEN_BAND][MIEN_SAMPLES], actual[MIEN_BAND][MIEN_SAMPLES];
        c->sample_rows(expected, values, across);
        kernels->sample_rows(actual, values, across);
        assert_same(expected, actual, sizeof expected, "sample_rows", across.length);
        mien_unguard(&columns);
    }
}
END_TEST

START_TEST(test_dct_and_gradient)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(5);
    for (int n = 0; n < 400; n++) {
        static float luma[64][64], expected[16][16], actual[16][16];
        for (size_t i = 0; i < 64 * 64; i++)
            luma[i / 64][i % 64] = value_of(&random, n, i);
        c->dct(expected, luma);
        kernels->dct(actual, luma);
        assert_same(expected, actual, sizeof expected, "dct", 64);
        ck_assert_uint_eq(c->gradient(luma), kernels->gradient(luma));
    }
}
END_TEST

// The kernels divide by multiplying; see the proof in pdq/vector.h. Here the columns
// pass divides random sums by every count that a side within the limits can need.
START_TEST(test_division)
{
    const struct mien_kernels *kernels = kernels_of(_i);
    struct mien_random random = random_for(6);
    enum {
        WIDTH = 512
    };
    static float zeros[WIDTH], values[MIEN_BAND][WIDTH], sums[2][WIDTH];
    static float columns[2][WIDTH * MIEN_BAND];
    for (uint32_t first = 1; first <= MIEN_PDQ_SIDE_MAX / 128; first += MIEN_BAND) {
        const float *fresh[MIEN_BAND], *stale[MIEN_BAND];
        float counts[MIEN_BAND];
        memset(sums, 0, sizeof sums);
        for (size_t y = 0; y < MIEN_BAND; y++) {
            counts[y] = (float)(first + y);
            for (size_t x = 0; x < WIDTH; x++) {
                // Any mantissa; exponents from residues of cancellation to full sums.
                uint64_t bits = mien_random_next(&random);
                float mantissa = 1.0f + (float)(bits >> 41) * 0x1p-23f;
                values[y][x] = ldexpf(mantissa, (int)(bits & 63) - 42);
            }
            fresh[y] = values[y];
            // What was added is taken away, so that each step divides a fresh value.
            stale[y] = y == 0 ? zeros : values[y - 1];
        }
        c->blur_columns(columns[0], sums[0], fresh, stale, counts, WIDTH);
        kernels->blur_columns(columns[1], sums[1], fresh, stale, counts, WIDTH);
        assert_same(columns[0], columns[1], sizeof columns[0], "division", first);
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
    struct mien_random random = random_for(7);
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
        assert_same(&expected, &actual, sizeof expected, "a picture", width);
        assert_same(&expected_pdq, &actual_pdq, sizeof expected_pdq, "a hash", width);
        free(pixels);
    }
}
END_TEST

// The definition itself, and the tent that streams through it, against PDQ written a
// second time. This runs on every processor.
START_TEST(test_definition)
{
    struct mien_random random = random_for(8);
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
        assert_same(expected.luma, actual.luma, sizeof expected.luma,
                    "the naive picture", width);
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
    ck_assert_str_eq(kernels_of(_i)->name, sets[_i].name);
}
END_TEST

static void add(Suite *suite, int set, const char *name, const TTest *test)
{
    static char names[SETS * 16][64];
    static int count;
    char *label = names[count++];
    snprintf(label, sizeof names[0], "%s on %s", name, sets[set].name);
    if (!available(set)) {
        mien_suite_skip(label, "this processor lacks it");
        return;
    }
    TCase *tcase = tcase_create(label);
    tcase_set_timeout(tcase, 600); // qemu is slow
    tcase_add_loop_test(tcase, test, set, set + 1);
    suite_add_tcase(suite, tcase);
}

int main(int argc, char **argv)
{
    const char *given = getenv("MIEN_SEED");
    seed = given != NULL ? strtoull(given, NULL, 0) : 20261121;
    if (argc > 1 && strcmp(argv[1], "--bench") == 0) {
        mien_bench_kernels();
        return 0;
    }
    printf("# MIEN_SEED=%llu\n", (unsigned long long)seed);
    Suite *suite = suite_create("kernels");
    TCase *definition = tcase_create("the definition");
    tcase_set_timeout(definition, 600);
    tcase_add_test(definition, test_definition);
    suite_add_tcase(suite, definition);
    for (int set = 0; set < SETS; set++) {
        add(suite, set, "choice", test_choice);
        add(suite, set, "luma", test_luma);
        add(suite, set, "luma of all colours", test_luma_all_colours);
        add(suite, set, "blur_rows", test_blur_rows);
        add(suite, set, "blur_columns", test_blur_columns);
        add(suite, set, "sample_rows", test_sample_rows);
        add(suite, set, "dct and gradient", test_dct_and_gradient);
        add(suite, set, "division", test_division);
        add(suite, set, "pictures", test_pictures);
    }
    return mien_suite_run(suite);
}
