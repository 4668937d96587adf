// SPDX-License-Identifier: Apache-2.0
// Any text as a hash.
#include "fuzz.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include <mien/pdq.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mien_hash hash;
    memset(&hash, 0xA5, sizeof hash);
    // A copy of the exact size, so that a sanitizer sees a read beyond its end.
    char *text = malloc(size + 1);
    memcpy(text + 1, data, size);
    enum mien_status status = mien_hash_from_hex(&hash, text + 1, size);
    if (status == MIEN_OK) {
        char back[MIEN_HASH_HEX_SIZE];
        mien_hash_to_hex(back, &hash);
        MIEN_FUZZ_ASSERT(size == 64 && strlen(back) == 64);
        for (size_t i = 0; i < size; i++)
            MIEN_FUZZ_ASSERT(back[i] == tolower(data[i]));
        MIEN_FUZZ_ASSERT(mien_hash_distance(&hash, &hash) == 0);
    } else {
        MIEN_FUZZ_ASSERT(status == MIEN_ERROR_FORMAT);
        bool all_digits = true;
        for (size_t i = 0; i < size; i++)
            all_digits = all_digits && isxdigit(data[i]);
        MIEN_FUZZ_ASSERT(size != 64 || !all_digits);
        for (size_t i = 0; i < sizeof hash; i++)
            MIEN_FUZZ_ASSERT(hash.bytes[i] == 0xA5);
    }
    free(text);
    return 0;
}
