// SPDX-License-Identifier: Apache-2.0
#include "case/export_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/wipe.h"

// Makes room for so many bytes more and a zero.
static bool reserve(struct mien_export_text *text, size_t more)
{
    size_t needed, capacity;
    if (!mien_size_add(&needed, text->length, more) ||
        !mien_size_add(&needed, needed, 1) || !mien_size_mul(&capacity, needed, 2))
        return false;
    if (needed <= text->capacity)
        return true;
    char *larger = malloc(capacity);
    if (larger == NULL)
        return false;
    if (text->length > 0)
        memcpy(larger, text->bytes, text->length);
    mien_wipe_free(text->bytes, text->length);
    text->bytes = larger;
    text->capacity = capacity;
    return true;
}

void mien_export_text_add_bytes(struct mien_export_text *text, const char *bytes,
                                size_t length)
{
    text->failed = text->failed || !reserve(text, length);
    if (text->failed)
        return;
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void mien_export_text_add(struct mien_export_text *text, const char *more)
{
    mien_export_text_add_bytes(text, more, strlen(more));
}

void mien_export_text_free(struct mien_export_text *text)
{
    mien_wipe_free(text->bytes, text->length);
    *text = (struct mien_export_text){.bytes = NULL};
}
