// SPDX-License-Identifier: Apache-2.0
#ifndef MIEN_INDEX_BALL_H
#define MIEN_INDEX_BALL_H

#include <stdint.h>

#include <mien/status.h>

// All ways to flip bits of a band: flip[0] flips none, then come all single bits, then
// all pairs, and so on. The first below[t] flip at most t bits. Beside the bits stands
// how many they are, so that a loop over all of them needs no loop within it, whose end
// the processor would guess wrong.
#define MIEN_BALL_MAX 6
#define MIEN_FLIP_BITS 24
struct mien_ball {
    unsigned width;   // of the band, in bits: at most 22
    unsigned reaches; // the most bits flipped
    uint32_t below[MIEN_BALL_MAX + 1];
    uint32_t *flip; // the bits, and above bit MIEN_FLIP_BITS their number
};

static inline uint32_t mien_flip(uint32_t key, uint32_t flip)
{
    return key ^ (flip & ((UINT32_C(1) << MIEN_FLIP_BITS) - 1));
}

static inline unsigned mien_flipped(uint32_t flip)
{
    return flip >> MIEN_FLIP_BITS;
}

// The number of ways to flip at most t bits of `width`.
double mien_ball_size(unsigned width, unsigned t);

// Makes the ball one of that width that reaches t, at most MIEN_BALL_MAX. Errors:
// MEMORY.
enum mien_status mien_ball_grow(struct mien_ball *ball, unsigned width, unsigned t);

#endif
