// SPDX-License-Identifier: Apache-2.0
// Whether one of two pictures is the other, or a part of it, by their views:
// `mien compare --views`.
#ifndef MIEN_TOOL_VIEWS_COMPARE_H
#define MIEN_TOOL_VIEWS_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include <mien/views.h>

#include "operand.h"

// Some of the views of a picture.
struct views_set {
    struct mien_view *views;
    size_t count;
};

// One picture, as a platform's bank would hold it, and the other as an upload.
struct views_comparison {
    size_t item; // which of the two operands is in the bank: 0 or 1
    struct views_set bank, query;
    struct mien_view_match *matches; // between the two sets
    size_t match_count;
    struct mien_agreement agreement;
};

// Compares the first picture, in the bank, with the second, and the other way round,
// and keeps what says more. The operands have the views for both purposes. False after
// saying what went wrong; to be freed in any case.
bool views_compare(struct views_comparison *out, const struct operand operands[2]);
void views_comparison_free(struct views_comparison *comparison);

#endif
