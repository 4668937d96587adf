// SPDX-License-Identifier: Apache-2.0
// What <mien/views.h> promises of any picture and any caller: the stream, the sets, the
// budgets, the names. What windows are good for: test_views_windows.c.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <mien/views.h>

#include "base/cpu.h"
#include "guard.h"
#include "suite.h"
#include "synthetic.h"
#include "viewed.h"
#include "views/views.h"

enum {
    WIDTH = 320,
    HEIGHT = 230,
    BOTH = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY
};

static const uint32_t purposes[] = {MIEN_VIEWS_BANK, MIEN_VIEWS_QUERY, BOTH};
enum {
    PURPOSES = sizeof purposes / sizeof *purposes
};

// A picture as a caller has it. `stride` may be negative; `memory` is what to free.
struct picture {
    uint32_t width, height;
    enum mien_pixel_format format;
    ptrdiff_t stride;
    uint8_t *first, *memory;
};

// A scene in any format, with so many bytes between the rows, perhaps bottom-up.
static struct picture picture_of(uint32_t width, uint32_t height,
                                 enum mien_pixel_format format, size_t padding,
                                 bool bottom_up)
{
    const size_t pixel = mien_pixel_size(format), row = width * pixel + padding;
    const bool blue_first = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8;
    uint8_t *rgb = mien_scene_new(width, height, 4);
    struct picture p = {width,          height, format,
                        (ptrdiff_t)row, NULL,   malloc(row * height)};
    ck_assert_ptr_nonnull(p.memory);
    memset(p.memory, 0xA5, row * height);
    p.first = p.memory;
    if (bottom_up) {
        p.first += row * (height - 1);
        p.stride = -p.stride;
    }
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++) {
            const uint8_t *from = rgb + ((size_t)y * width + x) * 3;
            uint8_t *to = p.first + (ptrdiff_t)y * p.stride + x * pixel;
            if (pixel == 1) {
                to[0] = from[1];
                continue;
            }
            to[0] = from[blue_first ? 2 : 0];
            to[1] = from[1];
            to[2] = from[blue_first ? 0 : 2];
            if (pixel == 4)
                to[3] = (uint8_t)(x * 7 + y); // means nothing
        }
    free(rgb);
    return p;
}

static struct mien_views_options options_for(uint32_t which, uint32_t budget)
{
    return (struct mien_views_options){sizeof(struct mien_views_options), which,
                                       budget};
}

static size_t scratch_size(uint32_t width, uint32_t height)
{
    size_t size = 0;
    ck_assert_int_eq(mien_views_scratch_size(&size, width, height), MIEN_OK);
    return size;
}

// The views of a picture, pushed in portions of `rows` rows.
static size_t views_of(struct mien_view *out, size_t capacity, const struct picture *p,
                       uint32_t rows, enum mien_orientation orientation,
                       const struct mien_views_options *options)
{
    struct mien_views_stream *stream;
    const size_t size = scratch_size(p->width, p->height);
    void *scratch = malloc(size);
    size_t count = 0;
    ck_assert_ptr_nonnull(scratch);
    ck_assert_int_eq(
        mien_views_begin(&stream, scratch, size, p->width, p->height, p->format),
        MIEN_OK);
    for (uint32_t y = 0; y < p->height;) {
        const uint32_t n = rows < p->height - y ? rows : p->height - y;
        ck_assert_int_eq(
            mien_views_push(stream, p->first + (ptrdiff_t)y * p->stride, p->stride, n),
            MIEN_OK);
        y += n;
    }
    ck_assert_int_eq(
        mien_views_finish(stream, out, capacity, &count, orientation, options),
        MIEN_OK);
    free(scratch);
    return count;
}

static void all_views(struct mien_viewed *out, const struct picture *p, uint32_t which)
{
    const struct mien_views_options options = options_for(which, 0);
    out->count = views_of(out->views, MIEN_VIEWS_MAX, p, p->height,
                          MIEN_ORIENTATION_TOP_LEFT, &options);
}

static void assert_same_views(const struct mien_viewed *a, const struct mien_viewed *b)
{
    ck_assert_uint_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        ck_assert_mem_eq(&a->views[i], &b->views[i], sizeof a->views[i]);
}

static struct mien_viewed found, others;

// -------------------------------------------------------------------------- the stream

START_TEST(the_first_view_is_plain_pdq)
{
    for (int format = MIEN_PIXEL_GRAY8; format <= MIEN_PIXEL_BGRA8; format++)
        for (int k = 0; k < PURPOSES; k++) {
            struct picture p =
                picture_of(WIDTH + (uint32_t)k, HEIGHT, (enum mien_pixel_format)format,
                           5, k % 2 != 0);
            struct mien_pdq pdq;
            struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
            ck_assert_int_eq(mien_pdq_hash(&pdq, dihedral, p.first, p.stride, p.width,
                                           p.height, p.format, MIEN_PDQ_FULL),
                             MIEN_OK);
            all_views(&found, &p, purposes[k]);
            const struct mien_view *whole = &found.views[0];
            ck_assert_int_eq(whole->kind, MIEN_VIEW_WHOLE);
            ck_assert_uint_eq(whole->number, 0);
            ck_assert_uint_eq(whole->count, MIEN_DIHEDRAL_COUNT);
            ck_assert_uint_eq(whole->quality, pdq.quality);
            ck_assert_mem_eq(whole->dihedral, dihedral, sizeof dihedral);
            ck_assert_mem_eq(&whole->dihedral[0], &pdq.hash, sizeof pdq.hash);
            free(p.memory);
        }
}
END_TEST

