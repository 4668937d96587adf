// SPDX-License-Identifier: Apache-2.0
// mien case add: more pictures and films for a case of a wallet.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_passphrase.h"
#include "case_pictures.h"
#include "case_print.h"
#include "case_questions.h"
#include "case_recipients.h"
#include "case_say.h"
#include "case_screen.h"
#include "case_steps.h"
#include "case_views.h"
#include "case_wallet.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_ADULTS = ARGS_OWN,
    OPT_BUDGET,
    OPT_CASE,
    OPT_FINGERPRINT,
    OPT_LOW_QUALITY,
    OPT_NO_VIEWS,
    OPT_OUT,
    OPT_PASSPHRASE,
    OPT_PREVIEW,
    OPT_RECIPIENT,
    OPT_UNREADABLE,
    OPT_VIDEO,
    OPT_VIEWS,
    OPT_WALLET
};

static const struct option longs[] = {
    {"adults", required_argument, NULL, OPT_ADULTS},
    {"budget", required_argument, NULL, OPT_BUDGET},
    {"case", required_argument, NULL, OPT_CASE},
    {"fingerprint", required_argument, NULL, OPT_FINGERPRINT},
    {"low-quality", required_argument, NULL, OPT_LOW_QUALITY},
    {"no-views", no_argument, NULL, OPT_NO_VIEWS},
    {"out", required_argument, NULL, OPT_OUT},
    {"passphrase-fd", required_argument, NULL, OPT_PASSPHRASE},
    {"preview", no_argument, NULL, OPT_PREVIEW},
    {"recipient", required_argument, NULL, OPT_RECIPIENT},
    {"unreadable", required_argument, NULL, OPT_UNREADABLE},
    {"video", required_argument, NULL, OPT_VIDEO},
    {"views", no_argument, NULL, OPT_VIEWS},
    {"wallet", required_argument, NULL, OPT_WALLET},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case add", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};

// What to do with pictures that cannot be protected: nothing is assumed.
enum choice {
    CHOICE_OPEN,
    CHOICE_LEAVE_OUT,
    CHOICE_STOP
};

struct adding {
    const char *wallet_name, *id;
    char *out, *out_asked; // the second is freed
    int passphrase_fd;
    bool preview;
    enum mien_answer adults; // in the new pictures, or 0
    enum choice low_quality, unreadable;
    char *recipient_files[MIEN_CASE_RECIPIENTS_MAX];
    char *fingerprints[MIEN_CASE_RECIPIENTS_MAX];
    size_t file_count, fingerprint_count;

    struct case_pictures pictures;
    struct case_views views;
    bool with_views; // what is new is put into the case with them
    struct case_recipients recipients;
    struct case_wallet wallet;
    struct mien_case *its;
    char day[MIEN_CASE_DAY_SIZE];
    char *document;
    size_t length;
};

// ---- The name of the document
// ----------------------------------------------------------

static bool ask_name(struct adding *its)
{
    enum {
        NAME_ROOM = 4096
    };
    if (its->out != NULL || its->preview)
        return true;
    if (!case_screen_begin()) {
        ui_error(NULL, "%s", _("the document needs a name: --out FILE"));
        return false;
    }
    its->out_asked = memory_zeroed(NAME_ROOM, 1);
    case_screen_show(
        _("The document"),
        _("Under which name should the document be made? It is the file "
          "that you then send. The name is up to you; it need not say what "
          "it is."));
    int answer = case_screen_text(its->out_asked, NAME_ROOM, _("Name: "), false);
    case_screen_end();
    its->out = its->out_asked;
    return answer == 0 && *its->out != '\0';
}

// ---- Ages
// --------------------------------------------------------------------------------

// Asks at the terminal, and explains an answer that ends it there.
static bool ask_adults(struct case_questions *questions)
{
    int answer = case_question_ask(questions, CASE_ADULTS_IN_IMAGE, false);
    enum case_end end = case_question_end(questions, CASE_ADULTS_IN_IMAGE);
    if (answer != 0 || end == CASE_GOES_ON)
        return answer == 0;
    char *text = case_end_text(end, &questions->list[CASE_ADULTS_IN_IMAGE]);
    case_help_screens(true, case_end_title(end), text, NULL, false);
    free(text);
    return false;
}

// The document says of everybody in it what she said of those in the first pictures: so
// it is asked of the new ones, before one of them is opened.
static bool settle_adults(const struct adding *its)
{
    struct case_questions questions;
    bool good;
    case_questions_begin(&questions);
    questions.list[CASE_ADULTS_IN_IMAGE].answer = its->adults;
    enum case_end end = case_question_end(&questions, CASE_ADULTS_IN_IMAGE);
    if (its->adults != 0) {
        good = end == CASE_GOES_ON;
        if (!good)
            case_end_print(&questions, CASE_ADULTS_IN_IMAGE, end, NULL);
    } else if (case_screen_begin()) {
        good = ask_adults(&questions);
        case_screen_end();
    } else {
        good = false;
        ui_error(NULL, _("no answer is assumed; these are missing: %s"), "--adults");
    }
    case_questions_free(&questions);
    return good;
}

// ---- The pictures
// ----------------------------------------------------------------------

static void progress(size_t number, size_t count)
{
    if (!ui_can_progress())
        return;
    char *text = memory_format(_("reading %zu of %zu"), number, count);
    ui_status_show(text);
    free(text);
}

// Asks whether to go on without the pictures in a state, which it names.
static bool ask_choice(const struct adding *its, enum case_picture_state state,
                       const char *title, const char *text, enum choice given)
{
    if (given != CHOICE_OPEN)
        return given == CHOICE_LEAVE_OUT;
    if (!case_screen_begin())
        return false;
    const char *const choices[] = {_("Stop: nothing is made"), _("Go on without them")};
    case_screen_show(title, text);
    for (size_t i = 0; i < its->pictures.count; i++) {
        if (its->pictures.list[i].state != state)
            continue;
        char *name = text_safe(its->pictures.list[i].name, !ui_utf8());
        case_screen_line(name);
        free(name);
    }
    int chosen = case_screen_choose(choices, 2, -1, false);
    case_screen_end();
    return chosen == 1;
}

// Says of each file that cannot be read why.
static void name_unreadable(const struct adding *its)
{
    for (size_t i = 0; i < its->pictures.count; i++) {
        const struct case_picture *picture = &its->pictures.list[i];
        if (picture->reason != NULL)
            ui_error(picture->name, "%s", picture->reason);
        if (picture->step != NULL && !ui_is_quiet())
            ui_hint(picture->step);
    }
}

static bool settle_unreadable(const struct adding *its)
{
    size_t count = case_pictures_in(&its->pictures, CASE_PICTURE_UNREADABLE);
    if (count == 0)
        return true;
    name_unreadable(its);
    char *text =
        memory_format(ngettext("%zu picture or film could not be read.",
                               "%zu pictures or films could not be read.", count),
                      count);
    bool go = ask_choice(its, CASE_PICTURE_UNREADABLE, _("Not readable"), text,
                         its->unreadable);
    free(text);
    if (!go && signals_caught() == 0) {
        ui_error(NULL, "%s", _("not all could be read: nothing was made"));
        ui_hint(_("To go on without those: --unreadable leave-out"));
    }
    return go;
}

static void name_dull(const struct adding *its)
{
    for (size_t i = 0; i < its->pictures.count; i++)
        if (its->pictures.list[i].state == CASE_PICTURE_DULL)
            ui_warning(
                its->pictures.list[i].name,
                _("quality %u: too little detail: this hash will not protect the "
                  "image"),
                (unsigned)its->pictures.list[i].quality);
}

static bool settle_dull(struct adding *its)
{
    uint32_t minimum = 0;
    for (size_t i = 0; i < its->recipients.count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (mien_recipient_info(its->recipients.list[i], &info) == MIEN_OK &&
            info.minimum_quality > minimum)
            minimum = info.minimum_quality;
    }
    case_pictures_judge(&its->pictures, minimum);
    size_t count = case_pictures_in(&its->pictures, CASE_PICTURE_DULL);
    if (count == 0)
        return true;
    name_dull(its);
    char *text = memory_format(
        ngettext("%zu picture has too little detail: its hash would not protect it.",
                 "%zu pictures have too little detail: their hashes would not protect "
                 "them.",
                 count),
        count);
    bool go = ask_choice(its, CASE_PICTURE_DULL, _("Too little detail"), text,
                         its->low_quality);
    free(text);
    if (!go && signals_caught() == 0) {
        ui_error(NULL, "%s", _("not all would be protected: nothing was made"));
        ui_hint(_("To go on without those: --low-quality leave-out"));
    }
    return go;
}

// ---- The case
// --------------------------------------------------------------------------

static bool open_case(struct adding *its)
{
    struct mien_case_info info = {.size = sizeof info};
    if (!case_wallet_open(&its->wallet, its->wallet_name, its->passphrase_fd, true))
        return false;
    its->its = case_wallet_choose(&its->wallet, its->id);
    if (its->its == NULL || mien_case_info(its->its, &info) != MIEN_OK)
        return false;
    if (!info.withdrawn)
        return true;
    ui_error(info.id, "%s", _("this case was taken back: nothing can be added to it"));
    ui_hint(_("Make a new one: mien case new"));
    return false;
}

static bool settle_recipients(struct adding *its)
{
    if (!case_recipients_confirm_earlier(&its->recipients, its->its) ||
        !case_recipients_confirm(&its->recipients, its->fingerprints,
                                 its->fingerprint_count))
        return false;
    // What is new is for all who have the case, so that none of them misses it.
    bool for_these = its->pictures.count == 0 && its->recipients.count > 0;
    return for_these || case_recipients_add_earlier(&its->recipients, its->its);
}

// Whether one of the recipients has nothing of the case so far: it then gets all of it.
static bool is_for_somebody_new(const struct adding *its)
{
    struct case_recipients earlier = {.count = 0};
    bool known = case_recipients_add_earlier(&earlier, its->its), found = true;
    for (size_t i = 0; known && i < its->recipients.count && found; i++) {
        struct mien_recipient_info info = {.size = sizeof info}, other = info;
        found = false;
        for (size_t j = 0; j < earlier.count && !found; j++)
            found = mien_recipient_info(its->recipients.list[i], &info) == MIEN_OK &&
                    mien_recipient_info(earlier.list[j], &other) == MIEN_OK &&
                    strcmp(info.id, other.id) == 0;
    }
    case_recipients_free(&earlier);
    return known && !found;
}

static const struct mien_recipient *const *recipients_of(const struct adding *its)
{
    return (const struct mien_recipient *const *)its->recipients.list;
}

// Asks at the terminal, once for each case, where there is something to ask about.
// Without a terminal it stays open, and nothing more is sent.
static bool ask_views(struct adding *its)
{
    struct case_views_offer offer =
        case_views_offer(recipients_of(its), its->recipients.count);
    if (its->views.choice != CASE_VIEWS_OPEN || its->preview ||
        !case_views_offered(&offer) || case_pictures_with_views(&its->pictures) == 0 ||
        !case_screen_begin())
        return true;
    int answer = case_views_ask(&its->views, &offer, false);
    case_screen_end();
    return answer == 0;
}

// What she chose before holds, unless she says something else now.
static bool settle_views(struct adding *its)
{
    struct mien_case_info info = {.size = sizeof info};
    struct mien_error error = {MIEN_OK, ""};
    if (mien_case_info(its->its, &info) != MIEN_OK)
        return false;
    bool chosen = info.hashes != 0 && !its->views.by_option && its->views.budget == 0;
    if (chosen) {
        its->with_views = info.hashes >= 2 * MIEN_DIHEDRAL_COUNT;
        return true;
    }
    if (info.hashes >= 2 * MIEN_DIHEDRAL_COUNT && !its->views.by_option)
        its->views.choice = CASE_VIEWS_YES; // with another number of them
    if (!ask_views(its))
        return false;
    case_views_warn(&its->views, recipients_of(its), its->recipients.count);
    its->with_views = its->views.choice == CASE_VIEWS_YES;
    enum mien_status status = case_views_note(&its->views, its->its, &error);
    if (status != MIEN_OK)
        case_say(its->wallet_name, CASE_ITSELF, status, &error);
    return status == MIEN_OK;
}

static bool take_pictures(struct adding *its)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_case_info info = {.size = sizeof info};
    for (size_t i = 0; i < its->pictures.count; i++) {
        const struct case_picture *picture = &its->pictures.list[i];
        if (picture->state != CASE_PICTURE_FINE)
            continue;
        enum mien_status status =
            case_picture_take(picture, its->its, its->with_views, &error);
        if (status != MIEN_OK) {
            case_say(picture->name, CASE_ITSELF, status, &error);
            return false;
        }
    }
    if (mien_case_info(its->its, &info) == MIEN_OK &&
        (info.unsent > 0 || is_for_somebody_new(its)))
        return true;
    ui_error(info.id, "%s", _("there is nothing new for this case"));
    return false;
}

