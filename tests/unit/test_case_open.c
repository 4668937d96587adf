// SPDX-License-Identifier: Apache-2.0
// Opening: documents that were changed, cut, sealed anew or made in another way are
// refused with their reason; what a later version adds survives; one bad item loses no
// other.
#include <stdlib.h>
#include <string.h>

#include <jose/jose.h>

#include "case/jose.h"
#include "case/key.h"
#include "case/record.h"
#include "cases.h"
#include "suite.h"

static struct mien_error error;
static struct mien_body body, other;
static struct mien_case *its;
static struct mien_blob sealed;

// A case of one picture, sealed for a body; and another body.
static void set_up(void)
{
    body = mien_body_make("example.org", false);
    other = mien_body_make("other.org", false);
    its = mien_case_filled(1, false);
    sealed = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    error = (struct mien_error){MIEN_OK, ""};
}

static void tear_down(void)
{
    mien_blob_free(&sealed);
    mien_case_free(its);
    mien_body_free(&body);
    mien_body_free(&other);
}

static enum mien_status open_status(const struct mien_blob *bytes, uint32_t flags)
{
    struct mien_document *document;
    enum mien_status status = mien_try_open(&document, bytes, &body, flags, &error);
    ck_assert((document != NULL) == (status == MIEN_OK));
    mien_document_free(document);
    return status;
}

static enum mien_status open_json(const json_t *jwe)
{
    struct mien_blob text = mien_dumped(jwe);
    enum mien_status status = open_status(&text, 0);
    mien_blob_free(&text);
    return status;
}

// ---------------------------------------------------------------- changed on the way

// Every character of a text in the document is replaced by others of its alphabet, so
// that it remains JSON and base64url.
static void flip_each(json_t *jwe, json_t *holder, const char *name)
{
    char *text = strdup(json_string_value(json_object_get(holder, name)));
    // In the ciphertext, of 30000 characters, some.
    size_t length = strlen(text), step = length > 500 ? length / 97 : 1;
    ck_assert_uint_gt(length, 0);
    for (size_t i = 0; i < length; i += step) {
        char was = text[i];
        for (int bit = 0; bit < 6; bit++) {
            const char *at = strchr(JOSE_B64_MAP, was);
            text[i] = JOSE_B64_MAP[(at - JOSE_B64_MAP) ^ (1 << bit)];
            json_object_set_new(holder, name, json_string(text));
            enum mien_status status = open_json(jwe);
            ck_assert_msg(status == MIEN_ERROR_KEY || status == MIEN_ERROR_CORRUPT ||
                              status == MIEN_ERROR_UNSUPPORTED,
                          "%s[%zu]: %s", name, i, mien_strerror(status));
            text[i] = '*';
            json_object_set_new(holder, name, json_string(text));
            ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
        }
        text[i] = was;
    }
    // Shorter, and longer.
    text[length - 1] = '\0';
    json_object_set_new(holder, name, json_string(text));
    ck_assert_int_ne(open_json(jwe), MIEN_OK);
    json_object_set_new(holder, name, json_string(""));
    ck_assert_int_ne(open_json(jwe), MIEN_OK);
    json_object_set_new(holder, name, json_integer(5));
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
    json_object_del(holder, name);
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
    free(text);
}

static json_t *first_recipient(const json_t *jwe)
{
    return json_array_get(json_object_get(jwe, "recipients"), 0);
}

START_TEST(changed_anywhere)
{
    static const struct {
        const char *name;
        int depth; // 0: outside; 1: of the recipient; 2: of its epk
    } parts[] = {{"protected", 0},
                 {"iv", 0},
                 {"ciphertext", 0},
                 {"tag", 0},
                 {"encrypted_key", 1},
                 {"x", 2},
                 {"y", 2},
                 {"kty", 2},
                 {"crv", 2}};
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size), *holder = jwe;
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    if (parts[_i].depth > 0)
        holder = first_recipient(jwe);
    if (parts[_i].depth > 1)
        holder = json_object_get(json_object_get(holder, "header"), "epk");
    if (strcmp(parts[_i].name, "crv") == 0 || strcmp(parts[_i].name, "kty") == 0) {
        json_object_set_new(holder, parts[_i].name, json_string("oct"));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
    } else {
        flip_each(jwe, holder, parts[_i].name);
    }
    json_decref(jwe);
}
END_TEST

START_TEST(cut_anywhere)
{
    // From a copy of its own size each time, so that AddressSanitizer sees a step too
    // far. Within the ciphertext not at every length.
    for (size_t length = 0;
         length<sealed.size; length += length> 1000 && length + 1000 < sealed.size
             ? 97
             : 1) {
        struct mien_blob cut = {malloc(length + (length == 0)), length};
        memcpy(cut.bytes, sealed.bytes, length);
        ck_assert_int_eq(open_status(&cut, 0), MIEN_ERROR_CORRUPT);
        mien_blob_free(&cut);
    }
}
END_TEST

