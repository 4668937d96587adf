// SPDX-License-Identifier: Apache-2.0
// mien index add, mien index remove: lists of hashes come and go.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "cmd.h"
#include "help.h"
#include "i18n.h"
#include "import.h"
#include "index_report.h"
#include "progress.h"
#include "signals.h"
#include "ui.h"

enum {
    OPTION_FORMAT = ARGS_OWN,
    OPTION_IDS,
    OPTION_LIST,
    OPTION_REPLACE,
    OPTION_VARIANT
};
enum {
    EXIT_SOME_FAILED = 1,
    // With so many changes since the last compaction a new one pays, ...
    COMPACT_CHANGES = 65536,
    // ... provided that they are more than this part of the snapshot.
    COMPACT_PART = 4
};

static const struct option add_longs[] = {
    {"format", required_argument, NULL, 'f'},
    {"list", required_argument, NULL, OPTION_LIST},
    {"replace", no_argument, NULL, OPTION_REPLACE},
    {"variant", required_argument, NULL, OPTION_VARIANT},
    ARGS_PLAIN_LONGS,
};
static const struct option remove_longs[] = {
    {"format", required_argument, NULL, 'f'},
    {"ids", no_argument, NULL, OPTION_IDS},
    {"list", required_argument, NULL, OPTION_LIST},
    ARGS_PLAIN_LONGS,
};
static const struct args_command commands[] = {
    {.name = "index add", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = add_longs},
    {.name = "index remove", .shorts = ":f:" ARGS_PLAIN_SHORTS, .longs = remove_longs},
};

// Reads the options. False when the command is to end with *status.
static bool read_options(struct import *import, int argc, char **argv, int *status)
{
    const struct args_command *command = &commands[import->removing];
    uint64_t number;
    *status = ARGS_EXIT_USAGE;
    for (;;) {
        switch (args_next(command, argc, argv, NULL)) {
        case ARGS_END:
            return true;
        case ARGS_WRONG:
            return false;
        case 'h':
            *status = help_print("index add");
            return false;
        case 'f':
            if (import_format_from(&import->format, optarg))
                break;
            args_complain(command->name, "%s",
                          _("--format is one of auto, plain, csv, pytx, stopncii, "
                            "json"));
            return false;
        case OPTION_IDS:
            import->by_id = true;
            break;
        case OPTION_LIST:
            if (!args_number(&number, optarg, MIEN_LIST_ANY - 1, 1)) {
                args_complain(command->name, "%s",
                              _("--list is a number below 2^32 - 1"));
                return false;
            }
            import->list = (uint32_t)number;
            import->list_given = true;
            break;
        case OPTION_REPLACE:
            import->replace = true;
            break;
        case OPTION_VARIANT:
            if (!args_number(&number, optarg, UINT32_MAX, 1)) {
                args_complain(command->name, "%s",
                              _("--variant is a number below 2^32"));
                return false;
            }
            import->variant = (uint32_t)number;
            break;
        }
    }
}

// What was done, in one line.
static void sum_up(const struct import *import)
{
    const struct mien_changed *changed = &import->changed;
    if (import->weak > 0 && !import->removing)
        ui_warning(NULL,
                   ngettext("%llu hash has a quality below 50: it will match pictures "
                            "that have nothing to do with it",
                            "%llu hashes have a quality below 50: they will match "
                            "pictures that have nothing to do with them",
                            import->weak),
                   import->weak);
    // TRANSLATORS: what was done to an index. Unchanged: was there already, or was not
    // there to be removed.
    ui_note(import->folder, _("%llu added, %llu removed, %llu unchanged"),
            (unsigned long long)changed->added, (unsigned long long)changed->removed,
            (unsigned long long)changed->unchanged);
    if (import->removing && changed->unchanged > 0)
        ui_note(import->folder,
                ngettext("%llu line or record found nothing to remove",
                         "%llu lines or records found nothing to remove",
                         (unsigned long long)changed->unchanged),
                (unsigned long long)changed->unchanged);
    if (import->skipped > 0)
        ui_note(import->folder,
                ngettext("%llu record is not of a PDQ hash and was skipped",
                         "%llu records are not of PDQ hashes and were skipped",
                         import->skipped),
                import->skipped);
    if (import->undecided > 0)
        ui_warning(import->folder,
                   ngettext("%llu record has an unknown status, and was left as it is",
                            "%llu records have an unknown status, and were left as "
                            "they are",
                            import->undecided),
                   import->undecided);
    if (import->bad > 0)
        ui_error(import->folder,
                 ngettext("%llu line or record was not understood",
                          "%llu lines or records were not understood", import->bad),
                 import->bad);
    if (import->unread > 0)
        ui_error(import->folder,
                 ngettext("%llu file could not be read to its end",
                          "%llu files could not be read to their ends", import->unread),
                 import->unread);
}

// Folds many changes into the snapshot, so that queries stay fast. False after saying
// why that failed.
static bool tidy(struct mien_index *index, const char *folder)
{
    struct mien_index_stat stat;
    if (mien_index_stat(index, &stat, NULL) != MIEN_OK ||
        stat.log_changes <= COMPACT_CHANGES ||
        stat.log_changes <= stat.snapshot_entries / COMPACT_PART)
        return true;
    ui_note(folder, "%s", _("folding the changes in, so that queries stay fast"));
    return index_compact(index, folder);
}

// Whether a hash that was removed waits for a compaction to erase it.
static bool lies_on_disk(const struct mien_index *index)
{
    struct mien_index_stat stat;
    return mien_index_stat(index, &stat, NULL) == MIEN_OK && stat.oldest_removal != 0;
}

static int run(struct import *import, char **files, size_t count)
{
    static char *const input[] = {(char *)"-"};
    import->index = index_open(import->folder, MIEN_INDEX_WRITE | MIEN_INDEX_NO_SEARCH);
    if (import->index == NULL)
        return EXIT_SOME_FAILED;
    bool whole = true;
    progress_begin();
    if (count == 0) {
        files = (char **)input;
        count = 1;
    }
    for (size_t i = 0; i < count && whole; i++)
        whole = import_file(import, files[i]);
    whole = whole && import_flush(import) && tidy(import->index, import->folder);
    bool on_disk = import->removing && lies_on_disk(import->index);
    whole = index_close(import->index, import->folder) && whole;
    ui_status_hide();
    sum_up(import);
    if (on_disk && import->changed.removed > 0 && !ui_is_quiet())
        ui_hint(_("No query finds what was removed. The next compaction erases it from "
                  "the disk, too: mien index compact DIR"));
    import_free(import);
    if (signals_caught() != 0)
        signals_die(signals_caught());
    bool all = import->bad == 0 && import->undecided == 0 && import->unread == 0;
    return whole && all ? 0 : EXIT_SOME_FAILED;
}

int cmd_index_add(int argc, char **argv)
{
    int status;
    struct import import = {.removing = strcmp(argv[0], "remove") == 0};
    const char *name = commands[import.removing].name;
    if (!read_options(&import, argc, argv, &status))
        return status;
    if (optind == argc)
        return args_complain(name, "%s", _("name the folder of one index"));
    import.folder = argv[optind];
    char **files = argv + optind + 1;
    size_t count = (size_t)(argc - optind - 1);
    if (!args_one_input(name, files, count))
        return ARGS_EXIT_USAGE;
    return ui_end(run(&import, files, count), EXIT_SOME_FAILED);
}
