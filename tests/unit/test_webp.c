// SPDX-License-Identifier: Apache-2.0
// WebP: lossless files give back their pixels, lossy ones what libwebp itself makes of
// them; animations, orientation, damage and limits are as promised. The files come from
// libwebp's encoder, put into containers by this test.
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <webp/decode.h>
#include <webp/encode.h>

#include "fixture.h"
#include "suite.h"
#include "synthetic.h"

enum {
    WIDTH = 61,
    HEIGHT = 47,
    LOSSLESS = 0,
    LOSSY = 1
};

static uint8_t *new_rgba(bool opaque)
{
    struct mien_random random = {20240310};
    uint8_t *rgba = malloc(WIDTH * HEIGHT * 4);
    for (size_t i = 0; i < WIDTH * HEIGHT * 4; i++)
        rgba[i] = (uint8_t)(i / 50 + mien_random_below(&random, 64));
    for (size_t i = 3; opaque && i < WIDTH * HEIGHT * 4; i += 4)
        rgba[i] = 255;
    return rgba;
}

// A whole file: RIFF, size, "WEBP", and one chunk (or VP8X, ALPH and VP8).
static struct mien_file new_webp(const uint8_t *rgba, int kind)
{
    struct mien_file file = {0};
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    ck_assert(WebPConfigInit(&config) && WebPPictureInit(&picture));
    config.lossless = kind == LOSSLESS;
    config.exact = 1; // also the colours of transparent pixels
    picture.use_argb = 1;
    picture.width = WIDTH;
    picture.height = HEIGHT;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    ck_assert(WebPPictureImportRGBA(&picture, rgba, WIDTH * 4));
    ck_assert(WebPEncode(&config, &picture));
    file.bytes = malloc(writer.size);
    file.size = writer.size;
    memcpy(file.bytes, writer.mem, writer.size);
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return file;
}

static void put(struct mien_file *file, const void *bytes, size_t size)
{
    memcpy(file->bytes + file->size, bytes, size);
    file->size += size;
}

static void put_number(struct mien_file *file, size_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        uint8_t byte = (uint8_t)(value >> (8 * i));
        put(file, &byte, 1);
    }
}

static void put_chunk(struct mien_file *file, const char *type, const void *bytes,
                      size_t size)
{
    put(file, type, 4);
    put_number(file, size, 4);
    put(file, bytes, size);
    if (size % 2 == 1)
        put(file, "", 1);
}

static struct mien_file begin_container(unsigned flags, uint32_t width, uint32_t height)
{
    struct mien_file file = {malloc(1 << 20), 0};
    put(&file, "RIFF\0\0\0\0WEBP", 12);
    struct mien_file head = {(uint8_t[10]){(uint8_t)flags}, 4};
    put_number(&head, width - 1, 3);
    put_number(&head, height - 1, 3);
    put_chunk(&file, "VP8X", head.bytes, head.size);
    return file;
}

static void end_container(struct mien_file *file)
{
    for (int i = 0; i < 4; i++)
        file->bytes[4 + i] = (uint8_t)((file->size - 8) >> (8 * i));
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
    ck_assert_int_eq(info->format, MIEN_FORMAT_WEBP);
    return picture;
}

START_TEST(lossless_pixels_come_back)
{
    for (int opaque = 0; opaque < 2; opaque++) {
        uint8_t *rgba = new_rgba(opaque == 1);
        struct mien_file file = new_webp(rgba, LOSSLESS);
        for (uint32_t flags = 0; flags <= MIEN_DECODE_DROP_ALPHA;
             flags += MIEN_DECODE_DROP_ALPHA) {
            struct mien_image_info info;
            struct mien_picture picture = decode(file, flags, &info);
            size_t size = opaque == 0 && flags == 0 ? 4 : 3;
            ck_assert_uint_eq(info.flags, opaque == 0 ? MIEN_IMAGE_ALPHA : 0);
            ck_assert_uint_eq(mien_pixel_size(info.pixel_format), size);
            for (size_t i = 0; i < WIDTH * HEIGHT; i++)
                ck_assert_mem_eq(picture.pixels + i * size, rgba + i * 4, size);
            mien_picture_free(&picture);
        }
        free(file.bytes);
        free(rgba);
    }
}
END_TEST

