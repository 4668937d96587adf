// SPDX-License-Identifier: Apache-2.0
// A PNG file is a signature of 8 bytes and chunks: length (big-endian), type, data,
// checksum. libpng has no limit on their number, and each costs time however empty.
// Source: PNG (W3C, Third Edition), section 5.
#include "decode/png_chunks.h"

#include <string.h>

enum {
    SIGNATURE = 8,
    CHECKSUM = 4
};

static void begin_chunk(struct mien_png_chunks *chunks)
{
    const uint8_t *head = chunks->head;
    uint64_t length = (uint64_t)head[0] << 24 | (uint64_t)head[1] << 16 |
                      (uint64_t)head[2] << 8 | head[3];
    chunks->count++;
    chunks->animated |= memcmp(head + 4, "acTL", 4) == 0;
    chunks->wanted = length + CHECKSUM;
    chunks->passed = 0;
    chunks->head_size = 0;
}

void mien_png_chunks_feed(struct mien_png_chunks *chunks, const uint8_t *bytes,
                          size_t size)
{
    if (chunks->count == 0 && chunks->wanted == 0)
        chunks->wanted = SIGNATURE;
    while (size > 0) {
        uint64_t rest = chunks->wanted - chunks->passed;
        size_t part = rest < size ? (size_t)rest : size;
        chunks->passed += part;
        bytes += part;
        size -= part;
        for (; size > 0 && chunks->head_size < sizeof chunks->head; size--)
            chunks->head[chunks->head_size++] = *bytes++;
        if (chunks->head_size == sizeof chunks->head)
            begin_chunk(chunks);
    }
}
