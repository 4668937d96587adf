// SPDX-License-Identifier: Apache-2.0
// Where to go for help: services of many countries, offline. The list is
// help_lines.tsv, which says how it was checked; help_lines.py makes the table of it.
#ifndef MIEN_TOOL_HELP_LINES_H
#define MIEN_TOOL_HELP_LINES_H

#include <stddef.h>
#include <stdio.h>

// Whom a service takes: flags, for in the table there are those that take both.
enum help_lines_for {
    HELP_LINES_MINORS = 1,
    HELP_LINES_ADULTS = 2,
    HELP_LINES_BOTH = HELP_LINES_MINORS | HELP_LINES_ADULTS
};

// What a service does: each of these is one sentence, see help_line_text().
enum help_line_text {
    HELP_LINE_BLOCKS,               // takes hashes that are made on her device
    HELP_LINE_REMOVES,              // gets pictures removed
    HELP_LINE_REMOVES_WITH_PICTURE, // the same, but wants the picture itself
    HELP_LINE_ADVISES,              // a helpline that helps with removal too
    HELP_LINE_LISTENS,              // a helpline
    HELP_LINE_WRITES,               // a helpline by messages
    HELP_LINE_VIOLENCE,             // a helpline on violence against women, or at home
    HELP_LINE_VICTIMS,              // support for victims of crime
    HELP_LINE_REPORTS,              // a hotline for illegal pictures of minors
    HELP_LINE_NAMES_HOTLINE,        // names such hotlines
    HELP_LINE_NAMES_CHILD_LINE,     // names helplines for children
    HELP_LINE_AUTHORITY,            // can order sites to remove
    HELP_LINE_POLICE,
    HELP_LINE_EXPLAINS,         // a guide on what to do
    HELP_LINE_DEVICES,          // safety of phones and accounts
    HELP_LINE_EXPLAINS_SPYWARE, // a guide on stalkerware
    HELP_LINE_HELPS_ACTIVISTS,  // digital safety for people who are known or at risk
    HELP_LINE_TEXTS             // their number
};

struct help_line {
    const char *country;   // ISO 3166-1 alpha-2, or "*": everywhere
    const char *languages; // BCP 47, separated by commas
    enum help_lines_for who;
    const char *name; // as the service calls itself, not translated
    const char *web;
    const char *telephone; // or ""
    enum help_line_text text;
    const char *checked; // the day, YYYY-MM-DD
};

// Sorted by country, those for every country first.
extern const struct help_line help_lines[];
extern const size_t help_lines_count;

// The sentence in the language of the person.
const char *help_line_text(enum help_line_text text);

// Writes a list for people to read: the services of that country first, then those for
// every country; without a country (NULL) these first, and then all others. `country`
// is a code of two letters in either case. `who` is MINORS or ADULTS. Names are bold on
// a terminal that takes it, when `file` is standard output or error.
void help_lines_print(FILE *file, enum help_lines_for who, const char *country);

#endif
