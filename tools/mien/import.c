// SPDX-License-Identifier: Apache-2.0
#include "import.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "errno_text.h"
#include "i18n.h"
#include "index_report.h"
#include "memory.h"
#include "progress.h"
#include "signals.h"
#include "text.h"
#include "ui.h"
#include "view_text.h"

bool import_format_from(enum import_format *format, const char *name)
{
    static const char *const names[] = {"auto", "plain",    "csv",
                                        "pytx", "stopncii", "json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *format = (enum import_format)i;
            return true;
        }
    }
    return false;
}

static uint64_t id_of(const uint8_t *bytes, size_t size)
{
    uint64_t id = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++)
        id = (id ^ bytes[i]) * UINT64_C(0x100000001b3);
    return (id ^ id >> 53) & ((UINT64_C(1) << 53) - 1);
}

uint64_t import_own_id(const struct mien_hash *hash)
{
    return id_of(hash->bytes, sizeof hash->bytes);
}

uint64_t import_case_id(const char *text, const char *item)
{
    char *name = memory_format("%s%s%s", text, *item != '\0' ? " " : "", item);
    uint64_t id = id_of((const uint8_t *)name, strlen(name));
    free(name);
    return id;
}

bool import_hash(struct import_record *record, const char *text, size_t length)
{
    return mien_hash_from_hex(&record->entry.hash, text, length) == MIEN_OK;
}

bool import_id(struct import_record *record, const char *text)
{
    record->has_id = args_number(&record->entry.id, text, UINT64_MAX, 1);
    return record->has_id;
}

bool import_list(struct import_record *record, const char *text)
{
    uint64_t number;
    record->has_list = args_number(&number, text, MIEN_LIST_ANY - 1, 1);
    if (record->has_list)
        record->entry.list = (uint32_t)number;
    return record->has_list;
}

// "rot90" is what "whole/rot90" is.
static bool variant_named(uint32_t *variant, const char *text)
{
    for (uint32_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        if (strcmp(mien_dihedral_name((enum mien_dihedral)i), text) == 0) {
            *variant = i;
            return true;
        }
    }
    return view_text_read(variant, text, strlen(text));
}

bool import_variant(struct import_record *record, const char *text)
{
    uint64_t number;
    record->has_variant = variant_named(&record->entry.variant, text);
    if (!record->has_variant && args_number(&number, text, UINT32_MAX, 1)) {
        record->entry.variant = (uint32_t)number;
        record->has_variant = true;
    }
    return record->has_variant;
}

void import_bad_line(struct import *import, unsigned long long line, const char *why)
{
    import->bad++;
    // TRANSLATORS: the number of a line, and what is wrong with it
    ui_error(import->name, _("line %llu: %s"), line, why);
}

bool import_flush(struct import *import)
{
    if (import->count == 0)
        return true;
    struct mien_changed changed = {0, 0, 0};
    struct mien_error error = {MIEN_OK, ""};
    errno = 0;
    enum mien_status status = mien_index_change(import->index, import->changes,
                                                import->count, &changed, &error);
    if (status != MIEN_OK) {
        index_report(import->folder, status, &error, errno);
        return false;
    }
    import->count = 0;
    import->changed.added += changed.added;
    import->changed.removed += changed.removed;
    import->changed.unchanged += changed.unchanged;
    progress_lines(import->changed.added + import->changed.removed +
                   import->changed.unchanged);
    return true;
}

bool import_unreadable(struct import *import)
{
    if (signals_caught() != 0)
        return false;
    ui_error(import->name, "%s", errno_text(errno));
    import->unread++;
    return true;
}

bool import_breathe(struct import *import)
{
    return signals_caught() == 0 &&
           (!lines_idle(&import->lines) || import_flush(import));
}

void import_free(struct import *import)
{
    free(import->changes);
    free(import->picture);
    import->changes = NULL;
    import->picture = NULL;
}

static enum mien_change_kind kind_of_removal(const struct import *import,
                                             const struct import_record *record)
{
    if (import->by_id)
        return MIEN_CHANGE_REMOVE_ID;
    return record->has_id ? MIEN_CHANGE_REMOVE : MIEN_CHANGE_REMOVE_HASH;
}

