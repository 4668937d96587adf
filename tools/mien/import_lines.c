// SPDX-License-Identifier: Apache-2.0
// Lists with a record on each line:
//
// plain  HASH [ID [LIST [VARIANT]]]; to remove by id: ID [LIST]. The lines of `mien
// hash
//        --views`, too, whose columns have two blanks between them.
// pytx   TYPE HASH, as python-threatexchange writes it; types but pdq are skipped.
//
// Empty lines and lines that begin with # say nothing.
#include <string.h>

#include "i18n.h"
#include "import_views.h"
#include "signals.h"

enum {
    WORDS_MAX = 5
};

// Cuts the line into words at blanks, and returns how many there are: WORDS_MAX when
// there are more than fit.
static size_t cut(char *line, char *words[WORDS_MAX])
{
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(line, " \t\r", &rest); word != NULL && count < WORDS_MAX;
         word = strtok_r(NULL, " \t\r", &rest))
        words[count++] = word;
    return count;
}

// What is wrong with the words of a plain line, or NULL.
static const char *read_plain(struct import_record *record, char **words, size_t count)
{
    if (!import_hash(record, words[0], strlen(words[0])))
        return _("not a hash, which has 64 digits, 0-9 and a-f");
    if (count > 1 && !import_id(record, words[1]))
        return _("the ID is no number below 2^64");
    if (count > 2 && !import_list(record, words[2]))
        return _("the LIST is no number below 2^32 - 1");
    if (count > 3 && !import_variant(record, words[3]))
        return _("the VARIANT is no number below 2^32");
    if (count > 4)
        return _("more than HASH ID LIST VARIANT");
    return NULL;
}

static const char *read_id(struct import_record *record, char **words, size_t count)
{
    if (!import_id(record, words[0]))
        return _("the ID is no number below 2^64");
    if (count > 1 && !import_list(record, words[1]))
        return _("the LIST is no number below 2^32 - 1");
    return count > 2 ? _("more than ID LIST") : NULL;
}

static bool take_line(struct import *import, char *line, bool pytx)
{
    char *words[WORDS_MAX];
    const char *why;
    size_t count = cut(line, words);
    if (count == 0 || *words[0] == '#')
        return true;
    struct import_record record = {.has_id = false};
    if (import->by_id) {
        why = read_id(&record, words, count);
    } else if (!pytx || import_hash(&record, words[0], strlen(words[0]))) {
        // Behind a hash python-threatexchange writes words about it, and no id.
        why = read_plain(&record, words, pytx ? 1 : count);
    } else if (count > 1 && strcmp(words[0], "pdq") != 0) {
        import->skipped++;
        return true;
    } else {
        why = read_plain(&record, &words[count > 1], 1);
    }
    if (why == NULL)
        return import_take(import, &record);
    import_bad_line(import, import->lines.number, why);
    return true;
}

bool import_each_line(struct import *import,
                      bool (*take)(struct import *import, char *line, size_t length))
{
    for (;;) {
        char *line;
        size_t length;
        if (signals_caught() != 0)
            return false;
        enum lines_got got = lines_next(&import->lines, false, &line, &length);
        if (got == LINES_LATER) {
            if (!import_flush(import))
                return false;
            got = lines_next(&import->lines, true, &line, &length);
        }
        switch (got) {
        case LINES_LINE:
            if (strlen(line) != length)
                import_bad_line(import, import->lines.number,
                                _("there is a zero byte in it"));
            else if (!take(import, line, length))
                return false;
            break;
        case LINES_LONG:
            import_bad_line(import, import->lines.number, _("too long"));
            break;
        case LINES_FAILED:
        case LINES_LATER:
            return import_unreadable(import);
        case LINES_END:
            return true;
        }
    }
}

static bool take_plain_line(struct import *import, char *line, size_t length)
{
    struct import_record record;
    if (!import->by_id && import_views_line(import, &record, line))
        return import_take(import, &record);
    if (import->by_id || !import_views_shaped(line))
        return take_line(import, line, false);
    import_bad_line(import, import->lines.number, _("there is no view of this name"));
    return true;
}

static bool take_pytx_line(struct import *import, char *line, size_t length)
{
    return take_line(import, line, true);
}

bool import_lines(struct import *import, bool pytx)
{
    return import_each_line(import, pytx ? take_pytx_line : take_plain_line);
}
