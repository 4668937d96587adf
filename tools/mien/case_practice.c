// SPDX-License-Identifier: Apache-2.0
#include "case_practice.h"

#include "case_say.h"
#include "i18n.h"
#include "ui.h"

// A recipient whose private key nobody has: it is thrown away at once.
static bool add_recipient(struct case_new *its)
{
    struct mien_recipient_make make = {
        .size = sizeof make,
        .id = "practice",
        // TRANSLATORS: the name of a recipient
        .name = _("Practice"),
        .practice = true,
        .maximum_hashes = MIEN_VIEWS_BANK_BUDGET,
    };
    struct mien_error error = {MIEN_OK, ""};
    struct mien_recipient *recipient = NULL;
    char *file = NULL, *key = NULL;
    size_t file_length = 0, key_length = 0;
    enum mien_status status =
        mien_recipient_new(&file, &file_length, &key, &key_length, &make, &error);
    if (status == MIEN_OK)
        status = mien_recipient_read(&recipient, file, file_length, &error);
    mien_case_text_free(file, file_length);
    mien_case_text_free(key, key_length);
    if (status != MIEN_OK) {
        case_say(NULL, CASE_RECIPIENT, status, &error);
        return false;
    }
    return case_recipients_add(&its->recipients, recipient);
}

bool case_practice_begin(struct case_new *its)
{
    if (its->recipients.count == 0 && !add_recipient(its))
        return false;
    if (its->pictures.count > 0)
        return true;
    // TRANSLATORS: stands where otherwise the name of a file is
    return case_pictures_add_made_up(&its->pictures, _("(a made-up picture)"));
}
