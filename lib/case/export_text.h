// SPDX-License-Identifier: Apache-2.0
// A text that grows.
#ifndef MIEN_CASE_EXPORT_TEXT_H
#define MIEN_CASE_EXPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

// Zero-initialise it. What was written is wiped wherever it lay.
struct mien_export_text {
    char *bytes;
    size_t length, capacity; // the capacity counts a zero at the end too
    bool failed;             // for want of memory; everything else then does nothing
};

void mien_export_text_add_bytes(struct mien_export_text *text, const char *bytes,
                                size_t length);
void mien_export_text_add(struct mien_export_text *text, const char *more);
void mien_export_text_free(struct mien_export_text *text);

#endif
