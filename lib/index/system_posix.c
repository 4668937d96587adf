// SPDX-License-Identifier: Apache-2.0
#include "index/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h> // renameat()
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// --------------------------------------------------------------------------- folders

bool mien_directory_make(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

int mien_directory_open(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    return fd;
}

bool mien_directory_list(int folder, mien_name_fn *each, void *context)
{
    // A descriptor of its own, since the place in the list belongs to the descriptor.
    int fd = mien_file_open(folder, ".", O_RDONLY | O_DIRECTORY);
    DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
    if (list == NULL) {
        mien_file_close(fd);
        return false;
    }
    struct dirent *found;
    bool on = true;
    while (on && (errno = 0, found = readdir(list)) != NULL)
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0)
            on = each(context, found->d_name);
    int reason = on ? errno : 0;
    closedir(list);
    errno = reason;
    return reason == 0;
}

// Some file systems refuse to sync a folder, which then needs none.
bool mien_directory_sync(int folder)
{
    return mien_file_sync(folder) || errno == EINVAL;
}

bool mien_directory_sync_above(int folder)
{
    int above = mien_file_open(folder, "..", O_RDONLY | O_DIRECTORY);
    if (above < 0) // not to be read by us; the system may still see to it
        return errno == EACCES;
    bool done = mien_directory_sync(above);
    mien_file_close(above);
    return done;
}

// ----------------------------------------------------------------------------- files

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

bool mien_file_size(int fd, uint64_t *size)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return false;
    *size = (uint64_t)about.st_size;
    return true;
}

bool mien_file_size_of(int folder, const char *name, uint64_t *size)
{
    struct stat about;
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    *size = (uint64_t)about.st_size;
    return true;
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

bool mien_file_rename(int folder, int fd, const char *from, const char *to)
{
    int result;
    do
        result = renameat(folder, from, folder, to);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

bool mien_file_delete(int folder, const char *name)
{
    return unlinkat(folder, name, 0) == 0;
}

bool mien_file_lock(int fd, enum mien_file_lock lock)
{
    static const int operations[] = {[MIEN_LOCK_SHARED] = LOCK_SH | LOCK_NB,
                                     [MIEN_LOCK_SHARED_WAIT] = LOCK_SH,
                                     [MIEN_LOCK_EXCLUSIVE] = LOCK_EX | LOCK_NB,
                                     [MIEN_LOCK_NONE] = LOCK_UN};
    int result;
    do
        result = flock(fd, operations[lock]);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

// ---------------------------------------------------------------------------- memory

void *mien_file_map(int fd, uint64_t size)
{
    if (size > SIZE_MAX / 2) {
        errno = ENOMEM;
        return NULL;
    }
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return NULL;
    return map;
}

void mien_file_unmap(void *map, uint64_t size)
{
    munmap(map, (size_t)size);
}

const void *mien_watch_begin(int fd)
{
    return mien_file_map(fd, MIEN_WATCH_BYTES);
}

uint64_t mien_watch_number(const void *watch, size_t offset)
{
    const uint64_t *number =
        (const uint64_t *)(const void *)((const uint8_t *)watch + offset);
    return __atomic_load_n(number, __ATOMIC_ACQUIRE);
}

void mien_watch_end(const void *watch)
{
    mien_file_unmap((void *)watch, MIEN_WATCH_BYTES);
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

void *mien_lines_take(size_t size)
{
    return aligned_alloc(MIEN_LINE, size);
}

void mien_lines_give(void *lines)
{
    free(lines);
}

void mien_sort(void *things, size_t count, size_t size, mien_order_fn *order,
               void *context)
{
    qsort_r(things, count, size, order, context);
}

// --------------------------------------------------------------------------- threads

bool mien_thread_begin(pthread_t *thread, void *(*run)(void *), void *context)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool begun = pthread_create(thread, NULL, run, context) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return begun;
}
