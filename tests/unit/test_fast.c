// SPDX-License-Identifier: Apache-2.0
// The modes MIEN_PDQ_APPROXIMATE and MIEN_PDQ_GUARDED: how near to the exact hash, in
// any portions, and the contract of a stream that is in doubt.

#include <stdlib.h>
#include <string.h>

#include <mien/image.h>
#include <mien/pdq.h>

#include "base/cpu.h"
#include "pdq/stream.h"
#include "pdq/weights.h"
#include "scene.h"
#include "suite.h"
#include "synthetic.h"

struct picture {
    uint32_t width, height;
    enum mien_pixel_format format;
    uint8_t *pixels;
    ptrdiff_t stride;
};

struct result {
    struct mien_pdq pdq;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_pdq_details details;
    int again; // how often the rows were wanted once more
};

static uint8_t *allocate(size_t size)
{
    uint8_t *bytes = calloc(1, size);
    ck_assert_ptr_nonnull(bytes);
    return bytes;
}

static void assert_wiped(const uint8_t *memory, size_t size)
{
    size_t left = 0;
    for (size_t i = 0; i < size; i++)
        left += memory[i] != 0;
    ck_assert_uint_eq(left, 0);
}

// A made-up landscape in any format.
static struct picture scene_of(uint32_t width, uint32_t height,
                               enum mien_pixel_format format, uint32_t seed)
{
    const size_t pixel = mien_pixel_size(format), count = (size_t)width * height;
    struct picture picture = {width, height, format, allocate(count * pixel),
                              (ptrdiff_t)(width * pixel)};
    uint8_t *rgb = allocate(count * 3);
    mien_scene(rgb, width, height, seed);
    const bool bgr = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8;
    for (size_t i = 0; i < count; i++) {
        uint8_t *to = picture.pixels + i * pixel;
        memset(to, (int)(i % 251), pixel);
        for (size_t c = 0; c < (pixel < 3 ? pixel : 3); c++)
            to[c] = rgb[3 * i + (bgr ? 2 - c : c)];
    }
    free(rgb);
    return picture;
}

static void push(struct mien_pdq_stream *stream, const struct picture *picture,
                 uint32_t portion)
{
    for (uint32_t y = 0; y < picture->height; y += portion) {
        uint32_t rows = picture->height - y < portion ? picture->height - y : portion;
        ck_assert_int_eq(mien_pdq_push(stream,
                                       picture->pixels + (ptrdiff_t)y * picture->stride,
                                       picture->stride, rows),
                         MIEN_OK);
    }
}

// Through a stream, which then leaves nothing in its memory.
static struct result hash(const struct picture *picture, enum mien_pdq_mode mode,
                          uint32_t portion)
{
    struct result result = {.again = 0};
    struct mien_pdq_stream *stream;
    size_t size;
    ck_assert_int_eq(
        mien_pdq_scratch_size(&size, picture->width, picture->height, mode), MIEN_OK);
    uint8_t *scratch = allocate(size);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, picture->width,
                                    picture->height, picture->format, mode),
                     MIEN_OK);
    for (;;) {
        push(stream, picture, portion);
        enum mien_status status =
            mien_pdq_finish(stream, &result.pdq, result.dihedral, &result.details);
        if (status == MIEN_OK)
            break;
        ck_assert_int_eq(status, MIEN_ERROR_AGAIN);
        result.again++;
    }
    assert_wiped(scratch, size);
    free(scratch);
    return result;
}

static void assert_same_hashes(const struct result *a, const struct result *b)
{
    ck_assert_mem_eq(&a->pdq, &b->pdq, sizeof a->pdq);
    ck_assert_mem_eq(a->dihedral, b->dihedral, sizeof a->dihedral);
}

// How far two 64 x 64 pictures are apart at most, in grey levels.
static float apart(const struct mien_pdq_details *a, const struct mien_pdq_details *b)
{
    float most = 0;
    for (int i = 0; i < 64 * 64; i++) {
        float d = a->luma[i / 64][i % 64] - b->luma[i / 64][i % 64];
        d = d < 0 ? -d : d;
        most = d > most ? d : most;
    }
    return most;
}

static const struct {
    uint32_t width, height;
} sizes[] = {{129, 200}, {257, 130}, {640, 480},  {128, 128}, {255, 256},
             {512, 512}, {777, 333}, {2100, 150}, {140, 2600}};
enum {
    SIZES = sizeof sizes / sizeof *sizes,
    SIZES_IN_PORTIONS = 3
};

