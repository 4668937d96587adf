// SPDX-License-Identifier: Apache-2.0
// mien case wallet: what is in a wallet, the words for paper, a wallet from the words,
// another passphrase.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_passphrase.h"
#include "case_say.h"
#include "case_screen.h"
#include "case_wallet.h"
#include "case_words.h"
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
    OPT_CASE = ARGS_OWN,
    OPT_LANGUAGE,
    OPT_NEW_PASSPHRASE,
    OPT_OUT,
    OPT_PASSPHRASE,
    OPT_PRACTICE,
    OPT_WORDS
};

static const struct option longs[] = {
    {"case", required_argument, NULL, OPT_CASE},
    {"format", required_argument, NULL, 'f'},
    {"language", required_argument, NULL, OPT_LANGUAGE},
    {"new-passphrase-fd", required_argument, NULL, OPT_NEW_PASSPHRASE},
    {"out", required_argument, NULL, OPT_OUT},
    {"passphrase-fd", required_argument, NULL, OPT_PASSPHRASE},
    {"practice", no_argument, NULL, OPT_PRACTICE},
    {"words-fd", required_argument, NULL, OPT_WORDS},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case wallet", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};

struct walleting {
    const char *name, *id, *out;
    int passphrase_fd, new_fd, words_fd;
    enum mien_words language;
    bool json, practice;
};

// ---- list
// ------------------------------------------------------------------------------

static const char *state_of(const struct mien_case_info *info)
{
    if (info->withdrawn)
        return _("taken back");
    return info->day[0] == '\0' ? _("from the words: it can be taken back") : _("sent");
}

static void print_text(const struct mien_case_info *info)
{
    printf("%s\n", info->id);
    if (info->practice)
        printf("  %s\n", _("practice"));
    printf(_("  State: %s\n"), state_of(info));
    if (info->day[0] != '\0')
        printf(_("  Day: %s\n"), info->day);
    if (info->expires[0] != '\0')
        printf(_("  Counts until: %s\n"), info->expires);
    if (info->items > 0)
        printf(ngettext("  %" PRIu32 " picture or film\n",
                        "  %" PRIu32 " pictures and films\n", info->items),
               info->items);
    if (info->recipients > 0)
        printf(ngettext("  For %" PRIu32 " recipient\n",
                        "  For %" PRIu32 " recipients\n", info->recipients),
               info->recipients);
}

static void json_member(struct json_out *json, const char *name, const char *text)
{
    json_out_raw(json, ",");
    json_out_text(json, name, text, strlen(text));
}

static void print_json(const struct mien_case_info *info)
{
    struct json_out json = {.ascii = ui_ascii_names(stdout)};
    json_out_raw(&json, "{");
    json_out_text(&json, "case", info->id, strlen(info->id));
    json_member(&json, "day", info->day);
    json_member(&json, "expires", info->expires);
    json_out_raw(&json, ",\"items\":");
    json_out_number(&json, info->items);
    json_out_raw(&json, ",\"recipients\":");
    json_out_number(&json, info->recipients);
    json_out_raw(&json, info->practice ? ",\"practice\":true" : ",\"practice\":false");
    json_out_raw(&json, info->withdrawn ? ",\"withdrawn\":true}\n"
                                        : ",\"withdrawn\":false}\n");
    json_out_print(&json);
    json_out_free(&json);
}

static bool list(const struct walleting *how)
{
    struct case_wallet wallet = {0};
    bool done = case_wallet_open(&wallet, how->name, how->passphrase_fd, false);
    uint32_t count = done ? mien_wallet_count(wallet.wallet) : 0;
    for (uint32_t i = 0; i < count && done; i++) {
        struct mien_case *its = NULL;
        struct mien_case_info info = {.size = sizeof info};
        struct mien_error error = {MIEN_OK, ""};
        enum mien_status status = mien_wallet_case(wallet.wallet, i, &its, &error);
        if (status == MIEN_OK)
            status = mien_case_info(its, &info);
        mien_case_free(its);
        done = status == MIEN_OK;
        if (!done)
            case_say(how->name, CASE_ITSELF, status, &error);
        else if (how->json)
            print_json(&info);
        else
            print_text(&info);
    }
    if (done && count == 0 && !how->json)
        ui_note(how->name, "%s", _("there is no case in this wallet"));
    case_wallet_close(&wallet);
    return done;
}

// ---- words
// -----------------------------------------------------------------------------

// Six rows of four words with their numbers, as they are written down.
static void show_rows(const char *words)
{
    char copy[MIEN_WORDS_SIZE], row[256], *rest = NULL;
    size_t used = 0;
    int number = 0;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        size_t width = text_width(word);
        int gap = number % 4 == 3 || width >= 12 ? 0 : (int)(12 - width);
        used += (size_t)snprintf(row + used, sizeof row - used, "%2d %s%*s", ++number,
                                 word, gap, "");
        if (number % 4 == 0) {
            case_screen_line(row);
            used = 0;
        }
    }
    explicit_bzero(copy, sizeof copy);
    explicit_bzero(row, sizeof row);
}

static void show_words(const char *words)
{
    if (!case_screen_begin()) { // for programs, and for readers of screens
        puts(words);
        ui_flush();
        return;
    }
    case_screen_show(_("The words of the case"),
                     _("Write them down on paper, in their order, and keep it where "
                       "nobody finds it. "
                       "Whoever has them can take this case back, and do nothing else "
                       "with it. Do not "
                       "take a photo of them."));
    show_rows(words);
    case_screen_add(_("When you go on, they are taken off the screen."));
    case_screen_continue(false);
    case_screen_end();
}

