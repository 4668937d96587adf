// SPDX-License-Identifier: Apache-2.0
// The screens of a dialogue: one question at a time on the terminal's second screen, so
// that nothing of it stays behind when it ends (scrollback of some terminals may keep
// it, and the first screen says so). Input and output is the controlling terminal,
// never standard input or output. Between begin and end, messages of ui.h become
// paragraphs of the next screen.
//
// A terminal that knows no escape sequences (TERM=dumb) gets plain lines.
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
// Whether the terminal takes UTF-8, as far as can be known: the locale says so, or,
// where no locale is set, the terminal itself.
bool case_screen_utf8(void);

// What a person answers besides a choice.
enum {
    CASE_SCREEN_BACK = -1, // to the question before
    CASE_SCREEN_STOP = -2  // she wants to stop, or a signal came: nothing is made
};

// A translated line above every screen from now on; NULL: none.
void case_screen_banner(const char *text);

// Begins a new screen with a title and paragraphs, wrapped to the terminal, of `text`
// (paragraphs are separated by "\n\n"). Right-to-left languages are laid out so.
void case_screen_show(const char *title, const char *text);
// One more paragraph, or a line of a table as it is.
void case_screen_add(const char *text);
void case_screen_line(const char *line);
// Shows it without a question, for work that takes a moment.
void case_screen_draw(void);

// A text from outside, a name above all, made harmless for the terminal and kept from
// turning the direction of the line around it. The caller frees it.
char *case_screen_foreign(const char *text);

// Asks with numbered choices below what is shown, until one of them is chosen. Returns
// the index of the choice, BACK (only with `can_go_back`) or STOP. `chosen` is the
// answer given before, shown as such, or -1; Enter alone keeps it and otherwise asks
// again.
int case_screen_choose(const char *const *choices, size_t count, int chosen,
                       bool can_go_back);
// The same with no word but the choices, for the language that is not known yet.
// Returns the index of the choice, or STOP.
int case_screen_pick(const char *const *choices, size_t count);
// Asks for a line of text, at most size - 1 bytes. 0, BACK or STOP.
int case_screen_text(char *text, size_t size, const char *prompt, bool can_go_back);
// Waits for Enter. 0, BACK or STOP.
int case_screen_continue(bool can_go_back);
// The same on the last screen.
int case_screen_leave(bool can_go_back);

#endif
