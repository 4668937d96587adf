// SPDX-License-Identifier: Apache-2.0
// mien case export: a recipient hands on what it was sent, to the systems that look for
// pictures.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "case_batch.h"
#include "case_files.h"
#include "case_say.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum {
    OPT_ALL = ARGS_OWN,
    OPT_KEY,
    OPT_OUT,
    OPT_PRACTICE,
    OPT_REGISTER,
    OPT_TO,
    OPT_VIEWS
};

static const struct option longs[] = {
    {"all", no_argument, NULL, OPT_ALL},
    {"key", required_argument, NULL, OPT_KEY},
    {"out", required_argument, NULL, OPT_OUT},
    {"practice", no_argument, NULL, OPT_PRACTICE},
    {"register", required_argument, NULL, OPT_REGISTER},
    {"to", required_argument, NULL, OPT_TO},
    {"views", no_argument, NULL, OPT_VIEWS},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "case export", .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};

// A document that is going to be exported, or may be.
struct held {
    struct mien_document *document;
    char *name;
    char case_id[MIEN_CASE_ID_SIZE];
    char case_key[MIEN_FINGERPRINT_SIZE];
    bool withdrawal;
    bool late; // refused, because the case was taken back in an earlier run
};

struct export
{
    enum mien_export to;
    uint32_t flags;
    const char *out;
    char day[MIEN_CASE_DAY_SIZE];
    struct case_batch batch;
    struct held *held;
    size_t count, room;
    bool failed;
};

static void hold(struct export *its, struct case_judged *judged, bool late)
{
    if (its->count == its->room) {
        its->room = its->room == 0 ? 64 : its->room * 2;
        its->held = memory_resize(its->held, its->room, sizeof *its->held);
    }
    struct held *held = &its->held[its->count++];
    *held = (struct held){.document = judged->document,
                          .name = memory_text(judged->name),
                          .withdrawal = judged->info.action == MIEN_CASE_WITHDRAW,
                          .late = late};
    memcpy(held->case_id, judged->info.case_id, sizeof held->case_id);
    memcpy(held->case_key, judged->info.case_key, sizeof held->case_key);
    judged->document = NULL;
}

// Days as text compare like days.
static bool expired(const struct export *its, const struct mien_document_info *info)
{
    return info->action != MIEN_CASE_WITHDRAW && info->expires[0] != '\0' &&
           strcmp(info->expires, its->day) < 0;
}

static void take(void *context, struct case_judged *judged)
{
    struct export *its = context;
    bool late = judged->status == MIEN_ERROR_REFUSED && judged->document != NULL &&
                mien_register_withdrawn(its->batch.seen.seen, judged->info.case_id);
    if (judged->status != MIEN_OK && !late) {
        its->failed = true;
        if (!judged->said)
            case_say(judged->name, CASE_DOCUMENT, judged->status, &judged->error);
    } else if (expired(its, &judged->info)) {
        ui_note(judged->name, _("it counted until %s and is left out"),
                judged->info.expires);
    } else {
        hold(its, judged, late);
    }
}

// Whether the document of a case that is known as taken back stands beside the document
// that takes it back, signed by the same key: then its hashes are told as withdrawn.
static bool beside_withdrawal(const struct export *its, const struct held *held)
{
    for (size_t i = 0; i < its->count; i++) {
        const struct held *other = &its->held[i];
        if (other->withdrawal && strcmp(other->case_id, held->case_id) == 0 &&
            strcmp(other->case_key, held->case_key) == 0)
            return true;
    }
    return false;
}

// The documents to be exported, in a list that the caller frees.
static const struct mien_document **choose(const struct export *its, size_t *count)
{
    const struct mien_document **list =
        memory_zeroed(its->count + 1, sizeof(const struct mien_document *));
    *count = 0;
    for (size_t i = 0; i < its->count; i++) {
        const struct held *held = &its->held[i];
        if (!held->late || beside_withdrawal(its, held))
            list[(*count)++] = held->document;
        else
            ui_note(held->name, "%s", _("the case was taken back: it is left out"));
    }
    return list;
}