START_TEST(lossy_pixels_are_those_of_libwebp)
{
    for (int opaque = 0; opaque < 2; opaque++) {
        uint8_t *rgba = new_rgba(opaque == 1);
        struct mien_file file = new_webp(rgba, LOSSY);
        int width, height;
        uint8_t *wanted = opaque == 1
                              ? WebPDecodeRGB(file.bytes, file.size, &width, &height)
                              : WebPDecodeRGBA(file.bytes, file.size, &width, &height);
        struct mien_image_info info;
        struct mien_picture picture = decode(file, 0, &info);
        ck_assert_mem_eq(picture.pixels, wanted, picture.stride * HEIGHT);
        mien_picture_free(&picture);
        WebPFree(wanted);
        free(file.bytes);
        free(rgba);
    }
}
END_TEST

// EXIF comes behind the picture, with and without the prefix that JPEG gives it.
START_TEST(orientation_is_read)
{
    uint8_t *rgba = new_rgba(true);
    struct mien_file simple = new_webp(rgba, LOSSY);
    for (unsigned orientation = 1; orientation <= 8; orientation++) {
        uint8_t exif[6 + 64] = "Exif\0";
        size_t size = mien_exif_make(exif + 6, orientation, orientation % 2 == 0);
        bool prefix = orientation > 4;
        struct mien_file file = begin_container(0x08, WIDTH, HEIGHT);
        put(&file, simple.bytes + 12, simple.size - 12);
        put_chunk(&file, "EXIF", prefix ? exif : exif + 6, prefix ? size + 6 : size);
        end_container(&file);
        struct mien_image_info info;
        struct mien_picture picture = decode(file, 0, &info);
        ck_assert_uint_eq(info.orientation, orientation);
        ck_assert_uint_eq(info.exif_orientation, orientation);
        mien_picture_free(&picture);
        free(file.bytes);
    }
    free(simple.bytes);
    free(rgba);
}
END_TEST

// An animation of two equal frames, which lie on a larger canvas.
static struct mien_file new_animation(const uint8_t *rgba, uint32_t left, uint32_t top)
{
    struct mien_file simple = new_webp(rgba, LOSSLESS);
    struct mien_file file = begin_container(0x12, WIDTH + 2 * left, HEIGHT + 2 * top);
    put_chunk(&file, "ANIM", "\xff\xff\xff\xff\0\0", 6);
    for (int i = 0; i < 2; i++) {
        struct mien_file frame = {malloc(simple.size + 100), 0};
        put_number(&frame, left / 2, 3);
        put_number(&frame, top / 2, 3);
        put_number(&frame, WIDTH - 1, 3);
        put_number(&frame, HEIGHT - 1, 3);
        put_number(&frame, 100, 3);
        put_number(&frame, 0, 1);
        put(&frame, simple.bytes + 12, simple.size - 12);
        put_chunk(&file, "ANMF", frame.bytes, frame.size);
        free(frame.bytes);
    }
    end_container(&file);
    free(simple.bytes);
    return file;
}

START_TEST(the_first_frame_lies_on_its_canvas)
{
    enum {
        LEFT = 6,
        TOP = 10
    };
    uint8_t *rgba = new_rgba(false);
    struct mien_file file = new_animation(rgba, LEFT, TOP);
    struct mien_image_info info;
    struct mien_picture picture = decode(file, 0, &info);
    ck_assert_uint_eq(info.flags, MIEN_IMAGE_ALPHA | MIEN_IMAGE_ANIMATED);
    ck_assert_uint_eq(info.width, WIDTH + 2 * LEFT);
    ck_assert_uint_eq(info.height, HEIGHT + 2 * TOP);
    static const uint8_t nothing[4];
    for (uint32_t y = 0; y < info.height; y++)
        for (uint32_t x = 0; x < info.width; x++) {
            bool inside = x >= LEFT && x < LEFT + WIDTH && y >= TOP && y < TOP + HEIGHT;
            const uint8_t *wanted =
                inside ? rgba + ((y - TOP) * WIDTH + x - LEFT) * 4 : nothing;
            ck_assert_mem_eq(picture.pixels + y * picture.stride + x * 4, wanted, 4);
        }
    mien_picture_free(&picture);
    free(file.bytes);
    free(rgba);
}
END_TEST

static enum mien_status status_of(struct mien_file file,
                                  const struct mien_decode_options *o,
                                  struct mien_image_info *info)
{
    struct mien_picture picture;
    uint8_t *copy = malloc(file.size + (file.size == 0));
    memcpy(copy, file.bytes, file.size);
    enum mien_status status =
        mien_picture_decode(&picture, copy, file.size, o, info, NULL);
    mien_picture_free(&picture);
    free(copy);
    return status;
}

