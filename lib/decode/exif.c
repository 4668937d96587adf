// SPDX-License-Identifier: Apache-2.0
// EXIF is a TIFF file without a picture: a header that tells the byte order and where
// the first directory (IFD0) lies; the directory is a count of 12-byte entries. Source:
// TIFF 6.0, section 2; CIPA DC-008 (Exif 2.32), section 4.6.
#include "decode/exif.h"

#include <stdbool.h>
#include <string.h>

enum {
    TIFF_HEADER = 8,
    ENTRY = 12,
    TAG_ORIENTATION = 0x0112,
    TYPE_SHORT = 3,
};

static uint32_t load16(const uint8_t *p, bool big)
{
    return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t load32(const uint8_t *p, bool big)
{
    return big ? load16(p, big) << 16 | load16(p + 2, big)
               : load16(p + 2, big) << 16 | load16(p, big);
}

// Browsers take the first Orientation that they meet and accept nothing but one SHORT;
// mien must see what they show.
static uint32_t entry_orientation(const uint8_t *entry, bool big)
{
    if (load16(entry, big) != TAG_ORIENTATION || load16(entry + 2, big) != TYPE_SHORT ||
        load32(entry + 4, big) != 1)
        return 0;
    uint32_t value = load16(entry + 8, big);
    return value <= 8 ? value : 0;
}

uint32_t mien_exif_orientation(const uint8_t *bytes, size_t size)
{
    if (size >= 6 && memcmp(bytes, "Exif\0\0", 6) == 0) {
        bytes += 6;
        size -= 6;
    }
    if (size < TIFF_HEADER)
        return 0;
    bool big = memcmp(bytes, "MM\0*", 4) == 0;
    if (!big && memcmp(bytes, "II*\0", 4) != 0)
        return 0;
    size_t offset = load32(bytes + 4, big);
    if (offset > size || size - offset < 2)
        return 0;
    size_t count = load16(bytes + offset, big);
    offset += 2;
    for (size_t i = 0; i < count && size - offset >= ENTRY; i++, offset += ENTRY) {
        uint32_t orientation = entry_orientation(bytes + offset, big);
        if (orientation != 0)
            return orientation;
    }
    return 0;
}
