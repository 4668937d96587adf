// SPDX-License-Identifier: Apache-2.0
// A process beside the test's own, which runs a function of the same program. (For
// Windows: tests/machines/windows/process.c.)
#ifndef MIEN_TESTS_PROCESS_H
#define MIEN_TESTS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What it runs: reads from `from` what the test says, and writes its answers to `to`.
// Of the test's memory it knows the context only. The result is its exit status.
typedef int mien_process_fn(const void *context, int from, int to);

struct mien_process {
    intptr_t id;
    int from, to; // its answers; what it is told
};

// The context is a copy. What is open here may be open there, too.
void mien_process_start(struct mien_process *process, mien_process_fn *live,
                        const void *context, size_t size);

// Kills it, amid whatever it does. The test fails when it had ended by itself. What it
// had written can still be read; closes what it is told by.
void mien_process_kill(struct mien_process *process);

// Tells it no more and waits for its end; returns its exit status. (The test fails when
// it was killed.)
int mien_process_wait(struct mien_process *process);

// Closes what it answered by: after one of those two.
void mien_process_forget(struct mien_process *process);

// Whole messages, or the end (false).
bool mien_process_get(int fd, void *bytes, size_t size);
bool mien_process_put(int fd, const void *bytes, size_t size);

#endif
