// SPDX-License-Identifier: Apache-2.0
// The signals are blocked all the time but while we wait, inside ppoll(). So none can
// end the process at a moment when the terminal is still silent, and none is missed
// between looking for it and waiting. The handlers here stay when they have run: with
// SA_RESETHAND, which signals.c uses, Linux ends a process at once when the signal
// comes again just before its handler begins.
#include "quiet_input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "signals.h"

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
_Static_assert(sizeof numbers / sizeof numbers[0] == QUIET_INPUT_SIGNALS, "all");

// The signal that came, until it was obeyed.
static volatile sig_atomic_t pending;

static void remember(int number)
{
    pending = number;
}

static void say(const struct quiet_input *input, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t part = write(input->fd, text, left);
        if (part < 0 && errno != EINTR)
            return;
        if (part > 0) {
            text += part;
            left -= (size_t)part;
        }
    }
}

static void hold_signals(struct quiet_input *input)
{
    struct sigaction action = {.sa_handler = remember};
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < QUIET_INPUT_SIGNALS; i++)
        sigaddset(&held, numbers[i]);
    action.sa_mask = held;
    sigprocmask(SIG_BLOCK, &held, &input->mask);
    input->open_mask = input->mask;
    for (size_t i = 0; i < QUIET_INPUT_SIGNALS; i++) {
        sigdelset(&input->open_mask, numbers[i]);
        sigaction(numbers[i], NULL, &input->actions[i]);
        if (input->actions[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

static void release_signals(const struct quiet_input *input)
{
    for (size_t i = 0; i < QUIET_INPUT_SIGNALS; i++)
        sigaction(numbers[i], &input->actions[i], NULL);
    sigprocmask(SIG_SETMASK, &input->mask, NULL);
}

// What was typed before nobody had asked for, and it was shown: it is thrown away.
static bool hide(struct quiet_input *input)
{
    struct termios silent = input->before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
    silent.c_lflag |= ICANON | ISIG | ECHONL;
    if (tcsetattr(input->fd, TCSAFLUSH, &silent) != 0)
        return false;
    if (input->prompt != NULL)
        say(input, input->prompt);
    input->shown = false;
    return true;
}

static void unhide(struct quiet_input *input)
{
    tcsetattr(input->fd, TCSADRAIN, &input->before);
    if (!input->shown)
        say(input, "\n");
    input->shown = true;
}

bool quiet_input_begin(struct quiet_input *input, int fd, const char *prompt)
{
    *input = (struct quiet_input){.fd = fd, .prompt = prompt, .shown = true};
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0)
        return false;
    if ((flags & O_ACCMODE) == O_WRONLY) {
        errno = EBADF; // nothing would ever come, and ppoll() would wait for it
        return false;
    }
    input->terminal = tcgetattr(fd, &input->before) == 0;
    pending = 0;
    hold_signals(input);
    input->active = true;
    if (input->terminal && !hide(input)) {
        quiet_input_end(input);
        return false;
    }
    return true;
}

void quiet_input_end(struct quiet_input *input)
{
    if (!input->active)
        return;
    int number = errno;
    if (input->terminal)
        unhide(input);
    release_signals(input);
    input->active = false;
    errno = number;
}

// Lets the signal have its way now that the terminal is as before. After Ctrl-Z and fg
// it goes on. False with errno set, EINTR when the tool is to stop.
static bool obey(struct quiet_input *input, int number)
{
    quiet_input_end(input);
    raise(number);
    errno = EINTR;
    return signals_caught() == 0 && quiet_input_begin(input, input->fd, input->prompt);
}

int quiet_input_read(struct quiet_input *input, char *byte)
{
    for (;;) {
        if (signals_caught() != 0) {
            errno = EINTR;
            return -1;
        }
        if (pending != 0 && !obey(input, pending))
            return -1;
        struct pollfd wait = {.fd = input->fd, .events = POLLIN};
        int ready = ppoll(&wait, 1, NULL, &input->open_mask);
        if (ready < 0 && errno == EINTR)
            continue;
        ssize_t got = ready < 0 ? -1 : read(input->fd, byte, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got > 0 && *byte == '\n')
            input->shown = true;
        return (int)got;
    }
}
