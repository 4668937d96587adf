// SPDX-License-Identifier: Apache-2.0
// Without a terminal: every answer comes from a file, and what is missing is refused.
#include "case_new.h"

#include <stdlib.h>
#include <string.h>

#include "case_answers.h"
#include "case_practice.h"
#include "guard.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

// Whether no answer ends it. The ages come first among the questions.
static bool goes_on(const struct case_new *its)
{
    for (size_t i = 0; i < its->questions.count; i++) {
        enum case_end end = case_question_end(&its->questions, i);
        if (end == CASE_GOES_ON)
            continue;
        case_end_print(&its->questions, i, end,
                       its->region_count > 0 ? its->regions[0] : NULL);
        return false;
    }
    return true;
}

// The options that a terminal would be asked for.
static bool has_options(const struct case_new *its)
{
    const struct {
        bool given;
        const char *name;
    } needed[] = {
        {its->out_given, "--out"},
        {its->wallet_given, "--wallet"},
        {its->passphrase_fd >= 0, "--passphrase-fd"},
        {its->pictures.count > 0, "FILE"},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!needed[i].given)
            ui_error(NULL, _("with --answers, %s is needed too"), needed[i].name);
        good = good && needed[i].given;
    }
    return good;
}

// Confirms a recipient by the fingerprints that were given, and notes which one it was.
static bool confirm_one(struct case_new *its, size_t i,
                        const struct case_answers *answers, bool *used)
{
    struct mien_recipient_info info = {.size = sizeof info};
    struct mien_recipient *recipient = its->recipients.list[i];
    const char *fingerprint;
    for (size_t j = 0; (fingerprint = case_answers_fingerprint(answers, j)) != NULL &&
                       j < MIEN_CASE_RECIPIENTS_MAX;
         j++) {
        if (mien_recipient_confirm(recipient, fingerprint, NULL) != MIEN_OK)
            continue;
        used[j] = true;
        its->trust[i] = CASE_TRUST_SAME;
    }
    if (its->trust[i] == CASE_TRUST_SAME)
        return true;
    if (mien_recipient_info(recipient, &info) == MIEN_OK)
        ui_error(info.name, "%s", _("its fingerprint is none of those that you gave"));
    return false;
}

// Confirms every recipient; and every fingerprint has to be of one.
static bool confirm(struct case_new *its, const struct case_answers *answers)
{
    bool used[MIEN_CASE_RECIPIENTS_MAX] = {false};
    for (size_t i = 0; i < its->recipients.count; i++)
        if (!confirm_one(its, i, answers, used))
            return false;
    for (size_t j = 0; case_answers_fingerprint(answers, j) != NULL; j++)
        if (j >= MIEN_CASE_RECIPIENTS_MAX || !used[j]) {
            ui_error(NULL, "%s", _("a fingerprint that you gave is no recipient's"));
            return false;
        }
    return true;
}

static void no_progress(size_t number, size_t count)
{
    (void)number;
    (void)count;
}

// Says of each picture that cannot be protected why.
static void report(const struct case_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        const struct case_picture *picture = &pictures->list[i];
        if (picture->state == CASE_PICTURE_DULL)
            ui_warning(picture->name, "%s",
                       _("too few details: it cannot be protected"));
        else if (picture->reason != NULL)
            ui_error(picture->name, "%s", picture->reason);
        if (picture->step != NULL)
            ui_hint(picture->step);
    }
}

// Reads the pictures; false when one of them stops it, by her answers.
static bool read_pictures(struct case_new *its, const struct case_answers *answers)
{
    struct case_pictures *pictures = &its->pictures;
    // What nobody said yes to is not made.
    bool plain = its->views.choice == CASE_VIEWS_OPEN;
    if (plain ? !case_pictures_read(pictures, no_progress)
              : !case_new_read(its, no_progress))
        return false;
    case_pictures_judge(pictures, case_new_minimum(its));
    report(pictures);
    bool stop = (case_pictures_in(pictures, CASE_PICTURE_DULL) > 0 &&
                 !case_answers_leave_out(answers, "low_quality")) ||
                (case_pictures_in(pictures, CASE_PICTURE_UNREADABLE) > 0 &&
                 !case_answers_leave_out(answers, "unreadable"));
    if (stop || case_pictures_in(pictures, CASE_PICTURE_FINE) == 0) {
        ui_error(NULL, "%s",
                 stop ? _("a picture cannot be protected: nothing was made, as you "
                          "wished")
                      : _("none of the pictures can be protected: nothing was made"));
        return false;
    }
    return case_new_is_few(its);
}

static bool open_wallet(struct case_new *its)
{
    if (!guard_begin())
        ui_warning(NULL, "%s", guard_warning());
    its->guarded = true;
    enum secret_status status = secret_read_fd(&its->passphrase, its->passphrase_fd);
    if (status != SECRET_OK) {
        if (status != SECRET_STOPPED)
            ui_error(NULL, "%s", secret_status_text(status));
        return false;
    }
    const char *weakness = its->wallet_exists ? NULL : secret_weakness(its->passphrase);
    if (weakness != NULL)
        ui_warning(its->wallet_name, "%s", weakness);
    return case_new_open_wallet(its);
}

static bool judge(struct case_new *its, struct case_answers *answers)
{
    case_questions_begin(&its->questions);
    for (size_t i = 0; i < its->recipients.count; i++)
        case_questions_take(&its->questions, its->recipients.list[i]);
    return case_answers_read(answers, its->answers) &&
           case_answers_note(answers, &its->questions) && goes_on(its) &&
           case_answers_complete(answers, &its->questions);
}

static void note_made(const struct case_new *its)
{
    char *count = case_views_count_text(&its->count);
    ui_note(its->out, "%s", _("the document is made; nothing was sent"));
    if (its->views.choice == CASE_VIEWS_YES)
        ui_note(its->out, "%s", count);
    free(count);
}

enum case_new_end case_new_unattended(struct case_new *its)
{
    struct case_answers answers = {0};
    bool made = false;
    if (its->practice && !case_practice_begin(its))
        return CASE_NEW_NOT_MADE;
    if (its->recipients.count == 0) {
        ui_error(NULL, "%s", _("for whom? Name a recipient file by --recipient"));
        ui_hint(_("The organisation publishes it on its page."));
        return CASE_NEW_NOT_MADE;
    }
    if (!judge(its, &answers) || !has_options(its) || !confirm(its, &answers))
        goto out;
    if (!case_answers_proceed(&answers)) {
        ui_note(NULL, "%s", _("nothing was made, as you wished"));
        goto out;
    }
    its->keeping = CASE_KEEP_WALLET;
    made = case_new_fits(its) && case_new_out_is_possible(its) &&
           case_new_wallet_is_possible(its) && read_pictures(its, &answers) &&
           open_wallet(its) && case_new_prepare(its) && case_new_write(its);
out:
    case_answers_free(&answers);
    if (made)
        note_made(its);
    return made && signals_caught() == 0 ? CASE_NEW_MADE : CASE_NEW_NOT_MADE;
}
