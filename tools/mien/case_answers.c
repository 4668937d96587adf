// SPDX-License-Identifier: Apache-2.0
#include "case_answers.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    ANSWERS_MAX = 64 << 10, // bytes
    DESCRIPTOR_MAX = 1 << 20
};

// Keys besides the questions, and the words that each can have.
static const struct decision {
    const char *key, *words[2];
} decisions[] = {
    {"low_quality", {"leave-out", "stop"}},
    {"unreadable", {"leave-out", "stop"}},
    {"proceed", {"yes", "no"}},
};
enum {
    DECISIONS = sizeof decisions / sizeof decisions[0]
};
static const char fingerprints_key[] = "fingerprints";

// ---- Reading
// ---------------------------------------------------------------------------

static bool read_source(struct case_bytes *out, const char *source)
{
    uint64_t fd;
    if (strncmp(source, "fd:", 3) != 0)
        return case_read(out, source, ANSWERS_MAX);
    if (!args_number(&fd, source + 3, DESCRIPTOR_MAX, 1) ||
        fcntl((int)fd, F_GETFD) < 0) {
        ui_error(source, "%s", _("there is no such open descriptor"));
        return false;
    }
    return case_read_fd(out, (int)fd, source, ANSWERS_MAX);
}

bool case_answers_read(struct case_answers *its, const char *source)
{
    struct case_bytes file = {0};
    json_error_t error;
    *its = (struct case_answers){.name = memory_text(source)};
    if (!read_source(&file, source))
        return false;
    its->object = json_loadb(file.bytes, file.length, JSON_REJECT_DUPLICATES, &error);
    case_bytes_free(&file);
    if (json_is_object(its->object))
        return true;
    if (its->object == NULL)
        ui_error(source, _("line %d: this is not JSON, or a key is there twice"),
                 error.line);
    else
        ui_error(source, "%s", _("this is no JSON object"));
    return false;
}

void case_answers_free(struct case_answers *its)
{
    json_decref(its->object);
    free(its->name);
    *its = (struct case_answers){0};
}

// ---- Judging
// ---------------------------------------------------------------------------

static struct case_question *find(struct case_questions *questions, const char *key)
{
    for (size_t i = 0; i < questions->count; i++)
        if (strcmp(questions->list[i].id, key) == 0)
            return &questions->list[i];
    return NULL;
}

static const struct decision *find_decision(const char *key)
{
    for (size_t i = 0; i < DECISIONS; i++)
        if (strcmp(decisions[i].key, key) == 0)
            return &decisions[i];
    return NULL;
}

// Says what is wrong with a key, for which the format has one place. Always false.
static bool refuse(const struct case_answers *its, const char *format, const char *key)
{
    char *safe = text_safe(key, ui_ascii_names(stderr));
    char *text = memory_format(format, safe);
    ui_error(its->name, "%s", text);
    free(text);
    free(safe);
    return false;
}

static bool note_question(const struct case_answers *its,
                          struct case_question *question, const json_t *value)
{
    const char *word = json_string_value(value);
    if (word != NULL && strcmp(word, "yes") == 0)
        question->answer = MIEN_ANSWER_YES;
    else if (word != NULL && strcmp(word, "no") == 0)
        question->answer = MIEN_ANSWER_NO;
    else if (word != NULL && strcmp(word, "unsure") == 0 && question->unsure)
        question->answer = MIEN_ANSWER_UNSURE;
    else if (question->unsure)
        return refuse(its, _("'%s' is answered by \"yes\", \"no\" or \"unsure\""),
                      question->id);
    else
        return refuse(its, _("'%s' is answered by \"yes\" or \"no\""), question->id);
    return true;
}

static bool judge_decision(const struct case_answers *its,
                           const struct decision *decision, const json_t *value)
{
    const char *word = json_string_value(value);
    for (size_t i = 0; i < 2; i++)
        if (word != NULL && strcmp(word, decision->words[i]) == 0)
            return true;
    if (strcmp(decision->key, "proceed") == 0)
        return refuse(its, _("'%s' is answered by \"yes\" or \"no\""), decision->key);
    return refuse(its, _("'%s' is answered by \"leave-out\" or \"stop\""),
                  decision->key);
}

static bool judge_fingerprints(const struct case_answers *its, const json_t *value)
{
    size_t i;
    json_t *text;
    bool good = json_is_array(value);
    json_array_foreach((json_t *)value, i, text) good = good && json_is_string(text);
    return good || refuse(its, _("'%s' is a list of texts"), fingerprints_key);
}

bool case_answers_note(const struct case_answers *its, struct case_questions *questions)
{
    const char *key;
    json_t *value;
    json_object_foreach(its->object, key, value)
    {
        struct case_question *question = find(questions, key);
        const struct decision *decision = find_decision(key);
        bool good;
        if (question != NULL)
            good = note_question(its, question, value);
        else if (decision != NULL)
            good = judge_decision(its, decision, value);
        else if (strcmp(key, fingerprints_key) == 0)
            good = judge_fingerprints(its, value);
        else
            good = refuse(its, _("'%s' is no question of this case"), key);
        if (!good)
            return false;
    }
    return true;
}

static void list_key(char **list, const char *key)
{
    char *longer =
        *list == NULL ? memory_text(key) : memory_format("%s %s", *list, key);
    free(*list);
    *list = longer;
}

bool case_answers_complete(const struct case_answers *its,
                           const struct case_questions *questions)
{
    char *missing = NULL;
    for (size_t i = 0; i < questions->count; i++)
        if (questions->list[i].answer == 0 && case_question_is_due(questions, i))
            list_key(&missing, questions->list[i].id);
    for (size_t i = 0; i < DECISIONS; i++)
        if (json_object_get(its->object, decisions[i].key) == NULL)
            list_key(&missing, decisions[i].key);
    if (json_object_get(its->object, fingerprints_key) == NULL)
        list_key(&missing, fingerprints_key);
    if (missing == NULL)
        return true;
    refuse(its, _("no answer is assumed; these are missing: %s"), missing);
    free(missing);
    return false;
}

// ---- What they say
// ---------------------------------------------------------------------

const char *case_answers_fingerprint(const struct case_answers *its, size_t i)
{
    const json_t *list = json_object_get(its->object, fingerprints_key);
    return json_string_value(json_array_get(list, i));
}

static bool says(const struct case_answers *its, const char *key, const char *word)
{
    const char *value = json_string_value(json_object_get(its->object, key));
    return value != NULL && strcmp(value, word) == 0;
}

bool case_answers_leave_out(const struct case_answers *its, const char *key)
{
    return says(its, key, "leave-out");
}

bool case_answers_proceed(const struct case_answers *its)
{
    return says(its, "proceed", "yes");
}
