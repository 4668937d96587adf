// SPDX-License-Identifier: Apache-2.0
// Any bytes as an EXIF block.
#include "fuzz.h"

#include <string.h>

#include "decode/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // Copies of the exact size, so that a sanitizer sees a read beyond their ends.
    uint8_t *plain = malloc(size > 0 ? size : 1), *prefixed = malloc(size + 6);
    if (size > 0)
        memcpy(plain, data, size);
    memcpy(prefixed, "Exif\0\0", 6);
    if (size > 0)
        memcpy(prefixed + 6, data, size);
    uint32_t orientation = mien_exif_orientation(plain, size);
    MIEN_FUZZ_ASSERT(orientation <= 8);
    // The prefix makes no difference to a block that begins with its TIFF header.
    if (orientation != 0 && (data[0] == 'I' || data[0] == 'M'))
        MIEN_FUZZ_ASSERT(mien_exif_orientation(prefixed, size + 6) == orientation);
    free(prefixed);
    free(plain);
    return 0;
}
