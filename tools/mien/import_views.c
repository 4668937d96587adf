// SPDX-License-Identifier: Apache-2.0
#include "import_views.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "import_json.h"
#include "memory.h"
#include "view_text.h"

enum {
    DIGITS = MIEN_HASH_BITS / 4,
    GAP = 2 // blanks between the columns
};

// The columns behind the hash.
struct columns {
    const char *name, *view;
    size_t name_length, view_length;
    unsigned quality;
};

static bool is_gap(const char *text)
{
    return text[0] == ' ' && text[1] == ' ';
}

// The last two blanks of a text; NULL: there are none.
static const char *last_gap(const char *text, size_t length)
{
    for (size_t at = length; at >= GAP; at--)
        if (is_gap(text + at - GAP))
            return text + at - GAP;
    return NULL;
}

// The quality: up to three digits, for a number up to 100.
static bool read_quality(struct columns *columns, const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    columns->quality = digits > 0 && digits <= 3 ? (unsigned)atoi(*at) : 101;
    *at += digits;
    return columns->quality <= 100;
}

static bool read_columns(struct columns *columns, const char *line)
{
    size_t length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    if (length < DIGITS + GAP || !is_gap(line + DIGITS))
        return false;
    const char *at = line + DIGITS + GAP, *end = line + length;
    if (!read_quality(columns, &at) || end - at < GAP || !is_gap(at))
        return false;
    columns->name = at + GAP;
    const char *gap = last_gap(columns->name, (size_t)(end - columns->name));
    if (gap == NULL)
        return false;
    columns->name_length = (size_t)(gap - columns->name);
    columns->view = gap + GAP;
    columns->view_length = (size_t)(end - columns->view);
    return true;
}

bool import_views_shaped(const char *line)
{
    struct columns columns;
    return read_columns(&columns, line) && isalpha((unsigned char)*columns.view);
}

// The lines of a picture follow each other, and its whole is the first.
static bool begins_picture(const struct import *import, const struct columns *columns,
                           uint32_t variant)
{
    return variant == 0 || import->picture == NULL ||
           strlen(import->picture) != columns->name_length ||
           memcmp(import->picture, columns->name, columns->name_length) != 0;
}

static void begin_picture(struct import *import, const struct columns *columns,
                          const struct mien_hash *hash)
{
    free(import->picture);
    import->picture = memory_resize(NULL, columns->name_length + 1, 1);
    memcpy(import->picture, columns->name, columns->name_length);
    import->picture[columns->name_length] = '\0';
    import->picture_id = import_own_id(hash);
}

// What goes is the hash, whoever it belongs to, as with a line of a hash alone.
static void give_id(const struct import *import, struct import_record *record,
                    uint64_t id)
{
    record->entry.id = id;
    record->has_id = !import->removing;
}

bool import_views_line(struct import *import, struct import_record *record,
                       const char *line)
{
    struct columns columns;
    struct import_record read = {.has_variant = true};
    if (!read_columns(&columns, line) ||
        !view_text_read(&read.entry.variant, columns.view, columns.view_length) ||
        !import_hash(&read, line, DIGITS))
        return false;
    if (begins_picture(import, &columns, read.entry.variant))
        begin_picture(import, &columns, &read.entry.hash);
    give_id(import, &read, import->picture_id);
    if (columns.quality < MIEN_PDQ_QUALITY_MIN)
        import->weak++;
    *record = read;
    return true;
}

// ------------------------------------------------------------------------------ JSON

static bool take_hash(struct import *import, struct import_record *record,
                      const char *hash, uint32_t variant, const char **why)
{
    if (hash == NULL || !import_hash(record, hash, strlen(hash))) {
        *why = _("not a hash, which has 64 digits, 0-9 and a-f");
        return true;
    }
    record->entry.variant = variant;
    record->has_variant = true;
    return import_take(import, record);
}

// One view: its eight hashes, or the only one.
static bool take_view(struct import *import, struct import_record *record,
                      const json_t *view, const char **why)
{
    const char *name = import_member(view, "view");
    const json_t *dihedral = json_object_get(view, "dihedral");
    uint32_t variant;
    if (name == NULL || strchr(name, '/') != NULL ||
        !view_text_read(&variant, name, strlen(name))) {
        *why = _("there is no view of this name");
        return true;
    }
    if (dihedral == NULL)
        return take_hash(import, record, import_member(view, "hash"), variant, why);
    for (uint32_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        const char *way = mien_dihedral_name((enum mien_dihedral)i);
        const char *hash = import_member(dihedral, way);
        if (!take_hash(import, record, hash, variant | i, why))
            return false;
        if (*why != NULL)
            break;
    }
    return true;
}

bool import_views_array(struct import *import, const struct import_record *record,
                        const json_t *views, const char **why)
{
    struct import_record one = *record;
    size_t i;
    json_t *view;
    *why = NULL;
    if (!one.has_id)
        give_id(import, &one, import_own_id(&one.entry.hash));
    json_array_foreach(views, i, view)
    {
        if (!take_view(import, &one, view, why))
            return false;
        if (*why != NULL)
            break;
    }
    return true;
}
