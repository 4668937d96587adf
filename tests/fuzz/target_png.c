// SPDX-License-Identifier: Apache-2.0
// Any bytes as a PNG: the signature and the checksums of the chunks are put right, so
// that what is inside them reaches libpng. An odd last byte leaves the checksums alone.
#include "fuzz.h"

#include <string.h>
#include <zlib.h>

static uint32_t load_be32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

static void store_be32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

// A chunk: length of its data, type, data, checksum of type and data.
static void mend_checksums(uint8_t *bytes, size_t size)
{
    size_t at = 8;
    while (size - at >= 12) {
        uint32_t length = load_be32(bytes + at);
        if (length > size - at - 12)
            return;
        store_be32(bytes + at + 8 + length,
                   (uint32_t)crc32(0, bytes + at + 4, length + 4));
        at += (size_t)length + 12;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    if (size < sizeof magic)
        return 0;
    uint8_t *copy = malloc(size);
    memcpy(copy, data, size);
    memcpy(copy, magic, sizeof magic);
    if (data[size - 1] % 2 == 0) // the last byte of a whole file, 0x82, is even
        mend_checksums(copy, size);
    mien_fuzz_image(copy, size);
    free(copy);
    return 0;
}
