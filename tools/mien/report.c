// SPDX-License-Identifier: Apache-2.0
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "status_text.h"
#include "text.h"
#include "ui.h"

const char *report_name(const struct job *job)
{
    return job->item.kind == ITEM_INPUT ? _("standard input") : job->item.name;
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

void report_failure(const struct job *job)
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
        ui_error(name, "%s", strerror(number));
    } else if (job->error.detail[0] != '\0' && status != MIEN_ERROR_FORMAT) {
        // "Not an image" says all that there is to say.
        char *detail = text_safe(job->error.detail, true);
        ui_error(name, "%s (%s)", status_text(status), detail);
        free(detail);
    } else {
        ui_error(name, "%s", status_text(status));
    }
    hint(status_hint(status, number));
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
