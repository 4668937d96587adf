// SPDX-License-Identifier: Apache-2.0
// What the modules for pictures have besides. A file that JavaScript gives piece by
// piece is a file descriptor to mien: this file is the system that it reads from.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mien_js.h"

_Static_assert(sizeof(struct mien_error) == 124, "as mien_js.h says");
_Static_assert(offsetof(struct mien_error, detail) == 4, "as mien_js.h says");
_Static_assert(sizeof(struct mien_views_options) == 12, "as mien_js.h says");
_Static_assert(sizeof(struct mien_view) == 304, "as mien_js.h says");
_Static_assert(offsetof(struct mien_view, place) == 16, "as mien_js.h says");
_Static_assert(offsetof(struct mien_view, dihedral) == 48, "as mien_js.h says");
_Static_assert(sizeof(struct mien_js_options) == 48, "as mien_js.h says");
_Static_assert(offsetof(struct mien_js_options, pixels) == 16, "as mien_js.h says");
_Static_assert(offsetof(struct mien_js_options, purposes) == 40, "as mien_js.h says");
_Static_assert(sizeof(struct mien_js_picture) == 320, "as mien_js.h says");
_Static_assert(offsetof(struct mien_js_picture, file_bytes) == 48, "as it says");
_Static_assert(offsetof(struct mien_js_picture, hashes) == 64, "as mien_js.h says");

// -------------------------------------------------------------------------- the system

enum {
    THE_FILE = 3 // the only descriptor
};

size_t __stdio_write(FILE *file, const unsigned char *bytes, size_t size);
off_t __stdio_seek(FILE *file, off_t offset, int whence);
int __stdio_close(FILE *file);

ssize_t read(int fd, void *buffer, size_t capacity)
{
    int got = fd == THE_FILE ? mien_js_read(capacity, buffer) : -1;
    if (got >= 0 && (size_t)got <= capacity)
        return got;
    errno = EIO;
    return -1;
}

// As of a pipe: it is read once, forwards.
int fstat(int fd, struct stat *about)
{
    (void)fd, (void)about;
    errno = ESPIPE;
    return -1;
}

// What unistd.h makes of lseek().
off_t __wasilibc_tell(int fd)
{
    (void)fd;
    errno = ESPIPE;
    return -1;
}

off_t(lseek)(int fd, off_t offset, int whence)
{
    (void)offset, (void)whence;
    return __wasilibc_tell(fd);
}

int open(const char *path, int flags, ...)
{
    (void)path, (void)flags;
    errno = ENOENT;
    return -1;
}

int close(int fd)
{
    (void)fd;
    return 0;
}

// What wasi-libc would write messages with, as printf() knows of stderr.
size_t __stdio_write(FILE *file, const unsigned char *bytes, size_t size)
{
    (void)file, (void)bytes, (void)size;
    return 0;
}

off_t __stdio_seek(FILE *file, off_t offset, int whence)
{
    (void)file, (void)offset, (void)whence;
    return -1;
}

int __stdio_close(FILE *file)
{
    (void)file;
    return 0;
}

// The error handlers of libjpeg print and exit; mien replaces them.
int fprintf(FILE *restrict file, const char *restrict format, ...)
{
    (void)file, (void)format;
    return -1;
}

_Noreturn void exit(int code)
{
    (void)code;
    __builtin_trap();
}

// --------------------------------------------------------------------------- the calls

struct call {
    struct mien_media_options options;
    struct mien_decode_limits limits;
    struct mien_views_options views;
};

static bool go_on(void *context, uint32_t done, uint32_t all)
{
    (void)context;
    return mien_js_progress(done, all) != 0;
}

// Returns whether it is a limit, or 0 for the default.
static bool read_limit(uint64_t *limit, double said)
{
    if (!(said >= 0 && said <= 0x1p53))
        return false;
    if (said > 0)
        *limit = (uint64_t)said;
    return true;
}

static enum mien_status read_options(struct call *call,
                                     const struct mien_js_options *said,
                                     struct mien_error *error)
{
    static const struct mien_js_options none;
    if (said == NULL)
        said = &none;
    mien_decode_limits_init(&call->limits);
    if (!read_limit(&call->limits.pixels, said->pixels) ||
        !read_limit(&call->limits.file_bytes, said->file_bytes) ||
        !read_limit(&call->limits.memory, said->memory)) {
        if (error != NULL)
            *error = (struct mien_error){MIEN_ERROR_ARGUMENT, "a limit is no number"};
        return MIEN_ERROR_ARGUMENT;
    }
    call->options = (struct mien_media_options){
        .size = sizeof call->options,
        .limits = &call->limits,
        .progress = said->with_progress != 0 ? go_on : NULL,
        .mode = (enum mien_pdq_mode)said->mode,
        .flags = said->flags | MIEN_MEDIA_NO_DIGESTS,
        .speed = (enum mien_media_speed)said->speed,
    };
    call->views = (struct mien_views_options){
        .size = sizeof call->views, .purposes = said->purposes, .budget = said->budget};
    return MIEN_OK;
}

static struct mien_js_picture picture_of(const struct mien_media *media)
{
    struct mien_js_picture picture = {
        .format = media->image.format,
        .pixel_format = media->image.pixel_format,
        .width = media->image.width,
        .height = media->image.height,
        .orientation = media->image.orientation,
        .exif_orientation = media->image.exif_orientation,
        .flags = media->image.flags,
        .scale = media->image.scale,
        .quality = media->quality,
        .seen = media->seen,
        .mode = media->mode,
        .speed = media->speed,
        .file_bytes = (double)media->file_bytes,
    };
    memcpy(picture.hashes, media->dihedral, sizeof picture.hashes);
    return picture;
}

enum mien_status mien_js_hash(struct mien_js_picture *out, const void *bytes,
                              size_t size, const struct mien_js_options *options,
                              struct mien_error *error)
{
    struct call call;
    struct mien_media media;
    enum mien_status status = read_options(&call, options, error);
    if (status != MIEN_OK)
        return status;
    if (bytes != NULL)
        status = mien_media_hash_bytes(&media, bytes, size, &call.options, error);
    else
        status = mien_media_hash_fd(&media, THE_FILE, &call.options, error);
    if (status == MIEN_OK)
        *out = picture_of(&media);
    return status;
}

enum mien_status mien_js_views(struct mien_js_picture *out, struct mien_view *views,
                               size_t capacity, size_t *count, const void *bytes,
                               size_t size, const struct mien_js_options *options,
                               struct mien_error *error)
{
    struct call call;
    struct mien_media media;
    enum mien_status status = read_options(&call, options, error);
    if (status != MIEN_OK)
        return status;
    if (bytes != NULL)
        status = mien_media_views_bytes(&media, views, capacity, count, bytes, size,
                                        &call.options, &call.views, error);
    else
        status = mien_media_views_fd(&media, views, capacity, count, THE_FILE,
                                     &call.options, &call.views, error);
    if (status == MIEN_OK)
        *out = picture_of(&media);
    return status;
}
