// SPDX-License-Identifier: Apache-2.0
// MD5 and SHA-256 of the same bytes, by OpenSSL.
//
// By its plain functions of each digest, not by EVP: they need no memory but the state
// here, cannot fail, and do not make OpenSSL read its configuration file, which a
// library that promises to open nothing else must not cause. OpenSSL calls them
// deprecated in favour of EVP, for the sake of FIPS providers and hardware; neither
// concerns the fingerprint of a file.
//
// Built with MIEN_WITHOUT_DIGESTS and digest_none.c, as for WebAssembly, where there is
// no OpenSSL, mien makes none: calls then have to say MIEN_MEDIA_NO_DIGESTS.
#ifndef MIEN_MEDIA_DIGEST_H
#define MIEN_MEDIA_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef MIEN_WITHOUT_DIGESTS

struct mien_digest {
    bool none;
};

#else

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

struct mien_digest {
    MD5_CTX md5;
    SHA256_CTX sha256;
};

#endif

// Returns NULL, or why this build makes no digests: one clause for struct mien_error.
const char *mien_digest_missing(void);

void mien_digest_open(struct mien_digest *digest);
void mien_digest_feed(struct mien_digest *digest, const void *bytes, size_t size);
void mien_digest_finish(struct mien_digest *digest, uint8_t md5[16],
                        uint8_t sha256[32]);
// Wipes the state.
void mien_digest_close(struct mien_digest *digest);

#endif
