// SPDX-License-Identifier: Apache-2.0
// RFC 7518, 4.8: the passphrase becomes a key by PBKDF2, that key wraps another one by
// A256KW, and the other one encrypts by A256GCM.
//
// jose knows all of this as PBES2-HS512+A256KW, but as Debian has it refuses more than
// 32768 rounds, and fewer than 600000 are too few for HMAC-SHA-512 and a passphrase
// that somebody nearby may guess. So OpenSSL makes the key, and jose, which is told
// A256KW with that key, does the rest. The header that says PBES2 is put in between the
// two steps of jose: the second one authenticates it.
#include "case/pbes2.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "case/base64.h"
#include "case/fail.h"
#include "case/jose.h"
#include "case/json.h"

#define ALGORITHM "PBES2-HS512+A256KW"
#define ENCRYPTION "A256GCM"

enum {
    KEY = 32, // bytes
    WRAPPED = KEY + 8,
    IV = 12,
    TAG = 16,
    SALT_MADE = 16, // of the salt here, RFC 8018 asks for 8
    SALT_LEAST = 8, // of that of others
    SALT_MOST = 1024,
    ROUNDS_LEAST = 1000, // RFC 7518, 4.8.1.2
    HEADER_MOST = 4096,
    MEMBERS = 5 // of what is made here
};

static const size_t ANY = SIZE_MAX;
static const char what[] = "wallet";

// ------------------------------------------------------------------ passphrase -> key

struct kdf {
    uint8_t salt[sizeof ALGORITHM + SALT_MOST]; // the algorithm, a zero, and the salt
    size_t salt_length;
    uint32_t rounds;
};

static void kdf_begin(struct kdf *kdf, uint32_t rounds)
{
    memcpy(kdf->salt, ALGORITHM, sizeof ALGORITHM);
    kdf->salt_length = sizeof ALGORITHM;
    kdf->rounds = rounds;
}

// The key as a JWK, to be freed with mien_json_free_secret(). NULL: no memory.
static json_t *kdf_key(const struct kdf *kdf, struct mien_passphrase passphrase)
{
    uint8_t key[KEY];
    json_t *jwk = NULL;
    if (PKCS5_PBKDF2_HMAC(passphrase.bytes, (int)passphrase.length, kdf->salt,
                          (int)kdf->salt_length, (int)kdf->rounds, EVP_sha512(), KEY,
                          key) == 1)
        jwk = json_pack("{s:s,s:o}", "kty", "oct", "k", jose_b64_enc(key, KEY));
    mien_wipe(key, sizeof key);
    return jwk;
}

// ------------------------------------------------------------------------- sealing

// What jose is told while it wraps and unwraps. NULL: no memory.
static json_t *wrapping_header(void)
{
    return json_pack("{s:s,s:s}", "alg", "A256KW", "enc", ENCRYPTION);
}

// The header that the JWE has, of which jose makes base64url. NULL: no memory.
static json_t *real_header(const struct kdf *kdf)
{
    json_t *salt =
        jose_b64_enc(kdf->salt + sizeof ALGORITHM, kdf->salt_length - sizeof ALGORITHM);
    return json_pack("{s:s,s:s,s:o,s:I}", "alg", ALGORITHM, "enc", ENCRYPTION, "p2s",
                     salt, "p2c", (json_int_t)kdf->rounds);
}

// Whether a member is base64url of exactly `size` bytes, or of any number: ANY.
static bool is_base64(const json_t *jwe, const char *name, size_t size)
{
    const json_t *text = json_object_get(jwe, name);
    size_t length = json_string_length(text);
    return json_is_string(text) &&
           mien_base64_is_canonical(json_string_value(text), length) &&
           (size == ANY || MIEN_BASE64_BYTES(length) == size);
}

// Whether it has all members, for so many encrypted bytes.
static bool is_whole(const json_t *jwe, size_t length)
{
    return is_base64(jwe, "protected", ANY) &&
           is_base64(jwe, "encrypted_key", WRAPPED) && is_base64(jwe, "iv", IV) &&
           is_base64(jwe, "ciphertext", length) && is_base64(jwe, "tag", TAG);
}

