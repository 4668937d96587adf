// SPDX-License-Identifier: Apache-2.0
// mien index export: every entry, in a form that `mien index add` reads.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <mien/index.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "index_report.h"
#include "json_out.h"
#include "signals.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum form {
    FORM_PLAIN,
    FORM_CSV,
    FORM_JSON,
    FORM_PYTX
};

static const struct option longs[] = {
    {"format", required_argument, NULL, 'f'},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "index export", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};

struct export
{
    enum form form;
    struct json_out json;
};

// Reads the options. False when the command is to end with *status.
static bool read_options(enum form *form, int argc, char **argv, int *status)
{
    static const char *const names[] = {"plain", "csv", "json", "pytx"};
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        size_t i = 0;
        switch (args_next(&command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case 'h':
            *status = help_print("index");
            return false;
        case 'f':
            while (i < sizeof names / sizeof names[0] && strcmp(optarg, names[i]) != 0)
                i++;
            if (i == sizeof names / sizeof names[0]) {
                args_complain(command.name, "%s",
                              _("--format is one of plain, csv, json, pytx"));
                return false;
            }
            *form = (enum form)i;
            break;
        default:
            return false;
        }
    }
}

static void print_json(struct json_out *json, const struct mien_entry *entry)
{
    json_out_raw(json, "{\"hash\":");
    json_out_hash(json, &entry->hash);
    json_out_raw(json, ",\"id\":");
    json_out_id(json, entry->id);
    json_out_raw(json, ",\"list\":");
    json_out_number(json, entry->list);
    json_out_raw(json, ",\"variant\":");
    json_out_number(json, entry->variant);
    json_out_raw(json, "}\n");
    json_out_print(json);
}

static int print_entry(void *context, const struct mien_entry *entry)
{
    struct export *export = context;
    char digits[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(digits, &entry->hash);
    switch (export->form) {
    case FORM_PLAIN:
        printf("%s %" PRIu64 " %" PRIu32 " %" PRIu32 "\n", digits, entry->id,
               entry->list, entry->variant);
        break;
    case FORM_CSV:
        printf("%s,%" PRIu64 ",%" PRIu32 ",%" PRIu32 "\r\n", digits, entry->id,
               entry->list, entry->variant);
        break;
    case FORM_JSON:
        print_json(&export->json, entry);
        break;
    case FORM_PYTX:
        printf("pdq %s\n", digits);
        break;
    }
    // Ask at once why a write failed, while errno still knows.
    return signals_caught() != 0 || (ferror(stdout) && !ui_flush());
}

int cmd_index_export(int argc, char **argv)
{
    struct export export = {.form = FORM_PLAIN};
    int usage;
    if (!read_options(&export.form, argc, argv, &usage))
        return usage;
    if (argc - optind != 1)
        return args_complain(command.name, "%s", _("name the folder of one index"));
    const char *folder = argv[optind];
    struct mien_index *index = index_open(folder, MIEN_INDEX_NO_SEARCH);
    if (index == NULL)
        return EXIT_TROUBLE;
    struct mien_error error = {MIEN_OK, ""};
    if (export.form == FORM_CSV)
        fputs("hash,id,list,variant\r\n", stdout);
    errno = 0;
    enum mien_status status = mien_index_each(index, print_entry, &export, &error);
    if (status != MIEN_OK && status != MIEN_ERROR_CANCELLED)
        index_report(folder, status, &error, errno);
    index_close(index, folder);
    json_out_free(&export.json);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(status == MIEN_OK ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
