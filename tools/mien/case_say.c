// SPDX-License-Identifier: Apache-2.0
#include "case_say.h"

#include <stdlib.h>
#include <time.h>

#include "detail.h"
#include "i18n.h"
#include "memory.h"
#include "status_text.h"
#include "ui.h"

// Tables of [kind]: whole sentences, because "a damaged wallet" is not put together in
// the same way in every language.
static const char *corrupt_text(enum case_kind kind)
{
    static const char *const texts[] = {
        [CASE_DOCUMENT] = N_("this is no document of a case, or a damaged one"),
        [CASE_WALLET] = N_("this is no wallet, or a damaged one"),
        [CASE_RECIPIENT] = N_("this is no recipient file, or a damaged one"),
        [CASE_REGISTER] = N_("this is no register, or a damaged one"),
        [CASE_ITSELF] = N_("the case is damaged"),
    };
    return _(texts[kind]);
}

static const char *refused_text(enum case_kind kind)
{
    static const char *const texts[] = {
        [CASE_DOCUMENT] = N_("refused"),
        [CASE_WALLET] = N_("refused"),
        [CASE_RECIPIENT] = N_("this recipient cannot be used"),
        [CASE_REGISTER] = N_("refused"),
        [CASE_ITSELF] = N_("this cannot be done"),
    };
    return _(texts[kind]);
}

static const char *reason(enum case_kind kind, enum mien_status status)
{
    switch (status) {
    case MIEN_ERROR_CORRUPT:
    case MIEN_ERROR_FORMAT:
        return corrupt_text(kind);
    case MIEN_ERROR_VERSION:
        return _("it was made by a later version");
    case MIEN_ERROR_LIMIT:
        return _("it is larger than such a file may be");
    case MIEN_ERROR_UNSUPPORTED:
        return _("it is encrypted or signed in a way that is not allowed");
    case MIEN_ERROR_KEY:
        if (kind == CASE_WALLET)
            return _("it does not open with this passphrase");
        return _("it does not open with this key: it is for somebody else, or it was "
                 "changed on the way");
    case MIEN_ERROR_REFUSED:
        return refused_text(kind);
    case MIEN_ERROR_ARGUMENT:
        if (kind == CASE_DOCUMENT)
            return _("the key that was given cannot be used");
        return _("this cannot be done");
    case MIEN_ERROR_STATE:
        return _("this cannot be done");
    default:
        return status_text(status);
    }
}

static const char *corrupt_step(enum case_kind kind)
{
    switch (kind) {
    case CASE_DOCUMENT:
        return _("Ask for it again; the other files are not concerned.");
    case CASE_WALLET:
        return _("Check the name, or use a copy. Without the wallet the words on paper "
                 "take a case back: mien case wallet recover.");
    case CASE_RECIPIENT:
        return _("Get the file again from the page of the organisation itself.");
    case CASE_REGISTER:
        return _("Check the name, or put back a copy of the register.");
    default:
        return NULL;
    }
}

static const char *key_step(enum case_kind kind)
{
    if (kind == CASE_WALLET)
        return _("Try again: large and small letters count, and so does the keyboard's "
                 "language. Nobody can reset it.");
    return _("Check that this is the key that belongs to your recipient file.");
}

static const char *next_step(enum case_kind kind, enum mien_status status)
{
    switch (status) {
    case MIEN_ERROR_CORRUPT:
    case MIEN_ERROR_FORMAT:
        return corrupt_step(kind);
    case MIEN_ERROR_KEY:
        return key_step(kind);
    case MIEN_ERROR_ARGUMENT:
        return kind == CASE_DOCUMENT ? key_step(kind) : NULL;
    case MIEN_ERROR_VERSION:
        return _("Use that version, or a later one.");
    case MIEN_ERROR_MEMORY:
        return _("Close other programs and try again.");
    case MIEN_ERROR_LIMIT:
    case MIEN_ERROR_UNSUPPORTED:
        if (kind == CASE_WALLET && status == MIEN_ERROR_LIMIT)
            return _("Take another wallet for a new case, or send no fingerprints of "
                     "parts: --no-views.");
        return kind == CASE_DOCUMENT
                   ? _("Do not use it. Ask whoever sent it how it was made.")
                   : NULL;
    default:
        return NULL;
    }
}

char *case_say_detail(const struct mien_error *error)
{
    if (error == NULL || error->status == MIEN_OK || error->detail[0] == '\0')
        return memory_text("");
    return detail_text(error, NULL);
}

char *case_say_reason(enum case_kind kind, enum mien_status status,
                      const struct mien_error *error)
{
    const char *what = reason(kind, status);
    char *detail = case_say_detail(error);
    bool alone = *detail == '\0' || status == MIEN_ERROR_KEY;
    char *text = alone ? memory_text(what) : memory_format(_("%s (%s)"), what, detail);
    free(detail);
    return text;
}

void case_say(const char *name, enum case_kind kind, enum mien_status status,
              const struct mien_error *error)
{
    char *text = case_say_reason(kind, status, error);
    ui_error(name, "%s", text);
    free(text);
    // A folder of a hundred damaged documents needs the next step once.
    static const char *last;
    const char *step = next_step(kind, status);
    if (step != NULL && step != last && !ui_is_quiet())
        ui_hint(step);
    last = step;
}

bool case_today(char day[MIEN_CASE_DAY_SIZE])
{
    time_t now = time(NULL);
    struct tm parts;
    if (now == (time_t)-1 || gmtime_r(&now, &parts) == NULL ||
        parts.tm_year + 1900 < 2026 || parts.tm_year + 1900 > 9999 ||
        strftime(day, MIEN_CASE_DAY_SIZE, "%Y-%m-%d", &parts) == 0) {
        ui_error(NULL, "%s", _("the clock of this device is wrong"));
        ui_hint(_("Set the date, and try again."));
        return false;
    }
    return true;
}
