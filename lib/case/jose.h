// SPDX-License-Identifier: Apache-2.0
// The library jose without its voice: by default it prints errors.
#ifndef MIEN_CASE_JOSE_H
#define MIEN_CASE_JOSE_H

#include <jose/jose.h>

// A configuration that prints nothing, for every call of jose; given back with
// mien_jose_close(). NULL: no memory. jose does not say why a call fails: where nothing
// of the input can be the reason, it is INTERNAL.
jose_cfg_t *mien_jose_quiet(void);
// NULL does nothing.
void mien_jose_close(jose_cfg_t *config);

// jose_jwe_enc_cek() and jose_jwe_dec_cek() do the same as these two, but let their
// output grow by some bytes at a time. Where realloc() copies, as one that wipes must,
// a large text would take minutes; where it does not wipe, it leaves what it held
// before, a part of the plain text, in memory that nobody wipes.

// Encrypts into the member "ciphertext", and adds "iv" and "tag".
bool mien_jose_encrypt(jose_cfg_t *config, json_t *jwe, const json_t *contents_key,
                       const void *plain, size_t length);
// Decrypts; `length` is how many bytes there is room for, and then how many came.
bool mien_jose_decrypt(void *plain, size_t *length, jose_cfg_t *config,
                       const json_t *jwe, const json_t *contents_key);

#endif
