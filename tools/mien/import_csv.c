// SPDX-License-Identifier: Apache-2.0
// CSV as RFC 4180 has it, with a header whose names say what the columns are. The
// separator is the first of comma, semicolon and tab that the header has. What
// `mien case export --to csv` writes is taken with its cases and their status.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "i18n.h"
#include "import.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    FIELDS_MAX = 256,
    NO_COLUMN = -1
};

enum column {
    COLUMN_HASH,
    COLUMN_ID,
    COLUMN_LIST,
    COLUMN_VARIANT,
    COLUMN_QUALITY,
    COLUMN_TYPE,
    COLUMN_CASE,
    COLUMN_STATUS,
    COLUMN_ITEM,
    COLUMN_VIEW,
    COLUMNS
};

struct csv {
    struct lines *lines;
    char separator;
    char *text; // the fields of a record, each with a zero byte behind it
    size_t length;
    size_t field[FIELDS_MAX]; // where they begin in the text
    size_t fields;
    bool too_long, broken, has_zero;
    unsigned long long line; // where the record begins
    int place[COLUMNS];      // of each column among the fields
};

static void put(struct csv *csv, int byte)
{
    if (csv->length < LINES_LENGTH_MAX)
        csv->text[csv->length++] = (char)byte;
    else
        csv->too_long = true;
}

static void end_field(struct csv *csv, size_t begin)
{
    csv->text[csv->length++] = '\0'; // there is room for one
    if (csv->length > LINES_LENGTH_MAX)
        csv->length--;
    if (csv->fields < FIELDS_MAX)
        csv->field[csv->fields++] = begin;
    else
        csv->too_long = true;
}

// Reads one record. False at the end of the file.
static bool read_record(struct csv *csv)
{
    bool quoted = false, closed = false;
    size_t begin = 0;
    csv->length = csv->fields = 0;
    csv->too_long = csv->broken = csv->has_zero = false;
    csv->line = csv->lines->number + 1;
    int byte = lines_byte(csv->lines);
    if (byte < 0)
        return false;
    for (;; byte = lines_byte(csv->lines)) {
        csv->has_zero |= byte == 0;
        if (quoted) {
            if (byte < 0)
                csv->broken = true; // the file ends inside quotes
            if (byte < 0 || byte == '"') {
                quoted = false;
                closed = true;
                if (byte >= 0)
                    continue;
            } else {
                put(csv, byte);
                continue;
            }
        }
        if (byte == '"' && closed) { // two of them stand for one
            put(csv, byte);
            quoted = true;
            closed = false;
        } else if (byte == '"' && csv->length == begin) {
            quoted = true;
        } else if (byte == csv->separator) {
            end_field(csv, begin);
            begin = csv->length;
            closed = false;
        } else if (byte < 0 || byte == '\n') {
            end_field(csv, begin);
            return true;
        } else if (byte != '\r') {
            csv->broken |= closed;
            put(csv, byte);
        }
    }
}

// Which column a name in the header stands for, or COLUMNS for one of no interest.
static enum column column_named(const char *name)
{
    static const struct {
        const char *name;
        enum column column;
    } names[] = {
        {"hash", COLUMN_HASH},       {"pdq", COLUMN_HASH},
        {"pdq_hash", COLUMN_HASH},   {"hash_value", COLUMN_HASH},
        {"hashvalue", COLUMN_HASH},  {"signal_str", COLUMN_HASH},
        {"id", COLUMN_ID},           {"list", COLUMN_LIST},
        {"variant", COLUMN_VARIANT}, {"quality", COLUMN_QUALITY},
        {"type", COLUMN_TYPE},       {"signal_type", COLUMN_TYPE},
        {"signaltype", COLUMN_TYPE}, {"case", COLUMN_CASE},
        {"status", COLUMN_STATUS},   {"item", COLUMN_ITEM},
        {"view", COLUMN_VIEW},
    };
    name += strspn(name, " ");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i].name);
        if (strncasecmp(name, names[i].name, length) == 0 &&
            name[length + strspn(name + length, " ")] == '\0')
            return names[i].column;
    }
    return COLUMNS;
}

static char *field(struct csv *csv, enum column column)
{
    int place = csv->place[column];
    if (place == NO_COLUMN || (size_t)place >= csv->fields)
        return NULL;
    char *text = csv->text + csv->field[place];
    text += strspn(text, " ");
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' '; end--)
        text[end - 1] = '\0';
    return *text != '\0' ? text : NULL;
}

// Finds out which separator the header has, without reading it.
static char separator_of(struct lines *lines)
{
    size_t length = 0;
    const char *bytes = lines_peek(lines, &length);
    for (size_t i = 0; bytes != NULL && i < length && bytes[i] != '\n'; i++)
        if (bytes[i] == ',' || bytes[i] == ';' || bytes[i] == '\t')
            return bytes[i];
    return ',';
}

