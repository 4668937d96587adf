// SPDX-License-Identifier: Apache-2.0
#include "case_wallet.h"

#include "case_passphrase.h"
#include "case_say.h"
#include "guard.h"
#include "i18n.h"
#include "signals.h"
#include "ui.h"

enum {
    ATTEMPTS = 3
};

void case_guard_begin(void)
{
    if (!guard_begin() && !ui_is_quiet())
        ui_warning(NULL, "%s", guard_warning());
}

// Tries one passphrase. Anything but KEY is final.
static enum mien_status try(struct case_wallet *its, const struct case_bytes *file,
                            int fd)
{
    struct mien_error error = {MIEN_OK, ""};
    secret_free(its->passphrase);
    its->passphrase = case_passphrase(its->name, fd);
    if (its->passphrase == NULL)
        return MIEN_ERROR_CANCELLED; // and it was said why
    enum mien_status status = mien_wallet_open(&its->wallet, file->bytes, file->length,
                                               secret_bytes(its->passphrase),
                                               secret_length(its->passphrase), &error);
    if (status != MIEN_OK)
        case_say(its->name, CASE_WALLET, status, &error);
    return status;
}

bool case_wallet_open(struct case_wallet *its, const char *name, int fd, bool change)
{
    *its = (struct case_wallet){.name = name, .change = change, .held = -1};
    struct case_bytes file = {0};
    if (change && (!case_output_possible(name, true) || !case_hold(&its->held, name)))
        return false;
    if (!case_read(&file, name, MIEN_CASE_DOCUMENT_MAX))
        return false;
    enum mien_status status = try(its, &file, fd);
    for (int i = 1; i < ATTEMPTS && status == MIEN_ERROR_KEY; i++) {
        if (fd != CASE_TERMINAL || signals_caught() != 0)
            break;
        status = try(its, &file, fd);
    }
    case_bytes_free(&file);
    return status == MIEN_OK && signals_caught() == 0;
}

void case_wallet_close(struct case_wallet *its)
{
    mien_wallet_free(its->wallet);
    secret_free(its->passphrase);
    if (its->change)
        case_release(&its->held);
    *its = (struct case_wallet){0};
}

static struct mien_case *only_case(const struct case_wallet *its)
{
    struct mien_case *found = NULL;
    struct mien_error error = {MIEN_OK, ""};
    uint32_t count = mien_wallet_count(its->wallet);
    if (count == 0) {
        ui_error(its->name, "%s", _("there is no case in this wallet"));
        return NULL;
    }
    if (count > 1) {
        ui_error(its->name, "%s", _("there are several cases in this wallet"));
        ui_hint(_("Say which by --case and the beginning of its number: 'mien case "
                  "wallet list' shows them."));
        return NULL;
    }
    enum mien_status status = mien_wallet_case(its->wallet, 0, &found, &error);
    if (status == MIEN_OK)
        return found;
    case_say(its->name, CASE_ITSELF, status, &error);
    return NULL;
}

struct mien_case *case_wallet_choose(const struct case_wallet *its, const char *id)
{
    if (id == NULL)
        return only_case(its);
    struct mien_case *found = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_wallet_find(its->wallet, id, &found, &error);
    if (status == MIEN_OK)
        return found;
    if (status == MIEN_ERROR_ARGUMENT) {
        ui_error(its->name, "%s",
                 _("no case, or more than one, begins with this number"));
        ui_hint(_("Give at least its first four characters: 'mien case wallet list' "
                  "shows them."));
    } else {
        case_say(its->name, CASE_ITSELF, status, &error);
    }
    return NULL;
}

bool case_wallet_write(const struct case_wallet *its, struct case_output *out, bool new)
{
    char *text = NULL;
    size_t length = 0;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_wallet_seal(its->wallet, &text, &length, secret_bytes(its->passphrase),
                         secret_length(its->passphrase), &error);
    if (status != MIEN_OK) {
        case_say(its->name, CASE_WALLET, status, &error);
        return false;
    }
    bool written = case_write(out, its->name, !new, text, length);
    mien_case_text_free(text, length);
    return written;
}

bool case_wallet_write_both(struct case_wallet *its, const struct mien_case *changed,
                            const char *document_name, const char *document,
                            size_t length)
{
    struct case_output document_file, wallet_file;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status = mien_wallet_put(its->wallet, changed, &error);
    if (status != MIEN_OK) {
        case_say(its->name, CASE_WALLET, status, &error);
        return false;
    }
    if (!case_write(&document_file, document_name, false, document, length))
        return false;
    if (!case_wallet_write(its, &wallet_file, false)) {
        case_discard(&document_file);
        return false;
    }
    if (signals_caught() != 0) {
        case_discard(&wallet_file);
        case_discard(&document_file);
        return false;
    }
    // The wallet first: keeping it can still fail, and the document is whole already.
    if (!case_keep(&wallet_file)) {
        case_discard(&document_file);
        return false;
    }
    return case_keep(&document_file);
}
