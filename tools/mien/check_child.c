// SPDX-License-Identifier: Apache-2.0
// The original is hashed at its full size, as it is for a case, while the same rows are
// brought down to the copy that the edits start from.
#include "check_child.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check_views.h"
#include "child_error.h"
#include "fd_source.h"
#include "hash_child.h"

enum {
    COPY_SIDE = 1024,
    SECONDS = 120
};
// Beyond what decoding may hold: the streams of hash and views, the copy, an edit of
// it, and what hash_child.c counts besides.
#define EXTRA_MEMORY (UINT64_C(320) << 20)

struct work {
    const struct mien_media_options *options;
    int fd;
    struct mien_image_info image;
    const char *refusal; // why begin() refused the picture, or NULL
    void *scratch;       // of the stream
    struct mien_pdq_stream *stream;
    struct check_views views;
    struct check_shrink shrink;
    struct mien_hash original[MIEN_DIHEDRAL_COUNT];
};

// The side of the copy when the longer side becomes COPY_SIDE.
static uint32_t reduced(uint32_t side, uint32_t longer)
{
    if (longer <= COPY_SIDE)
        return side;
    uint64_t of = ((uint64_t)side * COPY_SIDE + longer / 2) / longer;
    return of > 0 ? (uint32_t)of : 1;
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct work *work = context;
    uint32_t longer = info->width > info->height ? info->width : info->height;
    size_t size;
    work->image = *info;
    if (longer > MIEN_PDQ_SIDE_MAX) {
        work->refusal = "a side of the picture is longer than PDQ takes here";
        return MIEN_ERROR_LIMIT;
    }
    enum mien_status status =
        mien_pdq_scratch_size(&size, info->width, info->height, work->options->mode);
    if (status != MIEN_OK)
        return status;
    work->scratch = malloc(size);
    if (work->scratch == NULL ||
        !check_shrink_begin(&work->shrink, info->width, info->height,
                            reduced(info->width, longer),
                            reduced(info->height, longer))) {
        work->refusal = "no memory for the picture";
        return MIEN_ERROR_MEMORY;
    }
    status = check_views_begin(&work->views, info);
    if (status == MIEN_ERROR_MEMORY)
        work->refusal = "no memory for the picture";
    if (status != MIEN_OK)
        return status;
    return mien_pdq_begin(&work->stream, work->scratch, size, info->width, info->height,
                          info->pixel_format, work->options->mode);
}

// Lays a row of RGBA on white, as viewers do.
static void on_white(uint8_t *rgba, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++, rgba += 4) {
        check_seen(rgba, rgba, 4);
        rgba[3] = 255;
    }
}

// The hash drops alpha unless the options say otherwise; a viewer does not.
static enum mien_status rows(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count)
{
    struct work *work = context;
    size_t size = mien_pixel_size(work->image.pixel_format);
    for (uint32_t y = 0; y < count; y++) {
        uint8_t *row = (uint8_t *)pixels + stride * (ptrdiff_t)y;
        if (size == 4 && (work->options->flags & MIEN_MEDIA_ALPHA_ON_WHITE) != 0)
            on_white(row, work->image.width);
        check_shrink_row(&work->shrink, row, size);
    }
    enum mien_status status = check_views_rows(&work->views, pixels, stride, count);
    return status == MIEN_OK ? mien_pdq_push(work->stream, pixels, stride, count)
                             : status;
}

// Makes the hashes of the original, and the copy as a viewer sees it. What is not freed
// after a failure goes with the process.
static enum mien_status read_picture(struct work *work, struct check_picture *copy,
                                     struct check_result *result)
{
    const struct mien_source source = {&work->fd, fd_source_read};
    const struct mien_sink sink = {work, begin, rows};
    const struct mien_decode_options options = {
        .size = sizeof options,
        .limits = work->options->limits,
        .flags = (work->options->flags & MIEN_MEDIA_ALLOW_PARTIAL) != 0
                     ? MIEN_DECODE_ALLOW_PARTIAL
                     : 0,
    };
    enum mien_status status =
        mien_decode(&source, &sink, &options, &result->image, &result->error);
    if (work->refusal != NULL)
        strncpy(result->error.detail, work->refusal, sizeof result->error.detail - 1);
    if (status != MIEN_OK)
        return status;
    struct mien_pdq found;
    status = mien_pdq_finish(work->stream, &found, work->original, NULL);
    if (status != MIEN_OK ||
        check_views_end(&work->views, result->image.orientation) != MIEN_OK)
        return MIEN_ERROR_INTERNAL;
    result->windows = check_views_windows(&work->views);
    result->hash = found.hash;
    result->quality = found.quality;
    free(work->scratch);
    struct check_picture stored = check_shrink_end(&work->shrink);
    bool turned = check_turn(copy, &stored, result->image.orientation);
    check_picture_free(&stored);
    return turned ? MIEN_OK : MIEN_ERROR_MEMORY;
}

