// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>

// The one function of OpenSSL that the tests of pixels use, by Windows' own means.
#define SHA256_DIGEST_LENGTH 32
unsigned char *SHA256(const unsigned char *bytes, size_t size, unsigned char *digest);
