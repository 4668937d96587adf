// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_DECODE_DECODE_H
#define MIEN_DECODE_DECODE_H

#include <mien/decode.h>

#include "decode/budget.h"

// mien_decode(), with its memory taken from a budget that the caller shares: its limit
// is then the caller's to set, and options->limits->memory is not looked at.
MIEN_NODISCARD enum mien_status
mien_decode_within(struct mien_budget *budget, const struct mien_source *source,
                   const struct mien_sink *sink,
                   const struct mien_decode_options *options,
                   struct mien_image_info *info, struct mien_error *error);

#endif
