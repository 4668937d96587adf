// SPDX-License-Identifier: Apache-2.0
// The wallet: what was put in comes out, and nothing else opens it; what is damaged or
// of later versions is not lost; its length does not tell how many cases it holds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <jose/b64.h>

#include <mien/case.h>

#include "case/json.h"
#include "case/pad.h"
#include "case/pbes2.h"
#include "case/wallet.h"
#include "suite.h"
#include "synthetic.h"

#define PASSPHRASE "correct horse"
#define EMPTY "{\"format\":\"ncii-wallet\",\"version\":1,\"cases\":[]}"

static const struct mien_passphrase passphrase = {PASSPHRASE, sizeof PASSPHRASE - 1};
static const uint32_t few_rounds = 1000; // tests have no time for more

// ------------------------------------------------------------------------- helpers

static struct mien_case *new_case(unsigned pictures)
{
    struct mien_case *its = NULL;
    struct mien_random random = {pictures};
    ck_assert_int_eq(mien_case_new(&its, "2026-11-21", false, NULL), MIEN_OK);
    for (unsigned i = 0; i < pictures; i++) {
        struct mien_hash hashes[MIEN_DIHEDRAL_COUNT];
        mien_random_bytes(&random, (uint8_t *)hashes, sizeof hashes);
        ck_assert_int_eq(mien_case_add_image(its, NULL, hashes, 100, NULL), MIEN_OK);
    }
    return its;
}

static struct mien_case_info info_of(const struct mien_case *its)
{
    struct mien_case_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    return info;
}

// Puts in a new case and gives its id.
static void put_new(struct mien_wallet *wallet, unsigned pictures,
                    char id[MIEN_CASE_ID_SIZE])
{
    struct mien_case *its = new_case(pictures);
    ck_assert_int_eq(mien_wallet_put(wallet, its, NULL), MIEN_OK);
    if (id != NULL)
        memcpy(id, info_of(its).id, MIEN_CASE_ID_SIZE);
    mien_case_free(its);
}

static struct mien_wallet *new_wallet(unsigned cases)
{
    struct mien_wallet *wallet = NULL;
    ck_assert_int_eq(mien_wallet_new(&wallet), MIEN_OK);
    for (unsigned i = 0; i < cases; i++)
        put_new(wallet, 1, NULL);
    return wallet;
}

static char *seal(const struct mien_wallet *wallet, size_t *length)
{
    char *text = NULL;
    struct mien_error error;
    enum mien_status status =
        mien_wallet_seal_rounds(wallet, &text, length, passphrase, few_rounds, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    return text;
}

static size_t sealed_length(const struct mien_wallet *wallet)
{
    size_t length = 0;
    char *text = seal(wallet, &length);
    mien_case_text_free(text, length);
    return length;
}

static enum mien_status open_text(struct mien_wallet **wallet, const char *text,
                                  size_t length, struct mien_error *error)
{
    // On the heap, exactly as long as it is: a sanitizer sees a byte too many.
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, text, length);
    enum mien_status status = mien_wallet_open(wallet, copy, length, passphrase.bytes,
                                               passphrase.length, error);
    free(copy);
    return status;
}

static struct mien_wallet *reopen(struct mien_wallet *wallet)
{
    size_t length = 0;
    char *text = seal(wallet, &length);
    struct mien_wallet *again = NULL;
    mien_wallet_free(wallet);
    ck_assert_int_eq(open_text(&again, text, length, NULL), MIEN_OK);
    mien_case_text_free(text, length);
    return again;
}

// A JWE of any payload.
static json_t *jwe_of(const char *payload)
{
    json_t *jwe = NULL;
    ck_assert_int_eq(
        mien_pbes2_seal(&jwe, payload, strlen(payload), passphrase, few_rounds, NULL),
        MIEN_OK);
    return jwe;
}

static enum mien_status open_jwe(struct mien_wallet **wallet, const json_t *jwe,
                                 struct mien_error *error)
{
    char *text = NULL;
    size_t length = 0;
    ck_assert_int_eq(mien_json_write(jwe, &text, &length), MIEN_OK);
    enum mien_status status = open_text(wallet, text, length, error);
    mien_case_text_free(text, length);
    return status;
}

static enum mien_status open_payload(struct mien_wallet **wallet, const char *payload,
                                     struct mien_error *error)
{
    json_t *jwe = jwe_of(payload);
    enum mien_status status = open_jwe(wallet, jwe, error);
    json_decref(jwe);
    return status;
}

// The payload that a wallet is sealed with.
static json_t *payload_of(const struct mien_wallet *wallet, size_t *padded)
{
    size_t length = 0, plain_length = 0;
    char *text = seal(wallet, &length);
    json_t *jwe = json_loadb(text, length, 0, NULL);
    uint8_t *plain = NULL;
    ck_assert_int_eq(mien_pbes2_open(&plain, &plain_length, jwe, passphrase, NULL),
                     MIEN_OK);
    json_t *payload = json_loadb((char *)plain, plain_length, 0, NULL);
    ck_assert_ptr_nonnull(payload);
    if (padded != NULL)
        *padded = plain_length;
    free(plain);
    json_decref(jwe);
    mien_case_text_free(text, length);
    return payload;
}

