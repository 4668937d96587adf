// SPDX-License-Identifier: Apache-2.0
#include "case/pad.h"

#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

enum mien_status mien_pad(char **text, size_t *length)
{
    size_t class = MIEN_PAD_LEAST;
    while (class < *length && class < MIEN_PAD_MOST)
        class = 4 * class < MIEN_PAD_MOST ? 4 * class : MIEN_PAD_MOST;
    if (class < *length)
        return MIEN_ERROR_LIMIT;
    // Not realloc(), which may leave a copy behind that nobody wipes.
    char *padded = malloc(class + 1);
    if (padded == NULL)
        return MIEN_ERROR_MEMORY;
    memcpy(padded, *text, *length);
    memset(padded + *length, ' ', class - *length);
    padded[class] = '\0';
    mien_wipe_free(*text, *length);
    *text = padded;
    *length = class;
    return MIEN_OK;
}
