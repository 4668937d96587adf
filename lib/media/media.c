// SPDX-License-Identifier: Apache-2.0
// One pass over a file: each portion of bytes goes through the digests to the decoder,
// and each portion of rows from the decoder to an outlet.
#include <mien/media.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/options.h"
#include "base/status.h"
#include "decode/decode.h"
#include "image/composite.h"
#include "media/context.h"
#include "media/digest.h"
#include "media/outlet.h"
#include "media/source.h"

struct pass {
    const struct mien_media_source *source;
    const struct mien_outlet *outlet;
    struct mien_media_options options;
    struct mien_decode_limits limits;
    struct mien_budget budget;
    struct mien_digest digest;
    uint64_t file_bytes;
    struct mien_image_info image;
    const char *refusal; // why begin() refused the picture, or NULL
    void *scratch;       // of the outlet
    struct mien_error *error;
};

static bool with_digests(const struct pass *pass)
{
    return (pass->options.flags & MIEN_MEDIA_NO_DIGESTS) == 0;
}

// The source of the decoder: the file, with the digests listening.
static enum mien_status read_through(void *context, void *buffer, size_t capacity,
                                     size_t *got)
{
    struct pass *pass = context;
    const struct mien_source *source = &pass->source->source;
    enum mien_status status = source->read(source->context, buffer, capacity, got);
    if (status == MIEN_OK && *got > 0) {
        pass->file_bytes += *got;
        if (with_digests(pass))
            mien_digest_feed(&pass->digest, buffer, *got);
    }
    return status;
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct pass *pass = context;
    pass->image = *info;
    if (info->width > MIEN_PDQ_SIDE_MAX || info->height > MIEN_PDQ_SIDE_MAX) {
        pass->refusal = "a side of the picture is longer than PDQ takes here";
        return MIEN_ERROR_LIMIT;
    }
    size_t size;
    enum mien_status status =
        pass->outlet->scratch_size(pass->outlet->context, &size, info);
    if (status != MIEN_OK)
        return status;
    pass->scratch = mien_budget_alloc(&pass->budget, size, &status);
    if (pass->scratch == NULL) {
        pass->refusal = status == MIEN_ERROR_LIMIT
                            ? "the hash needs more memory than the limit"
                            : "no memory for the hash";
        return status;
    }
    return pass->outlet->begin(pass->outlet->context, pass->scratch, size, info);
}

static enum mien_status rows(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count)
{
    struct pass *pass = context;
    // Alpha comes only when it was asked for, to be laid on white.
    if (pass->image.pixel_format == MIEN_PIXEL_RGBA8)
        for (uint32_t y = 0; y < count; y++)
            mien_rgba_on_white((uint8_t *)pixels + stride * (ptrdiff_t)y,
                               pass->image.width);
    return pass->outlet->push(pass->outlet->context, pixels, stride, count);
}

// The decoder stops at the last pixel, the digests are of the whole file.
static enum mien_status read_rest(struct pass *pass)
{
    enum {
        PART = 65536
    };
    enum mien_status status;
    uint8_t *buffer = mien_budget_alloc(&pass->budget, PART, &status);
    if (buffer == NULL)
        return mien_fail(pass->error, status, "no memory to read the rest of the file");
    size_t got = 0;
    do {
        status = read_through(pass, buffer, PART, &got);
        if (status != MIEN_OK)
            mien_fail(pass->error, status, "the file could not be read");
        else if (pass->file_bytes > pass->limits.file_bytes)
            status = mien_fail(pass->error, MIEN_ERROR_LIMIT,
                               "the file has more bytes than the limit");
        else if (pass->options.progress != NULL &&
                 !pass->options.progress(pass->options.progress_context,
                                         mien_decode_rows(&pass->image),
                                         mien_decode_rows(&pass->image)))
            status = mien_fail(pass->error, MIEN_ERROR_CANCELLED,
                               "the caller's callback said stop");
    } while (status == MIEN_OK && got > 0);
    mien_budget_free(&pass->budget, buffer);
    return status;
}

// By how little of a JPEG each speed hashes. The sizes are those that doc/fast-modes.md
// measures.
static struct mien_decode_less less_of(const struct mien_media_options *options)
{
    switch (options->speed) {
    case MIEN_MEDIA_FAST:
        return (struct mien_decode_less){.grey_min = 512, .side_min = 512};
    case MIEN_MEDIA_FASTEST:
        return (struct mien_decode_less){
            .grey_min = 1,
            .side_min = 192,
            .first_scans = true,
            .first_ac = (options->flags & MIEN_MEDIA_FIRST_AC) != 0,
        };
    case MIEN_MEDIA_EXACT:
    default:
        return (struct mien_decode_less){0};
    }
}

