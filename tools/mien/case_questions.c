// SPDX-License-Identifier: Apache-2.0
#include "case_questions.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "case_language.h"
#include "case_screen.h"
#include "help_lines.h"
#include "i18n.h"
#include "memory.h"
#include "ui.h"

// One answer that can be chosen, and what it is called in a summary.
struct choice {
    enum mien_answer answer;
    const char *text;
};

struct standard {
    const char *id, *title, *text, *name; // `name` is for the summary
    struct choice choices[3];
};

static const struct standard standard[CASE_STANDARD_QUESTIONS] = {
    [CASE_ADULT_NOW] =
        {
            "adult_now",
            N_("Your age"),
            N_("Are you 18 years old or older now?\n\nIf you are younger, no case is "
               "made here, but you are not alone: mien then shows you who helps people "
               "of your age."),
            N_("You are 18 or older now"),
            {{MIEN_ANSWER_YES, N_("Yes, I am 18 or older")},
             {MIEN_ANSWER_NO, N_("No, I am younger than 18")},
             {MIEN_ANSWER_UNSURE, N_("I am not sure")}},
        },
    [CASE_ADULTS_IN_IMAGE] =
        {
            "adults_in_image",
            N_("Everybody in the pictures"),
            N_("Was everybody in the pictures 18 or older when they were made?\n\nFor "
               "pictures of people under 18 there are other services. mien then shows "
               "them to you, and opens no picture."),
            N_("Everybody in the pictures was 18 or older"),
            {{MIEN_ANSWER_YES, N_("Yes, everybody was 18 or older")},
             {MIEN_ANSWER_NO, N_("No, somebody was younger")},
             {MIEN_ANSWER_UNSURE, N_("I am not sure about everybody")}},
        },
    [CASE_SELF_IN_IMAGE] =
        {
            "self_in_image",
            N_("You in the pictures"),
            N_("Are you in the pictures yourself?"),
            N_("You are in the pictures"),
            {{MIEN_ANSWER_YES, N_("Yes, I am in them")},
             {MIEN_ANSWER_NO, N_("No, only others are")}},
        },
    [CASE_NO_CONSENT] =
        {
            "no_consent_to_share",
            N_("Sharing"),
            N_("Do you agree to these pictures being shared with others? If you do "
               "this "
               "for somebody else: does that person agree?\n\nWho took a picture, or "
               "was "
               "sent it, has no right to share it because of that."),
            N_("You do not agree to their being shared"),
            {{MIEN_ANSWER_YES, N_("No, there is no agreement to share them")},
             {MIEN_ANSWER_NO, N_("Yes, they may be shared")}},
        },
    [CASE_SYNTHETIC] =
        {
            "synthetic",
            N_("How they were made"),
            N_("Are the pictures real, or were they made or changed by a computer, as "
               "a "
               "deepfake is?\n\nA case can be made for both."),
            N_("Made or changed by a computer"),
            {{MIEN_ANSWER_NO, N_("They are real")},
             {MIEN_ANSWER_YES, N_("They were made or changed by a computer")},
             {MIEN_ANSWER_UNSURE, N_("I am not sure which it is")}},
        },
    [CASE_ON_BEHALF] =
        {
            "on_behalf",
            N_("For whom"),
            N_("Do you make this case for yourself, or for somebody else?"),
            N_("For somebody else"),
            {{MIEN_ANSWER_NO, N_("For myself")},
             {MIEN_ANSWER_YES, N_("For somebody else, whom I help")}},
        },
    [CASE_ON_BEHALF_KNOWN] =
        {
            "on_behalf_known",
            N_("With their knowledge"),
            N_("Does the person whom you help know of this case, and want it?"),
            N_("That person knows of it and wants it"),
            {{MIEN_ANSWER_YES, N_("Yes, we decided it together")},
             {MIEN_ANSWER_NO, N_("No, or not yet")}},
        },
};

// Yes and no, for the questions of recipients.
static const struct choice plain_choices[3] = {
    {MIEN_ANSWER_YES, N_("Yes")},
    {MIEN_ANSWER_NO, N_("No")},
    {MIEN_ANSWER_UNSURE, N_("I am not sure")},
};

