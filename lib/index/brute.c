// SPDX-License-Identifier: Apache-2.0
// Comparing with every hash: exact without any cleverness, and the measure of all of
// it.
#include "index/search.h"

// As many hashes as stay in the nearest cache while all queries pass over them.
#define TILE (sizeof((struct mien_search *)NULL)->hit / sizeof(struct mien_hit))

// The hashes of rows [row, row + *count) lie on end; *count may become smaller.
static const struct mien_bits *run_of_rows(const struct mien_segment *segment,
                                           uint32_t row, uint32_t *count)
{
    uint32_t left = segment->first_row + segment->rows - row;
    if (segment->live != NULL && MIEN_CHUNK_ROWS - row % MIEN_CHUNK_ROWS < left)
        left = MIEN_CHUNK_ROWS - row % MIEN_CHUNK_ROWS;
    *count = left < TILE ? left : (uint32_t)TILE;
    return mien_segment_bits(segment, row);
}

static void compare(struct mien_search *search, uint32_t query,
                    const struct mien_bits *hashes, uint32_t row, uint32_t count)
{
    size_t hits = search->kernels->near(search->hit, hashes, count,
                                        &search->query[query], search->radius);
    for (size_t i = 0; i < hits && !mien_search_ends(search); i++)
        mien_search_accept(search, query, search->segment.plan->bands,
                           row + search->hit[i].row, hashes + search->hit[i].row,
                           search->hit[i].distance);
}

void mien_search_brute(struct mien_search *search)
{
    const struct mien_segment *segment = &search->segment;
    uint32_t count;
    for (uint32_t row = segment->first_row;
         mien_segment_has(segment, row) && !mien_search_ends(search); row += count) {
        const struct mien_bits *hashes = run_of_rows(segment, row, &count);
        for (uint32_t query = 0; query < search->query_count; query++)
            if (mien_search_gave_up(search, query))
                compare(search, query, hashes, row, count);
    }
}
