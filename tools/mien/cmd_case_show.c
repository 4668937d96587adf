// SPDX-License-Identifier: Apache-2.0
// mien case show: what was sent, what exactly would be sent, and what the outside of a
// document tells to everybody.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_outside.h"
#include "case_passphrase.h"
#include "case_print.h"
#include "case_recipients.h"
#include "case_say.h"
#include "case_wallet.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "json_out.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_ACTION = ARGS_OWN,
    OPT_CASE,
    OPT_FULL,
    OPT_PASSPHRASE,
    OPT_WALLET
};

static const struct option longs[] = {
    {"action", required_argument, NULL, OPT_ACTION},
    {"case", required_argument, NULL, OPT_CASE},
    {"format", required_argument, NULL, 'f'},
    {"full", no_argument, NULL, OPT_FULL},
    {"passphrase-fd", required_argument, NULL, OPT_PASSPHRASE},
    {"wallet", required_argument, NULL, OPT_WALLET},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case show", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};

struct showing {
    const char *wallet_name, *id;
    enum mien_case_action action; // 0: what recipients have by now
    int passphrase_fd;
    bool json, full;
};

// ---- The outside of a document
// ---------------------------------------------------------

static void json_outside(const char *name, const struct case_outside *outside)
{
    struct json_out json = {.ascii = ui_ascii_names(stdout)};
    json_out_raw(&json, "{");
    json_out_text(&json, "file", name, strlen(name));
    json_out_raw(&json, outside->kind == CASE_OUTSIDE_WALLET
                            ? ",\"kind\":\"wallet\",\"size_class\":"
                            : ",\"kind\":\"document\",\"size_class\":");
    json_out_number(&json, outside->size_class);
    if (outside->kind == CASE_OUTSIDE_DOCUMENT) {
        json_out_raw(&json, ",\"recipients\":");
        json_out_number(&json, outside->recipients);
    }
    json_out_raw(&json, "}\n");
    json_out_print(&json);
    json_out_free(&json);
}

static void print_outside(const char *name, const struct case_outside *outside)
{
    text_write_name(stdout, name, ui_ascii_names(stdout));
    puts(":");
    if (outside->kind == CASE_OUTSIDE_WALLET) {
        ui_wrap(stdout, _("A wallet, encrypted under a passphrase."), "  ");
    } else {
        ui_wrap(stdout,
                _("A document, encrypted. Nobody can open it without the key of "
                  "one of the recipients: not you, either."),
                "  ");
        printf(ngettext("  Sealed for %zu recipient. Who that is cannot be seen.\n",
                        "  Sealed for %zu recipients. Who they are cannot be seen.\n",
                        outside->recipients),
               outside->recipients);
    }
    printf(_("  Size class: %zu kilobytes. How much is in it cannot be told more "
             "finely.\n"),
           outside->size_class / 1000);
}

static bool show_outside(const char *name, bool as_json)
{
    struct case_bytes file = {0};
    if (!case_read(&file, name, MIEN_CASE_DOCUMENT_MAX))
        return false;
    struct case_outside outside = case_outside(file.bytes, file.length);
    case_bytes_free(&file);
    if (outside.kind == CASE_OUTSIDE_OTHER) {
        case_say(name, CASE_DOCUMENT, MIEN_ERROR_CORRUPT, NULL);
        return false;
    }
    const char *shown = strcmp(name, "-") == 0 ? _("standard input") : name;
    if (as_json)
        json_outside(shown, &outside);
    else
        print_outside(shown, &outside);
    return true;
}

// ---- A case of a wallet
// ----------------------------------------------------------------

// The payload for all recipients of the case. NULL without a word when there is none.
static char *payload_of(const struct mien_case *its, enum mien_case_action action,
                        size_t *length, enum mien_status *status,
                        struct mien_error *error)
{
    char day[MIEN_CASE_DAY_SIZE];
    struct case_recipients recipients = {0};
    char *json = NULL;
    *status = MIEN_ERROR_INTERNAL;
    if (case_today(day) && case_recipients_add_earlier(&recipients, its)) {
        const struct mien_case_seal how = {
            .size = sizeof how,
            .action = action,
            .recipients = (const struct mien_recipient *const *)recipients.list,
            .recipient_count = recipients.count,
            .day = day};
        *status = mien_case_preview(its, &json, length, &how, error);
    }
    case_recipients_free(&recipients);
    return json;
}

static bool show_payload(const struct showing *how, const struct mien_case *its)
{
    size_t length = 0;
    enum mien_status status;
    struct mien_error error = {MIEN_OK, ""};
    char *json = payload_of(its, how->action, &length, &status, &error);
    if (status != MIEN_OK) {
        case_say(how->wallet_name, CASE_ITSELF, status, &error);
        return false;
    }
    if (how->json) {
        puts(json); // on one line
    } else {
        case_print_payload(json, length, how->full ? CASE_PRINT_FULL : 0);
        putchar('\n');
        ui_wrap(stdout,
                _("That is all: no picture, no name of a file, no size, no place, no "
                  "device, and no time finer than this day."),
                "");
    }
    mien_case_text_free(json, length);
    return true;
}

static void print_recipients(const struct mien_case *its,
                             const struct mien_case_info *info)
{
    for (uint32_t i = 0; i < info->recipients; i++) {
        struct mien_recipient *recipient = NULL;
        struct mien_recipient_info about = {.size = sizeof about};
        if (mien_case_recipient(its, i, &recipient, NULL) == MIEN_OK &&
            mien_recipient_info(recipient, &about) == MIEN_OK) {
            char *name = text_safe(about.name, ui_ascii_names(stdout));
            // TRANSLATORS: the name of a recipient, and its id
            printf(_("  %s (%s)\n"), name, about.id);
            free(name);
        }
        mien_recipient_free(recipient);
    }
}

// What the recipients have by now. What it would take to take it back names it all.
static bool show_state(const struct showing *how, const struct mien_case *its)
{
    size_t length = 0;
    enum mien_status status;
    struct mien_case_info info = {.size = sizeof info};
    if (mien_case_info(its, &info) != MIEN_OK)
        return false;
    if (info.withdrawn)
        printf(_("%s was taken back.\n"), info.id);
    if (info.expires[0] != '\0')
        printf(_("Counts until: %s\n"), info.expires);
    if (info.hashes >= 2 * MIEN_DIHEDRAL_COUNT)
        printf(_("Hashes of a picture: up to %u, also of its parts, for those who take "
                 "them\n"),
               (unsigned)info.hashes);
    else if (info.hashes != 0)
        puts(_("Hashes of a picture: of the whole only"));
    if (info.recipients > 0)
        puts(_("Documents were made for:"));
    print_recipients(its, &info);
    char *json = info.withdrawn || info.recipients == 0
                     ? NULL
                     : payload_of(its, MIEN_CASE_WITHDRAW, &length, &status, NULL);
    if (json != NULL) {
        puts(_("What was put into them so far:"));
        case_print_payload(json, length,
                           CASE_PRINT_STATE | (how->full ? CASE_PRINT_FULL : 0u));
    }
    mien_case_text_free(json, length);
    return true;
}

static bool show_case(const struct showing *how)
{
    struct case_wallet wallet = {0};
    struct mien_case *its = NULL;
    case_guard_begin();
    if (case_wallet_open(&wallet, how->wallet_name, how->passphrase_fd, false))
        its = case_wallet_choose(&wallet, how->id);
    bool done = its != NULL &&
                (how->action != 0 ? show_payload(how, its) : show_state(how, its));
    mien_case_free(its);
    case_wallet_close(&wallet);
    guard_end();
    return done;
}

// ---- The command line
// ------------------------------------------------------------------

static bool read_action(enum mien_case_action *action)
{
    if (strcmp(optarg, "create") == 0)
        *action = MIEN_CASE_CREATE;
    else if (strcmp(optarg, "add") == 0)
        *action = MIEN_CASE_ADD;
    else if (strcmp(optarg, "withdraw") == 0)
        *action = MIEN_CASE_WITHDRAW;
    else
        args_complain(command.name, "%s",
                      _("--action is one of create, add, withdraw"));
    return *action != 0;
}

static bool take_option(struct showing *how, int option)
{
    switch (option) {
    case OPT_ACTION:
        return read_action(&how->action);
    case OPT_CASE:
        how->id = optarg;
        return true;
    case 'f':
        how->json = strcmp(optarg, "json") == 0;
        if (how->json || strcmp(optarg, "text") == 0)
            return true;
        args_complain(command.name, "%s", _("--format is one of text, json"));
        return false;
    case OPT_FULL:
        how->full = true;
        return true;
    case OPT_PASSPHRASE:
        return case_descriptor(&how->passphrase_fd, command.name, "--passphrase-fd",
                               optarg);
    case OPT_WALLET:
        how->wallet_name = optarg;
        return true;
    default:
        return false;
    }
}

int cmd_case_show(int argc, char **argv)
{
    struct showing how = {.passphrase_fd = CASE_TERMINAL};
    int option;
    while ((option = args_next(&command, argc, argv, NULL)) != ARGS_END) {
        if (option == 'h')
            return help_print("case show");
        if (option == ARGS_WRONG || !take_option(&how, option))
            return ARGS_EXIT_USAGE;
    }
    if ((how.wallet_name == NULL) == (optind == argc))
        return args_complain(command.name, "%s",
                             _("name a wallet by --wallet, or documents"));
    if (how.wallet_name != NULL && how.json && how.action == 0)
        return args_complain(
            command.name, "%s",
            _("--format json needs --action: it is the document of that "
              "action"));
    bool done = true;
    if (how.wallet_name != NULL)
        done = show_case(&how);
    for (int i = optind; i < argc && signals_caught() == 0; i++)
        done = show_outside(argv[i], how.json) && done;
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