static struct case_question *add(struct case_questions *its, const char *id)
{
    its->list = memory_resize(its->list, its->count + 1, sizeof its->list[0]);
    struct case_question *question = &its->list[its->count++];
    *question = (struct case_question){.id = memory_text(id)};
    return question;
}

void case_questions_begin(struct case_questions *its)
{
    *its = (struct case_questions){0};
    for (size_t i = 0; i < CASE_STANDARD_QUESTIONS; i++)
        add(its, standard[i].id)->unsure = standard[i].choices[2].text != NULL;
}

void case_questions_free(struct case_questions *its)
{
    for (size_t i = 0; i < its->count; i++) {
        free(its->list[i].id);
        free(its->list[i].text);
        free(its->list[i].asker);
        free(its->list[i].web);
    }
    free(its->list);
    *its = (struct case_questions){0};
}

// ---- Questions of recipients
// -----------------------------------------------------------

static struct case_question *find(const struct case_questions *its, const char *id)
{
    for (size_t i = 0; i < its->count; i++)
        if (strcmp(its->list[i].id, id) == 0)
            return &its->list[i];
    return NULL;
}

// The text of a question in her language: "fr", or "fr-CA" when there is no other.
static const char *best_text(json_t *texts)
{
    char hers[3];
    case_language_code(hers);
    const char *wanted[] = {hers, "en"};
    const char *key;
    json_t *text;
    for (size_t i = 0; i < 2; i++) {
        const char *exact = json_string_value(json_object_get(texts, wanted[i]));
        if (exact != NULL)
            return exact;
        json_object_foreach(texts, key, text)
        {
            if (strncmp(key, wanted[i], 2) == 0 && key[2] == '-')
                return json_string_value(text);
        }
    }
    json_object_foreach(texts, key, text)
    {
        return json_string_value(text);
    }
    return NULL;
}

// Notes with which answer this recipient takes no case; the first that says so counts.
static void take_stop(struct case_question *question, const json_t *entry,
                      const struct mien_recipient_info *info)
{
    const char *stop = json_string_value(json_object_get(entry, "stop"));
    if (stop == NULL || question->stop != 0)
        return;
    question->stop = strcmp(stop, "yes") == 0 ? MIEN_ANSWER_YES : MIEN_ANSWER_NO;
    free(question->asker);
    free(question->web);
    question->asker = case_screen_foreign(info->name);
    question->web = case_screen_foreign(info->web);
}

void case_questions_take(struct case_questions *its,
                         const struct mien_recipient *recipient)
{
    char *json = NULL;
    size_t length = 0, i;
    struct mien_recipient_info info = {.size = sizeof info};
    if (mien_recipient_info(recipient, &info) != MIEN_OK ||
        mien_recipient_json(recipient, &json, &length) != MIEN_OK)
        return;
    json_t *file = json_loadb(json, length, 0, NULL), *entry;
    mien_case_text_free(json, length);
    // The library has judged them: each has an id, and a text when it is an own one.
    json_array_foreach(json_object_get(file, "questions"), i, entry)
    {
        const char *id = json_string_value(json_object_get(entry, "id"));
        const char *text = best_text(json_object_get(entry, "text"));
        struct case_question *question = id != NULL ? find(its, id) : NULL;
        if (question == NULL && (id == NULL || text == NULL))
            continue;
        if (question == NULL) {
            question = add(its, id);
            question->text = case_screen_foreign(text);
            question->asker = case_screen_foreign(info.name);
            question->web = case_screen_foreign(info.web);
            question->unsure = !json_is_false(json_object_get(entry, "unsure"));
        }
        take_stop(question, entry, &info);
    }
    json_decref(file);
}

// ---- Asking
// ----------------------------------------------------------------------------

bool case_question_is_due(const struct case_questions *its, size_t number)
{
    return number != CASE_ON_BEHALF_KNOWN ||
           its->list[CASE_ON_BEHALF].answer == MIEN_ANSWER_YES;
}

static const struct choice *choices_of(size_t number)
{
    return number < CASE_STANDARD_QUESTIONS ? standard[number].choices : plain_choices;
}