static bool print_preview(const struct adding *its, const struct mien_case_seal *how)
{
    char *json = NULL;
    size_t length = 0;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_case_preview(its->its, &json, &length, how, &error);
    bool done = status == MIEN_OK && case_print_payload(json, length, CASE_PRINT_FULL);
    if (status != MIEN_OK)
        case_say(NULL, CASE_ITSELF, status, &error);
    mien_case_text_free(json, length);
    return done;
}

static struct case_views_count count_hashes(const struct adding *its,
                                            const struct mien_case_seal *how)
{
    struct case_views_count count = {0, 0};
    char *json = NULL;
    size_t length = 0;
    if (mien_case_preview(its->its, &json, &length, how, NULL) == MIEN_OK)
        count = case_views_count(json, length);
    mien_case_text_free(json, length);
    return count;
}

static bool seal(struct adding *its)
{
    struct mien_error error = {MIEN_OK, ""};
    const struct mien_case_seal how = {.size = sizeof how,
                                       .action = MIEN_CASE_ADD,
                                       .recipients = recipients_of(its),
                                       .recipient_count = its->recipients.count,
                                       .day = its->day};
    if (its->preview)
        return print_preview(its, &how);
    struct case_views_count hashes = count_hashes(its, &how);
    enum mien_status status =
        mien_case_seal(its->its, &its->document, &its->length, &how, &error);
    if (status != MIEN_OK)
        case_say(NULL, CASE_ITSELF, status, &error);
    if (status != MIEN_OK || signals_caught() != 0 ||
        !case_wallet_write_both(&its->wallet, its->its, its->out, its->document,
                                its->length))
        return false;
    size_t count = case_pictures_in(&its->pictures, CASE_PICTURE_FINE);
    ui_note(its->out,
            ngettext("%zu picture or film is in it: send it to those who have the case",
                     "%zu pictures and films are in it: send it to those who have the "
                     "case",
                     count),
            count);
    char *text = case_views_count_text(&hashes);
    if (hashes.hashes > MIEN_DIHEDRAL_COUNT * hashes.pictures)
        ui_note(its->out, "%s", text);
    free(text);
    return true;
}

