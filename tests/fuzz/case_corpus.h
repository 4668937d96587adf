// SPDX-License-Identifier: Apache-2.0
// The seeds of target_case.c.
#ifndef MIEN_TESTS_CASE_CORPUS_H
#define MIEN_TESTS_CASE_CORPUS_H

#include <stddef.h>

// Writes one seed of a target.
typedef void mien_seed_fn(const char *target, const char *name, const void *bytes,
                          size_t size);
void mien_case_corpus(mien_seed_fn *write);

#endif
