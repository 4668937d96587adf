// SPDX-License-Identifier: Apache-2.0
#include "case_language.h"

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "case_screen.h"
#include "i18n.h"
#include "ui.h"

struct language {
    const char *code;
    const char *name;  // in itself
    const char *plain; // the same for terminals that have ASCII only, or NULL
};
static const struct language languages[] = {
    {"en", "English", "English"},
    {"fr", "Français", "Francais"},
    {"es", "Español", "Espanol"},
    // It begins with a right-to-left mark, as every line of it does.
    {"ar", "\u200fالعربية", NULL},
};
enum {
    LANGUAGES = sizeof languages / sizeof languages[0]
};

void case_language_code(char code[3])
{
    static const char key[] = "\nLanguage: ";
    memcpy(code, "en", 3);
#ifdef ENABLE_NLS
    // The translation of nothing is the header of the catalogue in use.
    const char *line = strstr(gettext(""), key);
    if (line != NULL)
        memcpy(code, line + sizeof key - 1, 2);
#else
    (void)key;
#endif
}

bool case_language_is_right_to_left(void)
{
    char code[3];
    case_language_code(code);
    return strcmp(code, "ar") == 0;
}

static bool speaks(const char *code)
{
    char now[3];
    case_language_code(now);
    return strcmp(now, code) == 0;
}

// Switches to a language. gettext() follows LANGUAGE in any locale but "C", which some
// systems take "C.UTF-8" for, too; so one that does is looked for. False when there is
// none, or no catalogue.
static bool switch_to(const char *code)
{
#ifdef ENABLE_NLS
    static const char *const locales[] = {"",
                                          "C.UTF-8",
                                          "en_US.UTF-8",
                                          "en_GB.UTF-8",
                                          "fr_FR.UTF-8",
                                          "es_ES.UTF-8",
                                          "ar_EG.UTF-8"};
    setenv("LANGUAGE", code, 1);
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        if (*locales[i] != '\0' && setlocale(LC_MESSAGES, locales[i]) == NULL)
            continue;
        textdomain("mien"); // makes gettext() look at LANGUAGE again
        if (speaks(code))
            return true;
    }
#endif
    return strcmp(code, "en") == 0;
}

// Where no locale is set, the characters of a UTF-8 terminal are used all the same; for
// another terminal letters lose their accents, which the tables of "C" cannot do.
static void take_characters(void)
{
#ifdef ENABLE_NLS
    static const char *const domains[] = {"mien", "iso_3166-1", "iso_639-3"};
    if (ui_utf8() || strcmp(setlocale(LC_CTYPE, NULL), "C") != 0)
        return;
    bool utf8 = case_screen_utf8();
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return;
    if (utf8)
        ui_begin();
    for (size_t i = 0; i < sizeof domains / sizeof domains[0] && !utf8; i++)
        bind_textdomain_codeset(domains[i], "ASCII");
#endif
}

// The first language that the environment names, or NULL.
static const char *named_language(void)
{
    static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES",
                                            "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        const char *value = getenv(variables[i]);
        for (size_t j = 0; value != NULL && j < LANGUAGES; j++)
            if (strncmp(value, languages[j].code, 2) == 0 &&
                !isalpha((unsigned char)value[2]))
                return languages[j].code;
        // An empty one counts as not set; LANGUAGE counts in no case alone.
        if (value != NULL && *value != '\0' && i > 0)
            return NULL;
    }
    return NULL;
}

bool case_language_begin(void)
{
    take_characters();
    char now[3];
    case_language_code(now);
    if (strcmp(now, "en") != 0)
        return true;
    const char *named = named_language();
    if (named == NULL || (!ui_utf8() && strcmp(named, "ar") == 0))
        return false;
    return switch_to(named);
}

static const struct language *offered[LANGUAGES];

size_t case_language_choices(const char *const **names)
{
    static const char *texts[LANGUAGES];
    size_t count = 0;
    for (size_t i = 0; i < LANGUAGES; i++) {
        const char *name = ui_utf8() ? languages[i].name : languages[i].plain;
        if (name == NULL || !switch_to(languages[i].code))
            continue;
        offered[count] = &languages[i];
        texts[count++] = name;
    }
    switch_to("en");
    *names = texts;
    return count;
}

void case_language_choose(size_t choice)
{
    switch_to(offered[choice]->code);
}
