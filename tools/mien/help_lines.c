// SPDX-License-Identifier: Apache-2.0
#include "help_lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

// A code, and the English name under which the package iso-codes translates it.
struct iso_name {
    const char *code, *english;
};

#include "help_lines_table.h"

static const char *const texts[HELP_LINE_TEXTS] = {
    [HELP_LINE_BLOCKS] = N_("Blocks intimate images on the sites that take part. The "
                            "picture stays on your device; only its fingerprint is "
                            "sent."),
    [HELP_LINE_REMOVES] = N_("Helps to get intimate images removed."),
    [HELP_LINE_REMOVES_WITH_PICTURE] = N_(
        "Gets intimate images removed or blocked. It asks for the picture itself, or "
        "for the address where it is: what you send is your choice."),
    [HELP_LINE_ADVISES] =
        N_("Listens, advises, and helps to get intimate images removed."),
    [HELP_LINE_LISTENS] = N_("Listens and advises."),
    [HELP_LINE_WRITES] = N_("Listens and advises, by messages: Signal, Telegram or "
                            "WhatsApp."),
    [HELP_LINE_VIOLENCE] =
        N_("Listens and advises when there is violence against women, or at home."),
    [HELP_LINE_VICTIMS] = N_("Advises victims of crime and stands by them."),
    [HELP_LINE_REPORTS] =
        N_("Takes reports of sexual images of people under 18, so that "
           "they are removed."),
    [HELP_LINE_NAMES_HOTLINE] =
        N_("Names the service of your country that takes reports "
           "of sexual images of people under 18."),
    [HELP_LINE_NAMES_CHILD_LINE] = N_("Names the helpline of your country for children "
                                      "and young people."),
    [HELP_LINE_AUTHORITY] =
        N_("A public authority that can have intimate images removed."),
    [HELP_LINE_POLICE] = N_("The police. A report to it can start an investigation."),
    [HELP_LINE_EXPLAINS] = N_("Explains step by step what you can do when an intimate "
                              "image of you is shared."),
    [HELP_LINE_DEVICES] = N_("Explains how to make your phone and your accounts safe "
                             "from somebody who watches them."),
    [HELP_LINE_EXPLAINS_SPYWARE] =
        N_("Explains how a phone is spied on, and what you can do about it."),
    [HELP_LINE_HELPS_ACTIVISTS] =
        N_("Helps activists, journalists and other people at risk with the safety of "
           "their devices and accounts."),
};

const char *help_line_text(enum help_line_text text)
{
    return _(texts[text]);
}

// The name in her language, when iso-codes is installed; otherwise the code, unless she
// is spoken to in English.
static const char *iso_name(const char *domain, const struct iso_name *names,
                            size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++) {
        const char *english = names[i].english;
        if (strcmp(names[i].code, code) != 0)
            continue;
#ifdef ENABLE_NLS
        if (bindtextdomain(domain, NULL) == NULL) // glibc knows the place by itself
            bindtextdomain(domain, "/usr/share/locale");
        const char *hers = dgettext(domain, english);
        if (hers != english)
            return hers;
        // The translation of nothing is the header of the catalogue in use.
        if (*gettext("") != '\0')
            return code;
#else
        (void)domain;
#endif
        return english;
    }
    return code;
}

static const char *country_name(const char *code)
{
    if (strcmp(code, "*") == 0)
        return _("In every country");
    return iso_name("iso_3166-1", countries, sizeof countries / sizeof countries[0],
                    code);
}

static void print_languages(FILE *file, const char *codes)
{
    char *list = memory_text(""), *rest = NULL, *copy = memory_text(codes);
    for (char *code = strtok_r(copy, ",", &rest); code != NULL;
         code = strtok_r(NULL, ",", &rest)) {
        // TRANSLATORS: other languages, at the end of a list of them.
        const char *others = _("others");
        const char *name = strcmp(code, "mul") == 0
                               ? others
                               : iso_name("iso_639-3", languages,
                                          sizeof languages / sizeof languages[0], code);
        char *longer =
            memory_format("%s%s%s", list, *list == '\0' ? "" : _(", "), name);
        free(list);
        list = longer;
    }
    char *line = memory_format(_("Languages: %s"), list);
    ui_wrap(file, line, "    ");
    free(line);
    free(list);
    free(copy);
}

// Address and number have a line of their own, without a word before them: in a line
// that is written from right to left the groups of a number would change places.
static void print_line(FILE *file, const struct help_line *line)
{
    // A list that goes somewhere else first stays plain.
    bool shown = file == stdout || file == stderr;
    fprintf(file, "\n  %s", shown ? ui_colour(file, UI_BOLD) : "");
    text_write_name(file, line->name, ui_ascii_names(file));
    fprintf(file, "%s\n", shown ? ui_colour(file, UI_PLAIN) : "");
    ui_wrap(file, help_line_text(line->text), "    ");
    fprintf(file, "    %s\n", line->web);
    if (*line->telephone != '\0')
        fprintf(file, "    %s\n", line->telephone);
    print_languages(file, line->languages);
}

// Returns whether there was anything to print.
static bool print_country(FILE *file, enum help_lines_for who, const char *country)
{
    bool any = false;
    for (size_t i = 0; i < help_lines_count; i++) {
        const struct help_line *line = &help_lines[i];
        if (strcmp(line->country, country) != 0 || (line->who & who) == 0)
            continue;
        if (!any)
            fprintf(file, "%s\n", country_name(country));
        any = true;
        print_line(file, line);
    }
    if (any)
        fputc('\n', file);
    return any;
}

// The country as the table has it, or NULL when it has none.
static const char *find_country(const char *country)
{
    // What many people write for GB, and ISO 3166 keeps free for it.
    if (strcasecmp(country, "UK") == 0)
        country = "GB";
    for (size_t i = 0; i < help_lines_count; i++) {
        if (strcasecmp(help_lines[i].country, country) == 0)
            return help_lines[i].country;
    }
    return NULL;
}

static const char *oldest_check(void)
{
    const char *oldest = help_lines[0].checked;
    for (size_t i = 1; i < help_lines_count; i++) {
        if (strcmp(help_lines[i].checked, oldest) < 0)
            oldest = help_lines[i].checked;
    }
    return oldest;
}

void help_lines_print(FILE *file, enum help_lines_for who, const char *country)
{
    if (country != NULL) {
        const char *known = find_country(country);
        if (known == NULL || !print_country(file, who, known)) {
            ui_wrap(file, _("This list knows no service of your country."), "");
            fputc('\n', file);
        }
    }
    print_country(file, who, "*");
    const char *last = "*";
    for (size_t i = 0; country == NULL && i < help_lines_count; i++) {
        if (strcmp(help_lines[i].country, last) != 0)
            print_country(file, who, help_lines[i].country);
        last = help_lines[i].country;
    }
    char *note = memory_format(
        _("mien has told nobody about you. These services were looked up on public "
          "pages "
          "on %s or later; nobody called them to check. When one does not answer, try "
          "another."),
        oldest_check());
    ui_wrap(file, note, "");
    free(note);
}
