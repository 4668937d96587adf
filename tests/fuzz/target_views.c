// SPDX-License-Identifier: Apache-2.0
// Pictures of any size, format and layout, pushed into views in portions of any size:
// the plain C kernels and the fastest have to give the same set, and that is as the
// header promises. And decisions: from any matches between these views, and from views
// of an item that are anything at all, as a document of a stranger may have them.
//
// The input: width and height (2 bytes each, little-endian), format, orientation,
// purposes, budget, padding between the rows (1 byte each; odd: bottom-up), then in the
// same bytes the portions, the pixels (repeated, with a little noise on them), the
// views of the item, and the matches.
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "base/cpu.h"
#include "views/views.h"

enum {
    HEAD = 9,
    SIDE_MAX = 2100,
    PIXELS_MAX = 1 << 14,
    MATCHES_MAX = 600
};

struct picture {
    uint32_t width, height;
    enum mien_pixel_format format;
    enum mien_orientation orientation;
    struct mien_views_options options;
    ptrdiff_t stride;
    uint8_t *memory, *first;
};

struct set {
    size_t count;
    struct mien_view views[MIEN_VIEWS_MAX];
};

// The body of the input, again and again.
struct bytes {
    const uint8_t *data;
    size_t size, at;
};

static uint8_t next_byte(struct bytes *bytes)
{
    return bytes->data[bytes->at++ % bytes->size];
}

static void next_bytes(struct bytes *bytes, void *out, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)out)[i] = next_byte(bytes);
}

static struct picture read_picture(const uint8_t *data, struct bytes bytes)
{
    struct picture p;
    const uint32_t longer = 1 + (data[0] + 256u * data[1]) % SIDE_MAX;
    uint32_t shorter = 1 + longer * data[2] / 1024;
    if (data[3] >= 250)
        shorter = longer;
    if ((uint64_t)longer * shorter > PIXELS_MAX)
        shorter = PIXELS_MAX / longer;
    p.width = data[3] % 2 != 0 ? shorter : longer;
    p.height = data[3] % 2 != 0 ? longer : shorter;
    p.format = (enum mien_pixel_format)(1 + data[4] % 5);
    p.orientation = (enum mien_orientation)(data[5] % 10); // some are none
    p.options =
        (struct mien_views_options){sizeof p.options, 1 + data[6] % 3u, data[7] * 4u};
    const size_t row = p.width * mien_pixel_size(p.format) + data[8] / 2;
    p.memory = malloc(row * p.height);
    MIEN_FUZZ_ASSERT(p.memory != NULL);
    for (size_t i = 0; i < row * p.height; i++)
        p.memory[i] = (uint8_t)(next_byte(&bytes) + ((uint32_t)i * 2654435761u >> 29));
    p.stride = (ptrdiff_t)row;
    p.first = p.memory;
    if (data[8] % 2 == 1) {
        p.first += row * (p.height - 1);
        p.stride = -p.stride;
    }
    return p;
}

static void make_views(struct set *set, const struct picture *p, unsigned cpu_flags,
                       struct bytes portions)
{
    struct mien_views_stream *stream;
    size_t size;
    MIEN_FUZZ_ASSERT(mien_views_scratch_size(&size, p->width, p->height) == MIEN_OK);
    const size_t skip = portions.data[0] % 64; // whatever the alignment
    uint8_t *scratch = malloc(size + skip);
    MIEN_FUZZ_ASSERT(scratch != NULL);
    MIEN_FUZZ_ASSERT(mien_views_begin_with(&stream, scratch + skip, size, p->width,
                                           p->height, p->format,
                                           mien_view_kernels_for(cpu_flags),
                                           mien_kernels_for(cpu_flags)) == MIEN_OK);
    uint8_t empty = 0;
    for (uint32_t y = 0; y < p->height;) {
        uint32_t rows = next_byte(&portions);
        // A corpus of zeros would never come to an end.
        if (rows == 0 && empty++ > 3)
            rows = 1;
        rows = rows < p->height - y ? rows : p->height - y;
        MIEN_FUZZ_ASSERT(mien_views_finish(stream, set->views, MIEN_VIEWS_MAX,
                                           &set->count, p->orientation,
                                           &p->options) == MIEN_ERROR_STATE);
        MIEN_FUZZ_ASSERT(mien_views_push(stream, p->first + (ptrdiff_t)y * p->stride,
                                         p->stride, rows) == MIEN_OK);
        y += rows;
    }
    MIEN_FUZZ_ASSERT(mien_views_push(stream, p->first, p->stride, 1) ==
                     MIEN_ERROR_STATE);
    MIEN_FUZZ_ASSERT(mien_views_finish(stream, set->views, MIEN_VIEWS_MAX, &set->count,
                                       p->orientation, &p->options) == MIEN_OK);
    free(scratch);
}

