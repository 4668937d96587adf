// SPDX-License-Identifier: Apache-2.0
// SHA256_Init() and its like are not in fashion, but cannot fail.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "case/key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "base/wipe.h"
#include "case/base64.h"
#include "case/fail.h"
#include "case/jose.h"
#include "case/json.h"

// ------------------------------------------------------------------------- the curve

// What OpenSSL needs to compute with points.
struct curve {
    EC_GROUP *group;
    EC_POINT *point;
    BN_CTX *scratch;
    BIGNUM *d, *x, *y;
};

static bool curve_open(struct curve *curve)
{
    curve->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    curve->point = curve->group != NULL ? EC_POINT_new(curve->group) : NULL;
    curve->scratch = BN_CTX_secure_new();
    curve->d = BN_secure_new();
    curve->x = BN_new();
    curve->y = BN_new();
    return curve->point != NULL && curve->scratch != NULL && curve->d != NULL &&
           curve->x != NULL && curve->y != NULL;
}

static void curve_close(struct curve *curve)
{
    BN_clear_free(curve->d);
    BN_clear_free(curve->x);
    BN_clear_free(curve->y);
    BN_CTX_free(curve->scratch);
    EC_POINT_clear_free(curve->point);
    EC_GROUP_free(curve->group);
}

// The public point of d, which must be below the order of the curve and not 0.
static enum mien_status multiply(struct curve *curve, struct mien_case_key *key,
                                 const uint8_t d[MIEN_KEY_BYTES])
{
    if (!curve_open(curve) || BN_bin2bn(d, MIEN_KEY_BYTES, curve->d) == NULL)
        return MIEN_ERROR_MEMORY;
    BN_set_flags(curve->d, BN_FLG_CONSTTIME);
    if (BN_is_zero(curve->d) ||
        BN_cmp(curve->d, EC_GROUP_get0_order(curve->group)) >= 0)
        return MIEN_ERROR_CORRUPT;
    if (!EC_POINT_mul(curve->group, curve->point, curve->d, NULL, NULL,
                      curve->scratch) ||
        !EC_POINT_get_affine_coordinates(curve->group, curve->point, curve->x, curve->y,
                                         curve->scratch) ||
        BN_bn2binpad(curve->x, key->x, MIEN_KEY_BYTES) != MIEN_KEY_BYTES ||
        BN_bn2binpad(curve->y, key->y, MIEN_KEY_BYTES) != MIEN_KEY_BYTES)
        return MIEN_ERROR_MEMORY;
    memcpy(key->d, d, MIEN_KEY_BYTES);
    return MIEN_OK;
}

enum mien_status mien_case_key_of(struct mien_case_key *key,
                                  const uint8_t d[MIEN_KEY_BYTES],
                                  struct mien_error *error)
{
    struct curve curve;
    struct mien_case_key made;
    enum mien_status status = multiply(&curve, &made, d);
    curve_close(&curve);
    if (status == MIEN_OK)
        *key = made;
    mien_wipe(&made, sizeof made);
    return status == MIEN_OK ? status
                             : mien_fail(error, status, "key: no number of P-256");
}

// Reads both coordinates, which must be below the prime of the field: OpenSSL would
// take larger ones modulo that, and a point would have two spellings.
static enum mien_status read_point(struct curve *curve, const struct mien_case_key *key)
{
    if (!curve_open(curve) || BN_bin2bn(key->x, MIEN_KEY_BYTES, curve->x) == NULL ||
        BN_bin2bn(key->y, MIEN_KEY_BYTES, curve->y) == NULL)
        return MIEN_ERROR_MEMORY;
    const BIGNUM *prime = EC_GROUP_get0_field(curve->group);
    if (BN_cmp(curve->x, prime) >= 0 || BN_cmp(curve->y, prime) >= 0)
        return MIEN_ERROR_CORRUPT;
    if (EC_POINT_set_affine_coordinates(curve->group, curve->point, curve->x, curve->y,
                                        curve->scratch))
        return MIEN_OK;
    // It also fails without memory. A point that was not even set is at infinity, which
    // is on the curve.
    return EC_POINT_is_on_curve(curve->group, curve->point, curve->scratch) == 0
               ? MIEN_ERROR_CORRUPT
               : MIEN_ERROR_MEMORY;
}

// Errors: CORRUPT, MEMORY.
static enum mien_status judge_point(const struct mien_case_key *key)
{
    struct curve curve;
    enum mien_status status = read_point(&curve, key);
    curve_close(&curve);
    return status;
}

// ------------------------------------------------------------------------- JWK

static bool read_public(struct mien_case_key *key, const json_t *jwk)
{
    const char *kind = mien_json_text(jwk, "kty", 8);
    const char *curve = mien_json_text(jwk, "crv", 8);
    return kind != NULL && strcmp(kind, "EC") == 0 && curve != NULL &&
           strcmp(curve, "P-256") == 0 &&
           mien_base64_read(json_object_get(jwk, "x"), key->x, MIEN_KEY_BYTES) &&
           mien_base64_read(json_object_get(jwk, "y"), key->y, MIEN_KEY_BYTES);
}

