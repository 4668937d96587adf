// SPDX-License-Identifier: Apache-2.0
#include "media/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum mien_status fd_read(void *context, void *buffer, size_t capacity,
                                size_t *got)
{
    const struct mien_source_fd *source = context;
    ssize_t size;
    do
        size = read(source->fd, buffer, capacity);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return MIEN_ERROR_IO;
    *got = (size_t)size;
    return MIEN_OK;
}

// Devices and the like may take lseek() and give other bytes all the same.
static bool fd_mark(void *context)
{
    struct mien_source_fd *source = context;
    struct stat about;
    int saved = errno; // that it cannot go back is no failure
    source->start = -1;
    if (fstat(source->fd, &about) == 0 && S_ISREG(about.st_mode))
        source->start = lseek(source->fd, 0, SEEK_CUR);
    errno = saved;
    return source->start >= 0;
}

static enum mien_status fd_rewind(void *context)
{
    const struct mien_source_fd *source = context;
    return lseek(source->fd, source->start, SEEK_SET) < 0 ? MIEN_ERROR_IO : MIEN_OK;
}

struct mien_media_source mien_source_fd(struct mien_source_fd *context, int fd)
{
    *context = (struct mien_source_fd){.fd = fd, .start = -1};
    return (struct mien_media_source){{context, fd_read}, fd_mark, fd_rewind};
}

static enum mien_status bytes_read(void *context, void *buffer, size_t capacity,
                                   size_t *got)
{
    struct mien_source_bytes *source = context;
    size_t part = source->left < capacity ? source->left : capacity;
    if (part > 0)
        memcpy(buffer, source->next, part);
    source->next += part;
    source->left -= part;
    *got = part;
    return MIEN_OK;
}

static bool bytes_mark(void *context)
{
    (void)context;
    return true;
}

static enum mien_status bytes_rewind(void *context)
{
    struct mien_source_bytes *source = context;
    source->next = source->bytes;
    source->left = source->size;
    return MIEN_OK;
}

struct mien_media_source mien_source_bytes(struct mien_source_bytes *context,
                                           const void *bytes, size_t size)
{
    *context = (struct mien_source_bytes){bytes, bytes, size, size};
    return (struct mien_media_source){{context, bytes_read}, bytes_mark, bytes_rewind};
}

static int open_interrupted(const char *path, int flags)
{
    int fd;
    do
        fd = open(path, flags);
    while (fd < 0 && errno == EINTR);
    return fd;
}

enum mien_status mien_source_open(int *fd, const char *path)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
    int opened = -1;
#ifdef O_NOATIME
    opened = open_interrupted(path, flags | O_NOATIME);
    if (opened < 0 && errno != EPERM) // EPERM: the file belongs to somebody else
        return MIEN_ERROR_IO;
#endif
    if (opened < 0)
        opened = open_interrupted(path, flags);
    if (opened < 0)
        return MIEN_ERROR_IO;
    struct stat about;
    int problem = 0;
    if (fstat(opened, &about) != 0)
        problem = errno;
    else if (S_ISDIR(about.st_mode))
        problem = EISDIR;
    if (problem != 0) {
        close(opened);
        errno = problem;
        return MIEN_ERROR_IO;
    }
    *fd = opened;
    return MIEN_OK;
}