static void check_set(const struct set *set, const struct picture *p)
{
    char name[MIEN_VIEW_NAME_SIZE];
    uint64_t hashes = 0;
    MIEN_FUZZ_ASSERT(set->count >= 1 && set->count <= MIEN_VIEWS_MAX);
    for (size_t i = 0; i < set->count; i++) {
        const struct mien_view *view = &set->views[i];
        MIEN_FUZZ_ASSERT((view->kind == MIEN_VIEW_WHOLE) == (i == 0));
        MIEN_FUZZ_ASSERT(mien_view_name(name, view->kind, view->number) == MIEN_OK);
        MIEN_FUZZ_ASSERT(view->count == 1 || view->count == MIEN_DIHEDRAL_COUNT);
        MIEN_FUZZ_ASSERT(view->quality <= 100);
        MIEN_FUZZ_ASSERT(i == 0 || view->quality >= MIEN_PDQ_QUALITY_MIN);
        MIEN_FUZZ_ASSERT(view->place.x >= 0 && view->place.x <= (float)p->width);
        MIEN_FUZZ_ASSERT(view->place.y >= 0 && view->place.y <= (float)p->height);
        MIEN_FUZZ_ASSERT(view->place.width > 0 && view->place.height > 0);
        hashes += i > 0 ? view->count : p->options.purposes == MIEN_VIEWS_QUERY ? 1 : 8;
    }
    MIEN_FUZZ_ASSERT(p->options.budget == 0 || hashes <= p->options.budget ||
                     set->count == 1);
}

static void check_agreement(const struct mien_agreement *agreement, size_t query_count,
                            size_t bank_count)
{
    MIEN_FUZZ_ASSERT(agreement->verdict <= MIEN_VERDICT_MATCH);
    MIEN_FUZZ_ASSERT(agreement->reason <= MIEN_REASON_SHARED);
    MIEN_FUZZ_ASSERT((agreement->verdict == MIEN_VERDICT_NOTHING) ==
                     (agreement->reason == MIEN_REASON_NONE));
    MIEN_FUZZ_ASSERT((unsigned)agreement->dihedral < MIEN_DIHEDRAL_COUNT);
    MIEN_FUZZ_ASSERT(agreement->covered >= 0 && agreement->covered <= 1);
    if (agreement->verdict == MIEN_VERDICT_NOTHING) {
        MIEN_FUZZ_ASSERT(agreement->distance == 256);
        return;
    }
    MIEN_FUZZ_ASSERT(agreement->distance <= MIEN_PDQ_RADIUS);
    MIEN_FUZZ_ASSERT(agreement->query < query_count);
    MIEN_FUZZ_ASSERT(agreement->bank < bank_count);
}

static void decide(const struct set *query, const struct set *bank,
                   const struct mien_view_match *matches, size_t count)
{
    struct mien_agreement agreement;
    MIEN_FUZZ_ASSERT(mien_views_decide(&agreement, query->views, query->count,
                                       bank->views, bank->count, matches,
                                       count) == MIEN_OK);
    check_agreement(&agreement, query->count, bank->count);
}

// Any matches between two sets, one outside of them in the end.
static void check_decisions(const struct set *query, const struct set *bank,
                            struct bytes *bytes)
{
    static struct mien_view_match matches[MATCHES_MAX];
    struct mien_agreement agreement;
    const size_t count = (next_byte(bytes) + 256u * next_byte(bytes)) % MATCHES_MAX;
    for (size_t i = 0; i < count; i++)
        matches[i] = (struct mien_view_match){
            (uint32_t)((next_byte(bytes) + 256u * next_byte(bytes)) % query->count),
            (uint32_t)((next_byte(bytes) + 256u * next_byte(bytes)) % bank->count),
            (enum mien_dihedral)(next_byte(bytes) % MIEN_DIHEDRAL_COUNT),
            next_byte(bytes) % (MIEN_VIEWS_RADIUS + 9u)};
    decide(query, bank, matches, count);
    matches[count].query = (uint32_t)query->count;
    MIEN_FUZZ_ASSERT(mien_views_decide(&agreement, query->views, query->count,
                                       bank->views, bank->count, matches,
                                       count + 1) == MIEN_ERROR_ARGUMENT);
}

// Views of an item: any kinds, any places.
static void make_item(struct set *item, struct bytes *bytes)
{
    item->count = 1 + next_byte(bytes);
    for (size_t i = 0; i < item->count; i++) {
        struct mien_view *view = &item->views[i];
        memset(view, 0, sizeof *view);
        const uint8_t kind = next_byte(bytes);
        view->kind = (enum mien_view_kind)(kind % MIEN_VIEW_KIND_COUNT);
        view->number = next_byte(bytes);
        view->quality = next_byte(bytes) % 101u;
        view->count = MIEN_DIHEDRAL_COUNT;
        if (kind >= 200) {
            next_bytes(bytes, &view->place, sizeof view->place);
        } else if (kind >= 100) {
            view->place.x = 8 * (float)next_byte(bytes);
            view->place.y = 8 * (float)next_byte(bytes);
            view->place.width = view->place.height = 3 * (float)next_byte(bytes);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct set plain, fast, item;
    if (size <= HEAD)
        return 0;
    struct bytes bytes = {data + HEAD, size - HEAD, 0};
    struct picture p = read_picture(data, bytes);
    make_views(&plain, &p, 0, bytes);
    make_views(&fast, &p, mien_cpu_flags(), bytes);
    MIEN_FUZZ_ASSERT(plain.count == fast.count);
    MIEN_FUZZ_ASSERT(
        memcmp(plain.views, fast.views, plain.count * sizeof plain.views[0]) == 0);
    check_set(&plain, &p);
    check_decisions(&plain, &fast, &bytes);
    make_item(&item, &bytes);
    check_decisions(&plain, &item, &bytes);
    free(p.memory);
    return 0;
}