static enum mien_status decode(struct pass *pass)
{
    const struct mien_source source = {pass, read_through};
    const struct mien_sink sink = {pass, begin, rows};
    struct mien_decode_options options = {
        .size = sizeof options,
        .limits = &pass->limits,
        .progress = pass->options.progress,
        .progress_context = pass->options.progress_context,
    };
    if ((pass->options.flags & MIEN_MEDIA_ALLOW_PARTIAL) != 0)
        options.flags |= MIEN_DECODE_ALLOW_PARTIAL;
    if ((pass->options.flags & MIEN_MEDIA_ALPHA_ON_WHITE) == 0)
        options.flags |= MIEN_DECODE_DROP_ALPHA;
    const struct mien_decode_less less = less_of(&pass->options);
    enum mien_status status = mien_decode_within(
        &pass->budget, &source, &sink, &options, &less, &pass->image, pass->error);
    if (pass->refusal != NULL)
        mien_fail(pass->error, status, pass->refusal);
    return status;
}

// Wipes what the reading of the file has left.
static void forget(struct pass *pass)
{
    mien_digest_close(&pass->digest);
    pass->outlet->abandon(pass->outlet->context);
    mien_budget_free(&pass->budget, pass->scratch);
    pass->scratch = NULL;
}

// Fills in *media, whose bytes may be half written on failure. All of it is of one
// reading of the file.
static enum mien_status read_once(struct pass *pass, struct mien_media *media)
{
    mien_digest_open(&pass->digest);
    pass->file_bytes = 0;
    enum mien_status status = decode(pass);
    if (status != MIEN_OK)
        return status;
    status = read_rest(pass);
    if (status != MIEN_OK)
        return status;
    if (with_digests(pass))
        mien_digest_finish(&pass->digest, media->md5, media->sha256);
    media->image = pass->image;
    media->seen = mien_dihedral_seen(pass->image.orientation);
    media->file_bytes = pass->file_bytes;
    media->mode = pass->options.mode;
    media->speed = pass->options.speed;
    const char *why;
    status = pass->outlet->finish(pass->outlet->context, media, &why);
    if (status == MIEN_OK || status == MIEN_ERROR_AGAIN) // which is no failure
        return status;
    return mien_fail(pass->error, status, why);
}

static enum mien_status run(struct pass *pass, struct mien_media *media)
{
    enum mien_status status = read_once(pass, media);
    if (status != MIEN_ERROR_AGAIN)
        return status;
    forget(pass);
    status = pass->source->rewind(pass->source->source.context);
    if (status != MIEN_OK)
        return mien_fail(pass->error, status, "the file could not be read");
    return read_once(pass, media);
}

// Returns NULL, or what is wrong with the options.
static const char *read_options(struct pass *pass,
                                const struct mien_media_options *options)
{
    uint32_t known =
        MIEN_MEDIA_ALLOW_PARTIAL | MIEN_MEDIA_ALPHA_ON_WHITE | MIEN_MEDIA_NO_DIGESTS;
    mien_decode_limits_init(&pass->limits);
    if (mien_options_read(&pass->options, sizeof pass->options, options) != MIEN_OK)
        return "the size of the options is wrong, or unknown ones are set";
    if (mien_options_read(&pass->limits, sizeof pass->limits, pass->options.limits) !=
        MIEN_OK)
        return "the size of the limits is wrong, or unknown ones are set";
    if (pass->options.speed == MIEN_MEDIA_FASTEST)
        known |= MIEN_MEDIA_FIRST_AC;
    if ((pass->options.flags & ~known) != 0)
        return "the options have an unknown flag, or one that goes with another speed";
    if (pass->options.reserved != 0)
        return "a reserved field of the options is not zero";
    // The rest is for mien_decode_within() to judge.
    const struct mien_media_source *source = pass->source;
    bool again =
        pass->options.mode == MIEN_PDQ_GUARDED && source->mark(source->source.context);
    return pass->outlet->judge(pass->outlet->context, &pass->options, again);
}

