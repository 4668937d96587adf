// SPDX-License-Identifier: Apache-2.0
// From DCT coefficients to hashes: the median, the bits, and the eight symmetries.
#include "pdq/bits.h"

#include <stdbool.h>
#include <string.h>

#include "base/wipe.h"

#define SWAP(a, b)                                                                     \
    do {                                                                               \
        float swapped = (a);                                                           \
        (a) = (b);                                                                     \
        (b) = swapped;                                                                 \
    } while (0)

// Returns the value that a sort would put at index `rank`: Hoare's quickselect, with
// the middle of three as pivot. Works in place.
static float select_rank(float *values, int count, int rank)
{
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (values[middle] < values[low])
            SWAP(values[middle], values[low]);
        if (values[high] < values[low])
            SWAP(values[high], values[low]);
        if (values[high] < values[middle])
            SWAP(values[high], values[middle]);
        float pivot = values[middle];
        int left = low, right = high;
        while (left <= right) {
            while (values[left] < pivot)
                left++;
            while (pivot < values[right])
                right--;
            if (left <= right) {
                SWAP(values[left], values[right]);
                left++;
                right--;
            }
        }
        if (rank <= right)
            high = right;
        else if (rank >= left)
            low = left;
        else
            break;
    }
    return values[rank];
}

void mien_bits(struct mien_hash *out, const float coefficients[16][16])
{
    float sorted[256];
    memcpy(sorted, coefficients, sizeof sorted);
    float median = select_rank(sorted, 256, 127);
    mien_wipe(sorted, sizeof sorted);

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

void mien_bits_dihedral(struct mien_hash *out, const float coefficients[16][16],
                        enum mien_dihedral which)
{
    float turned[16][16];
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 16; j++) {
            float value =
                symmetries[which].transpose ? coefficients[j][i] : coefficients[i][j];
            bool negate = (symmetries[which].negate_even_rows && i % 2 == 0) !=
                          (symmetries[which].negate_even_columns && j % 2 == 0);
            turned[i][j] = negate ? -value : value;
        }
    }
    mien_bits(out, turned);
    mien_wipe(turned, sizeof turned);
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
