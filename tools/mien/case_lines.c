// SPDX-License-Identifier: Apache-2.0
#include "case_lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "memory.h"
#include "text.h"

void case_lines_add(struct case_lines *its, const char *line)
{
    its->lines = memory_resize(its->lines, its->count + 1, sizeof its->lines[0]);
    its->lines[its->count++] = memory_text(line);
}

void case_lines_free(struct case_lines *its)
{
    for (size_t i = 0; i < its->count; i++) {
        explicit_bzero(its->lines[i], strlen(its->lines[i]));
        free(its->lines[i]);
    }
    free(its->lines);
    *its = (struct case_lines){0};
}

// The line that is being filled.
struct filling {
    struct case_lines *out;
    const char *rest; // what the lines after this one begin with
    size_t columns;
    char *line;
    size_t width, length;
    bool empty; // but for what it begins with
};

static void begin_line(struct filling *its, const char *with)
{
    its->length = strlen(with);
    memcpy(its->line, with, its->length + 1);
    its->width = text_width(with);
    its->empty = true;
}

static void end_line(struct filling *its)
{
    its->line[its->length] = '\0';
    case_lines_add(its->out, its->line);
    begin_line(its, its->rest);
}

static void put(struct filling *its, const char *bytes, size_t length, size_t width)
{
    memcpy(its->line + its->length, bytes, length);
    its->length += length;
    its->width += width;
    its->empty = false;
}

// The bytes of the character at `text`, at least 1, and its width.
static size_t character(const char *text, size_t length, size_t *width)
{
    mbstate_t state;
    wchar_t code;
    memset(&state, 0, sizeof state);
    size_t bytes = mbrtowc(&code, text, length, &state);
    *width = 1;
    if (bytes == 0 || bytes > length)
        return 1;
    int columns = wcwidth(code);
    *width = columns > 0 ? (size_t)columns : 0;
    return bytes;
}

static void put_word(struct filling *its, const char *word, size_t length)
{
    size_t width = 0, columns;
    for (size_t at = 0; at < length; width += columns)
        at += character(word + at, length - at, &columns);
    if (!its->empty && its->width + 1 + width > its->columns)
        end_line(its);
    if (!its->empty)
        put(its, " ", 1, 1);
    if (its->width + width <= its->columns) {
        put(its, word, length, width);
        return;
    }
    for (size_t at = 0, bytes; at < length; at += bytes) {
        bytes = character(word + at, length - at, &columns);
        if (its->width + columns > its->columns && !its->empty)
            end_line(its);
        put(its, word + at, bytes, columns);
    }
}

void case_lines_wrap(struct case_lines *its, const char *text, const char *first,
                     const char *rest, size_t columns)
{
    size_t room = strlen(text) + strlen(first) + strlen(rest) + 2;
    struct filling filling = {.out = its, .rest = rest, .columns = columns};
    filling.line = memory_zeroed(room, 1);
    begin_line(&filling, first);
    for (;;) {
        size_t length = strcspn(text, " \n");
        if (length > 0)
            put_word(&filling, text, length);
        text += length;
        if (*text == '\0')
            break;
        if (*text == ' ' && filling.empty == false && text[1] == ' ')
            put(&filling, " ", 1, 1); // columns of a table stay apart
        if (*text == '\n')
            end_line(&filling);
        text++;
    }
    end_line(&filling);
    explicit_bzero(filling.line, room);
    free(filling.line);
}
