// SPDX-License-Identifier: Apache-2.0
// The help texts, each within one screen of 80 columns and 24 lines.
#ifndef MIEN_TOOL_HELP_H
#define MIEN_TOOL_HELP_H

#include <stdbool.h>

// Prints the help on a command or a topic, or with NULL on mien as a whole. Returns the
// exit status.
int help_print(const char *topic);

// Whether there is help on it.
bool help_exists(const char *topic);

// What there is help on, ended by NULL: the commands first.
extern const char *const help_topics[];

#endif
