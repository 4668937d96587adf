// SPDX-License-Identifier: Apache-2.0
// Any bytes as a JPEG: its first three bytes are put right, so that no time is lost on
// other formats.
#include "fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t magic[3] = {0xFF, 0xD8, 0xFF};
    if (size < sizeof magic)
        return 0;
    uint8_t *copy = malloc(size);
    memcpy(copy, data, size);
    memcpy(copy, magic, sizeof magic);
    mien_fuzz_image(copy, size);
    free(copy);
    return 0;
}
