// SPDX-License-Identifier: Apache-2.0
// A server's context: the same hashes as without, no memory from the system, none of
// one picture left for the next, and never more than was taken at the beginning.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <png.h>

#include <mien/media.h>

#include "failing_malloc.h"
#include "fixture.h"
#include "media/context.h"
#include "scene.h"
#include "suite.h"
#include "synthetic.h"

enum {
    MIB = 1024 * 1024,
    WIDTH = 160,
    HEIGHT = 120
};

static struct mien_media_context *context;

static void open_context(void)
{
    ck_assert_int_eq(mien_media_context_open(&context, 8 * MIB, NULL), MIEN_OK);
}

static void close_context(void)
{
    mien_media_context_close(context);
}

static struct mien_media_options with_context(void)
{
    return (struct mien_media_options){.size = sizeof(struct mien_media_options),
                                       .context = context};
}

// ----------------------------------------------------------------------- the pictures

static struct mien_file jpeg(struct mien_jpeg_recipe recipe, uint32_t seed)
{
    uint8_t *pixels = malloc(WIDTH * HEIGHT * 4);
    mien_scene(pixels, WIDTH, HEIGHT, seed); // with 1 or 4 components, of other colours
    memset(pixels + WIDTH * HEIGHT * 3, 0x33, WIDTH * HEIGHT);
    recipe.width = WIDTH;
    recipe.height = HEIGHT;
    struct mien_file file = mien_jpeg_make(&recipe, pixels);
    free(pixels);
    return file;
}

// Takes all segments with one marker out of a JPEG.
static struct mien_file without(struct mien_file file, uint8_t marker)
{
    size_t at = 2;
    while (file.bytes[at + 1] != 0xda) { // the segments end with the first scan
        size_t size = 2 + (size_t)file.bytes[at + 2] * 256 + file.bytes[at + 3];
        if (file.bytes[at + 1] == marker) {
            file.size -= size;
            memmove(file.bytes + at, file.bytes + at + size, file.size - at);
        } else {
            at += size;
        }
    }
    return file;
}

static struct mien_file cut(struct mien_file file)
{
    file.size = file.size * 2 / 3;
    return file;
}

enum {
    WITHOUT_DQT = MIEN_KINDS, // the first four are those
    WITHOUT_DHT,
    PROGRESSIVE_WITHOUT_DHT,
    GREY,
    CMYK,
    YCCK,
    STORED_RGB,
    ARITHMETIC,
    PROGRESSIVE_ARITHMETIC,
    TURNED,
    RESTARTING,
    CUT,
    CUT_PROGRESSIVE,
    CUT_INTERLACED,
    NOTHING,
    FILES
};

static struct mien_file new_file(int which)
{
    enum {
        DHT = 0xc4,
        DQT = 0xdb
    };
    const struct mien_jpeg_recipe rgb = {.components = 3},
                                  progressive = {.components = 3, .progressive = true};
    const uint32_t seed = (uint32_t)which;
    switch (which) {
    case WITHOUT_DQT:
        return without(jpeg(rgb, seed), DQT);
    case WITHOUT_DHT:
        return without(jpeg(rgb, seed), DHT);
    case PROGRESSIVE_WITHOUT_DHT:
        return without(jpeg(progressive, seed), DHT);
    case GREY:
        return jpeg((struct mien_jpeg_recipe){.components = 1}, seed);
    case CMYK:
        return jpeg((struct mien_jpeg_recipe){.components = 4}, seed);
    case YCCK:
        return jpeg((struct mien_jpeg_recipe){.components = 4, .ycck = true}, seed);
    case STORED_RGB:
        return jpeg((struct mien_jpeg_recipe){.components = 3, .rgb = true}, seed);
    case ARITHMETIC:
        return jpeg((struct mien_jpeg_recipe){.components = 3, .arithmetic = true},
                    seed);
    case PROGRESSIVE_ARITHMETIC:
        return jpeg((struct mien_jpeg_recipe){.components = 3,
                                              .arithmetic = true,
                                              .progressive = true},
                    seed);
    case TURNED:
        return jpeg((struct mien_jpeg_recipe){.components = 3, .orientation = 6}, seed);
    case RESTARTING:
        return jpeg((struct mien_jpeg_recipe){.components = 3, .restart = 2}, seed);
    case CUT:
        return cut(jpeg(rgb, seed));
    case CUT_PROGRESSIVE:
        return cut(jpeg(progressive, seed));
    case CUT_INTERLACED:
        return cut(mien_kind_make(MIEN_KIND_PNG_INTERLACED, WIDTH, HEIGHT, seed));
    case NOTHING:
        return (struct mien_file){calloc(1, 100), 100};
    default:
        return mien_kind_make((enum mien_kind)which, WIDTH, HEIGHT, seed);
    }
}