// However the rows come.
START_TEST(portions_and_strides_change_nothing)
{
    static const uint32_t portions[] = {1, 2, 7, 64, HEIGHT - 1, HEIGHT};
    const struct mien_views_options options = options_for(BOTH, 0);
    const enum mien_pixel_format format = (enum mien_pixel_format)_i;
    struct picture p = picture_of(WIDTH, HEIGHT, format, 0, false);
    all_views(&found, &p, BOTH);
    ck_assert_uint_gt(found.count, 100);
    free(p.memory);
    for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
        p = picture_of(WIDTH, HEIGHT, format, 3 * i, i % 2 != 0);
        others.count = views_of(others.views, MIEN_VIEWS_MAX, &p, portions[i],
                                MIEN_ORIENTATION_TOP_LEFT, &options);
        assert_same_views(&found, &others);
        free(p.memory);
    }
}
END_TEST

// The order of the channels, and what a fourth one holds, change nothing.
START_TEST(formats_of_one_colour_give_one_set)
{
    struct picture p = picture_of(WIDTH, HEIGHT, MIEN_PIXEL_RGB8, 0, false);
    all_views(&found, &p, BOTH);
    free(p.memory);
    for (int format = MIEN_PIXEL_BGR8; format <= MIEN_PIXEL_BGRA8; format++) {
        p = picture_of(WIDTH, HEIGHT, (enum mien_pixel_format)format, 0, false);
        all_views(&others, &p, BOTH);
        assert_same_views(&found, &others);
        free(p.memory);
    }
}
END_TEST

static void views_with(struct mien_viewed *out, const struct picture *p, unsigned flags)
{
    const struct mien_views_options options = options_for(BOTH, 0);
    struct mien_views_stream *stream;
    const size_t size = scratch_size(p->width, p->height);
    void *scratch = malloc(size);
    ck_assert_ptr_nonnull(scratch);
    ck_assert_int_eq(mien_views_begin_with(&stream, scratch, size, p->width, p->height,
                                           p->format, mien_view_kernels_for(flags),
                                           mien_kernels_for(flags)),
                     MIEN_OK);
    ck_assert_int_eq(mien_views_push(stream, p->first, p->stride, p->height), MIEN_OK);
    ck_assert_int_eq(mien_views_finish(stream, out->views, MIEN_VIEWS_MAX, &out->count,
                                       MIEN_ORIENTATION_RIGHT_TOP, &options),
                     MIEN_OK);
    free(scratch);
}

START_TEST(every_kernel_gives_the_same_set)
{
    static const uint32_t sizes[][2] = {
        {1, 1},     {5, 5},      {31, 33},    {64, 64},   {200, 150}, {1023, 7},
        {517, 389}, {1024, 768}, {1025, 801}, {2049, 65}, {90, 1500}, {1777, 1333}};
    static const unsigned flags[] = {MIEN_CPU_AVX2, MIEN_CPU_AVX2 | MIEN_CPU_AVX512,
                                     MIEN_CPU_NEON};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct picture p = picture_of(sizes[i][0], sizes[i][1],
                                      (enum mien_pixel_format)(1 + i % 5), 0, false);
        views_with(&found, &p, 0);
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
            if ((flags[k] & ~mien_cpu_flags()) != 0)
                continue;
            views_with(&others, &p, flags[k]);
            assert_same_views(&found, &others);
        }
        free(p.memory);
    }
}
END_TEST

// Two streams at work by turns do not see each other.
START_TEST(streams_are_independent)
{
    const struct mien_views_options options = options_for(BOTH, 0);
    struct picture p[2] = {picture_of(WIDTH, HEIGHT, MIEN_PIXEL_RGB8, 0, false),
                           picture_of(HEIGHT, HEIGHT, MIEN_PIXEL_GRAY8, 0, false)};
    static struct mien_viewed alone[2], together[2];
    struct mien_views_stream *stream[2];
    void *scratch[2];
    for (int k = 0; k < 2; k++) {
        all_views(&alone[k], &p[k], BOTH);
        const size_t size = scratch_size(p[k].width, p[k].height);
        scratch[k] = malloc(size);
        ck_assert_int_eq(mien_views_begin(&stream[k], scratch[k], size, p[k].width,
                                          p[k].height, p[k].format),
                         MIEN_OK);
    }
    for (uint32_t y = 0; y < HEIGHT; y++)
        for (int k = 0; k < 2; k++)
            ck_assert_int_eq(mien_views_push(stream[k],
                                             p[k].first + (ptrdiff_t)y * p[k].stride,
                                             p[k].stride, 1),
                             MIEN_OK);
    for (int k = 0; k < 2; k++) {
        ck_assert_int_eq(mien_views_finish(stream[k], together[k].views, MIEN_VIEWS_MAX,
                                           &together[k].count,
                                           MIEN_ORIENTATION_TOP_LEFT, &options),
                         MIEN_OK);
        assert_same_views(&alone[k], &together[k]);
        free(scratch[k]);
        free(p[k].memory);
    }
}
END_TEST

