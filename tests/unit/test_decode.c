// SPDX-License-Identifier: Apache-2.0
// The gate that all formats share: options, sources, sinks, progress, and the memory
// that a call may hold.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "decode/budget.h"
#include "fixture.h"
#include "image/composite.h"
#include "suite.h"

enum {
    WIDTH = 100,
    HEIGHT = 150,
    KINDS = MIEN_KINDS
};

static struct mien_file new_file(int kind)
{
    return mien_kind_make((enum mien_kind)kind, WIDTH, HEIGHT, 20240304);
}

START_TEST(portions_of_any_size_give_the_same_picture)
{
    static const size_t portions[] = {1, 2, 7, 63, 64, 511, 4096};
    struct mien_file file = new_file(_i);
    struct mien_picture whole;
    ck_assert_int_eq(
        mien_picture_decode(&whole, file.bytes, file.size, NULL, NULL, NULL), MIEN_OK);
    for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
        struct mien_memory memory = {file.bytes, file.size, portions[i]};
        const struct mien_source source = {&memory, mien_memory_read};
        struct mien_picture picture = {0};
        const struct mien_sink sink = mien_picture_sink(&picture);
        ck_assert_int_eq(mien_decode(&source, &sink, NULL, NULL, NULL), MIEN_OK);
        ck_assert_uint_eq(picture.rows, HEIGHT);
        ck_assert_mem_eq(picture.pixels, whole.pixels, whole.stride * HEIGHT);
        mien_picture_free(&picture);
    }
    mien_picture_free(&whole);
    free(file.bytes);
}
END_TEST

// A source that breaks after some bytes.
struct failing {
    struct mien_memory memory;
    enum mien_status status;
};

static enum mien_status read_failing(void *context, void *buffer, size_t capacity,
                                     size_t *got)
{
    struct failing *failing = context;
    enum mien_status status = mien_memory_read(&failing->memory, buffer, capacity, got);
    if (*got > 0)
        return status;
    errno = EIO;
    return failing->status;
}

START_TEST(what_the_source_says_is_the_answer)
{
    struct mien_file file = new_file(_i);
    for (size_t size = 0; size < file.size - 20; size += 1 + file.size / 50) {
        struct failing failing = {{file.bytes, size, 0}, MIEN_ERROR_IO};
        const struct mien_source source = {&failing, read_failing};
        struct mien_picture picture = {0};
        const struct mien_sink sink = mien_picture_sink(&picture);
        const struct mien_decode_options options = {.size = sizeof options,
                                                    .flags = MIEN_DECODE_ALLOW_PARTIAL};
        struct mien_image_info info = {.width = 77};
        struct mien_error error;
        ck_assert_int_eq(mien_decode(&source, &sink, &options, &info, &error),
                         MIEN_ERROR_IO);
        ck_assert_int_eq(error.status, MIEN_ERROR_IO);
        ck_assert_int_eq(errno, EIO);
        ck_assert_uint_eq(info.width, 77); // untouched
        mien_picture_free(&picture);
    }
    free(file.bytes);
}
END_TEST

static enum mien_status read_too_much(void *context, void *buffer, size_t capacity,
                                      size_t *got)
{
    (void)context, (void)buffer;
    *got = capacity + 1;
    return MIEN_OK;
}