// ------------------------------------------------------------------------- what is
// left

static void check_wiped(void)
{
    const struct mien_arena *arena = &context->arena;
    static const unsigned char zeros[4096];
    ck_assert_uint_eq(arena->lent, 0);
    for (size_t i = 0; i < arena->size; i += sizeof zeros) {
        size_t part = arena->size - i < sizeof zeros ? arena->size - i : sizeof zeros;
        ck_assert_msg(memcmp(arena->first + i, zeros, part) == 0,
                      "something is left near byte %zu", i);
    }
}

// ---------------------------------------------------------------------------- the
// arena

START_TEST(an_arena_lends_zeros_again)
{
    struct mien_arena arena;
    ck_assert(mien_arena_open(&arena, 10000));
    unsigned char *blocks[3];
    for (int i = 0; i < 3; i++) {
        blocks[i] = mien_arena_take(&arena, 1000);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 64, 0);
        memset(blocks[i], i + 1, 1000); // over nothing of the others'
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 1000; j++)
            ck_assert_int_eq(blocks[i][j], i + 1);
    ck_assert_ptr_null(mien_arena_take(&arena, 7000));
    ck_assert_ptr_null(mien_arena_take(&arena, SIZE_MAX - 10));

    // Below the newest one, a block has to wait.
    memset(blocks[1], 0, 1000);
    mien_arena_give(&arena, blocks[1]);
    ck_assert_ptr_null(mien_arena_take(&arena, 7000));
    memset(blocks[2], 0, 1000);
    mien_arena_give(&arena, blocks[2]);
    unsigned char *large = mien_arena_take(&arena, 7000);
    ck_assert_ptr_eq(large, blocks[1]);
    for (int j = 0; j < 7000; j++)
        ck_assert_int_eq(large[j], 0);
    mien_arena_give(&arena, large);
    memset(blocks[0], 0, 1000);
    mien_arena_give(&arena, blocks[0]);
    ck_assert_uint_eq(arena.lent, 0);
    ck_assert_ptr_nonnull(mien_arena_take(&arena, 9700));
    mien_arena_close(&arena);
}
END_TEST

// What a budget with an arena refuses, it does not count, and what it wipes is all that
// was written.
START_TEST(a_budget_takes_from_its_arena)
{
    struct mien_arena arena;
    ck_assert(mien_arena_open(&arena, 10000));
    struct mien_budget budget = {.limit = 100000, .arena = &arena};
    enum mien_status why = MIEN_OK;
    ck_assert_ptr_null(mien_budget_alloc(&budget, 20000, &why));
    ck_assert_int_eq(why, MIEN_ERROR_LIMIT);
    ck_assert_uint_eq(budget.held, 0);
    unsigned char *block = mien_budget_alloc(&budget, 5000, &why);
    ck_assert_ptr_nonnull(block);
    ck_assert_uint_eq((uintptr_t)block % MIEN_BUDGET_ALIGN, 0);
    memset(block, 0xaa, 3000);
    mien_budget_used(block, 3000);
    mien_budget_free(&budget, block);
    ck_assert_uint_eq(budget.held, 0);
    ck_assert_uint_eq(arena.lent, 0);
    for (size_t i = 0; i < arena.size; i++)
        ck_assert_int_eq(arena.first[i], 0);
    mien_arena_close(&arena);
}
END_TEST

// --------------------------------------------------------------------------- the
// hashes

enum {
    WAYS = 6
};

// What one call gives, in one of several ways.
struct result {
    enum mien_status status;
    struct mien_error error;
    struct mien_media media;
    size_t count;
    struct mien_view views[MIEN_VIEWS_MAX];
};

static struct mien_media_options way(int which, struct mien_media_context *its)
{
    struct mien_media_options options = {.size = sizeof options, .context = its};
    switch (which) {
    case 1:
        options.flags = MIEN_MEDIA_ALLOW_PARTIAL | MIEN_MEDIA_ALPHA_ON_WHITE;
        break;
    case 2:
        options.speed = MIEN_MEDIA_FAST;
        break;
    case 3:
        options.speed = MIEN_MEDIA_FASTEST;
        break;
    case 4:
        options.mode = MIEN_PDQ_GUARDED;
        break;
    default: // 5: with views
        break;
    }
    return options;
}

