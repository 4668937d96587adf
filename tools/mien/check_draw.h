// SPDX-License-Identifier: Apache-2.0
// What people put on, over and around pictures, for `mien check`: as check_picture.h
// says of *out.
#ifndef MIEN_TOOL_CHECK_DRAW_H
#define MIEN_TOOL_CHECK_DRAW_H

#include "check_picture.h"

// A white bar with words below the picture, or above it.
bool check_caption(struct check_picture *out, const struct check_picture *in,
                   bool below);
// White words with black edges on the picture, near its upper end, its lower one, or
// both.
bool check_words(struct check_picture *out, const struct check_picture *in, bool above,
                 bool below);

// A round yellow face that covers so many percent of the picture, in its centre (0) or
// in the middle of one of its quarters (1 to 4).
bool check_sticker(struct check_picture *out, const struct check_picture *in,
                   uint32_t percent, int place);

// The picture as a phone shows it, upright, with its bars; on black or on white.
bool check_screenshot(struct check_picture *out, const struct check_picture *in,
                      bool dark);

#endif
