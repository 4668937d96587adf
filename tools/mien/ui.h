// SPDX-License-Identifier: Apache-2.0
// How the tool speaks to a person: messages, colours, one line that comes and goes.
// Results go to standard output, everything else to standard error. Main thread only.
#ifndef MIEN_TOOL_UI_H
#define MIEN_TOOL_UI_H

#include <stdbool.h>
#include <stdio.h>

// Looks at the terminal and the locale. Call after setlocale().
void ui_begin(void);

// From now on no warnings, notes and progress; errors are still said.
void ui_be_quiet(void);
bool ui_is_quiet(void);

// Whether the characters of this locale are UTF-8.
bool ui_utf8(void);
bool ui_is_terminal(FILE *file);
// Whether the stream is a terminal that takes cursor movements and colours are wanted.
bool ui_colours(FILE *file);
// Whether file names on this stream must be plain ASCII: a terminal that is not UTF-8.
bool ui_ascii_names(FILE *file);
// The columns of the terminal on standard error.
int ui_columns(void);

enum ui_colour {
    UI_PLAIN,
    UI_BOLD,
    UI_FAINT,
    UI_RED,
    UI_YELLOW,
    UI_CYAN
};
// Returns the sequence that switches to the colour, or "" where colours are not wanted.
const char *ui_colour(FILE *file, enum ui_colour colour);

// "mien: NAME: what is wrong". `name` is a file name or NULL. The format is a
// translated sentence without a full stop; whatever else came from outside is made
// harmless.
void ui_error(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ui_warning(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ui_note(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// From now on messages and hints go to the listener, as one text each, for as long as a
// dialogue has the terminal; NULL: to standard error again.
void ui_listen(void (*listener)(const char *text));
// Writes a text in lines that fit the stream's terminal, or 80 columns, each after the
// indent. It breaks at spaces.
void ui_wrap(FILE *file, const char *text, const char *indent);
// What to do next, on a line of its own below the message.
void ui_hint(const char *text);

// Shows a line at the bottom of the terminal until the next one, or until something
// else is written. Only when ui_can_progress().
bool ui_can_progress(void);
void ui_status_show(const char *text);
void ui_status_hide(void);

// Call before writing results: takes the status line away when it would be in between.
void ui_before_output(void);
// Hands the results written so far to the system. False when that failed, now or
// earlier.
bool ui_flush(void);
// Ends standard output. Returns `status`, or `failed` after saying why when results
// were lost; does not return when the reader of a pipe has gone.
int ui_end(int status, int failed);

#endif
