// SPDX-License-Identifier: Apache-2.0
// JSON on its way out, into memory: in the order in which it is written, and with care
// for text that is no UTF-8, which file names may be and a JSON library refuses.
#ifndef MIEN_TOOL_JSON_OUT_H
#define MIEN_TOOL_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/pdq.h>

struct json_out {
    char *bytes;
    size_t length, room;
    bool ascii; // write all above 7E as \u
};

void json_out_free(struct json_out *json);

// Appends text that is JSON already: punctuation and names of members.
void json_out_raw(struct json_out *json, const char *text);

// Appends a string in its quotes; control characters and those that cannot be seen are
// escaped, and each byte that is no UTF-8 becomes U+FFFD. The text ends with a zero
// byte at `length`, and may hold more of them.
void json_out_string(struct json_out *json, const char *text, size_t length);

// Appends "NAME":"…" and, for a text that is not UTF-8, "NAME_bytes" with all of its
// bytes in hexadecimal.
void json_out_text(struct json_out *json, const char *name, const char *text,
                   size_t length);

void json_out_number(struct json_out *json, uint64_t number);

// Appends an id: a number up to 2^53 - 1 and a string of decimal digits above, where
// readers of JSON begin to lose digits.
void json_out_id(struct json_out *json, uint64_t id);

// Appends a hash in its quotes.
void json_out_hash(struct json_out *json, const struct mien_hash *hash);

// Writes what was appended to standard output, and forgets it.
void json_out_print(struct json_out *json);

#endif
