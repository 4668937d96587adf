// SPDX-License-Identifier: Apache-2.0
// mien case forget: deletes documents and wallets, or takes a case out of a wallet, and
// is honest about what stays.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "args.h"
#include "case_ask.h"
#include "case_files.h"
#include "case_outside.h"
#include "case_passphrase.h"
#include "case_say.h"
#include "case_wallet.h"
#include "cmd.h"
#include "errno_text.h"
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
    OPT_CASE = ARGS_OWN,
    OPT_PASSPHRASE,
    OPT_WALLET,
    OPT_YES
};

static const struct option longs[] = {
    {"case", required_argument, NULL, OPT_CASE},
    {"passphrase-fd", required_argument, NULL, OPT_PASSPHRASE},
    {"wallet", required_argument, NULL, OPT_WALLET},
    {"yes", no_argument, NULL, OPT_YES},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case forget", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};

// What no program can promise.
static const char what_stays[] =
    N_("mien cannot erase: what a disk keeps of deleted files, which on phones, USB "
       "sticks and SSDs can be much; snapshots and backups of this device, a cloud "
       "among them; copies that you sent; and the history of the shell, where the "
       "names of the files are. In bash, 'history' shows it with numbers, and "
       "'history -d NUMBER' deletes one line. A history that is suddenly empty can be "
       "noticed, too.");

// ---- Files
// -----------------------------------------------------------------------------

// Whether a name is that of a file which may be deleted here. False after saying why
// not.
static bool judge_file(const char *name, enum case_outside_kind *kind)
{
    struct stat about;
    struct case_bytes file = {0};
    if (strcmp(name, "-") == 0) { // what comes from there is not what would be deleted
        ui_error(name, "%s", _("it is not a regular file"));
        return false;
    }
    if (lstat(name, &about) != 0) {
        ui_error(name, "%s", errno_text(errno));
        return false;
    }
    if (S_ISLNK(about.st_mode)) {
        ui_error(name, "%s", _("this is a link, which is not followed"));
        ui_hint(_("Name the file itself."));
        return false;
    }
    if (!case_read(&file, name, MIEN_CASE_DOCUMENT_MAX))
        return false;
    *kind = case_outside(file.bytes, file.length).kind;
    case_bytes_free(&file);
    if (*kind == CASE_OUTSIDE_OTHER) {
        ui_error(name, "%s", _("this is neither a document nor a wallet: it stays"));
        ui_hint(_("Pictures are evidence, and mien never deletes them."));
        return false;
    }
    if (about.st_nlink > 1)
        ui_warning(name, "%s", _("this file has another name, too, which stays"));
    return true;
}

static bool ask(char *const *names, size_t count, size_t wallets, bool yes)
{
    char *list = memory_text("");
    for (size_t i = 0; i < count; i++) {
        char *safe = text_safe(names[i], !ui_utf8());
        char *longer = memory_format("%s%s%s", list, *list != '\0' ? "\n" : "", safe);
        free(safe);
        free(list);
        list = longer;
    }
    // TRANSLATORS: names of files, what a wallet means, what cannot be erased
    char *text = memory_format(
        "%s\n\n%s\n\n%s", list,
        wallets > 0
            ? _("Without the wallet, a case can be taken back only by its words "
                "on paper. Without both it can never be taken back.")
            : _("Those who received the document still have it. This does not "
                "take the case back: 'mien case withdraw' does."),
        _(what_stays));
    bool go = case_ask(_("Delete these files?"), text, _("Yes, delete them"), yes);
    free(text);
    free(list);
    return go;
}

static bool forget_files(char *const *names, size_t count, bool yes)
{
    char **good_names = memory_zeroed(count, sizeof *good_names);
    size_t good_count = 0, wallets = 0;
    for (size_t i = 0; i < count; i++) {
        enum case_outside_kind kind;
        if (!judge_file(names[i], &kind))
            continue;
        good_names[good_count++] = names[i];
        wallets += kind == CASE_OUTSIDE_WALLET;
    }
    bool done = good_count == count;
    if (good_count > 0 && ask(good_names, good_count, wallets, yes)) {
        for (size_t i = 0; i < good_count; i++) {
            if (unlink(good_names[i]) == 0)
                continue;
            ui_error(good_names[i], "%s", errno_text(errno));
            done = false;
        }
        if (!ui_is_quiet())
            ui_wrap(stderr, _(what_stays), "");
    } else {
        done = false;
    }
    free(good_names);
    return done;
}

// ---- A case in a wallet
// ----------------------------------------------------------------

static bool ask_case(const struct mien_case_info *info, bool yes)
{
    char *text = memory_format(
        info->withdrawn
            ? _("Case: %s\n\nIt was taken back. The wallet forgets it with its "
                "key.\n\n%s")
            : _("Case: %s\n\nThe wallet forgets it with its key. It was not taken "
                "back: "
                "from then on that can be done only with the words on paper. Without "
                "them it can never be taken back.\n\n%s"),
        info->id, _(what_stays));
    bool go = case_ask(_("Forget this case?"), text, _("Yes, forget it"), yes);
    free(text);
    return go;
}

static bool forget_case(const char *wallet_name, const char *id, int fd, bool yes)
{
    struct case_wallet wallet = {0};
    struct mien_case_info info = {.size = sizeof info};
    struct case_output out;
    case_guard_begin();
    bool done = false;
    if (case_wallet_open(&wallet, wallet_name, fd, true)) {
        struct mien_case *its = case_wallet_choose(&wallet, id);
        done = its != NULL && mien_case_info(its, &info) == MIEN_OK &&
               ask_case(&info, yes) && signals_caught() == 0 &&
               mien_wallet_forget(wallet.wallet, info.id, NULL) == MIEN_OK &&
               case_wallet_write(&wallet, &out, false) && case_keep(&out);
        mien_case_free(its);
    }
    case_wallet_close(&wallet);
    guard_end();
    return done;
}

// ---- The command line
// ------------------------------------------------------------------

int cmd_case_forget(int argc, char **argv)
{
    const char *wallet = NULL, *id = NULL;
    int fd = CASE_TERMINAL, option;
    bool yes = false;
    while ((option = args_next(&command, argc, argv, NULL)) != ARGS_END) {
        if (option == 'h')
            return help_print("case forget");
        else if (option == OPT_CASE)
            id = optarg;
        else if (option == OPT_WALLET)
            wallet = optarg;
        else if (option == OPT_YES)
            yes = true;
        else if (option != OPT_PASSPHRASE ||
                 !case_descriptor(&fd, command.name, "--passphrase-fd", optarg))
            return ARGS_EXIT_USAGE;
    }
    size_t count = (size_t)(argc - optind);
    if ((wallet == NULL) != (id == NULL) || (wallet == NULL) == (count == 0))
        return args_complain(command.name, "%s",
                             _("name files to delete; or a wallet and a case in it: "
                               "--wallet FILE --case ID"));
    bool done = wallet != NULL ? forget_case(wallet, id, fd, yes)
                               : forget_files(argv + optind, count, yes);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
