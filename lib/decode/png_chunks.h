// SPDX-License-Identifier: Apache-2.0
// Counts the chunks of a PNG file as its bytes go by.
#ifndef MIEN_DECODE_PNG_CHUNKS_H
#define MIEN_DECODE_PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zero-initialise it.
struct mien_png_chunks {
    uint32_t count;
    bool animated;   // an acTL chunk has been seen: APNG
    uint64_t passed; // bytes of the signature, the current chunk's data and checksum
    uint64_t wanted; // and how many there are of them
    uint8_t head[8]; // of the chunk: length and type
    size_t head_size;
};

// Looks at the next bytes of the file.
void mien_png_chunks_feed(struct mien_png_chunks *chunks, const uint8_t *bytes,
                          size_t size);

#endif