// In this order: what costs nothing to refuse; the pictures, before a secret is in
// memory; the secrets.
static bool add(struct adding *its)
{
    if (!case_today(its->day) || !case_output_possible(its->wallet_name, true) ||
        !ask_name(its) ||
        (its->out != NULL && !case_output_possible(its->out, false)) ||
        !case_recipients_read(&its->recipients, its->recipient_files,
                              its->file_count) ||
        !settle_adults(its))
        return false;
    // Who gets them is not known before the wallet is open, and then it is too late.
    its->pictures.hashes = case_views_worth(&its->views, its->pictures.count);
    bool read = case_pictures_read(&its->pictures, progress);
    ui_status_hide();
    if (!read || !settle_unreadable(its))
        return false;
    case_guard_begin();
    return open_case(its) && settle_recipients(its) && settle_dull(its) &&
           settle_views(its) && take_pictures(its) && seal(its);
}

// ---- The command line
// ------------------------------------------------------------------

static bool read_choice(enum choice *choice, const char *option)
{
    if (strcmp(optarg, "leave-out") == 0)
        *choice = CHOICE_LEAVE_OUT;
    else if (strcmp(optarg, "stop") == 0)
        *choice = CHOICE_STOP;
    else
        args_complain(command.name, _("%s is one of leave-out, stop"), option);
    return *choice != CHOICE_OPEN;
}

