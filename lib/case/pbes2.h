// SPDX-License-Identifier: Apache-2.0
// Bytes under a passphrase: a flattened JWE of PBES2-HS512+A256KW and A256GCM.
#ifndef MIEN_CASE_PBES2_H
#define MIEN_CASE_PBES2_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

// A passphrase: bytes, as they were typed.
struct mien_passphrase {
    const char *bytes;
    size_t length;
};

// Errors: MEMORY, INTERNAL.
MIEN_NODISCARD enum mien_status mien_pbes2_seal(json_t **jwe, const void *plain,
                                                size_t length,
                                                struct mien_passphrase passphrase,
                                                uint32_t rounds,
                                                struct mien_error *error);

// plain: of malloc(), to be wiped.
//
// Errors: CORRUPT (no such JWE), LIMIT (more rounds than MIEN_WALLET_ROUNDS_MAX, or a
// huge salt), UNSUPPORTED (another algorithm), KEY, MEMORY.
MIEN_NODISCARD enum mien_status mien_pbes2_open(uint8_t **plain, size_t *length,
                                                const json_t *jwe,
                                                struct mien_passphrase passphrase,
                                                struct mien_error *error);

#endif
