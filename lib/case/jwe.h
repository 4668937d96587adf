// SPDX-License-Identifier: Apache-2.0
// Encrypted texts: JWE for several recipients, ECDH-ES+A256KW and A256GCM, in the
// general JSON serialisation.
#ifndef MIEN_CASE_JWE_H
#define MIEN_CASE_JWE_H

#include <jansson.h>
#include <stddef.h>

#include <mien/case.h>

#include "case/key.h"

// Encrypts. The text is freed with mien_case_text_free(). MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status
mien_jwe_make(char **text, size_t *text_length, const void *plain, size_t length,
              const struct mien_recipient *const *recipients, size_t count,
              struct mien_error *error);

// Judges and decrypts; the text is freed with mien_case_text_free(). Errors: CORRUPT,
// LIMIT, UNSUPPORTED, KEY, MEMORY.
MIEN_NODISCARD enum mien_status mien_jwe_open(char **plain, size_t *length,
                                              const json_t *jwe,
                                              const struct mien_case_key *key,
                                              struct mien_error *error);

#endif
