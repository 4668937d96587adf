// SPDX-License-Identifier: Apache-2.0
// A picture of why two pictures match: both side by side, and squares on what agrees.
//
// It shows the pictures themselves: for platforms, who must see what they decide on.
// No command that a survivor uses offers it.
#ifndef MIEN_TOOL_VIEWS_DRAW_H
#define MIEN_TOOL_VIEWS_DRAW_H

#include <stdbool.h>

#include "views_compare.h"

// Whether the two can be drawn, and the file be made: before anything is read. False
// after saying why not.
bool views_draw_possible(const char *file, char *const *pictures);

// Makes the file, a PNG of at most 1024 x 1024 pixels (mode 0600), which must not be
// there yet. The pictures are read a second time. False after saying why; no file is
// left then.
bool views_draw(const char *file, const struct operand operands[2],
                const struct views_comparison *comparison,
                const struct mien_media_options *options);

#endif
