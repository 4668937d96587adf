// SPDX-License-Identifier: Apache-2.0
// The hash itself: every vector of the reference, through the one-call and the
// streaming form, in every pixel format; the numbers behind a hash.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/pdq.h>

#include "suite.h"
#include "synthetic.h"
#include "vectors.h"

static uint64_t seed = 20240229;

static enum mien_pixel_format native_format(const struct mien_vector *vector)
{
    return vector->channels == 1 ? MIEN_PIXEL_GRAY8 : MIEN_PIXEL_RGB8;
}

static void assert_hash(const struct mien_hash *found, const struct mien_hash *expected,
                        const char *of, const char *which)
{
    char a[MIEN_HASH_HEX_SIZE], b[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(a, found);
    mien_hash_to_hex(b, expected);
    ck_assert_msg(memcmp(found, expected, sizeof *found) == 0,
                  "%s %s: %s instead of %s, %u bits away", of, which, a, b,
                  mien_hash_distance(found, expected));
}

static void assert_full(const struct mien_vector *vector, const struct mien_pdq *found,
                        const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT])
{
    assert_hash(&found->hash, &vector->full[0], vector->name, "hash");
    ck_assert_uint_eq(found->quality, vector->full_quality);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        assert_hash(&dihedral[i], &vector->full[i], vector->name,
                    mien_dihedral_name((enum mien_dihedral)i));
}

START_TEST(one_call_equals_reference)
{
    const struct mien_vector *vector = &mien_vectors()[_i];
    uint8_t *pixels = mien_vector_pixels(vector);
    ptrdiff_t stride = (ptrdiff_t)vector->width * vector->channels;
    struct mien_pdq full, cli512;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    ck_assert_int_eq(mien_pdq_hash(&full, dihedral, pixels, stride, vector->width,
                                   vector->height, native_format(vector),
                                   MIEN_PDQ_FULL),
                     MIEN_OK);
    assert_full(vector, &full, dihedral);
    ck_assert_int_eq(mien_pdq_hash(&cli512, NULL, pixels, stride, vector->width,
                                   vector->height, native_format(vector),
                                   MIEN_PDQ_CLI512),
                     MIEN_OK);
    assert_hash(&cli512.hash, &vector->cli512, vector->name, "cli512");
    ck_assert_uint_eq(cli512.quality, vector->cli512_quality);
    ck_assert_uint_eq(mien_hash_distance(&full.hash, &cli512.hash),
                      vector->full_to_cli512);
    free(pixels);
}
END_TEST

// The pixels of a vector laid out anew: another format of the same colours, rows apart
// from each other, and perhaps bottom-up. Between the rows lies noise.
struct layout {
    uint8_t *memory, *first;
    ptrdiff_t stride;
    enum mien_pixel_format format;
};

static void convert_pixel(uint8_t *to, const uint8_t *rgb,
                          enum mien_pixel_format format)
{
    bool swapped = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8;
    to[0] = rgb[swapped ? 2 : 0];
    to[1] = rgb[1];
    to[2] = rgb[swapped ? 0 : 2];
}

static struct layout lay_out(const struct mien_vector *vector, const uint8_t *pixels,
                             enum mien_pixel_format format, struct mien_random *random)
{
    size_t size = mien_pixel_size(format), channels = (size_t)vector->channels;
    size_t row = vector->width * size + mien_random_below(random, 40);
    struct layout layout = {malloc(row * vector->height), NULL, (ptrdiff_t)row, format};
    ck_assert_ptr_nonnull(layout.memory);
    mien_random_bytes(random, layout.memory,
                      row * vector->height); // alpha is noise too
    layout.first = layout.memory;
    if (mien_random_below(random, 2) == 1) {
        layout.first += row * (vector->height - 1);
        layout.stride = -layout.stride;
    }
    for (uint32_t y = 0; y < vector->height; y++) {
        uint8_t *to = layout.first + (ptrdiff_t)y * layout.stride;
        const uint8_t *from = pixels + (size_t)y * vector->width * channels;
        if (channels == 1)
            memcpy(to, from, vector->width);
        else
            for (uint32_t x = 0; x < vector->width; x++)
                convert_pixel(to + x * size, from + x * 3, format);
    }
    return layout;
}

