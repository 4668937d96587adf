// SPDX-License-Identifier: Apache-2.0
// Opening what others encrypted. Everything is judged before a key is tried.
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/wipe.h"
#include "case/base64.h"
#include "case/fail.h"
#include "case/jose.h"
#include "case/json.h"
#include "case/jwe.h"

static const char what[] = "document";

enum {
    HEADER_MAX = 4096, // bytes of the protected header
    MEMBERS_MAX = 64,  // of the unprotected one, which is copied for each recipient
    IV_BYTES = 12,     // of A256GCM
    TAG_BYTES = 16,
    WRAPPED_BYTES = 32 + 8 // A256KW of a key of 32 bytes
};

static enum mien_status corrupt(struct mien_error *error, const char *problem)
{
    return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, problem);
}

static enum mien_status unsupported(struct mien_error *error, const char *problem)
{
    return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what, problem);
}

// ------------------------------------------------------------------------- headers

// Reads the protected header.
static enum mien_status read_protected(json_t **header, const json_t *jwe,
                                       struct mien_error *error)
{
    const json_t *text = json_object_get(jwe, "protected");
    size_t length = json_string_length(text);
    char bytes[HEADER_MAX];
    if (!json_is_string(text) ||
        !mien_base64_is_canonical(json_string_value(text), length))
        return corrupt(error, "no protected header");
    length = jose_b64_dec_buf(json_string_value(text), length, bytes, sizeof bytes);
    if (length == SIZE_MAX)
        return corrupt(error, "the protected header is too long");
    return mien_json_read(header, bytes, length, sizeof bytes, what, error);
}

// Adds the members of another header, which must be others.
static enum mien_status merge(json_t *header, const json_t *more,
                              struct mien_error *error)
{
    const char *name;
    json_t *value;
    if (more == NULL)
        return MIEN_OK;
    if (!json_is_object(more))
        return corrupt(error, "a header is no object");
    json_object_foreach((json_t *)more, name, value)
    {
        if (json_object_get(header, name) != NULL)
            return corrupt(error, "a header says something twice");
        if (json_object_set(header, name, value) != 0)
            return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    }
    return MIEN_OK;
}

// What holds for all recipients. *header receives a new object.
static enum mien_status read_common(json_t **header, const json_t *jwe,
                                    struct mien_error *error)
{
    json_t *common = NULL;
    enum mien_status status = read_protected(&common, jwe, error);
    if (status == MIEN_OK && !json_is_object(common))
        status = corrupt(error, "a header is no object");
    if (status == MIEN_OK &&
        json_object_size(json_object_get(jwe, "unprotected")) > MEMBERS_MAX)
        status = mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too many values");
    if (status == MIEN_OK)
        status = merge(common, json_object_get(jwe, "unprotected"), error);
    if (status == MIEN_OK)
        *header = common;
    else
        json_decref(common);
    return status;
}

static enum mien_status judge_contents(const json_t *jwe, struct mien_error *error)
{
    uint8_t iv[IV_BYTES], tag[TAG_BYTES];
    const json_t *ciphertext = json_object_get(jwe, "ciphertext");
    const json_t *aad = json_object_get(jwe, "aad");
    if (!mien_base64_read(json_object_get(jwe, "iv"), iv, sizeof iv) ||
        !mien_base64_read(json_object_get(jwe, "tag"), tag, sizeof tag))
        return corrupt(error, "no good iv or tag");
    if (!json_is_string(ciphertext) ||
        !mien_base64_is_canonical(json_string_value(ciphertext),
                                  json_string_length(ciphertext)))
        return corrupt(error, "no ciphertext");
    if (aad != NULL &&
        (!json_is_string(aad) ||
         !mien_base64_is_canonical(json_string_value(aad), json_string_length(aad))))
        return corrupt(error, "no good aad");
    return MIEN_OK;
}

// ---------------------------------------------------------------------- recipients

// One entry of the recipients, with all headers that hold for it.
struct entry {
    json_t *header;
    bool ours; // of the algorithm that documents use
};

static enum mien_status judge_algorithms(struct entry *entry, struct mien_error *error)
{
    const char *algorithm = mien_json_text(entry->header, "alg", 64);
    const char *contents = mien_json_text(entry->header, "enc", 64);
    if (algorithm == NULL || contents == NULL)
        return corrupt(error, "a header has no alg, or no enc");
    if (json_object_get(entry->header, "zip") != NULL)
        return unsupported(error, "it is compressed");
    if (json_object_get(entry->header, "crit") != NULL)
        return unsupported(error, "its header asks for extensions");
    if (strcmp(contents, "A256GCM") != 0)
        return unsupported(error, "enc is not A256GCM");
    entry->ours = strcmp(algorithm, "ECDH-ES+A256KW") == 0;
    return MIEN_OK;
}

static enum mien_status judge_entry(struct entry *entry, const json_t *recipient,
                                    struct mien_error *error)
{
    struct mien_case_key ephemeral;
    uint8_t wrapped[WRAPPED_BYTES];
    enum mien_status status =
        json_is_object(recipient)
            ? merge(entry->header, json_object_get(recipient, "header"), error)
            : corrupt(error, "a recipient is no object");
    if (status == MIEN_OK)
        status = judge_algorithms(entry, error);
    if (status != MIEN_OK || !entry->ours)
        return status;
    if (!mien_base64_read(json_object_get(recipient, "encrypted_key"), wrapped,
                          sizeof wrapped))
        return corrupt(error, "no encrypted key of 40 bytes");
    return mien_case_key_read_public(&ephemeral, json_object_get(entry->header, "epk"),
                                     "document: epk", error);
}

