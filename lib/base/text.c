// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

struct mien_text mien_text_begin(char *bytes, size_t capacity)
{
    bytes[0] = '\0';
    return (struct mien_text){.bytes = bytes, .capacity = capacity};
}

void mien_text_add(struct mien_text *text, const char *more)
{
    while (*more != '\0' && text->length + 1 < text->capacity)
        text->bytes[text->length++] = *more++;
    text->bytes[text->length] = '\0';
}

void mien_text_add_number(struct mien_text *text, uint64_t number)
{
    char digits[21]; // 2^64 - 1 has 20
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    mien_text_add(text, digits + at);
}

void mien_text_add_hex(struct mien_text *text, uint64_t number)
{
    char digits[17];
    for (int i = 0; i < 16; i++)
        digits[i] = "0123456789abcdef"[number >> (60 - 4 * i) & 15];
    digits[16] = '\0';
    mien_text_add(text, digits);
}
