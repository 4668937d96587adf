// SPDX-License-Identifier: Apache-2.0
// Signed texts: JWS, ES256, in the compact serialisation.
#ifndef MIEN_CASE_JWS_H
#define MIEN_CASE_JWS_H

#include <stddef.h>

#include <mien/case.h>

#include "case/key.h"

// Signs. The text is freed with mien_case_text_free(). MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status mien_jws_make(char **text, size_t *text_length,
                                              const void *payload, size_t length,
                                              const struct mien_case_key *key,
                                              struct mien_error *error);

// A signed text, taken apart; it points into the text.
struct mien_jws {
    const char *header, *payload, *signature;
    size_t header_length, payload_length, signature_length;
};

// Takes it apart and judges all but the signature. Errors: CORRUPT, UNSUPPORTED (signed
// in another way, or not at all), MEMORY.
MIEN_NODISCARD enum mien_status mien_jws_read(struct mien_jws *jws, const char *text,
                                              size_t length, struct mien_error *error);
// Gives its payload; freed with mien_case_text_free(). MEMORY.
MIEN_NODISCARD enum mien_status mien_jws_payload(const struct mien_jws *jws,
                                                 char **payload, size_t *length,
                                                 struct mien_error *error);
// Verifies the signature. Errors: REFUSED, MEMORY.
MIEN_NODISCARD enum mien_status mien_jws_verify(const struct mien_jws *jws,
                                                const struct mien_case_key *key,
                                                struct mien_error *error);

#endif
