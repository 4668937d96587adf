// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_DECODE_DECODE_H
#define MIEN_DECODE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include <mien/decode.h>

#include "decode/budget.h"

// How little of a JPEG will do. Other files are decoded whole. JPEG whose luma libjpeg
// does not give by itself (CMYK, YCCK) keep their colours; those may still be reduced.
struct mien_decode_less {
    // Rows are grey, and no colours are decoded, when the shorter side has at least so
    // many pixels. 0: always in colour.
    uint32_t grey_min;
    // Rows are reduced by 2, 4 or 8 on both axes, as long as the shorter side keeps at
    // least so many pixels: info->scale tells. Rows then have ceil(width / scale)
    // pixels, and there are ceil(height / scale). 0: not reduced.
    uint32_t side_min;
    // A file of several scans is decoded as far as a picture that is so much reduced
    // can show it, and info->flags has MIEN_IMAGE_FIRST_SCANS. What follows is not
    // looked at. A progressive one is reduced by 8 from the DC of its blocks alone, and
    // by 4 or 2 with their lowest other frequencies; not reduced, it is wanted whole.
    bool first_scans;
    // A progressive file is reduced by 4 at most, and so never from the DC alone.
    bool first_ac;
};

// How many rows are delivered of a picture.
static inline uint32_t mien_decode_rows(const struct mien_image_info *info)
{
    return (info->height + info->scale - 1) / info->scale;
}

// mien_decode(), with its memory taken from a budget that the caller shares: its limit
// is then the caller's to set, and options->limits->memory is not looked at.
//
// less   NULL: decode all of it.
MIEN_NODISCARD enum mien_status
mien_decode_within(struct mien_budget *budget, const struct mien_source *source,
                   const struct mien_sink *sink,
                   const struct mien_decode_options *options,
                   const struct mien_decode_less *less, struct mien_image_info *info,
                   struct mien_error *error);

#endif
