// SPDX-License-Identifier: Apache-2.0
// The images that tests/vectors/synthetic.tsv gives by formula, and other made-up
// pixels.
#ifndef MIEN_TESTS_SYNTHETIC_H
#define MIEN_TESTS_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Fills width * height * channels bytes (1: grey, 3: RGB) after a formula named in the
// vectors. Returns false when the formula is unknown.
bool mien_synthetic(uint8_t *pixels, uint32_t width, uint32_t height, int channels,
                    const char *formula);

// A small random generator (SplitMix64) for tests: seed it, and print the seed.
struct mien_random {
    uint64_t state;
};
// Other numbers for each `salt`, so that one test does not move those of the next.
struct mien_random mien_random_for(uint64_t seed, int salt);
uint64_t mien_random_next(struct mien_random *random);
void mien_random_bytes(struct mien_random *random, void *bytes, size_t size);
// 0 <= result < bound
uint32_t mien_random_below(struct mien_random *random, uint32_t bound);

#endif
