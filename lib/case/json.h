// SPDX-License-Identifier: Apache-2.0
// JSON at the gate, and on the way out.
//
// jansson's objects are read through the functions below wherever bytes come from
// outside: a member of another type, or a text with a zero inside, is then the same as
// no such member.
#ifndef MIEN_CASE_JSON_H
#define MIEN_CASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

// The most members and elements of one text: small bytes become large objects.
#define MIEN_JSON_VALUES_MAX ((size_t)1 << 20)

// Reads an object or an array. `what` begins the detail of an error: "recipient file".
// Errors: LIMIT (more than `most` bytes, MIEN_CASE_DEPTH_MAX or MIEN_JSON_VALUES_MAX),
// CORRUPT (no JSON, or a member twice), MEMORY.
MIEN_NODISCARD enum mien_status mien_json_read(json_t **out, const void *bytes,
                                               size_t length, size_t most,
                                               const char *what,
                                               struct mien_error *error);

// The same of a text that only its owner can have written, a wallet after decrypting it
// for instance: of any size and depth that jansson reads. What was refused here would
// be lost. Errors: CORRUPT, MEMORY.
MIEN_NODISCARD enum mien_status mien_json_read_own(json_t **out, const void *bytes,
                                                   size_t length, const char *what,
                                                   struct mien_error *error);

// Writes it without spaces, members in their order; zero terminated, which the length
// does not count. To be freed with mien_case_text_free(). MEMORY.
MIEN_NODISCARD enum mien_status mien_json_write(const json_t *json, char **text,
                                                size_t *length);

// Gives up the reference. When it is the last one, all texts in it are wiped.
void mien_json_free_secret(json_t *json);

// A text without a zero inside, of at most `most` bytes; NULL for anything else.
const char *mien_json_string(const json_t *value, size_t most);
// The same of a member.
const char *mien_json_text(const json_t *object, const char *name, size_t most);
// An integer member within bounds.
bool mien_json_integer(const json_t *object, const char *name, int64_t least,
                       int64_t most, int64_t *out);
// A member that is true or false.
bool mien_json_bool(const json_t *object, const char *name, bool *out);
// A member that is an object, or an array; NULL for anything else.
json_t *mien_json_object(const json_t *object, const char *name);
json_t *mien_json_array(const json_t *object, const char *name);

// Whether a text is 1 to 64 characters of a-z, 0-9 and those in `more`.
bool mien_json_is_name(const char *text, const char *more);

#endif
