// SPDX-License-Identifier: Apache-2.0
// Recipients, cases and documents for tests: good ones, and such as mien would not
// make.
#ifndef MIEN_TESTS_CASES_H
#define MIEN_TESTS_CASES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

#define MIEN_TODAY "2026-11-22"

struct mien_blob {
    char *bytes;
    size_t size;
};
void mien_blob_free(struct mien_blob *blob);

// A body that opens documents, with both its files; confirmed.
struct mien_body {
    struct mien_recipient *recipient;
    struct mien_blob file, key;
};
struct mien_body mien_body_make(const char *id, bool practice);
// The same with members of its file changed, as JSON: {"minimum_quality":90}. Not yet
// confirmed.
struct mien_body mien_body_with(const char *id, const char *changes);
void mien_body_free(struct mien_body *body);

// A case of that many different pictures, all questions answered.
struct mien_case *mien_case_filled(uint32_t images, bool practice);
// The eight hashes of a made-up picture.
void mien_hashes_of(struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT], uint32_t picture);
void mien_case_answer_all(struct mien_case *its);

// Tries to seal; the blob is empty when it fails.
enum mien_status mien_try_seal(struct mien_case *its, struct mien_blob *document,
                               enum mien_case_action action,
                               const struct mien_body *bodies, size_t count,
                               struct mien_error *error);
// The same, and it must succeed.
struct mien_blob mien_sealed(struct mien_case *its, enum mien_case_action action,
                             const struct mien_body *bodies, size_t count);

// Opens with the body's key; *document is NULL when it fails.
enum mien_status mien_try_open(struct mien_document **document,
                               const struct mien_blob *bytes,
                               const struct mien_body *body, uint32_t flags,
                               struct mien_error *error);

// A document of any payload, signed with the key of `its`, for one body.
struct mien_blob mien_forged(const char *payload, size_t length,
                             const struct mien_case *its, const struct mien_body *body);
// A document around any text in the place of the signed one.
struct mien_blob mien_wrapped(const char *text, size_t length,
                              const struct mien_body *body);

// The payload that sealing would write.
json_t *mien_payload_of(const struct mien_case *its, enum mien_case_action action,
                        const struct mien_body *bodies, size_t count);
// JSON as text, and text as JSON.
struct mien_blob mien_dumped(const json_t *json);
json_t *mien_parsed(const char *text, size_t size);

#endif
