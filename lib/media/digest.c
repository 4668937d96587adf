// SPDX-License-Identifier: Apache-2.0
#include "media/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "base/status.h"

// Whether this OpenSSL has the digest is one question, and whether there is memory to
// use it another; OpenSSL's answers do not always keep them apart, so they are asked
// one after the other.
static enum mien_status start(EVP_MD_CTX **context, OSSL_LIB_CTX *library,
                              const char *name)
{
    EVP_MD *kind = EVP_MD_fetch(library, name, NULL);
    if (kind == NULL)
        return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_UNSUPPORTED
                   ? MIEN_ERROR_INTERNAL
                   : MIEN_ERROR_MEMORY;
    *context = EVP_MD_CTX_new();
    bool started = *context != NULL && EVP_DigestInit_ex(*context, kind, NULL) == 1;
    EVP_MD_free(kind); // the context holds on to it
    return started ? MIEN_OK : MIEN_ERROR_MEMORY;
}

enum mien_status mien_digest_open(struct mien_digest *digest, struct mien_error *error)
{
    // OpenSSL notes its failures in a queue of the thread, where the caller's own notes
    // are not ours to touch.
    ERR_set_mark();
    // A library context of our own reads no configuration file and no environment, and
    // leaves the caller's context as it is.
    digest->library = OSSL_LIB_CTX_new();
    enum mien_status status = digest->library != NULL ? MIEN_OK : MIEN_ERROR_MEMORY;
    if (status == MIEN_OK)
        status = start(&digest->md5, digest->library, "MD5");
    if (status == MIEN_OK)
        status = start(&digest->sha256, digest->library, "SHA2-256");
    ERR_pop_to_mark();
    if (status == MIEN_ERROR_INTERNAL)
        return mien_fail(error, status,
                         "OpenSSL on this machine offers no MD5 or no SHA-256");
    if (status != MIEN_OK)
        return mien_fail(error, status, "no memory for MD5 and SHA-256");
    return status;
}

enum mien_status mien_digest_feed(struct mien_digest *digest, const void *bytes,
                                  size_t size)
{
    if (EVP_DigestUpdate(digest->md5, bytes, size) != 1 ||
        EVP_DigestUpdate(digest->sha256, bytes, size) != 1)
        return MIEN_ERROR_INTERNAL;
    return MIEN_OK;
}

enum mien_status mien_digest_finish(struct mien_digest *digest, uint8_t md5[16],
                                    uint8_t sha256[32])
{
    if (EVP_DigestFinal_ex(digest->md5, md5, NULL) != 1 ||
        EVP_DigestFinal_ex(digest->sha256, sha256, NULL) != 1)
        return MIEN_ERROR_INTERNAL;
    return MIEN_OK;
}

void mien_digest_close(struct mien_digest *digest)
{
    EVP_MD_CTX_free(digest->md5);
    EVP_MD_CTX_free(digest->sha256);
    OSSL_LIB_CTX_free(digest->library);
}
