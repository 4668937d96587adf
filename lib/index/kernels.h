// SPDX-License-Identifier: Apache-2.0
// The inner loops of the index, which exist once in plain C (kernels_c.c, the
// definition) and once for each instruction set. All of them give the same results, in
// the same order, for every input.
#ifndef MIEN_INDEX_KERNELS_H
#define MIEN_INDEX_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "index/plan.h"

// A run of fingerprints to compare with one.
struct mien_probe {
    const uint16_t *fingerprints;
    uint32_t count;       // at most MIEN_PROBE_MAX
    uint16_t fingerprint; // the query's
    uint16_t most;        // bits that may differ, 0 to 16
};
// Longer runs are given in several probes.
#define MIEN_PROBE_MAX 4096

// A fingerprint that passed.
struct mien_candidate {
    uint32_t probe;    // which probe
    uint32_t position; // which of its fingerprints
};

// A hash that lies within a radius.
struct mien_hit {
    uint32_t row;
    uint32_t distance;
};

struct mien_index_kernels {
    const char *name;
    // Finds the fingerprints that differ from their probe's in at most its `most` bits,
    // in the order of the probes and their positions. Stops in front of the first probe
    // whose `count` might not fit any more into `room`; *done receives how many probes
    // were worked on (at least one, if room >= MIEN_PROBE_MAX and there is one).
    // Returns the number of candidates. `lines` is a hint: about how many cache lines
    // of 64 bytes a probe has, to fetch ahead. Reads nothing outside the runs.
    size_t (*sift)(struct mien_candidate *out, size_t room, size_t *done,
                   const struct mien_probe *probes, size_t count, unsigned lines);
    // Finds the hashes within `radius` (0 to 256) of the query, in ascending order of
    // rows; out has room for `count`. Returns how many. Hashes are compared as they lie
    // in memory, 32 bytes each, at any alignment; so it serves struct mien_hash too.
    size_t (*near)(struct mien_hit *out, const void *hashes, size_t count,
                   const void *query, unsigned radius);
    // The distance of two hashes, of 32 bytes each at any alignment.
    unsigned (*distance)(const void *a, const void *b);
};

extern const struct mien_index_kernels mien_index_kernels_c;
#if defined(__x86_64__)
extern const struct mien_index_kernels mien_index_kernels_avx2;
extern const struct mien_index_kernels mien_index_kernels_avx512;
#elif defined(__aarch64__)
extern const struct mien_index_kernels mien_index_kernels_neon;
#endif

// The fastest kernels for a processor with these flags (base/cpu.h). Depends on nothing
// else, so that tests can ask for any.
const struct mien_index_kernels *mien_index_kernels_for(unsigned cpu_flags);

#endif