START_TEST(any_byte_changed)
{
    for (size_t i = 0; i < sealed.size;
         i += i < 600 || i + 100 > sealed.size ? 1 : 97) {
        struct mien_blob changed = {malloc(sealed.size), sealed.size};
        memcpy(changed.bytes, sealed.bytes, sealed.size);
        changed.bytes[i] = (char)(changed.bytes[i] ^ 1);
        ck_assert_msg(open_status(&changed, 0) != MIEN_OK, "byte %zu", i);
        mien_blob_free(&changed);
    }
}
END_TEST

START_TEST(recipients_in_another_order)
{
    struct mien_case *mine = mien_case_filled(1, false);
    struct mien_body both[2] = {body, other};
    struct mien_blob two = mien_sealed(mine, MIEN_CASE_CREATE, both, 2);
    json_t *jwe = mien_parsed(two.bytes, two.size);
    json_t *recipients = json_object_get(jwe, "recipients");
    json_t *first = json_incref(json_array_get(recipients, 0));
    json_array_remove(recipients, 0);
    json_array_append_new(recipients, first);
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    // What is not for our algorithm is passed over.
    json_array_insert_new(recipients, 0,
                          json_pack("{s:{s:s},s:s}", "header", "alg", "RSA-OAEP",
                                    "encrypted_key", "AAAA"));
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    // Without ours it is for somebody else.
    json_array_remove(recipients, 0);
    json_array_remove(recipients, 1);
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_KEY);
    json_array_clear(recipients);
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_UNSUPPORTED);
    json_decref(jwe);
    mien_blob_free(&two);
    mien_case_free(mine);
}
END_TEST

START_TEST(too_many_recipients)
{
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
    json_t *recipients = json_object_get(jwe, "recipients");
    while (json_array_size(recipients) < MIEN_CASE_RECIPIENTS_MAX)
        json_array_append_new(recipients, json_deep_copy(first_recipient(jwe)));
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    json_array_append_new(recipients, json_deep_copy(first_recipient(jwe)));
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_LIMIT);
    json_decref(jwe);
}
END_TEST

START_TEST(sealed_for_somebody_else)
{
    struct mien_document *document;
    ck_assert_int_eq(mien_try_open(&document, &sealed, &other, 0, &error),
                     MIEN_ERROR_KEY);
    ck_assert_ptr_null(document);
}
END_TEST

// ------------------------------------------------------------------- other algorithms

static const struct {
    const char *header; // the protected one
    enum mien_status status;
    const char *reason;
} headers[] = {
    {"{\"enc\":\"A256GCM\"}", MIEN_ERROR_KEY, "changed"}, // spaces make another text
    {"{\"enc\":\"A128GCM\"}", MIEN_ERROR_UNSUPPORTED, "enc is not A256GCM"},
    {"{\"enc\":\"A256CBC-HS512\"}", MIEN_ERROR_UNSUPPORTED, "enc"},
    {"{\"enc\":\"A256GCM\",\"zip\":\"DEF\"}", MIEN_ERROR_UNSUPPORTED, "compressed"},
    {"{\"enc\":\"A256GCM\",\"crit\":[\"exp\"]}", MIEN_ERROR_UNSUPPORTED, "extensions"},
    {"{\"enc\":\"A256GCM\",\"alg\":\"ECDH-ES+A256KW\"}", MIEN_ERROR_CORRUPT, "twice"},
    {"{\"enc\":\"A256GCM\",\"enc\":\"A256GCM\"}", MIEN_ERROR_CORRUPT, "twice"},
    {"{}", MIEN_ERROR_CORRUPT, "no enc"},
    {"{\"enc\":5}", MIEN_ERROR_CORRUPT, "no enc"},
    {"[]", MIEN_ERROR_CORRUPT, "no object"},
    {"{\"enc\":", MIEN_ERROR_CORRUPT, "not JSON"},
    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", MIEN_ERROR_LIMIT, "deeply"},
};

START_TEST(other_protected_headers)
{
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
    char spaced[200];
    strcpy(spaced, headers[_i].header);
    if (_i == 0)
        strcat(spaced, " ");
    json_object_set_new(jwe, "protected", jose_b64_enc(spaced, strlen(spaced)));
    ck_assert_int_eq(open_json(jwe), headers[_i].status);
    ck_assert_msg(strstr(error.detail, headers[_i].reason) != NULL, "%s", error.detail);
    json_decref(jwe);
}
END_TEST

static const struct {
    const char *algorithm;
    enum mien_status status;
} algorithms[] = {
    {"ECDH-ES", MIEN_ERROR_UNSUPPORTED},
    {"ECDH-ES+A128KW", MIEN_ERROR_UNSUPPORTED},
    {"RSA1_5", MIEN_ERROR_UNSUPPORTED},
    {"dir", MIEN_ERROR_UNSUPPORTED},
    {"PBES2-HS512+A256KW", MIEN_ERROR_UNSUPPORTED},
    {"none", MIEN_ERROR_UNSUPPORTED},
    {"", MIEN_ERROR_UNSUPPORTED},
};

START_TEST(other_ways_to_wrap_a_key)
{
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
    json_t *header = json_object_get(first_recipient(jwe), "header");
    json_object_set_new(header, "alg", json_string(algorithms[_i].algorithm));
    ck_assert_int_eq(open_json(jwe), algorithms[_i].status);
    json_decref(jwe);
}
END_TEST

