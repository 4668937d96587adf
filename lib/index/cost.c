// SPDX-License-Identifier: Apache-2.0
// How to search a segment at a radius, and what that costs.
#include "index/search.h"

#include <stdlib.h>

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

static void count_costs(struct mien_approach *approach, const struct mien_plan *plan)
{
    const struct mien_thresholds *thresholds = &approach->thresholds;
    approach->cost = approach->cost_of_entry = 0;
    for (uint32_t band = 0; band < plan->bands; band++) {
        const struct mien_band_place *place = &plan->band[band];
        for (int k = 0; k <= thresholds->within[band]; k++) {
            unsigned differ = (unsigned)k;
            double found = part_at(place->width, differ);
            double passes =
                part_within(place->mask_width, thresholds->most[band] - differ);
            approach->cost += found * (UINT32_C(1) << place->width) * MIEN_COST_PROBE;
            approach->cost_of_entry += found * (1 + passes * MIEN_COST_CANDIDATE);
        }
    }
}

static enum mien_status make_balls(struct mien_approach *approach,
                                   const struct mien_plan *plan)
{
    // Wider bands come first, and are one bit wider than the others.
    unsigned width[2] = {plan->band[0].width, plan->band[plan->bands - 1].width};
    unsigned reach[2] = {0, 0};
    enum mien_status status = MIEN_OK;
    for (uint32_t band = 0; band < plan->bands; band++) {
        int which = plan->band[band].width != width[0];
        if (approach->thresholds.within[band] > (int)reach[which])
            reach[which] = (unsigned)approach->thresholds.within[band];
    }
    for (int which = 0; which < 2 && status == MIEN_OK; which++)
        status = mien_ball_grow(&approach->ball[which], width[which], reach[which]);
    return status;
}

enum mien_status mien_approach_make(struct mien_approach *approach,
                                    const struct mien_plan *plan, unsigned radius)
{
    if (approach->bands == plan->bands && approach->radius == radius)
        return MIEN_OK;
    mien_plan_thresholds(&approach->thresholds, plan, radius);
    count_costs(approach, plan);
    approach->bands = 0;
    enum mien_status status = make_balls(approach, plan);
    if (status != MIEN_OK)
        return status;
    approach->bands = plan->bands;
    approach->radius = radius;
    return MIEN_OK;
}

void mien_approach_free(struct mien_approach *approach)
{
    free(approach->ball[0].flip);
    free(approach->ball[1].flip);
}
