// SPDX-License-Identifier: Apache-2.0
// Keys on the curve P-256: of a case (it signs) and of a recipient (it opens).
#ifndef MIEN_CASE_KEY_H
#define MIEN_CASE_KEY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include <mien/case.h>

#define MIEN_KEY_BYTES 32

// Secret: to be wiped. d is zero in a key that is only public. All of them big-endian.
struct mien_case_key {
    uint8_t d[MIEN_KEY_BYTES];
    uint8_t x[MIEN_KEY_BYTES], y[MIEN_KEY_BYTES];
};

// Makes a new one. Errors: MEMORY, INTERNAL (no random numbers).
MIEN_NODISCARD enum mien_status mien_case_key_new(struct mien_case_key *key,
                                                  struct mien_error *error);
// Makes it again from d. Errors: CORRUPT (d is 0, or the order of the curve or more),
// MEMORY.
MIEN_NODISCARD enum mien_status mien_case_key_of(struct mien_case_key *key,
                                                 const uint8_t d[MIEN_KEY_BYTES],
                                                 struct mien_error *error);

// Reads a JWK that others may have made: "EC", "P-256", and a point on the curve. Other
// members are passed over. `what` begins the detail. Errors: CORRUPT (that it is not,
// or it has a private part), MEMORY.
MIEN_NODISCARD enum mien_status mien_case_key_read_public(struct mien_case_key *key,
                                                          const json_t *jwk,
                                                          const char *what,
                                                          struct mien_error *error);
// The same with its private part, which must belong to the point.
MIEN_NODISCARD enum mien_status mien_case_key_read_private(struct mien_case_key *key,
                                                           const json_t *jwk,
                                                           const char *what,
                                                           struct mien_error *error);

// The key as a JWK: kty, crv, x, y. NULL: no memory.
json_t *mien_case_key_public(const struct mien_case_key *key);
// With d: to be freed with mien_json_free_secret().
json_t *mien_case_key_private(const struct mien_case_key *key);

// Its thumbprint (RFC 7638, SHA-256), as text: 43 characters of base64url and a zero.
void mien_case_key_thumbprint(const struct mien_case_key *key,
                              char text[MIEN_FINGERPRINT_SIZE]);

// The id of a case with this key, see doc/case-format.md.
void mien_case_key_id(const struct mien_case_key *key, char id[MIEN_CASE_ID_SIZE]);
// Reads an id, a UUID in digits of either case, into lower case.
bool mien_case_id_read(char id[MIEN_CASE_ID_SIZE], const char *text);

#endif
