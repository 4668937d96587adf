// SPDX-License-Identifier: Apache-2.0
#include "case_outside.h"

#include <jansson.h>
#include <string.h>

static const json_t *text_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? value : NULL;
}

struct case_outside case_outside(const char *bytes, size_t length)
{
    struct case_outside found = {.kind = CASE_OUTSIDE_OTHER};
    json_t *outer = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *ciphertext = text_of(outer, "ciphertext");
    const json_t *recipients = json_object_get(outer, "recipients");
    if (ciphertext != NULL && text_of(outer, "protected") != NULL &&
        text_of(outer, "iv") != NULL && text_of(outer, "tag") != NULL) {
        if (json_array_size(recipients) > 0)
            found.kind = CASE_OUTSIDE_DOCUMENT;
        else if (text_of(outer, "encrypted_key") != NULL) // the header of one recipient
            found.kind = json_object_get(outer, "header") != NULL
                             ? CASE_OUTSIDE_DOCUMENT
                             : CASE_OUTSIDE_WALLET;
        found.recipients = recipients != NULL ? json_array_size(recipients) : 1;
        found.size_class = json_string_length(ciphertext) / 4 * 3;
    }
    json_decref(outer);
    return found;
}
