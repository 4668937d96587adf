// SPDX-License-Identifier: Apache-2.0
#include "image/composite.h"

// There are no ties to round: 255 is odd.
static uint8_t over_white(uint32_t colour, uint32_t alpha)
{
    return (uint8_t)((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

void mien_rgba_on_white(uint8_t *row, size_t width)
{
    for (size_t i = 0; i < width; i++, row += 4) {
        uint32_t alpha = row[3];
        row[0] = over_white(row[0], alpha);
        row[1] = over_white(row[1], alpha);
        row[2] = over_white(row[2], alpha);
        row[3] = 255;
    }
}
