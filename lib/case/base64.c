// SPDX-License-Identifier: Apache-2.0
#include "case/base64.h"

#include <jose/b64.h>
#include <stdint.h>
#include <string.h>

static int value_of(char c)
{
    const char *at = c != '\0' ? strchr(JOSE_B64_MAP, c) : NULL;
    return at != NULL ? (int)(at - JOSE_B64_MAP) : -1;
}

bool mien_base64_is_canonical(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (value_of(text[i]) < 0)
            return false;
    switch (length % 4) {
    case 0:
        return true;
    case 2: // 12 bits for 8
        return (value_of(text[length - 1]) & 15) == 0;
    case 3: // 18 bits for 16
        return (value_of(text[length - 1]) & 3) == 0;
    default:
        return false;
    }
}

bool mien_base64_read(const json_t *text, void *bytes, size_t size)
{
    const char *characters = json_string_value(text);
    size_t length = json_string_length(text);
    if (characters == NULL || MIEN_BASE64_BYTES(length) != size ||
        !mien_base64_is_canonical(characters, length))
        return false;
    uint8_t *to = bytes;
    uint32_t held = 0; // bits that are not yet written
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        held = held << 6 | (uint32_t)value_of(characters[i]);
        count += 6;
        if (count >= 8) {
            count -= 8;
            *to++ = (uint8_t)(held >> count);
        }
    }
    return true;
}

void mien_base64_write(char *text, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    uint32_t held = 0;
    int count = 0;
    for (size_t i = 0; i < size; i++) {
        held = held << 8 | from[i];
        for (count += 8; count >= 6; count -= 6)
            *text++ = JOSE_B64_MAP[held >> (count - 6) & 63];
    }
    if (count > 0)
        *text++ = JOSE_B64_MAP[held << (6 - count) & 63];
    *text = '\0';
}
