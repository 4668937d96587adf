// SPDX-License-Identifier: Apache-2.0
// JPEG files of every kind, and what libjpeg itself makes of them.
#ifndef MIEN_TESTS_JPEGS_H
#define MIEN_TESTS_JPEGS_H

#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

#include "fixture.h"

// Pictures in grey and RGB, stored in all the ways that differ to a decoder, and of
// awkward sizes.
extern const struct mien_jpeg_recipe mien_jpeg_recipes[];
extern const int mien_jpeg_recipe_count;

// Pixels with some of everything, gradients and noise. From malloc().
uint8_t *mien_jpeg_pixels(uint32_t width, uint32_t height, int components);
// A file of such pixels.
struct mien_file mien_jpeg_new(const struct mien_jpeg_recipe *recipe);

// What libjpeg makes of a file, reduced by `scale`, when it is asked in the plainest
// way: *size bytes from malloc().
uint8_t *mien_jpeg_plain(struct mien_file file, J_COLOR_SPACE colours, uint32_t scale,
                         size_t *size);

// Where the next marker stands at or behind `at`. Restart markers count.
size_t mien_jpeg_marker(struct mien_file file, size_t at);

#endif