static void push_in_portions(struct mien_pdq_stream *stream,
                             const struct layout *layout, uint32_t height,
                             struct mien_random *random)
{
    uint32_t most = 1u << mien_random_below(random, 9);
    for (uint32_t y = 0; y < height;) {
        uint32_t rows = mien_random_below(random, most + 1);
        rows = rows < height - y ? rows : height - y;
        ck_assert_int_eq(mien_pdq_push(stream,
                                       layout->first + (ptrdiff_t)y * layout->stride,
                                       layout->stride, rows),
                         MIEN_OK);
        y += rows;
    }
}

static struct mien_pdq stream_layout(const struct mien_vector *vector,
                                     const struct layout *layout,
                                     enum mien_pdq_mode mode,
                                     struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                                     struct mien_random *random)
{
    struct mien_pdq found;
    struct mien_pdq_stream *stream;
    size_t size;
    ck_assert_int_eq(mien_pdq_scratch_size(&size, vector->width, vector->height, mode),
                     MIEN_OK);
    size_t skip = mien_random_below(random, 64);
    uint8_t *scratch = malloc(size + skip);
    ck_assert_ptr_nonnull(scratch);
    mien_random_bytes(random, scratch, size + skip);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch + skip, size, vector->width,
                                    vector->height, layout->format, mode),
                     MIEN_OK);
    push_in_portions(stream, layout, vector->height, random);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, dihedral, NULL), MIEN_OK);
    free(scratch);
    return found;
}

// Also the one-call form must see the strides and the format.
static void check_layout(const struct mien_vector *vector, const uint8_t *pixels,
                         enum mien_pixel_format format, struct mien_random *random)
{
    struct layout layout = lay_out(vector, pixels, format, random);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_pdq found =
        stream_layout(vector, &layout, MIEN_PDQ_FULL, dihedral, random);
    assert_full(vector, &found, dihedral);
    found = stream_layout(vector, &layout, MIEN_PDQ_CLI512, NULL, random);
    assert_hash(&found.hash, &vector->cli512, vector->name, "cli512");
    ck_assert_uint_eq(found.quality, vector->cli512_quality);
    ck_assert_int_eq(mien_pdq_hash(&found, dihedral, layout.first, layout.stride,
                                   vector->width, vector->height, format,
                                   MIEN_PDQ_FULL),
                     MIEN_OK);
    assert_full(vector, &found, dihedral);
    free(layout.memory);
}

START_TEST(streams_equal_reference_in_every_layout)
{
    const struct mien_vector *vector = &mien_vectors()[_i];
    struct mien_random random = mien_random_for(seed, _i);
    uint8_t *pixels = mien_vector_pixels(vector);
    if (vector->channels == 1)
        check_layout(vector, pixels, MIEN_PIXEL_GRAY8, &random);
    else
        for (int format = MIEN_PIXEL_RGB8; format <= MIEN_PIXEL_BGRA8; format++)
            check_layout(vector, pixels, (enum mien_pixel_format)format, &random);
    free(pixels);
}
END_TEST

// Grey pixels are their own luma; as RGB they take three roundings more, which may move
// a coefficient across the median, and no more than that.
START_TEST(grey_and_its_rgb_look_alike)
{
    const struct mien_vector *vector = mien_vector_named("mix_gray_512x512");
    uint8_t *grey = mien_vector_pixels(vector);
    size_t count = (size_t)vector->width * vector->height;
    uint8_t *rgb = malloc(count * 3);
    ck_assert_ptr_nonnull(rgb);
    for (size_t i = 0; i < count; i++)
        memset(rgb + 3 * i, grey[i], 3);
    struct mien_pdq found;
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, rgb, (ptrdiff_t)vector->width * 3,
                                   vector->width, vector->height, MIEN_PIXEL_RGB8,
                                   MIEN_PDQ_FULL),
                     MIEN_OK);
    ck_assert_uint_le(mien_hash_distance(&found.hash, &vector->full[0]), 2);
    free(rgb);
    free(grey);
}
END_TEST

static const char *const detailed[] = {"block_gray_512x512", "mix_gray_1000x7",
                                       "mix_rgb_511x513", "stripesx32_gray_512x512",
                                       "tri_rgb_800x600"};
enum {
    DETAILED = sizeof detailed / sizeof *detailed
};

