// SPDX-License-Identifier: Apache-2.0
// The questions of a recipient file, at the gate.
#include <string.h>

#include "case/answers.h"
#include "case/json.h"
#include "case/recipient.h"
#include "case/text.h"

enum {
    QUESTIONS_MAX = 20,
    LANGUAGES_MAX = 64
};

// The question in several languages: {"en":"…"}.
static bool are_texts(const json_t *texts)
{
    const char *language;
    json_t *text;
    if (!json_is_object(texts) || json_object_size(texts) == 0 ||
        json_object_size(texts) > LANGUAGES_MAX)
        return false;
    json_object_foreach((json_t *)texts, language,
                        text) if (!mien_text_is_language(language) ||
                                  !mien_text_is_good(text)) return false;
    return true;
}

static const char *problem_of(const json_t *question)
{
    const char *id = mien_json_text(question, "id", 64);
    const json_t *unsure = json_object_get(question, "unsure");
    const json_t *stop = json_object_get(question, "stop");
    const json_t *texts = json_object_get(question, "text");
    if (id == NULL || !mien_json_is_name(id, "_"))
        return "a question has no good id";
    if (texts == NULL ? !mien_question_is_standard(id) : !are_texts(texts))
        return "a question has no good text";
    if (unsure != NULL && !json_is_boolean(unsure))
        return "a question's \"unsure\" is neither true nor false";
    if (stop != NULL && mien_answer_read(stop) != MIEN_ANSWER_NO &&
        mien_answer_read(stop) != MIEN_ANSWER_YES)
        return "a question's \"stop\" is neither yes nor no";
    return NULL;
}

const char *mien_questions_problem(const json_t *questions)
{
    json_t *question;
    size_t i;
    if (questions == NULL)
        return NULL;
    if (!json_is_array(questions))
        return "the questions are no list";
    if (json_array_size(questions) > QUESTIONS_MAX)
        return "too many questions";
    json_array_foreach(questions, i, question)
    {
        const char *problem = problem_of(question);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}
