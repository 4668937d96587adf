// SPDX-License-Identifier: Apache-2.0
// Where mien_media_hash_*() read from.
#ifndef MIEN_MEDIA_SOURCE_H
#define MIEN_MEDIA_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include <mien/decode.h>

// A file that is open for reading; context of mien_source_fd().
struct mien_source_fd {
    int fd;
};
// A file in memory; context of mien_source_bytes().
struct mien_source_bytes {
    const uint8_t *next;
    size_t left;
};

// struct mien_source.read for both.
enum mien_status mien_source_fd_read(void *context, void *buffer, size_t capacity,
                                     size_t *got);
enum mien_status mien_source_bytes_read(void *context, void *buffer, size_t capacity,
                                        size_t *got);

// Opens a file without following its wishes: no controlling terminal, no descriptor for
// child processes, and where the system allows it no new access time, so that looking
// at a picture leaves no trace on it. Errors: IO with errno set, also for directories.
MIEN_NODISCARD enum mien_status mien_source_open(int *fd, const char *path);

#endif