START_TEST(scratch_is_as_large_as_promised)
{
    static const uint32_t sides[] = {1, 5, 300, 1024, 1025, 4000, 12000};
    size_t size = 12345, plain;
    for (size_t i = 0; i < 7; i++)
        for (size_t k = 0; k < 7; k++) {
            ck_assert_int_eq(
                mien_pdq_scratch_size(&plain, sides[i], sides[k], MIEN_PDQ_FULL),
                MIEN_OK);
            const size_t more = scratch_size(sides[i], sides[k]) - plain;
            ck_assert_uint_le(more, 12u << 20);
        }
    ck_assert_int_eq(mien_views_scratch_size(NULL, 10, 10), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_scratch_size(&size, 0, 10), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_scratch_size(&size, 10, 0), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_scratch_size(&size, MIEN_PDQ_SIDE_MAX + 1, 10),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_scratch_size(&size, 10, MIEN_PDQ_SIDE_MAX + 1),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(size, 12345);
}
END_TEST

START_TEST(begin_refuses_bad_arguments)
{
    static uint8_t unused;
    struct mien_views_stream *stream = (void *)&unused;
    const size_t size = scratch_size(WIDTH, HEIGHT);
    uint8_t *scratch = malloc(size);
    const enum mien_pixel_format rgb = MIEN_PIXEL_RGB8;
    const enum mien_status bad = MIEN_ERROR_ARGUMENT;
    ck_assert_int_eq(mien_views_begin(NULL, scratch, size, WIDTH, HEIGHT, rgb), bad);
    ck_assert_int_eq(mien_views_begin(&stream, NULL, size, WIDTH, HEIGHT, rgb), bad);
    ck_assert_int_eq(mien_views_begin(&stream, scratch, size - 1, WIDTH, HEIGHT, rgb),
                     bad);
    ck_assert_int_eq(mien_views_begin(&stream, scratch, 0, WIDTH, HEIGHT, rgb), bad);
    ck_assert_int_eq(mien_views_begin(&stream, scratch, size, 0, HEIGHT, rgb), bad);
    ck_assert_int_eq(mien_views_begin(&stream, scratch, size, WIDTH, 0, rgb), bad);
    ck_assert_int_eq(
        mien_views_begin(&stream, scratch, size, WIDTH, MIEN_PDQ_SIDE_MAX + 1, rgb),
        bad);
    for (int format = -1; format < 10; format++)
        if (mien_pixel_size((enum mien_pixel_format)format) == 0)
            ck_assert_int_eq(mien_views_begin(&stream, scratch, size, WIDTH, HEIGHT,
                                              (enum mien_pixel_format)format),
                             bad);
    ck_assert_ptr_eq(stream, (void *)&unused);
    free(scratch);
}
END_TEST

// After each error the stream stands as before, and still comes to the right views.
START_TEST(errors_change_nothing)
{
    struct picture p = picture_of(WIDTH, HEIGHT, MIEN_PIXEL_RGB8, 0, false);
    const ptrdiff_t row = p.stride;
    const struct mien_views_options good = options_for(BOTH, 0);
    const struct mien_views_options none = options_for(0, 0),
                                    unknown = options_for(4, 0),
                                    mixed = options_for(5, 0);
    struct {
        struct mien_views_options known;
        size_t more;
    } larger = {{sizeof larger, BOTH, 0}, 1};
    const enum mien_status bad = MIEN_ERROR_ARGUMENT, early = MIEN_ERROR_STATE;
    const enum mien_orientation up = MIEN_ORIENTATION_TOP_LEFT;
    const size_t size = scratch_size(WIDTH, HEIGHT);
    uint8_t *scratch = malloc(size);
    struct mien_views_stream *stream;
    all_views(&found, &p, BOTH);
    memset(&others, 0xA5, sizeof others);
    ck_assert_int_eq(
        mien_views_begin(&stream, scratch, size, WIDTH, HEIGHT, MIEN_PIXEL_RGB8),
        MIEN_OK);
    ck_assert_int_eq(mien_views_push(NULL, p.first, row, 1), bad);
    ck_assert_int_eq(mien_views_push(stream, NULL, row, 1), bad);
    ck_assert_int_eq(mien_views_push(stream, p.first, row - 1, 2), bad);
    ck_assert_int_eq(mien_views_push(stream, p.first, 0, 2), bad);
    ck_assert_int_eq(mien_views_push(stream, NULL, 0, 0), MIEN_OK);
    ck_assert_int_eq(mien_views_push(stream, p.first, row, HEIGHT + 1), early);
    ck_assert_int_eq(mien_views_push(stream, p.first, row, UINT32_MAX), early);
    struct mien_view *views = others.views;
    size_t *count = &others.count;
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &good), early);
    ck_assert_int_eq(mien_views_push(stream, p.first, row, HEIGHT - 1), MIEN_OK);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &good), early);
    ck_assert_int_eq(
        mien_views_push(stream, p.first + (ptrdiff_t)(HEIGHT - 1) * row, 0, 1),
        MIEN_OK);
    ck_assert_int_eq(mien_views_push(stream, p.first, row, 1), early);
    ck_assert_int_eq(mien_views_finish(NULL, views, 1, count, up, &good), bad);
    ck_assert_int_eq(mien_views_finish(stream, NULL, 1, count, up, &good), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 0, count, up, &good), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, NULL, up, &good), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, NULL), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &none), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &unknown), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &mixed), bad);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &larger.known),
                     bad);
    struct mien_views_options shorter = good; // what lies behind its size says nothing
    shorter.size = offsetof(struct mien_views_options, purposes);
    ck_assert_int_eq(mien_views_finish(stream, views, 1, count, up, &shorter), bad);
    static struct mien_viewed untouched;
    memset(&untouched, 0xA5, sizeof untouched);
    ck_assert_mem_eq(&others, &untouched, sizeof others);
    ck_assert_int_eq(mien_views_finish(stream, views, MIEN_VIEWS_MAX, count, up, &good),
                     MIEN_OK);
    assert_same_views(&found, &others);
    free(scratch);
    free(p.memory);
}
END_TEST

// Where the caller's own bytes were, only they may remain: the unused ends around the
// aligned part of the scratch, and what the stream did not need. Everything that it
// wrote is gone: where the pattern is not, zeros are.
static void assert_wiped(const uint8_t *memory, size_t size)
{
    size_t kept = 0, other = 0;
    for (size_t i = 0; i < size; i++) {
        kept += memory[i] == 0xA5;
        other += memory[i] != 0 && memory[i] != 0xA5;
    }
    ck_assert_uint_eq(other, 0);
    ck_assert_uint_le(kept, 128);
}

