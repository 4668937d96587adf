// SPDX-License-Identifier: Apache-2.0
// A passphrase: in a page of its own that is locked, never dumped, not seen by child
// processes, between two pages that nobody may touch, and wiped at the end. It comes
// from the terminal without being shown, or from a descriptor; never from the command
// line or the environment.
#ifndef MIEN_TOOL_SECRET_H
#define MIEN_TOOL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SECRET_MAX = 1024 // bytes
};

struct secret;

enum secret_status {
    SECRET_OK,
    SECRET_EMPTY,
    SECRET_TOO_LONG,
    SECRET_NUL,         // a zero byte in it
    SECRET_NO_TERMINAL, // nobody to ask
    SECRET_STOPPED,     // a signal asks the tool to stop: signals_caught()
    SECRET_IO,          // errno says why
    SECRET_MEMORY
};

// Shows the prompt, and reads a line from the terminal (/dev/tty) without showing it.
// The terminal is as before on every way out, also when a signal comes.
enum secret_status secret_read_tty(struct secret **out, const char *prompt);

// Reads from a descriptor up to the end of the line, and no byte further, or to the
// end. Neither LF nor CR LF belongs to it. A terminal does not show what is typed.
enum secret_status secret_read_fd(struct secret **out, int fd);

// One translated clause, for all but OK and STOPPED.
const char *secret_status_text(enum secret_status status);

// The bytes with a zero behind them, and how many they are without it, 1 to SECRET_MAX.
const char *secret_bytes(const struct secret *secret);
size_t secret_length(const struct secret *secret);

// In constant time, for secrets of the same length.
bool secret_equal(const struct secret *a, const struct secret *b);

// Wipes it. NULL is fine.
void secret_free(struct secret *secret);

// Returns NULL, or a translated sentence that says why others could guess it. This is
// to explain, not to refuse: only she knows what she can remember.
const char *secret_weakness(const struct secret *secret);

#endif
