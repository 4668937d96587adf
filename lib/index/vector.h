// SPDX-License-Identifier: Apache-2.0
// The sift in blocks of 32 fingerprints, written once for all vectors. The file that
// includes it says with which instructions: it defines
//
//     struct wanted, wanted_by(probe)    what to compare with
//     passed_all(run, wanted)     the bits of those of 32 fingerprints that pass
//     passed_at(first, second, third, fourth, wanted)    of 8 at each of four places
//     passed_words(low, high, wanted)    of 4 and 4, in the lowest 8 bits
//     near()                      see index/kernels.h
//     KERNELS, KERNELS_NAME       what the result is called
//
// What it costs is waiting: for memory, since every probe lies somewhere else, and for
// wrong guesses of the processor, since one run in ten holds something, and nobody
// knows which. So memory is asked for long before it is needed, and blocks that hold
// something are put aside without a branch: each is written down, and only those with a
// bit set stay.
#include <string.h>

#include "index/kernels.h"

enum {
    BLOCK = 32,
    // Cache lines between asking for a run and reading it: enough to keep the memory
    // busy, and few enough to stay in the nearest cache until then.
    LINES_AHEAD = 128,
    // The longest run has so many.
    LINES_MAX = MIEN_PROBE_MAX * sizeof(uint16_t) / 64 + 1,
    // Blocks put aside; the longest run fits in twice.
    ASIDE_MAX = 2 * MIEN_PROBE_MAX / BLOCK
};

// A block that holds something.
struct block {
    uint32_t probe, position, passed;
};

// Asks for the first `lines` lines of a run, or as many as it has: always by the same
// number of instructions, so that no branch depends on the length.
static inline void ask_for(const struct mien_probe *probe, unsigned lines)
{
    uintptr_t line = (uintptr_t)probe->fingerprints;
    uintptr_t last = line + sizeof(uint16_t) * probe->count - 1;
    for (unsigned i = 0; i < lines; i++, line += 64)
        __builtin_prefetch((const void *)(line < last ? line : last));
}

static size_t unpack(struct mien_candidate *out, const struct block *blocks,
                     size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t passed = blocks[i].passed;
        do {
            out[found++] = (struct mien_candidate){
                blocks[i].probe, blocks[i].position + (uint32_t)__builtin_ctz(passed)};
            passed &= passed - 1;
        } while (passed != 0);
    }
    return found;
}

// The end of a run, 1 to 32 fingerprints, by loads of 8 that never leave it: one that
// would, begins so early that it ends where the run does, and what is read twice gives
// the same bits twice. (A masked load would do no harm either, but waits for the next
// cache line even when it wants nothing from there.)
static inline uint32_t passed_some(const uint16_t *run, uint32_t count,
                                   struct wanted wanted)
{
    if (count >= 8) {
        uint32_t last = count - 8;
        uint32_t second = last < 8 ? last : 8, third = last < 16 ? last : 16;
        uint32_t bits = passed_at(run, run + second, run + third, run + last, wanted);
        return (bits & 255) | (bits >> 8 & 255) << second |
               (bits >> 16 & 255) << third | bits >> 24 << last;
    }
    if (count >= 4) {
        uint64_t low, high;
        memcpy(&low, run, sizeof low);
        memcpy(&high, run + count - 4, sizeof high);
        uint32_t bits = passed_words(low, high, wanted);
        return (bits & 15) | (bits >> 4 & 15) << (count - 4);
    }
    uint64_t three =
        run[0] | (uint64_t)run[count / 2] << 16 | (uint64_t)run[count - 1] << 32;
    uint32_t bits = passed_words(three, 0, wanted);
    return (bits & 1) | (bits >> 1 & 1) << count / 2 | (bits >> 2 & 1) << (count - 1);
}

// Puts the blocks of a probe aside that hold something. Returns how many they are.
static inline size_t sift_run(struct block *aside, size_t *found, uint32_t number,
                              const struct mien_probe *probe)
{
    struct wanted wanted = wanted_by(probe);
    const uint16_t *run = probe->fingerprints;
    uint32_t position = 0;
    size_t filled = 0;
    for (; probe->count - position > BLOCK; position += BLOCK) {
        uint32_t passed = passed_all(run + position, wanted);
        aside[filled] = (struct block){number, position, passed};
        filled += passed != 0;
        *found += (unsigned)__builtin_popcount(passed);
    }
    if (position < probe->count) {
        uint32_t passed = passed_some(run + position, probe->count - position, wanted);
        aside[filled] = (struct block){number, position, passed};
        filled += passed != 0;
        *found += (unsigned)__builtin_popcount(passed);
    }
    return filled;
}

static size_t sift(struct mien_candidate *out, size_t room, size_t *done,
                   const struct mien_probe *probes, size_t count, unsigned lines)
{
    struct block aside[ASIDE_MAX + 1];
    size_t filled = 0, found = 0, unpacked = 0, i;
    lines = lines < LINES_MAX ? lines + 1 : LINES_MAX; // runs begin within a line
    size_t ahead = LINES_AHEAD / lines + 2;
    for (i = 0; i < ahead && i < count; i++)
        ask_for(&probes[i], lines);
    for (i = 0; i < count && probes[i].count <= room - found; i++) {
        if (count - i > ahead)
            ask_for(&probes[i + ahead], lines);
        filled += sift_run(aside + filled, &found, (uint32_t)i, &probes[i]);
        if (filled > ASIDE_MAX / 2) {
            unpacked += unpack(out + unpacked, aside, filled);
            filled = 0;
        }
    }
    unpack(out + unpacked, aside, filled);
    *done = i;
    return found;
}

// The same as in plain C; but here the compiler has an instruction that counts bits.
static unsigned distance(const void *a, const void *b)
{
    struct mien_bits bits[2];
    memcpy(&bits[0], a, sizeof bits[0]);
    memcpy(&bits[1], b, sizeof bits[1]);
    return mien_bits_distance(&bits[0], &bits[1]);
}

const struct mien_index_kernels KERNELS = {
    .name = KERNELS_NAME, .sift = sift, .near = near, .distance = distance};