// The definition of PDQ's blur: two sliding means, and a sample.
static void weights_by_blurring(double *weights, struct mien_window window, uint32_t i)
{
    const uint32_t n = window.length;
    for (uint32_t x = 0; x < n; x++)
        weights[x] = 0;
    const uint32_t sample = mien_window_sample(window, i) + window.lead;
    const uint32_t outer = mien_window_count(window, sample);
    for (uint32_t p = 0; p < n; p++) {
        if (p > sample || p + window.size <= sample)
            continue;
        const uint32_t inner = mien_window_count(window, p + window.lead);
        for (uint32_t x = 0; x < n; x++)
            if (x <= p + window.lead && x + window.size > p + window.lead)
                weights[x] += 1.0 / outer / inner;
    }
}

START_TEST(weights_are_those_of_two_blurs)
{
    static const uint32_t lengths[] = {128, 129, 130, 256, 300, 511, 640};
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        const struct mien_window window = mien_window_for(lengths[k]);
        static double expected[640];
        static uint64_t values[640];
        for (uint32_t scale = 1; scale <= 8; scale *= 2) {
            for (uint32_t i = 0; i < 64; i++) {
                weights_by_blurring(expected, window, i);
                const struct mien_reach reach = mien_reach_of(window, scale, i);
                ck_assert_uint_le(reach.count, mien_weights_max(window, scale));
                const struct mien_weights weights =
                    mien_weights_of(values, window, scale, i);
                double rest = 1;
                for (uint32_t v = 0; v < reach.count; v++) {
                    double sum = 0;
                    for (uint32_t x = (reach.first + v) * scale;
                         x < (reach.first + v + 1) * scale && x < lengths[k]; x++)
                        sum += expected[x];
                    ck_assert_double_eq_tol((double)values[v] / (double)weights.total,
                                            sum, 1e-4);
                    rest -= sum;
                }
                ck_assert_double_eq_tol(rest, 0, 1e-9); // none lies outside
            }
        }
    }
}
END_TEST

// What the memory of the sums rests on: two rows of samples are open at a time, never
// three; and of rows that stand for themselves there are three kinds of weights.
static void check_reaches(uint32_t length, uint32_t scale)
{
    const struct mien_window window = mien_window_for(length);
    struct mien_reach last[2] = {{0}}; // of the samples before, the nearer one first
    int kinds = 0;
    for (uint32_t i = 0; i < 64; i++) {
        const struct mien_reach reach = mien_reach_of(window, scale, i);
        const uint32_t end = reach.first + reach.count;
        ck_assert_msg(last[1].first + last[1].count <= reach.first &&
                          last[0].first + last[0].count <= end &&
                          end <= (length + scale - 1) / scale && reach.count > 0 &&
                          reach.count <= mien_weights_max(window, scale),
                      "length %u, scale %u, sample %u", length, scale, i);
        kinds += !(reach.whole && last[0].whole);
        last[1] = last[0];
        last[0] = reach;
    }
    ck_assert_msg(scale > 1 || kinds <= 3, "length %u: %d kinds", length, kinds);
}

START_TEST(no_row_belongs_to_three_samples)
{
    for (uint32_t scale = 1; scale <= 8; scale *= 2) {
        // All with a window of up to 16 pixels, then some.
        for (uint32_t length = 127 * scale + 1; length <= 16 * 128 * scale; length++)
            check_reaches(length, scale);
        for (uint32_t length = 16 * 128 * scale; length < MIEN_PDQ_SIDE_MAX;
             length += 991)
            check_reaches(length, scale);
        check_reaches(MIEN_PDQ_SIDE_MAX, scale);
    }
}
END_TEST

// The picture that is transformed is the exact one to a small part of a grey level.
START_TEST(approximate_is_near_to_exact)
{
    const enum mien_pixel_format format = (enum mien_pixel_format)(1 + _i % 5);
    struct picture picture =
        scene_of(sizes[_i].width, sizes[_i].height, format, (uint32_t)_i);
    const struct result exact = hash(&picture, MIEN_PDQ_FULL, 16);
    const struct result fast = hash(&picture, MIEN_PDQ_APPROXIMATE, 16);
    ck_assert_float_lt(apart(&exact.details, &fast.details), 0.05f);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        ck_assert_uint_le(mien_hash_distance(&exact.dihedral[i], &fast.dihedral[i]), 2);
    ck_assert_uint_le(exact.pdq.quality, fast.pdq.quality + 1);
    ck_assert_uint_le(fast.pdq.quality, exact.pdq.quality + 1);
    free(picture.pixels);
}
END_TEST