START_TEST(scratch_is_wiped)
{
    static const uint32_t stops[] = {0, 1, 17, HEIGHT - 1, HEIGHT};
    const struct mien_views_options options = options_for(BOTH, 0);
    struct picture p = picture_of(WIDTH, HEIGHT, MIEN_PIXEL_RGB8, 0, false);
    const size_t size = scratch_size(WIDTH, HEIGHT), skip = (size_t)_i * 13;
    uint8_t *scratch = malloc(size + 64);
    struct mien_views_stream *stream;
    all_views(&found, &p, BOTH);
    for (size_t i = 0; i < 6; i++) {
        memset(scratch, 0xA5, size + 64);
        ck_assert_int_eq(mien_views_begin(&stream, scratch + skip, size, WIDTH, HEIGHT,
                                          MIEN_PIXEL_RGB8),
                         MIEN_OK);
        ck_assert_int_eq(
            mien_views_push(stream, p.first, p.stride, i < 5 ? stops[i] : HEIGHT),
            MIEN_OK);
        if (i < 5) {
            mien_views_abandon(stream);
        } else {
            ck_assert_int_eq(mien_views_finish(stream, others.views, MIEN_VIEWS_MAX,
                                               &others.count, MIEN_ORIENTATION_TOP_LEFT,
                                               &options),
                             MIEN_OK);
            assert_same_views(&found, &others);
        }
        assert_wiped(scratch + skip, size);
        for (size_t k = 0; k < skip; k++)
            ck_assert_uint_eq(scratch[k], 0xA5);
        ck_assert_uint_eq(scratch[skip + size], 0xA5);
    }
    mien_views_abandon(NULL);
    free(scratch);
    free(p.memory);
}
END_TEST

// Not one byte beyond the promised scratch, the rows and the views is touched: they lie
// against pages that may not be.
START_TEST(memory_beyond_the_ends_is_left_alone)
{
    static const uint32_t sizes[][2] = {
        {1, 1},   {2, 2},   {4, 4},     {5, 5},     {64, 64},   {63, 65},
        {700, 9}, {9, 700}, {513, 515}, {17, 1025}, {2049, 31}, {1025, 1023}};
    const struct mien_views_options options = options_for(BOTH, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int low = 0; low < 2; low++) {
            const uint32_t width = sizes[i][0], height = sizes[i][1];
            const size_t row = (size_t)width * 3;
            uint8_t *scene = mien_scene_new(width, height, 5);
            struct mien_guarded memory = mien_guard(scratch_size(width, height), low);
            struct mien_guarded line = mien_guard(row, low);
            struct mien_guarded views =
                mien_guard(MIEN_VIEWS_MAX * sizeof(struct mien_view), low);
            struct mien_views_stream *stream;
            size_t count = 0;
            ck_assert_int_eq(mien_views_begin(&stream, memory.start, memory.size, width,
                                              height, MIEN_PIXEL_RGB8),
                             MIEN_OK);
            for (uint32_t y = 0; y < height; y++) {
                memcpy(line.start, scene + y * row, row);
                ck_assert_int_eq(mien_views_push(stream, line.start, 0, 1), MIEN_OK);
            }
            ck_assert_int_eq(mien_views_finish(stream, views.start, MIEN_VIEWS_MAX,
                                               &count, MIEN_ORIENTATION_LEFT_BOTTOM,
                                               &options),
                             MIEN_OK);
            ck_assert_uint_ge(count, 1);
            mien_unguard(&views);
            mien_unguard(&line);
            mien_unguard(&memory);
            free(scene);
        }
}
END_TEST

// ---------------------------------------------------------------------------- the sets

static void assert_place_inside(const struct mien_view_place *place, uint32_t width,
                                uint32_t height)
{
    // A turned window keeps its sides while its corners reach out; a pixel of the
    // reduced picture may be several of the stored one.
    const float slack = 1 + (float)(width > height ? width : height) / 1024;
    ck_assert(place->width > 0 && place->height > 0);
    ck_assert(place->degrees > -45 && place->degrees < 45);
    ck_assert(place->x - place->width / 2 >= -slack);
    ck_assert(place->y - place->height / 2 >= -slack);
    ck_assert(place->x + place->width / 2 <= (float)width + slack);
    ck_assert(place->y + place->height / 2 <= (float)height + slack);
}

static bool belongs(enum mien_view_kind kind, uint32_t which)
{
    const bool bank =
        kind == MIEN_VIEW_ZOOM || kind == MIEN_VIEW_CROP || kind == MIEN_VIEW_TILT;
    const bool query = kind == MIEN_VIEW_TURNED || kind == MIEN_VIEW_NEGATIVE;
    return (!bank || (which & MIEN_VIEWS_BANK) != 0) &&
           (!query || (which & MIEN_VIEWS_QUERY) != 0);
}

static void assert_hashes(const struct mien_view *view, bool first, uint32_t which)
{
    static const struct mien_hash zero;
    ck_assert(view->count == 1 || view->count == MIEN_DIHEDRAL_COUNT);
    if (first || which == MIEN_VIEWS_BANK)
        ck_assert_uint_eq(view->count, MIEN_DIHEDRAL_COUNT);
    else if (which == MIEN_VIEWS_QUERY)
        ck_assert_uint_eq(view->count, 1);
    for (uint32_t k = view->count; k < MIEN_DIHEDRAL_COUNT; k++)
        ck_assert_mem_eq(&view->dihedral[k], &zero, sizeof zero);
}

