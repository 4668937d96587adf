// SPDX-License-Identifier: Apache-2.0
#include "json_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

#define EXACT_MAX ((UINT64_C(1) << 53) - 1)

static void append(struct json_out *json, const char *bytes, size_t length)
{
    if (json->room - json->length < length) {
        json->room = 2 * json->room + length + 256;
        json->bytes = memory_resize(json->bytes, json->room, 1);
    }
    memcpy(json->bytes + json->length, bytes, length);
    json->length += length;
}

void json_out_free(struct json_out *json)
{
    free(json->bytes);
    json->bytes = NULL;
    json->length = json->room = 0;
}

void json_out_raw(struct json_out *json, const char *text)
{
    append(json, text, strlen(text));
}

static void escape(struct json_out *json, uint32_t code)
{
    char text[16];
    if (code == '"' || code == '\\')
        snprintf(text, sizeof text, "\\%c", (int)code);
    else if (code > 0xFFFF)
        snprintf(text, sizeof text, "\\u%04x\\u%04x",
                 0xD800u + (unsigned)((code - 0x10000) >> 10),
                 0xDC00u + (unsigned)((code - 0x10000) & 0x3FF));
    else
        snprintf(text, sizeof text, "\\u%04x", (unsigned)code);
    json_out_raw(json, text);
}

void json_out_string(struct json_out *json, const char *text, size_t length)
{
    const char *end = text + length;
    append(json, "\"", 1);
    while (text < end) {
        // What needs no second look goes in one piece.
        const char *next = text;
        while (next < end && *next >= 0x20 && *next <= 0x7E && *next != '"' &&
               *next != '\\')
            next++;
        append(json, text, (size_t)(next - text));
        text = next;
        if (text == end)
            break;
        uint32_t code;
        size_t size = text_character(text, &code);
        if (size == 0) {
            size = 1;
            escape(json, *text == '\0' ? 0 : 0xFFFD);
        } else if (code != '"' && code != '\\' && text_is_plain(code) && !json->ascii) {
            append(json, text, size);
        } else {
            escape(json, code);
        }
        text += size;
    }
    append(json, "\"", 1);
}

static bool is_utf8(const char *text, size_t length)
{
    for (const char *end = text + length; text < end; text++) {
        if (!text_is_utf8(text))
            return false;
        text += strlen(text);
    }
    return true;
}

void json_out_text(struct json_out *json, const char *name, const char *text,
                   size_t length)
{
    append(json, "\"", 1);
    json_out_raw(json, name);
    append(json, "\":", 2);
    json_out_string(json, text, length);
    if (is_utf8(text, length))
        return;
    append(json, ",\"", 2);
    json_out_raw(json, name);
    json_out_raw(json, "_bytes\":\"");
    for (size_t i = 0; i < length; i++) {
        char digits[3];
        snprintf(digits, sizeof digits, "%02x", (unsigned)(unsigned char)text[i]);
        append(json, digits, 2);
    }
    append(json, "\"", 1);
}

void json_out_number(struct json_out *json, uint64_t number)
{
    char digits[20], *first = digits + sizeof digits;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    append(json, first, (size_t)(digits + sizeof digits - first));
}

void json_out_id(struct json_out *json, uint64_t id)
{
    if (id > EXACT_MAX)
        append(json, "\"", 1);
    json_out_number(json, id);
    if (id > EXACT_MAX)
        append(json, "\"", 1);
}

void json_out_hash(struct json_out *json, const struct mien_hash *hash)
{
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, hash);
    append(json, "\"", 1);
    append(json, digits, MIEN_HASH_HEX_SIZE - 1);
    append(json, "\"", 1);
}

void json_out_print(struct json_out *json)
{
    if (json->length > 0)
        fwrite(json->bytes, 1, json->length, stdout);
    json->length = 0;
}
