// SPDX-License-Identifier: Apache-2.0
#include "match_query.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum {
    TEXTS_MAX = 16 * LINES_LENGTH_MAX
};

void match_lines_clear(struct match_lines *lines)
{
    lines->count = lines->hash_count = lines->texts_length = 0;
}

void match_lines_free(struct match_lines *lines)
{
    free(lines->query);
    free(lines->hash);
    free(lines->texts);
    memset(lines, 0, sizeof *lines);
}

// Keeps a text that "query" is to repeat.
static void keep(struct match_lines *lines, struct match_query *query, const char *text,
                 size_t length)
{
    if (lines->texts_room - lines->texts_length <= length) {
        lines->texts_room = 2 * lines->texts_room + length + 256;
        lines->texts = memory_resize(lines->texts, lines->texts_room, 1);
    }
    memcpy(lines->texts + lines->texts_length, text, length);
    lines->texts[lines->texts_length + length] = '\0';
    query->text = lines->texts_length;
    query->length = length;
    lines->texts_length += length + 1;
}

static bool keep_hash(struct match_lines *lines, const char *text, size_t length)
{
    if (mien_hash_from_hex(&lines->hash[lines->hash_count], text, length) != MIEN_OK)
        return false;
    lines->hash_count++;
    return true;
}

static void wrong(struct match_query *query, const char *why)
{
    query->kind = MATCH_WRONG;
    query->wrong = why;
}

// A hash alone, or a path.
static void take_text(struct match_lines *lines, struct match_query *query,
                      const char *text, size_t length, bool oriented)
{
    keep(lines, query, text, length);
    if (length == 0)
        wrong(query, "an empty line");
    else if (memchr(text, '\0', length) != NULL)
        wrong(query, "a zero byte in a path");
    else if (!keep_hash(lines, text, length))
        query->kind = MATCH_PICTURE;
    else if (!oriented)
        query->kind = MATCH_HASH;
    else {
        lines->hash_count--;
        wrong(query,
              "a hash does not tell those of the turned and mirrored picture: "
              "give the picture, or what 'mien hash --all --format json' prints");
    }
}

// The eight hashes of an object, as `mien hash --all --format json` writes them.
static void take_dihedral(struct match_lines *lines, struct match_query *query,
                          const json_t *dihedral)
{
    size_t before = lines->hash_count;
    query->kind = MATCH_HASH;
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        const char *name = mien_dihedral_name((enum mien_dihedral)i);
        const char *text = json_string_value(json_object_get(dihedral, name));
        if (text == NULL || !keep_hash(lines, text, strlen(text))) {
            lines->hash_count = before;
            wrong(query, "\"dihedral\" lacks one of the eight hashes");
            return;
        }
    }
}

static void take_object(struct match_lines *lines, struct match_query *query,
                        const json_t *object, bool oriented)
{
    const json_t *dihedral = json_object_get(object, "dihedral");
    const char *hash = json_string_value(json_object_get(object, "hash"));
    const char *path = json_string_value(json_object_get(object, "path"));
    if (hash != NULL && oriented && dihedral != NULL) {
        keep(lines, query, hash, strlen(hash));
        take_dihedral(lines, query, dihedral);
    } else if (hash != NULL) {
        take_text(lines, query, hash, strlen(hash), oriented);
        if (query->kind == MATCH_PICTURE)
            wrong(query, "not a hash, which has 64 digits, 0-9 and a-f");
    } else if (path != NULL) {
        keep(lines, query, path, strlen(path));
        query->kind = MATCH_PICTURE;
    }
}

static void take_json(struct match_lines *lines, struct match_query *query,
                      const char *text, size_t length, bool oriented)
{
    json_error_t error;
    json_t *value = json_loadb(text, length, JSON_DECODE_ANY, &error);
    const char *string = json_string_value(value);
    query->kind = MATCH_WRONG;
    if (string != NULL)
        take_text(lines, query, string, strlen(string), oriented);
    else if (json_is_object(value))
        take_object(lines, query, value, oriented);
    if (query->kind == MATCH_WRONG && query->wrong == NULL) {
        wrong(query, value == NULL ? "not JSON" : "neither \"hash\" nor \"path\"");
        keep(lines, query, text, length);
    }
    json_decref(value);
}

static void prepare(struct match_lines *lines, bool oriented)
{
    if (lines->query == NULL)
        lines->query = memory_zeroed(MATCH_BATCH, sizeof *lines->query);
    if (lines->hash == NULL)
        lines->hash =
            memory_zeroed((size_t)MATCH_BATCH * (oriented ? MIEN_DIHEDRAL_COUNT : 1),
                          sizeof *lines->hash);
}

// Tells whether this is a line of a list of hashes that was made on Windows.
static bool is_hash_and_cr(const char *text, size_t length)
{
    struct mien_hash hash;
    return length == MIEN_HASH_BITS / 4 + 1 && text[length - 1] == '\r' &&
           mien_hash_from_hex(&hash, text, length - 1) == MIEN_OK;
}

void match_lines_add(struct match_lines *lines, const char *text, size_t length,
                     enum lines_got got, bool oriented)
{
    prepare(lines, oriented);
    struct match_query *query = &lines->query[lines->count++];
    memset(query, 0, sizeof *query);
    if (is_hash_and_cr(text, length))
        length--;
    if (got == LINES_LONG) {
        keep(lines, query, "", 0);
        wrong(query, "the line is too long");
    } else if (*text == '{' || *text == '"') {
        take_json(lines, query, text, length, oriented);
    } else {
        take_text(lines, query, text, length, oriented);
    }
}

bool match_lines_end_in_picture(const struct match_lines *lines)
{
    return lines->count > 0 && lines->query[lines->count - 1].kind == MATCH_PICTURE;
}

bool match_lines_full(const struct match_lines *lines)
{
    return lines->count == MATCH_BATCH || lines->texts_length > TEXTS_MAX ||
           match_lines_end_in_picture(lines);
}

void match_lines_move_last(struct match_lines *to, struct match_lines *from,
                           bool oriented)
{
    const struct match_query *query = &from->query[--from->count];
    from->texts_length = query->text;
    match_lines_clear(to);
    prepare(to, oriented);
    to->query[to->count] = (struct match_query){.kind = query->kind};
    keep(to, &to->query[to->count++], from->texts + query->text, query->length);
}
