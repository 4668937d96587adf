// SPDX-License-Identifier: Apache-2.0
// Hashes for the tests of the index: spread like those of pictures, or chosen to be as
// awkward for bands and buckets as can be.
#ifndef MIEN_TESTS_HASHES_H
#define MIEN_TESTS_HASHES_H

#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#include "synthetic.h"

enum mien_set {
    MIEN_SET_RANDOM,
    MIEN_SET_EQUAL,    // one hash again and again
    MIEN_SET_BANDS,    // the same in 15 of 16 bands
    MIEN_SET_LOW,      // few bits set
    MIEN_SET_CLUSTERS, // some pictures, each with many versions up to 40 bits away
    MIEN_SETS
};
const char *mien_set_name(enum mien_set set);
void mien_set_make(struct mien_hash *hashes, size_t count, enum mien_set set,
                   struct mien_random *random);

struct mien_hash mien_random_hash(struct mien_random *random);

// A hash at exactly this distance. The bits are chosen at random; or spread over the
// bands of the index as evenly as can be; or all in few of them.
enum mien_flips {
    MIEN_FLIPS_ANYWHERE,
    MIEN_FLIPS_EVEN,
    MIEN_FLIPS_TOGETHER,
    MIEN_FLIPS_KINDS
};
struct mien_hash mien_hash_away(const struct mien_hash *hash, unsigned distance,
                                enum mien_flips flips, struct mien_random *random);

// Makes hashes that only one band of `bands` finds, for a query: for each radius up to
// MIEN_SEARCH_RADIUS_MAX and each band in turn, one at exactly that distance which
// differs from the query by as much as the plan lets pass unseen in all other bands.
// Returns how many: at most mien_tight_count(bands).
size_t mien_tight_make(struct mien_hash *hashes, uint32_t bands,
                       const struct mien_hash *query, struct mien_random *random);
size_t mien_tight_count(uint32_t bands);

#endif