// Tries the key on one entry. KEY: it is for somebody else.
static enum mien_status unwrap(json_t **contents_key, jose_cfg_t *config,
                               const json_t *jwe, const struct entry *entry,
                               const json_t *recipient, const json_t *jwk)
{
    json_t *one = json_pack("{s:O,s:O}", "header", entry->header, "encrypted_key",
                            json_object_get(recipient, "encrypted_key"));
    if (one == NULL)
        return MIEN_ERROR_MEMORY;
    *contents_key = jose_jwe_dec_jwk(config, jwe, one, jwk);
    json_decref(one);
    return *contents_key != NULL ? MIEN_OK : MIEN_ERROR_KEY;
}

struct opening {
    jose_cfg_t *config;
    const json_t *jwe; // as jose wants it: without recipients
    json_t *common;    // the headers that hold for all
    json_t *jwk;
    json_t *contents_key; // once found
    bool any_ours;
};

// Judges one entry and tries it, unless another one has opened already.
static enum mien_status try_entry(struct opening *opening, const json_t *recipient,
                                  struct mien_error *error)
{
    struct entry entry = {.header = json_copy(opening->common)};
    if (entry.header == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    enum mien_status status = judge_entry(&entry, recipient, error);
    if (status == MIEN_OK && entry.ours) {
        opening->any_ours = true;
        if (opening->contents_key == NULL)
            status = unwrap(&opening->contents_key, opening->config, opening->jwe,
                            &entry, recipient, opening->jwk);
        if (status == MIEN_ERROR_KEY)
            status = MIEN_OK;
        else if (status == MIEN_ERROR_MEMORY)
            mien_fail_of(error, status, what, "");
    }
    json_decref(entry.header);
    return status;
}

static enum mien_status try_all(struct opening *opening, const json_t *whole,
                                struct mien_error *error)
{
    const json_t *recipients = json_object_get(whole, "recipients");
    json_t *recipient;
    size_t i;
    enum mien_status status = MIEN_OK;
    if (recipients == NULL) // flattened: a single one, beside the other members
        status = try_entry(opening, whole, error);
    else if (!json_is_array(recipients))
        status = corrupt(error, "its recipients are no list");
    else if (json_object_get(whole, "header") != NULL ||
             json_object_get(whole, "encrypted_key") != NULL)
        status = corrupt(error, "no JWE"); // RFC 7516, 7.2.2: either form, not both
    else if (json_array_size(recipients) > MIEN_CASE_RECIPIENTS_MAX)
        status =
            mien_fail_of(error, MIEN_ERROR_LIMIT, what, "more recipients than allowed");
    json_array_foreach(recipients, i, recipient)
    {
        if (status != MIEN_OK)
            break;
        status = try_entry(opening, recipient, error);
    }
    if (status == MIEN_OK && !opening->any_ours)
        return unsupported(error, "for no recipient alg is ECDH-ES+A256KW");
    if (status == MIEN_OK && opening->contents_key == NULL)
        return mien_fail_of(error, MIEN_ERROR_KEY, what,
                            "not for this key, or it was changed");
    return status;
}

// ------------------------------------------------------------------------- opening

// The members that jose needs, without those that it might see otherwise.
static json_t *contents_of(const json_t *whole)
{
    static const char *const names[] = {"protected", "iv", "ciphertext", "tag", "aad"};
    json_t *jwe = json_object();
    for (size_t i = 0; i < sizeof names / sizeof names[0] && jwe != NULL; i++) {
        json_t *value = json_object_get(whole, names[i]);
        if (value != NULL && json_object_set(jwe, names[i], value) != 0) {
            json_decref(jwe);
            return NULL;
        }
    }
    return jwe;
}

static enum mien_status decrypt(char **plain, size_t *length,
                                const struct opening *opening, struct mien_error *error)
{
    size_t size = MIEN_BASE64_BYTES(
        json_string_length(json_object_get(opening->jwe, "ciphertext")));
    size_t got = size;
    char *text = malloc(size + 1);
    if (text == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    if (!mien_jose_decrypt(text, &got, opening->config, opening->jwe,
                           opening->contents_key) ||
        got != size) {
        mien_wipe_free(text, size + 1);
        return mien_fail_of(error, MIEN_ERROR_KEY, what, "it was changed");
    }
    text[size] = '\0';
    *plain = text;
    *length = size;
    return MIEN_OK;
}

enum mien_status mien_jwe_open(char **plain, size_t *length, const json_t *whole,
                               const struct mien_case_key *key,
                               struct mien_error *error)
{
    struct opening opening = {.config = NULL};
    if (!json_is_object(whole))
        return corrupt(error, "no JWE");
    enum mien_status status = judge_contents(whole, error);
    if (status == MIEN_OK)
        status = read_common(&opening.common, whole, error);
    if (status != MIEN_OK)
        return status;
    json_t *jwe = contents_of(whole);
    opening.jwe = jwe;
    opening.config = mien_jose_quiet();
    opening.jwk = mien_case_key_private(key);
    if (jwe == NULL || opening.config == NULL || opening.jwk == NULL)
        status = mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    if (status == MIEN_OK)
        status = try_all(&opening, whole, error);
    if (status == MIEN_OK)
        status = decrypt(plain, length, &opening, error);
    mien_json_free_secret(opening.contents_key);
    mien_json_free_secret(opening.jwk);
    mien_jose_close(opening.config);
    json_decref(opening.common);
    json_decref(jwe);
    return status;
}
