// SPDX-License-Identifier: Apache-2.0
#include "made.h"

#include <check.h>
#include <jansson.h>

#include "case/document.h"

struct mien_made_case mien_made_case(void)
{
    struct mien_made_case its;
    ck_assert_int_eq(mien_case_key_new(&its.key, NULL), MIEN_OK);
    mien_case_key_id(&its.key, its.id);
    return its;
}

struct mien_document *mien_made_document(const struct mien_made_case *its,
                                         const char *action, const char *day,
                                         const char *items)
{
    struct mien_document *document = NULL;
    struct mien_error error;
    json_t *payload = json_pack(
        "{s:s,s:i,s:{s:s,s:o,s:s},s:{},s:[s],s:s,s:s,s:o}", "format", "ncii-submission",
        "version", 1, "case", "id", its->id, "key", mien_case_key_public(&its->key),
        "action", action, "attestation", "recipients", "example.org", "day", day,
        "expires", "2030-01-01", "items", json_loads(items, 0, NULL));
    ck_assert_ptr_nonnull(payload);
    enum mien_status status = mien_document_of(&document, payload, NULL, 0, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    return document;
}
