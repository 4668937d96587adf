// SPDX-License-Identifier: Apache-2.0
// A file that is open, as a source of bytes for the decoder.
#ifndef MIEN_TOOL_FD_SOURCE_H
#define MIEN_TOOL_FD_SOURCE_H

#include <errno.h>
#include <unistd.h>

#include <mien/decode.h>

// For struct mien_source; the context is a pointer to the descriptor.
static inline enum mien_status fd_source_read(void *context, void *buffer,
                                              size_t capacity, size_t *got)
{
    const int *fd = context;
    ssize_t size;
    do
        size = read(*fd, buffer, capacity);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return MIEN_ERROR_IO;
    *got = (size_t)size;
    return MIEN_OK;
}

#endif
