// SPDX-License-Identifier: Apache-2.0
#include "case_passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include "args.h"
#include "errno_text.h"
#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    ATTEMPTS = 3
};

bool case_descriptor(int *fd, const char *command, const char *option, const char *text)
{
    uint64_t number;
    if (args_number(&number, text, INT_MAX, 1) && fcntl((int)number, F_GETFD) >= 0) {
        *fd = (int)number;
        return true;
    }
    char *safe = text_safe(text, ui_ascii_names(stderr));
    args_complain(command, _("%s: '%s' is no open descriptor"), option, safe);
    free(safe);
    return false;
}

static void say(enum secret_status status, int number)
{
    if (status == SECRET_STOPPED)
        return;
    if (status == SECRET_IO)
        ui_error(NULL, "%s: %s", secret_status_text(status), errno_text(number));
    else
        ui_error(NULL, "%s", secret_status_text(status));
    if (status == SECRET_NO_TERMINAL)
        ui_hint(_("Give it by a descriptor: --passphrase-fd N. It is never taken from "
                  "the command line or the environment, where others could see it."));
}

static struct secret *ask(const char *format, const char *name, int fd)
{
    struct secret *secret = NULL;
    errno = 0;
    enum secret_status status;
    if (fd == CASE_TERMINAL) {
        char *safe = text_safe(name, !ui_utf8());
        // The formats are below.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        char *prompt = memory_format(format, safe);
#pragma GCC diagnostic pop
        status = secret_read_tty(&secret, prompt);
        int number = errno;
        free(prompt);
        free(safe);
        errno = number;
    } else {
        status = secret_read_fd(&secret, fd);
    }
    if (status != SECRET_OK)
        say(status, errno);
    return status == SECRET_OK ? secret : NULL;
}

struct secret *case_passphrase(const char *name, int fd)
{
    return ask(_("Passphrase of %s (it is not shown): "), name, fd);
}

static void explain_weakness(const struct secret *secret)
{
    const char *weakness = secret_weakness(secret);
    if (weakness == NULL || ui_is_quiet())
        return;
    ui_hint(weakness);
    ui_hint(_("It is taken all the same."));
}

struct secret *case_passphrase_new(const char *name, int fd)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        struct secret *first =
            ask(_("New passphrase for %s (it is not shown): "), name, fd);
        if (first == NULL)
            return NULL;
        if (fd != CASE_TERMINAL) {
            explain_weakness(first);
            return first;
        }
        struct secret *second = ask(_("Once more, for %s: "), name, fd);
        bool same = second != NULL && secret_equal(first, second);
        bool stopped = second == NULL;
        secret_free(second);
        if (same) {
            explain_weakness(first);
            return first;
        }
        secret_free(first);
        if (stopped)
            return NULL;
        ui_warning(NULL, "%s", _("the two were not the same"));
    }
    ui_error(NULL, "%s", _("the two were not the same: nothing was done"));
    return NULL;
}
