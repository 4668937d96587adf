// SPDX-License-Identifier: Apache-2.0
#include "index/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

#include "base/status.h"
#include "base/text.h"
#include "index/system.h"

#define LOCK_NAME "lock"

static void make_name(char name[MIEN_FILE_NAME_SIZE], const char *kind,
                      uint64_t generation)
{
    struct mien_text text = mien_text_begin(name, MIEN_FILE_NAME_SIZE);
    mien_text_add(&text, kind);
    mien_text_add_hex(&text, generation);
}

void mien_snapshot_name(char name[MIEN_FILE_NAME_SIZE], uint64_t generation)
{
    make_name(name, "snapshot-", generation);
}

void mien_log_name(char name[MIEN_FILE_NAME_SIZE], uint64_t generation)
{
    make_name(name, "log-", generation);
}

// ------------------------------------------------------------------- what is in there

enum file_kind {
    FILE_SNAPSHOT,
    FILE_LOG,
    FILE_TEMPORARY, // of either
    FILE_STRANGE
};

// Reads 16 digits, in lower case; returns what is behind them, or NULL.
static const char *read_generation(uint64_t *generation, const char *digits)
{
    uint64_t number = 0;
    for (int i = 0; i < 16; i++, digits++) {
        if (*digits >= '0' && *digits <= '9')
            number = number << 4 | (uint64_t)(*digits - '0');
        else if (*digits >= 'a' && *digits <= 'f')
            number = number << 4 | (uint64_t)(*digits - 'a' + 10);
        else
            return NULL;
    }
    *generation = number;
    return digits;
}

static enum file_kind read_name(uint64_t *generation, const char *name)
{
    enum file_kind kind = FILE_STRANGE;
    const char *rest = NULL;
    if (strncmp(name, "snapshot-", 9) == 0) {
        kind = FILE_SNAPSHOT;
        rest = read_generation(generation, name + 9);
    } else if (strncmp(name, "log-", 4) == 0) {
        kind = FILE_LOG;
        rest = read_generation(generation, name + 4);
    }
    if (rest == NULL)
        return FILE_STRANGE;
    if (*rest == '\0')
        return kind;
    return strcmp(rest, ".tmp") == 0 ? FILE_TEMPORARY : FILE_STRANGE;
}

// Is told of a file; false ends the walk.
typedef bool file_fn(void *context, int folder, enum file_kind kind, const char *name,
                     uint64_t generation);

struct walk {
    int folder;
    file_fn *each;
    void *context;
};

static bool see_name(void *context, const char *name)
{
    const struct walk *walk = context;
    uint64_t generation = 0;
    enum file_kind kind = read_name(&generation, name);
    return walk->each(walk->context, walk->folder, kind, name, generation);
}

static bool walk(int folder, file_fn *each, void *context)
{
    struct walk walk = {folder, each, context};
    return mien_directory_list(folder, see_name, &walk);
}

static enum mien_status walk_or_fail(int folder, file_fn *each, void *context,
                                     struct mien_error *error)
{
    if (walk(folder, each, context))
        return MIEN_OK;
    return mien_fail(error, MIEN_ERROR_IO, "index: the folder could not be read");
}

enum mien_status mien_folder_open(int *folder, const char *path,
                                  struct mien_error *error)
{
    int fd = mien_directory_open(path);
    if (fd < 0)
        return mien_fail(error, MIEN_ERROR_IO, "index: the folder could not be opened");
    *folder = fd;
    return MIEN_OK;
}

static bool see_anything(void *context, int folder, enum file_kind kind,
                         const char *name, uint64_t generation)
{
    *(bool *)context = false;
    return false;
}

enum mien_status mien_folder_is_empty(int folder, bool *empty, struct mien_error *error)
{
    bool found = true;
    enum mien_status status = walk_or_fail(folder, see_anything, &found, error);
    if (status == MIEN_OK)
        *empty = found;
    return status;
}

struct newest {
    bool found, found_log;
    uint64_t generation;
};

static bool see_newest(void *context, int folder, enum file_kind kind, const char *name,
                       uint64_t generation)
{
    struct newest *newest = context;
    newest->found_log |= kind == FILE_LOG;
    if (kind == FILE_SNAPSHOT && (!newest->found || generation > newest->generation)) {
        newest->found = true;
        newest->generation = generation;
    }
    return true;
}

enum mien_status mien_folder_newest(int folder, uint64_t *generation,
                                    struct mien_error *error)
{
    struct newest newest = {0};
    enum mien_status status = walk_or_fail(folder, see_newest, &newest, error);
    if (status != MIEN_OK)
        return status;
    if (!newest.found && newest.found_log)
        return mien_fail(error, MIEN_ERROR_CORRUPT, "index: its snapshot is missing");
    if (!newest.found)
        return mien_fail(error, MIEN_ERROR_FORMAT, "index: none in this folder");
    *generation = newest.generation;
    return MIEN_OK;
}

