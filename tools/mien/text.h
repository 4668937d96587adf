// SPDX-License-Identifier: Apache-2.0
// Text of unknown origin, file names above all: UTF-8, and what may reach a terminal.
#ifndef MIEN_TOOL_TEXT_H
#define MIEN_TOOL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// Reads the UTF-8 character at `text`, which ends with a zero byte. Returns its length,
// 1 to 4, and puts it into *code; returns 0 at the end and where the bytes are no UTF-8
// (overlong forms, surrogates and numbers above 0x10FFFF are none).
size_t text_character(const char *text, uint32_t *code);

bool text_is_utf8(const char *text);

// Tells whether a character can be shown as it is: no control character, none that
// changes the direction of writing, none that cannot be seen.
bool text_is_plain(uint32_t code);

// Writes a file name so that it stays on its line and cannot command a terminal: a
// backslash becomes \\, a newline \n, a tab \t, a carriage return \r, and each byte of
// whatever else is not plain UTF-8 becomes \xHH. Nothing is lost: replacing these
// sequences gives the name back. With `ascii`, for terminals that do not read UTF-8,
// every byte above 0x7E is written as \xHH as well.
void text_write_name(FILE *file, const char *name, bool ascii);

// The same into a new text, which the caller frees.
char *text_safe(const char *name, bool ascii);

// The columns of a terminal that a text of this locale takes: characters, counted by
// their width, up to the first that cannot be shown.
size_t text_width(const char *text);

#endif
