// SPDX-License-Identifier: Apache-2.0
// The definition of the index's inner loops; the other kernels are proven against this
// file.
#include "index/kernels.h"

#include <string.h>

static size_t sift_c(struct mien_candidate *out, size_t room, size_t *done,
                     const struct mien_probe *probes, size_t count, unsigned lines)
{
    (void)lines;
    size_t found = 0, i;
    for (i = 0; i < count && probes[i].count <= room - found; i++) {
        for (uint32_t k = 0; k < probes[i].count; k++) {
            unsigned differing = probes[i].fingerprints[k] ^ probes[i].fingerprint;
            if (__builtin_popcount(differing) <= probes[i].most)
                out[found++] = (struct mien_candidate){(uint32_t)i, k};
        }
    }
    *done = i;
    return found;
}

static size_t near_c(struct mien_hit *out, const void *hashes, size_t count,
                     const void *query, unsigned radius)
{
    const char *bytes = hashes;
    struct mien_bits wanted, bits;
    memcpy(&wanted, query, sizeof wanted);
    size_t found = 0;
    for (size_t row = 0; row < count; row++) {
        memcpy(&bits, bytes + row * sizeof bits, sizeof bits);
        unsigned distance = mien_bits_distance(&bits, &wanted);
        if (distance <= radius)
            out[found++] = (struct mien_hit){(uint32_t)row, distance};
    }
    return found;
}

static unsigned distance_c(const void *a, const void *b)
{
    struct mien_bits bits[2];
    memcpy(&bits[0], a, sizeof bits[0]);
    memcpy(&bits[1], b, sizeof bits[1]);
    return mien_bits_distance(&bits[0], &bits[1]);
}

const struct mien_index_kernels mien_index_kernels_c = {
    .name = "c", .sift = sift_c, .near = near_c, .distance = distance_c};
