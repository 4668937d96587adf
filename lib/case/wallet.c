// SPDX-License-Identifier: Apache-2.0
// The wallet: JSON in one JWE under a passphrase, see doc/case-format.md.
#include "case/wallet.h"

#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "case/fail.h"
#include "case/json.h"
#include "case/pad.h"
#include "case/record.h"

#define FORMAT "ncii-wallet"

enum {
    VERSION = 1,
    PASSPHRASE_MOST = 1024, // bytes
    BEGINNING_LEAST = 4     // characters of an id
};

struct mien_wallet {
    json_t *members; // the payload, without its cases
    json_t *cases;   // good records by their id, in their order
    // An array: records that are malformed, or of a case that is there already. They
    // are kept as they are.
    json_t *others;
};

static const char what[] = "wallet";

static enum mien_status no_argument(struct mien_error *error)
{
    return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "an argument is wrong");
}

static bool is_passphrase(const char *passphrase, size_t length)
{
    return passphrase != NULL && length >= 1 && length <= PASSPHRASE_MOST;
}

// ------------------------------------------------------------------------- its life

void mien_wallet_free(struct mien_wallet *wallet)
{
    if (wallet == NULL)
        return;
    mien_json_free_secret(wallet->members);
    mien_json_free_secret(wallet->cases);
    mien_json_free_secret(wallet->others);
    free(wallet);
}

// An empty wallet with these members, a reference that it takes. NULL: no memory.
static struct mien_wallet *new_wallet(json_t *members)
{
    struct mien_wallet *wallet = calloc(1, sizeof *wallet);
    if (wallet == NULL) {
        mien_json_free_secret(members);
        return NULL;
    }
    wallet->members = members;
    wallet->cases = json_object();
    wallet->others = json_array();
    if (members == NULL || wallet->cases == NULL || wallet->others == NULL) {
        mien_wallet_free(wallet);
        return NULL;
    }
    return wallet;
}

enum mien_status mien_wallet_new(struct mien_wallet **out)
{
    if (out == NULL)
        return MIEN_ERROR_ARGUMENT;
    struct mien_wallet *wallet =
        new_wallet(json_pack("{s:s,s:i}", "format", FORMAT, "version", VERSION));
    if (wallet == NULL)
        return MIEN_ERROR_MEMORY;
    *out = wallet;
    return MIEN_OK;
}

// ------------------------------------------------------------------------- opening

static bool id_of(char id[MIEN_CASE_ID_SIZE], const struct mien_case *its)
{
    struct mien_case_info info = {.size = sizeof info};
    if (mien_case_info(its, &info) != MIEN_OK)
        return false;
    memcpy(id, info.id, MIEN_CASE_ID_SIZE);
    return true;
}

// Judges a record. good: whether it is one, and then its id. Errors: MEMORY, INTERNAL.
static enum mien_status judge_record(bool *good, char id[MIEN_CASE_ID_SIZE],
                                     const json_t *record)
{
    struct mien_case *its = NULL;
    enum mien_status status = mien_case_from_record(&its, record, NULL);
    *good = status == MIEN_OK && id_of(id, its);
    mien_case_free(its);
    return status == MIEN_ERROR_MEMORY || status == MIEN_ERROR_INTERNAL ? status
                                                                        : MIEN_OK;
}

static enum mien_status take_record(struct mien_wallet *wallet, json_t *record)
{
    char id[MIEN_CASE_ID_SIZE];
    bool good;
    enum mien_status status = judge_record(&good, id, record);
    if (status != MIEN_OK)
        return status;
    int failed = good && json_object_get(wallet->cases, id) == NULL
                     ? json_object_set(wallet->cases, id, record)
                     : json_array_append(wallet->others, record);
    return failed ? MIEN_ERROR_MEMORY : MIEN_OK;
}

static enum mien_status judge_payload(const json_t *payload, struct mien_error *error)
{
    int64_t version;
    const char *format = mien_json_text(payload, "format", sizeof FORMAT);
    if (format == NULL || strcmp(format, FORMAT) != 0)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "holds something else");
    if (!mien_json_integer(payload, "version", VERSION, INT64_MAX, &version))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "of no version");
    if (version != VERSION)
        return mien_fail_of(error, MIEN_ERROR_VERSION, what, "of a later version");
    if (mien_json_array(payload, "cases") == NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "holds no cases");
    return MIEN_OK;
}

