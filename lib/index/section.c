// SPDX-License-Identifier: Apache-2.0
#include "index/section.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "index/crc.h"
#include "index/system.h"

bool mien_section_begin(struct mien_section_stream *stream, int fd,
                        const struct mien_section *section)
{
    *stream =
        (struct mien_section_stream){.fd = fd, .buffer = malloc(MIEN_SECTION_BUFFER)};
    mien_section_move(stream, section);
    return stream->buffer != NULL;
}

void mien_section_move(struct mien_section_stream *stream,
                       const struct mien_section *section)
{
    stream->at = section->offset;
    stream->end = section->offset + section->bytes;
    stream->width = mien_section_width(section->kind - 1);
}

void mien_section_end(struct mien_section_stream *stream)
{
    free(stream->buffer);
    stream->buffer = NULL;
}

bool mien_section_flush(struct mien_section_stream *stream)
{
    mien_order_run(stream->buffer, stream->used, stream->width);
    stream->crc = mien_crc(stream->crc, stream->buffer, stream->used);
    if (!mien_file_write_at(stream->fd, stream->buffer, stream->used, stream->at))
        return false;
    stream->at += stream->used;
    stream->used = 0;
    return true;
}

bool mien_section_put(struct mien_section_stream *stream, const void *bytes,
                      size_t size)
{
    const uint8_t *from = bytes;
    while (size > 0) {
        size_t room = MIEN_SECTION_BUFFER - stream->used;
        size_t part = size < room ? size : room;
        memcpy(stream->buffer + stream->used, from, part);
        stream->used += part;
        from += part;
        size -= part;
        if (stream->used == MIEN_SECTION_BUFFER && !mien_section_flush(stream))
            return false;
    }
    return true;
}

static bool fill(struct mien_section_stream *stream)
{
    uint64_t left = stream->end - stream->at;
    size_t size = left < MIEN_SECTION_BUFFER ? (size_t)left : MIEN_SECTION_BUFFER;
    size_t got = 0;
    if (!mien_file_read_at(stream->fd, stream->buffer, size, stream->at, &got))
        return false;
    errno = 0;
    stream->crc = mien_crc(stream->crc, stream->buffer, got);
    mien_order_run(stream->buffer, got / stream->width * stream->width, stream->width);
    stream->at += got;
    stream->used = got;
    stream->next = 0;
    return got == size;
}

const void *mien_section_take(struct mien_section_stream *stream, size_t *size)
{
    if (stream->next == stream->used && !fill(stream))
        return NULL;
    size_t there = stream->used - stream->next;
    if (*size > there)
        *size = there;
    stream->next += *size;
    return stream->buffer + stream->next - *size;
}