static bool read_adults(enum mien_answer *adults)
{
    if (strcmp(optarg, "yes") == 0)
        *adults = MIEN_ANSWER_YES;
    else if (strcmp(optarg, "no") == 0)
        *adults = MIEN_ANSWER_NO;
    else
        args_complain(command.name, _("'%s' is answered by \"yes\" or \"no\""),
                      "--adults");
    return *adults != 0;
}

// Takes one option. False after a complaint.
static bool take_option(struct adding *its, int option)
{
    switch (option) {
    case OPT_ADULTS:
        return read_adults(&its->adults);
    case OPT_CASE:
        its->id = optarg;
        return true;
    case OPT_FINGERPRINT:
        return case_recipients_option(command.name, its->fingerprints,
                                      &its->fingerprint_count, optarg);
    case OPT_LOW_QUALITY:
        return read_choice(&its->low_quality, "--low-quality");
    case OPT_BUDGET:
        return case_views_budget(&its->views, command.name, optarg);
    case OPT_NO_VIEWS:
    case OPT_VIEWS:
        its->views.by_option = true;
        its->views.choice = option == OPT_VIEWS ? CASE_VIEWS_YES : CASE_VIEWS_NO;
        return true;
    case OPT_OUT:
        its->out = optarg;
        return true;
    case OPT_PASSPHRASE:
        return case_descriptor(&its->passphrase_fd, command.name, "--passphrase-fd",
                               optarg);
    case OPT_PREVIEW:
        its->preview = true;
        return true;
    case OPT_RECIPIENT:
        return case_recipients_option(command.name, its->recipient_files,
                                      &its->file_count, optarg);
    case OPT_UNREADABLE:
        return read_choice(&its->unreadable, "--unreadable");
    case OPT_VIDEO:
        case_pictures_add(&its->pictures, optarg, true);
        return true;
    case OPT_WALLET:
        its->wallet_name = optarg;
        return true;
    default:
        return false;
    }
}

