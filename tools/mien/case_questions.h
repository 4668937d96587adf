// SPDX-License-Identifier: Apache-2.0
// The questions of a case: those that every case asks, and those of the recipients.
#ifndef MIEN_TOOL_CASE_QUESTIONS_H
#define MIEN_TOOL_CASE_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <mien/case.h>

// The questions of every case come first, in this order.
enum {
    CASE_ADULT_NOW,
    CASE_ADULTS_IN_IMAGE,
    CASE_SELF_IN_IMAGE,
    CASE_NO_CONSENT,
    CASE_SYNTHETIC,
    CASE_ON_BEHALF,
    CASE_ON_BEHALF_KNOWN, // asked only when it is for somebody else; not sent
    CASE_STANDARD_QUESTIONS
};

struct case_question {
    char *id;
    char *text; // of a recipient's question, made harmless; NULL for the standard ones
    char *asker, *web;       // the recipient that asks it, made harmless
    bool unsure;             // "I am not sure" is an answer
    enum mien_answer stop;   // the answer with which this recipient takes no case, or 0
    enum mien_answer answer; // 0: none yet
};

struct case_questions {
    struct case_question *list;
    size_t count;
};

// Begins with the standard questions.
void case_questions_begin(struct case_questions *its);
// Adds the questions that only this recipient asks, in the language of the dialogue, or
// else in English, or else in the first that there is.
void case_questions_take(struct case_questions *its,
                         const struct mien_recipient *recipient);
void case_questions_free(struct case_questions *its);

// Whether a question is to be asked: CASE_ON_BEHALF_KNOWN is not always.
bool case_question_is_due(const struct case_questions *its, size_t number);

// Asks at the terminal and notes the answer. 0, or BACK or STOP of case_screen.h.
int case_question_ask(struct case_questions *its, size_t number, bool can_go_back);

// Why an answer ends the dialogue.
enum case_end {
    CASE_GOES_ON,
    CASE_END_MINOR,     // somebody is under 18, or that is not certain
    CASE_END_CONSENT,   // she agrees to the sharing
    CASE_END_UNKNOWING, // for somebody who does not know of it
    CASE_END_RECIPIENT  // a recipient takes no case with this answer
};
enum case_end case_question_end(const struct case_questions *its, size_t number);

// A heading, and paragraphs that the caller frees, about such an end.
const char *case_end_title(enum case_end end);
char *case_end_text(enum case_end end, const struct case_question *question);
// Both, and where there is help, where there is no dialogue. `country` may be NULL.
void case_end_print(const struct case_questions *its, size_t number, enum case_end end,
                    const char *country);

// Her answer in a few words, for the summary; translated.
const char *case_question_name(const struct case_questions *its, size_t number);
const char *case_question_answer(const struct case_questions *its, size_t number);

#endif
