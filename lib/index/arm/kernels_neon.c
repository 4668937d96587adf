// SPDX-License-Identifier: Apache-2.0
// The index's kernels for 64-bit Arm.
#include <arm_neon.h>
#include <string.h>

#include "index/kernels.h"

// The bits of the first `count` places, of 0 to 32.
static inline uint32_t first_bits(uint32_t count)
{
    return (uint32_t)((UINT64_C(1) << count) - 1);
}

struct wanted {
    uint16x8_t fingerprint, most;
};

static inline struct wanted wanted_by(const struct mien_probe *probe)
{
    return (struct wanted){vdupq_n_u16(probe->fingerprint), vdupq_n_u16(probe->most)};
}

// All ones in each of 8 lanes that pass.
static inline uint16x8_t passed_of(const uint16_t *fingerprints, struct wanted wanted)
{
    uint16x8_t differing = veorq_u16(vld1q_u16(fingerprints), wanted.fingerprint);
    uint16x8_t count = vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u16(differing)));
    return vcleq_u16(count, wanted.most);
}

static inline uint32_t passed_all(const uint16_t *fingerprints, struct wanted wanted)
{
    static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                     1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bit = vld1q_u8(bits);
    uint8x16_t low = vcombine_u8(vmovn_u16(passed_of(fingerprints, wanted)),
                                 vmovn_u16(passed_of(fingerprints + 8, wanted)));
    uint8x16_t high = vcombine_u8(vmovn_u16(passed_of(fingerprints + 16, wanted)),
                                  vmovn_u16(passed_of(fingerprints + 24, wanted)));
    uint8x16_t sums = vpaddq_u8(vandq_u8(low, bit), vandq_u8(high, bit));
    sums = vpaddq_u8(sums, sums);
    sums = vpaddq_u8(sums, sums);
    return vgetq_lane_u32(vreinterpretq_u32_u8(sums), 0);
}

static inline uint32_t passed_some(const uint16_t *fingerprints, uint32_t count,
                                   struct wanted wanted)
{
    uint16_t copy[32] = {0};
    memcpy(copy, fingerprints, count * sizeof *copy);
    return passed_all(copy, wanted) & first_bits(count);
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
