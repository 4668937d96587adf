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

// Chooses how much the picture is reduced: cinfo->scale_denom.
void mien_jpeg_reduce(struct jpeg_decompress_struct *cinfo,
                      const struct mien_decode_less *less);

// For files of several scans, when all were read: is there a component without pixels?
// `brought` has a bit for each component that had a scan.
bool mien_jpeg_lacks_a_component(const struct jpeg_decompress_struct *cinfo,
                                 uint32_t brought);

// Need not all of the file be read, now that it is known how much it is reduced?
bool mien_jpeg_may_stop(struct jpeg_decompress_struct *cinfo,
                        const struct mien_decode_less *less);

// Asked of such a file while it is read, after jpeg_start_decompress() has begun: is a
// scan at its end, do those read up to here make the reduced picture, and is there more
// to come?
bool mien_jpeg_enough(const struct jpeg_decompress_struct *cinfo, uint32_t brought);

#endif