// Whether an earlier view has the same name, or nearly the same hash.
static bool stands_for_another(const struct mien_viewed *set, size_t at)
{
    const struct mien_view *view = &set->views[at];
    for (size_t j = 0; j < at; j++) {
        const struct mien_view *other = &set->views[j];
        if (view->kind == other->kind && view->number == other->number)
            return true;
        for (uint32_t k = 0; k < other->count; k++)
            if (mien_hash_distance(&view->dihedral[0], &other->dihedral[k]) <= 8)
                return true;
    }
    return false;
}

// What holds for every set.
static void assert_set(const struct mien_viewed *set, uint32_t which, uint32_t budget,
                       uint32_t width, uint32_t height)
{
    static const uint32_t nothing[3];
    uint64_t hashes = which == MIEN_VIEWS_QUERY ? 1 : MIEN_DIHEDRAL_COUNT;
    ck_assert_uint_ge(set->count, 1);
    ck_assert_uint_le(set->count, MIEN_VIEWS_MAX);
    for (size_t i = 0; i < set->count; i++) {
        const struct mien_view *view = &set->views[i];
        ck_assert_int_eq(view->kind == MIEN_VIEW_WHOLE, i == 0);
        ck_assert_uint_le(view->quality, 100);
        ck_assert(i == 0 || view->quality >= MIEN_PDQ_QUALITY_MIN);
        ck_assert_mem_eq(view->reserved, nothing, sizeof nothing);
        ck_assert(belongs(view->kind, which));
        assert_hashes(view, i == 0, which);
        assert_place_inside(&view->place, width, height);
        char name[MIEN_VIEW_NAME_SIZE];
        ck_assert_int_eq(mien_view_name(name, view->kind, view->number), MIEN_OK);
        ck_assert_msg(!stands_for_another(set, i), "view %zu: %s", i, name);
        hashes += i > 0 ? view->count : 0;
    }
    ck_assert(budget == 0 || hashes <= budget || set->count == 1);
}

START_TEST(sets_keep_their_promises)
{
    static const uint32_t sizes[][2] = {{64, 64},   {333, 250},  {800, 600},
                                        {600, 800}, {1500, 400}, {1600, 1200}};
    const uint32_t width = sizes[_i][0], height = sizes[_i][1];
    for (uint32_t seed = 4; seed <= 6; seed += mien_suite_every()) {
        uint8_t *rgb = mien_scene_new(width, height, seed);
        for (int k = 0; k < PURPOSES; k++) {
            mien_viewed_rgb(&found, rgb, width, height, purposes[k]);
            const uint32_t defaults =
                (purposes[k] & MIEN_VIEWS_BANK ? MIEN_VIEWS_BANK_BUDGET : 0) +
                (purposes[k] & MIEN_VIEWS_QUERY ? MIEN_VIEWS_QUERY_BUDGET : 0);
            assert_set(&found, purposes[k], defaults, width, height);
            ck_assert_uint_gt(found.count, 10);
        }
        free(rgb);
    }
}
END_TEST

// Noise gives the most windows that a picture can have.
START_TEST(the_fullest_sets_fit)
{
    struct mien_random random = {7};
    const uint32_t width = 1024, height = 1024;
    uint8_t *rgb = malloc((size_t)width * height * 3);
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++) {
            // Blocks of all sizes, one on the other.
            unsigned sum = 0;
            for (unsigned shift = 2; shift < 8; shift++) {
                random.state = (y >> shift) * 5003 + (x >> shift) * 7 + shift;
                sum += mien_random_below(&random, 43);
            }
            memset(rgb + (y * width + x) * 3, (int)sum, 3);
        }
    for (int k = 0; k < PURPOSES; k++) {
        mien_viewed_rgb(&found, rgb, width, height, purposes[k]);
        assert_set(&found, purposes[k], 0, width, height);
    }
    ck_assert_uint_gt(found.count, 250);
    free(rgb);
}
END_TEST

static const uint32_t budgets[] = {1,  2,   7,   8,   9,   12,  16,  17,  40,  63,
                                   64, 100, 200, 300, 301, 576, 704, 800, 1004};

// A smaller budget gives the first views of a larger one, and so does less room.
START_TEST(budgets_and_capacities_cut_off_the_end)
{
    const uint32_t which = purposes[_i];
    struct picture p = picture_of(640, 480, MIEN_PIXEL_RGB8, 0, false);
    const enum mien_orientation turned = MIEN_ORIENTATION_RIGHT_TOP;
    struct mien_views_options options = options_for(which, UINT32_MAX);
    found.count = views_of(found.views, MIEN_VIEWS_MAX, &p, p.height, turned, &options);
    size_t before = 0;
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        options.budget = budgets[i];
        others.count =
            views_of(others.views, MIEN_VIEWS_MAX, &p, p.height, turned, &options);
        assert_set(&others, which, budgets[i], p.width, p.height);
        ck_assert_uint_ge(others.count, before);
        ck_assert_uint_le(others.count, found.count);
        ck_assert_mem_eq(others.views, found.views,
                         others.count * sizeof found.views[0]);
        before = others.count;
    }
    ck_assert_uint_gt(before, 50);
    options.budget = UINT32_MAX;
    const size_t step = 13 * (size_t)mien_suite_every();
    for (size_t capacity = 1; capacity <= found.count; capacity += step) {
        memset(&others, 0xA5, sizeof others);
        others.count = views_of(others.views, capacity, &p, p.height, turned, &options);
        ck_assert_uint_eq(others.count, capacity);
        ck_assert_mem_eq(others.views, found.views, capacity * sizeof found.views[0]);
        ck_assert_uint_eq(((uint8_t *)&others.views[capacity])[0], 0xA5);
    }
    free(p.memory);
}
END_TEST

