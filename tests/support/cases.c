// SPDX-License-Identifier: Apache-2.0
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/jwe.h"
#include "case/jws.h"
#include "case/record.h"

// Whatever fails here is no failure that a test wants. Not an assertion of Check: the
// sweep of failing allocations uses this too.
static void must(enum mien_status status, const struct mien_error *error)
{
    if (status != MIEN_OK) {
        fprintf(stderr, "%s: %s\n", mien_strerror(status), error->detail);
        abort();
    }
}

void mien_blob_free(struct mien_blob *blob)
{
    mien_case_text_free(blob->bytes, blob->size);
    *blob = (struct mien_blob){NULL, 0};
}

// ---------------------------------------------------------------------- recipients

static struct mien_body body_new(const char *id, bool practice)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_body body = {NULL, {NULL, 0}, {NULL, 0}};
    const struct mien_recipient_make make = {.size = sizeof make,
                                             .id = id,
                                             .name = "A body",
                                             .web = "https://example.org",
                                             .practice = practice};
    must(mien_recipient_new(&body.file.bytes, &body.file.size, &body.key.bytes,
                            &body.key.size, &make, &error),
         &error);
    return body;
}

static void confirm(struct mien_recipient *recipient)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_recipient_info info = {.size = sizeof info};
    must(mien_recipient_info(recipient, &info), &error);
    must(mien_recipient_confirm(recipient, info.fingerprint, &error), &error);
}

struct mien_body mien_body_make(const char *id, bool practice)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_body body = body_new(id, practice);
    must(mien_recipient_read(&body.recipient, body.file.bytes, body.file.size, &error),
         &error);
    confirm(body.recipient);
    return body;
}

struct mien_body mien_body_with(const char *id, const char *changes)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_body body = body_new(id, false);
    json_t *file = mien_parsed(body.file.bytes, body.file.size);
    json_t *more = mien_parsed(changes, strlen(changes));
    json_object_update(file, more);
    mien_blob_free(&body.file);
    body.file = mien_dumped(file);
    must(mien_recipient_read(&body.recipient, body.file.bytes, body.file.size, &error),
         &error);
    json_decref(more);
    json_decref(file);
    return body;
}

void mien_body_free(struct mien_body *body)
{
    mien_recipient_free(body->recipient);
    mien_blob_free(&body->file);
    mien_blob_free(&body->key);
}

// ----------------------------------------------------------------------------- cases

void mien_hashes_of(struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT], uint32_t picture)
{
    for (uint8_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        memset(dihedral[i].bytes, 0xa0 + i, MIEN_HASH_BYTES);
        memcpy(dihedral[i].bytes, &picture, sizeof picture);
    }
}

void mien_case_answer_all(struct mien_case *its)
{
    static const struct {
        const char *question;
        enum mien_answer answer;
    } answers[] = {
        {"adult_now", MIEN_ANSWER_YES},     {"adults_in_image", MIEN_ANSWER_YES},
        {"self_in_image", MIEN_ANSWER_YES}, {"no_consent_to_share", MIEN_ANSWER_YES},
        {"synthetic", MIEN_ANSWER_UNSURE},  {"on_behalf", MIEN_ANSWER_NO}};
    struct mien_error error = {MIEN_OK, ""};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        must(mien_case_answer(its, answers[i].question, answers[i].answer, &error),
             &error);
}

struct mien_case *mien_case_filled(uint32_t images, bool practice)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_case *its = NULL;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    must(mien_case_new(&its, MIEN_TODAY, practice, &error), &error);
    mien_case_answer_all(its);
    for (uint32_t i = 1; i <= images; i++) {
        mien_hashes_of(dihedral, i);
        must(mien_case_add_image(its, NULL, dihedral, 100 - i % 50, &error), &error);
    }
    return its;
}

// -------------------------------------------------------------------------- sealing

static struct mien_case_seal seal_for(const struct mien_recipient **recipients,
                                      enum mien_case_action action,
                                      const struct mien_body *bodies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        recipients[i] = bodies[i].recipient;
    return (struct mien_case_seal){.size = sizeof(struct mien_case_seal),
                                   .action = action,
                                   .recipients = recipients,
                                   .recipient_count = count,
                                   .day = MIEN_TODAY};
}

enum mien_status mien_try_seal(struct mien_case *its, struct mien_blob *document,
                               enum mien_case_action action,
                               const struct mien_body *bodies, size_t count,
                               struct mien_error *error)
{
    const struct mien_recipient *recipients[MIEN_CASE_RECIPIENTS_MAX + 1];
    struct mien_case_seal how = seal_for(recipients, action, bodies, count);
    *document = (struct mien_blob){NULL, 0};
    return mien_case_seal(its, &document->bytes, &document->size, &how, error);
}

struct mien_blob mien_sealed(struct mien_case *its, enum mien_case_action action,
                             const struct mien_body *bodies, size_t count)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_blob document;
    must(mien_try_seal(its, &document, action, bodies, count, &error), &error);
    return document;
}

json_t *mien_payload_of(const struct mien_case *its, enum mien_case_action action,
                        const struct mien_body *bodies, size_t count)
{
    const struct mien_recipient *recipients[MIEN_CASE_RECIPIENTS_MAX];
    struct mien_case_seal how = seal_for(recipients, action, bodies, count);
    struct mien_error error = {MIEN_OK, ""};
    struct mien_blob text = {NULL, 0};
    must(mien_case_preview(its, &text.bytes, &text.size, &how, &error), &error);
    json_t *payload = mien_parsed(text.bytes, text.size);
    mien_blob_free(&text);
    return payload;
}

// -------------------------------------------------------------------------- opening

enum mien_status mien_try_open(struct mien_document **document,
                               const struct mien_blob *bytes,
                               const struct mien_body *body, uint32_t flags,
                               struct mien_error *error)
{
    *document = NULL;
    return mien_document_open(document, bytes->bytes, bytes->size, body->key.bytes,
                              body->key.size, flags, error);
}

// -------------------------------------------------------------------------- forging

struct mien_blob mien_wrapped(const char *text, size_t length,
                              const struct mien_body *body)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_blob document = {NULL, 0};
    const struct mien_recipient *recipient = body->recipient;
    must(mien_jwe_make(&document.bytes, &document.size, text, length, &recipient, 1,
                       &error),
         &error);
    return document;
}

struct mien_blob mien_forged(const char *payload, size_t length,
                             const struct mien_case *its, const struct mien_body *body)
{
    struct mien_error error = {MIEN_OK, ""};
    struct mien_blob text = {NULL, 0};
    must(mien_jws_make(&text.bytes, &text.size, payload, length, mien_case_key_get(its),
                       &error),
         &error);
    struct mien_blob document = mien_wrapped(text.bytes, text.size, body);
    mien_blob_free(&text);
    return document;
}

struct mien_blob mien_dumped(const json_t *json)
{
    struct mien_blob blob = {json_dumps(json, JSON_COMPACT), 0};
    if (blob.bytes == NULL)
        abort();
    blob.size = strlen(blob.bytes);
    return blob;
}

json_t *mien_parsed(const char *text, size_t size)
{
    json_error_t error;
    json_t *json = json_loadb(text, size, 0, &error);
    if (json == NULL) {
        fprintf(stderr, "%.*s: %s\n", (int)size, text, error.text);
        abort();
    }
    return json;
}