static void assert_floats(const char *kind, const char *name, const float *found,
                          int count)
{
    char path[4400];
    snprintf(path, sizeof path, "%s/vectors/%s_%s.txt", mien_shared_root(), kind, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "cannot open %s", path);
    for (int i = 0; i < count; i++) {
        float expected;
        ck_assert_int_eq(fscanf(file, "%a", &expected), 1);
        ck_assert_msg(memcmp(&expected, &found[i], sizeof expected) == 0,
                      "%s of %s, number %d: %a instead of %a", kind, name, i,
                      (double)found[i], (double)expected);
    }
    fclose(file);
}

// Needs the reference's own buffers, which lie in ../shared.
START_TEST(details_equal_reference_bit_by_bit)
{
    const struct mien_vector *vector = mien_vector_named(detailed[_i]);
    uint8_t *pixels = mien_vector_pixels(vector);
    struct mien_pdq_stream *stream;
    struct mien_pdq_details details;
    struct mien_pdq found;
    size_t size;
    ck_assert_int_eq(
        mien_pdq_scratch_size(&size, vector->width, vector->height, MIEN_PDQ_FULL),
        MIEN_OK);
    void *scratch = malloc(size);
    ck_assert_int_eq(mien_pdq_begin(&stream, scratch, size, vector->width,
                                    vector->height, native_format(vector),
                                    MIEN_PDQ_FULL),
                     MIEN_OK);
    ck_assert_int_eq(mien_pdq_push(stream, pixels,
                                   (ptrdiff_t)vector->width * vector->channels,
                                   vector->height),
                     MIEN_OK);
    ck_assert_int_eq(mien_pdq_finish(stream, &found, NULL, &details), MIEN_OK);
    assert_floats("buf64", vector->name, details.luma[0], 64 * 64);
    assert_floats("dct16", vector->name, details.coefficients[0], 16 * 16);
    free(scratch);
    free(pixels);
}
END_TEST

// The resizing of cli512 comes before the question whether there is enough to hash.
START_TEST(cli512_of_a_thread_is_the_hash_of_its_resizing)
{
    enum {
        WIDTH = 4,
        HEIGHT = 1000,
        SIDE = 512
    };
    struct mien_random random = mien_random_for(seed, 2);
    static uint8_t pixels[HEIGHT][WIDTH], resized[SIDE][SIDE];
    mien_random_bytes(&random, pixels, sizeof pixels);
    for (size_t y = 0; y < SIDE; y++)
        for (size_t x = 0; x < SIDE; x++)
            resized[y][x] = pixels[y * HEIGHT / SIDE][x * WIDTH / SIDE];
    struct mien_pdq expected, found;
    ck_assert_int_eq(mien_pdq_hash(&expected, NULL, resized, SIDE, SIDE, SIDE,
                                   MIEN_PIXEL_GRAY8, MIEN_PDQ_FULL),
                     MIEN_OK);
    ck_assert_int_eq(mien_pdq_hash(&found, NULL, pixels, WIDTH, WIDTH, HEIGHT,
                                   MIEN_PIXEL_GRAY8, MIEN_PDQ_CLI512),
                     MIEN_OK);
    assert_hash(&found.hash, &expected.hash, "4x1000", "cli512");
    ck_assert_uint_eq(found.quality, expected.quality);
    ck_assert_uint_gt(found.quality, 0);
}
END_TEST

int main(void)
{
    seed = mien_suite_seed(seed);
    Suite *suite = suite_create("pdq");
    TCase *vectors = tcase_create("vectors");
    tcase_add_loop_test(vectors, one_call_equals_reference, 0, MIEN_VECTORS);
    tcase_add_loop_test(vectors, streams_equal_reference_in_every_layout, 0,
                        MIEN_VECTORS);
    tcase_add_test(vectors, grey_and_its_rgb_look_alike);
    tcase_add_test(vectors, cli512_of_a_thread_is_the_hash_of_its_resizing);
    suite_add_tcase(suite, vectors);
    TCase *details = tcase_create("details");
    if (mien_shared_root() != NULL)
        tcase_add_loop_test(details, details_equal_reference_bit_by_bit, 0, DETAILED);
    else
        mien_suite_skip("details_equal_reference_bit_by_bit",
                        "needs ../shared, which is not there");
    suite_add_tcase(suite, details);
    return mien_suite_run(suite);
}
