// SPDX-License-Identifier: Apache-2.0
// The stream of <mien/views.h> with kernels of the caller's choice, for tests and
// benches.
#ifndef MIEN_VIEWS_VIEWS_H
#define MIEN_VIEWS_VIEWS_H

#include <mien/views.h>

#include "pdq/kernels.h"
#include "views/kernels.h"

MIEN_NODISCARD enum mien_status
mien_views_begin_with(struct mien_views_stream **stream, void *scratch, size_t size,
                      uint32_t width, uint32_t height, enum mien_pixel_format format,
                      const struct mien_view_kernels *kernels,
                      const struct mien_kernels *pdq);

#endif
