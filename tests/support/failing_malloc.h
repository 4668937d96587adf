// SPDX-License-Identifier: Apache-2.0
// An allocator of the program's own, of which single allocations fail, and which counts
// what is not freed. The dynamic linker gives it to all libraries. A test that wants it
// lists failing_malloc.c among its sources.
//
// It is for glibc, and not beside a sanitizer, which does the same: there nothing
// fails.
#ifndef MIEN_TESTS_FAILING_MALLOC_H
#define MIEN_TESTS_FAILING_MALLOC_H

#include <stdbool.h>
#include <stdlib.h> // says whether it is glibc

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define MIEN_OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MIEN_OWN_MALLOC 0
#endif
#endif
#ifndef MIEN_OWN_MALLOC
#define MIEN_OWN_MALLOC 1
#endif

// For programs of one thread only.
struct mien_allocations {
    long taken;    // asked for since mien_malloc_fail()
    long failures; // of them
    long live;     // not yet freed, whoever took them and when: for comparing
};
extern struct mien_allocations mien_allocations;

// From now on allocation number `n`, from 0 on, fails; -1: none does. Those of memory
// pages by the program itself (mmap()) count too. Check takes memory for each
// assertion: stop, or pause, before there is one.
void mien_malloc_fail(long n);
void mien_malloc_stop(void);
void mien_malloc_pause(bool pause);
// Counts only what the program asks for itself, not what other libraries do.
void mien_malloc_only_ours(bool only);

#endif
