// SPDX-License-Identifier: Apache-2.0
// In the place of digest.c, where there is no OpenSSL.
#include "media/digest.h"

const char *mien_digest_missing(void)
{
    return "this build makes no digests";
}

void mien_digest_open(struct mien_digest *digest)
{
    (void)digest;
}

void mien_digest_feed(struct mien_digest *digest, const void *bytes, size_t size)
{
    (void)digest, (void)bytes, (void)size;
}

void mien_digest_finish(struct mien_digest *digest, uint8_t md5[16], uint8_t sha256[32])
{
    (void)digest, (void)md5, (void)sha256;
}

void mien_digest_close(struct mien_digest *digest)
{
    (void)digest;
}
