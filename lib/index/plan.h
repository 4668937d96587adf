// SPDX-License-Identifier: Apache-2.0
// How 256 bits are cut into bands, and which bands a query has to look at.
//
// Multi-index hashing, from first principles. Cut the bits of all hashes into m bands,
// and keep for each band a table: value of the band -> entries with that value. Let d_i
// be the distance of an entry to the query within band i; the d_i sum up to the Hamming
// distance. Give every band a budget a_i >= 0 such that the a_i sum up to r + 1. An
// entry within the radius has sum (d_i - a_i) <= r - (r + 1) = -1, so some band has d_i
// < a_i: look at all values within a_i - 1 of the query's value, in every band, and no
// entry within the radius is missed.
//
// The pigeonring bound makes nearly all of what such a look finds go away before the
// entry's hash is read. Arrange the bands in a ring. Cycle lemma: when the sum of
// x_i = d_i - a_i around the ring is negative, there is a place to start from which all
// partial sums are negative. (Start right behind the place where the running sum is at
// its last maximum: behind it the running sum is lower, and past the end of the ring
// the negative total is added too.) So an entry within the radius has a band i with
//     d_i < a_i   and   d_i + d_{i+1} < a_i + a_{i+1}   and   so on around the ring,
// and it is enough to find it there. Beside each entry in the table of band i therefore
// stands a fingerprint, 16 bits of the bands that follow: an entry found at d_i is
// worth reading only if the fingerprints differ in at most so many bits as the sum
// allows.
//
// An entry may satisfy this for several bands. It is reported for the first of them,
// which mien_plan_first() names from the two hashes alone: nothing has to remember what
// was reported before.
//
// Source: Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with Multi-Index
// Hashing", 2012; Qin, Xiao, "Pigeonring", 2018.
#ifndef MIEN_INDEX_PLAN_H
#define MIEN_INDEX_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#define MIEN_BANDS_MAX 32

// A hash with its bits in the order of the bands, 256 bits from bit 0 of word[0] up.
// The distance of two is the distance of the hashes.
//
// The bits of a PDQ hash are a 16 x 16 matrix of coefficients, and those of one row or
// of one column are related; a band of related bits has full values and empty ones. So
// bit 16 b + r of the string is the bit of row r and column (b + shift[r]) mod 16: any
// 16 of them on end come from 16 rows and 16 columns. The shifts are part of the
// format.
struct mien_bits {
    uint64_t word[4];
};

void mien_bits_from_hash(struct mien_bits *bits, const struct mien_hash *hash);
void mien_bits_to_hash(struct mien_hash *hash, const struct mien_bits *bits);

static inline unsigned mien_bits_distance(const struct mien_bits *a,
                                          const struct mien_bits *b)
{
    unsigned distance = 0;
    for (int i = 0; i < 4; i++)
        distance += (unsigned)__builtin_popcountll(a->word[i] ^ b->word[i]);
    return distance;
}

// The cut into `bands` bands: the first 256 mod bands of them are one bit wider than
// the others. Part of the format.
struct mien_plan {
    uint32_t bands;
    struct mien_band_place {
        uint8_t start, width; // in bits
        uint8_t mask_width;   // of the fingerprint, in bits
        uint8_t follow;       // how many whole bands it covers; 0: a part of the next
        uint32_t offsets; // where the band's table begins, in entries: see snapshot.h
    } band[MIEN_BANDS_MAX];
    uint32_t offsets_total; // entries of all tables: the sum of 2^width + 1
};

// 12 to 16 bands, or 32. Any other number gives false.
bool mien_plan_make(struct mien_plan *plan, uint32_t bands);

// The best number of bands for so many entries: 16 or 32. (A reader takes them all, so
// that a later writer may choose otherwise.)
uint32_t mien_plan_bands(uint64_t entries);

// The value of a band: below 2^width.
uint32_t mien_plan_key(const struct mien_plan *plan, const struct mien_bits *bits,
                       uint32_t band);
// The 16 bits kept beside an entry in the table of a band: the first bits of the bands
// that follow it in the ring, as many whole ones as fit, or the low bits of the next.
uint16_t mien_plan_fingerprint(const struct mien_plan *plan,
                               const struct mien_bits *bits, uint32_t band);

// What a radius asks of each band.
struct mien_thresholds {
    int within[MIEN_BANDS_MAX]; // look at values within this distance; -1: at none
    // A fingerprint may differ in most[band] - d_i bits.
    uint8_t most[MIEN_BANDS_MAX];
};

void mien_plan_thresholds(struct mien_thresholds *thresholds,
                          const struct mien_plan *plan, unsigned radius);

// The first band that finds `entry` for `query`; entry lies within the radius of the
// thresholds, so there is one.
uint32_t mien_plan_first(const struct mien_plan *plan,
                         const struct mien_thresholds *thresholds,
                         const struct mien_bits *query, const struct mien_bits *entry);

#endif
