// SPDX-License-Identifier: Apache-2.0
// The sums of the fast modes: every kernel against the plain C definition, bit for bit,
// at odd sizes and at the largest values, and not a byte touched beyond the ends.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "kernel_suite.h"
#include "pdq/stream.h"
#include "pdq/sum_kernels.h"
#include "synthetic.h"

static uint64_t seed;
static const struct mien_sum_kernels *const c = &mien_sum_kernels_c;

static const struct mien_sum_kernels *kernels_of(int set)
{
    return mien_sum_kernels_for(mien_pdq_sets[set].flags);
}

// Each length up to 200, which covers the ends of every block, and some beyond.
static size_t length_of(int i, struct mien_random *random)
{
    return i < 200 ? 1 + (size_t)i : 1 + mien_random_below(random, 12000);
}
enum {
    LENGTHS = 220
};

// Weights as the sums have them, up to the whole of 16 bits.
static size_t weights_of(uint8_t weights[MIEN_SUM_ROWS], struct mien_random *random,
                         uint32_t room)
{
    size_t count = 1 + mien_random_below(random, MIEN_SUM_ROWS);
    for (size_t y = 0; y < count; y++) {
        uint32_t most = room < MIEN_SUM_ROW_WEIGHT_MAX ? room : MIEN_SUM_ROW_WEIGHT_MAX;
        weights[y] = (uint8_t)mien_random_below(random, most + 1);
        if (y % 3 == 0)
            weights[y] = (uint8_t)most;
        room -= weights[y];
    }
    return count;
}

// A copy of as many bytes, between guards of its own.
static struct mien_guarded copy_of(const void *bytes, size_t size, int low)
{
    struct mien_guarded copy = mien_guard(size, low);
    memcpy(copy.start, bytes, size);
    return copy;
}

START_TEST(rows_are_added_alike)
{
    struct mien_random random = mien_random_for(seed, 1);
    for (int i = 0; i < LENGTHS; i++) {
        const size_t bytes = length_of(i, &random);
        struct mien_guarded rows[MIEN_SUM_ROWS];
        const uint8_t *pixels[MIEN_SUM_ROWS];
        for (int y = 0; y < MIEN_SUM_ROWS; y++) {
            rows[y] = mien_guard(bytes, i % 2);
            pixels[y] = rows[y].start;
            if (i % 5 == 0)
                memset(rows[y].start, 255, bytes);
            else
                mien_random_bytes(&random, rows[y].start, bytes);
        }
        // What is there already, and what is added, come to 257 at most.
        uint32_t held = i % 5 == 0 ? 0 : mien_random_below(&random, 100);
        struct mien_guarded expected = mien_guard(bytes * sizeof(uint16_t), i % 2);
        uint16_t *sums = expected.start;
        for (size_t x = 0; x < bytes; x++)
            sums[x] = (uint16_t)mien_random_below(&random, 255 * held + 1);
        struct mien_guarded actual = copy_of(sums, expected.size, i % 2);
        uint8_t weights[MIEN_SUM_ROWS];
        size_t count = weights_of(weights, &random, MIEN_SUM_WEIGHT_MAX - held);
        c->add(expected.start, pixels, weights, count, bytes);
        kernels_of(_i)->add(actual.start, pixels, weights, count, bytes);
        mien_assert_same(expected.start, actual.start, expected.size, "add", bytes,
                         seed);
        mien_unguard(&expected);
        mien_unguard(&actual);
        for (int y = 0; y < MIEN_SUM_ROWS; y++)
            mien_unguard(&rows[y]);
    }
}
END_TEST

START_TEST(sums_settle_alike)
{
    struct mien_random random = mien_random_for(seed, 2);
    for (int i = 0; i < LENGTHS; i++) {
        const size_t n = length_of(i, &random);
        struct mien_guarded sums = mien_guard(n * sizeof(uint16_t), i % 2);
        struct mien_guarded wide = mien_guard(n * sizeof(uint32_t), i % 2);
        struct mien_guarded line = mien_guard(n * sizeof(int16_t), i % 2);
        const unsigned shift = 1 + mien_random_below(&random, 12);
        mien_random_bytes(&random, sums.start, sums.size);
        uint32_t *values = wide.start;
        for (size_t x = 0; x < n; x++)
            values[x] = mien_random_below(&random, (65535u << shift) - 65535);
        struct mien_guarded sums2 = copy_of(sums.start, sums.size, i % 2);
        struct mien_guarded wide2 = copy_of(wide.start, wide.size, i % 2);
        struct mien_guarded line2 = copy_of(line.start, line.size, i % 2);
        if (i % 3 == 0) {
            c->settle(line.start, sums.start, n);
            kernels_of(_i)->settle(line2.start, sums2.start, n);
        } else if (i % 3 == 1) {
            c->settle_wide(line.start, wide.start, sums.start, shift, n);
            kernels_of(_i)->settle_wide(line2.start, wide2.start, sums2.start, shift,
                                        n);
        } else {
            c->spill(wide.start, sums.start, n);
            kernels_of(_i)->spill(wide2.start, sums2.start, n);
        }
        mien_assert_same(line.start, line2.start, line.size, "the line", n, seed);
        mien_assert_same(sums.start, sums2.start, sums.size, "the sums", n, seed);
        mien_assert_same(wide.start, wide2.start, wide.size, "the wide sums", n, seed);
        const uint16_t *left = sums.start;
        for (size_t x = 0; x < n; x++)
            ck_assert_uint_eq(left[x], 0);
        struct mien_guarded *all[] = {&sums, &wide, &line, &sums2, &wide2, &line2};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            mien_unguard(all[k]);
    }
}
END_TEST

