// SPDX-License-Identifier: Apache-2.0
// Adobe's programs store CMYK inverted in JPEG: 255 is paper, 0 is full ink, and so red
// is what cyan and black let through: c * k / 255.
//
// Every file is taken as inverted, with or without Adobe's marker (APP14). That is what
// Pillow, Chrome, Firefox and ImageMagick do, and what the rare file without the marker
// mostly is: one whose metadata somebody removed.
#include "decode/jpeg_cmyk.h"

// x / 255 rounded to nearest, exact for x <= 255 * 255. There are no ties: 255 is odd.
static uint8_t div255(uint32_t x)
{
    x += 128;
    return (uint8_t)((x + (x >> 8)) >> 8);
}

void mien_jpeg_cmyk_to_rgb(uint8_t *row, size_t width)
{
    const uint8_t *cmyk = row;
    uint8_t *rgb = row;
    for (size_t i = 0; i < width; i++, cmyk += 4, rgb += 3) {
        uint32_t k = cmyk[3];
        uint8_t red = div255(cmyk[0] * k);
        uint8_t green = div255(cmyk[1] * k);
        uint8_t blue = div255(cmyk[2] * k);
        rgb[0] = red;
        rgb[1] = green;
        rgb[2] = blue;
    }
}
