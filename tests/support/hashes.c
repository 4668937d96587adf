// SPDX-License-Identifier: Apache-2.0
#include "hashes.h"

#include <stdlib.h>
#include <string.h>

#include "index/plan.h"

const char *mien_set_name(enum mien_set set)
{
    static const char *const names[MIEN_SETS] = {
        "random", "all equal", "15 of 16 bands shared", "few bits set", "clusters"};
    return names[set];
}

struct mien_hash mien_random_hash(struct mien_random *random)
{
    struct mien_hash hash;
    mien_random_bytes(random, &hash, sizeof hash);
    return hash;
}

static void flip(struct mien_bits *bits, unsigned bit)
{
    bits->word[bit / 64] ^= UINT64_C(1) << bit % 64;
}

// Flips `count` different ones of the bits [start, start + width).
static void flip_some(struct mien_bits *bits, unsigned start, unsigned width,
                      unsigned count, struct mien_random *random)
{
    uint8_t bit[MIEN_HASH_BITS];
    for (unsigned i = 0; i < width; i++)
        bit[i] = (uint8_t)(start + i);
    for (unsigned i = 0; i < count; i++) {
        unsigned other = i + mien_random_below(random, width - i);
        uint8_t chosen = bit[other];
        bit[other] = bit[i];
        flip(bits, chosen);
    }
}

// As many in each of the 16 bands, and one more in some of them.
static void flip_evenly(struct mien_bits *bits, unsigned count,
                        struct mien_random *random)
{
    unsigned first = mien_random_below(random, 16);
    for (unsigned i = 0; i < 16; i++)
        flip_some(bits, (first + i) % 16 * 16, 16, count / 16 + (i < count % 16),
                  random);
}

// A run of bits, as far as it goes.
static void flip_together(struct mien_bits *bits, unsigned count,
                          struct mien_random *random)
{
    unsigned first = mien_random_below(random, MIEN_HASH_BITS);
    for (unsigned i = 0; i < count; i++)
        flip(bits, (first + i) % MIEN_HASH_BITS);
}

struct mien_hash mien_hash_away(const struct mien_hash *hash, unsigned distance,
                                enum mien_flips flips, struct mien_random *random)
{
    struct mien_bits bits;
    struct mien_hash away;
    mien_bits_from_hash(&bits, hash);
    if (flips == MIEN_FLIPS_EVEN)
        flip_evenly(&bits, distance, random);
    else if (flips == MIEN_FLIPS_TOGETHER)
        flip_together(&bits, distance, random);
    else
        flip_some(&bits, 0, MIEN_HASH_BITS, distance, random);
    mien_bits_to_hash(&away, &bits);
    return away;
}

// ------------------------------------------------------------------------------- sets

static struct mien_hash with_few_bits(struct mien_random *random)
{
    static const struct mien_hash none;
    return mien_hash_away(&none, mien_random_below(random, 12), MIEN_FLIPS_ANYWHERE,
                          random);
}

static struct mien_hash in_one_band(const struct mien_hash *hash,
                                    struct mien_random *random)
{
    struct mien_bits bits;
    struct mien_hash out;
    mien_bits_from_hash(&bits, hash);
    bits.word[1] ^= mien_random_below(random, 1 << 16);
    mien_bits_to_hash(&out, &bits);
    return out;
}

void mien_set_make(struct mien_hash *hashes, size_t count, enum mien_set set,
                   struct mien_random *random)
{
    const struct mien_hash first = mien_random_hash(random);
    struct mien_hash centre = first;
    for (size_t i = 0; i < count; i++) {
        if (mien_random_below(random, 40) == 0)
            centre = mien_random_hash(random);
        switch (set) {
        case MIEN_SET_EQUAL:
            hashes[i] = first;
            break;
        case MIEN_SET_BANDS:
            hashes[i] = in_one_band(&first, random);
            break;
        case MIEN_SET_LOW:
            hashes[i] = with_few_bits(random);
            break;
        case MIEN_SET_CLUSTERS:
            hashes[i] = mien_hash_away(
                &centre, mien_random_below(random, 41),
                (enum mien_flips)mien_random_below(random, MIEN_FLIPS_KINDS), random);
            break;
        case MIEN_SET_RANDOM:
        case MIEN_SETS:
            hashes[i] = mien_random_hash(random);
            break;
        }
    }
}

// ----------------------------------------------------------------------- tight hashes

size_t mien_tight_count(uint32_t bands)
{
    return (size_t)bands * (MIEN_SEARCH_RADIUS_MAX + 1);
}

// lib/index/plan.h: the budgets a_i = within_i + 1 sum up to the radius and one. With
// distances d_i = a_i in all bands but one, and a_i - 1 there, the sum is the radius,
// and that band alone has d_i < a_i.
size_t mien_tight_make(struct mien_hash *hashes, uint32_t bands,
                       const struct mien_hash *query, struct mien_random *random)
{
    struct mien_plan plan;
    size_t count = 0;
    if (!mien_plan_make(&plan, bands))
        abort();
    for (unsigned radius = 0; radius <= MIEN_SEARCH_RADIUS_MAX; radius++) {
        struct mien_thresholds thresholds;
        mien_plan_thresholds(&thresholds, &plan, radius);
        for (uint32_t only = 0; only < bands; only++) {
            struct mien_bits bits;
            if (thresholds.within[only] < 0)
                continue; // it finds nothing
            mien_bits_from_hash(&bits, query);
            for (uint32_t band = 0; band < bands; band++) {
                int differ = thresholds.within[band] + (band != only);
                flip_some(&bits, plan.band[band].start, plan.band[band].width,
                          (unsigned)differ, random);
            }
            mien_bits_to_hash(&hashes[count++], &bits);
        }
    }
    return count;
}
