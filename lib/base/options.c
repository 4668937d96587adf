// SPDX-License-Identifier: Apache-2.0
#include "base/options.h"

#include <string.h>

enum mien_status mien_options_read(void *ours, size_t our_size, const void *theirs)
{
    if (theirs == NULL)
        return MIEN_OK;
    size_t their_size;
    memcpy(&their_size, theirs, sizeof their_size);
    if (their_size < sizeof their_size)
        return MIEN_ERROR_ARGUMENT;
    const unsigned char *bytes = theirs;
    for (size_t i = our_size; i < their_size; i++)
        if (bytes[i] != 0)
            return MIEN_ERROR_ARGUMENT;
    memcpy(ours, theirs, their_size < our_size ? their_size : our_size);
    memcpy(ours, &our_size, sizeof our_size);
    return MIEN_OK;
}

enum mien_status mien_options_write(void *theirs, const void *ours, size_t our_size)
{
    size_t their_size;
    memcpy(&their_size, theirs, sizeof their_size);
    if (their_size < sizeof their_size)
        return MIEN_ERROR_ARGUMENT;
    memset(theirs, 0, their_size);
    memcpy(theirs, ours, their_size < our_size ? their_size : our_size);
    memcpy(theirs, &their_size, sizeof their_size);
    return MIEN_OK;
}