START_TEST(extensions_beside_the_protected_header)
{
    static const char *const names[] = {"zip", "crit"};
    for (size_t i = 0; i < 2; i++) {
        json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
        json_t *header = json_object_get(first_recipient(jwe), "header");
        json_object_set_new(header, names[i], json_string("DEF"));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_UNSUPPORTED);
        json_object_del(header, names[i]);
        json_object_set_new(jwe, "unprotected", json_pack("{s:s}", names[i], "DEF"));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_UNSUPPORTED);
        json_object_set_new(jwe, "unprotected", json_pack("{s:s}", "typ", "x"));
        ck_assert_int_eq(open_json(jwe), MIEN_OK);
        json_object_set_new(jwe, "unprotected", json_pack("{s:s}", "enc", "A256GCM"));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
        json_object_set_new(jwe, "unprotected", json_string("x"));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
        json_decref(jwe);
    }
}
END_TEST

// It holds for each recipient: 64 times a megabyte of names would take minutes.
START_TEST(a_huge_unprotected_header)
{
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size), *header = json_object();
    json_object_set_new(jwe, "unprotected", header);
    for (int i = 0; i < 64; i++) {
        const char name[] = {'a', (char)('0' + i), '\0'};
        json_object_set_new(header, name, json_null());
    }
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    json_object_set_new(header, "one more", json_null());
    ck_assert_int_eq(open_json(jwe), MIEN_ERROR_LIMIT);
    json_decref(jwe);
}
END_TEST

START_TEST(flattened_is_read_too)
{
    json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
    json_object_update(jwe, first_recipient(jwe));
    json_object_del(jwe, "recipients");
    ck_assert_int_eq(open_json(jwe), MIEN_OK);
    json_decref(jwe);
}
END_TEST

// Another reader might take the one form where this one takes the other.
START_TEST(both_forms_at_once_are_refused)
{
    static const char *const names[] = {"header", "encrypted_key"};
    for (size_t i = 0; i < 2; i++) {
        json_t *jwe = mien_parsed(sealed.bytes, sealed.size);
        json_object_set(jwe, names[i], json_object_get(first_recipient(jwe), names[i]));
        ck_assert_int_eq(open_json(jwe), MIEN_ERROR_CORRUPT);
        json_decref(jwe);
    }
}
END_TEST

// ------------------------------------------------------------------ what was signed

// The text of a JWS with this header, and the payload of the sealed case; signed, if
// the algorithm is one of jose's, with the case's key or another.
static struct mien_blob signed_as(const char *header, const struct mien_case_key *key)
{
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    struct mien_blob text = mien_dumped(payload);
    jose_cfg_t *config = mien_jose_quiet();
    json_t *jws = json_pack("{s:o}", "payload", jose_b64_enc(text.bytes, text.size));
    json_t *how = json_pack("{s:o}", "protected", mien_parsed(header, strlen(header)));
    json_t *jwk = mien_case_key_private(key);
    if (!jose_jws_sig(config, jws, how, jwk)) { // no signature at all
        json_object_set_new(jws, "protected", jose_b64_enc(header, strlen(header)));
        json_object_set_new(jws, "signature", json_string(""));
    }
    struct mien_blob made = {NULL, 0};
    made.bytes = malloc(3 * text.size + 1000);
    strcpy(made.bytes, json_string_value(json_object_get(jws, "protected")));
    strcat(made.bytes, ".");
    strcat(made.bytes, json_string_value(json_object_get(jws, "payload")));
    strcat(made.bytes, ".");
    strcat(made.bytes, json_string_value(json_object_get(jws, "signature")));
    made.size = strlen(made.bytes);
    json_decref(jwk);
    json_decref(how);
    json_decref(jws);
    mien_jose_close(config);
    mien_blob_free(&text);
    json_decref(payload);
    return made;
}

static enum mien_status open_text(const char *text, size_t size)
{
    struct mien_blob document = mien_wrapped(text, size, &body);
    enum mien_status status = open_status(&document, 0);
    mien_blob_free(&document);
    return status;
}

static const struct {
    const char *header;
    enum mien_status status;
} signatures[] = {
    {"{\"alg\":\"ES256\"}", MIEN_OK},
    {"{\"alg\":\"ES256\",\"typ\":\"later\"}", MIEN_OK},
    {"{\"alg\":\"none\"}", MIEN_ERROR_UNSUPPORTED},
    {"{\"alg\":\"None\"}", MIEN_ERROR_UNSUPPORTED},
    {"{\"alg\":\"HS256\"}", MIEN_ERROR_UNSUPPORTED},
    {"{\"alg\":\"ES512\"}", MIEN_ERROR_UNSUPPORTED},
    {"{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}", MIEN_ERROR_UNSUPPORTED},
    {"{\"alg\":\"ES256\",\"b64\":false}", MIEN_ERROR_UNSUPPORTED},
    {"{\"typ\":\"x\"}", MIEN_ERROR_CORRUPT},
};