// Of noise, too, and so at the edges, where the blur has fractions of its weights.
START_TEST(noise_is_near_to_exact)
{
    struct mien_random random = {(uint64_t)_i + 1};
    const uint32_t width = 128 + mien_random_below(&random, 400);
    const uint32_t height = 128 + (uint32_t)_i * 13;
    struct picture picture = scene_of(width, height, MIEN_PIXEL_GRAY8, 0);
    mien_random_bytes(&random, picture.pixels, (size_t)width * height);
    const struct result exact = hash(&picture, MIEN_PDQ_FULL, height);
    const struct result fast = hash(&picture, MIEN_PDQ_APPROXIMATE, height);
    ck_assert_float_lt(apart(&exact.details, &fast.details), 0.05f);
    free(picture.pixels);
}
END_TEST

START_TEST(portions_change_nothing)
{
    struct picture picture =
        scene_of(sizes[_i].width, sizes[_i].height, MIEN_PIXEL_RGB8, 3);
    const struct result whole = hash(&picture, MIEN_PDQ_APPROXIMATE, picture.height);
    static const uint32_t portions[] = {1, 2, 7, 16, 33, 200};
    for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
        const struct result part = hash(&picture, MIEN_PDQ_APPROXIMATE, portions[i]);
        assert_same_hashes(&whole, &part);
        ck_assert_mem_eq(&whole.details, &part.details, sizeof whole.details);
    }
    // Bottom-up, with rows apart.
    struct result turned;
    ck_assert_int_eq(mien_pdq_hash(&turned.pdq, turned.dihedral, picture.pixels,
                                   picture.stride, picture.width, picture.height,
                                   picture.format, MIEN_PDQ_APPROXIMATE),
                     MIEN_OK);
    assert_same_hashes(&whole, &turned);
    uint8_t *reversed = allocate((size_t)picture.stride * picture.height);
    for (uint32_t y = 0; y < picture.height; y++)
        memcpy(reversed + (size_t)picture.stride * (picture.height - 1 - y),
               picture.pixels + picture.stride * (ptrdiff_t)y, (size_t)picture.stride);
    ck_assert_int_eq(
        mien_pdq_hash(&turned.pdq, turned.dihedral,
                      reversed + (size_t)picture.stride * (picture.height - 1),
                      -picture.stride, picture.width, picture.height, picture.format,
                      MIEN_PDQ_APPROXIMATE),
        MIEN_OK);
    assert_same_hashes(&whole, &turned);
    free(reversed);
    free(picture.pixels);
}
END_TEST

START_TEST(small_pictures_are_exact)
{
    static const struct {
        uint32_t width, height;
    } small[] = {{3, 900}, {5, 5}, {64, 64}, {127, 500}, {500, 127}, {100, 40}};
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        struct picture picture =
            scene_of(small[i].width, small[i].height, MIEN_PIXEL_RGB8, 5);
        const struct result exact = hash(&picture, MIEN_PDQ_FULL, 8);
        for (int mode = MIEN_PDQ_APPROXIMATE; mode <= MIEN_PDQ_GUARDED; mode++) {
            const struct result fast = hash(&picture, (enum mien_pdq_mode)mode, 8);
            assert_same_hashes(&exact, &fast);
            ck_assert_int_eq(fast.again, 0);
        }
        free(picture.pixels);
    }
}
END_TEST

START_TEST(guarded_is_exact)
{
    int again = 0, once = 0;
    for (uint32_t seed = 0; seed < 40; seed++) {
        struct picture picture =
            scene_of(128 + seed * 2, 150 + seed, MIEN_PIXEL_RGB8, seed);
        const struct result exact = hash(&picture, MIEN_PDQ_FULL, 64);
        const struct result guarded = hash(&picture, MIEN_PDQ_GUARDED, 64);
        struct result called;
        ck_assert_int_eq(mien_pdq_hash(&called.pdq, called.dihedral, picture.pixels,
                                       picture.stride, picture.width, picture.height,
                                       picture.format, MIEN_PDQ_GUARDED),
                         MIEN_OK);
        assert_same_hashes(&exact, &guarded);
        assert_same_hashes(&exact, &called);
        ck_assert_int_le(guarded.again, 1);
        again += guarded.again;
        once += 1 - guarded.again;
        free(picture.pixels);
    }
    // Both ways were taken.
    ck_assert_int_gt(again, 0);
    ck_assert_int_gt(once, 0);
}
END_TEST

