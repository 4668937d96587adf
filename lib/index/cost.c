// SPDX-License-Identifier: Apache-2.0
// Whether looking at buckets is less work than comparing with every hash.
#include "index/search.h"

// n over k as a part of 2^n: how many of all values differ in exactly k bits.
static double part_at(unsigned n, unsigned k)
{
    double choose = 1;
    for (unsigned i = 1; i <= k; i++)
        choose = choose * (n - i + 1) / i;
    return choose / (double)(UINT64_C(1) << n);
}

static double part_within(unsigned n, unsigned most)
{
    return mien_ball_size(n, most < n ? most : n) / (double)(UINT64_C(1) << n);
}

double mien_cost_of_buckets(const struct mien_segment *segment,
                            const struct mien_thresholds *thresholds)
{
    double cost = 0;
    for (uint32_t band = 0; band < segment->plan->bands; band++) {
        const struct mien_band_place *place = &segment->plan->band[band];
        for (int k = 0; k <= thresholds->within[band]; k++) {
            unsigned differ = (unsigned)k;
            double entries = segment->rows * part_at(place->width, differ);
            double pass =
                part_within(place->mask_width, thresholds->most[band] - differ);
            cost += part_at(place->width, differ) * (UINT32_C(1) << place->width) *
                    MIEN_COST_PROBE;
            cost += entries * (1 + pass * MIEN_COST_CANDIDATE);
        }
    }
    return cost;
}
