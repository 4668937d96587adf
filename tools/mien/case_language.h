// SPDX-License-Identifier: Apache-2.0
// The language of a dialogue: the one that the device is set to, or the one that she
// chooses on the first screen.
#ifndef MIEN_TOOL_CASE_LANGUAGE_H
#define MIEN_TOOL_CASE_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

// The code of the language that mien speaks now: "en", "fr", …
void case_language_code(char code[3]);
bool case_language_is_right_to_left(void);

// Makes mien speak the language that the environment names, also where the locale of
// the system is missing. False when it names none that mien speaks: then she is asked.
// Call it after case_screen_begin(): the characters that the terminal takes matter.
bool case_language_begin(void);

// The languages that can be shown, by which she is asked: their names, each in itself.
// Returns how many there are.
size_t case_language_choices(const char *const **names);
// Speaks one of them from now on.
void case_language_choose(size_t choice);

#endif