START_TEST(other_signatures)
{
    struct mien_blob text = signed_as(signatures[_i].header, mien_case_key_get(its));
    enum mien_status status = open_text(text.bytes, text.size);
    if (_i == 8) // jose fills in the algorithm
        ck_assert(status == MIEN_ERROR_CORRUPT || status == MIEN_OK);
    else
        ck_assert_msg(status == signatures[_i].status, "%s (%s)", mien_strerror(status),
                      error.detail);
    mien_blob_free(&text);
}
END_TEST

START_TEST(the_signature_is_anothers)
{
    struct mien_case *stranger = mien_case_filled(1, false);
    struct mien_blob text =
        signed_as("{\"alg\":\"ES256\"}", mien_case_key_get(stranger));
    ck_assert_int_eq(open_text(text.bytes, text.size), MIEN_ERROR_REFUSED);
    ck_assert_ptr_nonnull(strstr(error.detail, "it is not the case's"));
    mien_blob_free(&text);
    mien_case_free(stranger);
}
END_TEST

START_TEST(the_signed_text_was_changed)
{
    struct mien_blob text = signed_as("{\"alg\":\"ES256\"}", mien_case_key_get(its));
    ck_assert_int_eq(open_text(text.bytes, text.size), MIEN_OK);
    size_t signature = (size_t)(strrchr(text.bytes, '.') - text.bytes) + 1;
    ck_assert_uint_eq(text.size - signature, 86);
    for (size_t i = signature; i < text.size; i++) {
        char was = text.bytes[i];
        for (int bit = 0; bit < 6; bit++) {
            const char *at = strchr(JOSE_B64_MAP, was);
            text.bytes[i] = JOSE_B64_MAP[(at - JOSE_B64_MAP) ^ (1 << bit)];
            ck_assert_int_ne(open_text(text.bytes, text.size), MIEN_OK);
        }
        text.bytes[i] = was;
    }
    for (size_t i = 0; i < signature; i += i < 40 ? 1 : 211) {
        char was = text.bytes[i];
        text.bytes[i] = was == 'A' ? 'B' : 'A';
        ck_assert_msg(open_text(text.bytes, text.size) != MIEN_OK, "byte %zu", i);
        text.bytes[i] = was;
    }
    for (size_t i = 0; i < text.size; i += i < 40 || i + 90 > text.size ? 1 : 211)
        ck_assert_msg(open_text(text.bytes, i) != MIEN_OK, "%zu bytes", i);
    mien_blob_free(&text);
}
END_TEST

START_TEST(other_texts_inside)
{
    static const char *const texts[] = {
        ".",  "..",   "...",      "a.b.c",        "{",
        "{}", "e30.", "e30.e30.", "e30.e30.AAAA", "eyJhbGciOiJFUzI1NiJ9.e30."};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_msg(open_text(texts[i], strlen(texts[i])) == MIEN_ERROR_CORRUPT, "%s",
                      texts[i]);
}
END_TEST

// --------------------------------------------------------------------- the payload