static bool words(const struct walleting *how)
{
    struct case_wallet wallet = {0};
    struct mien_case *its = NULL;
    char text[MIEN_WORDS_SIZE] = "";
    if (case_wallet_open(&wallet, how->name, how->passphrase_fd, false))
        its = case_wallet_choose(&wallet, how->id);
    bool done = its != NULL;
    if (done) {
        enum mien_status status = mien_case_words(its, how->language, text);
        done = status == MIEN_OK;
        if (done)
            show_words(text);
        else
            case_say(how->name, CASE_ITSELF, status, NULL);
    }
    explicit_bzero(text, sizeof text);
    mien_case_free(its);
    case_wallet_close(&wallet);
    return done;
}

// ---- recover
// ---------------------------------------------------------------------------

static bool recover(const struct walleting *how)
{
    struct case_wallet wallet = {.name = how->out};
    struct case_output out;
    struct mien_error error = {MIEN_OK, ""};
    if (!case_output_possible(how->out, false))
        return false;
    struct mien_case *its = case_words_read(how->words_fd, how->id, how->practice);
    bool done = false;
    if (its != NULL)
        wallet.passphrase = case_passphrase_new(how->out, how->passphrase_fd);
    if (wallet.passphrase != NULL) {
        enum mien_status status = mien_wallet_new(&wallet.wallet);
        if (status == MIEN_OK)
            status = mien_wallet_put(wallet.wallet, its, &error);
        if (status != MIEN_OK)
            case_say(how->out, CASE_WALLET, status, &error);
        done = status == MIEN_OK && signals_caught() == 0 &&
               case_wallet_write(&wallet, &out, true) && case_keep(&out);
    }
    if (done)
        ui_note(how->out, "%s",
                _("this wallet holds the key of the case again: it can "
                  "be taken back"));
    mien_case_free(its);
    case_wallet_close(&wallet);
    return done;
}

// ---- passphrase
// ------------------------------------------------------------------------

static bool passphrase(const struct walleting *how)
{
    struct case_wallet wallet = {0};
    struct case_output out;
    bool done = case_wallet_open(&wallet, how->name, how->passphrase_fd, true);
    if (done) {
        secret_free(wallet.passphrase);
        wallet.passphrase = case_passphrase_new(how->name, how->new_fd);
        done = wallet.passphrase != NULL && signals_caught() == 0 &&
               case_wallet_write(&wallet, &out, false) && case_keep(&out);
    }
    if (done && !ui_is_quiet()) {
        ui_note(how->name, "%s", _("the passphrase was changed"));
        ui_hint(_("Older copies of this wallet still open with the old one."));
    }
    case_wallet_close(&wallet);
    return done;
}

// ---- The command line
// ------------------------------------------------------------------

static const struct {
    const char *name;
    bool (*run)(const struct walleting *how);
    bool takes_wallet;
} actions[] = {
    {"list", list, true},
    {"words", words, true},
    {"recover", recover, false},
    {"passphrase", passphrase, true},
};
enum {
    ACTIONS = sizeof actions / sizeof actions[0]
};

static bool read_language(enum mien_words *language, const char *name)
{
    static const char *const names[] = {[MIEN_WORDS_ENGLISH] = "en",
                                        [MIEN_WORDS_FRENCH] = "fr",
                                        [MIEN_WORDS_SPANISH] = "es",
                                        [MIEN_WORDS_NUMBERS] = "numbers"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *language = (enum mien_words)i;
            return true;
        }
    }
    args_complain(command.name, "%s", _("--language is one of en, fr, es, numbers"));
    return false;
}

static bool take_option(struct walleting *how, int option)
{
    switch (option) {
    case OPT_CASE:
        how->id = optarg;
        return true;
    case 'f':
        how->json = strcmp(optarg, "json") == 0;
        if (how->json || strcmp(optarg, "text") == 0)
            return true;
        args_complain(command.name, "%s", _("--format is one of text, json"));
        return false;
    case OPT_LANGUAGE:
        return read_language(&how->language, optarg);
    case OPT_NEW_PASSPHRASE:
        return case_descriptor(&how->new_fd, command.name, "--new-passphrase-fd",
                               optarg);
    case OPT_OUT:
        how->out = optarg;
        return true;
    case OPT_PASSPHRASE:
        return case_descriptor(&how->passphrase_fd, command.name, "--passphrase-fd",
                               optarg);
    case OPT_PRACTICE:
        how->practice = true;
        return true;
    case OPT_WORDS:
        return case_descriptor(&how->words_fd, command.name, "--words-fd", optarg);
    default:
        return false;
    }
}

static int run(size_t action, int argc, char **argv)
{
    struct walleting how = {.passphrase_fd = CASE_TERMINAL,
                            .new_fd = CASE_TERMINAL,
                            .words_fd = CASE_TERMINAL,
                            .language = case_words_language()};
    int option;
    while ((option = args_next(&command, argc, argv, NULL)) != ARGS_END) {
        if (option == 'h')
            return help_print("case wallet");
        if (option == ARGS_WRONG || !take_option(&how, option))
            return ARGS_EXIT_USAGE;
    }
    bool takes = actions[action].takes_wallet;
    if (takes ? argc - optind != 1 : argc != optind || how.out == NULL)
        return args_complain(command.name, "%s",
                             takes ? _("name one wallet")
                                   : _("name the wallet to be made: --out FILE"));
    how.name = argv[optind];
    case_guard_begin();
    bool done = actions[action].run(&how);
    guard_end();
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}

int cmd_case_wallet(int argc, char **argv)
{
    if (argc < 2)
        return args_complain(command.name, "%s",
                             _("list, words, recover or passphrase?"));
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help_print("case wallet");
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(argv[1], actions[i].name) == 0)
            return run(i, argc - 1, argv + 1);
    return args_complain(command.name, "%s", _("list, words, recover or passphrase?"));
}
