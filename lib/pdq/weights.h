// SPDX-License-Identifier: Apache-2.0
// PDQ's blur seen from its end: how much of each value of a line a sample holds.
//
// Two box blurs and a sample are one weighted sum of the line, and away from its ends
// the weights are a tent: 1, 2, ... w ... 2, 1 in units of 1 / w^2. At the ends, where
// a box holds fewer values, they are fractions of that unit; so they are counted in
// smaller ones. A line that a decoder has reduced has the sum of `scale` weights for
// each of its values ("matched" weights).
#ifndef MIEN_PDQ_WEIGHTS_H
#define MIEN_PDQ_WEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "pdq/window.h"

// How many parts the unit 1 / w^2 has.
#define MIEN_WEIGHT_UNIT 65536u

// Those values of a line that have any weight in a sample.
struct mien_reach {
    uint32_t begin, end;   // of the line as it was: begin to before end
    uint32_t first, count; // of the reduced line
    bool whole;            // no box reached over an end of the line
};

struct mien_weights {
    uint64_t total, peak; // the sum of the weights, and the largest
};

// How many values a line has when each stands for `scale` of them.
static inline uint32_t mien_reduced(uint32_t length, uint32_t scale)
{
    return (length + scale - 1) / scale; // sides are far from overflow
}

// At most so many values have a weight in one sample.
static inline uint32_t mien_weights_max(struct mien_window window, uint32_t scale)
{
    return 2 * window.size / scale + 2;
}

// The reach of sample i, 0 to 63.
struct mien_reach mien_reach_of(struct mien_window window, uint32_t scale, uint32_t i);

// Fills in the weights of sample i, from reach.first on, and tells of them. `values`
// has room for mien_weights_max().
struct mien_weights mien_weights_of(uint64_t *values, struct mien_window window,
                                    uint32_t scale, uint32_t i);

#endif
