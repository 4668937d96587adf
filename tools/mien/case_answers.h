// SPDX-License-Identifier: Apache-2.0
// Answers given without a terminal: a JSON object, documented in mien-case(1). None is
// assumed: whoever gives some gives all.
#ifndef MIEN_TOOL_CASE_ANSWERS_H
#define MIEN_TOOL_CASE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "case_questions.h"

// Zero-initialise it.
struct case_answers {
    json_t *object;
    char *name; // of the file, for messages
};

// Reads a file, standard input ("-") or a descriptor ("fd:N"). False after saying what
// is wrong.
bool case_answers_read(struct case_answers *its, const char *source);
void case_answers_free(struct case_answers *its);

// Notes the answers. False after saying which key or value is none that this case has.
bool case_answers_note(const struct case_answers *its,
                       struct case_questions *questions);
// Whether nothing is missing. False after naming all that is.
bool case_answers_complete(const struct case_answers *its,
                           const struct case_questions *questions);

// The fingerprints that she compared, as they were published: the i-th, or NULL.
const char *case_answers_fingerprint(const struct case_answers *its, size_t i);
// What to do with pictures that cannot be protected, by the key "low_quality" or
// "unreadable": whether they are to be left out, rather than stopping.
bool case_answers_leave_out(const struct case_answers *its, const char *key);
// The last word: whether the case is to be made.
bool case_answers_proceed(const struct case_answers *its);

#endif
