// SPDX-License-Identifier: Apache-2.0
// The luma of a block of 16 x 16 pixels in vectors. Part of pdq/vector.h, for which a
// file for one instruction set also defines
//   v_bytes(from)   16 bytes, the same in each quarter
//   v_shuffle(bytes, indices)  in each quarter its bytes at these indices, as floats; a
//                   zero where an index is 0xFF
//   v_pixels        4 pixels, or the 16 bytes from their first on, in each quarter, but
//                   0x4B as its last byte. With 16 lanes, (row, pixel, v_order(pixel))
//                   are 16 pixels of so many bytes of a row; otherwise (rows, offset)
//                   are 4 pixels of LANES / 4 rows, which are 4 rows apart
//   transpose(V[16]) with 16 lanes;  otherwise v_turn(V[4]), which transposes the 4 x 4
//                   floats in each quarter
//
// All formats take the same way. A shuffle for each channel makes 32-bit lanes of the
// pixels, with the channel v as the lowest byte and 0x4B as the highest: as a float
// that is 2^23 + v. A fused multiply-add with a weight w then gives w (2^23 + v) - w
// 2^23, which is w v, rounded once like the product in the definition. (The last byte
// of 16 is never a channel that counts.) From gray, 2^23 is only subtracted; and where
// UNFUSED is defined from every channel, which then is multiplied.
#ifndef MIEN_PDQ_VECTOR_LUMA_H
#define MIEN_PDQ_VECTOR_LUMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <mien/image.h>

struct luma {
    size_t pixel; // bytes
    B channels[3];
    V weights[3], biases[3];
};

static inline void begin_luma(struct luma *luma, enum mien_pixel_format format)
{
    static const float weights[3] = {0.299f, 0.587f, 0.114f};
    bool blue_first = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8;
    luma->pixel = mien_pixel_size(format);
    for (size_t c = 0; c < 3; c++) {
        size_t first = format == MIEN_PIXEL_GRAY8 ? 0 : blue_first ? 2 - c : c;
        uint8_t bytes[16];
        memset(bytes, 0xFF, sizeof bytes); // which shuffles take as a zero
        for (size_t i = 0; i < 4; i++) {
            bytes[4 * i] = (uint8_t)(i * luma->pixel + first);
            bytes[4 * i + 3] = 15; // where v_pixels() puts 0x4B
        }
        luma->channels[c] = v_bytes(bytes);
        luma->weights[c] = v_set1(weights[c]);
        luma->biases[c] = v_set1(-0x1p23f * weights[c]);
    }
}

static inline V luma_of(const struct luma *luma, B pixels, const bool gray)
{
    V channels[3];
    for (int c = 0; c < 3; c++)
        channels[c] = v_shuffle(pixels, luma->channels[c]);
    if (gray)
        return v_sub(channels[0], v_set1(0x1p23f));
    for (int c = 0; c < 3; c++)
#ifdef UNFUSED
        channels[c] = v_mul(v_sub(channels[c], v_set1(0x1p23f)), luma->weights[c]);
#else
        channels[c] = v_fma(channels[c], luma->weights[c], luma->biases[c]);
#endif
    return v_add(v_add(channels[0], channels[1]), channels[2]);
}

#endif
