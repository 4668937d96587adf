// SPDX-License-Identifier: Apache-2.0
// System calls that fail when a test wants them to: those that write, sync, rename, cut
// or reserve, and openat(). For programs that are linked with `faults` of
// tests/meson.build; the linker then leads the calls of the core here (--wrap).
#ifndef MIEN_TESTS_FAULTS_H
#define MIEN_TESTS_FAULTS_H

#include <stdint.h>

// In place of an errno: the call, if it writes, writes only the first half.
#define MIEN_FAULT_SHORT (-1)

// From now on calls are counted, of all threads together, and the n-th (from 1) fails
// with `error`. n 0: none fails.
void mien_faults_begin(long n, int error);
// The same, and all calls behind it fail too: a disk that is full, or gone.
void mien_faults_begin_lasting(long n, int error);
// Every call succeeds again. Returns how many there were.
long mien_faults_end(void);

// Calls that change a file, to be told of when they have succeeded.
enum mien_call {
    MIEN_CALL_WRITE, // pwrite(): `size` bytes at `offset`
    MIEN_CALL_CUT,   // ftruncate(): to `size`
    MIEN_CALL_SYNC   // fsync() or fdatasync()
};
typedef void mien_call_fn(void *context, enum mien_call call, int fd, const void *bytes,
                          uint64_t size, uint64_t offset);
// NULL: no more. One thread.
void mien_calls_watch(mien_call_fn *watch, void *context);

#endif
