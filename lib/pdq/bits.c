// SPDX-License-Identifier: Apache-2.0
// From DCT coefficients to hashes: the median, the bits, and the eight symmetries.
#include "pdq/bits.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/wipe.h"

// An integer for each float, in the same order. (-0 comes before +0; to the comparison
// with the median they are equal.)
static int32_t in_order(float value)
{
    int32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits < 0 ? bits ^ INT32_MAX : bits;
}

static float from_order(int32_t bits)
{
    float value;
    bits = bits < 0 ? bits ^ INT32_MAX : bits;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// Returns the value that a sort would put at index `rank`, found bit by bit from the
// top: the largest number with no more than `rank` of the values below it. 32 times
// counting takes no branch that hangs on the values, and vectors do it.
static float select_rank(const float values[256], int rank)
{
    int32_t keys[256];
    for (int i = 0; i < 256; i++)
        keys[i] = in_order(values[i]);
    uint32_t found = 0; // counted from INT32_MIN
    for (uint32_t bit = 1u << 31; bit > 0; bit >>= 1) {
        const int32_t trial = (int32_t)((found | bit) ^ 1u << 31);
        int32_t below = 0;
        for (int i = 0; i < 256; i++)
            below += keys[i] < trial;
        if (below <= rank)
            found |= bit;
    }
    mien_wipe(keys, sizeof keys);
    return from_order((int32_t)(found ^ 1u << 31));
}

void mien_bits(struct mien_hash *out, const float coefficients[16][16])
{
    float values[256];
    memcpy(values, coefficients, sizeof values);
    float median = select_rank(values, 127);
    mien_wipe(values, sizeof values);

    struct mien_hash hash = {{0}};
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 16; j++) {
            int bit = 16 * i + j;
            if (coefficients[i][j] > median)
                hash.bytes[MIEN_HASH_BYTES - 1 - bit / 8] |= (uint8_t)(1 << bit % 8);
        }
    }
    *out = hash;
}

// Mirroring an axis negates the odd frequencies of that axis. Frequency 0 is not in the
// matrix, so index 0 is frequency 1: the odd frequencies are the even indices. Rows and
// columns here are those of the result. The reference's rot90 turns counter-clockwise.
static const struct {
    bool transpose, negate_even_rows, negate_even_columns;
} symmetries[MIEN_DIHEDRAL_COUNT] = {
    [MIEN_DIHEDRAL_ORIGINAL] = {false, false, false},
    [MIEN_DIHEDRAL_ROT90] = {true, true, false},
    [MIEN_DIHEDRAL_ROT180] = {false, true, true},
    [MIEN_DIHEDRAL_ROT270] = {true, false, true},
    [MIEN_DIHEDRAL_FLIPX] = {false, true, false},
    [MIEN_DIHEDRAL_FLIPY] = {false, false, true},
    [MIEN_DIHEDRAL_FLIPPLUS1] = {true, false, false},
    [MIEN_DIHEDRAL_FLIPMINUS1] = {true, true, true},
};

static void turn(float turned[16][16], const float coefficients[16][16],
                 enum mien_dihedral which)
{
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 16; j++) {
            float value =
                symmetries[which].transpose ? coefficients[j][i] : coefficients[i][j];
            bool negate = (symmetries[which].negate_even_rows && i % 2 == 0) !=
                          (symmetries[which].negate_even_columns && j % 2 == 0);
            turned[i][j] = negate ? -value : value;
        }
    }
}

void mien_bits_dihedral(struct mien_hash *out, const float coefficients[16][16],
                        enum mien_dihedral which)
{
    float turned[16][16];
    turn(turned, coefficients, which);
    mien_bits(out, turned);
    mien_wipe(turned, sizeof turned);
}

float mien_bits_gap(const float coefficients[16][16], enum mien_dihedral which)
{
    float turned[16][16], values[256];
    turn(turned, coefficients, which);
    memcpy(values, turned, sizeof values);
    float gap = select_rank(values, 128) - select_rank(values, 127);
    mien_wipe(turned, sizeof turned);
    mien_wipe(values, sizeof values);
    return gap;
}

const char *mien_dihedral_name(enum mien_dihedral which)
{
    static const char *const names[MIEN_DIHEDRAL_COUNT] = {
        "original", "rot90", "rot180",    "rot270",
        "flipX",    "flipY", "flipPlus1", "flipMinus1"};
    return (unsigned)which < MIEN_DIHEDRAL_COUNT ? names[which] : NULL;
}

enum mien_dihedral mien_dihedral_seen(enum mien_orientation orientation)
{
    switch (orientation) {
    case MIEN_ORIENTATION_TOP_LEFT:
        return MIEN_DIHEDRAL_ORIGINAL;
    case MIEN_ORIENTATION_TOP_RIGHT:
        return MIEN_DIHEDRAL_FLIPY;
    case MIEN_ORIENTATION_BOTTOM_RIGHT:
        return MIEN_DIHEDRAL_ROT180;
    case MIEN_ORIENTATION_BOTTOM_LEFT:
        return MIEN_DIHEDRAL_FLIPX;
    case MIEN_ORIENTATION_LEFT_TOP:
        return MIEN_DIHEDRAL_FLIPPLUS1;
    case MIEN_ORIENTATION_RIGHT_TOP:
        return MIEN_DIHEDRAL_ROT270;
    case MIEN_ORIENTATION_RIGHT_BOTTOM:
        return MIEN_DIHEDRAL_FLIPMINUS1;
    case MIEN_ORIENTATION_LEFT_BOTTOM:
        return MIEN_DIHEDRAL_ROT90;
    }
    return MIEN_DIHEDRAL_ORIGINAL;
}
