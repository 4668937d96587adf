// SPDX-License-Identifier: Apache-2.0
// Opening a document: decrypting, verifying, judging.
#include "case/document.h"

#include <string.h>

#include "base/status.h"
#include "base/wipe.h"
#include "case/fail.h"
#include "case/json.h"
#include "case/jwe.h"
#include "case/jws.h"

// ------------------------------------------------------------------- the reader's key

struct reader {
    struct mien_case_key key;
    char id[65]; // "" when the key does not say
};

static enum mien_status read_kid(struct reader *reader, const json_t *jwk,
                                 struct mien_error *error)
{
    const json_t *kid = json_object_get(jwk, "kid");
    const char *text = mien_json_string(kid, sizeof reader->id - 1);
    if (kid != NULL && (text == NULL || text[0] == '\0'))
        return mien_fail(error, MIEN_ERROR_CORRUPT, "private key: no good kid");
    if (text != NULL)
        memcpy(reader->id, text, strlen(text) + 1);
    return MIEN_OK;
}

// The key is the reader's own: whatever is wrong with it is an argument, so that nobody
// takes it for a flaw of the document.
static enum mien_status read_reader(struct reader *reader, const void *key,
                                    size_t length, struct mien_error *error)
{
    static const char what[] = "private key";
    json_t *jwk = NULL;
    *reader = (struct reader){.id = ""};
    enum mien_status status =
        mien_json_read(&jwk, key, length, MIEN_CASE_RECIPIENT_MAX, what, error);
    if (status == MIEN_OK)
        status = mien_case_key_read_private(&reader->key, jwk, what, error);
    if (status == MIEN_OK)
        status = read_kid(reader, jwk, error);
    mien_json_free_secret(jwk);
    if (status == MIEN_OK || status == MIEN_ERROR_MEMORY)
        return status;
    if (error != NULL)
        error->status = MIEN_ERROR_ARGUMENT;
    return MIEN_ERROR_ARGUMENT;
}

// -------------------------------------------------------------------------- opening

static enum mien_status decrypt(char **plain, size_t *plain_length, const void *bytes,
                                size_t length, const struct reader *reader,
                                struct mien_error *error)
{
    json_t *jwe = NULL;
    enum mien_status status =
        mien_json_read(&jwe, bytes, length, MIEN_CASE_DOCUMENT_MAX, "document", error);
    if (status == MIEN_OK)
        status = mien_jwe_open(plain, plain_length, jwe, &reader->key, error);
    json_decref(jwe);
    return status;
}

// What was signed, with the key that it says itself: whether this is the case's key is
// told by the id, or by a register.
static enum mien_status verify(json_t **payload, const char *plain, size_t plain_length,
                               struct mien_error *error)
{
    struct mien_jws jws;
    struct mien_case_key key;
    char *text = NULL;
    size_t length = 0;
    json_t *read = NULL;
    enum mien_status status = mien_jws_read(&jws, plain, plain_length, error);
    if (status == MIEN_OK)
        status = mien_jws_payload(&jws, &text, &length, error);
    if (status == MIEN_OK)
        status = mien_json_read(&read, text, length, MIEN_CASE_DOCUMENT_MAX,
                                "document: payload", error);
    mien_case_text_free(text, length);
    if (status == MIEN_OK)
        status = mien_payload_key(&key, read, error);
    if (status == MIEN_OK)
        status = mien_jws_verify(&jws, &key, error);
    if (status == MIEN_OK)
        *payload = read;
    else
        mien_json_free_secret(read);
    return status;
}

enum mien_status mien_document_open(struct mien_document **out, const void *bytes,
                                    size_t length, const void *key, size_t key_length,
                                    uint32_t flags, struct mien_error *error)
{
    struct reader reader;
    char *plain = NULL;
    size_t plain_length = 0;
    json_t *payload = NULL;
    if (out == NULL || bytes == NULL || key == NULL ||
        (flags & ~MIEN_DOCUMENT_PRACTICE) != 0)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "document: something is missing");
    enum mien_status status = read_reader(&reader, key, key_length, error);
    if (status == MIEN_OK)
        status = decrypt(&plain, &plain_length, bytes, length, &reader, error);
    if (status == MIEN_OK)
        status = verify(&payload, plain, plain_length, error);
    mien_case_text_free(plain, plain_length);
    if (status == MIEN_OK)
        status = mien_document_of(out, payload, reader.id[0] != '\0' ? reader.id : NULL,
                                  flags, error);
    if (status != MIEN_OK)
        mien_json_free_secret(payload);
    mien_wipe(&reader, sizeof reader);
    return status;
}
