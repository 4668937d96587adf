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

// Streams whose rows a decoder has reduced: each pixel stands for scale x scale pixels
// (1, 2, 4 or 8) of a picture of width x height, or for those of them that exist. So
// ceil(height / scale) rows of ceil(width / scale) pixels are pushed, and each weighs
// what its pixels would have weighed together ("matched" weights). A scale above 1 goes
// with MIEN_PDQ_APPROXIMATE only, and with reduced sides of 128 pixels at least;
// otherwise ARGUMENT. The kernels are those for a processor with `cpu_flags`
// (base/cpu.h). The rest as mien_pdq_scratch_size() and mien_pdq_begin().
MIEN_NODISCARD enum mien_status
mien_pdq_scratch_size_reduced(size_t *size, uint32_t width, uint32_t height,
                              uint32_t scale, enum mien_pdq_mode mode);
MIEN_NODISCARD enum mien_status
mien_pdq_begin_reduced(struct mien_pdq_stream **stream, void *scratch, size_t size,
                       uint32_t width, uint32_t height, uint32_t scale,
                       enum mien_pixel_format format, enum mien_pdq_mode mode,
                       unsigned cpu_flags);

#endif
