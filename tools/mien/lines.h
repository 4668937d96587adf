// SPDX-License-Identifier: Apache-2.0
// Lines of unknown length from a file or a pipe, in constant memory, and without
// waiting for input while what is there already could be answered.
#ifndef MIEN_TOOL_LINES_H
#define MIEN_TOOL_LINES_H

#include <stdbool.h>
#include <stddef.h>

// The longest line, without its end. Longer ones are passed over and reported.
#define LINES_LENGTH_MAX 65535

enum lines_got {
    LINES_LINE,
    LINES_LONG,  // a line longer than LINES_LENGTH_MAX: its text is not here
    LINES_LATER, // no whole line is there, and reading would wait
    LINES_END,
    LINES_FAILED // errno says why
};

struct lines {
    int fd;
    char *buffer;
    size_t begin, end;         // what was read and not yet given
    bool at_end;               // nothing more can be read
    bool passing;              // in the middle of a line that is too long
    unsigned long long number; // of the line given last, from 1
};

// Opens the file, or standard input for "-". False: errno says why.
bool lines_open(struct lines *lines, const char *name);
void lines_close(struct lines *lines);

// Gives the next line, without its newline and with a zero byte behind it, valid until
// the next call. It may hold zero bytes. With `wait` the answer is never LINES_LATER.
enum lines_got lines_next(struct lines *lines, bool wait, char **text, size_t *length);

// Gives the next byte, or -1 at the end or after a failure (then errno is not 0). For
// formats whose records are not lines; number counts the newlines all the same.
int lines_byte(struct lines *lines);

// Tells whether the next byte is not there yet, and reading it would wait.
bool lines_idle(const struct lines *lines);

// Shows the bytes that come next, as many as are there after one read; NULL when none.
const char *lines_peek(struct lines *lines, size_t *length);

// Reads more of them, for lines_peek() to show. False at the end, after a failure, and
// when no more can be shown.
bool lines_more(struct lines *lines);

#endif
