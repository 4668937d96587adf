// SPDX-License-Identifier: Apache-2.0
#include "media/outlet.h"

#include <string.h>

#include "base/cpu.h"
#include "base/options.h"
#include "base/wipe.h"
#include "pdq/stream.h"

static const char disagreement[] = "the decoder and the hash disagree about the rows";

// ------------------------------------------------------------------- the whole picture

static const char *pdq_judge(void *context, const struct mien_media_options *options,
                             bool again)
{
    struct mien_outlet_pdq *pdq = context;
    pdq->mode = options->mode;
    if ((unsigned)options->mode > MIEN_PDQ_GUARDED)
        return "the mode is unknown";
    if ((unsigned)options->speed > MIEN_MEDIA_FASTEST)
        return "the speed is unknown";
    if (options->speed != MIEN_MEDIA_EXACT) {
        if (options->mode != MIEN_PDQ_FULL)
            return "a speed that is not exact goes with no mode";
        pdq->mode = MIEN_PDQ_APPROXIMATE;
    }
    if (options->mode == MIEN_PDQ_GUARDED && !again)
        pdq->mode = MIEN_PDQ_FULL;
    return NULL;
}

static enum mien_status pdq_scratch_size(void *context, size_t *size,
                                         const struct mien_image_info *info)
{
    const struct mien_outlet_pdq *pdq = context;
    return mien_pdq_scratch_size_reduced(size, info->width, info->height, info->scale,
                                         pdq->mode);
}

static enum mien_status pdq_begin(void *context, void *scratch, size_t size,
                                  const struct mien_image_info *info)
{
    struct mien_outlet_pdq *pdq = context;
    return mien_pdq_begin_reduced(&pdq->stream, scratch, size, info->width,
                                  info->height, info->scale, info->pixel_format,
                                  pdq->mode, mien_cpu_flags());
}

static enum mien_status pdq_push(void *context, const void *pixels, ptrdiff_t stride,
                                 uint32_t rows)
{
    const struct mien_outlet_pdq *pdq = context;
    return mien_pdq_push(pdq->stream, pixels, stride, rows);
}

static enum mien_status pdq_finish(void *context, struct mien_media *media,
                                   const char **why)
{
    struct mien_outlet_pdq *pdq = context;
    struct mien_pdq found;
    enum mien_status status =
        mien_pdq_finish(pdq->stream, &found, media->dihedral, NULL);
    if (status == MIEN_ERROR_AGAIN) {
        // The second time is like any first: if the file was changed meanwhile, all
        // that is found is of what it is now.
        pdq->mode = MIEN_PDQ_FULL;
        return status;
    }
    if (status != MIEN_OK) {
        *why = disagreement;
        return MIEN_ERROR_INTERNAL;
    }
    pdq->stream = NULL;
    media->quality = found.quality;
    return MIEN_OK;
}

static void pdq_abandon(void *context)
{
    struct mien_outlet_pdq *pdq = context;
    mien_pdq_abandon(pdq->stream);
    pdq->stream = NULL;
}

struct mien_outlet mien_outlet_pdq(struct mien_outlet_pdq *context)
{
    return (struct mien_outlet){context,  pdq_judge,  pdq_scratch_size, pdq_begin,
                                pdq_push, pdq_finish, pdq_abandon};
}

// --------------------------------------------------------------------------- the views

// What mien_views_finish() would refuse is refused before anything is read.
static const char *views_judge(void *context, const struct mien_media_options *options,
                               bool again)
{
    (void)again;
    const struct mien_outlet_views *outlet = context;
    const uint32_t known = MIEN_VIEWS_BANK | MIEN_VIEWS_QUERY;
    struct mien_views_options theirs = {0};
    if (outlet->views == NULL || outlet->count == NULL || outlet->capacity == 0)
        return "there is no room for views";
    if (options->mode != MIEN_PDQ_FULL)
        return "views are of the whole resolution: the mode is another";
    if (options->speed != MIEN_MEDIA_EXACT)
        return "views are of the whole picture: the speed is another";
    if (mien_options_read(&theirs, sizeof theirs, outlet->options) != MIEN_OK)
        return "the size of the views' options is wrong, or unknown ones are set";
    if (theirs.purposes == 0 || (theirs.purposes & ~known) != 0)
        return "the views have no purpose, or an unknown one";
    return NULL;
}

static enum mien_status views_scratch_size(void *context, size_t *size,
                                           const struct mien_image_info *info)
{
    (void)context;
    return mien_views_scratch_size(size, info->width, info->height);
}

static enum mien_status views_begin(void *context, void *scratch, size_t size,
                                    const struct mien_image_info *info)
{
    struct mien_outlet_views *outlet = context;
    return mien_views_begin(&outlet->stream, scratch, size, info->width, info->height,
                            info->pixel_format);
}

static enum mien_status views_push(void *context, const void *pixels, ptrdiff_t stride,
                                   uint32_t rows)
{
    const struct mien_outlet_views *outlet = context;
    return mien_views_push(outlet->stream, pixels, stride, rows);
}

static enum mien_status views_finish(void *context, struct mien_media *media,
                                     const char **why)
{
    struct mien_outlet_views *outlet = context;
    size_t count;
    enum mien_status status =
        mien_views_finish(outlet->stream, outlet->views, outlet->capacity, &count,
                          media->image.orientation, outlet->options);
    if (status != MIEN_OK) {
        mien_wipe(outlet->views, outlet->capacity * sizeof *outlet->views);
        *why = disagreement;
        return MIEN_ERROR_INTERNAL;
    }
    outlet->stream = NULL;
    *outlet->count = count;
    media->quality = outlet->views[0].quality;
    memcpy(media->dihedral, outlet->views[0].dihedral, sizeof media->dihedral);
    return MIEN_OK;
}

static void views_abandon(void *context)
{
    const struct mien_outlet_views *outlet = context;
    mien_views_abandon(outlet->stream);
}

struct mien_outlet mien_outlet_views(struct mien_outlet_views *context)
{
    return (struct mien_outlet){context,      views_judge, views_scratch_size,
                                views_begin,  views_push,  views_finish,
                                views_abandon};
}
