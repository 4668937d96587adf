// SPDX-License-Identifier: Apache-2.0
// HEIC and AVIF: the picture is as libheif delivers it, turned as the file says, with
// the EXIF tag reported and not obeyed. The files come from libheif's own encoders;
// where one is missing its tests are skipped.
#include <stdlib.h>
#include <string.h>

#include <libheif/heif.h>

#include <mien/media.h>

#include "fixture.h"
#include "scene.h"
#include "suite.h"

// The encoder x265, with which only this test has to do, leaks.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:x265_malloc";
}

enum {
    WIDTH = 192,
    HEIGHT = 128
};

static const enum heif_compression_format codecs[2] = {heif_compression_HEVC,
                                                       heif_compression_AV1};
static const enum mien_format formats[2] = {MIEN_FORMAT_HEIC, MIEN_FORMAT_AVIF};

static struct heif_error append(struct heif_context *context, const void *bytes,
                                size_t size, void *user)
{
    (void)context;
    struct mien_file *file = user;
    file->bytes = malloc(size);
    file->size = size;
    memcpy(file->bytes, bytes, size);
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, "ok"};
}

static struct heif_image *new_image(const uint8_t *rgb, bool alpha)
{
    struct heif_image *image;
    heif_image_create(
        WIDTH, HEIGHT, heif_colorspace_RGB,
        alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, WIDTH, HEIGHT, 8);
    int stride;
    uint8_t *pixels = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    size_t size = alpha ? 4 : 3;
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < WIDTH; x++) {
            uint8_t *pixel = pixels + y * (size_t)stride + x * size;
            memcpy(pixel, rgb + (y * WIDTH + x) * 3, 3);
            if (alpha)
                pixel[3] = x < WIDTH / 2 ? 0 : 255;
        }
    return image;
}

// turned: whether the file says that the picture is to be turned by 90 degrees.
static struct mien_file new_file(int codec, bool alpha, bool turned,
                                 unsigned orientation)
{
    uint8_t *rgb = malloc(WIDTH * HEIGHT * 3);
    mien_scene(rgb, WIDTH, HEIGHT, 3);
    struct heif_image *image = new_image(rgb, alpha);
    free(rgb);
    struct heif_context *context = heif_context_alloc();
    struct heif_encoder *encoder;
    struct heif_encoding_options *options = heif_encoding_options_alloc();
    struct heif_image_handle *handle;
    if (turned)
        options->image_orientation = heif_orientation_rotate_90_cw;
    struct heif_error error =
        heif_context_get_encoder_for_format(context, codecs[codec], &encoder);
    ck_assert_msg(error.code == heif_error_Ok, "%s", error.message);
    heif_encoder_set_lossy_quality(encoder, 90);
    error = heif_context_encode_image(context, image, encoder, options, &handle);
    ck_assert_msg(error.code == heif_error_Ok, "%s", error.message);
    if (orientation > 0) {
        uint8_t exif[64];
        size_t size = mien_exif_make(exif, orientation, true);
        heif_context_add_exif_metadata(context, handle, exif, (int)size);
    }
    struct mien_file file = {0};
    struct heif_writer writer = {1, append};
    heif_context_write(context, &writer, &file);
    heif_image_handle_release(handle);
    heif_encoding_options_free(options);
    heif_encoder_release(encoder);
    heif_context_free(context);
    heif_image_release(image);
    ck_assert_uint_gt(file.size, 0);
    return file;
}

static struct mien_picture decode(struct mien_file file, uint32_t flags,
                                  struct mien_image_info *info)
{
    struct mien_picture picture;
    struct mien_error error = {0};
    const struct mien_decode_options options = {.size = sizeof options, .flags = flags};
    enum mien_status status =
        mien_picture_decode(&picture, file.bytes, file.size, &options, info, &error);
    ck_assert_msg(status == MIEN_OK, "status %d: %s", status, error.detail);
    ck_assert_uint_eq(picture.rows, picture.info.height);
    return picture;
}

// Lossy codecs: the pixels are near what went in, by the mean of their differences.
static double difference(const struct mien_picture *picture)
{
    uint8_t *rgb = malloc(WIDTH * HEIGHT * 3);
    mien_scene(rgb, WIDTH, HEIGHT, 3);
    size_t size = mien_pixel_size(picture->info.pixel_format);
    double sum = 0;
    for (size_t i = 0; i < WIDTH * HEIGHT; i++)
        for (size_t c = 0; c < 3; c++)
            sum += abs(picture->pixels[i * size + c] - rgb[i * 3 + c]);
    free(rgb);
    return sum / (WIDTH * HEIGHT * 3);
}

START_TEST(pixels_are_near_the_original)
{
    struct mien_file file = new_file(_i, false, false, 0);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, 0, &info);
    ck_assert_int_eq(info.format, formats[_i]);
    ck_assert_int_eq(info.pixel_format, MIEN_PIXEL_RGB8);
    ck_assert_uint_eq(info.width, WIDTH);
    ck_assert_uint_eq(info.height, HEIGHT);
    ck_assert_uint_eq(info.flags, 0);
    ck_assert_double_lt(difference(&picture), 8.0);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

START_TEST(alpha_is_told_and_may_be_dropped)
{
    struct mien_file file = new_file(_i, true, false, 0);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, 0, &info);
    ck_assert_int_eq(info.pixel_format, MIEN_PIXEL_RGBA8);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_ALPHA);
    ck_assert_uint_lt(picture.pixels[3], 32);
    ck_assert_uint_gt(picture.pixels[WIDTH * 4 - 1], 223);
    mien_picture_free(&picture);
    picture = decode(file, MIEN_DECODE_DROP_ALPHA, &info);
    ck_assert_int_eq(info.pixel_format, MIEN_PIXEL_RGB8);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_ALPHA);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