static int complain(const struct adding *its)
{
    if (its->wallet_name == NULL)
        return args_complain(command.name, "%s", _("name the wallet: --wallet FILE"));
    if (its->pictures.count == 0 && its->file_count == 0)
        return args_complain(command.name, "%s",
                             _("name a picture, or --video a film"));
    return 0;
}

static void clean_up(struct adding *its)
{
    mien_case_text_free(its->document, its->length);
    mien_case_free(its->its);
    case_pictures_free(&its->pictures);
    case_recipients_free(&its->recipients);
    case_wallet_close(&its->wallet);
    free(its->out_asked);
    guard_end();
}

int cmd_case_add(int argc, char **argv)
{
    struct adding its = {.passphrase_fd = CASE_TERMINAL};
    int option;
    while ((option = args_next(&command, argc, argv, NULL)) != ARGS_END) {
        if (option == 'h')
            return help_print("case add");
        if (option == ARGS_WRONG || !take_option(&its, option))
            return ARGS_EXIT_USAGE;
    }
    if (!case_views_judge(&its.views, command.name) ||
        !args_one_input(command.name, argv + optind, (size_t)(argc - optind)))
        return ARGS_EXIT_USAGE;
    for (int i = optind; i < argc; i++)
        case_pictures_add(&its.pictures, argv[i], false);
    int usage = complain(&its);
    if (usage != 0)
        return usage;
    bool done = add(&its);
    clean_up(&its);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
