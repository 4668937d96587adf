// SPDX-License-Identifier: Apache-2.0
// mien case open, and verify: a recipient reads what it was sent.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_batch.h"
#include "case_print.h"
#include "case_say.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "json_out.h"
#include "signals.h"
#include "status_text.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_FULL = ARGS_OWN,
    OPT_KEY,
    OPT_PRACTICE,
    OPT_REGISTER
};

static const struct option longs[] = {
    {"format", required_argument, NULL, 'f'},
    {"full", no_argument, NULL, OPT_FULL},
    {"key", required_argument, NULL, OPT_KEY},
    {"practice", no_argument, NULL, OPT_PRACTICE},
    {"register", required_argument, NULL, OPT_REGISTER},
    ARGS_PLAIN_LONGS,
};
static const struct args_command open_command = {
    .name = "case open", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};
static const struct args_command verify_command = {
    .name = "case verify", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};

struct opening {
    const struct args_command *command;
    bool verify; // say no more than whether it is valid
    bool json, full;
    struct case_batch batch;
    struct json_out out;
    unsigned long long valid, refused;
};

// ---- For programs
// ----------------------------------------------------------------------

static void json_begin(struct json_out *out, const struct case_judged *judged)
{
    json_out_raw(out, "{");
    json_out_text(out, "file", judged->name, strlen(judged->name));
    json_out_raw(out, ",\"status\":");
    const char *token = status_token(judged->status);
    json_out_string(out, token, strlen(token));
    if (judged->status == MIEN_OK)
        return;
    const char *reason = judged->error.detail[0] != '\0'
                             ? judged->error.detail
                             : mien_strerror(judged->status);
    json_out_raw(out, ",\"reason\":");
    json_out_string(out, reason, strlen(reason));
}

static void json_malformed(struct json_out *out, const struct case_judged *judged)
{
    bool first = true;
    json_out_raw(out, ",\"malformed\":[");
    for (uint32_t i = 0; i < judged->info.items; i++) {
        struct mien_document_item item = {.size = sizeof item};
        if (mien_document_item(judged->document, i, &item) != MIEN_OK ||
            item.problem == NULL)
            continue;
        json_out_raw(out, first ? "{\"index\":" : ",{\"index\":");
        json_out_number(out, i);
        json_out_raw(out, ",\"item\":");
        json_out_string(out, item.item, strlen(item.item));
        json_out_raw(out, ",\"problem\":");
        json_out_string(out, item.problem, strlen(item.problem));
        json_out_raw(out, "}");
        first = false;
    }
    json_out_raw(out, "]");
}

static void json_payload(struct json_out *out, const struct case_judged *judged)
{
    char *payload = NULL;
    size_t length = 0;
    if (mien_document_json(judged->document, &payload, &length) != MIEN_OK)
        return;
    json_out_raw(out, ",\"key\":");
    json_out_string(out, judged->info.case_key, strlen(judged->info.case_key));
    json_out_raw(out, ",\"payload\":");
    json_out_raw(out, payload); // compact JSON of the library, on one line
    mien_case_text_free(payload, length);
}

static void print_json(struct opening *its, const struct case_judged *judged)
{
    json_begin(&its->out, judged);
    if (judged->status == MIEN_OK && !its->verify) {
        json_malformed(&its->out, judged);
        json_payload(&its->out, judged);
    }
    json_out_raw(&its->out, "}\n");
    json_out_print(&its->out);
}

// ---- For people
// ------------------------------------------------------------------------

static void warn_of_malformed(const struct case_judged *judged)
{
    for (uint32_t i = 0; i < judged->info.items; i++) {
        struct mien_document_item item = {.size = sizeof item};
        if (mien_document_item(judged->document, i, &item) != MIEN_OK ||
            item.problem == NULL)
            continue;
        struct mien_error error = {MIEN_ERROR_CORRUPT, ""};
        snprintf(error.detail, sizeof error.detail, "%s", item.problem);
        char *detail = case_say_detail(&error);
        ui_warning(judged->name, _("entry %u is malformed and was passed over (%s)"),
                   (unsigned)i + 1, detail);
        free(detail);
    }
}

