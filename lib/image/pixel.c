// SPDX-License-Identifier: Apache-2.0
#include <mien/image.h>

size_t mien_pixel_size(enum mien_pixel_format format)
{
    switch (format) {
    case MIEN_PIXEL_GRAY8:
        return 1;
    case MIEN_PIXEL_RGB8:
    case MIEN_PIXEL_BGR8:
        return 3;
    case MIEN_PIXEL_RGBA8:
    case MIEN_PIXEL_BGRA8:
        return 4;
    }
    return 0;
}
