// SPDX-License-Identifier: Apache-2.0
// Her answers, as a case keeps them and as the attestation of a document says them:
// true and false, and "yes", "no" and "unsure" where one may be unsure.
#ifndef MIEN_CASE_ANSWERS_H
#define MIEN_CASE_ANSWERS_H

#include <jansson.h>
#include <stdbool.h>

#include <mien/case.h>

// The questions of every case, in the order of the attestation.
#define MIEN_QUESTIONS 6
extern const char *const mien_questions[MIEN_QUESTIONS];

bool mien_question_is_standard(const char *question);

// Reads an answer; 0: it is none.
enum mien_answer mien_answer_read(const json_t *value);

// The attestation for these recipients: the answers to the questions of every case, and
// to theirs. NULL: no memory.
json_t *mien_answers_for(const json_t *answers,
                         const struct mien_recipient *const *recipients, size_t count);

// Whether everything is answered that every case asks. REFUSED.
MIEN_NODISCARD enum mien_status mien_answers_judge(const json_t *answers,
                                                   struct mien_error *error);
// Whether everything is answered that the recipient asks, and not with what ends it.
// REFUSED.
MIEN_NODISCARD enum mien_status
mien_answers_judge_for(const json_t *answers, const struct mien_recipient *recipient,
                       struct mien_error *error);

#endif
