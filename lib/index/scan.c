// SPDX-License-Identifier: Apache-2.0
// The search that needs no index: one hash against each of an array.
#include <mien/index.h>

#include "base/cpu.h"
#include "index/kernels.h"

enum mien_status mien_hash_scan(struct mien_near *near, size_t room, size_t *found,
                                const struct mien_hash *hashes, size_t count,
                                const struct mien_hash *query, unsigned radius)
{
    if ((near == NULL && room > 0) || found == NULL || (hashes == NULL && count > 0) ||
        query == NULL || radius > 256)
        return MIEN_ERROR_ARGUMENT;
    const struct mien_index_kernels *kernels = mien_index_kernels_for(mien_cpu_flags());
    struct mien_hit hits[512];
    const size_t most = sizeof hits / sizeof *hits;
    size_t total = 0;
    for (size_t first = 0; first < count; first += most) {
        size_t some = count - first < most ? count - first : most;
        size_t hit = kernels->near(hits, hashes + first, some, query, radius);
        for (size_t i = 0; i < hit && total + i < room; i++)
            near[total + i] = (struct mien_near){.row = first + hits[i].row,
                                                 .distance = hits[i].distance};
        total += hit;
    }
    *found = total;
    return MIEN_OK;
}
