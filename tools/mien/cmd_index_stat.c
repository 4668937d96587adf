// SPDX-License-Identifier: Apache-2.0
// mien index stat: the figures of an index, for people, programs and Prometheus.
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <mien/index.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "index_report.h"
#include "json_out.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};
enum form {
    FORM_TEXT,
    FORM_JSON,
    FORM_PROMETHEUS
};

static const struct option longs[] = {
    {"format", required_argument, NULL, 'f'},
    ARGS_PLAIN_LONGS,
};
static const struct args_command command = {
    .name = "index stat", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = longs};

// The figures, in the order of struct mien_index_stat. The names are those of JSON, and
// with mien_index_ in front those of Prometheus, whose conventions want the unit.
static const struct figure {
    const char *name, *metric, *help;
    size_t place;
    bool half; // 32 bits
} figures[] = {
#define FIGURE(name, metric, help)                                                     \
    {                                                                                  \
#name, metric, help, offsetof(struct mien_index_stat, name),                   \
            sizeof((struct mien_index_stat){0}).name == sizeof(uint32_t)               \
    }
    FIGURE(entries, "entries", N_("entries that queries can find")),
    FIGURE(snapshot_entries, "snapshot_entries",
           N_("entries in the snapshot, removed ones included")),
    FIGURE(added_entries, "added_entries",
           N_("entries added since the snapshot, removed ones included")),
    FIGURE(tombstones, "tombstones",
           N_("removed entries that compaction has not yet erased")),
    FIGURE(log_changes, "log_changes", N_("changes in the log since the snapshot")),
    FIGURE(unapplied_changes, "unapplied_changes",
           N_("changes of another process not yet applied in this one")),
    FIGURE(oldest_removal, "oldest_removal_timestamp_seconds",
           N_("when the oldest removal was made whose hash is still on the disk")),
    FIGURE(generation, "generation", N_("compactions so far")),
    FIGURE(snapshot_bytes, "snapshot_bytes", N_("size of the snapshot")),
    FIGURE(log_bytes, "log_bytes", N_("size of the log")),
    FIGURE(memory_bytes, "memory_bytes",
           N_("memory of one reader, beside mapped files")),
    FIGURE(segments, "segments", N_("parts that a query visits")),
    FIGURE(bands, "bands", N_("bands of the snapshot")),
#undef FIGURE
};
enum {
    FIGURES = sizeof figures / sizeof figures[0]
};

// Of the folder, not of the handle.
static const char older_help[] =
    N_("older snapshots still on the disk, with hashes that were removed");

static uint64_t value_of(const struct figure *figure,
                         const struct mien_index_stat *stat)
{
    const char *at = (const char *)stat + figure->place;
    uint64_t whole;
    uint32_t half;
    memcpy(&half, at, sizeof half);
    if (figure->half)
        return half;
    memcpy(&whole, at, sizeof whole);
    return whole;
}

static bool is_time(const struct figure *figure)
{
    return figure->place == offsetof(struct mien_index_stat, oldest_removal);
}

