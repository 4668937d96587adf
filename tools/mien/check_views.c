// SPDX-License-Identifier: Apache-2.0
#include "check_views.h"

#include <stdlib.h>

enum {
    MATCHES_FIRST = 4096
};

static enum mien_status begin(void **scratch, struct mien_views_stream **stream,
                              uint32_t width, uint32_t height,
                              enum mien_pixel_format format)
{
    size_t size;
    enum mien_status status = mien_views_scratch_size(&size, width, height);
    if (status != MIEN_OK)
        return status;
    *scratch = malloc(size);
    if (*scratch == NULL)
        return MIEN_ERROR_MEMORY;
    return mien_views_begin(stream, *scratch, size, width, height, format);
}

static enum mien_status finish(struct mien_views_stream *stream,
                               struct mien_view *views, size_t *count,
                               enum mien_orientation orientation, uint32_t purpose)
{
    const struct mien_views_options options = {.size = sizeof options,
                                               .purposes = purpose};
    return mien_views_finish(stream, views, MIEN_VIEWS_MAX, count, orientation,
                             &options);
}

// ---- The original
// ----------------------------------------------------------------------

enum mien_status check_views_begin(struct check_views *views,
                                   const struct mien_image_info *info)
{
    views->bank = calloc(MIEN_VIEWS_MAX, sizeof *views->bank);
    views->query = calloc(MIEN_VIEWS_MAX, sizeof *views->query);
    views->room = MATCHES_FIRST;
    views->matches = calloc(views->room, sizeof *views->matches);
    if (views->bank == NULL || views->query == NULL || views->matches == NULL)
        return MIEN_ERROR_MEMORY;
    return begin(&views->scratch, &views->stream, info->width, info->height,
                 info->pixel_format);
}

enum mien_status check_views_rows(struct check_views *views, const void *pixels,
                                  ptrdiff_t stride, uint32_t count)
{
    return mien_views_push(views->stream, pixels, stride, count);
}

enum mien_status check_views_end(struct check_views *views,
                                 enum mien_orientation orientation)
{
    enum mien_status status =
        finish(views->stream, views->bank, &views->count, orientation, MIEN_VIEWS_BANK);
    free(views->scratch);
    views->scratch = NULL;
    return status;
}

uint32_t check_views_windows(const struct check_views *views)
{
    uint32_t windows = 0;
    for (size_t i = 0; i < views->count; i++)
        windows += views->bank[i].kind == MIEN_VIEW_WINDOW ||
                   views->bank[i].kind == MIEN_VIEW_TURNED;
    return windows;
}

// ---- A copy
// ----------------------------------------------------------------------------

static enum mien_status views_of(size_t *count, struct check_views *views,
                                 const struct check_picture *copy)
{
    void *scratch = NULL;
    struct mien_views_stream *stream;
    enum mien_status status =
        begin(&scratch, &stream, copy->width, copy->height, MIEN_PIXEL_RGB8);
    if (status == MIEN_OK)
        status = mien_views_push(stream, copy->rgb, (ptrdiff_t)copy->width * 3,
                                 copy->height);
    if (status == MIEN_OK)
        status = finish(stream, views->query, count, MIEN_ORIENTATION_TOP_LEFT,
                        MIEN_VIEWS_QUERY);
    free(scratch);
    return status;
}

static enum mien_status match(size_t *found, struct check_views *views, size_t count)
{
    return mien_views_match(views->matches, views->room, found, views->query, count,
                            views->bank, views->count, MIEN_VIEWS_RADIUS);
}

static enum mien_status grow(struct check_views *views, size_t needed)
{
    struct mien_view_match *larger = calloc(needed, sizeof *larger);
    if (larger == NULL)
        return MIEN_ERROR_MEMORY;
    free(views->matches);
    views->matches = larger;
    views->room = needed;
    return MIEN_OK;
}

enum mien_status check_views_try(enum mien_verdict *verdict, struct check_views *views,
                                 const struct check_picture *copy)
{
    size_t count, found;
    struct mien_agreement agreement;
    enum mien_status status = views_of(&count, views, copy);
    if (status != MIEN_OK)
        return status;
    status = match(&found, views, count);
    if (status == MIEN_ERROR_LIMIT && grow(views, found) == MIEN_OK)
        status = match(&found, views, count);
    if (status == MIEN_OK)
        status = mien_views_decide(&agreement, views->query, count, views->bank,
                                   views->count, views->matches, found);
    if (status == MIEN_OK)
        *verdict = agreement.verdict;
    return status;
}

void check_views_free(struct check_views *views)
{
    free(views->scratch);
    free(views->bank);
    free(views->query);
    free(views->matches);
    *views = (struct check_views){.count = 0};
}
