// SPDX-License-Identifier: Apache-2.0
// How small a JPEG is decoded, and whether its scans make a picture: all of them, or as
// far as struct mien_decode_less asks.
#ifndef MIEN_DECODE_JPEG_LESS_H
#define MIEN_DECODE_JPEG_LESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

#include "decode/decode.h"

// Returns 1, 2, 4 or 8: the most by which the sides can be divided when the shorter one
// is to keep side_min pixels (0: not reduced).
uint32_t mien_jpeg_scale(uint32_t width, uint32_t height, uint32_t side_min);

// For files of several scans, when all were read: is there a component without pixels?
// `brought` has a bit for each component that had a scan.
bool mien_jpeg_lacks_a_component(const struct jpeg_decompress_struct *cinfo,
                                 uint32_t brought);

// The same for those of which only the first scans are wanted, asked while they are
// read, after jpeg_start_decompress() has begun: is a scan at its end, do those read up
// to here make a picture, and is there more to come?
bool mien_jpeg_enough(const struct jpeg_decompress_struct *cinfo, uint32_t brought,
                      bool first_ac);

#endif