// How hard it is to recognise; a hash of low quality is not looked at.
static uint32_t hardness(const struct check_found *found)
{
    return found->distance +
           (found->quality < MIEN_PDQ_QUALITY_MIN ? MIEN_HASH_BITS + 1 : 0);
}

static enum mien_status compare(struct check_found *found, struct work *work,
                                const struct check_picture *edited)
{
    struct mien_pdq pdq = {.quality = 0};
    enum mien_status status = mien_pdq_hash(
        &pdq, NULL, edited->rgb, (ptrdiff_t)edited->width * 3, edited->width,
        edited->height, MIEN_PIXEL_RGB8, work->options->mode);
    *found = (struct check_found){.distance = UINT32_MAX, .quality = pdq.quality};
    if (status != MIEN_OK)
        return status;
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        uint32_t distance = mien_hash_distance(&work->original[i], &pdq.hash);
        if (distance < found->distance) {
            found->distance = distance;
            found->way = (enum mien_dihedral)i;
        }
    }
    return check_views_try(&found->with_views, &work->views, edited);
}

// Tries all forms of an edit, and keeps the worst.
static enum mien_status try_edit(struct check_found *worst, struct work *work,
                                 const struct check_picture *copy,
                                 const struct check_edit *edit)
{
    enum mien_verdict verdict = MIEN_VERDICT_NOTHING;
    for (int form = 0; form < edit->forms; form++) {
        struct check_picture edited = {0};
        if (!edit->make(&edited, copy, edit->amount, form))
            return MIEN_ERROR_MEMORY;
        struct check_found found;
        enum mien_status status = compare(&found, work, &edited);
        check_picture_free(&edited);
        if (status != MIEN_OK)
            return status;
        if (form == 0 || found.with_views < verdict)
            verdict = found.with_views;
        if (form == 0 || hardness(&found) > hardness(worst))
            *worst = found;
    }
    worst->with_views = verdict;
    return MIEN_OK;
}

static void check(void *memory, size_t size, int fd, const void *context)
{
    (void)size;
    struct check_result *result = memory;
    struct work work = {.options = context, .fd = fd};
    struct check_picture copy = {0};
    errno = 0;
    result->status = read_picture(&work, &copy, result);
    result->error_number = errno;
    for (size_t i = 0; i < CHECK_EDITS && result->status == MIEN_OK; i++)
        result->status = try_edit(&result->edits[i], &work, &copy, &check_edits[i]);
    check_picture_free(&copy);
    check_views_free(&work.views);
}

// What a decoder left behind that was taken over could be anything. A wrong number
// cannot be told from a right one; all else is brought back to what the types promise.
static bool believable(struct check_result *result)
{
    bool good =
        child_error_judge(&result->error, result->status, result->error_number) &&
        result->quality <= 100 && result->windows <= MIEN_VIEWS_MAX;
    for (size_t i = 0; i < CHECK_EDITS; i++) {
        const struct check_found *found = &result->edits[i];
        good = good && found->distance <= MIEN_HASH_BITS && found->quality <= 100 &&
               (unsigned)found->way < MIEN_DIHEDRAL_COUNT &&
               (unsigned)found->with_views <= MIEN_VERDICT_MATCH;
    }
    return good;
}

enum sandbox_end check_child_run(struct check_result *result, int fd,
                                 const struct mien_media_options *options)
{
    uint64_t memory = options->limits->memory;
    const struct sandbox_limits limits = {.memory = memory < UINT64_MAX - EXTRA_MEMORY
                                                        ? memory + EXTRA_MEMORY
                                                        : UINT64_MAX,
                                          .seconds = SECONDS};
    hash_child_prepare();
    enum sandbox_end end =
        sandbox_run(check, result, sizeof *result, fd, options, &limits);
    if (end == SANDBOX_DONE && !believable(result)) {
        memset(result, 0, sizeof *result);
        end = SANDBOX_CRASHED;
    }
    if (end != SANDBOX_DONE)
        result->status = MIEN_ERROR_INTERNAL;
    return end;
}