// Fills in what an addition does not say.
static void complete(const struct import *import, struct import_record *record)
{
    if (!record->has_id)
        record->entry.id = import_own_id(&record->entry.hash);
    if (!record->has_list)
        record->entry.list = import->list;
    if (!record->has_variant)
        record->entry.variant = import->variant;
}

// Another hash of the item that came right before must not take its place.
static bool goes_on_with_item(const struct import *import,
                              const struct mien_entry *entry)
{
    return import->has_last && import->last.id == entry->id &&
           import->last.list == entry->list && import->last.variant != entry->variant;
}

static enum mien_change_kind kind_of_addition(struct import *import,
                                              const struct import_record *record)
{
    if (record->withdrawn && record->of_item)
        return MIEN_CHANGE_REMOVE_ID;
    if (record->withdrawn)
        return record->of_case ? MIEN_CHANGE_REMOVE : MIEN_CHANGE_REMOVE_HASH;
    bool goes_on = goes_on_with_item(import, &record->entry);
    import->last = record->entry;
    import->has_last = true;
    return import->replace && !goes_on ? MIEN_CHANGE_REPLACE : MIEN_CHANGE_ADD;
}

bool import_take(struct import *import, struct import_record *record)
{
    struct mien_entry *entry = &record->entry;
    enum mien_change_kind kind;
    if (import->removing) {
        kind = kind_of_removal(import, record);
        if (!record->has_list)
            entry->list = import->list_given ? import->list : MIEN_LIST_ANY;
    } else if (import->replace && !record->withdrawn && !record->has_id) {
        import_bad_line(import, import->lines.number,
                        _("--replace needs an ID behind the hash"));
        return true;
    } else {
        complete(import, record);
        kind = kind_of_addition(import, record);
    }
    if (import->changes == NULL)
        import->changes = memory_resize(NULL, IMPORT_BATCH, sizeof *import->changes);
    import->changes[import->count++] = (struct mien_change){kind, *entry};
    return import->count < IMPORT_BATCH || import_flush(import);
}

// Tells whether the line is nothing but known names of columns for a hash, or has more
// columns than one.
static bool like_csv(const char *line, size_t length)
{
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    return memchr(line, ',', length) != NULL || memchr(line, ';', length) != NULL ||
           (length >= 4 && strncasecmp(line, "hash", 4) == 0) ||
           (length == 3 && strncasecmp(line, "pdq", 3) == 0);
}

// Tells whether the word is a type of signals as python-threatexchange calls them.
static bool pytx_type(const char *word, size_t length)
{
    static const char *const types[] = {"pdq",       "pdq_ocr",  "vpdq",
                                        "video_md5", "url",      "url_md5",
                                        "text",      "raw_text", "trend_query"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strlen(types[i]) == length && memcmp(types[i], word, length) == 0)
            return true;
    return false;
}

// Tells whether members are there that only StopNCII's records have.
static bool like_stopncii(const char *bytes, size_t length)
{
    static const char member[] = "\"hashRecords\"", own[] = "\"hashValue\"";
    return memmem(bytes, length, member, sizeof member - 1) != NULL ||
           memmem(bytes, length, own, sizeof own - 1) != NULL;
}

// Passes over blanks and the comments of plain lists, which say nothing. False when
// that is all, or perhaps not yet all.
static bool skip_comments(const char **bytes, size_t *length)
{
    const char *at = *bytes, *end = at + *length;
    for (;;) {
        while (at < end && isspace((unsigned char)*at))
            at++;
        if (at == end || *at != '#')
            break;
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline != NULL ? newline + 1 : end;
    }
    *bytes = at;
    *length = (size_t)(end - at);
    return at < end;
}

// Tells whether the bytes are enough for a guess: a whole line, and of JSON that goes
// on behind it, the members that make the difference.
static bool enough(const char *bytes, size_t length)
{
    if (!skip_comments(&bytes, &length))
        return false;
    const char *newline = memchr(bytes, '\n', length);
    if (*bytes != '{' && *bytes != '[')
        return newline != NULL;
    size_t line = newline != NULL ? (size_t)(newline - bytes) : 0;
    while (line > 0 && isspace((unsigned char)bytes[line - 1]))
        line--;
    return like_stopncii(bytes, length) ||
           (line > 0 && strchr("]}", bytes[line - 1]) != NULL);
}

