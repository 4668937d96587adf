// SPDX-License-Identifier: Apache-2.0
// MD5 and SHA-256 of the same bytes, by OpenSSL.
#ifndef MIEN_MEDIA_DIGEST_H
#define MIEN_MEDIA_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <mien/status.h>

struct mien_digest {
    struct ossl_lib_ctx_st *library;    // OSSL_LIB_CTX
    struct evp_md_ctx_st *md5, *sha256; // EVP_MD_CTX
};

// Errors: MEMORY, INTERNAL (this OpenSSL has no MD5). Call
// mien_digest_close() in any case.
MIEN_NODISCARD enum mien_status mien_digest_open(struct mien_digest *digest,
                                                 struct mien_error *error);
// Errors: INTERNAL.
MIEN_NODISCARD enum mien_status mien_digest_feed(struct mien_digest *digest,
                                                 const void *bytes, size_t size);
// Errors: INTERNAL.
MIEN_NODISCARD enum mien_status mien_digest_finish(struct mien_digest *digest,
                                                   uint8_t md5[16], uint8_t sha256[32]);
// Wipes and frees the state.
void mien_digest_close(struct mien_digest *digest);

#endif