// What a set holds does not hang on which others are asked for: a set for both begins
// as that of a bank does.
START_TEST(a_set_for_both_begins_with_the_bank)
{
    uint8_t *rgb = mien_scene_new(640, 480, 6);
    mien_viewed_rgb(&found, rgb, 640, 480, MIEN_VIEWS_BANK);
    mien_viewed_rgb(&others, rgb, 640, 480, BOTH);
    ck_assert_uint_gt(others.count, found.count);
    ck_assert_mem_eq(found.views, others.views, found.count * sizeof found.views[0]);
    free(rgb);
}
END_TEST

START_TEST(any_size_has_its_views)
{
    static const uint32_t sizes[][2] = {
        {1, 1},       {1, 2},      {2, 1},       {2, 2},       {3, 3},
        {4, 4},       {5, 5},      {5, 6},       {16, 16},     {24, 25},
        {64, 64},     {1024, 1},   {1, 1024},    {1024, 2},    {2, 1024},
        {3000, 2},    {3000, 3},   {2, 3000},    {1, 100000},  {100000, 1},
        {100000, 40}, {20, 30000}, {1025, 1024}, {1023, 1024}, {65, 5000}};
    struct mien_random random = {11};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const uint32_t width = sizes[i][0], height = sizes[i][1];
        const size_t size = (size_t)width * height * 3;
        uint8_t *rgb = malloc(size);
        mien_random_bytes(&random, rgb, size);
        for (int k = 0; k < PURPOSES; k++) {
            mien_viewed_rgb(&found, rgb, width, height, purposes[k]);
            assert_set(&found, purposes[k], 0, width, height);
        }
        free(rgb);
    }
}
END_TEST

START_TEST(flat_pictures_have_one_view)
{
    static const uint32_t sizes[][2] = {{1, 1}, {70, 50}, {1024, 1024}, {3000, 20}};
    const int every = (int)mien_suite_every();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const uint32_t width = sizes[i][0], height = sizes[i][1];
        uint8_t *rgb = malloc((size_t)width * height * 3);
        for (int shade = 0; shade < 256; shade += 51 * every) {
            memset(rgb, shade, (size_t)width * height * 3);
            for (int k = 0; k < PURPOSES; k++) {
                mien_viewed_rgb(&found, rgb, width, height, purposes[k]);
                ck_assert_uint_eq(found.count, 1);
                ck_assert_uint_eq(found.views[0].quality, 0);
            }
        }
        free(rgb);
    }
}
END_TEST

static const struct mien_view *view_of_kind(const struct mien_viewed *set,
                                            enum mien_view_kind kind)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->views[i].kind == kind)
            return &set->views[i];
    return NULL;
}

START_TEST(the_negative_is_the_complement)
{
    uint8_t *rgb = mien_scene_new(WIDTH, HEIGHT, 8);
    mien_viewed_rgb(&found, rgb, WIDTH, HEIGHT, MIEN_VIEWS_QUERY);
    const struct mien_view *negative = view_of_kind(&found, MIEN_VIEW_NEGATIVE);
    ck_assert_ptr_nonnull(negative);
    const struct mien_hash whole = found.views[0].dihedral[0];
    ck_assert_uint_eq(mien_hash_distance(&whole, &negative->dihedral[0]), 256);
    // And what it is for: the inverted picture has nearly that hash.
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT * 3; i++)
        rgb[i] = (uint8_t)(255 - rgb[i]);
    mien_viewed_rgb(&others, rgb, WIDTH, HEIGHT, MIEN_VIEWS_BANK);
    ck_assert_uint_le(
        mien_hash_distance(&others.views[0].dihedral[0], &negative->dihedral[0]), 8);
    mien_viewed_rgb(&found, rgb, WIDTH, HEIGHT, MIEN_VIEWS_BANK);
    ck_assert_ptr_null(view_of_kind(&found, MIEN_VIEW_NEGATIVE));
    free(rgb);
}
END_TEST

// Whoever looks up the picture as a viewer turns it finds it: by a hash of the stored
// rows, or where that is too far, by the view as seen. (Between 128 pixels and a few
// hundred; smaller pictures are hashed without a blur, which is what leans.)
START_TEST(the_picture_as_seen_is_found)
{
    static const uint32_t sizes[][2] = {{40, 30},   {128, 96},   {160, 120},
                                        {200, 150}, {250, 190},  {320, 240},
                                        {640, 480}, {1300, 1000}};
    const uint32_t width = sizes[_i][0], height = sizes[_i][1];
    for (uint32_t seed = 1; seed < 4; seed += mien_suite_every()) {
        uint8_t *rgb = mien_scene_new(width, height, seed);
        uint8_t *turned = malloc((size_t)width * height * 3);
        ck_assert_ptr_nonnull(turned);
        for (uint32_t y = 0; y < height; y++)
            for (uint32_t x = 0; x < width; x++)
                memcpy(turned + ((size_t)x * height + height - 1 - y) * 3,
                       rgb + ((size_t)y * width + x) * 3, 3);
        struct mien_pdq pdq;
        ck_assert_int_eq(mien_pdq_hash(&pdq, NULL, turned, (ptrdiff_t)height * 3,
                                       height, width, MIEN_PIXEL_RGB8, MIEN_PDQ_FULL),
                         MIEN_OK);
        const struct picture p = {width, height, MIEN_PIXEL_RGB8, (ptrdiff_t)width * 3,
                                  rgb,   rgb};
        const enum mien_orientation right = MIEN_ORIENTATION_RIGHT_TOP;
        const struct mien_views_options options = options_for(MIEN_VIEWS_BANK, 0);
        found.count =
            views_of(found.views, MIEN_VIEWS_MAX, &p, height, right, &options);
        const struct mien_view *seen = view_of_kind(&found, MIEN_VIEW_SEEN);
        const unsigned stored = mien_hash_distance(
            &pdq.hash, &found.views[0].dihedral[mien_dihedral_seen(right)]);
        const unsigned nearest = seen != NULL && stored > 8
                                     ? mien_hash_distance(&pdq.hash, &seen->dihedral[0])
                                     : stored;
        ck_assert_uint_le(nearest, 24);
        if (width == 200)
            ck_assert_uint_lt(nearest, stored);
        free(rgb);
        free(turned);
    }
}
END_TEST