static void print_document(struct opening *its, const struct case_judged *judged)
{
    char *payload = NULL;
    size_t length = 0;
    if (its->valid > 1)
        putchar('\n');
    text_write_name(stdout, judged->name, ui_ascii_names(stdout));
    puts(":");
    if (mien_document_json(judged->document, &payload, &length) == MIEN_OK)
        case_print_payload(payload, length, its->full ? CASE_PRINT_FULL : 0);
    mien_case_text_free(payload, length);
    warn_of_malformed(judged);
}

static void print_verdict(const struct case_judged *judged)
{
    char *reason = judged->status == MIEN_OK
                       ? NULL
                       : case_say_reason(CASE_DOCUMENT, judged->status, &judged->error);
    text_write_name(stdout, judged->name, ui_ascii_names(stdout));
    printf(": %s\n", reason != NULL ? reason : _("valid"));
    free(reason);
}

// ---- Both
// ------------------------------------------------------------------------------

static void take(void *context, struct case_judged *judged)
{
    struct opening *its = context;
    bool valid = judged->status == MIEN_OK;
    its->valid += valid;
    its->refused += !valid;
    if (its->json)
        print_json(its, judged);
    else if (its->verify && !judged->said)
        print_verdict(judged);
    else if (valid)
        print_document(its, judged);
    if (!valid && !judged->said && (its->json || !its->verify))
        case_say(judged->name, CASE_DOCUMENT, judged->status, &judged->error);
}

static bool read_options(struct opening *its, int argc, char **argv, int *status)
{
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        switch (args_next(its->command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case 'h':
            *status = help_print("case open");
            return false;
        case 'f':
            its->json = strcmp(optarg, "json") == 0;
            if (its->json || strcmp(optarg, "text") == 0)
                break;
            args_complain(its->command->name, "%s", _("--format is one of text, json"));
            return false;
        case OPT_FULL:
            its->full = true;
            break;
        case OPT_KEY:
            its->batch.key_file = optarg;
            break;
        case OPT_PRACTICE:
            its->batch.practice = true;
            break;
        case OPT_REGISTER:
            its->batch.register_file = optarg;
            break;
        default:
            return false;
        }
    }
}

// A recipient that forgets can be made to block again what was taken back.
static void note_register(const struct opening *its)
{
    if (its->verify || its->batch.register_file != NULL || its->batch.practice)
        return;
    ui_note(NULL, "%s", _("without --register FILE nothing is remembered"));
    if (!ui_is_quiet())
        ui_hint(_("Next time an older document of a case that was taken back would be "
                  "accepted again."));
}

int cmd_case_open(int argc, char **argv)
{
    struct opening its = {.verify = strcmp(argv[0], "verify") == 0};
    its.command = its.verify ? &verify_command : &open_command;
    its.batch.command = its.command->name;
    its.batch.remember = !its.verify;
    int usage;
    if (!read_options(&its, argc, argv, &usage))
        return usage;
    if (its.batch.key_file == NULL || argc == optind)
        return case_batch_complain(&its.batch);
    bool done = false;
    if (!case_batch_begin(&its.batch, argv + optind, (size_t)(argc - optind)))
        goto out;
    its.out.ascii = ui_ascii_names(stdout);
    case_batch_run(&its.batch, CASE_BATCH_WITHDRAWALS_FIRST, take, &its);
    if (signals_caught() != 0)
        goto out;
    done = its.refused == 0 && !its.batch.failed;
    if (!its.verify && !case_register_save(&its.batch.seen))
        done = false;
    note_register(&its);
out:
    json_out_free(&its.out);
    case_batch_end(&its.batch);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
