// SPDX-License-Identifier: Apache-2.0
// mien's own JSON: an object for each hash, or just the hash in quotes, one on each
// line or all in an array. {"hash":"…","id":7,"list":0,"variant":0}; what `mien hash
// --format json` writes is such an object, too, also with --views.
#include "import_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "import_views.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

#define VALUE_BYTES_MAX ((size_t)1 << 30)

// What the callback of jansson gets: one byte at a time, so that jansson takes none
// that belongs to the next value.
struct source {
    struct lines *lines;
    size_t bytes;
};

static size_t give_byte(void *buffer, size_t size, void *context)
{
    struct source *source = context;
    if (size == 0 || source->bytes++ == VALUE_BYTES_MAX)
        return (size_t)-1;
    int byte = lines_byte(source->lines);
    if (byte < 0)
        return errno != 0 ? (size_t)-1 : 0;
    *(char *)buffer = (char)byte;
    return 1;
}

// Passes over blanks. False at the end of the file.
static bool skip_blanks(struct lines *lines)
{
    size_t length;
    for (;;) {
        const char *next = lines_peek(lines, &length);
        if (next == NULL)
            return false;
        if (strchr(" \t\r\n", *next) == NULL || *next == '\0')
            return true;
        lines_byte(lines);
    }
}

static void complain(struct import *import, const json_error_t *error,
                     unsigned long long before)
{
    char *safe = text_safe(error->text, true);
    char *why = memory_format(_("not JSON (%s)"), safe);
    int line = error->line > 0 ? error->line : 1;
    import_bad_line(import, before + (unsigned)line, why);
    free(why);
    free(safe);
}

json_t *import_value(struct import *import, bool *wrong)
{
    struct source source = {.lines = &import->lines};
    json_error_t error;
    *wrong = false;
    if (!skip_blanks(source.lines)) {
        if (errno != 0) {
            *wrong = true;
            import_unreadable(import);
        }
        return NULL;
    }
    unsigned long long before = source.lines->number;
    json_t *value =
        json_load_callback(give_byte, &source, JSON_DISABLE_EOF_CHECK, &error);
    *wrong = value == NULL;
    if (value == NULL && signals_caught() == 0)
        complain(import, &error, before);
    return value;
}

const char *import_member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

// Reads a number that is one in JSON, too, or a string of digits. True without it.
static bool read_number(const json_t *object, const char *name,
                        struct import_record *record,
                        bool (*take)(struct import_record *record, const char *text))
{
    const json_t *value = json_object_get(object, name);
    char digits[32];
    if (value == NULL || json_is_null(value))
        return true;
    if (json_is_string(value))
        return take(record, json_string_value(value));
    if (!json_is_integer(value))
        return false;
    snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return take(record, digits);
}

// What is wrong with the value, or NULL.
static const char *read_value(struct import *import, const json_t *value,
                              struct import_record *record)
{
    const char *hash = json_string_value(value);
    if (json_is_object(value)) {
        hash = import_member(value, "hash");
        if (hash == NULL)
            hash = import_member(value, "pdq");
        if (!read_number(value, "id", record, import_id) ||
            (import->by_id && !record->has_id))
            return _("the ID is no number below 2^64");
        if (!read_number(value, "list", record, import_list))
            return _("the LIST is no number below 2^32 - 1");
        if (!read_number(value, "variant", record, import_variant))
            return _("the VARIANT is no number below 2^32");
        if (!record->has_variant && !read_number(value, "view", record, import_variant))
            return _("there is no view of this name");
        const json_t *quality = json_object_get(value, "quality");
        if (json_is_integer(quality) &&
            json_integer_value(quality) < MIEN_PDQ_QUALITY_MIN)
            import->weak++;
    }
    if (import->by_id)
        return record->has_id ? NULL : _("the ID is no number below 2^64");
    if (hash == NULL || !import_hash(record, hash, strlen(hash)))
        return _("not a hash, which has 64 digits, 0-9 and a-f");
    return NULL;
}

static bool take_value(struct import *import, const json_t *value,
                       unsigned long long line)
{
    struct import_record record = {.has_id = false};
    const char *why = read_value(import, value, &record);
    const json_t *views = json_object_get(value, "views");
    bool go_on = true;
    if (why == NULL && views != NULL && !json_is_array(views))
        why = _("there is no view of this name");
    if (why == NULL && views != NULL && !import->by_id)
        go_on = import_views_array(import, &record, views, &why);
    else if (why == NULL)
        go_on = import_take(import, &record);
    if (why != NULL)
        import_bad_line(import, line, why);
    return go_on;
}

// An array of all, over any number of lines.
static bool read_array(struct import *import)
{
    bool wrong;
    json_t *array = import_value(import, &wrong);
    bool go_on = signals_caught() == 0;
    size_t i;
    json_t *value;
    json_array_foreach(array, i, value)
    {
        // Lines are not known any more: the place in the array is.
        if (go_on)
            go_on = take_value(import, value, i + 1);
    }
    json_decref(array);
    return go_on;
}

static bool take_json_line(struct import *import, char *line, size_t length)
{
    json_error_t error;
    if (line[strspn(line, " \t\r")] == '\0')
        return true;
    json_t *value = json_loadb(line, length, JSON_DECODE_ANY, &error);
    if (value == NULL) {
        complain(import, &error, import->lines.number - 1);
        return true;
    }
    bool go_on = take_value(import, value, import->lines.number);
    json_decref(value);
    return go_on;
}

bool import_json(struct import *import)
{
    size_t length;
    errno = 0;
    if (!skip_blanks(&import->lines))
        return errno == 0 || import_unreadable(import);
    const char *first = lines_peek(&import->lines, &length);
    return *first == '[' ? read_array(import)
                         : import_each_line(import, take_json_line);
}
