// SPDX-License-Identifier: Apache-2.0
// Where mien_media_hash_*() read from.
#ifndef MIEN_MEDIA_SOURCE_H
#define MIEN_MEDIA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <mien/decode.h>

// A source that goes back to where it began, if it can.
struct mien_media_source {
    struct mien_source source;
    // Notes where it stands, before anything is read. Returns false when what is read
    // will be gone.
    bool (*mark)(void *context);
    // Goes back there. Returns OK, or IO with errno set.
    enum mien_status (*rewind)(void *context);
};

// A file that is open for reading. Only a regular one can be read again.
struct mien_source_fd {
    int fd;
    off_t start; // where it stood, as mark() found
};
struct mien_media_source mien_source_fd(struct mien_source_fd *context, int fd);

// A file in memory.
struct mien_source_bytes {
    const uint8_t *bytes, *next;
    size_t size, left;
};
struct mien_media_source mien_source_bytes(struct mien_source_bytes *context,
                                           const void *bytes, size_t size);

// Opens a file without following its wishes: no controlling terminal, no descriptor for
// child processes, and where the system allows it no new access time, so that looking
// at a picture leaves no trace on it. Errors: IO with errno set, also for directories.
MIEN_NODISCARD enum mien_status mien_source_open(int *fd, const char *path);

#endif
