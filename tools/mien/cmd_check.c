// SPDX-License-Identifier: Apache-2.0
// mien check: will the hash protect the picture? Tries ordinary changes in memory, and
// tells which of them the hash survives, before a person relies on it.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "check_child.h"
#include "check_report.h"
#include "cmd.h"
#include "hash_child.h"
#include "help.h"
#include "i18n.h"
#include "output.h"
#include "report.h"
#include "signals.h"
#include "ui.h"

enum {
    EXIT_ENOUGH = 0,
    EXIT_UNREADABLE = 1,
    EXIT_TOO_LITTLE = 3 // detail, in one of the pictures
};

static const struct option longs[] = {
    {"format", required_argument, NULL, 'f'},
    ARGS_SHARED_LONGS,
};
static const struct args_command command = {
    .name = "check", .shorts = ":f:" ARGS_SHARED_SHORTS, .longs = longs};

struct check {
    struct args_media media;
    bool json, help;
    size_t enough, too_little, failed; // pictures
};

static bool read_options(struct check *check, int argc, char **argv)
{
    for (;;) {
        switch (args_next(&command, argc, argv, &check->media)) {
        case ARGS_END:
            return true;
        case ARGS_WRONG:
            return false;
        case 'h':
            check->help = true;
            return true;
        case 'f':
            check->json = strcmp(optarg, "json") == 0;
            if (!check->json && strcmp(optarg, "text") != 0) {
                args_complain("check", _("--format is one of text, json"));
                return false;
            }
            break;
        }
    }
}

static void report_trouble(const struct check *check, char *name,
                           const struct check_result *result, enum sandbox_end end)
{
    const struct output json = {.format = OUTPUT_JSON};
    bool input = strcmp(name, "-") == 0;
    const struct job job = {
        .item = {.kind = input ? ITEM_INPUT : ITEM_FILE, .name = name},
        .status = result->status,
        .error_number = result->error_number,
        .error = result->error};
    if (check->json)
        output_failure(&json, name, result->status);
    if (end == SANDBOX_DONE && result->error_number == ENOTSUP) {
        ui_error(name, "%s", _("it is not a regular file"));
        return;
    }
    if (end == SANDBOX_DONE) {
        report_failure(&job, &check->media.limits);
        return;
    }
    ui_error(report_name(&job), "%s", sandbox_end_text(end));
    if (end != SANDBOX_FAILED && !ui_is_quiet())
        ui_hint(_("The file may be damaged. Try another copy of the picture."));
}

static void report(struct check *check, const char *name,
                   const struct check_result *result)
{
    const char *shown = strcmp(name, "-") == 0 ? _("standard input") : name;
    if (check_report_enough(result))
        check->enough++;
    else
        check->too_little++;
    if ((result->image.flags & MIEN_IMAGE_PARTIAL) != 0)
        ui_warning(shown, "%s",
                   _("damaged or cut short: this is the hash of what is left"));
    if (check->json)
        check_report_json(name, result);
    else
        check_report_text(shown, result);
    ui_flush();
}

static void check_one(struct check *check, char *name)
{
    struct check_result result = {0};
    enum sandbox_end end = SANDBOX_DONE;
    int fd = hash_child_open(name);
    if (fd < 0) {
        result.status = MIEN_ERROR_IO;
        result.error_number = errno;
    } else {
        end = check_child_run(&result, fd, &check->media.options);
        close(fd);
    }
    if (end == SANDBOX_STOPPED)
        signals_die(signals_caught());
    if (end == SANDBOX_DONE && result.status == MIEN_OK) {
        report(check, name, &result);
        return;
    }
    check->failed++;
    report_trouble(check, name, &result, end);
}

int cmd_check(int argc, char **argv)
{
    struct check check = {0};
    args_media_init(&check.media);
    if (!read_options(&check, argc, argv))
        return ARGS_EXIT_USAGE;
    if (check.help)
        return help_print("check");
    if (optind == argc)
        return args_complain("check", _("which picture?"));
    if (!args_one_input("check", argv + optind, (size_t)(argc - optind)))
        return ARGS_EXIT_USAGE;
    for (int i = optind; i < argc; i++)
        check_one(&check, argv[i]);
    if (!check.json && check.enough + check.too_little > 0)
        check_report_advice(check.enough);
    int status = check.failed > 0       ? EXIT_UNREADABLE
                 : check.too_little > 0 ? EXIT_TOO_LITTLE
                                        : EXIT_ENOUGH;
    return ui_end(status, EXIT_UNREADABLE);
}
