// SPDX-License-Identifier: Apache-2.0
#include "case/answers.h"

#include <string.h>

#include "base/status.h"
#include "case/fail.h"
#include "case/its.h"
#include "case/json.h"
#include "case/recipient.h"

const char *const mien_questions[MIEN_QUESTIONS] = {
    "adult_now",           "adults_in_image", "self_in_image",
    "no_consent_to_share", "synthetic",       "on_behalf"};

// Without a yes to these there is no case.
static bool is_about_age(const char *question)
{
    return strcmp(question, "adult_now") == 0 ||
           strcmp(question, "adults_in_image") == 0;
}

bool mien_question_is_standard(const char *question)
{
    for (size_t i = 0; i < MIEN_QUESTIONS; i++)
        if (strcmp(question, mien_questions[i]) == 0)
            return true;
    return false;
}

enum mien_answer mien_answer_read(const json_t *value)
{
    const char *text = mien_json_string(value, 8);
    if (json_is_true(value) || (text != NULL && strcmp(text, "yes") == 0))
        return MIEN_ANSWER_YES;
    if (json_is_false(value) || (text != NULL && strcmp(text, "no") == 0))
        return MIEN_ANSWER_NO;
    if (text != NULL && strcmp(text, "unsure") == 0)
        return MIEN_ANSWER_UNSURE;
    return 0;
}

static enum mien_answer answer_to(const json_t *answers, const char *question)
{
    return mien_answer_read(json_object_get(answers, question));
}

// -------------------------------------------------------------------------- noting

static json_t *write_answer(const char *question, enum mien_answer answer)
{
    static const char *const words[] = {"", "no", "yes", "unsure"};
    if (answer == MIEN_ANSWER_UNSURE || strcmp(question, "synthetic") == 0)
        return json_string(words[answer]);
    return json_boolean(answer == MIEN_ANSWER_YES);
}

enum mien_status mien_case_answer(struct mien_case *its, const char *question,
                                  enum mien_answer answer, struct mien_error *error)
{
    if (its == NULL || question == NULL || !mien_json_is_name(question, "_"))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no such question");
    if (answer < MIEN_ANSWER_NO || answer > MIEN_ANSWER_UNSURE)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no such answer");
    if (is_about_age(question) && answer != MIEN_ANSWER_YES)
        its->refused = true;
    if (its->refused)
        return mien_fail(error, MIEN_ERROR_REFUSED,
                         "case: somebody may be under 18: there is no case");
    if (answer == MIEN_ANSWER_UNSURE && mien_question_is_standard(question) &&
        strcmp(question, "synthetic") != 0)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: it asks for yes or no");
    if (json_object_set_new(its->answers, question, write_answer(question, answer)) !=
        0)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    return MIEN_OK;
}

// -------------------------------------------------------------------------- judging

enum mien_status mien_answers_judge(const json_t *answers, struct mien_error *error)
{
    for (size_t i = 0; i < MIEN_QUESTIONS; i++) {
        const char *question = mien_questions[i];
        enum mien_answer answer = answer_to(answers, question);
        if (answer == 0)
            return mien_fail_named(error, MIEN_ERROR_REFUSED, "question", question,
                                   "not answered");
        if (is_about_age(question) && answer != MIEN_ANSWER_YES)
            return mien_fail_named(error, MIEN_ERROR_REFUSED, "question", question,
                                   "somebody may be under 18");
    }
    if (answer_to(answers, "no_consent_to_share") != MIEN_ANSWER_YES)
        return mien_fail_named(error, MIEN_ERROR_REFUSED, "question",
                               "no_consent_to_share", "she agrees to the sharing");
    return MIEN_OK;
}

enum mien_status mien_answers_judge_for(const json_t *answers,
                                        const struct mien_recipient *recipient,
                                        struct mien_error *error)
{
    json_t *question;
    size_t i;
    json_array_foreach(json_object_get(recipient->file, "questions"), i, question)
    {
        const char *id = json_string_value(json_object_get(question, "id"));
        enum mien_answer answer = answer_to(answers, id);
        bool unsure = true;
        (void)mien_json_bool(question, "unsure", &unsure);
        if (answer == 0 || (answer == MIEN_ANSWER_UNSURE && !unsure))
            return mien_fail_named(error, MIEN_ERROR_REFUSED, "question", id,
                                   "not answered");
        if (answer == mien_answer_read(json_object_get(question, "stop")))
            return mien_fail_named(error, MIEN_ERROR_REFUSED, "question", id,
                                   "with this answer the recipient takes no case");
    }
    return MIEN_OK;
}

// ---------------------------------------------------------------------- attestation

// Adds the answer to one question, when there is one.
static bool tell(json_t *attestation, const json_t *answers, const char *question)
{
    const json_t *answer = json_object_get(answers, question);
    return answer == NULL ||
           json_object_set_new(attestation, question, json_deep_copy(answer)) == 0;
}

json_t *mien_answers_for(const json_t *answers,
                         const struct mien_recipient *const *recipients, size_t count)
{
    json_t *attestation = json_object(), *question;
    bool good = attestation != NULL;
    size_t i;
    for (size_t at = 0; at < MIEN_QUESTIONS && good; at++)
        good = tell(attestation, answers, mien_questions[at]);
    // What one recipient asks is told to all for whom this document is, and to no
    // others.
    for (size_t at = 0; at < count && good; at++)
        json_array_foreach(json_object_get(recipients[at]->file, "questions"), i,
                           question) good =
            good && tell(attestation, answers,
                         json_string_value(json_object_get(question, "id")));
    if (!good) {
        mien_json_free_secret(attestation);
        return NULL;
    }
    return attestation;
}