// Whether the header that is encrypted with is the one that was meant. Without memory
// jansson may leave out a name when it writes, and not say so.
static bool is_header(const json_t *jwe, json_t *header)
{
    json_t *read = jose_b64_dec_load(json_object_get(jwe, "protected"));
    bool same = read != NULL && json_equal(read, header);
    json_decref(read);
    return same;
}

// Both steps of jose. header, jwk: what is NULL for want of memory makes it fail.
static bool wrap_and_encrypt(jose_cfg_t *config, json_t *jwe, json_t *header,
                             const json_t *jwk, const void *plain, size_t length)
{
    json_t *contents_key = json_object();
    bool done = contents_key != NULL &&
                json_object_set_new(jwe, "protected", wrapping_header()) == 0 &&
                jose_jwe_enc_jwk(config, jwe, NULL, jwk, contents_key) &&
                json_object_set(jwe, "protected", header) == 0 &&
                mien_jose_encrypt(config, jwe, contents_key, plain, length) &&
                // Without memory jose may lose a part, or add another, and not say so.
                is_whole(jwe, length) && json_object_size(jwe) == MEMBERS &&
                is_header(jwe, header);
    mien_json_free_secret(contents_key);
    return done;
}

enum mien_status mien_pbes2_seal(json_t **jwe, const void *plain, size_t length,
                                 struct mien_passphrase passphrase, uint32_t rounds,
                                 struct mien_error *error)
{
    struct kdf kdf;
    kdf_begin(&kdf, rounds);
    if (RAND_bytes(kdf.salt + kdf.salt_length, SALT_MADE) != 1)
        return mien_fail_of(error, MIEN_ERROR_INTERNAL, what, "no random numbers");
    kdf.salt_length += SALT_MADE;

    jose_cfg_t *config = mien_jose_quiet();
    json_t *sealed = json_object(), *header = real_header(&kdf);
    json_t *jwk = kdf_key(&kdf, passphrase);
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && sealed != NULL && header != NULL && jwk != NULL)
        // jose does not say why. It needs memory, and random numbers that were there a
        // moment ago.
        status = wrap_and_encrypt(config, sealed, header, jwk, plain, length)
                     ? MIEN_OK
                     : MIEN_ERROR_MEMORY;
    mien_json_free_secret(jwk);
    json_decref(header);
    mien_jose_close(config);
    if (status != MIEN_OK) {
        json_decref(sealed);
        return mien_fail_of(error, status, what, "");
    }
    *jwe = sealed;
    return MIEN_OK;
}

// ------------------------------------------------------------------------- opening

// Whether the members are those of a flattened JWE, and all of its header is protected.
static enum mien_status judge_members(const json_t *jwe, struct mien_error *error)
{
    static const char *const unused[] = {"unprotected", "header", "recipients", "aad"};
    for (size_t i = 0; i < sizeof unused / sizeof unused[0]; i++)
        if (json_object_get(jwe, unused[i]) != NULL)
            return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what,
                                "of a form that wallets do not use");
    if (!is_whole(jwe, ANY))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what,
                            "not put together rightly");
    return MIEN_OK;
}

// Reads the protected header, JSON in base64url.
static enum mien_status read_header(json_t **out, const json_t *jwe,
                                    struct mien_error *error)
{
    const json_t *text = json_object_get(jwe, "protected");
    uint8_t bytes[HEADER_MOST];
    size_t length = MIEN_BASE64_BYTES(json_string_length(text));
    if (length > sizeof bytes)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "its header is too long");
    if (!mien_base64_read(text, bytes, length))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what,
                            "not put together rightly");
    return mien_json_read(out, bytes, length, sizeof bytes, "wallet: header", error);
}