static void hash(struct result *result, struct mien_file file, int which,
                 struct mien_media_context *its)
{
    const struct mien_views_options views_options = {
        .size = sizeof views_options, .purposes = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY};
    const struct mien_media_options options = way(which, its);
    memset(result, 0, sizeof *result);
    if (which == 5)
        result->status = mien_media_views_bytes(
            &result->media, result->views, MIEN_VIEWS_MAX, &result->count, file.bytes,
            file.size, &options, &views_options, &result->error);
    else
        result->status = mien_media_hash_bytes(&result->media, file.bytes, file.size,
                                               &options, &result->error);
}

// In any order: what a context does to a picture depends on no other picture.
START_TEST(hashes_are_those_without_a_context)
{
    static struct result wanted[FILES][WAYS], got;
    struct mien_file files[FILES];
    const uint32_t every = mien_suite_every(), draws = 250 / every;
    uint32_t good = 0, bad = 0;
    for (uint32_t i = 0; i < FILES; i += every) {
        files[i] = new_file((int)i);
        for (int j = 0; j < WAYS; j++)
            hash(&wanted[i][j], files[i], j, NULL);
    }
    for (int j = 0; j < WAYS; j++)
        ck_assert_int_eq(wanted[MIEN_KIND_JPEG][j].status, MIEN_OK);
    const uint64_t seed = 20261122 + (uint64_t)_i;
    printf("# seed %llu\n", (unsigned long long)seed);
    struct mien_random random = {seed};
    for (uint32_t draw = 0; draw < draws; draw++) {
        uint32_t i = mien_random_below(&random, (FILES - 1) / every + 1) * every;
        uint32_t j = mien_random_below(&random, WAYS);
        hash(&got, files[i], (int)j, context);
        ck_assert_msg(memcmp(&got, &wanted[i][j], sizeof got) == 0,
                      "file %u, way %u: status %d (%s), without a context %d (%s)", i,
                      j, got.status, got.error.detail, wanted[i][j].status,
                      wanted[i][j].error.detail);
        good += got.status == MIEN_OK;
        bad += got.status == MIEN_ERROR_CORRUPT;
        check_wiped();
    }
    ck_assert_uint_gt(good, draws / 4);
    ck_assert_uint_gt(bad, draws / 16);
    for (uint32_t i = 0; i < FILES; i += every)
        free(files[i].bytes);
}
END_TEST

// The tables that a JPEG lacks are not those of the upload before it.
START_TEST(tables_do_not_outlive_their_picture)
{
    static const int lacking[] = {WITHOUT_DQT, PROGRESSIVE_WITHOUT_DHT};
    struct mien_file file = new_file(lacking[_i]), before[2];
    static struct result result;
    before[0] = new_file(_i == 0 ? MIEN_KIND_JPEG : MIEN_KIND_JPEG_PROGRESSIVE);
    before[1] = new_file(CUT_PROGRESSIVE); // which ends by a jump
    for (int i = 0; i < 2; i++) {
        hash(&result, before[i], 0, context);
        ck_assert_int_eq(result.status, i == 0 ? MIEN_OK : MIEN_ERROR_CORRUPT);
        hash(&result, file, 0, context);
        ck_assert_int_eq(result.status, MIEN_ERROR_CORRUPT);
        ck_assert_msg(strstr(result.error.detail, "was not defined") != NULL, "%s",
                      result.error.detail);
        free(before[i].bytes);
    }
    free(file.bytes);
}
END_TEST

// ---------------------------------------------------------------------- no allocations

enum from {
    FROM_BYTES,
    FROM_FD,
    FROM_PATH,
    FROM_BYTES_VIEWS,
    FROMS
};

static char path[] = "/tmp/mien-context-XXXXXX";
static int fd;

// What the call took from the system.
static long taken_by(enum from from, struct mien_file file,
                     const struct mien_media_options *options, enum mien_status wanted)
{
    static struct mien_view views[MIEN_VIEWS_MAX];
    static const struct mien_views_options views_options = {
        .size = sizeof views_options, .purposes = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY};
    struct mien_media media;
    size_t count;
    enum mien_status status = MIEN_OK;
    if (from == FROM_FD)
        ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    mien_malloc_fail(-1);
    switch (from) {
    case FROM_FD:
        status = mien_media_hash_fd(&media, fd, options, NULL);
        break;
    case FROM_PATH:
        status = mien_media_hash_path(&media, path, options, NULL);
        break;
    case FROM_BYTES_VIEWS:
        status =
            mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX, &count, file.bytes,
                                   file.size, options, &views_options, NULL);
        break;
    default:
        status = mien_media_hash_bytes(&media, file.bytes, file.size, options, NULL);
        break;
    }
    mien_malloc_stop();
    long taken = mien_allocations.taken;
    ck_assert_int_eq(status, wanted);
    return taken;
}