static json_t *header_of(const json_t *jwe)
{
    json_t *header = jose_b64_dec_load(json_object_get(jwe, "protected"));
    ck_assert_ptr_nonnull(header);
    return header;
}

static void set_header(json_t *jwe, const json_t *header)
{
    ck_assert_int_eq(json_object_set_new(jwe, "protected", jose_b64_enc_dump(header)),
                     0);
}

// ------------------------------------------------------------------------- the file

START_TEST(cases_come_out_as_they_went_in)
{
    struct mien_wallet *wallet = new_wallet(0);
    char ids[3][MIEN_CASE_ID_SIZE];
    for (unsigned i = 0; i < 3; i++)
        put_new(wallet, i + 1, ids[i]);
    wallet = reopen(wallet);
    ck_assert_uint_eq(mien_wallet_count(wallet), 3);
    for (unsigned i = 0; i < 3; i++) {
        struct mien_case *its = NULL;
        ck_assert_int_eq(mien_wallet_case(wallet, i, &its, NULL), MIEN_OK);
        ck_assert_str_eq(info_of(its).id, ids[i]);
        ck_assert_uint_eq(info_of(its).items, i + 1);
        ck_assert_str_eq(info_of(its).day, "2026-11-21");
        mien_case_free(its);
    }
    mien_wallet_free(wallet);
}
END_TEST

// The words of a case say its key: it is the same one after the way through a wallet.
START_TEST(the_key_comes_out_as_it_went_in)
{
    struct mien_wallet *wallet = new_wallet(0);
    struct mien_case *its = new_case(1), *again = NULL;
    char before[MIEN_WORDS_SIZE], after[MIEN_WORDS_SIZE];
    ck_assert_int_eq(mien_wallet_put(wallet, its, NULL), MIEN_OK);
    wallet = reopen(wallet);
    ck_assert_int_eq(mien_wallet_case(wallet, 0, &again, NULL), MIEN_OK);
    ck_assert_int_eq(mien_case_words(its, MIEN_WORDS_FRENCH, before), MIEN_OK);
    ck_assert_int_eq(mien_case_words(again, MIEN_WORDS_FRENCH, after), MIEN_OK);
    ck_assert_str_eq(before, after);
    mien_case_free(its);
    mien_case_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// By mien_wallet_seal() itself: the algorithms, the rounds, fresh salts, and nothing
// else that would tell what it is.
START_TEST(the_header_says_what_the_format_asks_for)
{
    struct mien_wallet *wallet = new_wallet(1), *again = NULL;
    char *text[2] = {NULL, NULL};
    const char *salts[2];
    size_t length[2];
    json_t *header[2];
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(mien_wallet_seal(wallet, &text[i], &length[i],
                                          passphrase.bytes, passphrase.length, NULL),
                         MIEN_OK);
        json_t *jwe = json_loadb(text[i], length[i], 0, NULL);
        ck_assert_uint_eq(json_object_size(jwe), 5);
        header[i] = header_of(jwe);
        ck_assert_uint_eq(json_object_size(header[i]), 4);
        ck_assert_str_eq(json_string_value(json_object_get(header[i], "alg")),
                         "PBES2-HS512+A256KW");
        ck_assert_str_eq(json_string_value(json_object_get(header[i], "enc")),
                         "A256GCM");
        ck_assert_int_eq(json_integer_value(json_object_get(header[i], "p2c")), 600000);
        salts[i] = json_string_value(json_object_get(header[i], "p2s"));
        ck_assert_uint_eq(strlen(salts[i]), 22); // 16 bytes
        json_decref(jwe);
    }
    ck_assert_str_ne(salts[0], salts[1]);
    ck_assert_int_eq(open_text(&again, text[0], length[0], NULL), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(again), 1);
    for (int i = 0; i < 2; i++) {
        mien_case_text_free(text[i], length[i]);
        json_decref(header[i]);
    }
    mien_wallet_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// Made with Node's WebCrypto and nothing of ours: PBKDF2 with SHA-512 over "alg", a
// zero and the salt "0123456789abcdef", 1000 rounds; AES-KW; AES-GCM.
START_TEST(a_wallet_made_by_webcrypto_opens)
{
    static const char made[] =
        "{\"protected\":\"eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwic"
        "DJzIjoiTURFeU16UTFOamM0T1dGaVkyUmxaZyIsInAyYyI6MTAwMH0\",\"encrypted_key\":\"h"
        "qJrf0qUk-THAMxcvApZX1ZtWLXXwtmGD4UVNDXsUiPgk1vaNkeOdw\",\"iv\":\"CQkJCQkJCQkJC"
        "QkJ\",\"ciphertext\":\"XKfi-8ydoBWCWOlWhYPK8qPRD59RmtXsTdgj1KYdbhTx39bvwDFLYxr"
        "AhywfaZ4\",\"tag\":\"gIKDxjReKoRzIaDYypcdPg\"}";
    struct mien_wallet *wallet = NULL;
    ck_assert_int_eq(open_text(&wallet, made, sizeof made - 1, NULL), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(wallet), 0);
    mien_wallet_free(wallet);
}
END_TEST

START_TEST(the_length_does_not_tell_how_many_cases_there_are)
{
    size_t padded;
    struct mien_wallet *wallet = new_wallet(0);
    size_t none = sealed_length(wallet);
    put_new(wallet, 1, NULL);
    size_t one = sealed_length(wallet);
    put_new(wallet, 2, NULL);
    put_new(wallet, 1, NULL);
    size_t three = sealed_length(wallet);
    ck_assert_uint_eq(none, one);
    ck_assert_uint_eq(one, three);
    json_decref(payload_of(wallet, &padded));
    ck_assert_uint_eq(padded, MIEN_PAD_LEAST);
    put_new(wallet, 60, NULL); // one class up, or more
    json_decref(payload_of(wallet, &padded));
    ck_assert_uint_gt(padded, MIEN_PAD_LEAST);
    ck_assert_uint_eq(padded & (padded - 1), 0);
    mien_wallet_free(wallet);
}
END_TEST

START_TEST(padding_ends_at_the_classes)
{
    static const struct {
        size_t length, padded;
    } lengths[] = {{0, MIEN_PAD_LEAST},
                   {MIEN_PAD_LEAST, MIEN_PAD_LEAST},
                   {MIEN_PAD_LEAST + 1, 4 * MIEN_PAD_LEAST},
                   {MIEN_PAD_MOST / 2 + 1, MIEN_PAD_MOST},
                   {MIEN_PAD_MOST, MIEN_PAD_MOST}};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t length = lengths[i].length;
        char *text = calloc(1, length + 1);
        memset(text, 'x', length);
        ck_assert_int_eq(mien_pad(&text, &length), MIEN_OK);
        ck_assert_uint_eq(length, lengths[i].padded);
        ck_assert_uint_eq(strspn(text, "x"), lengths[i].length);
        ck_assert_uint_eq(strspn(text + lengths[i].length, " "),
                          length - lengths[i].length);
        free(text);
    }
    size_t length = MIEN_PAD_MOST + 1;
    char *text = calloc(1, length);
    ck_assert_int_eq(mien_pad(&text, &length), MIEN_ERROR_LIMIT);
    ck_assert_uint_eq(length, MIEN_PAD_MOST + 1);
    free(text);
}
END_TEST