// The file turns the picture; the EXIF tag says so once more and must not count twice.
START_TEST(the_file_turns_and_exif_does_not)
{
    struct mien_file upright = new_file(_i, false, false, 0);
    struct mien_file file = new_file(_i, false, true, 6);
    struct mien_media wanted, media;
    ck_assert_int_eq(
        mien_media_hash_bytes(&wanted, upright.bytes, upright.size, NULL, NULL),
        MIEN_OK);
    ck_assert_int_eq(mien_media_hash_bytes(&media, file.bytes, file.size, NULL, NULL),
                     MIEN_OK);
    ck_assert_uint_eq(media.image.width, HEIGHT);
    ck_assert_uint_eq(media.image.height, WIDTH);
    ck_assert_int_eq(media.image.orientation, MIEN_ORIENTATION_TOP_LEFT);
    ck_assert_uint_eq(media.image.exif_orientation, 6);
    ck_assert_int_eq(media.seen, MIEN_DIHEDRAL_ORIGINAL);
    ck_assert_uint_gt(mien_hash_distance(&media.dihedral[0], &wanted.dihedral[0]),
                      MIEN_PDQ_RADIUS);
    // Turned clockwise, which is the reference's rot270.
    enum mien_dihedral turned = mien_dihedral_seen(MIEN_ORIENTATION_RIGHT_TOP);
    ck_assert_uint_le(mien_hash_distance(&media.dihedral[0], &wanted.dihedral[turned]),
                      MIEN_PDQ_RADIUS);
    free(file.bytes);
    free(upright.bytes);
}
END_TEST

static enum mien_status status_of(struct mien_file file,
                                  const struct mien_decode_options *options)
{
    struct mien_picture picture;
    uint8_t *copy = malloc(file.size + (file.size == 0));
    memcpy(copy, file.bytes, file.size);
    enum mien_status status =
        mien_picture_decode(&picture, copy, file.size, options, NULL, NULL);
    mien_picture_free(&picture);
    free(copy);
    return status;
}

START_TEST(cut_files_are_errors)
{
    struct mien_file file = new_file(_i, false, false, 3);
    size_t whole = file.size;
    // Byte by byte at both ends, and in steps between them.
    for (file.size = 0; file.size < whole;
         file.size += file.size < 64 || file.size + 164 > whole ? 1 : 1 + whole / 100) {
        enum mien_status status = status_of(file, NULL);
        ck_assert_msg(status != MIEN_OK, "%zu of %zu bytes", file.size, whole);
        ck_assert(status != MIEN_ERROR_INTERNAL && status != MIEN_ERROR_ARGUMENT);
    }
    free(file.bytes);
}
END_TEST

// The file says 64 x 64, and the coded picture is larger: what the limits were checked
// with is not what was decoded.
START_TEST(a_false_size_is_damage)
{
    static const uint8_t false_size[8] = {0, 0, 0, 64, 0, 0, 0, 64};
    struct mien_file file = new_file(_i, false, false, 0);
    ck_assert_int_eq(status_of(file, NULL), MIEN_OK);
    uint8_t *ispe = memmem(file.bytes, file.size, "ispe", 4);
    ck_assert_ptr_nonnull(ispe);
    memcpy(ispe + 8, false_size, sizeof false_size); // behind version and flags
    ck_assert_int_eq(status_of(file, NULL), MIEN_ERROR_CORRUPT);
    free(file.bytes);
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
    struct mien_file file = new_file(_i, false, false, 0);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    struct mien_decode_options options = {.size = sizeof options, .limits = &limits};
    limits.pixels = WIDTH * HEIGHT - 1;
    ck_assert_int_eq(status_of(file, &options), MIEN_ERROR_LIMIT);
    limits.pixels++;
    limits.side = WIDTH - 1;
    ck_assert_int_eq(status_of(file, &options), MIEN_ERROR_LIMIT);
    limits.side++;
    limits.memory = 8 << 20;
    ck_assert_int_eq(status_of(file, &options), MIEN_ERROR_LIMIT);
    limits.memory = 16 << 20;
    options.progress = ask;
    enum mien_status status = MIEN_ERROR_CANCELLED;
    for (uint32_t calls = 0; status != MIEN_OK; calls++) {
        uint32_t left = calls;
        options.progress_context = &left;
        status = status_of(file, &options);
        ck_assert(status == MIEN_OK || status == MIEN_ERROR_CANCELLED);
    }
    free(file.bytes);
}
END_TEST

static void add(TCase *tcase, const TTest *test, const char *name)
{
    for (int i = 0; i < 2; i++) {
        if (heif_have_encoder_for_format(codecs[i]) &&
            mien_format_supported(formats[i], NULL))
            tcase_add_loop_test(tcase, test, i, i + 1);
        else
            mien_suite_skip(name, i == 0 ? "libheif has no HEVC encoder or decoder"
                                         : "libheif has no AV1 encoder or decoder");
    }
}

int main(void)
{
    Suite *suite = suite_create("heif");
    TCase *heif = tcase_create("heif");
    add(heif, pixels_are_near_the_original, "pixels_are_near_the_original");
    add(heif, alpha_is_told_and_may_be_dropped, "alpha_is_told_and_may_be_dropped");
    add(heif, the_file_turns_and_exif_does_not, "the_file_turns_and_exif_does_not");
    add(heif, cut_files_are_errors, "cut_files_are_errors");
    add(heif, a_false_size_is_damage, "a_false_size_is_damage");
    add(heif, limits_and_cancelling_are_obeyed, "limits_and_cancelling_are_obeyed");
    suite_add_tcase(suite, heif);
    return mien_suite_run(suite);
}
