// SPDX-License-Identifier: Apache-2.0
// The buckets of one query, band by band.
#include "index/search.h"

static void put_band(struct mien_search *search, uint32_t query, uint32_t band)
{
    const struct mien_plan *plan = search->segment.plan;
    const struct mien_bits *bits = &search->query[query];
    const struct mien_ball *ball = mien_search_ball(search, band);
    const struct mien_table table = mien_segment_table(&search->segment, band);
    struct mien_wanted wanted = {.query = query,
                                 .band = band,
                                 .fingerprint =
                                     mien_plan_fingerprint(plan, bits, band)};
    uint32_t key = mien_plan_key(plan, bits, band);
    int within = search->approach.thresholds.within[band];
    unsigned most = search->approach.thresholds.most[band];
    uint32_t flips = within < 0 ? 0 : ball->below[within];
    uint64_t entries = 0;
    bool good = true;
    for (uint32_t i = 0; i < flips; i++) {
        struct mien_bucket bucket;
        good &= mien_table_bucket(&bucket, &table, mien_flip(key, ball->flip[i]));
        bucket.count = good ? bucket.count : 0;
        wanted.most = (uint16_t)(most - mien_flipped(ball->flip[i]));
        mien_search_put(search, &bucket, &wanted);
        entries += bucket.count;
    }
    if (!good)
        search->status = MIEN_ERROR_CORRUPT;
    search->work[query] += entries + (uint64_t)flips * MIEN_COST_PROBE;
}

void mien_search_single(struct mien_search *search, uint32_t query)
{
    for (uint32_t band = 0; band < search->segment.plan->bands; band++) {
        put_band(search, query, band);
        if (mien_search_gave_up(search, query) || mien_search_ends(search)) {
            search->probe_count = 0;
            return;
        }
    }
    mien_search_flush(search);
}
