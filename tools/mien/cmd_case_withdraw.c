// SPDX-License-Identifier: Apache-2.0
// mien case withdraw: a case is taken back, from the wallet or from the words on paper.
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_ask.h"
#include "case_files.h"
#include "case_passphrase.h"
#include "case_recipients.h"
#include "case_say.h"
#include "case_wallet.h"
#include "case_words.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_CASE = ARGS_OWN,
    OPT_FINGERPRINT,
    OPT_OUT,
    OPT_PASSPHRASE,
    OPT_PRACTICE,
    OPT_RECIPIENT,
    OPT_WALLET,
    OPT_WORDS,
    OPT_YES
};

static const struct option longs[] = {
    {"case", required_argument, NULL, OPT_CASE},
    {"fingerprint", required_argument, NULL, OPT_FINGERPRINT},
    {"out", required_argument, NULL, OPT_OUT},
    {"passphrase-fd", required_argument, NULL, OPT_PASSPHRASE},
    {"practice", no_argument, NULL, OPT_PRACTICE},
    {"recipient", required_argument, NULL, OPT_RECIPIENT},
    {"wallet", required_argument, NULL, OPT_WALLET},
    {"words-fd", required_argument, NULL, OPT_WORDS},
    {"yes", no_argument, NULL, OPT_YES},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case withdraw", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};

struct withdrawal {
    const char *wallet_name, *id, *out;
    int passphrase_fd, words_fd;
    bool practice, yes;
    char *recipient_files[MIEN_CASE_RECIPIENTS_MAX];
    char *fingerprints[MIEN_CASE_RECIPIENTS_MAX];
    size_t file_count, fingerprint_count;

    struct case_wallet wallet;
    struct case_recipients recipients;
    struct mien_case *its;
    char *document;
    size_t length;
};

// ---- The case
// --------------------------------------------------------------------------

static bool find_case(struct withdrawal *its)
{
    if (its->wallet_name == NULL)
        its->its = case_words_read(its->words_fd, its->id, its->practice);
    else if (case_wallet_open(&its->wallet, its->wallet_name, its->passphrase_fd, true))
        its->its = case_wallet_choose(&its->wallet, its->id);
    return its->its != NULL;
}

static bool ask(const struct withdrawal *its)
{
    struct mien_case_info info = {.size = sizeof info};
    if (mien_case_info(its->its, &info) != MIEN_OK)
        return false;
    if (info.withdrawn) {
        ui_error(info.id, "%s", _("this case was taken back already"));
        ui_hint(_("If the document of that time is lost, the words on paper make a new "
                  "one: mien case withdraw --recipient FILE --out FILE"));
        return false;
    }
    char *text = memory_format(
        _("Case: %s\n\nThis makes a document that says, signed with the key of the "
          "case: "
          "nothing of it shall be blocked any more. You send it to those who have the "
          "case.\n\nIt takes effect when they have read it, and not before. They then "
          "stop looking for the pictures; copies that are out there can come back. "
          "mien "
          "cannot see whether they did it.\n\nThis case cannot be renewed. A new one "
          "can "
          "be made of the same pictures at any time."),
        info.id);
    bool yes =
        case_ask(_("Take the case back?"), text, _("Yes, take it back"), its->yes);
    free(text);
    return yes;
}

static bool seal(struct withdrawal *its)
{
    char day[MIEN_CASE_DAY_SIZE];
    struct mien_error error = {MIEN_OK, ""};
    if (its->recipients.count == 0) { // a wallet that was made of the words
        ui_error(its->wallet_name, "%s",
                 _("this wallet does not know who has the case"));
        ui_hint(_("Name them: --recipient and the recipient file of each."));
        return false;
    }
    if (!case_today(day))
        return false;
    const struct mien_case_seal how = {
        .size = sizeof how,
        .action = MIEN_CASE_WITHDRAW,
        .recipients = (const struct mien_recipient *const *)its->recipients.list,
        .recipient_count = its->recipients.count,
        .day = day};
    enum mien_status status =
        mien_case_seal(its->its, &its->document, &its->length, &how, &error);
    if (status != MIEN_OK)
        case_say(NULL, CASE_ITSELF, status, &error);
    return status == MIEN_OK;
}

static bool write_out(struct withdrawal *its)
{
    if (its->wallet_name != NULL)
        return case_wallet_write_both(&its->wallet, its->its, its->out, its->document,
                                      its->length);
    struct case_output out;
    return case_write(&out, its->out, false, its->document, its->length) &&
           case_keep(&out);
}

static bool withdraw(struct withdrawal *its)
{
    if (!case_output_possible(its->out, false) ||
        !case_recipients_read(&its->recipients, its->recipient_files, its->file_count))
        return false;
    case_guard_begin();
    // Everybody who has the case has to hear of it.
    if (!find_case(its) ||
        !case_recipients_confirm_earlier(&its->recipients, its->its) ||
        !case_recipients_confirm(&its->recipients, its->fingerprints,
                                 its->fingerprint_count) ||
        !case_recipients_add_earlier(&its->recipients, its->its) || !ask(its) ||
        !seal(its) || signals_caught() != 0 || !write_out(its))
        return false;
    ui_note(its->out, "%s",
            _("this document takes the case back: send it to those who "
              "have the case"));
    return true;
}

// ---- The command line
// ------------------------------------------------------------------

// Takes one option. False after a complaint.
static bool take_option(struct withdrawal *its, int option)
{
    switch (option) {
    case OPT_CASE:
        its->id = optarg;
        return true;
    case OPT_FINGERPRINT:
        return case_recipients_option(command.name, its->fingerprints,
                                      &its->fingerprint_count, optarg);
    case OPT_OUT:
        its->out = optarg;
        return true;
    case OPT_PASSPHRASE:
        return case_descriptor(&its->passphrase_fd, command.name, "--passphrase-fd",
                               optarg);
    case OPT_PRACTICE:
        its->practice = true;
        return true;
    case OPT_RECIPIENT:
        return case_recipients_option(command.name, its->recipient_files,
                                      &its->file_count, optarg);
    case OPT_WALLET:
        its->wallet_name = optarg;
        return true;
    case OPT_WORDS:
        return case_descriptor(&its->words_fd, command.name, "--words-fd", optarg);
    case OPT_YES:
        its->yes = true;
        return true;
    default:
        return false;
    }
}

static int complain(const struct withdrawal *its)
{
    if (its->wallet_name == NULL && its->file_count == 0)
        return args_complain(
            command.name, "%s",
            _("name the wallet: --wallet FILE; or, to take it back with "
              "the words on paper, the recipient: --recipient FILE"));
    if (its->wallet_name != NULL && its->words_fd != CASE_TERMINAL)
        return args_complain(command.name, "%s",
                             _("--wallet and --words-fd do not go together"));
    if (its->out == NULL)
        return args_complain(command.name, "%s",
                             _("name the document to be made: --out FILE"));
    return 0;
}

int cmd_case_withdraw(int argc, char **argv)
{
    struct withdrawal its = {.passphrase_fd = CASE_TERMINAL, .words_fd = CASE_TERMINAL};
    int option;
    while ((option = args_next(&command, argc, argv, NULL)) != ARGS_END) {
        if (option == 'h')
            return help_print("case withdraw");
        if (option == ARGS_WRONG || !take_option(&its, option))
            return ARGS_EXIT_USAGE;
    }
    int usage = optind < argc
                    ? args_complain(command.name, "%s", _("it takes only options"))
                    : complain(&its);
    if (usage != 0)
        return usage;
    bool done = withdraw(&its);
    mien_case_text_free(its.document, its.length);
    mien_case_free(its.its);
    case_recipients_free(&its.recipients);
    case_wallet_close(&its.wallet);
    guard_end();
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
