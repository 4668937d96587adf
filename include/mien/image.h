// SPDX-License-Identifier: Apache-2.0
// Rows of pixels: how they lie in memory, and which way up they are seen.
#ifndef MIEN_IMAGE_H
#define MIEN_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>

MIEN_BEGIN_DECLS

// 8 bits a channel, channels interleaved in the order of the name, no padding between
// pixels. Alpha is straight (not premultiplied), and hashing drops it.
enum mien_pixel_format {
    MIEN_PIXEL_GRAY8 = 1,
    MIEN_PIXEL_RGB8 = 2,
    MIEN_PIXEL_BGR8 = 3,
    MIEN_PIXEL_RGBA8 = 4,
    MIEN_PIXEL_BGRA8 = 5
};

// Returns the bytes of one pixel (1, 3 or 4), or 0 for a number that is no format.
MIEN_API size_t mien_pixel_size(enum mien_pixel_format format);

// How a viewer turns the stored rows before it shows them: the eight values of the EXIF
// tag Orientation (0x0112). The names say where row 0 and column 0 of the stored
// picture end up on the screen.
enum mien_orientation {
    MIEN_ORIENTATION_TOP_LEFT = 1,     // as stored
    MIEN_ORIENTATION_TOP_RIGHT = 2,    // mirrored left to right
    MIEN_ORIENTATION_BOTTOM_RIGHT = 3, // turned by 180 degrees
    MIEN_ORIENTATION_BOTTOM_LEFT = 4,  // mirrored top to bottom
    MIEN_ORIENTATION_LEFT_TOP = 5,     // transposed
    MIEN_ORIENTATION_RIGHT_TOP = 6,    // turned by 90 degrees clockwise
    MIEN_ORIENTATION_RIGHT_BOTTOM = 7, // transposed along the other diagonal
    MIEN_ORIENTATION_LEFT_BOTTOM = 8   // turned by 90 degrees counter-clockwise
};

MIEN_END_DECLS

#endif
