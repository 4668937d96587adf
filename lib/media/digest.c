// SPDX-License-Identifier: Apache-2.0
#include "media/digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "base/status.h"

// OpenSSL leaves notes of its failures in a queue of the thread; the caller's own notes
// there are not ours to touch.
static bool start(EVP_MD_CTX *context, const EVP_MD *kind, bool *no_memory)
{
    ERR_set_mark();
    bool started = EVP_DigestInit_ex(context, kind, NULL) == 1;
    if (!started && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE)
        *no_memory = true;
    ERR_pop_to_mark();
    return started;
}

enum mien_status mien_digest_open(struct mien_digest *digest, struct mien_error *error)
{
    digest->md5 = EVP_MD_CTX_new();
    digest->sha256 = EVP_MD_CTX_new();
    bool no_memory = digest->md5 == NULL || digest->sha256 == NULL;
    if (!no_memory && start(digest->md5, EVP_md5(), &no_memory) &&
        start(digest->sha256, EVP_sha256(), &no_memory))
        return MIEN_OK;
    if (no_memory)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory for MD5 and SHA-256");
    return mien_fail(error, MIEN_ERROR_INTERNAL,
                     "OpenSSL on this machine offers no MD5 or no SHA-256");
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
}
