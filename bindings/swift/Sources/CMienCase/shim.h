// SPDX-License-Identifier: Apache-2.0
// The header of cases as it is installed.
#include <mien/case.h>

// Overwrites memory; no optimizer leaves that out.
static inline void mien_swift_wipe(void *bytes, size_t length)
{
    volatile unsigned char *at = (volatile unsigned char *)bytes;
    while (length-- > 0)
        *at++ = 0;
}
