// SPDX-License-Identifier: Apache-2.0
#include "index_report.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "detail.h"
#include "errno_text.h"
#include "i18n.h"
#include "memory.h"
#include "status_text.h"
#include "text.h"
#include "ui.h"

// A sentence with the folder in it, made harmless.
static void hint_with(const char *format, const char *folder)
{
    if (ui_is_quiet())
        return;
    char *safe = text_safe(folder, ui_ascii_names(stderr));
    // The formats are in this file.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    char *text = memory_format(format, safe);
#pragma GCC diagnostic pop
    ui_hint(text);
    free(text);
    free(safe);
}

static const char *reason(enum mien_status status, int error_number)
{
    switch (status) {
    case MIEN_ERROR_IO:
        if (error_number == ENOENT)
            return _("there is no such folder");
        return error_number != 0 ? errno_text(error_number) : status_text(status);
    case MIEN_ERROR_FORMAT:
        return _("there is no index in this folder");
    case MIEN_ERROR_VERSION:
        return _("this index was made by a later version of mien");
    case MIEN_ERROR_CORRUPT:
        return _("this index is damaged");
    case MIEN_ERROR_BUSY:
        return _("another process is writing to this index");
    case MIEN_ERROR_LIMIT:
        return _("an index cannot hold so many entries");
    default:
        return status_text(status);
    }
}

static void next_step(const char *folder, enum mien_status status, int error_number)
{
    switch (status) {
    case MIEN_ERROR_IO:
        if (error_number == ENOENT)
            hint_with(_("Check the name, or make an index: mien index create %s"),
                      folder);
        else if (error_number == EROFS || error_number == EACCES ||
                 error_number == EPERM)
            ui_hint(_("You may not write or read there. Its owner can allow that."));
        else if (error_number == ENOSPC || error_number == EDQUOT)
            ui_hint(_("The disk is full. Make room, and do it again: what was done is "
                      "not done twice."));
        break;
    case MIEN_ERROR_FORMAT:
        ui_hint(_("Check the name. To make an index: mien index create, and the name "
                  "of a new folder."));
        break;
    case MIEN_ERROR_VERSION:
        ui_hint(_("Use that version, or a later one."));
        break;
    case MIEN_ERROR_CORRUPT:
        ui_hint(_("Put back a copy, or make a new index from your lists."));
        break;
    case MIEN_ERROR_BUSY:
        ui_hint(_("Wait for that process to end, or stop it."));
        break;
    case MIEN_ERROR_MEMORY:
        ui_hint(_("Close other programs and try again."));
        break;
    default:
        break;
    }
}

void index_report(const char *folder, enum mien_status status,
                  const struct mien_error *error, int error_number)
{
    const char *what = reason(status, error_number);
    bool tell = error != NULL && error->status == status && error->detail[0] != '\0' &&
                status != MIEN_ERROR_FORMAT && status != MIEN_ERROR_BUSY &&
                status != MIEN_ERROR_VERSION &&
                !(status == MIEN_ERROR_IO && error_number != 0);
    if (tell) {
        char *detail = detail_text(error, NULL);
        ui_error(folder, "%s (%s)", what, detail);
        free(detail);
    } else {
        ui_error(folder, "%s", what);
    }
    if (!ui_is_quiet())
        next_step(folder, status, error_number);
}

struct mien_index *index_open(const char *folder, uint32_t flags)
{
    struct mien_index_options options = {
        .size = sizeof options, .flags = flags, .sync = MIEN_INDEX_SYNC_REMOVALS};
    struct mien_index *index = NULL;
    struct mien_error error = {MIEN_OK, ""};
    errno = 0;
    enum mien_status status = mien_index_open(&index, folder, &options, &error);
    if (status == MIEN_OK)
        return index;
    index_report(folder, status, &error, errno);
    return NULL;
}

unsigned long long index_older_snapshots(const char *folder)
{
    static const char begin[] = "snapshot-";
    unsigned long long snapshots = 0;
    DIR *files = opendir(folder);
    if (files == NULL)
        return 0;
    for (struct dirent *file = readdir(files); file != NULL; file = readdir(files))
        if (strncmp(file->d_name, begin, sizeof begin - 1) == 0 &&
            strspn(file->d_name + sizeof begin - 1, "0123456789abcdef") == 16 &&
            file->d_name[sizeof begin - 1 + 16] == '\0')
            snapshots++;
    closedir(files);
    return snapshots > 0 ? snapshots - 1 : 0;
}

bool index_compact(struct mien_index *index, const char *folder)
{
    struct mien_error error = {MIEN_OK, ""};
    errno = 0;
    enum mien_status status = mien_index_compact(index, &error);
    if (status != MIEN_OK)
        index_report(folder, status, &error, errno);
    return status == MIEN_OK;
}

bool index_close(struct mien_index *index, const char *folder)
{
    errno = 0;
    enum mien_status status = mien_index_close(index);
    if (status != MIEN_OK)
        index_report(folder, status, NULL, errno);
    return status == MIEN_OK;
}