// ------------------------------------------------------------------------- refusals

START_TEST(another_passphrase_does_not_open_it)
{
    static const char *const wrong[] = {"correct hors", "correct horse ",
                                        "Correct horse", "x"};
    struct mien_wallet *wallet = new_wallet(1), *again = NULL;
    size_t length = 0;
    char *text = seal(wallet, &length);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct mien_error error;
        ck_assert_int_eq(
            mien_wallet_open(&again, text, length, wrong[i], strlen(wrong[i]), &error),
            MIEN_ERROR_KEY);
        ck_assert_ptr_null(again);
        ck_assert_ptr_null(strstr(error.detail, wrong[i]));
    }
    mien_case_text_free(text, length);
    mien_wallet_free(wallet);
}
END_TEST

// A zero inside is a byte like others; the longest one that there may be.
START_TEST(passphrases_are_bytes)
{
    static char longest[1025];
    memset(longest, 'p', sizeof longest);
    const struct mien_passphrase odd[] = {
        {"a\0b", 3}, {"\xff\xfe", 2}, {longest, 1024}};
    struct mien_wallet *wallet = new_wallet(1), *again = NULL;
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char *text = NULL;
        size_t length = 0;
        ck_assert_int_eq(
            mien_wallet_seal_rounds(wallet, &text, &length, odd[i], few_rounds, NULL),
            MIEN_OK);
        ck_assert_int_eq(mien_wallet_open(&again, text, length, odd[i].bytes,
                                          odd[i].length - 1, NULL),
                         MIEN_ERROR_KEY);
        ck_assert_int_eq(
            mien_wallet_open(&again, text, length, odd[i].bytes, odd[i].length, NULL),
            MIEN_OK);
        mien_wallet_free(again);
        mien_case_text_free(text, length);
        again = NULL;
    }
    char *text = NULL;
    size_t length = 0;
    ck_assert_int_eq(mien_wallet_seal(wallet, &text, &length, longest, 1025, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_seal(wallet, &text, &length, "", 0, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_open(&again, "{}", 2, "", 0, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_null(text);
    mien_wallet_free(wallet);
}
END_TEST

// Another character at places all over each member, and each member cut short: it does
// not open, and what is no base64url any more is CORRUPT, not a wrong passphrase.
START_TEST(a_changed_wallet_does_not_open)
{
    static const char *const members[] = {"protected", "encrypted_key", "iv",
                                          "ciphertext", "tag"};
    const char *member = members[_i];
    json_t *jwe = jwe_of(EMPTY);
    const char *right = json_string_value(json_object_get(jwe, member));
    char *text = strdup(right);
    size_t length = strlen(text);
    struct mien_wallet *wallet = NULL;
    for (size_t i = 0; i < length; i++) {
        char is = text[i];
        for (int change = 0; change < 3; change++) {
            text[i] = "A_="[change];
            if (text[i] == is)
                continue;
            json_object_set_new(jwe, member, json_string(text));
            enum mien_status status = open_jwe(&wallet, jwe, NULL);
            ck_assert_msg(status == MIEN_ERROR_KEY || status == MIEN_ERROR_CORRUPT ||
                              status == MIEN_ERROR_UNSUPPORTED ||
                              status == MIEN_ERROR_LIMIT,
                          "%s[%zu]: status %d", member, i, status);
            if (change == 2)
                ck_assert_int_eq(status, MIEN_ERROR_CORRUPT);
        }
        text[i] = is;
    }
    for (size_t cut = 0; cut < length; cut++) {
        json_object_set_new(jwe, member, json_stringn(text, cut));
        ck_assert_int_ne(open_jwe(&wallet, jwe, NULL), MIEN_OK);
    }
    // As it was, it opens.
    json_object_set_new(jwe, member, json_string(text));
    ck_assert_int_eq(open_jwe(&wallet, jwe, NULL), MIEN_OK);
    mien_wallet_free(wallet);
    free(text);
    json_decref(jwe);
}
END_TEST

START_TEST(headers_are_judged)
{
    static const struct {
        const char *member, *value; // "": taken out
        enum mien_status status;
    } headers[] = {
        {"alg", "\"none\"", MIEN_ERROR_UNSUPPORTED},
        {"alg", "\"dir\"", MIEN_ERROR_UNSUPPORTED},
        {"alg", "\"A256KW\"", MIEN_ERROR_UNSUPPORTED},
        {"alg", "\"PBES2-HS256+A128KW\"", MIEN_ERROR_UNSUPPORTED},
        {"alg", "1", MIEN_ERROR_UNSUPPORTED},
        {"alg", "", MIEN_ERROR_UNSUPPORTED},
        {"enc", "\"A128GCM\"", MIEN_ERROR_UNSUPPORTED},
        {"enc", "\"A256CBC-HS512\"", MIEN_ERROR_UNSUPPORTED},
        {"enc", "", MIEN_ERROR_UNSUPPORTED},
        {"zip", "\"DEF\"", MIEN_ERROR_UNSUPPORTED},
        {"crit", "[\"x\"]", MIEN_ERROR_UNSUPPORTED},
        {"p2c", "", MIEN_ERROR_CORRUPT},
        {"p2c", "\"1000\"", MIEN_ERROR_CORRUPT},
        {"p2c", "1000.0", MIEN_ERROR_CORRUPT},
        {"p2c", "-1", MIEN_ERROR_CORRUPT},
        {"p2c", "999", MIEN_ERROR_CORRUPT},
        {"p2c", "10000001", MIEN_ERROR_LIMIT},
        {"p2c", "9223372036854775807", MIEN_ERROR_LIMIT},
        {"p2c", "1001", MIEN_ERROR_KEY},
        {"p2s", "", MIEN_ERROR_CORRUPT},
        {"p2s", "7", MIEN_ERROR_CORRUPT},
        {"p2s", "\"AAAAAAAAAA\"", MIEN_ERROR_CORRUPT}, // 7 bytes
        {"p2s", "\"AAAAAAAAAAA\"", MIEN_ERROR_KEY},    // 8
        {"p2s", "\"AAAAAAAAAAB\"", MIEN_ERROR_CORRUPT},
        {"typ", "\"JOSE\"", MIEN_ERROR_KEY}, // nothing against it, but not ours
    };
    json_t *jwe = jwe_of(EMPTY), *right = header_of(jwe);
    struct mien_wallet *wallet = NULL;
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        json_t *header = json_copy(right);
        json_object_del(header, headers[i].member);
        if (headers[i].value[0] != '\0')
            json_object_set_new(header, headers[i].member,
                                json_loads(headers[i].value, JSON_DECODE_ANY, NULL));
        set_header(jwe, header);
        enum mien_status status = open_jwe(&wallet, jwe, NULL);
        ck_assert_msg(status == headers[i].status, "%s %s: status %d",
                      headers[i].member, headers[i].value, status);
        json_decref(header);
    }
    json_decref(right);
    json_decref(jwe);
}
END_TEST

START_TEST(salts_have_an_upper_end)
{
    static const uint8_t salt[1025];
    json_t *jwe = jwe_of(EMPTY), *header = header_of(jwe);
    struct mien_wallet *wallet = NULL;
    json_object_set_new(header, "p2s", jose_b64_enc(salt, 1024));
    set_header(jwe, header);
    ck_assert_int_eq(open_jwe(&wallet, jwe, NULL), MIEN_ERROR_KEY);
    json_object_set_new(header, "p2s", jose_b64_enc(salt, 1025));
    set_header(jwe, header);
    ck_assert_int_eq(open_jwe(&wallet, jwe, NULL), MIEN_ERROR_LIMIT);
    json_decref(header);
    json_decref(jwe);
}
END_TEST

START_TEST(other_forms_of_jwe_are_refused)
{
    static const struct {
        const char *member, *value;
        enum mien_status status;
    } members[] = {
        {"unprotected", "{}", MIEN_ERROR_UNSUPPORTED},
        {"header", "{\"alg\":\"dir\"}", MIEN_ERROR_UNSUPPORTED},
        {"recipients", "[]", MIEN_ERROR_UNSUPPORTED},
        {"aad", "\"\"", MIEN_ERROR_UNSUPPORTED},
        {"protected", "{}", MIEN_ERROR_CORRUPT},
        {"protected", "\"\"", MIEN_ERROR_CORRUPT},
        {"protected", "\"bm8\"", MIEN_ERROR_CORRUPT},
        {"encrypted_key", "null", MIEN_ERROR_CORRUPT},
        {"iv", "7", MIEN_ERROR_CORRUPT},
        {"tag", "\"\"", MIEN_ERROR_CORRUPT},
        {"tag", "\"AAAAAAAAAAAAAAAA\"", MIEN_ERROR_CORRUPT}, // 12 bytes
    };
    json_t *right = jwe_of(EMPTY);
    struct mien_wallet *wallet = NULL;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *jwe = json_copy(right);
        json_object_set_new(jwe, members[i].member,
                            json_loads(members[i].value, JSON_DECODE_ANY, NULL));
        enum mien_status status = open_jwe(&wallet, jwe, NULL);
        ck_assert_msg(status == members[i].status, "%s %s: status %d",
                      members[i].member, members[i].value, status);
        json_decref(jwe);
    }
    json_object_set_new(right, "later", json_true()); // an unknown member harms nobody
    ck_assert_int_eq(open_jwe(&wallet, right, NULL), MIEN_OK);
    mien_wallet_free(wallet);
    json_decref(right);
}
END_TEST

START_TEST(what_is_no_wallet_is_refused)
{
    static const char *const texts[] = {"",         "{",     "null",   "[]",  "{}", "7",
                                        "\"text\"", "{} {}", "\0\0\0", "PNG", "[1]"};
    struct mien_wallet *wallet = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_int_eq(open_text(&wallet, texts[i], strlen(texts[i]), NULL),
                         MIEN_ERROR_CORRUPT);
    char *nested = malloc(100000);
    memset(nested, '[', 100000);
    ck_assert_int_eq(open_text(&wallet, nested, 100000, NULL), MIEN_ERROR_LIMIT);
    free(nested);
    ck_assert_int_eq(
        mien_wallet_open(&wallet, "{}", MIEN_CASE_DOCUMENT_MAX + 1, "p", 1, NULL),
        MIEN_ERROR_LIMIT);
}
END_TEST

START_TEST(a_wallet_that_is_cut_short_is_refused)
{
    struct mien_wallet *wallet = new_wallet(1), *again = NULL;
    size_t length = 0;
    char *text = seal(wallet, &length);
    for (size_t cut = 0; cut < length; cut += cut < 400 ? 1 : 997)
        ck_assert_int_eq(open_text(&again, text, cut, NULL), MIEN_ERROR_CORRUPT);
    mien_case_text_free(text, length);
    mien_wallet_free(wallet);
}
END_TEST

START_TEST(payloads_are_judged)
{
    static const struct {
        const char *payload;
        enum mien_status status;
    } payloads[] = {
        {"{\"format\":\"ncii-wallet\",\"version\":2,\"cases\":[]}", MIEN_ERROR_VERSION},
        {"{\"format\":\"ncii-wallet\",\"version\":0,\"cases\":[]}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-wallet\",\"version\":\"1\",\"cases\":[]}",
         MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-wallet\",\"cases\":[]}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-walle\",\"version\":1,\"cases\":[]}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-wallet\",\"version\":1,\"cases\":{}}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-wallet\",\"version\":1}", MIEN_ERROR_CORRUPT},
        {"[]", MIEN_ERROR_CORRUPT},
        {" ", MIEN_ERROR_CORRUPT},
        {"{", MIEN_ERROR_CORRUPT},
    };
    struct mien_wallet *wallet = NULL;
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        enum mien_status status = open_payload(&wallet, payloads[i].payload, NULL);
        ck_assert_msg(status == payloads[i].status, "%s: status %d",
                      payloads[i].payload, status);
    }
    ck_assert_ptr_null(wallet);
}
END_TEST