// What all functions of the header come down to, by way of one of the next three.
static enum mien_status run_source(struct mien_media *out,
                                   const struct mien_outlet *outlet,
                                   const struct mien_media_source *source,
                                   const struct mien_media_options *options,
                                   struct mien_error *error)
{
    struct pass pass = {.source = source, .outlet = outlet, .error = error};
    const char *problem = read_options(&pass, options);
    if (problem != NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, problem);
    if (with_digests(&pass) && mien_digest_missing() != NULL)
        return mien_fail(error, MIEN_ERROR_UNSUPPORTED, mien_digest_missing());
    pass.budget.limit = pass.limits.memory;
    enum mien_status status =
        mien_media_context_enter(pass.options.context, &pass.budget, error);
    if (status != MIEN_OK)
        return status;
    struct mien_media media = {0};
    status = run(&pass, &media);
    int saved = errno; // of a failed read(); freeing may change it
    forget(&pass);
    mien_media_context_leave(pass.options.context);
    errno = saved;
    if (status == MIEN_OK)
        *out = media;
    return status;
}

static enum mien_status run_fd(struct mien_media *out, const struct mien_outlet *outlet,
                               int fd, const struct mien_media_options *options,
                               struct mien_error *error)
{
    if (out == NULL || fd < 0)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "out is NULL or fd is negative");
    struct mien_source_fd context;
    const struct mien_media_source source = mien_source_fd(&context, fd);
    return run_source(out, outlet, &source, options, error);
}

static enum mien_status run_path(struct mien_media *out,
                                 const struct mien_outlet *outlet, const char *path,
                                 const struct mien_media_options *options,
                                 struct mien_error *error)
{
    if (out == NULL || path == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "out or path is NULL");
    int fd;
    enum mien_status status = mien_source_open(&fd, path);
    if (status != MIEN_OK)
        return mien_fail(error, status, "the file could not be opened");
    status = run_fd(out, outlet, fd, options, error);
    int saved = errno;
    close(fd);
    errno = saved;
    return status;
}

static enum mien_status run_bytes(struct mien_media *out,
                                  const struct mien_outlet *outlet, const void *bytes,
                                  size_t size, const struct mien_media_options *options,
                                  struct mien_error *error)
{
    if (out == NULL || (bytes == NULL && size > 0))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "out or bytes is NULL");
    struct mien_source_bytes context;
    const struct mien_media_source source = mien_source_bytes(&context, bytes, size);
    return run_source(out, outlet, &source, options, error);
}

enum mien_status mien_media_hash_path(struct mien_media *out, const char *path,
                                      const struct mien_media_options *options,
                                      struct mien_error *error)
{
    struct mien_outlet_pdq context = {0};
    const struct mien_outlet outlet = mien_outlet_pdq(&context);
    return run_path(out, &outlet, path, options, error);
}

enum mien_status mien_media_hash_fd(struct mien_media *out, int fd,
                                    const struct mien_media_options *options,
                                    struct mien_error *error)
{
    struct mien_outlet_pdq context = {0};
    const struct mien_outlet outlet = mien_outlet_pdq(&context);
    return run_fd(out, &outlet, fd, options, error);
}

enum mien_status mien_media_hash_bytes(struct mien_media *out, const void *bytes,
                                       size_t size,
                                       const struct mien_media_options *options,
                                       struct mien_error *error)
{
    struct mien_outlet_pdq context = {0};
    const struct mien_outlet outlet = mien_outlet_pdq(&context);
    return run_bytes(out, &outlet, bytes, size, options, error);
}

enum mien_status mien_media_views_path(struct mien_media *out, struct mien_view *views,
                                       size_t capacity, size_t *count, const char *path,
                                       const struct mien_media_options *options,
                                       const struct mien_views_options *views_options,
                                       struct mien_error *error)
{
    struct mien_outlet_views context = {views, capacity, count, views_options, NULL};
    const struct mien_outlet outlet = mien_outlet_views(&context);
    return run_path(out, &outlet, path, options, error);
}

enum mien_status mien_media_views_fd(struct mien_media *out, struct mien_view *views,
                                     size_t capacity, size_t *count, int fd,
                                     const struct mien_media_options *options,
                                     const struct mien_views_options *views_options,
                                     struct mien_error *error)
{
    struct mien_outlet_views context = {views, capacity, count, views_options, NULL};
    const struct mien_outlet outlet = mien_outlet_views(&context);
    return run_fd(out, &outlet, fd, options, error);
}

enum mien_status mien_media_views_bytes(struct mien_media *out, struct mien_view *views,
                                        size_t capacity, size_t *count,
                                        const void *bytes, size_t size,
                                        const struct mien_media_options *options,
                                        const struct mien_views_options *views_options,
                                        struct mien_error *error)
{
    struct mien_outlet_views context = {views, capacity, count, views_options, NULL};
    const struct mien_outlet outlet = mien_outlet_views(&context);
    return run_bytes(out, &outlet, bytes, size, options, error);
}
