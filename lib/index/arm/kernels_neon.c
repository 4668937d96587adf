// SPDX-License-Identifier: Apache-2.0
// The index's kernels for 64-bit Arm.
#include <arm_neon.h>

#include "index/kernels.h"

struct wanted {
    uint16x8_t fingerprint, most;
};

static inline struct wanted wanted_by(const struct mien_probe *probe)
{
    return (struct wanted){vdupq_n_u16(probe->fingerprint), vdupq_n_u16(probe->most)};
}

// All ones in each of 8 lanes that pass.
static inline uint8x8_t passed_of(uint16x8_t fingerprints, struct wanted wanted)
{
    uint16x8_t differing = veorq_u16(fingerprints, wanted.fingerprint);
    uint16x8_t count = vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u16(differing)));
    return vmovn_u16(vcleq_u16(count, wanted.most));
}

static inline uint8x16_t two_loads(const uint16_t *first, const uint16_t *second,
                                   struct wanted wanted)
{
    return vcombine_u8(passed_of(vld1q_u16(first), wanted),
                       passed_of(vld1q_u16(second), wanted));
}

// One bit of each lane.
static inline uint32_t bits_of(uint8x16_t low, uint8x16_t high)
{
    const uint8x16_t bit = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
    uint8x16_t sums = vpaddq_u8(vandq_u8(low, bit), vandq_u8(high, bit));
    sums = vpaddq_u8(sums, sums);
    sums = vpaddq_u8(sums, sums);
    return vgetq_lane_u32(vreinterpretq_u32_u8(sums), 0);
}

static inline uint32_t passed_at(const uint16_t *first, const uint16_t *second,
                                 const uint16_t *third, const uint16_t *fourth,
                                 struct wanted wanted)
{
    return bits_of(two_loads(first, second, wanted), two_loads(third, fourth, wanted));
}

static inline uint32_t passed_all(const uint16_t *run, struct wanted wanted)
{
    return passed_at(run, run + 8, run + 16, run + 24, wanted);
}

static inline uint32_t passed_words(uint64_t low, uint64_t high, struct wanted wanted)
{
    uint64x2_t words = vcombine_u64(vcreate_u64(low), vcreate_u64(high));
    uint8x8_t passed = passed_of(vreinterpretq_u16_u64(words), wanted);
    uint8x16_t twice = vcombine_u8(passed, passed);
    return bits_of(twice, twice);
}

// The differing bits of a hash, in 16 parts.
static inline uint8x16_t parts(const uint8_t *hash, uint8x16x2_t query)
{
    return vaddq_u8(vcntq_u8(veorq_u8(vld1q_u8(hash), query.val[0])),
                    vcntq_u8(veorq_u8(vld1q_u8(hash + 16), query.val[1])));
}

// The distances of four hashes on end, of which the `last`-th is the last: it is also
// read in place of those that follow it.
static inline uint32x4_t distances(const uint8_t *hashes, size_t last,
                                   uint8x16x2_t query)
{
    uint8x16_t a = parts(hashes, query);
    uint8x16_t b = parts(hashes + 32 * (last < 1 ? last : 1), query);
    uint8x16_t c = parts(hashes + 32 * (last < 2 ? last : 2), query);
    uint8x16_t d = parts(hashes + 32 * (last < 3 ? last : 3), query);
    uint8x16_t abcd = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d)); // at most 64 each
    return vpaddlq_u16(vpaddlq_u8(abcd));
}

static size_t note(struct mien_hit *out, size_t row, uint32x4_t abcd, size_t rows,
                   unsigned radius)
{
    uint32_t distance[4];
    vst1q_u32(distance, abcd);
    size_t found = 0;
    for (size_t i = 0; i < rows; i++)
        if (distance[i] <= radius)
            out[found++] = (struct mien_hit){(uint32_t)(row + i), distance[i]};
    return found;
}

static size_t near(struct mien_hit *out, const void *hashes, size_t count,
                   const void *query, unsigned radius)
{
    const uint8_t *bytes = hashes, *halves = query;
    uint8x16x2_t wanted = {{vld1q_u8(halves), vld1q_u8(halves + 16)}};
    size_t found = 0, row = 0;
    for (; count - row >= 4; row += 4) {
        uint32x4_t distance = distances(bytes + 32 * row, 3, wanted);
        if (vminvq_u32(distance) <= radius)
            found += note(out + found, row, distance, 4, radius);
    }
    size_t rest = count - row;
    if (rest != 0)
        found += note(out + found, row, distances(bytes + 32 * row, rest - 1, wanted),
                      rest, radius);
    return found;
}

#define KERNELS mien_index_kernels_neon
#define KERNELS_NAME "neon"
#include "index/vector.h"
