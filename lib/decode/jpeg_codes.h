// SPDX-License-Identifier: Apache-2.0
// Tables to read Huffman codes of JPEG with: one code, one coefficient with its bits,
// or as many codes as fit when only their length matters.
#ifndef MIEN_DECODE_JPEG_CODES_H
#define MIEN_DECODE_JPEG_CODES_H

#include <stdint.h>
#include <stdio.h> // jpeglib.h needs FILE

#include <jpeglib.h>

// The tables are asked with the next so many bits.
#define MIEN_JPEG_LOOK 12
#define MIEN_JPEG_LOOKS (1 << MIEN_JPEG_LOOK)

// One Huffman table.
struct mien_jpeg_code {
    uint16_t symbols[MIEN_JPEG_LOOKS]; // length << 8 | symbol; 0: a longer one, or none
    int32_t most[17];                  // the greatest code of each length, or -1
    int32_t offset[17];    // what makes a code of this length an index to `values`
    const uint8_t *values; // 256 of them
};

// libjpeg has judged the table: the codes of each length fit into it.
void mien_jpeg_code_make(struct mien_jpeg_code *code, const JHUFF_TBL *table);

// Several AC codes with their bits: bits | ends << 4 | coefficients << 5. `ends` is 1
// behind the end of the block, which is not among the coefficients. No bits: none fits.
typedef uint16_t mien_jpeg_skip;
void mien_jpeg_skips_make(mien_jpeg_skip skips[MIEN_JPEG_LOOKS],
                          const struct mien_jpeg_code *code);

// One AC code with its bits: bits | run << 4 | value << 8. The value of codes without
// bits is 0. No bits: it does not fit.
typedef int32_t mien_jpeg_whole;
void mien_jpeg_wholes_make(mien_jpeg_whole wholes[MIEN_JPEG_LOOKS],
                           const struct mien_jpeg_code *code);

// The number that `size` bits stand for, 1 to 15: the lower half of them are negative.
static inline int32_t mien_jpeg_number(uint32_t bits, unsigned size)
{
    int32_t value = (int32_t)bits;
    return value < (int32_t)1 << (size - 1) ? value - ((int32_t)1 << size) + 1 : value;
}

#endif
