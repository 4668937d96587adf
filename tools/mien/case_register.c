// SPDX-License-Identifier: Apache-2.0
#include "case_register.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case_files.h"
#include "case_say.h"
#include "i18n.h"
#include "ui.h"

static bool read_file(struct case_register *its)
{
    struct case_bytes file = {0};
    if (!case_read(&file, its->name, SIZE_MAX / 4))
        return false;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_register_open(&its->seen, file.bytes, file.length, &error);
    case_bytes_free(&file);
    if (status != MIEN_OK)
        case_say(its->name, CASE_REGISTER, status, &error);
    return status == MIEN_OK;
}

bool case_register_begin(struct case_register *its, const char *name, bool keep)
{
    *its = (struct case_register){.name = name, .lock = -1};
    struct stat about;
    bool exists = name != NULL && (lstat(name, &about) == 0 || errno != ENOENT);
    if (name != NULL && keep &&
        (!case_output_possible(name, true) || !case_hold(&its->lock, name)))
        return false;
    if (exists)
        return read_file(its);
    if (name != NULL)
        ui_note(name, "%s",
                keep ? _("a new register begins") : _("there is no such register yet"));
    enum mien_status status = mien_register_new(&its->seen);
    if (status != MIEN_OK)
        case_say(name, CASE_REGISTER, status, NULL);
    return status == MIEN_OK;
}

bool case_register_save(struct case_register *its)
{
    if (its->name == NULL)
        return true;
    char *json = NULL;
    size_t length = 0;
    enum mien_status status = mien_register_json(its->seen, &json, &length);
    if (status != MIEN_OK) {
        case_say(its->name, CASE_REGISTER, status, NULL);
        return false;
    }
    struct case_output out;
    // One that did not exist when this run began must not exist now either.
    bool saved =
        case_write(&out, its->name, its->lock >= 0, json, length) && case_keep(&out);
    mien_case_text_free(json, length);
    if (!saved)
        ui_hint(_("Nothing of this run is remembered: do it again before you rely on "
                  "it."));
    return saved;
}

void case_register_end(struct case_register *its)
{
    mien_register_free(its->seen);
    case_release(&its->lock);
    *its = (struct case_register){.lock = -1};
}