// Guesses the format from the first bytes that say something.
static enum import_format guess(const char *bytes, size_t length)
{
    if (!skip_comments(&bytes, &length))
        return IMPORT_PLAIN;
    if (*bytes == '{' || *bytes == '[' || *bytes == '"') {
        // A first field in quotes is CSV as well.
        const char *newline = memchr(bytes, '\n', length);
        size_t line = newline != NULL ? (size_t)(newline - bytes) : length;
        if (*bytes == '"' && like_csv(bytes, line))
            return IMPORT_CSV;
        return like_stopncii(bytes, length) ? IMPORT_STOPNCII : IMPORT_JSON;
    }
    const char *newline = memchr(bytes, '\n', length);
    size_t line = newline != NULL ? (size_t)(newline - bytes) : length;
    size_t word = 0;
    while (word < line && !isspace((unsigned char)bytes[word]))
        word++;
    if (word < line && pytx_type(bytes, word))
        return IMPORT_PYTX;
    return like_csv(bytes, line) && word != MIEN_HASH_BITS / 4 ? IMPORT_CSV
                                                               : IMPORT_PLAIN;
}

static bool read_as(struct import *import, enum import_format format)
{
    switch (format) {
    case IMPORT_CSV:
        return import_csv(import);
    case IMPORT_JSON:
        return import_json(import);
    case IMPORT_STOPNCII:
        return import_stopncii(import);
    default:
        return import_lines(import, format == IMPORT_PYTX);
    }
}

// Some programs begin a file with a byte order mark.
static void pass_over_mark(struct lines *lines)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t length = 0;
    const char *bytes = lines_peek(lines, &length);
    while (bytes != NULL && length < 3 && memcmp(bytes, mark, length) == 0 &&
           lines_more(lines))
        bytes = lines_peek(lines, &length);
    if (bytes == NULL || length < 3 || memcmp(bytes, mark, 3) != 0)
        return;
    for (int i = 0; i < 3; i++)
        lines_byte(lines);
}

// Guesses the format from the beginning of the file, of which a pipe may give little at
// first.
static enum import_format guess_file(struct lines *lines)
{
    size_t length = 0;
    const char *bytes = lines_peek(lines, &length);
    while (bytes != NULL && !enough(bytes, length) && lines_more(lines))
        bytes = lines_peek(lines, &length);
    return bytes != NULL ? guess(bytes, length) : IMPORT_PLAIN;
}

// A hash was given where a file should be.
static void hint_hash(const struct import *import)
{
    char *folder = text_safe(import->folder, ui_ascii_names(stderr));
    // TRANSLATORS: a command and a folder
    char *text = memory_format(_("A hash is given on standard input, or in a file: "
                                 "echo HASH | mien index %s %s"),
                               import->removing ? "remove" : "add", folder);
    ui_hint(text);
    free(text);
    free(folder);
}

bool import_file(struct import *import, const char *name)
{
    import->name = strcmp(name, "-") == 0 ? _("standard input") : name;
    if (!lines_open(&import->lines, name)) {
        int number = errno;
        bool go_on = import_unreadable(import);
        if (go_on && number == ENOENT && !ui_is_quiet() &&
            strlen(name) >= MIEN_HASH_BITS / 8 &&
            name[strspn(name, "0123456789abcdefABCDEF")] == '\0')
            hint_hash(import);
        return go_on;
    }
    bool go_on = true;
    pass_over_mark(&import->lines);
    enum import_format format = import->format;
    if (format == IMPORT_AUTO && !import->by_id)
        format = guess_file(&import->lines);
    size_t length;
    if (lines_peek(&import->lines, &length) != NULL)
        go_on = read_as(import, format);
    else if (errno != 0)
        go_on = import_unreadable(import);
    lines_close(&import->lines);
    return go_on && signals_caught() == 0;
}
