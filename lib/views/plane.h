// SPDX-License-Identifier: Apache-2.0
// A grey picture.
//
// A value is the luma in 64ths, 0 to 255 * 64: 16 bits with a sign bit to spare, so
// that sums of two and differences fit. Everything up to the samples of a view is in
// integers, which are the same on every machine and in any order of a sum.
#ifndef MIEN_VIEWS_PLANE_H
#define MIEN_VIEWS_PLANE_H

#include <stdint.h>

// The longer side of the reduced picture.
#define MIEN_REDUCED_SIDE 1024
#define MIEN_LUMA_ONE 64

// A grey picture whose rows lie one after the other.
struct mien_plane {
    int32_t width, height;
    int16_t *values;
};

// A place in 65536ths of a pixel, rounded to the nearest. (Without libm's floor.)
static inline int32_t mien_fixed(double value)
{
    const double scaled = value * 65536 + 0.5;
    const int32_t whole = (int32_t)scaled;
    return whole - (whole > scaled);
}

#endif
