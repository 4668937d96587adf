// SPDX-License-Identifier: Apache-2.0
// The stream of <mien/pdq.h> with kernels of the caller's choice, for tests and
// benches.
#ifndef MIEN_PDQ_STREAM_H
#define MIEN_PDQ_STREAM_H

#include <mien/pdq.h>

#include "pdq/kernels.h"

MIEN_NODISCARD enum mien_status
mien_pdq_begin_with(struct mien_pdq_stream **stream, void *scratch, size_t size,
                    uint32_t width, uint32_t height, enum mien_pixel_format format,
                    enum mien_pdq_mode mode, const struct mien_kernels *kernels);

#endif
