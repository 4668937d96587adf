// SPDX-License-Identifier: Apache-2.0
// The stream: rows go to the hash of the whole picture and to the reduced picture, from
// which all other views are made.
#include "views/views.h"

#include <string.h>

#include "base/checked.h"
#include "base/cpu.h"
#include "base/options.h"
#include "base/wipe.h"
#include "pdq/stream.h"
#include "views/reduce.h"
#include "views/set.h"

enum {
    ALIGNMENT = 64
};

struct mien_views_stream {
    size_t size; // bytes from here that belong to the stream
    uint32_t width, height;
    uint32_t rows; // so far
    struct mien_pdq_stream *pdq;
    struct mien_reduce reduce;
    struct mien_views_work work;
};

// Where the parts of the scratch memory begin, from its first aligned byte.
struct layout {
    size_t pdq, pdq_size, sums, reduced, halves, scale, rectangle, extrema, windows,
        end;
    struct mien_plane plane;
};

// Appends a part of count values of a size. False when that does not fit into size_t.
static bool place(size_t *at, size_t *end, size_t count, size_t size)
{
    size_t bytes;
    *at = *end;
    return mien_size_mul(&bytes, count, size) &&
           mien_size_add(&bytes, bytes, ALIGNMENT - 1) &&
           mien_size_add(end, *end, bytes / ALIGNMENT * ALIGNMENT);
}

static enum mien_status lay_out(struct layout *out, uint32_t width, uint32_t height)
{
    struct layout layout = {0};
    enum mien_status status =
        mien_pdq_scratch_size(&layout.pdq_size, width, height, MIEN_PDQ_FULL);
    if (status != MIEN_OK)
        return status;
    struct mien_plane *plane = &layout.plane;
    mien_reduced_size(&plane->width, &plane->height, width, height);
    const size_t reduced = (size_t)plane->width * (size_t)plane->height;
    // The search for extrema comes between two others that need a picture more.
    size_t stream, scale = mien_extrema_work(plane);
    if (scale < reduced)
        scale = reduced; // more than what mien_inset() needs
    if (!place(&stream, &layout.end, 1, sizeof(struct mien_views_stream)) ||
        !place(&layout.pdq, &layout.end, 1, layout.pdq_size) ||
        !place(&layout.sums, &layout.end, width, sizeof(uint32_t)) ||
        !place(&layout.reduced, &layout.end, reduced, sizeof(int16_t)) ||
        !place(&layout.halves, &layout.end, mien_halves_work(plane), sizeof(int16_t)) ||
        !place(&layout.scale, &layout.end, scale, sizeof(int16_t)) ||
        !place(&layout.rectangle, &layout.end, 1, mien_rectangle_work()) ||
        !place(&layout.extrema, &layout.end, MIEN_EXTREMA_MAX,
               sizeof(struct mien_extremum)) ||
        !place(&layout.windows, &layout.end, MIEN_QUERY_WINDOWS,
               sizeof(struct mien_view)))
        return MIEN_ERROR_LIMIT;
    *out = layout;
    return MIEN_OK;
}

enum mien_status mien_views_scratch_size(size_t *size, uint32_t width, uint32_t height)
{
    struct layout layout;
    if (size == NULL)
        return MIEN_ERROR_ARGUMENT;
    enum mien_status status = lay_out(&layout, width, height);
    if (status != MIEN_OK)
        return status;
    return mien_size_add(size, layout.end, ALIGNMENT - 1) ? MIEN_OK : MIEN_ERROR_LIMIT;
}