static void print_time(uint64_t seconds)
{
    char text[64];
    time_t time = (time_t)seconds;
    struct tm parts;
    if (seconds == 0 || gmtime_r(&time, &parts) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        snprintf(text, sizeof text, "-");
    printf("%20s", text);
}

static void print_text(const struct mien_index_stat *stat, uint64_t older)
{
    for (size_t i = 0; i < FIGURES; i++) {
        if (is_time(&figures[i]))
            print_time(value_of(&figures[i], stat));
        else
            printf("%20" PRIu64, value_of(&figures[i], stat));
        printf("  %s\n", _(figures[i].help));
    }
    printf("%20" PRIu64 "  %s\n", older, _(older_help));
    printf("%20s  %s\n", stat->kernel, _("the code for this kind of processor"));
}

static void print_json(const char *folder, const struct mien_index_stat *stat,
                       uint64_t older)
{
    struct json_out json = {.ascii = ui_ascii_names(stdout)};
    json_out_raw(&json, "{");
    json_out_text(&json, "index", folder, strlen(folder));
    for (size_t i = 0; i < FIGURES; i++) {
        json_out_raw(&json, ",\"");
        json_out_raw(&json, figures[i].name);
        json_out_raw(&json, "\":");
        json_out_number(&json, value_of(&figures[i], stat));
    }
    json_out_raw(&json, ",\"older_snapshots\":");
    json_out_number(&json, older);
    json_out_raw(&json, ",");
    json_out_text(&json, "kernel", stat->kernel, strlen(stat->kernel));
    json_out_raw(&json, "}\n");
    json_out_print(&json);
    json_out_free(&json);
}

// A value of a label: UTF-8, with backslash, quote and newline escaped.
static void print_label(const char *text)
{
    while (*text != '\0') {
        uint32_t code;
        size_t length = text_character(text, &code);
        if (length == 0)
            fputs("\xEF\xBF\xBD", stdout);
        else if (*text == '\n')
            fputs("\\n", stdout);
        else
            printf("%s%.*s", *text == '"' || *text == '\\' ? "\\" : "", (int)length,
                   text);
        text += length > 0 ? length : 1;
    }
}

static void print_metric(const char *name, const char *help, const char *folder,
                         const char *kernel, uint64_t value)
{
    printf(
        "# HELP mien_index_%s %s\n# TYPE mien_index_%s gauge\nmien_index_%s{index=\"",
        name, help, name, name);
    print_label(folder);
    if (kernel != NULL)
        printf("\",kernel=\"%s", kernel);
    printf("\"} %" PRIu64 "\n", value);
}

static void print_prometheus(const char *folder, const struct mien_index_stat *stat,
                             uint64_t older)
{
    for (size_t i = 0; i < FIGURES; i++)
        print_metric(figures[i].metric, figures[i].help, folder, NULL,
                     value_of(&figures[i], stat));
    print_metric("older_snapshots", older_help, folder, NULL, older);
    print_metric("info", "the code for this kind of processor", folder, stat->kernel,
                 1);
}

// Reads the options. False when the command is to end with *status.
static bool read_options(enum form *form, int argc, char **argv, int *status)
{
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        switch (args_next(&command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case 'h':
            *status = help_print("index");
            return false;
        case 'f':
            *form = strcmp(optarg, "json") == 0         ? FORM_JSON
                    : strcmp(optarg, "prometheus") == 0 ? FORM_PROMETHEUS
                                                        : FORM_TEXT;
            if (*form != FORM_TEXT || strcmp(optarg, "text") == 0)
                break;
            args_complain(command.name, "%s",
                          _("--format is one of text, json, prometheus"));
            return false;
        default:
            return false;
        }
    }
}

int cmd_index_stat(int argc, char **argv)
{
    enum form form = FORM_TEXT;
    int usage;
    if (!read_options(&form, argc, argv, &usage))
        return usage;
    if (argc - optind != 1)
        return args_complain(command.name, "%s", _("name the folder of one index"));
    const char *folder = argv[optind];
    struct mien_index *index = index_open(folder, 0);
    if (index == NULL)
        return EXIT_TROUBLE;
    struct mien_index_stat stat;
    struct mien_error error = {MIEN_OK, ""};
    errno = 0;
    enum mien_status status = mien_index_stat(index, &stat, &error);
    int number = errno;
    uint64_t older = index_older_snapshots(folder);
    if (status != MIEN_OK)
        index_report(folder, status, &error, number);
    else if (form == FORM_JSON)
        print_json(folder, &stat, older);
    else if (form == FORM_PROMETHEUS)
        print_prometheus(folder, &stat, older);
    else
        print_text(&stat, older);
    index_close(index, folder);
    return ui_end(status == MIEN_OK ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}