enum mien_status mien_case_key_read_public(struct mien_case_key *key, const json_t *jwk,
                                           const char *what, struct mien_error *error)
{
    struct mien_case_key read = {{0}, {0}, {0}};
    if (json_object_get(jwk, "d") != NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "holds a private key");
    if (!read_public(&read, jwk))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "no public key of P-256");
    enum mien_status status = judge_point(&read);
    if (status != MIEN_OK)
        return mien_fail_of(error, status, what, "the key is not on the curve");
    *key = read;
    return MIEN_OK;
}

enum mien_status mien_case_key_read_private(struct mien_case_key *key,
                                            const json_t *jwk, const char *what,
                                            struct mien_error *error)
{
    struct mien_case_key read = {{0}, {0}, {0}}, made = {{0}, {0}, {0}};
    enum mien_status status = MIEN_ERROR_CORRUPT;
    if (read_public(&read, jwk) &&
        mien_base64_read(json_object_get(jwk, "d"), read.d, MIEN_KEY_BYTES))
        status = mien_case_key_of(&made, read.d, NULL);
    if (status == MIEN_OK && memcmp(&made, &read, sizeof made) != 0)
        status = MIEN_ERROR_CORRUPT;
    if (status == MIEN_OK)
        *key = read;
    else
        mien_fail_of(error, status, what, "no private key of P-256");
    mien_wipe(&read, sizeof read);
    mien_wipe(&made, sizeof made);
    return status;
}

json_t *mien_case_key_public(const struct mien_case_key *key)
{
    return json_pack("{s:s,s:s,s:o,s:o}", "kty", "EC", "crv", "P-256", "x",
                     jose_b64_enc(key->x, MIEN_KEY_BYTES), "y",
                     jose_b64_enc(key->y, MIEN_KEY_BYTES));
}

json_t *mien_case_key_private(const struct mien_case_key *key)
{
    json_t *jwk = mien_case_key_public(key);
    if (jwk != NULL &&
        json_object_set_new(jwk, "d", jose_b64_enc(key->d, MIEN_KEY_BYTES)) != 0) {
        mien_json_free_secret(jwk);
        return NULL;
    }
    return jwk;
}

enum mien_status mien_case_key_new(struct mien_case_key *key, struct mien_error *error)
{
    jose_cfg_t *config = mien_jose_quiet();
    json_t *jwk = json_pack("{s:s,s:s}", "kty", "EC", "crv", "P-256");
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (config != NULL && jwk != NULL) {
        status = MIEN_ERROR_INTERNAL;
        if (jose_jwk_gen(config, jwk))
            status = mien_case_key_read_private(key, jwk, "key", NULL);
    }
    mien_json_free_secret(jwk);
    mien_jose_close(config);
    return status == MIEN_OK ? status
                             : mien_fail(error, status, "key: it could not be made");
}

// ------------------------------------------------------------------- thumbprint, id

// SHA-256, in the way that needs no memory: SHA256() does.
static void hash_into(uint8_t hash[SHA256_DIGEST_LENGTH], const void *bytes,
                      size_t size)
{
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes, size);
    SHA256_Final(hash, &state);
}

// The SHA-256 of its members in the order of their names. By hand: jose_jwk_thp() of
// version 11 gives the thumbprint of something else when memory runs out.
static void thumbprint(const struct mien_case_key *key, uint8_t thumb[MIEN_KEY_BYTES])
{
    char bytes[160], x[44], y[44];
    struct mien_text text = mien_text_begin(bytes, sizeof bytes);
    mien_base64_write(x, key->x, MIEN_KEY_BYTES);
    mien_base64_write(y, key->y, MIEN_KEY_BYTES);
    mien_text_add(&text, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"");
    mien_text_add(&text, x);
    mien_text_add(&text, "\",\"y\":\"");
    mien_text_add(&text, y);
    mien_text_add(&text, "\"}");
    hash_into(thumb, text.bytes, text.length);
}

void mien_case_key_thumbprint(const struct mien_case_key *key,
                              char text[MIEN_FINGERPRINT_SIZE])
{
    uint8_t thumb[MIEN_KEY_BYTES];
    thumbprint(key, thumb);
    mien_base64_write(text, thumb, sizeof thumb);
}

// Whether a hyphen comes before byte i of a UUID.
static bool is_hyphen(size_t i)
{
    return i == 4 || i == 6 || i == 8 || i == 10;
}

void mien_case_key_id(const struct mien_case_key *key, char id[MIEN_CASE_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t thumb[MIEN_KEY_BYTES], hash[SHA256_DIGEST_LENGTH];
    thumbprint(key, thumb);
    hash_into(hash, thumb, sizeof thumb);
    hash[6] = (uint8_t)((hash[6] & 0x0f) | 0x40); // version 4
    hash[8] = (uint8_t)((hash[8] & 0x3f) | 0x80); // variant of RFC 4122
    for (size_t i = 0; i < 16; i++) {
        if (is_hyphen(i))
            *id++ = '-';
        *id++ = digits[hash[i] >> 4];
        *id++ = digits[hash[i] & 15];
    }
    *id = '\0';
}

bool mien_case_id_read(char id[MIEN_CASE_ID_SIZE], const char *text)
{
    if (strnlen(text, MIEN_CASE_ID_SIZE) != MIEN_CASE_ID_SIZE - 1)
        return false;
    char read[MIEN_CASE_ID_SIZE] = "";
    for (size_t i = 0; i < MIEN_CASE_ID_SIZE - 1; i++) {
        char c = text[i];
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (hyphen ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        read[i] = c;
    }
    memcpy(id, read, sizeof read);
    return true;
}
