// SPDX-License-Identifier: Apache-2.0
// Source: ITU-T T.81, annex C (codes from their lengths) and F.2.2 (runs and sizes).
#include "decode/jpeg_codes.h"

enum {
    LOOK = MIEN_JPEG_LOOK,
    LOOKS = MIEN_JPEG_LOOKS,
    AC_MAX = 63
};
_Static_assert(LOOK < 16, "the bits of an entry are a number of four bits");

void mien_jpeg_code_make(struct mien_jpeg_code *code, const JHUFF_TBL *table)
{
    int32_t next = 0, index = 0;
    code->values = table->huffval;
    for (unsigned length = 1; length <= 16; length++) {
        code->offset[length] = index - next;
        for (int i = 0; i < table->bits[length]; i++, next++, index++) {
            if (length > LOOK)
                continue;
            uint16_t symbol = (uint16_t)(length << 8 | table->huffval[index]);
            unsigned first = (unsigned)next << (LOOK - length);
            for (unsigned j = 0; j < 1u << (LOOK - length); j++)
                code->symbols[first + j] = symbol;
        }
        code->most[length] = table->bits[length] > 0 ? next - 1 : -1;
        next *= 2;
    }
}

void mien_jpeg_skips_make(mien_jpeg_skip skips[MIEN_JPEG_LOOKS],
                          const struct mien_jpeg_code *code)
{
    for (unsigned i = 0; i < LOOKS; i++) {
        unsigned bits = 0, coefficients = 0, ends = 0;
        while (ends == 0) {
            unsigned symbol = code->symbols[i << bits & (LOOKS - 1)];
            unsigned size = symbol & 15, run = symbol >> 4 & 15;
            unsigned with = bits + (symbol >> 8) + size;
            if (symbol == 0 || with > LOOK || coefficients + run + 1 > AC_MAX)
                break;
            bits = with;
            if (size == 0 && run != 15)
                ends = 1;
            else
                coefficients += run + 1;
        }
        skips[i] = (mien_jpeg_skip)(bits | ends << 4 | coefficients << 5);
    }
}

void mien_jpeg_wholes_make(mien_jpeg_whole wholes[MIEN_JPEG_LOOKS],
                           const struct mien_jpeg_code *code)
{
    for (unsigned i = 0; i < LOOKS; i++) {
        unsigned symbol = code->symbols[i];
        unsigned size = symbol & 15, run = symbol >> 4 & 15;
        unsigned bits = (symbol >> 8) + size;
        int32_t value = 0;
        wholes[i] = 0;
        if (symbol == 0 || bits > LOOK)
            continue;
        if (size > 0)
            value = mien_jpeg_number(i >> (LOOK - bits) & ((1u << size) - 1), size);
        wholes[i] = value * 256 + (int32_t)(run << 4 | bits);
    }
}
