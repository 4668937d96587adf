// SPDX-License-Identifier: Apache-2.0
// mien case new: a survivor makes a case, one question at a time.
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_language.h"
#include "case_new.h"
#include "case_say.h"
#include "case_screen.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

enum {
    OPTION_ANSWERS = ARGS_OWN,
    OPTION_BUDGET,
    OPTION_EXPIRES,
    OPTION_NO_VIEWS,
    OPTION_OUT,
    OPTION_PASSPHRASE,
    OPTION_PRACTICE,
    OPTION_RECIPIENT,
    OPTION_REGION,
    OPTION_VIDEO,
    OPTION_VIEWS,
    OPTION_WALLET
};
enum {
    DESCRIPTOR_MAX = 1 << 20,
    EXIT_NOT_MADE = 1
};

static const struct option longs[] = {
    {"answers", required_argument, NULL, OPTION_ANSWERS},
    {"budget", required_argument, NULL, OPTION_BUDGET},
    {"expires", required_argument, NULL, OPTION_EXPIRES},
    {"no-views", no_argument, NULL, OPTION_NO_VIEWS},
    {"out", required_argument, NULL, OPTION_OUT},
    {"passphrase-fd", required_argument, NULL, OPTION_PASSPHRASE},
    {"practice", no_argument, NULL, OPTION_PRACTICE},
    {"recipient", required_argument, NULL, OPTION_RECIPIENT},
    {"region", required_argument, NULL, OPTION_REGION},
    {"video", required_argument, NULL, OPTION_VIDEO},
    {"views", no_argument, NULL, OPTION_VIEWS},
    {"wallet", required_argument, NULL, OPTION_WALLET},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case new", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};

// The countries of --region, in capitals.
struct regions {
    char **list;
    size_t count;
};

static int wrong(const char *text)
{
    args_complain(command.name, "%s", text);
    return ARGS_EXIT_USAGE;
}

// Whether it looks like a day; the library judges it when the case is sealed.
static bool is_day(const char *text)
{
    static const char form[] = "0000-00-00";
    size_t i = 0;
    for (; form[i] != '\0'; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return false;
    return text[i] == '\0';
}

static bool take_region(struct regions *regions, const char *country)
{
    if (strlen(country) != 2 || !isalpha((unsigned char)country[0]) ||
        !isalpha((unsigned char)country[1]))
        return false;
    char *copy = memory_text(country);
    for (size_t i = 0; i < 2; i++)
        copy[i] = (char)toupper((unsigned char)copy[i]);
    regions->list =
        memory_resize(regions->list, regions->count + 1, sizeof regions->list[0]);
    regions->list[regions->count++] = copy;
    return true;
}

static bool take_descriptor(int *fd, const char *text)
{
    uint64_t number;
    if (!args_number(&number, text, DESCRIPTOR_MAX, 1) ||
        fcntl((int)number, F_GETFD) < 0)
        return false;
    *fd = (int)number;
    return true;
}

static bool take_recipient(struct case_new *its, const char *name)
{
    struct mien_recipient *recipient = case_recipient_read(name);
    return recipient != NULL && case_recipients_add(&its->recipients, recipient);
}

static char *replaced(char *old, const char *text)
{
    free(old);
    return memory_text(text);
}

// Reads the options. False when the command is to end with *status.
static bool read_options(struct case_new *its, struct regions *regions, int argc,
                         char **argv, int *status)
{
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        int option = args_next(&command, argc, argv, NULL);
        switch (option) {
        case ARGS_END:
            return true;
        case ARGS_WRONG:
            return false;
        case 'h':
            *status = help_print("case new");
            return false;
        case OPTION_ANSWERS:
            its->answers = optarg;
            break;
        case OPTION_EXPIRES:
            its->expires = optarg;
            if (is_day(optarg))
                break;
            wrong(_("--expires is a day: 2027-11-22"));
            return false;
        case OPTION_BUDGET:
            if (case_views_budget(&its->views, command.name, optarg))
                break;
            return false;
        case OPTION_NO_VIEWS:
        case OPTION_VIEWS:
            its->views.by_option = true;
            its->views.choice = option == OPTION_VIEWS ? CASE_VIEWS_YES : CASE_VIEWS_NO;
            break;
        case OPTION_OUT:
            its->out = replaced(its->out, optarg);
            its->out_given = true;
            break;
        case OPTION_PASSPHRASE:
            if (take_descriptor(&its->passphrase_fd, optarg))
                break;
            wrong(_("--passphrase-fd is the number of an open descriptor"));
            return false;
        case OPTION_PRACTICE:
            its->practice = true;
            break;
        case OPTION_RECIPIENT:
            if (take_recipient(its, optarg))
                break;
            *status = EXIT_NOT_MADE;
            return false;
        case OPTION_REGION:
            if (take_region(regions, optarg))
                break;
            wrong(_("--region is a country, as two letters: FR"));
            return false;
        case OPTION_VIDEO:
            case_pictures_add(&its->pictures, optarg, true);
            break;
        case OPTION_WALLET:
            its->wallet_name = replaced(its->wallet_name, optarg);
            its->wallet_given = true;
            break;
        }
    }
}

// What can be seen to go wrong before she is asked anything.
static bool judge(struct case_new *its)
{
    if (its->expires != NULL && strcmp(its->expires, its->day) < 0) {
        ui_error(NULL, "%s", _("the day of --expires is over"));
        return false;
    }
    case_views_warn(&its->views,
                    (const struct mien_recipient *const *)its->recipients.list,
                    its->recipients.count);
    return case_new_fits(its) && (its->out == NULL || case_new_out_is_possible(its)) &&
           (its->wallet_name == NULL || case_new_wallet_is_possible(its));
}

static enum case_new_end run(struct case_new *its)
{
    if (its->answers != NULL) {
        case_language_begin();
        return case_new_unattended(its);
    }
    if (!case_screen_begin()) {
        ui_error(NULL, "%s",
                 _("there is no terminal to ask you on, and no answer is assumed"));
        ui_hint(_("Give every answer by --answers: man mien-case says how."));
        return CASE_NEW_NOT_MADE;
    }
    enum case_new_end end = case_new_dialogue(its);
    case_screen_end();
    return end;
}

static void free_all(struct case_new *its, struct regions *regions)
{
    case_new_unprepare(its);
    mien_wallet_free(its->wallet);
    case_release(&its->wallet_held);
    secret_free(its->passphrase);
    case_questions_free(&its->questions);
    case_pictures_free(&its->pictures);
    case_recipients_free(&its->recipients);
    free(its->out);
    free(its->wallet_name);
    for (size_t i = 0; i < regions->count; i++)
        free(regions->list[i]);
    free(regions->list);
}

int cmd_case_new(int argc, char **argv)
{
    struct case_new its = {.passphrase_fd = -1, .wallet_held = -1};
    struct regions regions = {0};
    int status;
    if (!read_options(&its, &regions, argc, argv, &status))
        goto out;
    status = ARGS_EXIT_USAGE;
    if (!case_views_judge(&its.views, command.name) ||
        !args_one_input(command.name, argv + optind, (size_t)(argc - optind)))
        goto out;
    its.regions = (const char *const *)regions.list;
    its.region_count = regions.count;
    for (int i = optind; i < argc; i++) {
        if (its.answers != NULL && strcmp(its.answers, "-") == 0 &&
            strcmp(argv[i], "-") == 0) {
            status = wrong(_("standard input can be given only once"));
            goto out;
        }
        case_pictures_add(&its.pictures, argv[i], false);
    }
    its.files_given = its.pictures.count > 0;
    status = EXIT_NOT_MADE;
    if (!case_today(its.day) || !judge(&its))
        goto out;
    status = run(&its) == CASE_NEW_MADE ? 0 : EXIT_NOT_MADE;
out:
    free_all(&its, &regions);
    if (its.guarded)
        guard_end();
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(status, EXIT_NOT_MADE);
}
