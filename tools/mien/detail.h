// SPDX-License-Identifier: Apache-2.0
// The library's English clause about a failure, said to a person in her language.
#ifndef MIEN_TOOL_DETAIL_H
#define MIEN_TOOL_DETAIL_H

#include <mien/decode.h>

// What a clause is about, for the sake of the hint.
enum detail_kind {
    DETAIL_OTHER,
    DETAIL_EMPTY, // a file without a byte
    DETAIL_VIDEO
};
enum detail_kind detail_kind(const struct mien_error *error);

// Returns the clause, which the caller frees. What mien itself says is translated; what
// an image library says stays as it is, made harmless. A clause about a limit is
// followed by the option that sets the limit, and its number, when there are limits.
char *detail_text(const struct mien_error *error,
                  const struct mien_decode_limits *limits);

#endif
