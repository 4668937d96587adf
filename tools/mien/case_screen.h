// SPDX-License-Identifier: Apache-2.0
// The screens of a dialogue: one question at a time on the terminal's second screen, so
// that nothing of it stays behind when it ends (scrollback of some terminals may keep
// it, and the first screen says so). Input and output is the controlling terminal,
// never standard input or output.
#ifndef MIEN_TOOL_CASE_SCREEN_H
#define MIEN_TOOL_CASE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

// Opens the terminal. False when there is none: then every answer has to come from
// options.
bool case_screen_begin(void);
// Clears, gives the first screen back, restores the terminal. Also after a signal, and
// twice does no harm.
void case_screen_end(void);
bool case_screen_is_on(void);

// What a person answers besides a choice.
enum {
    CASE_SCREEN_BACK = -1, // to the question before
    CASE_SCREEN_STOP = -2  // she wants to stop, or a signal came: nothing is made
};

// Begins a new screen with a title and paragraphs, wrapped to the terminal, of `text`
// (paragraphs are separated by "\n\n"). Right-to-left languages are laid out so.
void case_screen_show(const char *title, const char *text);
// One more paragraph, or a line of a table as it is.
void case_screen_add(const char *text);
void case_screen_line(const char *line);

// Asks with numbered choices below what is shown, until one of them is chosen. Returns
// the index of the choice, BACK (only with `can_go_back`) or STOP. `chosen` is the
// answer given before, shown as such, or -1; Enter alone keeps it and otherwise asks
// again.
int case_screen_choose(const char *const *choices, size_t count, int chosen,
                       bool can_go_back);
// Asks for a line of text, at most size - 1 bytes. 0, BACK or STOP.
int case_screen_text(char *text, size_t size, const char *prompt, bool can_go_back);
// Waits for Enter. 0, BACK or STOP.
int case_screen_continue(bool can_go_back);

#endif
