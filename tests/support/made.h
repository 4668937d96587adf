// SPDX-License-Identifier: Apache-2.0
// Opened documents of any contents, without the sealing: what a register and the
// exports get.
#ifndef MIEN_TESTS_MADE_H
#define MIEN_TESTS_MADE_H

#include <mien/case.h>

#include "case/key.h"

// A new key, and the id that follows from it.
struct mien_made_case {
    struct mien_case_key key;
    char id[MIEN_CASE_ID_SIZE];
};
struct mien_made_case mien_made_case(void);

// action   "create", "add", "withdraw".
// items    JSON: an array.
struct mien_document *mien_made_document(const struct mien_made_case *its,
                                         const char *action, const char *day,
                                         const char *items);

#endif
