// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/status.h"
#include "case/base64.h"
#include "case/fail.h"
#include "case/jose.h"
#include "case/json.h"
#include "case/jwe.h"
#include "case/recipient.h"

#define ALGORITHM "ECDH-ES+A256KW"

// Wraps the key of the contents, which the first call makes, for one more recipient.
static bool add_recipient(jose_cfg_t *config, json_t *jwe, json_t *contents_key,
                          const struct mien_recipient *recipient)
{
    json_t *jwk = mien_case_key_public(&recipient->key);
    json_t *entry = json_pack("{s:{s:s}}", "header", "alg", ALGORITHM);
    bool good = jwk != NULL && entry != NULL &&
                jose_jwe_enc_jwk(config, jwe, entry, jwk, contents_key);
    json_decref(entry);
    json_decref(jwk);
    return good;
}

// jose puts a single recipient beside the other members. A document looks the same for
// one as for several.
static json_t *entries_of(const json_t *jwe)
{
    json_t *entries = json_object_get(jwe, "recipients");
    if (entries != NULL)
        return json_incref(entries);
    return json_pack("[{s:O,s:O}]", "header", json_object_get(jwe, "header"),
                     "encrypted_key", json_object_get(jwe, "encrypted_key"));
}

// Whether the key of the contents was wrapped as jose was told. When memory runs out it
// may choose another algorithm and not say so, and that recipient could not open it.
static bool are_wrapped(const json_t *entries, size_t count)
{
    json_t *entry;
    size_t i;
    json_array_foreach(entries, i, entry)
    {
        const json_t *header = json_object_get(entry, "header");
        const char *algorithm = mien_json_text(header, "alg", sizeof ALGORITHM);
        uint8_t wrapped[32 + 8];
        if (algorithm == NULL || strcmp(algorithm, ALGORITHM) != 0 ||
            json_object_size(header) != 2 ||
            json_object_size(json_object_get(header, "epk")) != 4 ||
            !mien_base64_read(json_object_get(entry, "encrypted_key"), wrapped,
                              sizeof wrapped))
            return false;
    }
    return json_array_size(entries) == count;
}

static enum mien_status write_whole(char **text, size_t *length, const json_t *jwe,
                                    size_t count)
{
    json_t *entries = entries_of(jwe);
    if (entries != NULL && !are_wrapped(entries, count)) {
        json_decref(entries);
        return MIEN_ERROR_INTERNAL;
    }
    json_t *whole = json_pack(
        "{s:O,s:o,s:O,s:O,s:O}", "protected", json_object_get(jwe, "protected"),
        "recipients", entries, "iv", json_object_get(jwe, "iv"), "ciphertext",
        json_object_get(jwe, "ciphertext"), "tag", json_object_get(jwe, "tag"));
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (whole != NULL)
        status = mien_json_write(whole, text, length);
    json_decref(whole);
    return status;
}

enum mien_status mien_jwe_make(char **text, size_t *text_length, const void *plain,
                               size_t length,
                               const struct mien_recipient *const *recipients,
                               size_t count, struct mien_error *error)
{
    jose_cfg_t *config = mien_jose_quiet();
    json_t *jwe = json_pack("{s:{s:s}}", "protected", "enc", "A256GCM");
    json_t *contents_key = json_object();
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && jwe != NULL && contents_key != NULL) {
        bool good = true;
        for (size_t i = 0; i < count && good; i++)
            good = add_recipient(config, jwe, contents_key, recipients[i]);
        good = good && mien_jose_encrypt(config, jwe, contents_key, plain, length);
        status = good ? MIEN_OK : MIEN_ERROR_INTERNAL;
        if (status == MIEN_OK)
            status = write_whole(text, text_length, jwe, count);
    }
    mien_json_free_secret(contents_key);
    json_decref(jwe);
    mien_jose_close(config);
    return status == MIEN_OK
               ? status
               : mien_fail_of(error, status, "document", "it cannot be encrypted");
}
