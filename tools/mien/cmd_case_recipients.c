// SPDX-License-Identifier: Apache-2.0
// mien case recipients: looks at the recipient files that she was given, and makes one
// for a body that wants to receive cases.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_files.h"
#include "case_language.h"
#include "case_recipients.h"
#include "case_say.h"
#include "cmd.h"
#include "guard.h"
#include "help.h"
#include "i18n.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_CONTACT = ARGS_OWN,
    OPT_EXPIRES,
    OPT_HASHES,
    OPT_ID,
    OPT_KEY,
    OPT_NAME,
    OPT_OUT,
    OPT_PLACES,
    OPT_PRACTICE,
    OPT_WEB
};

static const struct option show_longs[] = {ARGS_PLAIN_LONGS};
static const struct args_command show_command = {
    .name = "case recipients", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = show_longs};

static const struct option new_longs[] = {
    {"contact", required_argument, NULL, OPT_CONTACT},
    {"expires", required_argument, NULL, OPT_EXPIRES},
    {"hashes", required_argument, NULL, OPT_HASHES},
    {"id", required_argument, NULL, OPT_ID},
    {"key", required_argument, NULL, OPT_KEY},
    {"name", required_argument, NULL, OPT_NAME},
    {"out", required_argument, NULL, OPT_OUT},
    {"places", no_argument, NULL, OPT_PLACES},
    {"practice", no_argument, NULL, OPT_PRACTICE},
    {"web", required_argument, NULL, OPT_WEB},
    ARGS_PLAIN_LONGS,
};
static const struct args_command new_command = {
    .name = "case recipients", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = new_longs};

// ---- Looking
// ---------------------------------------------------------------------------

// The formats are in this file.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void print_text(const char *format, const char *text)
{
    if (*text == '\0')
        return;
    char *safe = text_safe(text, ui_ascii_names(stdout));
    printf(format, safe);
    free(safe);
}
#pragma GCC diagnostic pop

static const char *takes(const struct mien_recipient_info *info)
{
    if (info->takes_images && info->takes_videos)
        return _("  Takes: pictures and films\n");
    return info->takes_images ? _("  Takes: pictures\n") : _("  Takes: films\n");
}

// Its own questions, in her language when the file has it.
static void print_questions(const struct mien_recipient *recipient)
{
    char *text = NULL;
    size_t length = 0, i;
    if (mien_recipient_json(recipient, &text, &length) != MIEN_OK)
        return;
    json_t *file = json_loadb(text, length, 0, NULL);
    mien_case_text_free(text, length);
    char language[3];
    case_language_code(language);
    const json_t *question;
    json_array_foreach(json_object_get(file, "questions"), i, question)
    {
        const json_t *texts = json_object_get(question, "text");
        const json_t *own = json_object_get(texts, language);
        own = own != NULL ? own : json_object_get(texts, "en");
        own = own != NULL ? own
                          : json_object_iter_value(json_object_iter((json_t *)texts));
        if (json_is_string(own))
            print_text(_("  Asks: %s\n"), json_string_value(own));
    }
    json_decref(file);
}

static void print_recipient(const struct mien_recipient *recipient,
                            const struct mien_recipient_info *info)
{
    char groups[CASE_FINGERPRINT_ROOM];
    case_fingerprint_group(groups, info->fingerprint);
    print_text("%s\n", info->name);
    print_text(_("  Id: %s\n"), info->id);
    print_text(_("  Page: %s\n"), info->web);
    print_text(_("  Contact: %s\n"), info->contact);
    printf(_("  Fingerprint: %s\n"), groups);
    print_text(_("  Seal for it until: %s\n"), info->expires);
    fputs(takes(info), stdout);
    if (info->takes_images)
        printf(_("  Quality of pictures: at least %u\n"),
               (unsigned)info->minimum_quality);
    if (info->takes_images && info->maximum_hashes >= 2 * MIEN_DIHEDRAL_COUNT)
        printf(_("  Hashes of a picture: up to %u, of its parts, too\n"),
               (unsigned)info->maximum_hashes);
    else if (info->takes_images)
        printf(_("  Hashes of a picture: %u, of the whole only\n"),
               (unsigned)MIEN_DIHEDRAL_COUNT);
    if (info->takes_images && info->takes_places)
        puts(_("  Wants to know where in the picture these parts lie."));
    printf(_("  At most in one case: %u\n"), (unsigned)info->maximum_items);
    if (info->practice)
        puts(_("  For practice only: nobody acts on what is sent there."));
    print_questions(recipient);
}

// Says of one file what it is, and whether it can be used today.
static bool show_file(const char *name, const char *day)
{
    struct mien_recipient *recipient = case_recipient_read(name);
    struct mien_recipient_info info = {.size = sizeof info};
    bool good = recipient != NULL && mien_recipient_info(recipient, &info) == MIEN_OK;
    if (good) {
        print_recipient(recipient, &info);
        if (info.expires[0] != '\0' && strcmp(info.expires, day) < 0) {
            ui_error(name, _("it was to be used until %s: nothing is sealed for it"),
                     info.expires);
            ui_hint(_("Get a newer file from the page of this organisation."));
            good = false;
        }
    }
    mien_recipient_free(recipient);
    return good;
}