START_TEST(a_source_that_lies_is_an_argument_error)
{
    const struct mien_source source = {NULL, read_too_much};
    struct mien_picture picture = {0};
    const struct mien_sink sink = mien_picture_sink(&picture);
    ck_assert_int_eq(mien_decode(&source, &sink, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

// A sink that refuses at a row.
struct refusing {
    uint32_t rows, refuse_at; // UINT32_MAX: at begin()
};

static enum mien_status refuse_begin(void *context, const struct mien_image_info *info)
{
    (void)info;
    const struct refusing *refusing = context;
    return refusing->refuse_at == UINT32_MAX ? MIEN_ERROR_STATE : MIEN_OK;
}

static enum mien_status refuse_rows(void *context, void *pixels, ptrdiff_t stride,
                                    uint32_t count)
{
    (void)pixels, (void)stride;
    struct refusing *refusing = context;
    refusing->rows += count;
    return refusing->rows > refusing->refuse_at ? MIEN_ERROR_VERSION : MIEN_OK;
}

START_TEST(what_the_sink_says_is_the_answer)
{
    struct mien_file file = new_file(_i);
    for (uint32_t row = 0; row < HEIGHT; row += 10) {
        struct mien_memory memory = {file.bytes, file.size, 0};
        const struct mien_source source = {&memory, mien_memory_read};
        struct refusing refusing = {0, row};
        const struct mien_sink sink = {&refusing, refuse_begin, refuse_rows};
        struct mien_error error;
        ck_assert_int_eq(mien_decode(&source, &sink, NULL, NULL, &error),
                         MIEN_ERROR_VERSION);
        ck_assert_int_eq(error.status, MIEN_ERROR_VERSION);
    }
    struct mien_memory memory = {file.bytes, file.size, 0};
    const struct mien_source source = {&memory, mien_memory_read};
    struct refusing refusing = {0, UINT32_MAX};
    const struct mien_sink sink = {&refusing, refuse_begin, refuse_rows};
    ck_assert_int_eq(mien_decode(&source, &sink, NULL, NULL, NULL), MIEN_ERROR_STATE);
    ck_assert_uint_eq(refusing.rows, 0);
    free(file.bytes);
}
END_TEST

static enum mien_status refuse_as_corrupt(void *context, void *pixels, ptrdiff_t stride,
                                          uint32_t count)
{
    (void)pixels, (void)stride, (void)count;
    uint32_t *calls = context;
    ++*calls;
    return MIEN_ERROR_CORRUPT;
}

static enum mien_status accept(void *context, const struct mien_image_info *info)
{
    (void)context, (void)info;
    return MIEN_OK;
}

// CORRUPT, said by the caller's own source or sink, ends the decoding like any other
// answer; only a damaged file is gone on with.
START_TEST(what_the_caller_calls_corrupt_is_no_partial_picture)
{
    struct mien_file file = new_file(_i);
    const struct mien_decode_options options = {.size = sizeof options,
                                                .flags = MIEN_DECODE_ALLOW_PARTIAL};
    struct failing failing = {{file.bytes, file.size / 2, 0}, MIEN_ERROR_CORRUPT};
    const struct mien_source broken = {&failing, read_failing};
    struct mien_picture picture = {0};
    const struct mien_sink collecting = mien_picture_sink(&picture);
    ck_assert_int_eq(mien_decode(&broken, &collecting, &options, NULL, NULL),
                     MIEN_ERROR_CORRUPT);
    mien_picture_free(&picture);

    struct mien_memory memory = {file.bytes, file.size, 0};
    const struct mien_source source = {&memory, mien_memory_read};
    uint32_t calls = 0;
    const struct mien_sink sink = {&calls, accept, refuse_as_corrupt};
    ck_assert_int_eq(mien_decode(&source, &sink, &options, NULL, NULL),
                     MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(calls, 1);
    free(file.bytes);
}
END_TEST

static enum mien_status decode_with(const struct mien_decode_options *options)
{
    struct mien_file file = new_file(0);
    struct mien_picture picture;
    enum mien_status status =
        mien_picture_decode(&picture, file.bytes, file.size, options, NULL, NULL);
    mien_picture_free(&picture);
    free(file.bytes);
    return status;
}

START_TEST(options_are_checked)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    struct mien_decode_options options = {.size = sizeof options, .limits = &limits};
    ck_assert_int_eq(decode_with(&options), MIEN_OK);
    options.flags = 4; // unknown
    ck_assert_int_eq(decode_with(&options), MIEN_ERROR_ARGUMENT);
    options.flags = 0;
    options.reserved = 1;
    ck_assert_int_eq(decode_with(&options), MIEN_ERROR_ARGUMENT);
    options.reserved = 0;
    limits.reserved = 1;
    ck_assert_int_eq(decode_with(&options), MIEN_ERROR_ARGUMENT);
    limits.reserved = 0;
    limits.size = 3;
    ck_assert_int_eq(decode_with(&options), MIEN_ERROR_ARGUMENT);
    limits.size = sizeof(size_t); // a caller who knows none of the limits
    ck_assert_int_eq(decode_with(&options), MIEN_OK);
    options.size = 0;
    ck_assert_int_eq(decode_with(&options), MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(a_source_and_a_sink_are_needed)
{
    struct mien_memory memory = {0};
    struct mien_picture picture = {0};
    const struct mien_source source = {&memory, mien_memory_read}, no_source = {0};
    const struct mien_sink sink = mien_picture_sink(&picture);
    struct mien_sink no_begin = sink, no_rows = sink;
    no_begin.begin = NULL;
    no_rows.rows = NULL;
    ck_assert_int_eq(mien_decode(NULL, &sink, NULL, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_decode(&no_source, &sink, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_decode(&source, NULL, NULL, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_decode(&source, &no_begin, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_decode(&source, &no_rows, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

static void check_refusal(const char *bytes, size_t size, enum mien_status wanted,
                          const char *detail)
{
    struct mien_picture picture;
    struct mien_error error = {0};
    ck_assert_int_eq(mien_picture_decode(&picture, bytes, size, NULL, NULL, &error),
                     wanted);
    ck_assert_msg(strstr(error.detail, detail) != NULL, "%s", error.detail);
    ck_assert_ptr_null(picture.pixels);
}

START_TEST(what_is_no_picture_is_named)
{
    check_refusal("", 0, MIEN_ERROR_FORMAT, "empty");
    check_refusal("Dear Sir or Madam", 17, MIEN_ERROR_FORMAT, "no image format");
    check_refusal("II*\0\x08\0\0\0", 8, MIEN_ERROR_UNSUPPORTED, "TIFF");
    check_refusal("%PDF-1.7", 8, MIEN_ERROR_UNSUPPORTED, "PDF");
    check_refusal("\0\0\0\x10"
                  "ftypisom\0\0\0\0",
                  16, MIEN_ERROR_UNSUPPORTED, "video");
}
END_TEST

// Optional formats are known by name in every build.
START_TEST(optional_formats_are_decoded_or_unsupported)
{
    const char *version;
    struct mien_picture picture;
    struct mien_error error = {0};
    enum mien_status status =
        mien_picture_decode(&picture, "GIF89a", 6, NULL, NULL, &error);
    if (mien_format_supported(MIEN_FORMAT_GIF, &version))
        ck_assert_int_eq(status, MIEN_ERROR_CORRUPT);
    else
        ck_assert_int_eq(status, MIEN_ERROR_UNSUPPORTED);
    ck_assert_msg(strstr(error.detail, "GIF") != NULL, "%s", error.detail);
    mien_picture_free(&picture);
}
END_TEST

struct asked {
    uint32_t calls, last, all;
    bool backwards;
};

static bool count_calls(void *context, uint32_t done, uint32_t all)
{
    struct asked *asked = context;
    asked->backwards |= done < asked->last || done > asked->last + 64;
    asked->calls++;
    asked->last = done;
    asked->all = all;
    return true;
}

START_TEST(progress_comes_at_least_every_64_rows)
{
    struct mien_file file = new_file(_i);
    struct asked asked = {0};
    const struct mien_decode_options options = {
        .size = sizeof options, .progress = count_calls, .progress_context = &asked};
    struct mien_picture picture;
    ck_assert_int_eq(
        mien_picture_decode(&picture, file.bytes, file.size, &options, NULL, NULL),
        MIEN_OK);
    ck_assert_uint_ge(asked.calls, HEIGHT / 64);
    ck_assert(!asked.backwards);
    ck_assert_uint_eq(asked.last, HEIGHT);
    ck_assert_uint_eq(asked.all, HEIGHT);
    mien_picture_free(&picture);
    free(file.bytes);
}
END_TEST

START_TEST(the_budget_counts_aligns_and_zeroes)
{
    struct mien_budget budget = {.limit = 100000};
    enum mien_status why = MIEN_OK;
    unsigned char *blocks[8];
    for (size_t i = 0; i < 8; i++) {
        blocks[i] = mien_budget_alloc(&budget, 1000 + i, &why);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % MIEN_BUDGET_ALIGN, 0);
        for (size_t at = 0; at < 1000 + i; at++)
            ck_assert_uint_eq(blocks[i][at], 0);
        memset(blocks[i], 0xaa, 1000 + i);
    }
    ck_assert_uint_ge(budget.held, 8 * 1000 + 28);
    ck_assert_uint_le(budget.held, 8 * 1200);
    ck_assert_ptr_null(mien_budget_alloc(&budget, 95000, &why));
    ck_assert_int_eq(why, MIEN_ERROR_LIMIT);
    why = MIEN_OK;
    ck_assert_ptr_null(mien_budget_alloc(&budget, SIZE_MAX, &why));
    ck_assert_int_eq(why, MIEN_ERROR_LIMIT);
    for (size_t i = 0; i < 8; i++)
        mien_budget_free(&budget, blocks[i]);
    mien_budget_free(&budget, NULL);
    ck_assert_uint_eq(budget.held, 0);
    ck_assert_int_eq(mien_budget_claim(&budget, 100001), MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_budget_claim(&budget, UINT64_MAX), MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_budget_claim(&budget, 100000), MIEN_OK);
    ck_assert_ptr_null(mien_budget_alloc(&budget, 0, &why));
    mien_budget_unclaim(&budget, 100000);
    ck_assert_uint_eq(budget.held, 0);
}
END_TEST

START_TEST(texts_are_cut_to_fit)
{
    char bytes[12];
    struct mien_text text = mien_text_begin(bytes, sizeof bytes);
    ck_assert_str_eq(bytes, "");
    mien_text_add(&text, "v");
    mien_text_add_number(&text, 0);
    mien_text_add(&text, ".");
    mien_text_add_number(&text, 1234);
    ck_assert_str_eq(bytes, "v0.1234");
    mien_text_add_number(&text, UINT64_MAX); // 18446744073709551615
    ck_assert_str_eq(bytes, "v0.12341844");
}
END_TEST

START_TEST(white_shows_through)
{
    for (unsigned alpha = 0; alpha < 256; alpha++) {
        for (unsigned colour = 0; colour < 256; colour++) {
            uint8_t row[8] = {(uint8_t)colour,
                              (uint8_t)(255 - colour),
                              7,
                              (uint8_t)alpha,
                              1,
                              2,
                              3,
                              255};
            mien_rgba_on_white(row, 2);
            double wanted = (colour * alpha + 255.0 * (255 - alpha)) / 255.0;
            ck_assert_uint_eq(row[0], (unsigned)(wanted + 0.5));
            wanted = ((255 - colour) * alpha + 255.0 * (255 - alpha)) / 255.0;
            ck_assert_uint_eq(row[1], (unsigned)(wanted + 0.5));
            ck_assert_uint_eq(row[3], 255);
            ck_assert_mem_eq(row + 4, "\1\2\3\xff", 4);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode");
    TCase *ends = tcase_create("ends");
    tcase_add_loop_test(ends, portions_of_any_size_give_the_same_picture, 0, KINDS);
    tcase_add_loop_test(ends, what_the_source_says_is_the_answer, 0, KINDS);
    tcase_add_test(ends, a_source_that_lies_is_an_argument_error);
    tcase_add_loop_test(ends, what_the_sink_says_is_the_answer, 0, KINDS);
    tcase_add_loop_test(ends, what_the_caller_calls_corrupt_is_no_partial_picture, 0,
                        KINDS);
    tcase_add_loop_test(ends, progress_comes_at_least_every_64_rows, 0, KINDS);
    suite_add_tcase(suite, ends);
    TCase *gate = tcase_create("gate");
    tcase_add_test(gate, options_are_checked);
    tcase_add_test(gate, a_source_and_a_sink_are_needed);
    tcase_add_test(gate, what_is_no_picture_is_named);
    tcase_add_test(gate, optional_formats_are_decoded_or_unsupported);
    suite_add_tcase(suite, gate);
    TCase *parts = tcase_create("parts");
    tcase_add_test(parts, the_budget_counts_aligns_and_zeroes);
    tcase_add_test(parts, texts_are_cut_to_fit);
    tcase_add_test(parts, white_shows_through);
    suite_add_tcase(suite, parts);
    return mien_suite_run(suite);
}
