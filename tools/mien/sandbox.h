// SPDX-License-Identifier: Apache-2.0
// Work on bytes that nobody trusts, in a child process that has nothing: one open file
// to read, no other file, no network, no program to start, little time and memory. What
// a decoder can be made to do wrong stays in there, and so do the pixels.
//
// Linux with seccomp. Elsewhere the child has its limits of time and memory only, and
// sandbox_is_tight() says so.
#ifndef MIEN_TOOL_SANDBOX_H
#define MIEN_TOOL_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the child does. It reads `fd`, which may be -1, puts what it found into
// result[size], which begins as zeros, and returns. It cannot print; it must not rely
// on anything that it changes elsewhere being seen outside. `context` is what the
// caller gave, as it was when the child began.
typedef void sandbox_work(void *result, size_t size, int fd, const void *context);

enum sandbox_end {
    SANDBOX_DONE,      // the result is there
    SANDBOX_CRASHED,   // the work died of a signal
    SANDBOX_FORBIDDEN, // it asked the system for something that it must not have
    SANDBOX_TIME,      // it took too long
    SANDBOX_STOPPED,   // a signal asks the tool to stop: signals_caught()
    SANDBOX_FAILED     // no child could be made: errno says why
};

struct sandbox_limits {
    uint64_t memory;  // bytes beyond what the tool itself uses; 0: 1 GiB
    unsigned seconds; // of processor time, and twice that by the clock; 0: 30
};

// Runs the work in a child and waits for it. Call it before secrets are in memory: the
// child begins as a copy of its parent. One thread only. `limits` may be NULL.
//
// A child whose memory is used up gets NULL from malloc(), which is the work's to
// report.
enum sandbox_end sandbox_run(sandbox_work *work, void *result, size_t size, int fd,
                             const void *context, const struct sandbox_limits *limits);

// One translated clause that says what happened, for all but DONE and STOPPED.
const char *sandbox_end_text(enum sandbox_end end);

// Whether the child is kept from files and network, and by what ("seccomp"); NULL: it
// is not on this system.
const char *sandbox_is_tight(void);

#endif