// A withdrawal names the hashes of whole pictures, and this format no case: what else
// was given on stays, unless it is named again.
static void note_what_stays(const struct export *its)
{
    if (its->to != MIEN_EXPORT_STOPNCII)
        return;
    for (size_t i = 0; i < its->count; i++)
        if (its->held[i].withdrawal)
            ui_note(
                its->held[i].name, "%s",
                _("hashes that were given on with --all or --views, or as csv, are "
                  "only taken back in the same way, from all documents of the case"));
}

static bool write_out(const struct export *its, const char *text, size_t length)
{
    if (its->out == NULL) {
        fwrite(text, 1, length, stdout);
        return ui_flush();
    }
    struct case_output out;
    return case_write(&out, its->out, false, text, length) && case_keep(&out);
}

static bool export_all(const struct export *its)
{
    size_t count;
    const struct mien_document **list = choose(its, &count);
    char *text = NULL;
    size_t length = 0;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_document_export(list, count, its->to, its->flags, &text, &length, &error);
    free(list);
    if (status != MIEN_OK)
        case_say(NULL, CASE_DOCUMENT, status, &error);
    else
        note_what_stays(its);
    bool done = status == MIEN_OK && write_out(its, text, length);
    mien_case_text_free(text, length);
    return done;
}

// ---- The command line
// ------------------------------------------------------------------

static bool read_target(enum mien_export *to, const char *name)
{
    static const char *const names[] = {
        [MIEN_EXPORT_STOPNCII] = "stopncii", [MIEN_EXPORT_HMA] = "hma",
        [MIEN_EXPORT_PYTX] = "pytx",         [MIEN_EXPORT_CSV] = "csv",
        [MIEN_EXPORT_JSON] = "json",
    };
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *to = (enum mien_export)i;
            return true;
        }
    }
    args_complain(command.name, "%s",
                  _("--to is one of stopncii, hma, pytx, csv, json"));
    return false;
}

static bool read_options(struct export *its, int argc, char **argv, int *status)
{
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        switch (args_next(&command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case 'h':
            *status = help_print("case export");
            return false;
        case OPT_ALL:
            its->flags |= MIEN_EXPORT_ALL;
            break;
        case OPT_VIEWS:
            its->flags |= MIEN_EXPORT_VIEWS;
            break;
        case OPT_KEY:
            its->batch.key_file = optarg;
            break;
        case OPT_OUT:
            its->out = optarg;
            break;
        case OPT_PRACTICE:
            its->batch.practice = true;
            break;
        case OPT_REGISTER:
            its->batch.register_file = optarg;
            break;
        case OPT_TO:
            if (!read_target(&its->to, optarg))
                return false;
            break;
        default:
            return false;
        }
    }
}

int cmd_case_export(int argc, char **argv)
{
    struct export its = {.batch.command = command.name};
    int usage;
    if (!read_options(&its, argc, argv, &usage))
        return usage;
    if (its.to == 0)
        return args_complain(command.name, "%s",
                             _("name the format: --to stopncii, for instance"));
    if (its.batch.key_file == NULL || argc == optind)
        return case_batch_complain(&its.batch);
    bool done = false;
    if (!case_today(its.day) ||
        (its.out != NULL && !case_output_possible(its.out, false)) ||
        !case_batch_begin(&its.batch, argv + optind, (size_t)(argc - optind)))
        goto out;
    case_batch_run(&its.batch, CASE_BATCH_WITHDRAWALS_LAST, take, &its);
    if (signals_caught() == 0)
        done = export_all(&its) && !its.failed && !its.batch.failed;
out:
    for (size_t i = 0; i < its.count; i++) {
        mien_document_free(its.held[i].document);
        free(its.held[i].name);
    }
    free(its.held);
    case_batch_end(&its.batch);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