START_TEST(cut_files_are_errors)
{
    const struct mien_decode_options partial = {.size = sizeof partial,
                                                .flags = MIEN_DECODE_ALLOW_PARTIAL};
    uint8_t *rgba = new_rgba(false);
    for (int kind = 0; kind < 3; kind++) {
        struct mien_file file =
            kind == 2 ? new_animation(rgba, 0, 0) : new_webp(rgba, kind);
        size_t whole = file.size, parts = 0;
        for (file.size = 0; file.size < whole; file.size++) {
            struct mien_image_info info;
            enum mien_status status = status_of(file, NULL, NULL);
            ck_assert_msg(status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_FORMAT,
                          "kind %d, %zu bytes: status %d", kind, file.size, status);
            if (status_of(file, &partial, &info) == MIEN_OK) {
                ck_assert_uint_ne(info.flags & MIEN_IMAGE_PARTIAL, 0);
                parts++;
            }
        }
        ck_assert_uint_gt(parts, whole / 4);
        free(file.bytes);
    }
    free(rgba);
}
END_TEST

START_TEST(turned_bits_are_harmless)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.pixels = 1000000;
    uint8_t *rgba = new_rgba(false);
    for (int kind = 0; kind < 3; kind++) {
        struct mien_file file =
            kind == 2 ? new_animation(rgba, 2, 2) : new_webp(rgba, kind);
        const struct mien_decode_options options = {.size = sizeof options,
                                                    .limits = &limits,
                                                    .flags = MIEN_DECODE_ALLOW_PARTIAL};
        for (size_t bit = 0; bit < file.size * 8 && bit < 2000; bit++) {
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            enum mien_status status = status_of(file, &options, NULL);
            ck_assert_msg(status != MIEN_ERROR_INTERNAL &&
                              status != MIEN_ERROR_MEMORY &&
                              status != MIEN_ERROR_ARGUMENT,
                          "kind %d, bit %zu: status %d", kind, bit, status);
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        free(file.bytes);
    }
    free(rgba);
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
    uint8_t *rgba = new_rgba(false);
    struct mien_file file = new_webp(rgba, LOSSLESS);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    struct mien_decode_options options = {.size = sizeof options, .limits = &limits};
    limits.pixels = WIDTH * HEIGHT - 1;
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_ERROR_LIMIT);
    limits.pixels++;
    limits.side = WIDTH - 1;
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_ERROR_LIMIT);
    limits.side++;
    limits.file_bytes = file.size - 1;
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_ERROR_LIMIT);
    limits.file_bytes++;
    limits.memory = 1 << 20; // libwebp's own share is counted
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_ERROR_LIMIT);
    limits.memory = 4 << 20;
    options.progress = ask;
    enum mien_status status = MIEN_ERROR_CANCELLED;
    for (uint32_t calls = 0; status != MIEN_OK; calls++) {
        uint32_t left = calls;
        options.progress_context = &left;
        status = status_of(file, &options, NULL);
        ck_assert(status == MIEN_OK || status == MIEN_ERROR_CANCELLED);
    }
    free(file.bytes);
    free(rgba);
}
END_TEST

// Writes the bits of a lossless file, the lowest first.
struct bits {
    uint8_t *bytes;
    size_t count;
};

static void put_bits(struct bits *bits, unsigned value, unsigned count)
{
    for (unsigned i = 0; i < count; i++, bits->count++)
        bits->bytes[bits->count / 8] |=
            (uint8_t)((value >> i & 1) << (bits->count % 8));
}

// A prefix code of one symbol, 0, which costs no bits.
static void put_code_of_zero(struct bits *bits)
{
    put_bits(bits, 1, 4);
}

// 256 symbols with a code of eight bits each. Lengths of codes come in codes
// themselves; theirs stand in the order 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8. Only the
// length 8 is in use, and costs no bits; or 7, too, and each costs one.
static void put_code_of_bytes(struct bits *bits, bool wordy)
{
    put_bits(bits, 0, 1);
    put_bits(bits, 8, 4); // twelve lengths follow
    for (int i = 0; i < 10; i++)
        put_bits(bits, 0, 3);
    put_bits(bits, wordy, 3); // of 7
    put_bits(bits, 1, 3);     // of 8
    if (wordy) {
        put_bits(bits, 0, 1); // for each symbol
        for (int i = 0; i < 256; i++)
            put_bits(bits, 1, 1);
    } else {
        put_bits(bits, 1, 1); // for 2 + 254 symbols, a number of eight bits
        put_bits(bits, 3, 3);
        put_bits(bits, 254, 8);
    }
}

