// SPDX-License-Identifier: Apache-2.0
// The buckets of one query, band by band.
#include "index/search.h"

static void put_band(struct mien_search *search, uint32_t query, uint32_t band)
{
    const struct mien_segment *segment = &search->segment;
    const struct mien_ball *ball = mien_search_ball(search, band);
    const struct mien_bits *bits = &search->query[query];
    uint32_t key = mien_plan_key(segment->plan, bits, band);
    uint16_t fingerprint = mien_plan_fingerprint(segment->plan, bits, band);
    uint32_t i = 0;
    for (int differ = 0; differ <= search->thresholds.within[band]; differ++) {
        for (; i < ball->below[differ]; i++) {
            struct mien_bucket bucket;
            if (!mien_segment_bucket(&bucket, segment, band, key ^ ball->mask[i])) {
                search->status = MIEN_ERROR_CORRUPT;
                return;
            }
            mien_search_put(search, &bucket, query, band, fingerprint,
                            (unsigned)differ);
        }
        if (mien_search_gave_up(search, query) || mien_search_ends(search))
            return;
    }
}

void mien_search_single(struct mien_search *search, uint32_t query)
{
    for (uint32_t band = 0; band < search->segment.plan->bands; band++) {
        put_band(search, query, band);
        if (mien_search_gave_up(search, query) || mien_search_ends(search))
            break;
    }
    mien_search_flush(search);
}