// Opens a good payload with one member changed: a path of names, "case/id", and JSON,
// or NULL to take it away.
static enum mien_status open_with(const char *path, const char *value, uint32_t flags)
{
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    json_t *holder = payload;
    const char *slash = strchr(path, '/');
    if (slash != NULL) {
        char name[40] = "";
        memcpy(name, path, (size_t)(slash - path));
        holder = json_object_get(payload, name);
        path = slash + 1;
    }
    if (value == NULL)
        json_object_del(holder, path);
    else
        json_object_set_new(holder, path,
                            json_loads(value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
    struct mien_blob text = mien_dumped(payload);
    struct mien_blob document = mien_forged(text.bytes, text.size, its, &body);
    enum mien_status status = open_status(&document, flags);
    mien_blob_free(&document);
    mien_blob_free(&text);
    json_decref(payload);
    return status;
}

static const struct {
    const char *path, *value;
    enum mien_status status;
} members[] = {
    {"format", "\"ncii-recipient\"", MIEN_ERROR_CORRUPT},
    {"format", NULL, MIEN_ERROR_CORRUPT},
    {"format", "\"ncii-practice\"", MIEN_ERROR_REFUSED},
    {"version", "2", MIEN_ERROR_VERSION},
    {"version", "1.0", MIEN_ERROR_CORRUPT},
    {"version", "9223372036854775807", MIEN_ERROR_VERSION},
    {"version", NULL, MIEN_ERROR_CORRUPT},
    {"case", "[]", MIEN_ERROR_CORRUPT},
    {"case/id", "\"x\"", MIEN_ERROR_CORRUPT},
    {"case/id", "5", MIEN_ERROR_CORRUPT},
    {"case/id", "\"4006F6E8-dbeb-4159-a353-e451ce94f037\"", MIEN_OK},
    {"case/id", "\"4006f6e8-dbeb-4159-a353-e451ce94f037\\u0000\"", MIEN_ERROR_CORRUPT},
    {"case/action", "\"replace\"", MIEN_ERROR_UNSUPPORTED},
    {"case/action", NULL, MIEN_ERROR_CORRUPT},
    {"case/key", "{}", MIEN_ERROR_CORRUPT},
    {"case/key", NULL, MIEN_ERROR_CORRUPT},
    {"attestation", "[]", MIEN_ERROR_CORRUPT},
    {"attestation", "{\"later\":\"maybe\"}", MIEN_OK},
    {"recipients", NULL, MIEN_ERROR_CORRUPT},
    {"recipients", "[]", MIEN_ERROR_CORRUPT},
    {"recipients", "[\"example.org\",\"B\"]", MIEN_ERROR_CORRUPT},
    {"recipients", "[\"other.org\"]", MIEN_ERROR_REFUSED},
    {"recipients", "[\"other.org\",\"example.org\"]", MIEN_OK},
    {"recipients", "[\"example.or\"]", MIEN_ERROR_REFUSED},
    {"recipients", "[\"example.org2\"]", MIEN_ERROR_REFUSED},
    {"regions", "\"FR\"", MIEN_ERROR_CORRUPT},
    {"regions", "[\"a later one\"]", MIEN_OK},
    {"regions", NULL, MIEN_OK},
    {"day", "\"2026-02-29\"", MIEN_ERROR_CORRUPT},
    {"day", "\"2026-11-22T12:00\"", MIEN_ERROR_CORRUPT},
    {"expires", NULL, MIEN_ERROR_CORRUPT},
    {"items", "{}", MIEN_ERROR_CORRUPT},
    {"items", "[]", MIEN_OK},
    {"later", "[[[1.5e300,{\"a\":null}]]]", MIEN_OK},
};

START_TEST(each_member_is_judged)
{
    enum mien_status status = open_with(members[_i].path, members[_i].value, 0);
    ck_assert_msg(status == members[_i].status, "%s %s: %s (%s)", members[_i].path,
                  members[_i].value, mien_strerror(status), error.detail);
}
END_TEST

START_TEST(practice_is_for_practice)
{
    ck_assert_int_eq(open_with("format", "\"ncii-practice\"", MIEN_DOCUMENT_PRACTICE),
                     MIEN_OK);
    ck_assert_int_eq(open_with("format", "\"ncii-submission\"", MIEN_DOCUMENT_PRACTICE),
                     MIEN_ERROR_REFUSED);
    ck_assert_int_eq(open_with("format", "\"ncii-submission\"", 2),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

// JSON that is no payload, or too much of it, behind a good signature.
static enum mien_status open_payload(const char *text, size_t size)
{
    struct mien_blob document = mien_forged(text, size, its, &body);
    enum mien_status status = open_status(&document, 0);
    mien_blob_free(&document);
    return status;
}

START_TEST(payloads_that_are_none)
{
    static const char *const texts[] = {" ",
                                        "[]",
                                        "null",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"version\":1e999}",
                                        "{\"version\":99999999999999999999999}",
                                        "{\"a\":\"\xff\"}",
                                        "{} {}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_msg(open_payload(texts[i], strlen(texts[i])) == MIEN_ERROR_CORRUPT,
                      "%s", texts[i]);
}
END_TEST

START_TEST(huge_payloads)
{
    size_t size = (size_t)4 << 20;
    char *text = malloc(size);
    memset(text, '[', size);
    ck_assert_int_eq(open_payload(text, size), MIEN_ERROR_LIMIT);
    for (size_t i = 1; i < size; i += 2)
        text[i] = ']'; // [][][]…
    ck_assert_int_eq(open_payload(text, size), MIEN_ERROR_LIMIT);
    free(text);
    struct mien_blob large = {malloc(MIEN_CASE_DOCUMENT_MAX + 1),
                              MIEN_CASE_DOCUMENT_MAX + 1};
    memset(large.bytes, ' ', large.size);
    ck_assert_int_eq(open_status(&large, 0), MIEN_ERROR_LIMIT);
    large.size--;
    ck_assert_int_eq(open_status(&large, 0), MIEN_ERROR_CORRUPT);
    mien_blob_free(&large);
}
END_TEST

START_TEST(too_many_items)
{
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    json_t *items = json_object_get(payload, "items");
    while (json_array_size(items) <= MIEN_CASE_ITEMS_MAX)
        json_array_append_new(items, json_integer(1));
    struct mien_blob text = mien_dumped(payload);
    ck_assert_int_eq(open_payload(text.bytes, text.size), MIEN_ERROR_LIMIT);
    mien_blob_free(&text);
    json_decref(payload);
}
END_TEST

// As many hashes as there are views of a picture, and one more; and a million of them,
// of which not even the text fits in.
START_TEST(too_many_hashes)
{
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    json_t *item = json_array_get(json_object_get(payload, "items"), 0);
    json_t *signals = json_object_get(item, "signals");
    json_t *signal = json_array_get(signals, 0);
    for (size_t most = MIEN_CASE_SIGNALS_MAX; most <= MIEN_CASE_SIGNALS_MAX + 1;
         most++) {
        struct mien_document *document;
        struct mien_document_item told = {.size = sizeof told};
        while (json_array_size(signals) < most)
            json_array_append(signals, signal);
        struct mien_blob text = mien_dumped(payload);
        struct mien_blob sent = mien_forged(text.bytes, text.size, its, &body);
        ck_assert_int_eq(mien_try_open(&document, &sent, &body, 0, &error), MIEN_OK);
        ck_assert_int_eq(mien_document_item(document, 0, &told), MIEN_OK);
        if (most == MIEN_CASE_SIGNALS_MAX)
            ck_assert_ptr_null(told.problem);
        else
            ck_assert_str_eq(told.problem, "it has too many signals");
        mien_document_free(document);
        mien_blob_free(&sent);
        mien_blob_free(&text);
    }
    json_t *tiny = json_pack("{s:s}", "view", "");
    json_array_clear(signals);
    while (json_array_size(signals) < 1000000)
        json_array_append(signals, tiny);
    struct mien_blob text = mien_dumped(payload);
    ck_assert_int_eq(open_payload(text.bytes, text.size), MIEN_ERROR_LIMIT);
    mien_blob_free(&text);
    json_decref(tiny);
    json_decref(payload);
}
END_TEST

// ------------------------------------------------------------------------------ items

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define VIEW(members)                                                                  \
    "{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","   \
    "\"hashValue\":\"" HEX64 "\"," members "}]}"
#define PDQ(value) "{\"signalType\":\"ImagePDQ\",\"hashValue\":\"" value "\"}"

static const struct {
    const char *item;
    const char *problem; // NULL: it is good
} items[] = {
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[" PDQ(HEX64) "]}", NULL},
    {"{\"item\":\"a\",\"media\":\"smell\",\"signals\":[" PDQ(HEX64) "]}", NULL},
    {"{\"item\":\"a\",\"media\":\"image\",\"more\":{},\"signals\":[{\"signalType\":"
     "\"Later\",\"hashValue\":\"any text\",\"quality\":0,\"variant\":\"skewed\"}]}",
     NULL},
    {"{\"item\":\"a\",\"media\":\"video\",\"signals\":[{\"signalType\":\"VideoMD5\","
     "\"hashValue\":\"00112233445566778899AABBCCDDEEFF\"}]}",
     NULL},
    {"5", "no object"},
    {"[]", "no object"},
    {"null", "no object"},
    {"{}", "no name"},
    {"{\"item\":1,\"media\":\"image\",\"signals\":[" PDQ(HEX64) "]}", "no name"},
    {"{\"item\":\"a\\u0000b\",\"media\":\"image\",\"signals\":[" PDQ(HEX64) "]}",
     "no name"},
    {"{\"item\":\"a\",\"signals\":[" PDQ(HEX64) "]}", "no kind"},
    {"{\"item\":\"a\",\"media\":\"image\"}", "no signals"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[]}", "no signals"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[5]}", "without a type"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\"}]}",
     "without a value"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[" PDQ("0011") "]}",
     "no hash of PDQ"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[" PDQ(HEX64 "0") "]}",
     "no hash of PDQ"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[" PDQ(HEX64) "," PDQ("x") "]}",
     "no hash of PDQ"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[" PDQ(HEX64 "\\u0000") "]}",
     "without a value"},
    {"{\"item\":\"a\",\"media\":\"video\",\"signals\":[{\"signalType\":\"VideoMD5\","
     "\"hashValue\":\"" HEX64 "\"}]}",
     "no MD5"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","
     "\"hashValue\":\"" HEX64 "\",\"quality\":101}]}",
     "quality"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","
     "\"hashValue\":\"" HEX64 "\",\"quality\":-1}]}",
     "quality"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","
     "\"hashValue\":\"" HEX64 "\",\"quality\":50.0}]}",
     "quality"},
    {"{\"item\":\"a\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","
     "\"hashValue\":\"" HEX64 "\",\"variant\":8}]}",
     "variant"},
    {VIEW("\"view\":\"window-3\""), NULL},
    {VIEW("\"view\":\"a view of later\""), NULL},
    {VIEW("\"view\":3"), "the view is no text"},
    {VIEW("\"view\":null"), "the view is no text"},
    {VIEW("\"view\":\"window\\u0000-3\""), "the view is no text"},
    {VIEW("\"place\":[0,1000,1,2000,359]"), NULL},
    {VIEW("\"place\":[1001,0,1,1,0]"), "the place is none"},
    {VIEW("\"place\":[0,-1,1,1,0]"), "the place is none"},
    {VIEW("\"place\":[0,0,0,1,0]"), "the place is none"},
    {VIEW("\"place\":[0,0,1,2001,0]"), "the place is none"},
    {VIEW("\"place\":[0,0,1,1,360]"), "the place is none"},
    {VIEW("\"place\":[0,0,1,1,0.5]"), "the place is none"},
    {VIEW("\"place\":[0,0,1,1]"), "the place is none"},
    {VIEW("\"place\":[0,0,1,1,0,0]"), "the place is none"},
    {VIEW("\"place\":{}"), "the place is none"},
    {VIEW("\"place\":null"), "the place is none"},
};

