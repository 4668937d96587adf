// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_DECODE_EXIF_H
#define MIEN_DECODE_EXIF_H

#include <stddef.h>
#include <stdint.h>

// Returns the tag Orientation of the first image of an EXIF block, 1 to 8; 0 when it is
// missing or when anything about it is not as the standard says. The block begins with
// a TIFF header, or with "Exif\0\0" and a TIFF header.
uint32_t mien_exif_orientation(const uint8_t *bytes, size_t size);

#endif
