// SPDX-License-Identifier: Apache-2.0
#include "case_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "case_language.h"
#include "case_passphrase.h"
#include "case_say.h"
#include "case_screen.h"
#include "errno_text.h"
#include "i18n.h"
#include "secret.h"
#include "signals.h"
#include "ui.h"

enum mien_words case_words_language(void)
{
    char code[3];
    case_language_code(code);
    if (strcmp(code, "fr") == 0)
        return MIEN_WORDS_FRENCH;
    if (strcmp(code, "es") == 0)
        return MIEN_WORDS_SPANISH;
    return strcmp(code, "en") == 0 ? MIEN_WORDS_ENGLISH : MIEN_WORDS_NUMBERS;
}

static struct mien_case *case_of(const char *words, size_t length, const char *id,
                                 bool practice)
{
    struct mien_case *its = NULL;
    struct mien_error error = {MIEN_OK, ""};
    enum mien_status status =
        mien_case_from_words(&its, words, length, id, practice, &error);
    if (status == MIEN_OK)
        return its;
    char *detail = case_say_detail(&error);
    if (*detail != '\0')
        ui_error(NULL, _("these are not the words of a case (%s)"), detail);
    else
        ui_error(NULL, "%s", _("these are not the words of a case"));
    free(detail);
    ui_hint(
        _("There are 24 words, and their order counts. Compare them with the paper, "
          "one by one."));
    return NULL;
}

static struct mien_case *ask(const char *id, bool practice)
{
    char words[MIEN_WORDS_SIZE];
    if (!case_screen_begin()) {
        ui_error(NULL, "%s", _("there is no terminal to ask you on: nothing was done"));
        ui_hint(_("Give the words by a descriptor: --words-fd N."));
        return NULL;
    }
    case_screen_show(_("The words of the case"),
                     _("Type the 24 words from the paper in their order, with a space "
                       "between them. The numbers of the words will do as well.\n\n"
                       "Whoever sees the words can take this case back, and do nothing "
                       "else with it."));
    int answer = case_screen_text(words, sizeof words, _("Words: "), false);
    case_screen_end();
    struct mien_case *its = NULL;
    if (answer == 0)
        its = case_of(words, strlen(words), id, practice);
    explicit_bzero(words, sizeof words);
    return its;
}

struct mien_case *case_words_read(int fd, const char *id, bool practice)
{
    if (fd == CASE_TERMINAL)
        return ask(id, practice);
    struct secret *words = NULL;
    errno = 0;
    enum secret_status status = secret_read_fd(&words, fd);
    if (status == SECRET_OK) {
        struct mien_case *its =
            case_of(secret_bytes(words), secret_length(words), id, practice);
        secret_free(words);
        return its;
    }
    if (signals_caught() == 0)
        ui_error(NULL, _("the words could not be read: %s"),
                 status == SECRET_IO ? errno_text(errno) : secret_status_text(status));
    return NULL;
}