START_TEST(one_bad_item_loses_no_other)
{
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1), *good;
    json_t *list = json_object_get(payload, "items");
    struct mien_document *document;
    struct mien_document_info info = {.size = sizeof info};
    struct mien_document_item item = {.size = sizeof item};
    struct mien_document_signal signal = {.size = sizeof signal};
    good = json_array_get(list, 0);
    json_array_append_new(
        list, json_loads(items[_i].item, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
    json_array_append_new(list, json_deep_copy(good));
    struct mien_blob text = mien_dumped(payload);
    struct mien_blob document_text = mien_forged(text.bytes, text.size, its, &body);
    bool bad = items[_i].problem != NULL;
    ck_assert_int_eq(mien_try_open(&document, &document_text, &body, 0, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &info), MIEN_OK);
    ck_assert_uint_eq(info.items, 3);
    ck_assert_uint_eq(info.malformed, bad);
    for (uint32_t i = 0; i < 3; i += 2) {
        ck_assert_int_eq(mien_document_item(document, i, &item), MIEN_OK);
        ck_assert_str_eq(item.item, "1");
        ck_assert_str_eq(item.media, "image");
        ck_assert_ptr_null(item.problem);
        ck_assert_uint_eq(item.signals, MIEN_DIHEDRAL_COUNT);
        ck_assert_int_eq(mien_document_signal(document, i, 7, &signal), MIEN_OK);
        ck_assert_str_eq(signal.type, "ImagePDQ");
        ck_assert_str_eq(signal.variant, "flipMinus1");
        ck_assert_int_eq(signal.quality, 99);
        struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
        mien_hashes_of(dihedral, 1);
        ck_assert_mem_eq(&signal.hash, &dihedral[7], sizeof signal.hash);
    }
    ck_assert_int_eq(mien_document_item(document, 1, &item), MIEN_OK);
    ck_assert((item.problem != NULL) == bad);
    ck_assert(!bad || strstr(item.problem, items[_i].problem) != NULL);
    ck_assert(!bad || item.signals == 0);
    ck_assert_ptr_nonnull(item.item);
    ck_assert_ptr_nonnull(item.media);
    ck_assert_int_eq(mien_document_signal(document, 1, 0, &signal),
                     bad ? MIEN_ERROR_ARGUMENT : MIEN_OK);
    ck_assert_int_eq(mien_document_signal(document, 0, 8, &signal),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_document_item(document, 3, &item), MIEN_ERROR_ARGUMENT);
    // And the whole payload is passed on as it was.
    struct mien_blob told;
    ck_assert_int_eq(mien_document_json(document, &told.bytes, &told.size), MIEN_OK);
    ck_assert_str_eq(told.bytes, text.bytes);
    mien_blob_free(&told);
    mien_document_free(document);
    mien_blob_free(&document_text);
    mien_blob_free(&text);
    json_decref(payload);
}
END_TEST

START_TEST(an_absent_quality_is_none)
{
    struct mien_document *document;
    struct mien_document_signal signal = {.size = sizeof signal};
    json_t *payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    json_object_set_new(payload, "items",
                        json_loads("[{\"item\":\"1\",\"media\":\"image\",\"signals\":["
                                   "{\"signalType\":\"URL\",\"hashValue\":\"x\"}]}]",
                                   0, NULL));
    struct mien_blob text = mien_dumped(payload);
    struct mien_blob forged = mien_forged(text.bytes, text.size, its, &body);
    ck_assert_int_eq(mien_try_open(&document, &forged, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_signal(document, 0, 0, &signal), MIEN_OK);
    ck_assert_str_eq(signal.type, "URL");
    ck_assert_str_eq(signal.value, "x");
    ck_assert_str_eq(signal.variant, "");
    ck_assert_int_eq(signal.quality, -1);
    mien_document_free(document);
    mien_blob_free(&forged);
    mien_blob_free(&text);
    json_decref(payload);
}
END_TEST

// -------------------------------------------------------------------------- whose it
// is

START_TEST(the_id_says_whose_key_it_is)
{
    struct mien_document *document;
    struct mien_document_info info = {.size = sizeof info};
    struct mien_case_info of_case = {.size = sizeof of_case};
    ck_assert_int_eq(mien_case_info(its, &of_case), MIEN_OK);
    ck_assert_int_eq(mien_try_open(&document, &sealed, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &info), MIEN_OK);
    ck_assert_str_eq(info.case_id, of_case.id);
    ck_assert(info.id_of_key);
    ck_assert_int_eq(info.action, MIEN_CASE_CREATE);
    ck_assert_str_eq(info.day, MIEN_TODAY);
    ck_assert_str_eq(info.expires, "2027-11-22");
    ck_assert(!info.practice);
    mien_document_free(document);
    // Somebody else signs for this case, with a key of her own.
    struct mien_case *stranger = mien_case_filled(1, false);
    struct mien_blob made = mien_sealed(stranger, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&made);
    json_t *payload = mien_payload_of(stranger, MIEN_CASE_WITHDRAW, &body, 1);
    json_object_set_new(json_object_get(payload, "case"), "id",
                        json_string(of_case.id));
    struct mien_blob text = mien_dumped(payload);
    struct mien_blob forged = mien_forged(text.bytes, text.size, stranger, &body);
    ck_assert_int_eq(mien_try_open(&document, &forged, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &info), MIEN_OK);
    ck_assert(!info.id_of_key);
    mien_document_free(document);
    mien_blob_free(&forged);
    mien_blob_free(&text);
    json_decref(payload);
    mien_case_free(stranger);
}
END_TEST

START_TEST(readers_keys_are_judged)
{
    static const struct {
        const char *member, *value;
        enum mien_status status;
    } keys[] = {{"d", NULL, MIEN_ERROR_ARGUMENT},
                {"d", "\"AA\"", MIEN_ERROR_ARGUMENT},
                {"kty", "\"oct\"", MIEN_ERROR_ARGUMENT},
                {"kid", "7", MIEN_ERROR_ARGUMENT},
                {"kid", "\"other.org\"", MIEN_ERROR_REFUSED},
                {"kid", NULL, MIEN_OK},
                {"alg", "\"ECDH-ES+A256KW\"", MIEN_OK},
                {"key_ops", "[\"sign\"]", MIEN_OK}};
    struct mien_document *document = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        json_t *jwk = mien_parsed(body.key.bytes, body.key.size);
        if (keys[i].value == NULL)
            json_object_del(jwk, keys[i].member);
        else
            json_object_set_new(jwk, keys[i].member,
                                json_loads(keys[i].value, JSON_DECODE_ANY, NULL));
        struct mien_blob key = mien_dumped(jwk);
        enum mien_status status = mien_document_open(
            &document, sealed.bytes, sealed.size, key.bytes, key.size, 0, &error);
        ck_assert_msg(status == keys[i].status, "%s %s: %s", keys[i].member,
                      keys[i].value, mien_strerror(status));
        if (status == MIEN_OK)
            mien_document_free(document);
        mien_blob_free(&key);
        json_decref(jwk);
    }
    ck_assert_int_eq(
        mien_document_open(&document, sealed.bytes, sealed.size, "{", 1, 0, &error),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(error.status, MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_open(&document, sealed.bytes, sealed.size, NULL, 0, 0, &error),
        MIEN_ERROR_ARGUMENT);
}
END_TEST

START_TEST(smaller_and_larger_structs)
{
    struct mien_document *document;
    struct {
        struct mien_document_info info;
        char more[64];
    } larger;
    struct mien_document_info small;
    memset(&larger, 0x55, sizeof larger);
    memset(&small, 0x55, sizeof small);
    larger.info.size = sizeof larger;
    small.size = offsetof(struct mien_document_info, case_key);
    ck_assert_int_eq(mien_try_open(&document, &sealed, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &larger.info), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &small), MIEN_OK);
    ck_assert_uint_eq(larger.info.size, sizeof larger);
    ck_assert_int_eq(larger.more[0] | larger.more[63], 0);
    ck_assert_str_eq(small.case_id, larger.info.case_id);
    ck_assert_int_eq(small.case_key[0], 0x55); // behind what it has
    small.size = 1;
    ck_assert_int_eq(mien_document_info(document, &small), MIEN_ERROR_ARGUMENT);
    mien_document_free(document);
}
END_TEST

#define LOOP(function, table)                                                          \
    tcase_add_loop_test(tcase, function, 0, (int)(sizeof table / sizeof table[0]))

int main(void)
{
    Suite *suite = suite_create("case_open");
    TCase *tcase = tcase_create("open");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, changed_anywhere, 0, 9);
    tcase_add_test(tcase, cut_anywhere);
    tcase_add_test(tcase, any_byte_changed);
    tcase_add_test(tcase, recipients_in_another_order);
    tcase_add_test(tcase, too_many_recipients);
    tcase_add_test(tcase, sealed_for_somebody_else);
    LOOP(other_protected_headers, headers);
    LOOP(other_ways_to_wrap_a_key, algorithms);
    tcase_add_test(tcase, extensions_beside_the_protected_header);
    tcase_add_test(tcase, a_huge_unprotected_header);
    tcase_add_test(tcase, flattened_is_read_too);
    tcase_add_test(tcase, both_forms_at_once_are_refused);
    LOOP(other_signatures, signatures);
    tcase_add_test(tcase, the_signature_is_anothers);
    tcase_add_test(tcase, the_signed_text_was_changed);
    tcase_add_test(tcase, other_texts_inside);
    LOOP(each_member_is_judged, members);
    tcase_add_test(tcase, practice_is_for_practice);
    tcase_add_test(tcase, payloads_that_are_none);
    tcase_add_test(tcase, huge_payloads);
    tcase_add_test(tcase, too_many_items);
    tcase_add_test(tcase, too_many_hashes);
    LOOP(one_bad_item_loses_no_other, items);
    tcase_add_test(tcase, an_absent_quality_is_none);
    tcase_add_test(tcase, the_id_says_whose_key_it_is);
    tcase_add_test(tcase, readers_keys_are_judged);
    tcase_add_test(tcase, smaller_and_larger_structs);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