struct sizes {
    uint64_t snapshots, logs;
};

static bool see_size(void *context, int folder, enum file_kind kind, const char *name,
                     uint64_t generation)
{
    struct sizes *sizes = context;
    uint64_t size = 0;
    if (kind != FILE_SNAPSHOT && kind != FILE_LOG)
        return true;
    if (!mien_file_size_of(folder, name, &size))
        return true; // just deleted
    *(kind == FILE_LOG ? &sizes->logs : &sizes->snapshots) += size;
    return true;
}

enum mien_status mien_folder_sizes(int folder, uint64_t *snapshots, uint64_t *logs,
                                   struct mien_error *error)
{
    struct sizes sizes = {0};
    enum mien_status status = walk_or_fail(folder, see_size, &sizes, error);
    if (status == MIEN_OK) {
        *snapshots = sizes.snapshots;
        *logs = sizes.logs;
    }
    return status;
}

// ------------------------------------------------------------------------ who may
// write

// Who asks whether there is a writer holds the lock for a moment, in common with
// others: so a lock that cannot be had, but can be shared, is worth another try.
#define LOCK_TRIES 1000

static bool lock_exclusively(int fd)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (mien_file_lock(fd, MIEN_LOCK_EXCLUSIVE))
            return true;
        if (errno != EWOULDBLOCK || !mien_file_lock(fd, MIEN_LOCK_SHARED))
            return false;
        mien_file_lock(fd, MIEN_LOCK_NONE);
        nanosleep(&moment, NULL);
    }
    errno = EWOULDBLOCK;
    return false;
}

enum mien_status mien_folder_lock(int folder, int *lock, struct mien_error *error)
{
    int fd = mien_file_open(folder, LOCK_NAME, O_RDWR | O_CREAT);
    if (fd < 0)
        return mien_fail(error, MIEN_ERROR_IO, "index: its lock could not be opened");
    bool locked = lock_exclusively(fd);
    bool busy = !locked && errno == EWOULDBLOCK;
    if (locked && mien_file_cut(fd, 0)) {
        *lock = fd;
        return MIEN_OK;
    }
    mien_file_close(fd);
    return busy ? mien_fail(error, MIEN_ERROR_BUSY, "index: another writer has it open")
                : mien_fail(error, MIEN_ERROR_IO, "index: it could not be locked");
}

// The size says it, since that needs no space on a full disk.
enum mien_status mien_folder_begin_writing(int lock, struct mien_error *error)
{
    if (mien_file_cut(lock, 1))
        return MIEN_OK;
    return mien_fail(error, MIEN_ERROR_IO, "index: its lock could not be written");
}

bool mien_folder_has_writer(int folder)
{
    uint64_t size = 0;
    int fd = mien_file_open(folder, LOCK_NAME, O_RDONLY);
    if (fd < 0)
        return false;
    bool locked = !mien_file_lock(fd, MIEN_LOCK_SHARED) && errno == EWOULDBLOCK;
    bool writing = locked && mien_file_size(fd, &size) && size > 0;
    mien_file_close(fd); // gives the lock back
    return writing;
}

// -------------------------------------------------------------------------- what may
// go

struct cleaning {
    uint64_t generation; // older ones may go
    uint64_t oldest;     // snapshot that stays
};

// Nobody holds the shared lock that mien_snapshot_open() takes. Who opens the file just
// now finds it gone, or reads on in what has no name any more: both are well.
static bool is_unread(int folder, const char *name)
{
    int fd = mien_file_open(folder, name, O_RDWR);
    if (fd < 0)
        return false;
    bool unread = mien_file_lock(fd, MIEN_LOCK_EXCLUSIVE);
    mien_file_close(fd);
    return unread;
}

static bool clean_snapshot(void *context, int folder, enum file_kind kind,
                           const char *name, uint64_t generation)
{
    struct cleaning *cleaning = context;
    if (kind == FILE_TEMPORARY)
        mien_file_delete(folder, name);
    if (kind != FILE_SNAPSHOT || generation >= cleaning->generation)
        return true;
    bool gone = is_unread(folder, name) && mien_file_delete(folder, name);
    if (!gone && generation < cleaning->oldest)
        cleaning->oldest = generation;
    return true;
}

static bool clean_log(void *context, int folder, enum file_kind kind, const char *name,
                      uint64_t generation)
{
    const struct cleaning *cleaning = context;
    if (kind == FILE_LOG && generation < cleaning->oldest)
        mien_file_delete(folder, name);
    return true;
}

void mien_folder_clean(int folder, uint64_t generation)
{
    struct cleaning cleaning = {.generation = generation, .oldest = generation};
    if (walk(folder, clean_snapshot, &cleaning))
        walk(folder, clean_log, &cleaning);
}
