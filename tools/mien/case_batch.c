// SPDX-License-Identifier: Apache-2.0
#include "case_batch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "args.h"
#include "case_say.h"
#include "errno_text.h"
#include "files.h"
#include "guard.h"
#include "i18n.h"
#include "memory.h"
#include "signals.h"
#include "ui.h"

struct case_batch_entry {
    char *name;
    struct case_bytes input; // of standard input, which is read once
    enum mien_case_action action;
    bool id_of_key, done;
};

// ---- Finding
// ---------------------------------------------------------------------------

static bool is_link(const char *name)
{
    struct stat about;
    return lstat(name, &about) == 0 && S_ISLNK(about.st_mode);
}

// Says of what is no file why it is passed over.
static bool usable(struct case_batch *its, const struct item *item)
{
    switch (item->kind) {
    case ITEM_FILE:
        if (!item->found || !is_link(item->name))
            return true;
        ui_warning(item->name, "%s", _("a link in a folder is not followed"));
        return false;
    case ITEM_INPUT:
        return true;
    case ITEM_FOLDER_LINK:
    case ITEM_BROKEN_LINK:
        ui_warning(item->name, "%s", _("a link in a folder is not followed"));
        return false;
    case ITEM_SPECIAL:
        ui_warning(item->name, "%s", _("it is not a regular file"));
        return false;
    default:
        ui_error(item->name, "%s", errno_text(item->error_number));
        its->failed = true;
        return false;
    }
}

static void find(struct case_batch *its, char **operands, size_t count)
{
    const struct files_plan plan = {
        .operands = operands, .count = count, .recursive = true};
    struct files *files = files_open(&plan);
    struct item item;
    size_t room = 0;
    while (signals_caught() == 0 && files_next(files, &item)) {
        if (usable(its, &item)) {
            if (its->count == room) {
                room = room == 0 ? 64 : room * 2;
                its->entries = memory_resize(its->entries, room, sizeof *its->entries);
            }
            its->entries[its->count++] =
                (struct case_batch_entry){.name = memory_text(item.name)};
        }
        item_forget(&item);
    }
    files_close(files);
}

// A key that others can read is no secret.
static void warn_of_open_key(const char *name)
{
    struct stat about;
    if (stat(name, &about) != 0 || (about.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return;
    ui_warning(name, "%s", _("others on this computer can read this key"));
    if (!ui_is_quiet())
        ui_hint(_("Take that away: chmod 600, and the name of the file."));
}

int case_batch_complain(const struct case_batch *its)
{
    if (its->key_file == NULL)
        return args_complain(its->command, "%s", _("name your key: --key FILE"));
    return args_complain(its->command, "%s", _("name the documents, or their folder"));
}

bool case_batch_begin(struct case_batch *its, char **operands, size_t count)
{
    its->seen.lock = -1;
    if (!args_one_input(its->command, operands, count))
        return false;
    (void)guard_begin(); // the key opens everything that was ever sealed for it
    if (!case_read(&its->key, its->key_file, MIEN_CASE_RECIPIENT_MAX))
        return false;
    warn_of_open_key(its->key_file);
    if (!case_register_begin(&its->seen, its->register_file, its->remember))
        return false;
    find(its, operands, count);
    return true;
}

void case_batch_end(struct case_batch *its)
{
    case_bytes_free(&its->key);
    case_register_end(&its->seen);
    for (size_t i = 0; i < its->count; i++) {
        free(its->entries[i].name);
        case_bytes_free(&its->entries[i].input);
    }
    free(its->entries);
    its->entries = NULL;
    its->count = 0;
    guard_end();
}

// ---- Judging
// ---------------------------------------------------------------------------

static void open_bytes(const struct case_batch *its, const struct case_bytes *file,
                       struct case_judged *judged)
{
    judged->status = mien_document_open(
        &judged->document, file->bytes, file->length, its->key.bytes, its->key.length,
        its->practice ? MIEN_DOCUMENT_PRACTICE : 0, &judged->error);
    judged->info = (struct mien_document_info){.size = sizeof judged->info};
    if (judged->status == MIEN_OK)
        judged->status = mien_document_info(judged->document, &judged->info);
}

static void open_entry(const struct case_batch *its, struct case_batch_entry *entry,
                       struct case_judged *judged)
{
    *judged = (struct case_judged){.name = entry->name, .error = {MIEN_OK, ""}};
    if (strcmp(entry->name, "-") == 0)
        judged->name = _("standard input");
    struct case_bytes file = {0};
    bool kept = entry->input.bytes != NULL;
    if (!kept && !case_read(&file, entry->name, MIEN_CASE_DOCUMENT_MAX)) {
        judged->status = MIEN_ERROR_IO;
        judged->said = true;
        return;
    }
    open_bytes(its, kept ? &entry->input : &file, judged);
    if (!kept && strcmp(entry->name, "-") == 0)
        entry->input = file;
    else
        case_bytes_free(&file);
}

static void give(struct case_batch_entry *entry, struct case_judged *judged,
                 case_batch_take *take, void *context)
{
    entry->done = true;
    take(context, judged);
    mien_document_free(judged->document);
}

// What can be opened is remembered by its kind; the rest is given away.
static void look(struct case_batch *its, case_batch_take *take, void *context)
{
    for (size_t i = 0; i < its->count && signals_caught() == 0; i++) {
        struct case_batch_entry *entry = &its->entries[i];
        struct case_judged judged;
        open_entry(its, entry, &judged);
        if (judged.status != MIEN_OK) {
            give(entry, &judged, take, context);
            continue;
        }
        entry->action = judged.info.action;
        entry->id_of_key = judged.info.id_of_key;
        mien_document_free(judged.document);
    }
}

// Judges all documents of one kind. With `again` those that are refused come a second
// time.
static void judge(struct case_batch *its, enum mien_case_action action, bool id_of_key,
                  bool again, case_batch_take *take, void *context)
{
    for (size_t i = 0; i < its->count && signals_caught() == 0; i++) {
        struct case_batch_entry *entry = &its->entries[i];
        if (entry->done || entry->action != action || entry->id_of_key != id_of_key)
            continue;
        struct case_judged judged;
        open_entry(its, entry, &judged);
        // Judged is what is given: the file may have changed since it was looked at.
        if (judged.status == MIEN_OK)
            judged.status =
                mien_register_judge(its->seen.seen, judged.document, &judged.error);
        if (judged.status == MIEN_ERROR_REFUSED && again)
            mien_document_free(judged.document);
        else
            give(entry, &judged, take, context);
    }
}

void case_batch_run(struct case_batch *its, enum case_batch_order order,
                    case_batch_take *take, void *context)
{
    static const enum mien_case_action first[] = {MIEN_CASE_WITHDRAW, MIEN_CASE_CREATE,
                                                  MIEN_CASE_ADD, MIEN_CASE_WITHDRAW};
    look(its, take, context);
    size_t begin = order == CASE_BATCH_WITHDRAWALS_FIRST ? 0 : 1;
    for (size_t i = begin; i < sizeof first / sizeof first[0]; i++) {
        // A withdrawal of a case that becomes known in this run is refused at first.
        // Ids that follow from their key go before those that anybody could claim.
        judge(its, first[i], true, i == 0, take, context);
        judge(its, first[i], false, i == 0, take, context);
    }
}
