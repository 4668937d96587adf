// SPDX-License-Identifier: Apache-2.0
// Reads what must not be shown: on a terminal nothing of it appears. Ctrl-C, Ctrl-Z,
// Ctrl-\ and the signals that end the tool wait until the terminal is as it was before.
#ifndef MIEN_TOOL_QUIET_INPUT_H
#define MIEN_TOOL_QUIET_INPUT_H

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

enum {
    QUIET_INPUT_SIGNALS = 5
};

struct quiet_input {
    int fd;
    bool active, terminal, shown; // shown: the line has been ended on the screen
    const char *prompt;
    struct termios before;
    sigset_t mask, open_mask;
    struct sigaction actions[QUIET_INPUT_SIGNALS];
};

// Begins; on a terminal shows the prompt, or NULL. False with errno set. One at a time.
bool quiet_input_begin(struct quiet_input *input, int fd, const char *prompt);

// Waits for one byte. 0 at the end, -1 with errno set: EINTR when a signal asks the
// tool to stop.
int quiet_input_read(struct quiet_input *input, char *byte);

// Call it in any case after a begin. Keeps errno.
void quiet_input_end(struct quiet_input *input);

#endif
