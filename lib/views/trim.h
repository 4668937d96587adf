// SPDX-License-Identifier: Apache-2.0
// The picture inside its frame.
#ifndef MIEN_VIEWS_TRIM_H
#define MIEN_VIEWS_TRIM_H

#include <mien/views.h>

#include "views/plane.h"

// Finds what is left when lines of one colour are taken from the edges. False when
// there are none, or when little would be left.
bool mien_trim(struct mien_view_place *place, const struct mien_plane *reduced);

#endif