// ------------------------------------------------------- what this version does not
// know

// A wallet with a good case, and beside it whatever is no case: the others are there,
// and nothing of it is lost when it is sealed again.
START_TEST(malformed_cases_are_kept_and_lose_no_others)
{
    struct mien_wallet *wallet = new_wallet(2), *again = NULL;
    json_t *payload = payload_of(wallet, NULL);
    json_t *cases = json_object_get(payload, "cases");
    json_t *odd = json_loads(
        "[null,7,{},[],\"text\",{\"id\":\"x\",\"later\":[1,{\"a\":1.5}]}]", 0, NULL);
    json_t *broken = json_deep_copy(json_array_get(cases, 0));
    json_object_set_new(json_object_get(broken, "key"), "d", json_string("AAAA"));
    json_array_append_new(odd, broken);
    for (size_t i = json_array_size(odd); i-- > 0;)
        json_array_insert(cases, i % 2, json_array_get(odd, i));
    char *text = json_dumps(payload, 0);
    ck_assert_int_eq(open_payload(&again, text, NULL), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(again), 2);

    json_t *after = payload_of(again, NULL);
    json_t *kept = json_object_get(after, "cases");
    ck_assert_uint_eq(json_array_size(kept), json_array_size(cases));
    for (size_t i = 0; i < json_array_size(cases); i++) {
        size_t found = 0;
        for (size_t j = 0; j < json_array_size(kept); j++)
            found += json_equal(json_array_get(cases, i), json_array_get(kept, j)) != 0;
        ck_assert_uint_eq(found, 1);
    }
    free(text);
    json_decref(odd);
    json_decref(payload);
    json_decref(after);
    mien_wallet_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// Members that a later version put there: of the wallet, and of a case, also when the
// case is taken out, changed, and put in again.
START_TEST(unknown_members_are_kept)
{
    struct mien_wallet *wallet = new_wallet(1), *again = NULL;
    json_t *payload = payload_of(wallet, NULL);
    json_t *its = json_array_get(json_object_get(payload, "cases"), 0);
    json_object_set_new(payload, "later", json_loads("{\"a\":[1,2.5,null]}", 0, NULL));
    json_object_set_new(its, "later too", json_loads("[\"\\u00e9\",true]", 0, NULL));
    char *text = json_dumps(payload, 0);
    ck_assert_int_eq(open_payload(&again, text, NULL), MIEN_OK);
    json_t *after = payload_of(again, NULL);
    ck_assert(json_equal(payload, after));
    json_decref(after);

    struct mien_case *taken = NULL;
    ck_assert_int_eq(mien_wallet_case(again, 0, &taken, NULL), MIEN_OK);
    ck_assert_int_eq(mien_case_region(taken, "FR", NULL), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(again, taken, NULL), MIEN_OK);
    after = payload_of(again, NULL);
    json_object_set_new(its, "regions", json_loads("[\"FR\"]", 0, NULL));
    ck_assert(json_equal(payload, after));
    json_decref(after);
    mien_case_free(taken);
    free(text);
    json_decref(payload);
    mien_wallet_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// ------------------------------------------------------------------------- cases in it

START_TEST(a_case_takes_the_place_of_its_earlier_state)
{
    struct mien_wallet *wallet = new_wallet(1);
    struct mien_case *its = new_case(1), *again = NULL;
    struct mien_hash hashes[MIEN_DIHEDRAL_COUNT] = {{{1}}};
    ck_assert_int_eq(mien_wallet_put(wallet, its, NULL), MIEN_OK);
    put_new(wallet, 1, NULL);
    ck_assert_int_eq(mien_case_add_image(its, NULL, hashes, 90, NULL), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(wallet, its, NULL), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(wallet), 3);
    ck_assert_int_eq(mien_wallet_case(wallet, 1, &again, NULL), MIEN_OK);
    ck_assert_str_eq(info_of(again).id, info_of(its).id);
    ck_assert_uint_eq(info_of(again).items, 2);
    mien_case_free(again);
    // What comes out is a copy.
    ck_assert_int_eq(mien_wallet_case(wallet, 1, &again, NULL), MIEN_OK);
    ck_assert_int_eq(mien_case_drop(again, 2, NULL), MIEN_OK);
    mien_case_free(again);
    ck_assert_int_eq(mien_wallet_case(wallet, 1, &again, NULL), MIEN_OK);
    ck_assert_uint_eq(info_of(again).items, 2);
    mien_case_free(again);
    mien_case_free(its);
    mien_wallet_free(wallet);
}
END_TEST

START_TEST(cases_are_found_by_their_id_or_its_beginning)
{
    struct mien_wallet *wallet = new_wallet(0);
    struct mien_case *found = NULL;
    char id[MIEN_CASE_ID_SIZE], upper[MIEN_CASE_ID_SIZE];
    for (int i = 0; i < 20; i++)
        put_new(wallet, 1, id);
    for (size_t length = 8; length < MIEN_CASE_ID_SIZE; length += 7) {
        char beginning[MIEN_CASE_ID_SIZE] = "";
        memcpy(beginning, id, length);
        ck_assert_int_eq(mien_wallet_find(wallet, beginning, &found, NULL), MIEN_OK);
        ck_assert_str_eq(info_of(found).id, id);
        mien_case_free(found);
    }
    for (size_t i = 0; i < MIEN_CASE_ID_SIZE; i++)
        upper[i] = id[i] >= 'a' && id[i] <= 'f' ? (char)(id[i] - 'a' + 'A') : id[i];
    ck_assert_int_eq(mien_wallet_find(wallet, upper, &found, NULL), MIEN_OK);
    mien_case_free(found);
    static const char *const wrong[] = {"", "abc", "zzzz", "%s*"};
    struct mien_error error;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_int_eq(mien_wallet_find(wallet, wrong[i], &found, &error),
                         MIEN_ERROR_ARGUMENT);
    char longer[MIEN_CASE_ID_SIZE + 1];
    snprintf(longer, sizeof longer, "%s0", id);
    ck_assert_int_eq(mien_wallet_find(wallet, longer, &found, &error),
                     MIEN_ERROR_ARGUMENT);
    mien_wallet_free(wallet);
}
END_TEST

// Ids whose first characters are the same: neither is taken for the other.
START_TEST(a_beginning_of_several_ids_finds_none)
{
    struct mien_wallet *wallet = new_wallet(2), *again = NULL;
    json_t *payload = payload_of(wallet, NULL);
    json_t *cases = json_object_get(payload, "cases");
    json_object_set_new(json_array_get(cases, 0), "id",
                        json_string("01234567-0000-4000-8000-000000000000"));
    json_object_set_new(json_array_get(cases, 1), "id",
                        json_string("01234567-0000-4000-8000-000000000001"));
    char *text = json_dumps(payload, 0);
    ck_assert_int_eq(open_payload(&again, text, NULL), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(again), 2);
    struct mien_case *found = NULL;
    struct mien_error error;
    ck_assert_int_eq(mien_wallet_find(again, "01234567", &found, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_str_eq(error.detail, "wallet: several cases begin so");
    ck_assert_int_eq(
        mien_wallet_find(again, "01234567-0000-4000-8000-000000000001", &found, &error),
        MIEN_OK);
    mien_case_free(found);
    free(text);
    json_decref(payload);
    mien_wallet_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// Nothing of the key is in the wallet afterwards, not even from other records of it.
START_TEST(a_forgotten_case_is_gone)
{
    struct mien_wallet *wallet = new_wallet(2), *again = NULL;
    json_t *payload = payload_of(wallet, NULL);
    json_t *cases = json_object_get(payload, "cases");
    json_t *first = json_array_get(cases, 0);
    char *id = strdup(json_string_value(json_object_get(first, "id")));
    char *d =
        strdup(json_string_value(json_object_get(json_object_get(first, "key"), "d")));
    json_array_append_new(cases, json_deep_copy(first));
    json_array_append_new(cases, json_deep_copy(first)); // and a malformed one
    json_object_del(json_array_get(cases, json_array_size(cases) - 1), "day");
    char *text = json_dumps(payload, 0);
    ck_assert_int_eq(open_payload(&again, text, NULL), MIEN_OK);
    free(text);
    ck_assert_uint_eq(mien_wallet_count(again), 2);

    char beginning[9] = "";
    memcpy(beginning, id, 8);
    ck_assert_int_eq(mien_wallet_forget(again, beginning, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_forget(again, id, NULL), MIEN_OK);
    ck_assert_int_eq(mien_wallet_forget(again, id, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(mien_wallet_count(again), 1);
    json_t *after = payload_of(again, NULL);
    text = json_dumps(after, 0);
    ck_assert_uint_eq(json_array_size(json_object_get(after, "cases")), 1);
    ck_assert_ptr_null(strstr(text, d));
    ck_assert_ptr_null(strstr(text, id));
    free(text);
    free(id);
    free(d);
    json_decref(after);
    json_decref(payload);
    mien_wallet_free(again);
    mien_wallet_free(wallet);
}
END_TEST

// ------------------------------------------------------------------------- words

START_TEST(words_make_the_case_again)
{
    struct mien_case *its = new_case(2), *again = NULL;
    char words[MIEN_WORDS_SIZE], back[MIEN_WORDS_SIZE];
    for (int i = 0; i <= MIEN_WORDS_NUMBERS; i++) {
        ck_assert_int_eq(mien_case_words(its, (enum mien_words)i, words), MIEN_OK);
        ck_assert_int_eq(
            mien_case_from_words(&again, words, strlen(words), NULL, false, NULL),
            MIEN_OK);
        ck_assert_str_eq(info_of(again).id, info_of(its).id);
        ck_assert_uint_eq(info_of(again).items, 0);
        ck_assert_int_eq(mien_case_words(again, (enum mien_words)i, back), MIEN_OK);
        ck_assert_str_eq(words, back);
        mien_case_free(again);
    }
    // A case that was made elsewhere, with an id of its own.
    static const char id[] = "01234567-89ab-4cde-8f01-23456789abcd";
    ck_assert_int_eq(mien_case_from_words(&again, words, strlen(words), id, true, NULL),
                     MIEN_OK);
    ck_assert_str_eq(info_of(again).id, id);
    ck_assert(info_of(again).practice);
    mien_case_free(again);
    ck_assert_int_eq(
        mien_case_from_words(&again, words, strlen(words), "no id", false, NULL),
        MIEN_ERROR_ARGUMENT);
    mien_case_free(its);
}
END_TEST

// The words of 0, of the order of P-256, and of what is larger: no keys. One less than
// the order is one.
START_TEST(words_that_are_no_key_are_refused)
{
    static const struct {
        const char *words;
        enum mien_status status;
    } keys[] = {
        {"abandon abandon abandon abandon abandon abandon abandon abandon abandon "
         "abandon abandon abandon abandon abandon abandon abandon abandon abandon "
         "abandon abandon abandon abandon abandon art",
         MIEN_ERROR_CORRUPT},
        {"zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
         "zoo "
         "zoo zoo zoo vote",
         MIEN_ERROR_CORRUPT},
        {"zoo zoo zone abandon abandon about zoo zoo zoo zoo zoo youth solar "
         "later repair title ozone chest unveil night cool cover next decade",
         MIEN_ERROR_CORRUPT},
        {"zoo zoo zone abandon abandon about zoo zoo zoo zoo zoo youth solar "
         "later repair title ozone chest unveil night cool cover next blast",
         MIEN_OK},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct mien_case *its = NULL;
        enum mien_status status = mien_case_from_words(
            &its, keys[i].words, strlen(keys[i].words), NULL, false, NULL);
        ck_assert_msg(status == keys[i].status, "%s: status %d", keys[i].words, status);
        mien_case_free(its);
    }
}
END_TEST

// ------------------------------------------------------------------------- arguments

START_TEST(arguments_are_judged)
{
    struct mien_wallet *wallet = new_wallet(1);
    struct mien_case *its = NULL;
    char *text = NULL, words[MIEN_WORDS_SIZE];
    size_t length;
    ck_assert_int_eq(mien_wallet_new(NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_open(NULL, "{}", 2, "p", 1, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_open(&wallet, NULL, 2, "p", 1, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_open(&wallet, "{}", 2, NULL, 1, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_seal(NULL, &text, &length, "p", 1, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_seal(wallet, NULL, &length, "p", 1, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_case(wallet, 1, &its, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_case(wallet, 0, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_find(wallet, NULL, &its, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_put(wallet, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_forget(wallet, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_words(NULL, MIEN_WORDS_ENGLISH, words),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_wallet_case(wallet, 0, &its, NULL), MIEN_OK);
    ck_assert_int_eq(mien_case_words(its, (enum mien_words)4, words),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_from_words(NULL, "", 0, NULL, false, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_from_words(&its, NULL, 0, NULL, false, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(mien_wallet_count(NULL), 0);
    mien_wallet_free(NULL);
    mien_case_free(its);
    mien_wallet_free(wallet);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wallet");
    TCase *wallet = tcase_create("wallet");
    tcase_add_test(wallet, cases_come_out_as_they_went_in);
    tcase_add_test(wallet, the_key_comes_out_as_it_went_in);
    tcase_add_test(wallet, the_header_says_what_the_format_asks_for);
    tcase_add_test(wallet, a_wallet_made_by_webcrypto_opens);
    tcase_add_test(wallet, the_length_does_not_tell_how_many_cases_there_are);
    tcase_add_test(wallet, padding_ends_at_the_classes);
    tcase_add_test(wallet, another_passphrase_does_not_open_it);
    tcase_add_test(wallet, passphrases_are_bytes);
    tcase_add_loop_test(wallet, a_changed_wallet_does_not_open, 0, 5);
    tcase_add_test(wallet, headers_are_judged);
    tcase_add_test(wallet, salts_have_an_upper_end);
    tcase_add_test(wallet, other_forms_of_jwe_are_refused);
    tcase_add_test(wallet, what_is_no_wallet_is_refused);
    tcase_add_test(wallet, a_wallet_that_is_cut_short_is_refused);
    tcase_add_test(wallet, payloads_are_judged);
    tcase_add_test(wallet, malformed_cases_are_kept_and_lose_no_others);
    tcase_add_test(wallet, unknown_members_are_kept);
    tcase_add_test(wallet, a_case_takes_the_place_of_its_earlier_state);
    tcase_add_test(wallet, cases_are_found_by_their_id_or_its_beginning);
    tcase_add_test(wallet, a_beginning_of_several_ids_finds_none);
    tcase_add_test(wallet, a_forgotten_case_is_gone);
    tcase_add_test(wallet, words_make_the_case_again);
    tcase_add_test(wallet, words_that_are_no_key_are_refused);
    tcase_add_test(wallet, arguments_are_judged);
    suite_add_tcase(suite, wallet);
    return mien_suite_run(suite);
}
