// SPDX-License-Identifier: Apache-2.0
// The ways to flip few bits of a band, those that flip fewer first.
#include "index/ball.h"

#include <stdlib.h>

double mien_ball_size(unsigned width, unsigned t)
{
    double choose = 1, sum = 1;
    for (unsigned k = 1; k <= t && k <= width; k++) {
        choose = choose * (width - k + 1) / k;
        sum += choose;
    }
    return sum;
}

// The next larger number with as many bits set (Gosper's hack).
static uint32_t next_of_weight(uint32_t mask)
{
    uint32_t lowest = mask & (0 - mask);
    uint32_t carried = mask + lowest;
    return carried | ((mask ^ carried) >> 2) / lowest;
}

enum mien_status mien_ball_grow(struct mien_ball *ball, unsigned width, unsigned t)
{
    if (ball->flip != NULL && ball->width == width && ball->reaches >= t)
        return MIEN_OK;
    uint32_t count = 1;
    uint32_t *flip =
        realloc(ball->flip, (size_t)mien_ball_size(width, t) * sizeof *flip);
    if (flip == NULL)
        return MIEN_ERROR_MEMORY;
    ball->flip = flip;
    ball->width = width;
    ball->reaches = t;
    ball->below[0] = 1;
    flip[0] = 0;
    for (unsigned k = 1; k <= t; k++) {
        uint32_t bits = (UINT32_C(1) << k) - 1;
        for (; bits < UINT32_C(1) << width; bits = next_of_weight(bits))
            flip[count++] = bits | k << MIEN_FLIP_BITS;
        ball->below[k] = count;
    }
    return MIEN_OK;
}
