// SPDX-License-Identifier: Apache-2.0
// What a document says, before it is signed: the JSON of doc/case-format.md.
#ifndef MIEN_CASE_PAYLOAD_H
#define MIEN_CASE_PAYLOAD_H

#include <jansson.h>

#include <mien/case.h>

#define MIEN_FORMAT "ncii-submission"
#define MIEN_FORMAT_PRACTICE "ncii-practice"

// The payload of what is to be sealed. Of `how` all but `size` is used and has been
// judged; its day of expiry is given. To be freed with mien_json_free_secret(). NULL:
// no memory.
json_t *mien_payload_make(const struct mien_case *its,
                          const struct mien_case_seal *how);

// The index of the first item that the document holds: after those that every document
// held, unless one of the recipients has none of them.
size_t mien_payload_first(const struct mien_case *its,
                          const struct mien_case_seal *how);

// "create", "add", "withdraw"; NULL for anything else.
const char *mien_action_name(enum mien_case_action action);
// 0 for anything else.
enum mien_case_action mien_action_read(const char *name);

#endif
