// SPDX-License-Identifier: Apache-2.0
#include "index/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> // renameat()
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int mien_file_open(int folder, const char *name, int flags)
{
    int fd;
    do
        fd = openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

void mien_file_close(int fd)
{
    int reason = errno;
    if (fd >= 0)
        close(fd);
    errno = reason;
}

bool mien_file_read_at(int fd, void *bytes, size_t size, uint64_t offset, size_t *got)
{
    size_t done = 0;
    while (done < size) {
        ssize_t part =
            pread(fd, (char *)bytes + done, size - done, (off_t)(offset + done));
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return false;
        if (part == 0)
            break;
        done += (size_t)part;
    }
    *got = done;
    return true;
}

bool mien_file_write_at(int fd, const void *bytes, size_t size, uint64_t offset)
{
    size_t done = 0;
    while (done < size) {
        ssize_t part =
            pwrite(fd, (const char *)bytes + done, size - done, (off_t)(offset + done));
        if (part < 0 && errno == EINTR)
            continue;
        if (part == 0)
            errno = ENOSPC; // no reason was given, so it is for want of room
        if (part <= 0)
            return false;
        done += (size_t)part;
    }
    return true;
}

bool mien_file_cut(int fd, uint64_t size)
{
    int result;
    do
        result = ftruncate(fd, (off_t)size);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool mien_file_sync(int fd)
{
    int result;
    do
        result = fsync(fd);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool mien_file_sync_content(int fd)
{
    int result;
    do
        result = fdatasync(fd);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool mien_file_reserve(int fd, uint64_t from, uint64_t size)
{
#ifdef FALLOC_FL_KEEP_SIZE
    int result;
    do
        result = fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)size);
    while (result != 0 && errno == EINTR);
    return result == 0 || errno == EOPNOTSUPP || errno == ENOSYS;
#else
    return true;
#endif
}

static bool rename_file(const struct mien_fresh_file *file)
{
    int result;
    do
        result = renameat(file->folder, file->temporary, file->folder, file->name);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

// Some file systems refuse to sync a folder, which then needs none.
static bool sync_folder(int folder)
{
    return mien_file_sync(folder) || errno == EINVAL;
}

bool mien_file_sync_above(int folder)
{
    int above = mien_file_open(folder, "..", O_RDONLY | O_DIRECTORY);
    if (above < 0) // not to be read by us; the system may still see to it
        return errno == EACCES;
    bool done = sync_folder(above);
    mien_file_close(above);
    return done;
}

// Undoes what failed, and keeps why.
static void delete_file(int folder, const char *name)
{
    int reason = errno;
    unlinkat(folder, name, 0);
    errno = reason;
}

bool mien_fresh_make(struct mien_fresh_file *file, int folder, const char *name)
{
    size_t length = strnlen(name, sizeof file->name - sizeof ".tmp");
    memcpy(file->name, name, length);
    file->name[length] = '\0';
    memcpy(file->temporary, name, length);
    memcpy(file->temporary + length, ".tmp", sizeof ".tmp");
    file->folder = folder;
    delete_file(folder, file->temporary); // what a crash left
    file->fd = mien_file_open(folder, file->temporary, O_RDWR | O_CREAT | O_EXCL);
    return file->fd >= 0;
}

bool mien_fresh_publish(struct mien_fresh_file *file)
{
    if (!mien_file_sync(file->fd) || !rename_file(file)) {
        mien_fresh_drop(file);
        return false;
    }
    mien_file_close(file->fd);
    file->fd = -1;
    if (sync_folder(file->folder))
        return true;
    delete_file(file->folder, file->name);
    return false;
}

void mien_fresh_drop(struct mien_fresh_file *file)
{
    delete_file(file->folder, file->temporary);
    mien_file_close(file->fd);
    file->fd = -1;
}

#define LARGE_PAGE (UINT64_C(2) << 20)

// Little stays in little pages. 0: too large for this machine.
static size_t whole_pages(uint64_t size)
{
    uint64_t rounded = (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    if (rounded < size || rounded > SIZE_MAX / 2)
        return 0;
    return (size_t)(size < LARGE_PAGE ? size : rounded);
}

void *mien_pages_take(uint64_t size)
{
    size_t rounded = whole_pages(size);
    if (rounded == 0)
        return NULL;
    void *pages =
        // cppcheck-suppress invalidFunctionArg ; -1 is what memory without a file takes
        mmap(NULL, rounded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
#ifdef MADV_HUGEPAGE
    if (rounded >= LARGE_PAGE) // without them it is only slower
        (void)madvise(pages, rounded, MADV_HUGEPAGE);
#endif
    return pages;
}

void mien_pages_give(void *pages, uint64_t size)
{
    if (pages != NULL)
        munmap(pages, whole_pages(size));
}