// Of one colour, and of a few blurred ones: nothing but rounding decides the bits.
START_TEST(guarded_is_exact_where_nothing_is_seen)
{
    struct picture picture = scene_of(200, 150, MIEN_PIXEL_RGB8, 1);
    for (int n = 0; n < 20; n++) {
        for (size_t i = 0; i < 200 * 150; i++)
            for (size_t c = 0; c < 3; c++)
                picture.pixels[3 * i + c] =
                    (uint8_t)(n * 12 + (n % 2 == 0 ? 0 : (int)i / 200 / 10) + (int)c);
        const struct result exact = hash(&picture, MIEN_PDQ_FULL, 150);
        const struct result guarded = hash(&picture, MIEN_PDQ_GUARDED, 150);
        assert_same_hashes(&exact, &guarded);
        ck_assert_int_eq(guarded.again, 1);
    }
    free(picture.pixels);
}
END_TEST

// A stream in doubt stands before its first row, and takes no more than the picture.
START_TEST(a_stream_in_doubt_begins_again)
{
    struct picture picture = scene_of(160, 160, MIEN_PIXEL_GRAY8, 1);
    memset(picture.pixels, 77, 160 * 160);
    struct mien_pdq_stream *stream;
    size_t size;
    ck_assert_int_eq(mien_pdq_scratch_size(&size, 160, 160, MIEN_PDQ_GUARDED), MIEN_OK);
    uint8_t *scratch = allocate(size);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, 160, 160, MIEN_PIXEL_GRAY8,
                                    MIEN_PDQ_GUARDED),
                     MIEN_OK);
    push(stream, &picture, 16);
    struct mien_pdq out, untouched;
    memset(&out, 0xA5, sizeof out);
    untouched = out;
    ck_assert_int_eq(mien_pdq_finish(stream, &out, NULL, NULL), MIEN_ERROR_AGAIN);
    ck_assert_mem_eq(&out, &untouched, sizeof out);
    ck_assert_int_eq(mien_pdq_finish(stream, &out, NULL, NULL), MIEN_ERROR_STATE);
    push(stream, &picture, 160);
    ck_assert_int_eq(mien_pdq_push(stream, picture.pixels, 160, 1), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_pdq_finish(stream, &out, NULL, NULL), MIEN_OK);
    const struct result exact = hash(&picture, MIEN_PDQ_FULL, 16);
    ck_assert_mem_eq(&out, &exact.pdq, sizeof out);
    free(scratch);
    free(picture.pixels);
}
END_TEST

START_TEST(an_abandoned_stream_leaves_nothing)
{
    for (int mode = MIEN_PDQ_APPROXIMATE; mode <= MIEN_PDQ_GUARDED; mode++) {
        struct picture picture = scene_of(150, 140, MIEN_PIXEL_RGBA8, 2);
        struct mien_pdq_stream *stream;
        size_t size;
        ck_assert_int_eq(
            mien_pdq_scratch_size(&size, 150, 140, (enum mien_pdq_mode)mode), MIEN_OK);
        uint8_t *scratch = allocate(size);
        ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, 150, 140,
                                        MIEN_PIXEL_RGBA8, (enum mien_pdq_mode)mode),
                         MIEN_OK);
        ck_assert_int_eq(mien_pdq_push(stream, picture.pixels, picture.stride, 77),
                         MIEN_OK);
        mien_pdq_abandon(stream);
        assert_wiped(scratch, size);
        free(scratch);
        free(picture.pixels);
    }
}
END_TEST

