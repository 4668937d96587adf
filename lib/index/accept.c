// SPDX-License-Identifier: Apache-2.0
// Whether an entry within the radius is a match, and a new one.
#include "index/search.h"

// The radius of a list, or -1.
static int radius_of(const struct mien_search *search, uint32_t list)
{
    size_t low = 0, high = search->options.list_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (search->options.lists[middle].list == list)
            return search->options.lists[middle].radius;
        if (search->options.lists[middle].list < list)
            low = middle + 1;
        else
            high = middle;
    }
    return search->others;
}

void mien_search_accept(struct mien_search *search, uint32_t query, uint32_t band,
                        uint32_t row, const struct mien_bits *bits, unsigned distance)
{
    const struct mien_segment *segment = &search->segment;
    if (!mien_segment_alive(segment, row, search->removals))
        return;
    struct mien_tag tag;
    if (!mien_segment_tag(segment, row, &tag)) {
        search->status = MIEN_ERROR_CORRUPT;
        return;
    }
    if ((int)distance > radius_of(search, tag.list))
        return;
    // An entry that several bands find counts where the first of them does.
    if (band < segment->plan->bands &&
        mien_plan_first(segment->plan, &search->approach.thresholds,
                        &search->query[query], bits) != band)
        return;
    if (search->match_count == search->match_room && !mien_matches_grow(search))
        return;
    search->match[search->match_count++] =
        (struct mien_match){.id = tag.id,
                            .list = tag.list,
                            .variant = tag.variant,
                            .distance = distance,
                            .query = query,
                            .orientation = segment->number,
                            .reserved = row};
}
