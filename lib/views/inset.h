// SPDX-License-Identifier: Apache-2.0
// The picture inside a page: a screenshot, a post, a caption above or below.
#ifndef MIEN_VIEWS_INSET_H
#define MIEN_VIEWS_INSET_H

#include <mien/views.h>

#include "views/plane.h"

// Finds the largest part of a reduced picture that looks like a picture laid on
// something flat; `half` is its half, or the same where it has none, and `work` has
// room for as many values as that. False when there is none, or when it is nearly
// everything.
bool mien_inset(struct mien_view_place *place, const struct mien_plane *reduced,
                const struct mien_plane *half, int16_t *work);

#endif
