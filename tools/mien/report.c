// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "detail.h"
#include "errno_text.h"
#include "i18n.h"
#include "status_text.h"
#include "ui.h"

const char *report_name(const struct job *job)
{
    const struct item *item = &job->item;
    bool list = item->kind == ITEM_NEEDS_NUL || item->kind == ITEM_FAILED;
    if (item->kind == ITEM_INPUT || (list && strcmp(item->name, "-") == 0))
        return _("standard input");
    return *item->name != '\0' ? item->name : "''";
}

// Gives a hint unless it was the last one given: a folder of a hundred damaged pictures
// needs it once.
static void hint(const char *text)
{
    enum {
        SAID_MAX = 16
    };
    static const char *said[SAID_MAX];
    if (text == NULL || ui_is_quiet())
        return;
    size_t i = 0;
    while (i < SAID_MAX && said[i] != NULL)
        if (said[i++] == text)
            return;
    if (i < SAID_MAX)
        said[i] = text;
    ui_hint(text);
}

// The next step when there is no file of that name.
static const char *missing_hint(const struct item *item)
{
    const char *name = item->name;
    size_t length = strlen(name);
    if (!item->listed)
        return _("Check the name. To have it written for you, type its beginning and "
                 "press Tab, or drag the file into this window.");
    if (length > 0 && name[length - 1] == '\r')
        return _("The lines of this list end in CR LF, as on Windows. Take the CRs "
                 "away: tr -d '\\r'");
    return NULL;
}

static const char *next_step(const struct job *job, enum mien_status status, int number)
{
    if (status == MIEN_ERROR_IO && (number == ENOENT || number == ENOTDIR))
        return missing_hint(&job->item);
    if (status == MIEN_ERROR_FORMAT && detail_kind(&job->error) == DETAIL_EMPTY)
        return _("It has no content. Copy or download it again.");
    if (status == MIEN_ERROR_UNSUPPORTED && detail_kind(&job->error) == DETAIL_VIDEO)
        return _("mien does not hash videos.");
    return status_hint(status, number);
}

void report_failure(const struct job *job, const struct mien_decode_limits *limits)
{
    const char *name = report_name(job);
    if (job->item.kind == ITEM_NEEDS_NUL) {
        ui_error(name, "%s", _("the names in this list end with zero bytes"));
        hint(_("Add --null to read such a list."));
        return;
    }
    if (job->item.kind == ITEM_BROKEN_LINK) {
        ui_error(name, "%s", _("the link leads nowhere"));
        return;
    }
    int number =
        job->item.kind == ITEM_FAILED ? job->item.error_number : job->error_number;
    enum mien_status status =
        job->item.kind == ITEM_FAILED ? MIEN_ERROR_IO : job->status;
    if (status == MIEN_ERROR_IO && number != 0) {
        ui_error(name, "%s", errno_text(number));
    } else if (status == MIEN_ERROR_FORMAT) {
        ui_error(name, "%s",
                 detail_kind(&job->error) == DETAIL_EMPTY
                     ? _("the file is empty")
                     : status_text_picture(status));
    } else if (job->error.detail[0] != '\0') {
        char *detail = detail_text(&job->error, limits);
        ui_error(name, "%s (%s)", status_text_picture(status), detail);
        free(detail);
    } else {
        ui_error(name, "%s", status_text_picture(status));
    }
    hint(next_step(job, status, number));
}

void report_weakness(const char *name, const struct mien_media *media)
{
    if ((media->image.flags & MIEN_IMAGE_PARTIAL) != 0)
        ui_warning(name, "%s",
                   _("damaged or cut short: this is the hash of what is left"));
    if (media->quality < MIEN_PDQ_QUALITY_MIN)
        ui_warning(name,
                   _("quality %u: too little detail: this hash will not protect the "
                     "image"),
                   (unsigned)media->quality);
}
