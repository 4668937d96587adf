// SPDX-License-Identifier: Apache-2.0
// The order of the dialogue: forward, back, and from the summary to any question.
#include "case_new.h"

#include <stdlib.h>

#include "case_language.h"
#include "case_practice.h"
#include "case_screen.h"
#include "case_steps.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"

enum state {
    SKIPPED, // not asked
    OPEN,
    SETTLED // answered
};

static enum state of(bool asked, bool answered)
{
    return !asked ? SKIPPED : answered ? SETTLED : OPEN;
}

static bool wants_wallet(const struct case_new *its)
{
    return its->keeping != CASE_KEEP_WORDS;
}

// Where a place stands; a place that repeats ends with SKIPPED beyond its last.
static enum state state_of(const struct case_new *its, enum case_place place,
                           size_t number)
{
    switch (place) {
    case CASE_PLACE_QUESTIONS:
        return of(case_question_is_due(&its->questions, number),
                  its->questions.list[number].answer != 0);
    case CASE_PLACE_RECIPIENTS:
        return of(true, its->trust[number] != CASE_TRUST_OPEN);
    case CASE_PLACE_PICK:
        // Pictures are read before the first secret, and never after it.
        return of(!its->files_given && !its->pictures.read, false);
    case CASE_PLACE_PICTURES:
        return of(true, its->pictures_settled);
    case CASE_PLACE_VIEWS:
        return of(case_new_asks_views(its), its->views.choice != CASE_VIEWS_OPEN);
    case CASE_PLACE_KEEPING:
        return of(true, its->keeping != CASE_KEEP_OPEN);
    case CASE_PLACE_WALLET:
        return of(wants_wallet(its) && !its->wallet_given, its->wallet_name != NULL);
    case CASE_PLACE_PASSPHRASE:
        return of(wants_wallet(its), its->wallet != NULL);
    case CASE_PLACE_OUT:
        return of(!its->out_given, its->out != NULL);
    case CASE_PLACE_WORDS:
        return of(its->keeping != CASE_KEEP_WALLET, false);
    default:
        return OPEN;
    }
}

static size_t repetitions(const struct case_new *its, enum case_place place)
{
    if (place == CASE_PLACE_QUESTIONS)
        return its->questions.count;
    return place == CASE_PLACE_RECIPIENTS ? its->recipients.count : 1;
}

static case_step *const steps[CASE_PLACES] = {
    [CASE_PLACE_SAFETY] = case_step_safety,
    [CASE_PLACE_QUESTIONS] = case_step_question,
    [CASE_PLACE_RECIPIENTS] = case_step_recipient,
    [CASE_PLACE_PICK] = case_step_pick,
    [CASE_PLACE_PICTURES] = case_step_pictures,
    [CASE_PLACE_VIEWS] = case_step_views,
    [CASE_PLACE_KEEPING] = case_step_keeping,
    [CASE_PLACE_WALLET] = case_step_wallet,
    [CASE_PLACE_PASSPHRASE] = case_step_passphrase,
    [CASE_PLACE_OUT] = case_step_out,
    [CASE_PLACE_SUMMARY] = case_step_summary,
    [CASE_PLACE_WORDS] = case_step_words,
    [CASE_PLACE_WRITE] = case_step_write,
};

// Where she is.
struct position {
    size_t place, number;
};

// To the next screen; with `settled_too`, past all that she has answered.
static struct position forward(const struct case_new *its, struct position at,
                               bool past_settled)
{
    for (;;) {
        if (++at.number >= repetitions(its, at.place)) {
            at.place++;
            at.number = 0;
        }
        enum state state = state_of(its, at.place, at.number);
        if (state == OPEN || (state == SETTLED && !past_settled))
            return at;
    }
}

// The first screen is always there.
static struct position backward(const struct case_new *its, struct position at)
{
    do {
        if (at.number > 0) {
            at.number--;
        } else if (at.place > 0) {
            at.place--;
            at.number = repetitions(its, at.place) - 1;
        }
    } while (state_of(its, at.place, at.number) == SKIPPED);
    return at;
}

static enum case_new_end walk(struct case_new *its)
{
    struct case_walk shared = {.its = its};
    struct position at = {CASE_PLACE_SAFETY, 0};
    bool returning = false; // to the summary, after changing one thing
    while (at.place < CASE_PLACES) {
        if (at.place < CASE_PLACE_SUMMARY)
            case_new_unprepare(its);
        else
            returning = false;
        enum case_move move =
            steps[at.place](&shared, at.number, at.place > CASE_PLACE_SAFETY);
        switch (signals_caught() != 0 ? CASE_MOVE_STOP : move) {
        case CASE_MOVE_NEXT:
            at = forward(its, at, returning);
            break;
        case CASE_MOVE_BACK:
            at = backward(its, at);
            break;
        case CASE_MOVE_AGAIN:
            break;
        case CASE_MOVE_GO:
            at = (struct position){shared.go_step, shared.go_number};
            returning = true;
            break;
        case CASE_MOVE_STOP:
            return CASE_NEW_NOT_MADE;
        case CASE_MOVE_MADE:
            return CASE_NEW_MADE;
        }
    }
    return CASE_NEW_NOT_MADE; // the last step ends with MADE, BACK or STOP
}

enum case_move case_move_of(int answer)
{
    switch (answer) {
    case CASE_SCREEN_BACK:
        return CASE_MOVE_BACK;
    case CASE_SCREEN_STOP:
        return CASE_MOVE_STOP;
    default:
        return CASE_MOVE_NEXT;
    }
}

// False when she stops.
static bool ask_language(void)
{
    const char *const *names;
    size_t count = case_language_choices(&names);
    if (count < 2)
        return true;
    case_screen_show("", "");
    int chosen = case_screen_pick(names, count);
    if (chosen < 0)
        return false;
    case_language_choose((size_t)chosen);
    return true;
}

static void explain_recipients(void)
{
    case_screen_show(
        _("A recipient is needed"),
        _("A case is made for an organisation that looks for such pictures: only the "
          "organisation that you choose can open it.\n\nIt publishes a recipient file "
          "on its page. Get this file, on a device that is safe for you, and name it "
          "like this:"));
    char *command = memory_format("    %s", _("mien case new --recipient FILE"));
    case_screen_line(command);
    free(command);
    case_screen_add(_("If you do not know whom to choose: somebody at a helpline can "
                      "tell you. Nothing was made."));
    case_screen_leave(false);
}

enum case_new_end case_new_dialogue(struct case_new *its)
{
    if (!case_language_begin() && !ask_language())
        return CASE_NEW_NOT_MADE;
    if (its->practice)
        case_screen_banner(
            _("PRACTICE: nothing here counts, and no real recipient accepts it"));
    if (its->practice && !case_practice_begin(its))
        return CASE_NEW_NOT_MADE;
    if (its->recipients.count == 0) {
        explain_recipients();
        return CASE_NEW_NOT_MADE;
    }
    case_questions_begin(&its->questions);
    for (size_t i = 0; i < its->recipients.count; i++)
        case_questions_take(&its->questions, its->recipients.list[i]);
    return walk(its);
}
