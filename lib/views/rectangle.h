// SPDX-License-Identifier: Apache-2.0
// A rectangle of the reduced picture as a picture of its own, hashed.
#ifndef MIEN_VIEWS_RECTANGLE_H
#define MIEN_VIEWS_RECTANGLE_H

#include <mien/views.h>

#include "pdq/kernels.h"
#include "views/kernels.h"
#include "views/plane.h"

// How many bytes of work one hash needs.
size_t mien_rectangle_work(void);

// Fills in all eight hashes and the quality of the view at its place, which is in
// pixels of the reduced picture. `work` is aligned to 64 bytes; it is wiped.
void mien_rectangle_hash(struct mien_view *view, const struct mien_plane *reduced,
                         const struct mien_view_kernels *kernels,
                         const struct mien_kernels *pdq, void *work);

#endif
