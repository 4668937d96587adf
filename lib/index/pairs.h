// SPDX-License-Identifier: Apache-2.0
// The pairs of list and variant of a snapshot that is being written, each once and with
// a number: what its section of kinds is made of.
#ifndef MIEN_INDEX_PAIRS_H
#define MIEN_INDEX_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "index/snapshot.h"

// Zeros: no pairs. Some 1.4 MB: for the heap.
struct mien_pairs {
    uint32_t count;
    struct mien_numbered_pair {
        struct mien_pair pair;
        uint32_t number;
    } known[MIEN_KINDS_MAX];
    // Where to look for a pair, from the place that its hash names on: 0 for none, or
    // one more than its number.
    uint32_t slot[2 * MIEN_KINDS_MAX];
    uint16_t final[MIEN_KINDS_MAX];
};

// Puts out the pair's number, in the order in which pairs came. False: it would be one
// more than MIEN_KINDS_MAX.
bool mien_pairs_number(struct mien_pairs *pairs, struct mien_pair pair,
                       uint16_t *number);

// Puts known[] into ascending order, and into final[] for each number that was put out
// the one in that order. No more pairs can come then.
void mien_pairs_sort(struct mien_pairs *pairs);

#endif
