// SPDX-License-Identifier: Apache-2.0
// The sift in blocks of 32 fingerprints, written once for all vectors. The file that
// includes it says with which instructions: it defines
//
//     struct wanted               what to compare with
//     wanted_by(probe)            the same for a probe
//     passed_all(run, wanted)     the bits of those of 32 fingerprints that pass
//     passed_some(run, count, wanted)    of 1 to 32, reading no others
//     near()                      see index/kernels.h
//     KERNELS, KERNELS_NAME       what the result is called
//
// What it costs is waiting: for memory, since every probe lies somewhere else, and for
// wrong guesses of the processor, since one run in ten holds something, and nobody
// knows which. So memory is asked for long before it is needed, and blocks that hold
// something are put aside without a branch: each is written down, and only those with a
// bit set stay.
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

const struct mien_index_kernels KERNELS = {
    .name = KERNELS_NAME, .sift = sift, .near = near};
