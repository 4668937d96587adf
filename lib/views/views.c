// SPDX-License-Identifier: Apache-2.0
// The stream: rows go to the hash of the whole picture and to the reduced picture, from
// which all other views are made.
#include <mien/views.h>

#include <string.h>

struct mien_views_stream {
    struct mien_pdq_stream *pdq;
};

enum mien_status mien_views_scratch_size(size_t *size, uint32_t width, uint32_t height)
{
    size_t need;
    enum mien_status status =
        mien_pdq_scratch_size(&need, width, height, MIEN_PDQ_FULL);
    if (status == MIEN_OK)
        *size = need + sizeof(struct mien_views_stream) + 64;
    return status;
}

enum mien_status mien_views_begin(struct mien_views_stream **stream, void *scratch,
                                  size_t size, uint32_t width, uint32_t height,
                                  enum mien_pixel_format format)
{
    struct mien_views_stream *begun = scratch;
    enum mien_status status =
        mien_pdq_begin(&begun->pdq, (char *)scratch + 64, size - 64, width, height,
                       format, MIEN_PDQ_FULL);
    if (status == MIEN_OK)
        *stream = begun;
    return status;
}

enum mien_status mien_views_push(struct mien_views_stream *stream, const void *pixels,
                                 ptrdiff_t stride, uint32_t rows)
{
    return mien_pdq_push(stream->pdq, pixels, stride, rows);
}

enum mien_status mien_views_finish(struct mien_views_stream *stream,
                                   struct mien_view *views, size_t capacity,
                                   size_t *count, enum mien_orientation orientation,
                                   const struct mien_views_options *options)
{
    (void)orientation;
    (void)options;
    (void)capacity;
    struct mien_pdq pdq;
    memset(views, 0, sizeof *views);
    enum mien_status status =
        mien_pdq_finish(stream->pdq, &pdq, views[0].dihedral, NULL);
    views[0].quality = pdq.quality;
    views[0].count = MIEN_DIHEDRAL_COUNT;
    *count = 1;
    return status;
}

void mien_views_abandon(struct mien_views_stream *stream)
{
    if (stream != NULL)
        mien_pdq_abandon(stream->pdq);
}
