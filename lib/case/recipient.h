// SPDX-License-Identifier: Apache-2.0
// A recipient, as the code that seals sees it.
#ifndef MIEN_CASE_RECIPIENT_H
#define MIEN_CASE_RECIPIENT_H

#include <jansson.h>

#include <mien/case.h>

#include "case/key.h"

struct mien_recipient {
    json_t *file;             // all of it, judged
    struct mien_case_key key; // public
    char fingerprint[MIEN_FINGERPRINT_SIZE];
    bool confirmed;
};

// A recipient of its file as JSON, of which it makes a copy. Errors: CORRUPT, VERSION,
// MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status mien_recipient_of(struct mien_recipient **out,
                                                  const json_t *file,
                                                  struct mien_error *error);

// Its id; lives as long as it does.
const char *mien_recipient_id(const struct mien_recipient *recipient);

// Judges an id: 1 to 64 of a-z 0-9 . - _
bool mien_recipient_id_is_good(const char *id);

// What is wrong with the questions of a recipient file, or NULL.
const char *mien_questions_problem(const json_t *questions);

#endif
