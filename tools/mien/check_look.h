// SPDX-License-Identifier: Apache-2.0
// Changes to the look of a whole picture, for `mien check`: as check_picture.h says of
// *out.
#ifndef MIEN_TOOL_CHECK_LOOK_H
#define MIEN_TOOL_CHECK_LOOK_H

#include "check_picture.h"

// Nearly a Gaussian blur whose sigma is `radius` pixels.
bool check_blur(struct check_picture *out, const struct check_picture *in,
                uint32_t radius);

// What a new red, green and blue are made of: of how much of the old ones, and of how
// much light besides; all of it 256 times.
struct check_colours {
    int32_t of[3][3];
    int32_t light;
};
bool check_recolour(struct check_picture *out, const struct check_picture *in,
                    const struct check_colours *colours);

// Adds to each value between minus and plus twice `strength`, values near 0 more often.
// It is the same for each picture of the same size.
bool check_grain(struct check_picture *out, const struct check_picture *in,
                 uint32_t strength);

// Writes the picture as JPEG, into memory, and reads it again. False also when libjpeg
// fails.
bool check_jpeg(struct check_picture *out, const struct check_picture *in, int quality);

#endif