static bool says(const json_t *header, const char *name, const char *expected)
{
    const char *text = mien_json_text(header, name, HEADER_MOST);
    return text != NULL && strcmp(text, expected) == 0;
}

static enum mien_status judge_salt(struct kdf *kdf, const json_t *header,
                                   struct mien_error *error)
{
    const json_t *text = json_object_get(header, "p2s");
    size_t length = MIEN_BASE64_BYTES(json_string_length(text));
    if (length > SALT_MOST)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "its salt is too long");
    if (length < SALT_LEAST ||
        !mien_base64_read(text, kdf->salt + kdf->salt_length, length))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "its salt is wrong");
    kdf->salt_length += length;
    return MIEN_OK;
}

static enum mien_status judge_header(struct kdf *kdf, const json_t *header,
                                     struct mien_error *error)
{
    int64_t rounds;
    if (!says(header, "alg", ALGORITHM) || !says(header, "enc", ENCRYPTION))
        return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what,
                            "an algorithm that wallets do not use");
    // Compressed, or with extensions that must be understood.
    if (json_object_get(header, "zip") != NULL ||
        json_object_get(header, "crit") != NULL)
        return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what,
                            "of a form that wallets do not use");
    if (!mien_json_integer(header, "p2c", ROUNDS_LEAST, INT64_MAX, &rounds))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "its rounds are too few");
    if (rounds > MIEN_WALLET_ROUNDS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "its rounds are too many");
    kdf_begin(kdf, (uint32_t)rounds);
    return judge_salt(kdf, header, error);
}

// Both steps of jose. NULL: it does not open.
static uint8_t *unwrap_and_decrypt(size_t *length, jose_cfg_t *config,
                                   const json_t *jwe, json_t *wrapping,
                                   const json_t *jwk)
{
    const size_t size =
        MIEN_BASE64_BYTES(json_string_length(json_object_get(jwe, "ciphertext")));
    size_t got = size;
    uint8_t *plain = malloc(size + 1);
    json_t *key = jose_jwe_dec_jwk(config, wrapping, NULL, jwk);
    if (key != NULL && plain != NULL &&
        mien_jose_decrypt(plain, &got, config, jwe, key) && got == size) {
        *length = size;
    } else {
        mien_wipe_free(plain, size + 1);
        plain = NULL;
    }
    mien_json_free_secret(key);
    return plain;
}

static enum mien_status open_with(uint8_t **plain, size_t *length, const json_t *jwe,
                                  const struct kdf *kdf,
                                  struct mien_passphrase passphrase,
                                  struct mien_error *error)
{
    jose_cfg_t *config = mien_jose_quiet();
    json_t *wrapping =
        json_pack("{s:o,s:O}", "protected", wrapping_header(), "encrypted_key",
                  json_object_get(jwe, "encrypted_key"));
    json_t *jwk = kdf_key(kdf, passphrase);
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && wrapping != NULL && jwk != NULL) {
        uint8_t *opened = unwrap_and_decrypt(length, config, jwe, wrapping, jwk);
        status = opened != NULL ? MIEN_OK : MIEN_ERROR_KEY;
        if (opened != NULL)
            *plain = opened;
    }
    mien_json_free_secret(jwk);
    json_decref(wrapping);
    mien_jose_close(config);
    return status == MIEN_OK
               ? status
               : mien_fail_of(error, status, what, "another passphrase, or changed");
}

enum mien_status mien_pbes2_open(uint8_t **plain, size_t *length, const json_t *jwe,
                                 struct mien_passphrase passphrase,
                                 struct mien_error *error)
{
    struct kdf kdf = {.rounds = 0};
    json_t *header = NULL;
    enum mien_status status = judge_members(jwe, error);
    if (status == MIEN_OK)
        status = read_header(&header, jwe, error);
    if (status == MIEN_OK)
        status = judge_header(&kdf, header, error);
    if (status == MIEN_OK)
        status = open_with(plain, length, jwe, &kdf, passphrase, error);
    json_decref(header);
    return status;
}
