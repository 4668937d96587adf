// SPDX-License-Identifier: Apache-2.0
// What a screen of a dialogue shows and asks, laid out in pages that fit a terminal.
// The question is on the last page.
#ifndef MIEN_TOOL_CASE_PAGES_H
#define MIEN_TOOL_CASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "case_lines.h"

// What is shown. Zero-initialise it.
struct case_shown {
    char *banner; // above the title on every screen, or NULL
    char *title;
    char *body; // paragraphs and lines: each begins with its kind and ends with zero
    size_t length;
};
// Begins anew, with the same banner.
void case_shown_begin(struct case_shown *its, const char *title);
// Paragraphs are separated by "\n\n".
void case_shown_paragraphs(struct case_shown *its, const char *text);
// A line of a table. One that is indented belongs to the paragraph above it.
void case_shown_line(struct case_shown *its, const char *line);
// Wipes and frees.
void case_shown_free(struct case_shown *its);

// What is asked below it, ending with the line at which she types.
struct case_asked {
    const char *const *choices;
    size_t count;
    int chosen;      // her answer before, or -1
    bool back, stop; // the ways out
    bool wordless;   // the language is not known
    bool complain;   // her last answer was none
    const char *prompt;
};

struct case_pages {
    struct case_lines head, body, tail; // tail: what is asked
    struct case_lines more;             // in its place on the other pages
    size_t room, last; // lines of the body on a page, and on the last one
};

// Lays it out; `asked` may be NULL. A page is named by the line of the body with which
// it begins: the first one by 0.
void case_pages_begin(struct case_pages *its, const struct case_shown *shown,
                      const struct case_asked *asked, size_t rows, size_t columns);
void case_pages_free(struct case_pages *its);
bool case_pages_is_last(const struct case_pages *its, size_t page);
size_t case_pages_next(const struct case_pages *its, size_t page);
size_t case_pages_before(const struct case_pages *its, size_t page);
// Writes it, with no newline behind its last line.
void case_pages_print(FILE *out, const struct case_pages *its, size_t page);

#endif
