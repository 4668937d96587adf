// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_DECODE_JPEG_CMYK_H
#define MIEN_DECODE_JPEG_CMYK_H

#include <stddef.h>
#include <stdint.h>

// Turns a row of `width` pixels CMYK, as they stand in JPEG files, into RGB in place;
// the last quarter of the row is then of no use.
void mien_jpeg_cmyk_to_rgb(uint8_t *row, size_t width);

#endif
