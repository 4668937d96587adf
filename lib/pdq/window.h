// SPDX-License-Identifier: Apache-2.0
// The sliding window of PDQ's blur along one axis, as arithmetic on indices.
//
// A pass over a line of N values with a window of w averages, for output o, the inputs
// o - (w - half) .. o + half - 1 that exist, where half = (w + 2) / 2. Seen from the
// running sum, which is how the reference rounds: at step x the sum gains input x and
// loses input x - w, where those exist, and then holds output x - (half - 1).
//
// mien lets the inputs that do not exist be zeros, since adding or subtracting a zero
// changes no bit of the sum. (The sum is never -0: it starts at +0, and neither a sum
// of two values of which one is not -0, nor x - x, is -0 in round-to-nearest.) So every
// step is the same: add, subtract, divide by how many inputs the window holds.
#ifndef MIEN_PDQ_WINDOW_H
#define MIEN_PDQ_WINDOW_H

#include <stdint.h>

struct mien_window {
    uint32_t length; // N, the values of a line
    uint32_t size;   // w, the values under the window
    uint32_t lead;   // half - 1, by how many steps the input runs ahead of the output
};

static inline struct mien_window mien_window_for(uint32_t length)
{
    // 128 = 2 passes x 64 samples: two box blurs of this size make a tent that spans
    // about the distance of two samples.
    uint32_t size = (length + 127) / 128;
    return (struct mien_window){length, size, (size + 2) / 2 - 1};
}

// How many steps produce all N outputs.
static inline uint32_t mien_window_steps(struct mien_window window)
{
    return window.length + window.lead;
}

// How many inputs the window holds at a step. At least 1, also for steps past the end,
// whose outputs nobody reads.
static inline uint32_t mien_window_count(struct mien_window window, uint32_t step)
{
    uint32_t first = step + 1 > window.size ? step + 1 - window.size : 0;
    uint32_t end = step + 1 < window.length ? step + 1 : window.length;
    return end > first ? end - first : 1;
}

// The input that sample i of 64 (0 <= i < 64) is taken from.
static inline uint32_t mien_window_sample(struct mien_window window, uint32_t i)
{
    return (uint32_t)(((2 * i + 1) * (uint64_t)window.length) >> 7);
}

#endif
