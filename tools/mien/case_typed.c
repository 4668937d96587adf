// SPDX-License-Identifier: Apache-2.0
#include "case_typed.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "case_screen.h"
#include "i18n.h"
#include "signals.h"
#include "text.h"

enum {
    PART_SIZE = 4096, // as long as a line of a terminal can be
    WORD_MAX = 64     // characters of an answer that is a word
};

static sigset_t stopping_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

// Waits until there is something to read. A signal that comes between looking and
// waiting is not missed: it is let through while waiting only.
static bool wait_for_input(int fd)
{
    sigset_t stopping = stopping_signals(), before;
    struct pollfd input = {.fd = fd, .events = POLLIN};
    int ready = -1;
    sigprocmask(SIG_BLOCK, &stopping, &before);
    while (signals_caught() == 0 && ready < 0) {
        ready = ppoll(&input, 1, NULL, &before);
        if (ready < 0 && errno != EINTR)
            break;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return ready > 0 && signals_caught() == 0;
}

int case_typed_line(int fd, char *line, size_t size)
{
    size_t length = 0;
    for (;;) {
        char part[PART_SIZE];
        ssize_t got = wait_for_input(fd) ? read(fd, part, sizeof part) : 0;
        if (got < 0 && errno == EINTR && signals_caught() == 0)
            continue;
        if (got <= 0) // Ctrl-D, the terminal has gone, or a signal
            return CASE_SCREEN_STOP;
        bool whole = part[got - 1] == '\n';
        size_t bytes = (size_t)got - whole;
        if (bytes > size - 1 - length)
            bytes = size - 1 - length;
        memcpy(line + length, part, bytes);
        explicit_bzero(part, sizeof part);
        length += bytes;
        if (whole)
            break;
    }
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        length--;
    line[length] = '\0';
    size_t blanks = strspn(line, " ");
    memmove(line, line + blanks, length - blanks + 1);
    return 0;
}

// Whether two texts are the same but for capitals.
static bool same_word(const char *a, const char *b)
{
    wchar_t wide_a[WORD_MAX], wide_b[WORD_MAX];
    size_t length_a = mbstowcs(wide_a, a, WORD_MAX);
    size_t length_b = mbstowcs(wide_b, b, WORD_MAX);
    if (length_a >= WORD_MAX || length_a != length_b)
        return false;
    for (size_t i = 0; i < length_a; i++)
        if (towlower((wint_t)wide_a[i]) != towlower((wint_t)wide_b[i]))
            return false;
    return true;
}

int case_typed_way_out(const char *line, bool back)
{
    if (back && (same_word(line, _("b")) || same_word(line, _("back"))))
        return CASE_SCREEN_BACK;
    if (same_word(line, _("s")) || same_word(line, _("stop")))
        return CASE_SCREEN_STOP;
    if (back && same_word(line, "b"))
        return CASE_SCREEN_BACK;
    return same_word(line, "s") ? CASE_SCREEN_STOP : 0;
}

size_t case_typed_number(const char *line)
{
    size_t number = 0;
    while (*line != '\0') {
        uint32_t code, zero = '0';
        size_t length = text_character(line, &code);
        if (code >= 0x660 && code <= 0x669)
            zero = 0x660;
        if (length == 0 || code < zero || code > zero + 9 || number > 99)
            return 0;
        number = number * 10 + (code - zero);
        line += length;
    }
    return number;
}
