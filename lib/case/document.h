// SPDX-License-Identifier: Apache-2.0
// The payload of a document at the gate, after it was decrypted.
#ifndef MIEN_CASE_DOCUMENT_H
#define MIEN_CASE_DOCUMENT_H

#include <jansson.h>

#include <mien/case.h>

#include "case/key.h"

// Reads the public key of the case in a payload. Errors: CORRUPT, MEMORY.
MIEN_NODISCARD enum mien_status mien_payload_key(struct mien_case_key *key,
                                                 const json_t *payload,
                                                 struct mien_error *error);

// Judges a payload and makes a document of it, which takes it; on failure it remains
// the caller's.
//
// reader   the id of who opens it, or NULL.
// flags    as mien_document_open().
//
// Errors: as mien_document_open(), without KEY.
MIEN_NODISCARD enum mien_status mien_document_of(struct mien_document **out,
                                                 json_t *payload, const char *reader,
                                                 uint32_t flags,
                                                 struct mien_error *error);

#endif