enum mien_status mien_views_begin_with(struct mien_views_stream **stream, void *scratch,
                                       size_t size, uint32_t width, uint32_t height,
                                       enum mien_pixel_format format,
                                       const struct mien_view_kernels *kernels,
                                       const struct mien_kernels *pdq)
{
    struct layout layout;
    if (stream == NULL || scratch == NULL || mien_pixel_size(format) == 0)
        return MIEN_ERROR_ARGUMENT;
    enum mien_status status = lay_out(&layout, width, height);
    if (status != MIEN_OK)
        return status;
    if (size < ALIGNMENT - 1 || size - (ALIGNMENT - 1) < layout.end)
        return MIEN_ERROR_ARGUMENT;

    char *first =
        (char *)scratch + (ALIGNMENT - (uintptr_t)scratch % ALIGNMENT) % ALIGNMENT;
    struct mien_views_stream *begun = (void *)first;
    memset(begun, 0, sizeof *begun);
    memset(first + layout.sums, 0, width * sizeof(uint32_t));
    begun->size = layout.end;
    begun->width = width;
    begun->height = height;
    begun->work = (struct mien_views_work){
        .kernels = kernels,
        .pdq = pdq,
        .reduced = layout.plane,
        .turned = {0, 0, (void *)(first + layout.scale)},
        .halves_work = (void *)(first + layout.halves),
        .scale = (void *)(first + layout.scale),
        .rectangle = first + layout.rectangle,
        .extrema = (void *)(first + layout.extrema),
        .windows = (void *)(first + layout.windows),
    };
    begun->work.reduced.values = (void *)(first + layout.reduced);
    mien_reduce_begin(&begun->reduce, &begun->work.reduced, begun->work.turned.values,
                      (void *)(first + layout.sums), width, height, format, kernels);
    status = mien_pdq_begin_with(&begun->pdq, first + layout.pdq, layout.pdq_size,
                                 width, height, format, MIEN_PDQ_FULL, pdq);
    if (status == MIEN_OK)
        *stream = begun;
    return status;
}

enum mien_status mien_views_begin(struct mien_views_stream **stream, void *scratch,
                                  size_t size, uint32_t width, uint32_t height,
                                  enum mien_pixel_format format)
{
    const unsigned flags = mien_cpu_flags();
    return mien_views_begin_with(stream, scratch, size, width, height, format,
                                 mien_view_kernels_for(flags), mien_kernels_for(flags));
}

enum mien_status mien_views_push(struct mien_views_stream *stream, const void *pixels,
                                 ptrdiff_t stride, uint32_t rows)
{
    if (stream == NULL)
        return MIEN_ERROR_ARGUMENT;
    enum mien_status status = mien_pdq_push(stream->pdq, pixels, stride, rows);
    if (status != MIEN_OK)
        return status;
    const uint8_t *row = pixels;
    for (uint32_t y = 0; y < rows; y++)
        mien_reduce_row(&stream->reduce, row + (ptrdiff_t)y * stride);
    stream->rows += rows;
    return MIEN_OK;
}

// From the pixels of the reduced picture to those of the stored one.
static void enlarge_places(struct mien_view *views, size_t count,
                           const struct mien_views_stream *stream)
{
    const float across = (float)stream->width / (float)stream->work.reduced.width;
    const float down = (float)stream->height / (float)stream->work.reduced.height;
    for (size_t i = 0; i < count; i++) {
        views[i].place.x *= across;
        views[i].place.width *= across;
        views[i].place.y *= down;
        views[i].place.height *= down;
    }
}

enum mien_status mien_views_finish(struct mien_views_stream *stream,
                                   struct mien_view *views, size_t capacity,
                                   size_t *count, enum mien_orientation orientation,
                                   const struct mien_views_options *options)
{
    const uint32_t known = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY;
    struct mien_views_options read = {0};
    if (stream == NULL || views == NULL || count == NULL || capacity == 0 ||
        options == NULL || mien_options_read(&read, sizeof read, options) != MIEN_OK ||
        read.purposes == 0 || (read.purposes & ~known) != 0)
        return MIEN_ERROR_ARGUMENT;
    if (stream->rows < stream->height)
        return MIEN_ERROR_STATE;
    if (read.budget == 0)
        read.budget =
            ((read.purposes & MIEN_VIEWS_BANK) != 0 ? MIEN_VIEWS_BANK_BUDGET : 0) +
            ((read.purposes & MIEN_VIEWS_QUERY) != 0 ? MIEN_VIEWS_QUERY_BUDGET : 0);

    struct mien_pdq whole;
    memset(views, 0, sizeof *views);
    enum mien_status status =
        mien_pdq_finish(stream->pdq, &whole, views[0].dihedral, NULL);
    if (status != MIEN_OK)
        return status;
    const struct mien_plane *reduced = &stream->work.reduced;
    views[0].quality = whole.quality;
    views[0].count = MIEN_DIHEDRAL_COUNT;
    views[0].place =
        (struct mien_view_place){(float)reduced->width / 2, (float)reduced->height / 2,
                                 (float)reduced->width, (float)reduced->height, 0};
    mien_reduce_end(&stream->reduce);
    *count = mien_views_fill(views, capacity, &stream->work, read.purposes, read.budget,
                             orientation);
    enlarge_places(views, *count, stream);
    mien_views_abandon(stream);
    return MIEN_OK;
}

void mien_views_abandon(struct mien_views_stream *stream)
{
    if (stream != NULL)
        mien_wipe(stream, stream->size);
}