// Makes the wallet of its payload, a reference that it takes.
static enum mien_status from_payload(struct mien_wallet **out, json_t *payload,
                                     struct mien_error *error)
{
    enum mien_status status = judge_payload(payload, error);
    if (status != MIEN_OK) {
        mien_json_free_secret(payload);
        return status;
    }
    json_t *records = json_incref(mien_json_array(payload, "cases")), *record;
    json_object_del(payload, "cases");
    struct mien_wallet *wallet = new_wallet(payload);
    status = wallet != NULL ? MIEN_OK : MIEN_ERROR_MEMORY;
    size_t i;
    json_array_foreach(records, i, record)
    {
        if (status == MIEN_OK)
            status = take_record(wallet, record);
    }
    if (status != MIEN_OK) {
        mien_json_free_secret(records);
        mien_wallet_free(wallet);
        return mien_fail_of(error, status, what, "a case could not be read");
    }
    json_decref(records); // the wallet holds each of them
    *out = wallet;
    return MIEN_OK;
}

// Reads the payload, and once more: when memory runs out jansson may lose characters of
// a text and not say so, and a key without them would be lost with the next sealing.
static enum mien_status read_payload(json_t **out, const uint8_t *plain, size_t length,
                                     struct mien_error *error)
{
    json_t *twice[2] = {NULL, NULL};
    enum mien_status status = MIEN_OK;
    for (int i = 0; i < 2 && status == MIEN_OK; i++)
        status = mien_json_read_own(&twice[i], plain, length, what, error);
    if (status == MIEN_OK && !json_equal(twice[0], twice[1]))
        status = mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    mien_json_free_secret(twice[1]);
    if (status == MIEN_OK)
        *out = twice[0];
    else
        mien_json_free_secret(twice[0]);
    return status;
}

enum mien_status mien_wallet_open(struct mien_wallet **out, const void *bytes,
                                  size_t length, const char *passphrase,
                                  size_t passphrase_length, struct mien_error *error)
{
    json_t *jwe = NULL, *payload = NULL;
    uint8_t *plain = NULL;
    size_t plain_length = 0;
    if (out == NULL || bytes == NULL || !is_passphrase(passphrase, passphrase_length))
        return no_argument(error);
    enum mien_status status =
        mien_json_read(&jwe, bytes, length, MIEN_CASE_DOCUMENT_MAX, what, error);
    if (status == MIEN_OK)
        status = mien_pbes2_open(
            &plain, &plain_length, jwe,
            (struct mien_passphrase){passphrase, passphrase_length}, error);
    json_decref(jwe);
    if (status == MIEN_OK)
        status = read_payload(&payload, plain, plain_length, error);
    mien_wipe_free(plain, plain_length);
    return status == MIEN_OK ? from_payload(out, payload, error) : status;
}

// ------------------------------------------------------------------------- sealing

// All records, good ones first. NULL: no memory.
static json_t *all_records(const struct mien_wallet *wallet)
{
    json_t *records = json_array(), *record;
    const char *id;
    bool failed = records == NULL;
    json_object_foreach(wallet->cases, id, record) failed =
        failed || json_array_append(records, record) != 0;
    failed = failed || json_array_extend(records, wallet->others) != 0;
    if (!failed)
        return records;
    json_decref(records);
    return NULL;
}

// The payload as text, padded; secret.
static enum mien_status write_payload(const struct mien_wallet *wallet, char **text,
                                      size_t *length)
{
    // Not json_copy(), which leaves out what it has no memory for.
    json_t *payload = json_object(), *records = all_records(wallet);
    char *written = NULL;
    size_t size = 0;
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (payload != NULL && records != NULL &&
        json_object_update(payload, wallet->members) == 0 &&
        json_object_set(payload, "cases", records) == 0)
        status = mien_json_write(payload, &written, &size);
    json_decref(payload);
    json_decref(records);
    if (status == MIEN_OK)
        status = mien_pad(&written, &size);
    if (status != MIEN_OK) {
        mien_case_text_free(written, size);
        return status;
    }
    *text = written;
    *length = size;
    return MIEN_OK;
}

enum mien_status mien_wallet_seal_rounds(const struct mien_wallet *wallet, char **text,
                                         size_t *length,
                                         struct mien_passphrase passphrase,
                                         uint32_t rounds, struct mien_error *error)
{
    char *plain = NULL;
    size_t plain_length = 0;
    json_t *jwe = NULL;
    enum mien_status status = write_payload(wallet, &plain, &plain_length);
    if (status != MIEN_OK)
        return mien_fail_of(error, status, what, "too large");
    status = mien_pbes2_seal(&jwe, plain, plain_length, passphrase, rounds, error);
    mien_case_text_free(plain, plain_length);
    if (status != MIEN_OK)
        return status;
    status = mien_json_write(jwe, text, length);
    json_decref(jwe);
    return status == MIEN_OK ? status : mien_fail_of(error, status, what, "");
}

