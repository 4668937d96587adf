// SPDX-License-Identifier: Apache-2.0
#include "base/wipe.h"

#include <stdlib.h>
#include <string.h>

void mien_wipe(void *memory, size_t size)
{
    if (size == 0)
        return;
#if defined(__GNUC__)
    memset(memory, 0, size);
    // The memory may be read by code that the compiler cannot see: the memset must
    // stay.
    __asm__ volatile("" : : "r"(memory) : "memory");
#else
    volatile unsigned char *byte = memory;
    while (size-- > 0)
        *byte++ = 0;
#endif
}

void mien_wipe_free(void *memory, size_t size)
{
    if (memory != NULL)
        mien_wipe(memory, size);
    free(memory);
}