// 64 samples of a line, with weights that come to 32000.
START_TEST(samples_are_summed_alike)
{
    enum {
        MOST = 40 * MIEN_SUM_ACROSS
    };
    static int16_t weights[64][MOST];
    struct mien_random random = mien_random_for(seed, 3);
    for (int i = 0; i < 60; i++) {
        const uint32_t n = MIEN_SUM_ACROSS * (1 + mien_random_below(&random, 40));
        const size_t length = n + mien_random_below(&random, 3000);
        struct mien_guarded line = mien_guard(length * sizeof(int16_t), i % 2);
        mien_random_bytes(&random, line.start, line.size);
        if (i % 4 == 0)
            for (size_t x = 0; x < length; x++)
                ((int16_t *)line.start)[x] = i % 8 == 0 ? INT16_MIN : INT16_MAX;
        struct mien_dot dots[64];
        for (int j = 0; j < 64; j++) {
            int left = 32000;
            for (uint32_t k = 0; k < n; k++) {
                int weight = (int)mien_random_below(&random, (uint32_t)left + 1);
                weights[j][k] = (int16_t)(i % 3 == 0 ? weight : weight / 8);
                left -= weights[j][k];
            }
            dots[j] = (struct mien_dot){
                weights[j], mien_random_below(&random, (uint32_t)(length - n) + 1), n};
        }
        int32_t expected[64], actual[64];
        c->dots(expected, line.start, dots);
        kernels_of(_i)->dots(actual, line.start, dots);
        mien_assert_same(expected, actual, sizeof expected, "dots", n, seed);
        mien_unguard(&line);
    }
}
END_TEST

static void hash_with(unsigned flags, const struct mien_guarded *pixels, uint32_t width,
                      uint32_t height, uint32_t scale, enum mien_pixel_format format,
                      struct mien_pdq_details *details)
{
    size_t size;
    const size_t row = ((size_t)width + scale - 1) / scale * mien_pixel_size(format);
    struct mien_pdq_stream *stream;
    struct mien_pdq out;
    ck_assert_int_eq(mien_pdq_scratch_size_reduced(&size, width, height, scale,
                                                   MIEN_PDQ_APPROXIMATE),
                     MIEN_OK);
    struct mien_guarded scratch = mien_guard(size, 0);
    ck_assert_int_eq(mien_pdq_begin_reduced(&stream, scratch.start, size, width, height,
                                            scale, format, MIEN_PDQ_APPROXIMATE, flags),
                     MIEN_OK);
    ck_assert_int_eq(mien_pdq_push(stream, pixels->start, (ptrdiff_t)row,
                                   (height + scale - 1) / scale),
                     MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(stream, &out, NULL, details), MIEN_OK);
    mien_unguard(&scratch);
}

// Whole pictures of random size, scale and format.
START_TEST(pictures_are_hashed_alike)
{
    struct mien_random random = mien_random_for(seed, 4);
    for (int n = 0; n < 40; n++) {
        const uint32_t scale = 1u << (n % 2 == 0 ? 0 : mien_random_below(&random, 4));
        const uint32_t least = 128 * scale;
        const uint32_t width = least + mien_random_below(&random, n < 34 ? 300 : 5000);
        const uint32_t height = least + mien_random_below(&random, n < 34 ? 300 : 3000);
        const enum mien_pixel_format format =
            (enum mien_pixel_format)(1 + mien_random_below(&random, 5));
        struct mien_guarded pixels =
            mien_guard((size_t)((width + scale - 1) / scale) *
                           ((height + scale - 1) / scale) * mien_pixel_size(format),
                       n % 2);
        mien_random_bytes(&random, pixels.start, pixels.size);
        if (n % 5 == 0)
            memset(pixels.start, n % 2 == 0 ? 255 : n, pixels.size);
        static struct mien_pdq_details expected, actual;
        hash_with(0, &pixels, width, height, scale, format, &expected);
        hash_with(mien_pdq_sets[_i].flags, &pixels, width, height, scale, format,
                  &actual);
        mien_assert_same(&expected, &actual, sizeof expected, "a picture", width, seed);
        mien_unguard(&pixels);
    }
}
END_TEST

START_TEST(each_processor_has_its_kernels)
{
    ck_assert_str_eq(mien_sum_kernels_for(0)->name, "c");
    ck_assert_str_eq(kernels_of(_i)->name, mien_pdq_sets[_i].name);
}
END_TEST

int main(void)
{
    seed = mien_suite_seed(20261122);
    Suite *suite = suite_create("sum kernels");
    for (int set = 0; set < mien_pdq_set_count; set++) {
        mien_suite_add_kernels(suite, "rows", rows_are_added_alike, mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "settling", sums_settle_alike, mien_pdq_sets,
                               set);
        mien_suite_add_kernels(suite, "samples", samples_are_summed_alike,
                               mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "pictures", pictures_are_hashed_alike,
                               mien_pdq_sets, set);
        mien_suite_add_kernels(suite, "choice", each_processor_has_its_kernels,
                               mien_pdq_sets, set);
    }
    return mien_suite_run(suite);
}
