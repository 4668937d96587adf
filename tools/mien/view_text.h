// SPDX-License-Identifier: Apache-2.0
// One hash of a picture's views, as people and lists write it: the name of the view
// and, behind a slash, how it is turned: "window-3/rot90". In an index it is the
// variant.
#ifndef MIEN_TOOL_VIEW_TEXT_H
#define MIEN_TOOL_VIEW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/views.h>

enum {
    VIEW_TEXT_SIZE = MIEN_VIEW_NAME_SIZE + 16
};

// Writes it. False, and an empty text, for a variant that is not one of a view.
bool view_text(char text[VIEW_TEXT_SIZE], uint32_t variant);

// Reads it. False when the text is none.
bool view_text_read(uint32_t *variant, const char *text, size_t length);

// The words of JSON for what views say: "match", "review" or "no", and why.
const char *view_verdict_token(enum mien_verdict verdict);
const char *view_reason_token(enum mien_verdict_reason reason);

#endif
