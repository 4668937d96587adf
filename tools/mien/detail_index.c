// SPDX-License-Identifier: Apache-2.0
// What lib/index says: "FILE: WHAT", "FILE: PLACE NUMBER WHAT", "index: WHAT".
#include "detail_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "memory.h"

// The clauses of lib/index that a person can come to see. A test compares them with the
// sources.
static const char *const clauses[] = {
    N_("an addition to no list"),
    N_("a change of an unknown kind"),
    N_("a later mien made it"),
    N_("adds to no list"),
    N_("an earlier failure left it unusable"),
    N_("an entry for it could not be had"),
    N_("another writer has it open"),
    N_("cancelled"),
    N_("does not end a group"),
    N_("goes on in an older log"),
    N_("has a wrong checksum"),
    N_("has a wrong fingerprint"),
    N_("has a wrong offset"),
    N_("has a wrong row number"),
    N_("has no list"),
    N_("has no pair"),
    N_("is damaged"),
    N_("is missing"),
    N_("is not followed by zeros"),
    N_("is not zero where it must be"),
    N_("is of no known kind"),
    N_("is of no row"),
    N_("is out of order"),
    N_("it changes while it is read"),
    N_("it could not be locked"),
    N_("it could not be made durable"),
    N_("it could not be made"),
    N_("it could not be mapped"),
    N_("it could not be mended"),
    N_("it could not be opened"),
    N_("it could not be read"),
    N_("it could not be written"),
    N_("it is cut short"),
    N_("it is full, and must be compacted"),
    N_("it is not a log"),
    N_("it is not a snapshot"),
    N_("it is there, and has records"),
    N_("its header could not be written"),
    N_("its lock could not be opened"),
    N_("its lock could not be written"),
    N_("its size is not the header's"),
    N_("it goes on in an older one"),
    N_("its snapshot is missing"),
    N_("lies behind the end of the log"),
    N_("no memory for the changes of the log"),
    N_("no memory for the changes"),
    N_("no memory for the compaction"),
    N_("no memory for the index"),
    N_("no memory for the list of entries"),
    N_("no memory for the log"),
    N_("no memory for the tables of the bands"),
    N_("no memory to copy it to"),
    N_("no memory to verify a snapshot"),
    N_("no memory to verify it"),
    N_("no memory to write a snapshot"),
    N_("no memory to write it"),
    N_("no space could be reserved"),
    N_("no thread to compact in"),
    N_("none in this folder"),
    N_("opened for reading only"),
    N_("the caller asked to stop"),
    N_("the folder could not be made"),
    N_("the folder could not be made durable"),
    N_("the folder could not be opened"),
    N_("the folder could not be read"),
    N_("the folder is not empty"),
    N_("the header contradicts itself"),
    N_("the header is damaged"),
    N_("the header's checksum is wrong"),
    N_("the header's numbers are damaged"),
    N_("the header's numbers cannot be"),
    N_("the log that belongs to the snapshot is missing"),
    N_("the snapshot is damaged"),
    N_("too many entries"),
};

// The places in a file that clauses are about, before their number.
static const struct {
    const char *begin, *format;
} places[] = {
    // TRANSLATORS: a part of a file, its number, and what is wrong with it
    {"row ", N_("row %.*s %s")},       {"band ", N_("band %.*s %s")},
    {"pair ", N_("pair %.*s %s")},     {"section ", N_("section %.*s %s")},
    {"record ", N_("record %.*s %s")},
};

static const char *known(const char *text)
{
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++)
        if (strcmp(clauses[i], text) == 0)
            return _(text);
    return NULL;
}

// The clause with the place in front of it, or NULL.
static char *with_place(const char *text)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        size_t length = strlen(places[i].begin);
        if (strncmp(text, places[i].begin, length) != 0)
            continue;
        const char *number = text + length;
        size_t digits = strspn(number, "0123456789");
        if (digits == 0 || number[digits] != ' ')
            return NULL;
        const char *what = known(number + digits + 1);
        return what != NULL
                   ? memory_format(_(places[i].format), (int)digits, number, what)
                   : NULL;
    }
    return NULL;
}

char *detail_index_text(const char *detail)
{
    size_t name = strspn(detail, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (strncmp(detail + name, ": ", 2) != 0)
        return NULL;
    const char *text = detail + name + 2, *what = known(text);
    char *clause = what != NULL ? memory_text(what) : with_place(text);
    bool file = memchr(detail, '-', name) != NULL;
    if (clause == NULL || !file)
        return clause;
    char *whole = memory_format("%.*s: %s", (int)name, detail, clause);
    free(clause);
    return whole;
}
