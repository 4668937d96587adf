// SPDX-License-Identifier: Apache-2.0
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"

size_t text_character(const char *text, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)text;
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length;
    uint32_t value;
    if (byte[0] < 0x80) {
        *code = byte[0];
        return byte[0] != 0;
    }
    if ((byte[0] & 0xE0) == 0xC0) {
        length = 2;
        value = byte[0] & 0x1Fu;
    } else if ((byte[0] & 0xF0) == 0xE0) {
        length = 3;
        value = byte[0] & 0x0Fu;
    } else if ((byte[0] & 0xF8) == 0xF0) {
        length = 4;
        value = byte[0] & 0x07u;
    } else {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        // The zero at the end is no continuation byte, so this never reads past it.
        if ((byte[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (byte[i] & 0x3Fu);
    }
    if (value < smallest[length] || value > 0x10FFFF ||
        (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *code = value;
    return length;
}

bool text_is_utf8(const char *text)
{
    while (*text != '\0') {
        uint32_t code;
        size_t length = text_character(text, &code);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

bool text_is_plain(uint32_t code)
{
    // From Unicode's category Cf only the two joiners stay, without which names in
    // Persian and many emoji fall apart.
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x00, 0x1F},       // C0 controls: escape, newline
        {0x7F, 0x9F},       // delete and the C1 controls
        {0xAD, 0xAD},       // soft hyphen
        {0x61C, 0x61C},     // Arabic letter mark
        {0x180E, 0x180E},   // Mongolian vowel separator
        {0x200B, 0x200B},   // zero width space
        {0x200E, 0x200F},   // direction marks
        {0x2028, 0x202E},   // line and paragraph separators, direction overrides
        {0x2060, 0x206F},   // invisible operators, direction isolates
        {0xFEFF, 0xFEFF},   // byte order mark
        {0xFFF9, 0xFFFB},   // interlinear annotation
        {0xE0000, 0xE0FFF}, // tags
    };
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return false;
    return true;
}

void text_write_name(FILE *file, const char *name, bool ascii)
{
    while (*name != '\0') {
        uint32_t code;
        size_t length = text_character(name, &code);
        bool plain = length > 0 && text_is_plain(code) && !(ascii && code > 0x7E);
        if (length == 0)
            length = 1;
        if (plain && *name != '\\') {
            fwrite(name, 1, length, file);
        } else if (*name == '\\') {
            fputs("\\\\", file);
        } else if (*name == '\n') {
            fputs("\\n", file);
        } else if (*name == '\t') {
            fputs("\\t", file);
        } else if (*name == '\r') {
            fputs("\\r", file);
        } else {
            for (size_t i = 0; i < length; i++)
                fprintf(file, "\\x%02x", (unsigned)(unsigned char)name[i]);
        }
        name += length;
    }
}

char *text_safe(const char *name, bool ascii)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL)
        return memory_text("");
    text_write_name(file, name, ascii);
    fclose(file);
    return text != NULL ? text : memory_text("");
}

size_t text_width(const char *text)
{
    mbstate_t state;
    memset(&state, 0, sizeof state);
    size_t columns = 0;
    for (;;) {
        wchar_t character;
        size_t length = mbrtowc(&character, text, strnlen(text, MB_CUR_MAX), &state);
        if (length == 0 || length > MB_CUR_MAX)
            return columns;
        int width = wcwidth(character);
        if (width < 0)
            return columns;
        columns += (size_t)width;
        text += length;
    }
}
