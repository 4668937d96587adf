// SPDX-License-Identifier: Apache-2.0
#include "status_text.h"

#include <errno.h>
#include <stddef.h>

#include "i18n.h"

static const struct {
    const char *token, *text, *hint;
} table[] = {
    [MIEN_OK] = {"ok", N_("success"), NULL},
    [MIEN_ERROR_ARGUMENT] = {"argument", N_("invalid argument"),
                             N_("This is a fault of mien. Please report it, but never "
                                "send the picture.")},
    [MIEN_ERROR_MEMORY] = {"memory", N_("out of memory"),
                           N_("Close other programs and try again, with --jobs 1.")},
    [MIEN_ERROR_IO] = {"io", N_("a file could not be read or written"), NULL},
    [MIEN_ERROR_FORMAT] = {"format", N_("not of a kind that mien reads"),
                           N_("Give a picture of a kind that 'mien --version' names.")},
    [MIEN_ERROR_UNSUPPORTED] =
        {"unsupported", N_("unsupported image format"),
         N_("Save the picture as PNG or JPEG and hash that copy.")},
    [MIEN_ERROR_LIMIT] = {"limit", N_("larger than the limits allow"),
                          N_("If you trust the file, raise the limit: see "
                             "'mien help limits'.")},
    [MIEN_ERROR_CORRUPT] = {"corrupt", N_("damaged or cut short"),
                            N_("Look for a whole copy. --allow-partial hashes what is "
                               "left, which protects less.")},
    [MIEN_ERROR_VERSION] = {"version", N_("unknown version"),
                            N_("A newer mien may know it.")},
    [MIEN_ERROR_CANCELLED] = {"cancelled", N_("cancelled"), NULL},
    [MIEN_ERROR_STATE] =
        {"state", N_("called out of order"),
         N_("This is a fault of mien. Please report it, but never send "
            "the picture.")},
    [MIEN_ERROR_INTERNAL] = {"internal", N_("internal error"),
                             N_("This is a fault of mien. Please report it, but never "
                                "send the picture.")},
    [MIEN_ERROR_BUSY] = {"busy", N_("another process has it open for writing"),
                         N_("Wait for that process to end, or stop it.")},
    [MIEN_ERROR_REFUSED] = {"refused", N_("the rules of cases forbid it"), NULL},
    [MIEN_ERROR_KEY] = {"key", N_("it does not open with this key or passphrase"),
                        N_("Check that it is the right one, and that the file came "
                           "whole.")},
    [MIEN_ERROR_AGAIN] =
        {"again", N_("the rows are wanted once more"),
         N_("This is a fault of mien. Please report it, but never send "
            "the picture.")},
};

static int known(enum mien_status status)
{
    return (unsigned)status < sizeof table / sizeof table[0] &&
           table[status].text != NULL;
}

const char *status_text_english(enum mien_status status)
{
    return known(status) ? table[status].text : NULL;
}

const char *status_text(enum mien_status status)
{
    return known(status) ? _(table[status].text) : mien_strerror(status);
}

const char *status_text_picture(enum mien_status status)
{
    switch (status) {
    case MIEN_ERROR_IO:
        return _("the file could not be read");
    case MIEN_ERROR_FORMAT:
        return _("not an image");
    case MIEN_ERROR_LIMIT:
        return _("the image is larger than the limits allow");
    case MIEN_ERROR_CORRUPT:
        return _("the image is damaged or cut short");
    default:
        return status_text(status);
    }
}

const char *status_token(enum mien_status status)
{
    return known(status) ? table[status].token : "unknown";
}

const char *status_hint(enum mien_status status, int error_number)
{
    if (status != MIEN_ERROR_IO)
        return known(status) && table[status].hint != NULL ? _(table[status].hint)
                                                           : NULL;
    switch (error_number) {
    case EISDIR:
        return _("This is a folder. 'mien hash' takes folders.");
    case EACCES:
    case EPERM:
        return _("You may not read it. Its owner can allow that, or make you a copy.");
    case EIO:
        return _("The disk or card may be failing. Copy what you can from it now.");
    default:
        return NULL;
    }
}
