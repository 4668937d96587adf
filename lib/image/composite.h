// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_IMAGE_COMPOSITE_H
#define MIEN_IMAGE_COMPOSITE_H

#include <stddef.h>
#include <stdint.h>

// Lays a row of `width` RGBA pixels over white, in place: each colour becomes
// (c * a + 255 * (255 - a)) / 255, rounded to nearest, and alpha 255.
void mien_rgba_on_white(uint8_t *row, size_t width);

#endif
