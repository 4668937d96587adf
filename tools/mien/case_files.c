// SPDX-License-Identifier: Apache-2.0
#include "case_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errno_text.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "status_text.h"
#include "ui.h"

// ---- Reading
// ---------------------------------------------------------------------------

void case_bytes_free(struct case_bytes *its)
{
    if (its->bytes != NULL)
        explicit_bzero(its->bytes, its->length);
    free(its->bytes);
    *its = (struct case_bytes){0};
}

// Moves to a larger block without leaving the bytes behind in the smaller.
static char *grow(char *old, size_t used, size_t capacity)
{
    char *larger = memory_zeroed(capacity, 1);
    if (old != NULL) {
        memcpy(larger, old, used);
        explicit_bzero(old, used);
        free(old);
    }
    return larger;
}

// Silent when a signal ended it: the command then says nothing more either.
static bool complain(const char *name, int number)
{
    if (number != EINTR || signals_caught() == 0)
        ui_error(name, "%s", errno_text(number));
    return false;
}

static bool read_all(struct case_bytes *out, int fd, const char *name, size_t most)
{
    size_t capacity = 0, used = 0;
    char *bytes = NULL;
    for (;;) {
        if (used == capacity) {
            // One byte more than is allowed, to see that there is more.
            capacity = capacity == 0 ? 65536 : capacity * 2;
            capacity = capacity > most ? most + 1 : capacity;
            bytes = grow(bytes, used, capacity);
        }
        ssize_t got = read(fd, bytes + used, capacity - used);
        if (got == 0)
            break;
        if (got > 0)
            used += (size_t)got;
        bool large = used > most;
        if (got < 0 || large) {
            int number = errno;
            explicit_bzero(bytes, used);
            free(bytes);
            if (!large)
                return complain(name, number);
            ui_error(name, _("it is too large for a file of this kind"));
            return false;
        }
    }
    out->bytes = bytes;
    out->length = used;
    return true;
}

bool case_read(struct case_bytes *out, const char *name, size_t most)
{
    bool standard = strcmp(name, "-") == 0;
    // Not waiting for somebody to write into a FIFO, before it is seen to be one.
    int fd = standard ? STDIN_FILENO
                      : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return complain(name, errno);
    struct stat about;
    bool good = fstat(fd, &about) == 0;
    if (!good)
        complain(name, errno);
    if (good && !standard && !S_ISREG(about.st_mode)) {
        ui_error(name, _("it is not a regular file"));
        good = false;
    }
    good = good && read_all(out, fd, name, most);
    if (!standard)
        close(fd);
    return good;
}

bool case_read_fd(struct case_bytes *out, int fd, const char *name, size_t most)
{
    return read_all(out, fd, name, most);
}

// ---- Holding
// ---------------------------------------------------------------------------

// Whether the file that was locked still has the name: another process may have put a
// newer one into its place meanwhile.
static bool still_there(int fd, const char *name)
{
    struct stat locked, named;
    return fstat(fd, &locked) == 0 && stat(name, &named) == 0 &&
           locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

bool case_hold(int *held, const char *name)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    *held = -1;
    if (fd < 0)
        return errno == ENOENT || complain(name, errno);
    // There are file systems without locks.
    bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    if (locked && still_there(fd, name)) {
        *held = fd;
        return true;
    }
    close(fd);
    ui_error(name, "%s", status_text(MIEN_ERROR_BUSY));
    ui_hint(status_hint(MIEN_ERROR_BUSY, 0));
    return false;
}

void case_release(int *held)
{
    if (*held >= 0)
        close(*held);
    *held = -1;
}

// ---- Writing
// ---------------------------------------------------------------------------

// The folder of a path, to be freed.
static char *folder_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    if (slash == NULL)
        return memory_text(".");
    if (slash == name)
        return memory_text("/");
    return memory_format("%.*s", (int)(slash - name), name);
}

bool case_output_possible(const char *name, bool replace)
{
    struct stat about;
    bool exists = lstat(name, &about) == 0;
    if (!exists && errno != ENOENT)
        return complain(name, errno);
    if (exists && !replace) {
        ui_error(name, _("it exists already, and is not overwritten"));
        ui_hint(_("Choose another name."));
        return false;
    }
    if (exists && !S_ISREG(about.st_mode)) {
        ui_error(name, _("it is not a regular file"));
        return false;
    }
    char *folder = folder_of(name);
    bool writable = access(folder, W_OK | X_OK) == 0;
    if (!writable)
        complain(folder, errno);
    free(folder);
    return writable;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t done = write(fd, bytes, length);
        if (done < 0)
            return false;
        bytes += done;
        length -= (size_t)done;
    }
    return fsync(fd) == 0;
}

bool case_write(struct case_output *out, const char *name, bool replace,
                const void *bytes, size_t length)
{
    *out = (struct case_output){.name = name, .replace = replace, .fd = -1};
    if (!case_output_possible(name, replace))
        return false;
    if (replace)
        out->temporary = memory_format("%s.new", name);
    const char *path = replace ? out->temporary : name;
    out->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int number = errno;
    bool written = out->fd >= 0 && write_all(out->fd, bytes, length);
    if (written)
        return true;
    number = out->fd >= 0 ? errno : number;
    complain(path, number);
    if (out->fd < 0 && number == EEXIST)
        ui_hint(
            _("An attempt that was cut off left it. If you sent a document after "
              "that, keep this file under another name: the key of that case may be "
              "in it. Otherwise delete it."));
    case_discard(out);
    return false;
}

// So that the name itself outlives a power failure.
static void sync_folder(const char *name)
{
    char *folder = folder_of(name);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

static void close_output(struct case_output *out)
{
    if (out->fd >= 0)
        close(out->fd);
    free(out->temporary);
    out->fd = -1;
    out->temporary = NULL;
}

bool case_keep(struct case_output *out)
{
    if (out->replace && rename(out->temporary, out->name) != 0) {
        complain(out->name, errno);
        case_discard(out);
        return false;
    }
    sync_folder(out->name);
    close_output(out);
    return true;
}

void case_discard(struct case_output *out)
{
    if (out->fd >= 0)
        unlink(out->replace ? out->temporary : out->name);
    close_output(out);
}