// A frame of one colour is taken off, and what is left has the hash of the picture.
START_TEST(the_trimmed_view_is_the_picture_in_the_frame)
{
    enum {
        W = 800,
        H = 600,
        LEFT = 60,
        TOP = 170
    };
    uint8_t *rgb = mien_scene_new(W, H, 9);
    const uint32_t width = W + 2 * LEFT, height = H + 2 * TOP;
    uint8_t *framed = malloc((size_t)width * height * 3);
    memset(framed, _i, (size_t)width * height * 3);
    for (size_t y = 0; y < H; y++)
        memcpy(framed + ((y + TOP) * width + LEFT) * 3, rgb + y * W * 3, (size_t)W * 3);
    mien_viewed_rgb(&others, rgb, W, H, MIEN_VIEWS_BANK);
    for (int k = 0; k < PURPOSES; k++) {
        mien_viewed_rgb(&found, framed, width, height, purposes[k]);
        const struct mien_view *trimmed = view_of_kind(&found, MIEN_VIEW_TRIMMED);
        ck_assert_ptr_nonnull(trimmed);
        ck_assert_uint_le(
            mien_hash_distance(&trimmed->dihedral[0], &others.views[0].dihedral[0]),
            10);
        ck_assert_float_eq_tol(trimmed->place.x, LEFT + W / 2.0F, 3);
        ck_assert_float_eq_tol(trimmed->place.y, TOP + H / 2.0F, 3);
        ck_assert_float_eq_tol(trimmed->place.width, W, 4);
        ck_assert_float_eq_tol(trimmed->place.height, H, 4);
    }
    ck_assert_ptr_null(view_of_kind(&others, MIEN_VIEW_TRIMMED));
    free(framed);
    free(rgb);
}
END_TEST

// A picture that fills its sides keeps its views, with a clear sky and a bright sun in
// it, too: it is not taken for a page with a picture on it.
START_TEST(a_landscape_keeps_its_views)
{
    for (uint32_t seed = 1; seed <= 10; seed++) {
        uint8_t *rgb = mien_scene_new(800, 600, seed);
        mien_viewed_rgb(&found, rgb, 800, 600, MIEN_VIEWS_BANK);
        ck_assert_msg(found.count >= 40, "scene %u: %zu views", seed, found.count);
        free(rgb);
    }
}
END_TEST

// ------------------------------------------------------------------------------- names

