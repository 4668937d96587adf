// SPDX-License-Identifier: Apache-2.0
// What a person types at a dialogue: one line, and what it means.
#ifndef MIEN_TOOL_CASE_TYPED_H
#define MIEN_TOOL_CASE_TYPED_H

#include <stdbool.h>
#include <stddef.h>

// Reads one line from the terminal, without its end and the blanks around it. A longer
// one is cut. 0, or STOP of case_screen.h: at the end of input, or after a signal.
int case_typed_line(int fd, char *line, size_t size);

// BACK or STOP of case_screen.h, or 0 when the line says neither. The English letters
// are understood in each language, for keyboards that have no others.
int case_typed_way_out(const char *line, bool back);

// A number from 1, in European or Arabic digits; 0 when it is none.
size_t case_typed_number(const char *line);

#endif