enum mien_status mien_wallet_seal(const struct mien_wallet *wallet, char **text,
                                  size_t *length, const char *passphrase,
                                  size_t passphrase_length, struct mien_error *error)
{
    if (wallet == NULL || text == NULL || length == NULL ||
        !is_passphrase(passphrase, passphrase_length))
        return no_argument(error);
    return mien_wallet_seal_rounds(
        wallet, text, length, (struct mien_passphrase){passphrase, passphrase_length},
        MIEN_WALLET_ROUNDS, error);
}

// ------------------------------------------------------------------------- cases

uint32_t mien_wallet_count(const struct mien_wallet *wallet)
{
    return wallet != NULL ? (uint32_t)json_object_size(wallet->cases) : 0;
}

enum mien_status mien_wallet_case(const struct mien_wallet *wallet, uint32_t index,
                                  struct mien_case **out, struct mien_error *error)
{
    if (wallet == NULL || out == NULL || index >= mien_wallet_count(wallet))
        return no_argument(error);
    void *at = json_object_iter(wallet->cases);
    while (index-- > 0)
        at = json_object_iter_next(wallet->cases, at);
    return mien_case_from_record(out, json_object_iter_value(at), error);
}

// Whether an id begins with what was given, in letters of either case.
static bool begins_with(const char *id, const char *beginning)
{
    for (; *beginning != '\0'; id++, beginning++) {
        char c = *beginning;
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (*id != c)
            return false;
    }
    return true;
}

enum mien_status mien_wallet_find(const struct mien_wallet *wallet, const char *id,
                                  struct mien_case **out, struct mien_error *error)
{
    const json_t *found = NULL;
    json_t *record;
    const char *its;
    if (wallet == NULL || id == NULL || out == NULL)
        return no_argument(error);
    if (strnlen(id, BEGINNING_LEAST) < BEGINNING_LEAST)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what,
                            "fewer than 4 characters of an id");
    json_object_foreach(wallet->cases, its, record)
    {
        if (!begins_with(its, id))
            continue;
        if (found != NULL)
            return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what,
                                "several cases begin so");
        found = record;
    }
    if (found == NULL)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "no such case");
    return mien_case_from_record(out, found, error);
}

enum mien_status mien_wallet_put(struct mien_wallet *wallet,
                                 const struct mien_case *its, struct mien_error *error)
{
    char id[MIEN_CASE_ID_SIZE];
    if (wallet == NULL || its == NULL || !id_of(id, its))
        return no_argument(error);
    json_t *record = mien_case_to_record(its);
    json_t *earlier = json_incref(json_object_get(wallet->cases, id));
    if (record == NULL || json_object_set(wallet->cases, id, record) != 0) {
        mien_json_free_secret(record);
        json_decref(earlier);
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    }
    json_decref(record);
    mien_json_free_secret(earlier);
    return MIEN_OK;
}

// Forgets further records of a case: those that opening put aside, since one was there
// or they are malformed. They may hold its key too.
static void forget_others(struct mien_wallet *wallet, const char *forgotten)
{
    for (size_t i = json_array_size(wallet->others); i-- > 0;) {
        json_t *record = json_array_get(wallet->others, i);
        const char *text = mien_json_text(record, "id", MIEN_CASE_ID_SIZE);
        char id[MIEN_CASE_ID_SIZE];
        if (text == NULL || !mien_case_id_read(id, text) || strcmp(id, forgotten) != 0)
            continue;
        json_incref(record);
        json_array_remove(wallet->others, i);
        mien_json_free_secret(record);
    }
}

enum mien_status mien_wallet_forget(struct mien_wallet *wallet, const char *id,
                                    struct mien_error *error)
{
    char whole[MIEN_CASE_ID_SIZE];
    if (wallet == NULL || id == NULL)
        return no_argument(error);
    if (!mien_case_id_read(whole, id) || json_object_get(wallet->cases, whole) == NULL)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "no such case");
    forget_others(wallet, whole);
    json_t *record = json_incref(json_object_get(wallet->cases, whole));
    json_object_del(wallet->cases, whole);
    mien_json_free_secret(record);
    return MIEN_OK;
}
