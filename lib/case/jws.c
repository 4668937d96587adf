// SPDX-License-Identifier: Apache-2.0
#include "case/jws.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/status.h"
#include "base/wipe.h"
#include "case/base64.h"
#include "case/fail.h"
#include "case/jose.h"
#include "case/json.h"

static const char what[] = "signature";

enum {
    HEADER_MAX = 4096,        // bytes of its header
    SIGNATURE_CHARACTERS = 86 // two numbers of 32 bytes
};

// -------------------------------------------------------------------------- making

// Its three parts with dots between them.
static enum mien_status join(char **text, size_t *text_length, const json_t *jws)
{
    static const char *const names[] = {"protected", "payload", "signature"};
    size_t size = 3;
    for (size_t i = 0; i < 3; i++)
        if (!mien_size_add(&size, size,
                           json_string_length(json_object_get(jws, names[i]))))
            return MIEN_ERROR_MEMORY;
    char *joined = malloc(size);
    if (joined == NULL)
        return MIEN_ERROR_MEMORY;
    size_t at = 0;
    for (size_t i = 0; i < 3; i++) {
        const json_t *part = json_object_get(jws, names[i]);
        memcpy(joined + at, json_string_value(part), json_string_length(part));
        at += json_string_length(part);
        joined[at++] = '.';
    }
    joined[at - 1] = '\0';
    *text = joined;
    *text_length = at - 1;
    return MIEN_OK;
}

// Whether it is signed. When memory runs out jose may sign something else and not say
// so, and nobody would open the document.
static enum mien_status read_again(const char *text, size_t length,
                                   const struct mien_case_key *key)
{
    struct mien_jws jws = {.header = NULL};
    enum mien_status status = mien_jws_read(&jws, text, length, NULL);
    if (status == MIEN_OK)
        status = mien_jws_verify(&jws, key, NULL);
    return status == MIEN_OK || status == MIEN_ERROR_MEMORY ? status
                                                            : MIEN_ERROR_INTERNAL;
}

enum mien_status mien_jws_make(char **text, size_t *text_length, const void *payload,
                               size_t length, const struct mien_case_key *key,
                               struct mien_error *error)
{
    jose_cfg_t *config = mien_jose_quiet();
    json_t *jwk = mien_case_key_private(key);
    json_t *jws = json_pack("{s:o}", "payload", jose_b64_enc(payload, length));
    json_t *how = json_pack("{s:{s:s}}", "protected", "alg", "ES256");
    char *made = NULL;
    size_t made_length = 0;
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && jwk != NULL && jws != NULL && how != NULL) {
        status = MIEN_ERROR_INTERNAL;
        if (jose_jws_sig(config, jws, how, jwk))
            status = join(&made, &made_length, jws);
    }
    if (status == MIEN_OK)
        status = read_again(made, made_length, key);
    if (status == MIEN_OK) {
        *text = made;
        *text_length = made_length;
    } else {
        mien_wipe_free(made, made_length);
    }
    mien_json_free_secret(jws);
    mien_json_free_secret(jwk);
    json_decref(how);
    mien_jose_close(config);
    return status == MIEN_OK ? status
                             : mien_fail_of(error, status, what, "it cannot be made");
}

// ------------------------------------------------------------------------- reading

static enum mien_status judge_header(const json_t *header, struct mien_error *error)
{
    const char *algorithm = mien_json_text(header, "alg", 64);
    if (!json_is_object(header) || algorithm == NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "its header has no alg");
    if (strcmp(algorithm, "ES256") != 0)
        return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what,
                            "the algorithm is not ES256");
    if (json_object_get(header, "crit") != NULL ||
        json_object_get(header, "b64") != NULL)
        return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what,
                            "its header asks for extensions");
    return MIEN_OK;
}

static enum mien_status read_header(const struct mien_jws *jws,
                                    struct mien_error *error)
{
    char bytes[HEADER_MAX];
    json_t *header = NULL;
    size_t length =
        jose_b64_dec_buf(jws->header, jws->header_length, bytes, sizeof bytes);
    if (length == SIZE_MAX)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "its header is too long");
    enum mien_status status =
        mien_json_read(&header, bytes, length, sizeof bytes, what, error);
    if (status == MIEN_OK)
        status = judge_header(header, error);
    mien_json_free_secret(header);
    mien_wipe(bytes, sizeof bytes);
    return status;
}

enum mien_status mien_jws_read(struct mien_jws *jws, const char *text, size_t length,
                               struct mien_error *error)
{
    const char *end = text + length, *first = memchr(text, '.', length);
    const char *second =
        first != NULL ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
    if (second == NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "the text is not signed");
    *jws = (struct mien_jws){.header = text,
                             .payload = first + 1,
                             .signature = second + 1,
                             .header_length = (size_t)(first - text),
                             .payload_length = (size_t)(second - first - 1),
                             .signature_length = (size_t)(end - second - 1)};
    if (!mien_base64_is_canonical(jws->header, jws->header_length) ||
        !mien_base64_is_canonical(jws->payload, jws->payload_length) ||
        !mien_base64_is_canonical(jws->signature, jws->signature_length))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "no base64url");
    enum mien_status status = read_header(jws, error);
    if (status == MIEN_OK && jws->signature_length != SIGNATURE_CHARACTERS)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "not of 64 bytes");
    return status;
}

enum mien_status mien_jws_payload(const struct mien_jws *jws, char **payload,
                                  size_t *length, struct mien_error *error)
{
    size_t size = MIEN_BASE64_BYTES(jws->payload_length);
    char *bytes = malloc(size + 1);
    if (bytes == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    if (jose_b64_dec_buf(jws->payload, jws->payload_length, bytes, size) != size) {
        mien_wipe_free(bytes, size + 1);
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "no base64url");
    }
    bytes[size] = '\0';
    *payload = bytes;
    *length = size;
    return MIEN_OK;
}

enum mien_status mien_jws_verify(const struct mien_jws *jws,
                                 const struct mien_case_key *key,
                                 struct mien_error *error)
{
    jose_cfg_t *config = mien_jose_quiet();
    json_t *jwk = mien_case_key_public(key);
    json_t *whole =
        json_pack("{s:s%,s:s%,s:s%}", "protected", jws->header, jws->header_length,
                  "payload", jws->payload, jws->payload_length, "signature",
                  jws->signature, jws->signature_length);
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && jwk != NULL && whole != NULL)
        status = jose_jws_ver(config, whole, NULL, jwk, false) ? MIEN_OK
                                                               : MIEN_ERROR_REFUSED;
    mien_json_free_secret(whole);
    json_decref(jwk);
    mien_jose_close(config);
    return status == MIEN_OK
               ? status
               : mien_fail_of(error, status, what, "it is not the case's");
}
