// SPDX-License-Identifier: Apache-2.0
// How much two rectangles have in common.
#ifndef MIEN_VIEWS_OVERLAP_H
#define MIEN_VIEWS_OVERLAP_H

// How much of a stretch of length `side` about a place lies in another.
static inline double mien_overlap(double at, double side, double middle, double length)
{
    const double from = at - side / 2, to = at + side / 2;
    const double first = middle - length / 2, last = middle + length / 2;
    const double common = (to < last ? to : last) - (from > first ? from : first);
    return common > 0 ? common : 0;
}

#endif