// Reads the header. False, after saying so, when no column holds what is wanted.
static bool read_header(struct csv *csv, struct import *import)
{
    enum column wanted = import->by_id ? COLUMN_ID : COLUMN_HASH;
    for (int i = 0; i < COLUMNS; i++)
        csv->place[i] = NO_COLUMN;
    csv->separator = separator_of(csv->lines);
    if (!read_record(csv))
        return false;
    for (size_t i = 0; i < csv->fields; i++) {
        enum column column = column_named(csv->text + csv->field[i]);
        if (column != COLUMNS && csv->place[column] == NO_COLUMN)
            csv->place[column] = (int)i;
    }
    if (csv->place[wanted] != NO_COLUMN)
        return true;
    for (size_t i = 1; i < csv->fields; i++) // show the header as one text
        csv->text[csv->field[i] - 1] = ',';
    char *safe = text_safe(csv->text, ui_ascii_names(stderr));
    import->bad++;
    if (import->by_id)
        ui_error(import->name, _("the header has no column id; its columns are: %s"),
                 safe);
    else
        ui_error(import->name,
                 _("the header has no column hash or pdq; its columns are: %s"), safe);
    free(safe);
    return false;
}

// What is wrong with the record, or NULL.
static const char *read_fields(struct csv *csv, const struct import *import,
                               struct import_record *record)
{
    const char *hash = field(csv, COLUMN_HASH), *id = field(csv, COLUMN_ID),
               *list = field(csv, COLUMN_LIST), *variant = field(csv, COLUMN_VARIANT),
               *view = field(csv, COLUMN_VIEW);
    if (csv->too_long)
        return _("too long");
    if (csv->broken)
        return _("its quotes do not fit");
    if (csv->has_zero)
        return _("there is a zero byte in it");
    if (!import->by_id && (hash == NULL || !import_hash(record, hash, strlen(hash))))
        return _("not a hash, which has 64 digits, 0-9 and a-f");
    if ((id != NULL || import->by_id) && (id == NULL || !import_id(record, id)))
        return _("the ID is no number below 2^64");
    if (list != NULL && !import_list(record, list))
        return _("the LIST is no number below 2^32 - 1");
    if (variant != NULL && !import_variant(record, variant))
        return _("the VARIANT is no number below 2^32");
    if (variant == NULL && view != NULL && !import_variant(record, view))
        return _("there is no view of this name");
    return NULL;
}

// The hash stands for a case, and goes when that was taken back: other cases may hold
// the same hash. Where its item is known it stands for that, with all hashes of it: the
// document that takes a case back need not name each of them.
static void read_case(struct csv *csv, struct import *import,
                      struct import_record *record)
{
    const char *its = field(csv, COLUMN_CASE), *status = field(csv, COLUMN_STATUS);
    if (its != NULL && *its != '\0' && !record->has_id && !import->by_id) {
        const char *item = field(csv, COLUMN_ITEM);
        record->entry.id = import_case_id(its, item != NULL ? item : "");
        record->has_id = record->of_case = true;
        record->of_item = item != NULL;
    }
    record->withdrawn = status != NULL && (strcasecmp(status, "Withdrawn") == 0 ||
                                           strcasecmp(status, "Deleted") == 0);
}

static bool take_fields(struct csv *csv, struct import *import)
{
    struct import_record record = {.has_id = false};
    const char *type = field(csv, COLUMN_TYPE), *quality = field(csv, COLUMN_QUALITY);
    uint64_t number;
    if (csv->fields == 1 && *csv->text == '\0')
        return true; // an empty line
    if (type != NULL && strcasecmp(type, "pdq") != 0 &&
        strcasecmp(type, "ImagePDQ") != 0 && strcasecmp(type, "HASH_PDQ") != 0) {
        import->skipped++;
        return true;
    }
    const char *why = read_fields(csv, import, &record);
    if (why != NULL) {
        import_bad_line(import, csv->line, why);
        return true;
    }
    read_case(csv, import, &record);
    if (quality != NULL && args_number(&number, quality, 100, 1) &&
        number < MIEN_PDQ_QUALITY_MIN)
        import->weak++;
    return import_take(import, &record);
}

bool import_csv(struct import *import)
{
    struct csv csv = {.lines = &import->lines};
    csv.text = memory_resize(NULL, LINES_LENGTH_MAX + 1, 1);
    bool go_on = true, more = read_header(&csv, import);
    while (more && go_on) {
        go_on = import_breathe(import);
        more = go_on && read_record(&csv);
        if (more)
            go_on = take_fields(&csv, import);
        else if (go_on && errno != 0)
            go_on = import_unreadable(import);
    }
    free(csv.text);
    return go_on;
}