static void show(const struct case_question *question, size_t number)
{
    if (number < CASE_STANDARD_QUESTIONS) {
        case_screen_show(_(standard[number].title), _(standard[number].text));
        return;
    }
    char *title = memory_format(_("A question of %s"), question->asker);
    case_screen_show(title, question->text);
    free(title);
}

int case_question_ask(struct case_questions *its, size_t number, bool can_go_back)
{
    struct case_question *question = &its->list[number];
    const struct choice *choices = choices_of(number);
    const char *texts[3];
    size_t count = question->unsure ? 3 : 2;
    int before = -1;
    for (size_t i = 0; i < count; i++) {
        texts[i] = _(choices[i].text);
        if (choices[i].answer == question->answer)
            before = (int)i;
    }
    show(question, number);
    int chosen = case_screen_choose(texts, count, before, can_go_back);
    if (chosen < 0)
        return chosen;
    question->answer = choices[chosen].answer;
    return 0;
}

const char *case_question_name(const struct case_questions *its, size_t number)
{
    return number < CASE_STANDARD_QUESTIONS ? _(standard[number].name)
                                            : its->list[number].text;
}

const char *case_question_answer(const struct case_questions *its, size_t number)
{
    for (size_t i = 0; i < 3; i++)
        if (plain_choices[i].answer == its->list[number].answer)
            return _(plain_choices[i].text);
    return "";
}

// ---- Answers that end it
// ---------------------------------------------------------------

enum case_end case_question_end(const struct case_questions *its, size_t number)
{
    const struct case_question *question = &its->list[number];
    bool yes = question->answer == MIEN_ANSWER_YES;
    if (question->answer == 0)
        return CASE_GOES_ON;
    switch (number) {
    case CASE_ADULT_NOW:
    case CASE_ADULTS_IN_IMAGE:
        return yes ? CASE_GOES_ON : CASE_END_MINOR;
    case CASE_NO_CONSENT:
        return yes ? CASE_GOES_ON : CASE_END_CONSENT;
    case CASE_ON_BEHALF_KNOWN:
        return yes || !case_question_is_due(its, number) ? CASE_GOES_ON
                                                         : CASE_END_UNKNOWING;
    default:
        return question->answer == question->stop ? CASE_END_RECIPIENT : CASE_GOES_ON;
    }
}

const char *case_end_title(enum case_end end)
{
    switch (end) {
    case CASE_END_MINOR:
        return _("There is help for this, elsewhere");
    case CASE_END_CONSENT:
        return _("No case is needed now");
    case CASE_END_UNKNOWING:
        return _("Please talk with this person first");
    default:
        return _("Not with this answer");
    }
}

char *case_end_text(enum case_end end, const struct case_question *question)
{
    switch (end) {
    case CASE_END_MINOR:
        return memory_text(_(
            "For pictures of people under 18, or when that is not certain, mien makes "
            "no case. It has kept nothing: no picture, no fingerprint, no file."
            "\n\nThere are services that are made for this. Those below can "
            "help you, or tell you who can. What happened is not your fault."));
    case CASE_END_CONSENT:
        return memory_text(_(
            "A case is for pictures that somebody does not want to be shared. No case "
            "was made.\n\nYou may change your mind at any time. Then come back."));
    case CASE_END_UNKNOWING:
        return memory_text(
            _("A case belongs to the person in the pictures, and so does the decision. "
              "Made without her or his knowledge it could do harm. No case was made."
              "\n\nTalk about it together, when that is safe, and come back."));
    default:
        return memory_format(_("%s takes no case with this answer. No case was made."
                               "\n\nAsk there what you can do instead: %s"),
                             question->asker, question->web);
    }
}

void case_end_print(const struct case_questions *its, size_t number, enum case_end end,
                    const char *country)
{
    char *text = case_end_text(end, &its->list[number]);
    ui_error(NULL, "%s", case_end_title(end));
    for (char *paragraph = text, *next; paragraph != NULL; paragraph = next) {
        next = strstr(paragraph, "\n\n");
        if (next != NULL) {
            *next = '\0';
            next += 2;
        }
        ui_hint(paragraph);
    }
    free(text);
    if (end == CASE_END_MINOR)
        help_lines_print(stderr, HELP_LINES_MINORS, country);
}