START_TEST(names_are_stable)
{
    static const struct {
        enum mien_view_kind kind;
        uint32_t number;
        const char *name;
    } known[] = {
        {MIEN_VIEW_WHOLE, 0, "whole"},         {MIEN_VIEW_SEEN, 0, "seen"},
        {MIEN_VIEW_TRIMMED, 0, "trimmed-0"},   {MIEN_VIEW_ZOOM, 9, "zoom-9"},
        {MIEN_VIEW_CROP, 10, "crop-10"},       {MIEN_VIEW_TILT, 7, "tilt-7"},
        {MIEN_VIEW_WINDOW, 255, "window-255"}, {MIEN_VIEW_TURNED, 101, "turned-101"},
        {MIEN_VIEW_NEGATIVE, 0, "negative"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char name[MIEN_VIEW_NAME_SIZE];
        ck_assert_int_eq(mien_view_name(name, known[i].kind, known[i].number), MIEN_OK);
        ck_assert_str_eq(name, known[i].name);
    }
    // Variants are in indexes: their numbers are fixed, too.
    ck_assert_uint_eq(mien_view_variant(MIEN_VIEW_WHOLE, 0, (enum mien_dihedral)5), 5);
    ck_assert_uint_eq(mien_view_variant(MIEN_VIEW_NEGATIVE, 0, (enum mien_dihedral)0),
                      64);
    ck_assert_uint_eq(mien_view_variant(MIEN_VIEW_WINDOW, 255, (enum mien_dihedral)7),
                      0xFF37);
}
END_TEST

START_TEST(names_and_variants_lead_back)
{
    for (int kind = 0; kind < MIEN_VIEW_KIND_COUNT; kind++) {
        const bool numbered = kind != MIEN_VIEW_WHOLE && kind != MIEN_VIEW_SEEN &&
                              kind != MIEN_VIEW_NEGATIVE;
        for (uint32_t number = 0; number <= (numbered ? 255 : 0); number++) {
            char name[MIEN_VIEW_NAME_SIZE];
            enum mien_view_kind read = MIEN_VIEW_KIND_COUNT;
            uint32_t read_number = 999;
            ck_assert_int_eq(mien_view_name(name, (enum mien_view_kind)kind, number),
                             MIEN_OK);
            ck_assert_int_eq(
                mien_view_from_name(&read, &read_number, name, strlen(name)), MIEN_OK);
            ck_assert_int_eq((int)read, kind);
            ck_assert_uint_eq(read_number, number);
            for (int turn = 0; turn < MIEN_DIHEDRAL_COUNT; turn++) {
                enum mien_dihedral read_turn = (enum mien_dihedral)9;
                const uint32_t variant = mien_view_variant(
                    (enum mien_view_kind)kind, number, (enum mien_dihedral)turn);
                ck_assert_int_eq(
                    mien_view_from_variant(&read, &read_number, &read_turn, variant),
                    MIEN_OK);
                ck_assert_int_eq((int)read, kind);
                ck_assert_uint_eq(read_number, number);
                ck_assert_int_eq((int)read_turn, turn);
            }
        }
        char name[MIEN_VIEW_NAME_SIZE] = "untouched";
        ck_assert_int_eq(
            mien_view_name(name, (enum mien_view_kind)kind, numbered ? 256 : 1),
            MIEN_ERROR_ARGUMENT);
        ck_assert_str_eq(name, "untouched");
    }
    ck_assert_int_eq(mien_view_from_variant(NULL, NULL, NULL, 7), MIEN_OK);
}
END_TEST

START_TEST(what_is_no_name_is_refused)
{
    static const char *const bad[] = {"",          "w",           "Whole",
                                      "whole ",    "whole-0",     "whole-",
                                      "seen-1",    "negative-0",  "trimmed",
                                      "trimmed-",  "window",      "window-",
                                      "window-a",  "window--1",   "window-+1",
                                      "window-01", "window-00",   "window-256",
                                      "window-1 ", "window-1000", "window-99999999999",
                                      " window-1", "zoom1",       "tilt_1"};
    enum mien_view_kind kind = MIEN_VIEW_TILT;
    uint32_t number = 77;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mien_view_from_name(&kind, &number, bad[i], strlen(bad[i])) ==
                          MIEN_ERROR_FORMAT,
                      "\"%s\"", bad[i]);
    // The length counts, not a terminating zero.
    ck_assert_int_eq(mien_view_from_name(&kind, &number, "whole", 4),
                     MIEN_ERROR_FORMAT);
    ck_assert_int_eq(mien_view_from_name(&kind, &number, "whole", 6),
                     MIEN_ERROR_FORMAT);
    ck_assert_int_eq(mien_view_from_name(&kind, &number, "window-1", 7),
                     MIEN_ERROR_FORMAT);
    ck_assert_int_eq(kind, MIEN_VIEW_TILT);
    ck_assert_uint_eq(number, 77);
    ck_assert_int_eq(mien_view_from_name(NULL, &number, "whole", 5),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_view_from_name(&kind, NULL, "whole", 5), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_view_from_name(&kind, &number, NULL, 5), MIEN_ERROR_ARGUMENT);
    char name[MIEN_VIEW_NAME_SIZE];
    ck_assert_int_eq(mien_view_name(NULL, MIEN_VIEW_WHOLE, 0), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_view_name(name, (enum mien_view_kind) - 1, 0),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_view_name(name, (enum mien_view_kind)MIEN_VIEW_KIND_COUNT, 0),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(what_is_no_variant_is_refused)
{
    // Kinds that are not there, bits beyond the number, numbers where there are none.
    static const uint32_t bad[] = {9u << 3,           31u << 3,         1u << 16,
                                   1u << 31,          UINT32_MAX,       1u << 8,
                                   1u << 3 | 1u << 8, 8u << 3 | 5u << 8};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(mien_view_from_variant(NULL, NULL, NULL, bad[i]),
                         MIEN_ERROR_FORMAT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("views");
    TCase *stream = tcase_create("stream");
    tcase_set_timeout(stream, 600);
    tcase_add_test(stream, the_first_view_is_plain_pdq);
    tcase_add_loop_test(stream, portions_and_strides_change_nothing, MIEN_PIXEL_GRAY8,
                        MIEN_PIXEL_BGRA8 + 1);
    tcase_add_test(stream, formats_of_one_colour_give_one_set);
    mien_tcase_add_if(stream, every_kernel_gives_the_same_set,
                      (mien_cpu_flags() & (MIEN_CPU_AVX2 | MIEN_CPU_NEON)) != 0,
                      "every_kernel_gives_the_same_set",
                      "this processor has no other kernels than those in plain C");
    tcase_add_test(stream, streams_are_independent);
    tcase_add_test(stream, scratch_is_as_large_as_promised);
    tcase_add_test(stream, begin_refuses_bad_arguments);
    tcase_add_test(stream, errors_change_nothing);
    tcase_add_loop_test(stream, scratch_is_wiped, 0, 5);
    tcase_add_test(stream, memory_beyond_the_ends_is_left_alone);
    suite_add_tcase(suite, stream);
    TCase *sets = tcase_create("sets");
    tcase_set_timeout(sets, 600);
    tcase_add_loop_test(sets, sets_keep_their_promises, 0, 6);
    tcase_add_test(sets, the_fullest_sets_fit);
    tcase_add_loop_test(sets, budgets_and_capacities_cut_off_the_end, 0, PURPOSES);
    tcase_add_test(sets, a_set_for_both_begins_with_the_bank);
    tcase_add_test(sets, any_size_has_its_views);
    tcase_add_test(sets, flat_pictures_have_one_view);
    tcase_add_test(sets, the_negative_is_the_complement);
    tcase_add_loop_test(sets, the_picture_as_seen_is_found, 0, 8);
    tcase_add_test(sets, a_landscape_keeps_its_views);
    tcase_add_loop_test(sets, the_trimmed_view_is_the_picture_in_the_frame, 0, 2);
    suite_add_tcase(suite, sets);
    TCase *names = tcase_create("names");
    tcase_add_test(names, names_are_stable);
    tcase_add_test(names, names_and_variants_lead_back);
    tcase_add_test(names, what_is_no_name_is_refused);
    tcase_add_test(names, what_is_no_variant_is_refused);
    suite_add_tcase(suite, names);
    return mien_suite_run(suite);
}