// Not one, from the first picture on, those that fail included.
START_TEST(a_picture_takes_no_memory)
{
    const struct mien_media_options plain = {.size = sizeof plain},
                                    options = with_context();
    const struct mien_decode_limits limits = {.size = sizeof limits, .pixels = 100};
    struct mien_media_options limited = options;
    limited.limits = &limits;
    struct mien_file file = new_file(_i), corrupt = new_file(CUT_PROGRESSIVE);
    fd = mkstemp(path);
    ck_assert_int_eq(write(fd, file.bytes, file.size), (ssize_t)file.size);
    ck_assert_int_gt(taken_by(FROM_BYTES, file, &plain, MIEN_OK), 10); // it counts
    const int rounds = mien_suite_every() > 1 ? 2 : 3;
    for (int round = 0; round < rounds; round++) {
        for (int from = 0; from < FROMS; from++)
            ck_assert_int_eq(taken_by((enum from)from, file, &options, MIEN_OK), 0);
        for (int which = 0; which < WAYS; which++) {
            const struct mien_media_options other = way(which, context);
            ck_assert_int_eq(taken_by(FROM_FD, file, &other, MIEN_OK), 0);
        }
        ck_assert_int_eq(taken_by(FROM_BYTES, corrupt, &options, MIEN_ERROR_CORRUPT),
                         0);
        ck_assert_int_eq(taken_by(FROM_BYTES, file, &limited, MIEN_ERROR_LIMIT), 0);
    }
    close(fd);
    unlink(path);
    free(file.bytes);
    free(corrupt.bytes);
}
END_TEST

// Every single allocation in its turn; libjpeg can do without one of them.
START_TEST(opening_a_context_may_fail)
{
    struct mien_media_context *other;
    int refusals = 0;
    bool failed = true;
    for (long n = 0; failed; n++) {
        struct mien_error error = {.status = MIEN_OK};
        const long live = mien_allocations.live;
        other = NULL;
        mien_malloc_fail(n);
        enum mien_status status = mien_media_context_open(&other, MIB, &error);
        mien_malloc_stop();
        failed = mien_allocations.failures > 0;
        if (status == MIEN_OK) {
            mien_media_context_close(other);
        } else {
            refusals++;
            ck_assert(failed);
            ck_assert_int_eq(status, MIEN_ERROR_MEMORY);
            ck_assert_str_eq(error.detail, "no memory for the context");
            ck_assert_ptr_null(other);
        }
        ck_assert_int_eq(mien_allocations.live - live, 0);
    }
    ck_assert_int_ge(refusals, 4); // the context, its memory, libjpeg's two at least
}
END_TEST

// --------------------------------------------------------------------------- the
// limits

START_TEST(a_context_is_a_limit)
{
    // 1.5 MiB of pixels, held whole.
    struct mien_file file = mien_kind_make(MIEN_KIND_PNG_INTERLACED, 800, 650, 1);
    struct mien_media_context *small;
    struct mien_media media;
    struct mien_error error;
    ck_assert_int_eq(mien_media_context_open(&small, MIB, NULL), MIEN_OK);
    struct mien_media_options options = {.size = sizeof options, .context = small};
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, &error),
        MIEN_ERROR_LIMIT);
    ck_assert_str_eq(error.detail, "the picture needs more memory than the limit");
    mien_media_context_close(small);

    // The limit of the call holds besides.
    struct mien_decode_limits limits = {.size = sizeof limits};
    mien_decode_limits_init(&limits);
    options = with_context();
    options.limits = &limits;
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, &error),
        MIEN_OK);
    limits.memory = MIB;
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, &error),
        MIEN_ERROR_LIMIT);
    check_wiped();
    free(file.bytes);
}
END_TEST

