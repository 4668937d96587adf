// SPDX-License-Identifier: Apache-2.0
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "signals.h"

enum {
    BUFFER = 2 * (LINES_LENGTH_MAX + 1)
};

bool lines_open(struct lines *lines, const char *name)
{
    memset(lines, 0, sizeof *lines);
    lines->fd = STDIN_FILENO;
    if (strcmp(name, "-") != 0)
        lines->fd = open(name, O_RDONLY | O_CLOEXEC);
    if (lines->fd < 0)
        return false;
    lines->buffer = memory_resize(NULL, BUFFER, 1);
    return true;
}

void lines_close(struct lines *lines)
{
    if (lines->fd > STDIN_FILENO)
        close(lines->fd);
    free(lines->buffer);
    lines->buffer = NULL;
}

// Whoever shares the input may have set it not to wait. False when a signal came.
static bool wait_for_input(const struct lines *lines)
{
    struct pollfd wish = {.fd = lines->fd, .events = POLLIN};
    return poll(&wish, 1, -1) > 0 || signals_caught() == 0;
}

// Reads once into the free part of the buffer, of which there must be some. False after
// a failure, which is not the end of the file; a signal that asks to stop is one.
static bool read_more(struct lines *lines)
{
    if (lines->begin > 0) {
        memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
        lines->end -= lines->begin;
        lines->begin = 0;
    }
    // One byte is kept for the zero behind a last line without a newline.
    size_t room = BUFFER - 1 - lines->end;
    for (;;) {
        ssize_t got = read(lines->fd, lines->buffer + lines->end, room);
        if (got > 0)
            lines->end += (size_t)got;
        else if (got == 0)
            lines->at_end = true;
        else if (errno == EINTR && signals_caught() == 0)
            continue;
        else if (errno == EAGAIN && wait_for_input(lines))
            continue;
        return got >= 0;
    }
}

static bool would_wait(const struct lines *lines)
{
    struct pollfd wish = {.fd = lines->fd, .events = POLLIN};
    return poll(&wish, 1, 0) == 0;
}

enum lines_got lines_next(struct lines *lines, bool wait, char **text, size_t *length)
{
    size_t searched = 0;
    for (;;) {
        char *line = lines->buffer + lines->begin;
        size_t have = lines->end - lines->begin;
        char *newline = memchr(line + searched, '\n', have - searched);
        bool last = newline == NULL && lines->at_end;
        if (newline != NULL || (last && (have > 0 || lines->passing))) {
            size_t size = newline != NULL ? (size_t)(newline - line) : have;
            bool complete = !lines->passing && size <= LINES_LENGTH_MAX;
            lines->passing = false;
            lines->begin += size + (newline != NULL);
            lines->number++;
            line[size] = '\0';
            *text = line;
            *length = size;
            return complete ? LINES_LINE : LINES_LONG;
        }
        if (last)
            return LINES_END;
        searched = have;
        if (have > LINES_LENGTH_MAX) {
            lines->passing = true;
            lines->begin = lines->end;
            searched = 0;
        }
        if (!wait && would_wait(lines))
            return LINES_LATER;
        if (!read_more(lines))
            return LINES_FAILED;
    }
}

int lines_byte(struct lines *lines)
{
    errno = 0;
    if (lines->begin == lines->end &&
        (lines->at_end || !read_more(lines) || lines->begin == lines->end))
        return -1;
    int byte = (unsigned char)lines->buffer[lines->begin++];
    lines->number += byte == '\n';
    return byte;
}

bool lines_idle(const struct lines *lines)
{
    return lines->begin == lines->end && !lines->at_end && would_wait(lines);
}

bool lines_more(struct lines *lines)
{
    size_t end = lines->end - lines->begin;
    errno = 0;
    return !lines->at_end && end < BUFFER - 1 && read_more(lines) && !lines->at_end;
}

const char *lines_peek(struct lines *lines, size_t *length)
{
    errno = 0;
    if (lines->begin == lines->end && !lines->at_end && !read_more(lines))
        return NULL;
    *length = lines->end - lines->begin;
    return *length > 0 ? lines->buffer + lines->begin : NULL;
}
