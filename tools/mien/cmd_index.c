// SPDX-License-Identifier: Apache-2.0
// mien index: finds out which of its commands is meant; and the short ones of them.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/index.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "index_report.h"
#include "progress.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum {
    EXIT_TROUBLE = 1
};

// Reads the command line of a command that takes no options of its own. Returns the
// folder, or NULL when the command is to end with *status.
static const char *only_folder(const char *name, int argc, char **argv, int *status)
{
    static const struct option longs[] = {ARGS_PLAIN_LONGS};
    const struct args_command command = {
        .name = name, .shorts = ":" ARGS_PLAIN_SHORTS, .longs = longs};
    *status = ARGS_EXIT_USAGE;
    switch (args_next(&command, argc, argv, NULL)) {
    case ARGS_END:
        break;
    case 'h':
        *status = help_print("index");
        return NULL;
    default:
        return NULL;
    }
    if (argc - optind == 1)
        return argv[optind];
    args_complain(name, "%s", _("name the folder of one index"));
    return NULL;
}

// Whether it is an index that fills the folder, be it damaged or of a later version.
static bool has_index(const char *folder)
{
    struct mien_index *index = NULL;
    enum mien_status status = mien_index_open(&index, folder, NULL, NULL);
    mien_index_close(index);
    return status == MIEN_OK || status == MIEN_ERROR_CORRUPT ||
           status == MIEN_ERROR_VERSION;
}

static int create(int argc, char **argv)
{
    int usage;
    const char *folder = only_folder("index create", argc, argv, &usage);
    if (folder == NULL)
        return usage;
    struct mien_error error = {MIEN_OK, ""};
    errno = 0;
    enum mien_status status = mien_index_create(folder, &error);
    int number = errno;
    if (status == MIEN_OK)
        return ui_end(0, EXIT_TROUBLE);
    if (status == MIEN_ERROR_STATE && has_index(folder)) {
        ui_error(folder, "%s", _("there is an index in this folder already"));
    } else if (status == MIEN_ERROR_STATE) {
        ui_error(folder, "%s", _("the folder is not empty"));
        if (!ui_is_quiet())
            ui_hint(_("Name a new folder: an index has its folder for itself."));
    } else if (status == MIEN_ERROR_IO && number == ENOENT) {
        ui_error(folder, "%s", _("the folder that it is to lie in does not exist"));
    } else {
        index_report(folder, status, &error, number);
    }
    return EXIT_TROUBLE;
}

// Hashes that were removed are not yet off the disk while somebody reads older files.
static void warn_of_older(const char *folder)
{
    unsigned long long older = index_older_snapshots(folder);
    if (older == 0)
        return;
    ui_warning(folder,
               ngettext("%llu older snapshot is in use, and stays on the disk with "
                        "hashes that were removed",
                        "%llu older snapshots are in use, and stay on the disk with "
                        "hashes that were removed",
                        older),
               older);
    if (!ui_is_quiet())
        ui_hint(_("End or restart the processes that search this index, and compact "
                  "it again."));
}

static int compact(int argc, char **argv)
{
    int usage;
    const char *folder = only_folder("index compact", argc, argv, &usage);
    if (folder == NULL)
        return usage;
    struct mien_index *index = index_open(folder, MIEN_INDEX_WRITE);
    if (index == NULL)
        return EXIT_TROUBLE;
    bool done = index_compact(index, folder);
    done = index_close(index, folder) && done;
    if (done)
        warn_of_older(folder);
    return ui_end(done ? 0 : EXIT_TROUBLE, EXIT_TROUBLE);
}

static int on_progress(void *context, uint64_t done, uint64_t total)
{
    if (total > 0)
        progress_part((double)done, (double)total);
    return signals_caught();
}

static int verify(int argc, char **argv)
{
    int usage;
    const char *folder = only_folder("index verify", argc, argv, &usage);
    if (folder == NULL)
        return usage;
    struct mien_index_verified found;
    struct mien_error error = {MIEN_OK, ""};
    progress_begin();
    errno = 0;
    enum mien_status status =
        mien_index_verify(folder, &found, on_progress, NULL, &error);
    int number = errno;
    ui_status_hide();
    if (status == MIEN_ERROR_CANCELLED)
        signals_die(signals_caught());
    if (status != MIEN_OK) {
        index_report(folder, status, &error, number);
        return EXIT_TROUBLE;
    }
    if (found.torn_bytes > 0)
        ui_note(folder,
                ngettext("%llu byte of a change that was cut off by a crash: it was "
                         "never acknowledged",
                         "%llu bytes of a change that was cut off by a crash: it was "
                         "never acknowledged",
                         (unsigned long long)found.torn_bytes),
                (unsigned long long)found.torn_bytes);
    // TRANSLATORS: an index that is not damaged
    printf(_("whole: %llu entries, %llu changes since, %llu files, %llu bytes\n"),
           (unsigned long long)found.entries, (unsigned long long)found.log_changes,
           (unsigned long long)found.files, (unsigned long long)found.bytes);
    return ui_end(0, EXIT_TROUBLE);
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"create", create},         {"add", cmd_index_add},       {"remove", cmd_index_add},
    {"query", cmd_index_query}, {"stat", cmd_index_stat},     {"verify", verify},
    {"compact", compact},       {"export", cmd_index_export},
};

static int complain_of_command(const char *name)
{
    enum {
        COUNT = sizeof commands / sizeof commands[0]
    };
    const char *words[COUNT + 1] = {NULL};
    for (size_t i = 0; i < COUNT; i++)
        words[i] = commands[i].name;
    const char *nearest = args_nearest(name, words);
    char *safe = text_safe(name, ui_ascii_names(stderr));
    if (nearest != NULL)
        args_complain("index", _("unknown command '%s'; did you mean '%s'?"), safe,
                      nearest);
    else
        args_complain("index", _("unknown command '%s'"), safe);
    free(safe);
    return ARGS_EXIT_USAGE;
}

int cmd_index(int argc, char **argv)
{
    if (argc < 2)
        return args_complain("index", "%s", _("which command?"));
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help_print("index");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return complain_of_command(argv[1]);
}