static int show(int argc, char **argv)
{
    char day[MIEN_CASE_DAY_SIZE];
    switch (args_next(&show_command, argc, argv, NULL)) {
    case ARGS_END:
        break;
    case 'h':
        return help_print("case recipients");
    default:
        return ARGS_EXIT_USAGE;
    }
    if (optind == argc)
        return args_complain(show_command.name, "%s", _("name a recipient file"));
    if (!case_today(day))
        return EXIT_TROUBLE;
    bool good = true;
    for (int i = optind; i < argc && signals_caught() == 0; i++) {
        if (i > optind)
            putchar('\n');
        good = show_file(argv[i], day) && good;
    }
    if (good && !ui_is_quiet()) {
        putchar('\n');
        ui_wrap(
            stdout,
            _("Anybody can write any name into such a file. Compare the fingerprint "
              "with the one on the page of the organisation itself."),
            "");
    }
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(good ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}

// ---- Making
// ----------------------------------------------------------------------------

struct making {
    struct mien_recipient_make make;
    const char *out, *key;
};

static bool write_pair(const struct making *its, const char *file, size_t file_length,
                       const char *key, size_t key_length)
{
    struct case_output file_out, key_out;
    if (!case_write(&key_out, its->key, false, key, key_length))
        return false;
    if (!case_write(&file_out, its->out, false, file, file_length)) {
        case_discard(&key_out);
        return false;
    }
    if (signals_caught() != 0) {
        case_discard(&key_out);
        case_discard(&file_out);
        return false;
    }
    return case_keep(&key_out) && case_keep(&file_out);
}

static bool make_pair(const struct making *its)
{
    char *file = NULL, *key = NULL;
    size_t file_length = 0, key_length = 0;
    struct mien_error error = {MIEN_OK, ""};
    if (!case_output_possible(its->out, false) ||
        !case_output_possible(its->key, false))
        return false;
    guard_begin();
    enum mien_status status =
        mien_recipient_new(&file, &file_length, &key, &key_length, &its->make, &error);
    if (status != MIEN_OK)
        case_say(NULL, CASE_RECIPIENT, status, &error);
    bool done =
        status == MIEN_OK && write_pair(its, file, file_length, key, key_length);
    mien_case_text_free(file, file_length);
    mien_case_text_free(key, key_length);
    return done && show_file(its->out, "");
}

static bool read_options(struct making *its, int argc, char **argv, int *status)
{
    uint64_t number;
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        switch (args_next(&new_command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case 'h':
            *status = help_print("case recipients");
            return false;
        case OPT_CONTACT:
            its->make.contact = optarg;
            break;
        case OPT_EXPIRES:
            its->make.expires = optarg;
            break;
        case OPT_HASHES:
            if (args_number(&number, optarg, MIEN_CASE_HASHES_MAX, 1) &&
                number >= MIEN_DIHEDRAL_COUNT) {
                its->make.maximum_hashes = (size_t)number;
                break;
            }
            args_complain(new_command.name, _("--hashes is a number from %d to %d"),
                          MIEN_DIHEDRAL_COUNT, MIEN_CASE_HASHES_MAX);
            return false;
        case OPT_PLACES:
            its->make.takes_places = true;
            break;
        case OPT_ID:
            its->make.id = optarg;
            break;
        case OPT_KEY:
            its->key = optarg;
            break;
        case OPT_NAME:
            its->make.name = optarg;
            break;
        case OPT_OUT:
            its->out = optarg;
            break;
        case OPT_PRACTICE:
            its->make.practice = true;
            break;
        case OPT_WEB:
            its->make.web = optarg;
            break;
        default:
            return false;
        }
    }
}

static int make(int argc, char **argv)
{
    struct making its = {.make = {.size = sizeof its.make}};
    int usage;
    if (!read_options(&its, argc, argv, &usage))
        return usage;
    if (optind < argc)
        return args_complain(new_command.name, "%s", _("it takes only options"));
    if (its.make.id == NULL || its.make.name == NULL || its.out == NULL ||
        its.key == NULL)
        return args_complain(new_command.name, "%s",
                             _("give --id, --name, --out and --key"));
    if (strcmp(its.out, its.key) == 0)
        return args_complain(new_command.name, "%s",
                             _("--out and --key are two files"));
    if (its.make.takes_places && its.make.maximum_hashes == 0)
        return args_complain(new_command.name, "%s", _("--places needs --hashes"));
    bool done = make_pair(&its);
    if (done && !ui_is_quiet()) {
        ui_note(its.key, "%s", _("this key opens all that is sealed for you"));
        ui_hint(_("Keep it secret, and a copy of it in a safe place. The other file is "
                  "for everybody: put it, and its fingerprint, on your page."));
    }
    guard_end();
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}

int cmd_case_recipients(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "new") == 0)
        return make(argc - 1, argv + 1);
    return show(argc, argv);
}
