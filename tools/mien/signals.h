// SPDX-License-Identifier: Apache-2.0
// Ctrl-C, a closed terminal, a reader that has gone: the tool stops what it does, lets
// the library wipe its pixels, and then ends the way the signal asked for.
#ifndef MIEN_TOOL_SIGNALS_H
#define MIEN_TOOL_SIGNALS_H

// Call once, before any thread begins. A second Ctrl-C ends the process at once.
void signals_begin(void);

// From now on a second Ctrl-C does not end the process at once either: for a dialogue,
// which gives the terminal back first, and for commands that take away what they have
// half made.
void signals_be_patient(void);

// Returns the signal that asks the tool to stop, or 0. Any thread.
int signals_caught(void);

// Ends the process by this signal, so that the shell sees what happened.
_Noreturn void signals_die(int number);

#endif