static unsigned reversed(unsigned byte)
{
    unsigned out = 0;
    for (int i = 0; i < 8; i++)
        out |= (byte >> i & 1) << (7 - i);
    return out;
}

// A picture of 1024 x 1024 pixels that brings a group of prefix codes for each tile of
// 4 x 4 pixels, short or long. Source: "WebP Lossless Bitstream Specification", Google.
static struct mien_file new_groups(bool wordy)
{
    enum {
        SIDE = 1024,
        GROUPS = 65536,
        CAPACITY = 12 << 20
    };
    struct mien_file file = {calloc(1, CAPACITY), 0};
    put(&file, "RIFF\0\0\0\0WEBPVP8L\0\0\0\0", 20);
    struct bits bits = {file.bytes + file.size, 0};
    put_bits(&bits, 0x2f, 8);
    put_bits(&bits, SIDE - 1, 14);
    put_bits(&bits, SIDE - 1, 14);
    put_bits(&bits, 0, 4); // no alpha, version 0
    put_bits(&bits, 0, 2); // no transform, no colour cache
    put_bits(&bits, 1, 4); // groups, for tiles of 4 x 4
    put_bits(&bits, 0, 1); // no colour cache for their numbers
    put_code_of_bytes(&bits, false);
    put_code_of_bytes(&bits, false);
    for (int i = 0; i < 3; i++)
        put_code_of_zero(&bits);
    for (unsigned i = 0; i < GROUPS; i++) { // in green and red
        put_bits(&bits, reversed(i & 255), 8);
        put_bits(&bits, reversed(i >> 8), 8);
    }
    for (int i = 0; i < GROUPS * 5; i++)
        if (wordy && i % 5 > 0 && i % 5 < 4)
            put_code_of_bytes(&bits, true);
        else
            put_code_of_zero(&bits);
    for (int i = 0; i < (wordy ? SIDE * SIDE : 16); i++)
        put_bits(&bits, 0x555555, 24); // red, blue, alpha
    file.size += (bits.count / 8 + 1) / 2 * 2;
    ck_assert_uint_lt(file.size, CAPACITY);
    for (int i = 0; i < 4; i++) {
        file.bytes[4 + i] = (uint8_t)((file.size - 8) >> (8 * i));
        file.bytes[16 + i] = (uint8_t)((file.size - 20) >> (8 * i));
    }
    return file;
}

// libwebp begins with the tables anew whenever it is shown more of a file.
START_TEST(time_grows_with_the_file)
{
    enum {
        SECONDS = 20 // of processor time; 1 is needed, and 100 were
    };
    struct mien_file file = new_groups(true);
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit seconds = {SECONDS, SECONDS + 1};
        setrlimit(RLIMIT_CPU, &seconds);
        enum mien_status status = status_of(file, NULL, NULL);
        _exit(status == MIEN_OK || status == MIEN_ERROR_CORRUPT ? 0 : 1);
    }
    int ended;
    ck_assert_int_eq(waitpid(child, &ended, 0), child);
    ck_assert_msg(WIFEXITED(ended), "signal %d", WTERMSIG(ended));
    ck_assert_int_eq(WEXITSTATUS(ended), 0);
    free(file.bytes);
}
END_TEST

// A file of 300 kB that makes libwebp allocate 800 MB of tables.
START_TEST(tables_are_counted)
{
    struct mien_file file = new_groups(false);
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    const struct mien_decode_options options = {.size = sizeof options,
                                                .limits = &limits};
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_OK);
    limits.memory = 400 << 20;
    ck_assert_int_eq(status_of(file, &options, NULL), MIEN_ERROR_LIMIT);
    free(file.bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("webp");
    TCase *webp = tcase_create("webp");
    tcase_add_test(webp, lossless_pixels_come_back);
    tcase_add_test(webp, lossy_pixels_are_those_of_libwebp);
    tcase_add_test(webp, orientation_is_read);
    tcase_add_test(webp, the_first_frame_lies_on_its_canvas);
    tcase_add_test(webp, cut_files_are_errors);
    tcase_add_test(webp, turned_bits_are_harmless);
    tcase_add_test(webp, limits_and_cancelling_are_obeyed);
    tcase_add_test(webp, time_grows_with_the_file);
    tcase_add_test(webp, tables_are_counted);
    suite_add_tcase(suite, webp);
    return mien_suite_run(suite);
}
