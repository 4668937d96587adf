// SPDX-License-Identifier: Apache-2.0
// One section of a snapshot's file, from front to back, with its checksum.
#ifndef MIEN_INDEX_SECTION_H
#define MIEN_INDEX_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/format.h"

#define MIEN_SECTION_BUFFER (1 << 18)

// Either written or read. Begin with mien_section_begin(); the checksum is that of what
// was put or taken so far.
struct mien_section_stream {
    int fd;
    uint64_t at, end; // in the file: of what lies behind the buffer
    uint32_t crc;
    size_t width;    // of its numbers: in the file they are in the file's order
    size_t used;     // writing: bytes in the buffer
    size_t next;     // reading: what is taken next, of `used` bytes
    uint8_t *buffer; // [MIEN_SECTION_BUFFER]
};

// False: no memory. End it in any case.
bool mien_section_begin(struct mien_section_stream *stream, int fd,
                        const struct mien_section *section);
void mien_section_end(struct mien_section_stream *stream);

// Goes to another section before anything was put or taken.
void mien_section_move(struct mien_section_stream *stream,
                       const struct mien_section *section);

// Writes more; with the last of it, flush. False: errno.
bool mien_section_put(struct mien_section_stream *stream, const void *bytes,
                      size_t size);
bool mien_section_flush(struct mien_section_stream *stream);

// Gives a pointer to the next bytes, at most *size of them and at least one, and sets
// *size: to 0 at the end of the section. NULL: they could not be read (errno; 0: the
// file ends before the section does).
const void *mien_section_take(struct mien_section_stream *stream, size_t *size);

#endif
