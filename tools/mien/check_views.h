// SPDX-License-Identifier: Apache-2.0
// The views of a picture, as a case would hold them, and whether a changed copy of it
// is found by them. All of it in the sandbox: what is not freed goes with the process.
#ifndef MIEN_TOOL_CHECK_VIEWS_H
#define MIEN_TOOL_CHECK_VIEWS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/decode.h>
#include <mien/views.h>

#include "check_picture.h"

// Zero-initialise it.
struct check_views {
    void *scratch;
    struct mien_views_stream *stream; // of the original
    struct mien_view *bank, *query;   // of the original, of a copy
    size_t count;                     // of the original's
    struct mien_view_match *matches;
    size_t room; // for matches
};

// The original, row by row as it is decoded.
enum mien_status check_views_begin(struct check_views *views,
                                   const struct mien_image_info *info);
enum mien_status check_views_rows(struct check_views *views, const void *pixels,
                                  ptrdiff_t stride, uint32_t count);
enum mien_status check_views_end(struct check_views *views,
                                 enum mien_orientation orientation);

// How many places of the picture the content chose.
uint32_t check_views_windows(const struct check_views *views);

// What somebody would decide who has the original's views and sees the copy.
enum mien_status check_views_try(enum mien_verdict *verdict, struct check_views *views,
                                 const struct check_picture *copy);

void check_views_free(struct check_views *views);

#endif
