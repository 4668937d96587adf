// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_INDEX_BALL_H
#define MIEN_INDEX_BALL_H

#include <stdint.h>

#include <mien/status.h>

// All ways to flip bits of a band: mask[0] flips none, then come all single bits, then
// all pairs, and so on. The first below[t] masks flip at most t bits.
#define MIEN_BALL_MAX 6
struct mien_ball {
    unsigned width;   // of the band, in bits: at most 22
    unsigned reaches; // the most bits flipped
    uint32_t below[MIEN_BALL_MAX + 1];
    uint32_t *mask;
};

// The number of ways to flip at most t bits of `width`.
double mien_ball_size(unsigned width, unsigned t);

// Makes the ball one of that width that reaches t, at most MIEN_BALL_MAX. Errors:
// MEMORY.
enum mien_status mien_ball_grow(struct mien_ball *ball, unsigned width, unsigned t);

#endif
