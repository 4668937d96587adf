// SPDX-License-Identifier: Apache-2.0
#include "media/digest.h"

#include "base/wipe.h"

const char *mien_digest_missing(void)
{
    return NULL;
}

void mien_digest_open(struct mien_digest *digest)
{
    MD5_Init(&digest->md5);
    SHA256_Init(&digest->sha256);
}

void mien_digest_feed(struct mien_digest *digest, const void *bytes, size_t size)
{
    MD5_Update(&digest->md5, bytes, size);
    SHA256_Update(&digest->sha256, bytes, size);
}

void mien_digest_finish(struct mien_digest *digest, uint8_t md5[16], uint8_t sha256[32])
{
    MD5_Final(md5, &digest->md5);
    SHA256_Final(sha256, &digest->sha256);
}

void mien_digest_close(struct mien_digest *digest)
{
    mien_wipe(digest, sizeof *digest);
}