// What mien/media.h promises of 64 MiB.
START_TEST(hundred_megapixels_fit)
{
    enum {
        SIDE = 10000
    };
    uint8_t *pixels = calloc(3, (size_t)SIDE * SIDE);
    struct mien_file file =
        _i == 0
            ? mien_jpeg_make(&(struct mien_jpeg_recipe){.width = SIDE,
                                                        .height = SIDE,
                                                        .components = 3},
                             pixels)
            : mien_png_make(&(struct mien_png_recipe){.width = SIDE,
                                                      .height = SIDE,
                                                      .colour = PNG_COLOR_TYPE_PALETTE,
                                                      .depth = 1},
                            pixels);
    free(pixels);
    struct mien_media_context *large;
    struct mien_media media;
    ck_assert_int_eq(mien_media_context_open(&large, 64 * MIB, NULL), MIEN_OK);
    const struct mien_media_options options = {
        .size = sizeof options, .flags = MIEN_MEDIA_NO_DIGESTS, .context = large};
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, NULL), MIEN_OK);
    mien_media_context_close(large);
    free(file.bytes);
}
END_TEST

struct nested {
    struct mien_file file;
    enum mien_status with, without;
    struct mien_error error;
};

static bool hash_within(void *its, uint32_t rows_done, uint32_t rows)
{
    (void)rows_done, (void)rows;
    struct nested *nested = its;
    const struct mien_media_options options = with_context();
    struct mien_media media;
    nested->with = mien_media_hash_bytes(&media, nested->file.bytes, nested->file.size,
                                         &options, &nested->error);
    nested->without = mien_media_hash_bytes(&media, nested->file.bytes,
                                            nested->file.size, NULL, NULL);
    return true;
}

START_TEST(one_call_at_a_time)
{
    struct nested nested = {.file = new_file(GREY)};
    struct mien_media_options options = with_context();
    options.progress = hash_within;
    options.progress_context = &nested;
    struct mien_media media;
    ck_assert_int_eq(mien_media_hash_bytes(&media, nested.file.bytes, nested.file.size,
                                           &options, NULL),
                     MIEN_OK);
    ck_assert_int_eq(nested.with, MIEN_ERROR_BUSY);
    ck_assert_str_eq(nested.error.detail, "the context is in use by another call");
    ck_assert_int_eq(nested.without, MIEN_OK);
    options = with_context();
    ck_assert_int_eq(mien_media_hash_bytes(&media, nested.file.bytes, nested.file.size,
                                           &options, NULL),
                     MIEN_OK);
    free(nested.file.bytes);
}
END_TEST

// Whoever was compiled before there were contexts has something else behind his
// options.
START_TEST(older_options_have_no_context)
{
    struct mien_file file = new_file(GREY);
    struct mien_media_options options = {
        .size = offsetof(struct mien_media_options, context),
        .context = (struct mien_media_context *)1};
    struct mien_media media;
    ck_assert_int_eq(
        mien_media_hash_bytes(&media, file.bytes, file.size, &options, NULL), MIEN_OK);
    free(file.bytes);
}
END_TEST

START_TEST(arguments_are_checked)
{
    struct mien_media_context *other = NULL;
    struct mien_error error;
    ck_assert_int_eq(mien_media_context_open(NULL, MIB, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_str_eq(error.detail, "context is NULL, or its memory is less than 1 MiB");
    ck_assert_int_eq(mien_media_context_open(&other, MIB - 1, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_null(other);
    mien_media_context_close(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("media_context");
    TCase *arena = tcase_create("arena"), *calls = tcase_create("context");
    tcase_add_test(arena, an_arena_lends_zeros_again);
    tcase_add_test(arena, a_budget_takes_from_its_arena);
    suite_add_tcase(suite, arena);

    tcase_add_checked_fixture(calls, open_context, close_context);
    tcase_add_loop_test(calls, hashes_are_those_without_a_context, 0, 2);
    tcase_add_loop_test(calls, tables_do_not_outlive_their_picture, 0, 2);
    if (MIEN_OWN_MALLOC) {
        tcase_add_loop_test(calls, a_picture_takes_no_memory, 0, MIEN_KINDS);
        tcase_add_test(calls, opening_a_context_may_fail);
    } else {
        mien_suite_skip("a_picture_takes_no_memory",
                        "this build cannot replace malloc()");
        mien_suite_skip("opening_a_context_may_fail",
                        "this build cannot replace malloc()");
    }
    tcase_add_test(calls, a_context_is_a_limit);
    tcase_add_loop_test(calls, hundred_megapixels_fit, 0, 2);
    tcase_add_test(calls, one_call_at_a_time);
    tcase_add_test(calls, older_options_have_no_context);
    tcase_add_test(calls, arguments_are_checked);
    suite_add_tcase(suite, calls);
    return mien_suite_run(suite);
}
