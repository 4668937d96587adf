// SPDX-License-Identifier: Apache-2.0
#include "hash_child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child_error.h"

enum {
    SECONDS = 60
};
// Beyond the memory that decoding may hold: stacks of threads, tables of the libraries,
// and the holes in the heap.
#define EXTRA_MEMORY (UINT64_C(256) << 20)

static int open_interrupted(const char *path, int flags)
{
    int fd;
    do
        fd = open(path, flags);
    while (fd < 0 && errno == EINTR);
    return fd;
}

// 0, or the errno of why it is not to be read.
static int judge_file(int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return errno;
    if (S_ISDIR(about.st_mode))
        return EISDIR;
    return S_ISREG(about.st_mode) ? 0 : ENOTSUP;
}

int hash_child_open(const char *path)
{
    if (strcmp(path, "-") == 0)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    // Without O_NONBLOCK, opening a pipe waits for somebody to write.
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = open_interrupted(path, flags | O_NOATIME);
    if (fd < 0 && errno == EPERM) // the file belongs to somebody else
        fd = open_interrupted(path, flags);
    if (fd < 0)
        return -1;
    int problem = judge_file(fd);
    if (problem != 0) {
        close(fd);
        errno = problem;
        return -1;
    }
    return fd;
}

void hash_child_prepare(void)
{
    static const enum mien_format loaded[] = {MIEN_FORMAT_WEBP, MIEN_FORMAT_HEIC,
                                              MIEN_FORMAT_AVIF, MIEN_FORMAT_GIF};
    for (size_t i = 0; i < sizeof loaded / sizeof loaded[0]; i++)
        (void)mien_format_supported(loaded[i], NULL);
}

static void hash(void *memory, size_t size, int fd, const void *context)
{
    struct hash_child_result *result = memory;
    errno = 0;
    result->status = mien_media_hash_fd(&result->media, fd, context, &result->error);
    result->error_number = errno;
}

// What a decoder left behind that was taken over could be anything. A wrong hash cannot
// be told from a right one; all else is brought back to what the types promise.
static bool believable(struct hash_child_result *result)
{
    const struct mien_media *media = &result->media;
    bool known =
        child_error_judge(&result->error, result->status, result->error_number);
    if (result->status != MIEN_OK)
        return known;
    return media->quality <= 100 && (unsigned)media->seen < MIEN_DIHEDRAL_COUNT &&
           mien_format_supported(media->image.format, NULL) && media->image.width > 0 &&
           media->image.height > 0;
}

// The limits of decoding, which may be changed by the options, and of the child.
static struct sandbox_limits limits_of(const struct mien_decode_limits *decoding)
{
    return (struct sandbox_limits){.memory =
                                       decoding->memory < UINT64_MAX - EXTRA_MEMORY
                                           ? decoding->memory + EXTRA_MEMORY
                                           : UINT64_MAX,
                                   .seconds = SECONDS};
}

enum sandbox_end hash_child_run(struct hash_child_result *result, int fd,
                                const struct mien_media_options *options)
{
    struct mien_media_options plain = {.size = sizeof plain};
    if (options != NULL)
        plain = *options;
    plain.progress = NULL;
    struct mien_decode_limits defaults;
    mien_decode_limits_init(&defaults);
    if (plain.limits == NULL)
        plain.limits = &defaults;
    const struct sandbox_limits limits = limits_of(plain.limits);
    hash_child_prepare();
    enum sandbox_end end =
        sandbox_run(hash, result, sizeof *result, fd, &plain, &limits);
    if (end == SANDBOX_DONE && !believable(result)) {
        memset(result, 0, sizeof *result);
        end = SANDBOX_CRASHED;
    }
    if (end != SANDBOX_DONE)
        result->status = MIEN_ERROR_INTERNAL;
    return end;
}

// ---- Views
// -----------------------------------------------------------------------------

static void make_views(void *memory, size_t size, int fd, const void *context)
{
    (void)size;
    struct hash_child_views *found = memory;
    const uint32_t *budget = context;
    const struct mien_views_options options = {
        .size = sizeof options, .purposes = MIEN_VIEWS_BANK, .budget = *budget};
    struct hash_child_result *result = &found->result;
    errno = 0;
    result->status =
        mien_media_views_fd(&result->media, found->views, HASH_CHILD_VIEWS,
                            &found->count, fd, NULL, &options, &result->error);
    result->error_number = errno;
}

// A view can be any number of a kind anywhere; it has a name, and eight hashes.
static bool are_believable(const struct hash_child_views *found)
{
    if (found->count == 0 || found->count > HASH_CHILD_VIEWS ||
        found->views[0].kind != MIEN_VIEW_WHOLE)
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct mien_view *view = &found->views[i];
        char name[MIEN_VIEW_NAME_SIZE];
        if (view->quality > 100 || view->count != MIEN_DIHEDRAL_COUNT ||
            (i > 0 && view->kind == MIEN_VIEW_WHOLE) ||
            mien_view_name(name, view->kind, view->number) != MIEN_OK)
            return false;
    }
    return true;
}

enum sandbox_end hash_child_views(struct hash_child_views *found, int fd,
                                  uint32_t budget)
{
    struct mien_decode_limits defaults;
    mien_decode_limits_init(&defaults);
    const struct sandbox_limits limits = limits_of(&defaults);
    hash_child_prepare();
    enum sandbox_end end =
        sandbox_run(make_views, found, sizeof *found, fd, &budget, &limits);
    if (end == SANDBOX_DONE &&
        (!believable(&found->result) ||
         (found->result.status == MIEN_OK && !are_believable(found)))) {
        memset(found, 0, sizeof *found);
        end = SANDBOX_CRASHED;
    }
    if (end != SANDBOX_DONE)
        found->result.status = MIEN_ERROR_INTERNAL;
    return end;
}