// Blocks of one colour each, given pixel by pixel and as one pixel a block: the weights
// match, and the picture that is transformed is the same.
START_TEST(a_reduced_picture_weighs_as_the_whole)
{
    struct mien_random random = {(uint64_t)_i + 1};
    for (uint32_t scale = 2; scale <= 8; scale *= 2) {
        const uint32_t columns = 128 + mien_random_below(&random, 60);
        const uint32_t rows = 128 + mien_random_below(&random, 60);
        // The last blocks may be cut.
        const uint32_t width = columns * scale - mien_random_below(&random, scale);
        const uint32_t height = rows * scale - mien_random_below(&random, scale);
        struct picture small = scene_of(columns, rows, MIEN_PIXEL_RGB8, (uint32_t)_i);
        struct picture large = {width, height, MIEN_PIXEL_RGB8,
                                allocate((size_t)width * height * 3),
                                (ptrdiff_t)width * 3};
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++)
                memcpy(large.pixels + ((size_t)y * width + x) * 3,
                       small.pixels + ((size_t)(y / scale) * columns + x / scale) * 3,
                       3);
        const struct result exact = hash(&large, MIEN_PDQ_FULL, 64);
        struct result reduced;
        struct mien_pdq_stream *stream;
        size_t size;
        ck_assert_int_eq(mien_pdq_scratch_size_reduced(&size, width, height, scale,
                                                       MIEN_PDQ_APPROXIMATE),
                         MIEN_OK);
        uint8_t *scratch = allocate(size);
        ck_assert_int_eq(mien_pdq_begin_reduced(&stream, scratch, size, width, height,
                                                scale, MIEN_PIXEL_RGB8,
                                                MIEN_PDQ_APPROXIMATE, mien_cpu_flags()),
                         MIEN_OK);
        push(stream, &small, 16);
        ck_assert_int_eq(
            mien_pdq_finish(stream, &reduced.pdq, reduced.dihedral, &reduced.details),
            MIEN_OK);
        ck_assert_float_lt(apart(&exact.details, &reduced.details), 0.05f);
        ck_assert_uint_le(mien_hash_distance(&exact.pdq.hash, &reduced.pdq.hash), 2);
        free(scratch);
        free(small.pixels);
        free(large.pixels);
    }
}
END_TEST

START_TEST(reductions_that_cannot_be_are_refused)
{
    size_t size;
    static const struct {
        uint32_t width, height, scale;
        enum mien_pdq_mode mode;
    } bad[] = {
        {1000, 1000, 0, MIEN_PDQ_APPROXIMATE},  {1000, 1000, 3, MIEN_PDQ_APPROXIMATE},
        {9000, 9000, 16, MIEN_PDQ_APPROXIMATE}, {1000, 1000, 2, MIEN_PDQ_FULL},
        {1000, 1000, 2, MIEN_PDQ_GUARDED},      {1000, 1000, 2, MIEN_PDQ_CLI512},
        {1016, 2000, 8, MIEN_PDQ_APPROXIMATE}, // 127 pixels
        {2000, 1016, 8, MIEN_PDQ_APPROXIMATE}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(mien_pdq_scratch_size_reduced(&size, bad[i].width,
                                                       bad[i].height, bad[i].scale,
                                                       bad[i].mode),
                         MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_pdq_scratch_size_reduced(&size, 1017, 1017, 8, MIEN_PDQ_APPROXIMATE),
        MIEN_OK);
}
END_TEST

START_TEST(scratch_is_what_the_header_says)
{
    static const uint32_t sides[] = {128, 512, 1000, 4000, 20000, 65535};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        for (size_t j = 0; j < sizeof sides / sizeof *sides; j++) {
            size_t fast, exact, guarded;
            ck_assert_int_eq(
                mien_pdq_scratch_size(&fast, sides[i], sides[j], MIEN_PDQ_APPROXIMATE),
                MIEN_OK);
            ck_assert_int_eq(
                mien_pdq_scratch_size(&exact, sides[i], sides[j], MIEN_PDQ_FULL),
                MIEN_OK);
            ck_assert_int_eq(
                mien_pdq_scratch_size(&guarded, sides[i], sides[j], MIEN_PDQ_GUARDED),
                MIEN_OK);
            ck_assert_uint_le(fast, 60000 + 100 * (size_t)sides[i]);
            ck_assert_uint_eq(guarded, exact > fast ? exact : fast);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fast");
    TCase *tcase = tcase_create("fast modes");
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, weights_are_those_of_two_blurs);
    tcase_add_test(tcase, no_row_belongs_to_three_samples);
    tcase_add_loop_test(tcase, approximate_is_near_to_exact, 0, SIZES);
    tcase_add_loop_test(tcase, noise_is_near_to_exact, 0, 40);
    tcase_add_loop_test(tcase, portions_change_nothing, 0, SIZES_IN_PORTIONS);
    tcase_add_test(tcase, small_pictures_are_exact);
    tcase_add_test(tcase, guarded_is_exact);
    tcase_add_test(tcase, guarded_is_exact_where_nothing_is_seen);
    tcase_add_test(tcase, a_stream_in_doubt_begins_again);
    tcase_add_test(tcase, an_abandoned_stream_leaves_nothing);
    tcase_add_loop_test(tcase, a_reduced_picture_weighs_as_the_whole, 0, 3);
    tcase_add_test(tcase, reductions_that_cannot_be_are_refused);
    tcase_add_test(tcase, scratch_is_what_the_header_says);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
