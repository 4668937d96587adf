// SPDX-License-Identifier: Apache-2.0
// Text broken into lines that fit a terminal.
#ifndef MIEN_TOOL_CASE_LINES_H
#define MIEN_TOOL_CASE_LINES_H

#include <stddef.h>

// Zero-initialise it.
struct case_lines {
    char **lines;
    size_t count;
};

void case_lines_add(struct case_lines *its, const char *line);
// Adds a text in as many lines as it takes, the first after `first`, the others after
// `rest`. It is broken at spaces and newlines, and a longer word where it must be.
void case_lines_wrap(struct case_lines *its, const char *text, const char *first,
                     const char *rest, size_t columns);
// Wipes and frees.
void case_lines_free(struct case_lines *its);

#endif
