// SPDX-License-Identifier: Apache-2.0
// The seeds of target_case.c: one of each kind, and small, since the fuzzer's inputs
// have 4096 bytes at most.
#include "case_corpus.h"

#include <stdlib.h>
#include <string.h>

#include "case_key.h"
#include "cases.h"
#include "fuzz.h"

#include "case/jws.h"
#include "case/record.h"

static mien_seed_fn *write_seed;

static void write_kind(char kind, const char *name, const struct mien_blob *text)
{
    char *input = malloc(text->size + 1);
    MIEN_FUZZ_ASSERT(input != NULL);
    input[0] = kind;
    memcpy(input + 1, text->bytes, text->size);
    write_seed("case", name, input, text->size + 1);
    free(input);
}

static void write_literal(char kind, const char *name, const char *text)
{
    struct mien_blob blob = {(char *)text, strlen(text)};
    write_kind(kind, name, &blob);
}

static void write_record(const char *name, const struct mien_case *its)
{
    json_t *record = mien_case_to_record(its);
    struct mien_blob text = mien_dumped(record);
    char full[40] = "record_";
    write_kind(4, strcat(full, name), &text);
    json_t *payload = json_pack("{s:s,s:i,s:[o]}", "format", "ncii-wallet", "version",
                                1, "cases", record);
    struct mien_blob wallet = mien_dumped(payload);
    strcpy(full, "wallet_");
    write_kind(5, strcat(full, name), &wallet);
    mien_blob_free(&text);
    mien_blob_free(&wallet);
    json_decref(payload);
}

// A payload, the same signed, and sealed; without padding.
static void write_document(const char *name, const json_t *payload,
                           const struct mien_case *its, const struct mien_body *body)
{
    char full[40] = "payload_";
    struct mien_blob text = mien_dumped(payload), jws = {NULL, 0};
    MIEN_FUZZ_ASSERT(mien_jws_make(&jws.bytes, &jws.size, text.bytes, text.size,
                                   mien_case_key_get(its), NULL) == MIEN_OK);
    struct mien_blob sealed = mien_wrapped(jws.bytes, jws.size, body);
    write_kind(3, strcat(full, name), &text);
    strcpy(full, "signed_");
    write_kind(2, strcat(full, name), &jws);
    strcpy(full, "document_");
    write_kind(1, strcat(full, name), &sealed);
    mien_blob_free(&sealed);
    mien_blob_free(&jws);
    mien_blob_free(&text);
}

void mien_case_corpus(mien_seed_fn *write)
{
    static const uint8_t md5[16] = {7};
    static const char bad_item[] = "{\"item\":\"2\",\"media\":\"image\",\"signals\":[{"
                                   "\"signalType\":\"ImagePDQ\",\"hashValue\":\"\"}]}";
    struct mien_error error;
    struct mien_body body = {NULL, {NULL, 0}, {NULL, 0}};
    struct mien_case *its = mien_case_filled(0, false);
    write_seed = write;
    MIEN_FUZZ_ASSERT(mien_recipient_read(&body.recipient, MIEN_FUZZ_RECIPIENT,
                                         strlen(MIEN_FUZZ_RECIPIENT),
                                         &error) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_recipient_confirm(
                         body.recipient, "dAAilPChApgKNmZNcD7v73o7YtTJPAgoqqUPXHpnYA8",
                         &error) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_case_add_video(its, NULL, md5, &error) == MIEN_OK);
    write_literal(0, "recipient", MIEN_FUZZ_RECIPIENT);
    write_record("fresh", its);
    // It takes pictures only.
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    mien_hashes_of(dihedral, 1);
    MIEN_FUZZ_ASSERT(mien_case_drop(its, 1, &error) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_case_add_image(its, NULL, dihedral, 90, &error) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_case_answer(its, "own", MIEN_ANSWER_NO, &error) == MIEN_OK);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    json_t *items = json_object_get(payload, "items");
    json_t *signals = json_object_get(json_array_get(items, 0), "signals");
    while (json_array_size(signals) > 1)
        json_array_remove(signals, 1);
    write_document("create", payload, its, &body);
    json_array_append_new(items, mien_parsed(bad_item, strlen(bad_item)));
    write_document("one_bad_item", payload, its, &body);
    json_decref(payload);
    struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&sealed);
    write_record("sealed", its);
    payload = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    json_array_clear(json_object_get(payload, "items"));
    json_object_set_new(payload, "later", json_pack("{s:n,s:f}", "a", "b", 1.5));
    write_document("withdraw", payload, its, &body);
    json_decref(payload);
    struct mien_register *known;
    struct mien_blob text;
    MIEN_FUZZ_ASSERT(mien_register_new(&known) == MIEN_OK);
    MIEN_FUZZ_ASSERT(mien_register_json(known, &text.bytes, &text.size) == MIEN_OK);
    write_kind(6, "register", &text);
    mien_blob_free(&text);
    mien_register_free(known);
    mien_body_free(&body);
    mien_case_free(its);
}
