// SPDX-License-Identifier: Apache-2.0
#include "case/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/wipe.h"
#include "case/fail.h"

// ------------------------------------------------------------------------- reading

// Walks over the text without understanding more of it than strings and brackets:
// jansson, which does, goes 2048 levels deep and takes some hundred bytes for each
// "[]".
static const char *too_much(const char *text, size_t length)
{
    size_t depth = 0, values = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            values++;
            if (++depth > MIEN_CASE_DEPTH_MAX)
                return "nested too deeply";
        } else if (c == ']' || c == '}') {
            depth -= depth > 0;
        } else if (c == ',') {
            values++;
        }
        if (values > MIEN_JSON_VALUES_MAX)
            return "too many values";
    }
    return NULL;
}

// jansson's parser does not look whether its buffer, which holds one text at a time,
// could grow: whether there is so much memory is asked before.
static bool is_room_for(size_t length)
{
    size_t size;
    if (!mien_size_mul(&size, length, 2) || !mien_size_add(&size, size, 1))
        return false;
    char *probe = malloc(size);
    bool room = probe != NULL;
    mien_wipe_free(probe, 1); // a compiler leaves out what is not used at all
    return room;
}

enum mien_status mien_json_read_own(json_t **out, const void *bytes, size_t length,
                                    const char *what, struct mien_error *error)
{
    json_error_t why;
    // jansson passes over a zero behind a number, or behind true, false and null.
    if (length > 0 && memchr(bytes, 0, length) != NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "not JSON");
    if (!is_room_for(length))
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    // A zero in a text is judged where the text is used: it spoils one item, not all.
    json_t *read =
        json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    // jansson gives no reason when there is no memory, or a wrong one.
    if (read == NULL && (json_error_code(&why) == json_error_unknown ||
                         json_error_code(&why) == json_error_out_of_memory))
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    if (read == NULL && json_error_code(&why) == json_error_duplicate_key)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "a member is there twice");
    if (read == NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "not JSON");
    *out = read;
    return MIEN_OK;
}

enum mien_status mien_json_read(json_t **out, const void *bytes, size_t length,
                                size_t most, const char *what, struct mien_error *error)
{
    if (length > most)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too large");
    const char *problem = too_much(bytes, length);
    if (problem != NULL)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, problem);
    return mien_json_read_own(out, bytes, length, what, error);
}

// ------------------------------------------------------------------------- writing

enum mien_status mien_json_write(const json_t *json, char **text, size_t *length)
{
    size_t size = json_dumpb(json, NULL, 0, JSON_COMPACT);
    char *written = size > 0 && size < SIZE_MAX ? malloc(size + 1) : NULL;
    if (written == NULL)
        return MIEN_ERROR_MEMORY;
    if (json_dumpb(json, written, size, JSON_COMPACT) != size) {
        mien_wipe_free(written, size);
        return MIEN_ERROR_MEMORY;
    }
    written[size] = '\0';
    *text = written;
    *length = size;
    return MIEN_OK;
}

// ------------------------------------------------------------------------ forgetting

// As deep as the gate let it be.
static void wipe(json_t *json)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_string(json))
        mien_wipe((char *)json_string_value(json), json_string_length(json));
    json_array_foreach(json, i, value) wipe(value);
    json_object_foreach(json, name, value) wipe(value);
}

void mien_json_free_secret(json_t *json)
{
    if (json != NULL && json->refcount == 1)
        wipe(json);
    json_decref(json);
}

void mien_case_text_free(char *text, size_t length)
{
    mien_wipe_free(text, length);
}

// ------------------------------------------------------------------------ members

const char *mien_json_string(const json_t *value, size_t most)
{
    size_t length = json_string_length(value);
    const char *text = json_string_value(value);
    if (text == NULL || length > most || strlen(text) != length)
        return NULL;
    return text;
}

const char *mien_json_text(const json_t *object, const char *name, size_t most)
{
    return mien_json_string(json_object_get(object, name), most);
}

bool mien_json_integer(const json_t *object, const char *name, int64_t least,
                       int64_t most, int64_t *out)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most)
        return false;
    *out = json_integer_value(value);
    return true;
}

bool mien_json_bool(const json_t *object, const char *name, bool *out)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_boolean(value))
        return false;
    *out = json_is_true(value);
    return true;
}

json_t *mien_json_object(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    return json_is_object(value) ? value : NULL;
}

json_t *mien_json_array(const json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    return json_is_array(value) ? value : NULL;
}

bool mien_json_is_name(const char *text, const char *more)
{
    size_t length = 0;
    for (; text[length] != '\0'; length++) {
        char c = text[length];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            strchr(more, c) == NULL)
            return false;
    }
    return length >= 1 && length <= 64;
}
