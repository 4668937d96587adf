// SPDX-License-Identifier: Apache-2.0
#include "index/plan.h"

// `count` bits (at most 32) from bit `start` of the ring of 256.
static uint32_t bits_at(const struct mien_bits *bits, unsigned start, unsigned count)
{
    unsigned word = start / 64;
    unsigned from = start % 64;
    uint64_t value = bits->word[word] >> from;
    if (from + count > 64)
        value |= bits->word[(word + 1) % 4] << (64 - from);
    return (uint32_t)(value & ((UINT64_C(1) << count) - 1));
}

static uint32_t next_band(const struct mien_plan *plan, uint32_t band)
{
    return band + 1 == plan->bands ? 0 : band + 1;
}

// What the fingerprint of a band covers: as many of the following bands as 16 bits
// hold.
static void place_fingerprint(struct mien_plan *plan, uint32_t band)
{
    struct mien_band_place *place = &plan->band[band];
    uint32_t next = next_band(plan, band);
    unsigned width = 0, follow = 0;
    while (width + plan->band[next].width <= 16) {
        width += plan->band[next].width;
        follow++;
        next = next_band(plan, next);
    }
    place->follow = (uint8_t)follow;
    place->mask_width = (uint8_t)(follow > 0 ? width : 16);
}

bool mien_plan_make(struct mien_plan *plan, uint32_t bands)
{
    uint32_t start = 0, offsets = 0;
    if (bands != MIEN_BANDS_MAX && (bands < 12 || bands > 16))
        return false;
    plan->bands = bands;
    for (uint32_t i = 0; i < bands; i++) {
        uint32_t width = MIEN_HASH_BITS / bands + (i < MIEN_HASH_BITS % bands);
        plan->band[i].start = (uint8_t)start;
        plan->band[i].width = (uint8_t)width;
        plan->band[i].offsets = offsets;
        start += width;
        offsets += (UINT32_C(1) << width) + 1;
    }
    plan->offsets_total = offsets;
    for (uint32_t i = 0; i < bands; i++)
        place_fingerprint(plan, i);
    return true;
}

uint32_t mien_plan_bands(uint64_t entries)
{
    // Few entries: a query reads much of little. Measured up to 100 million: 13 to 15
    // bands, which read less but in more places, are slower than 16.
    return entries < 250000 ? 32 : 16;
}

uint32_t mien_plan_key(const struct mien_plan *plan, const struct mien_bits *bits,
                       uint32_t band)
{
    return bits_at(bits, plan->band[band].start, plan->band[band].width);
}

uint16_t mien_plan_fingerprint(const struct mien_plan *plan,
                               const struct mien_bits *bits, uint32_t band)
{
    const struct mien_band_place *place = &plan->band[band];
    unsigned start = (place->start + place->width) % MIEN_HASH_BITS;
    return (uint16_t)bits_at(bits, start, place->mask_width);
}

// n over k, for k that grow by one from call to call: from n over k - 1.
static double choose_next(double before, unsigned n, unsigned k)
{
    return k == 0 ? 1 : before * (n - k + 1) / k;
}

// Gives out the budget one by one, each to the band where looking one bit further costs
// least: where it adds the smallest part of all entries, n over t of 2^n values.
static void give_budget(uint8_t budget[MIEN_BANDS_MAX], const struct mien_plan *plan,
                        unsigned sum)
{
    double cost[MIEN_BANDS_MAX] = {0};
    for (uint32_t i = 0; i < plan->bands; i++) {
        cost[i] = 1.0 / (double)(UINT32_C(1) << plan->band[i].width);
    }
    for (; sum > 0; sum--) {
        uint32_t best = 0;
        for (uint32_t i = 1; i < plan->bands; i++)
            if (cost[i] < cost[best])
                best = i;
        budget[best]++;
        cost[best] = choose_next(cost[best], plan->band[best].width, budget[best]);
    }
}

void mien_plan_thresholds(struct mien_thresholds *thresholds,
                          const struct mien_plan *plan, unsigned radius)
{
    uint8_t budget[MIEN_BANDS_MAX] = {0};
    give_budget(budget, plan, radius + 1);
    for (uint32_t i = 0; i < plan->bands; i++) {
        unsigned sum = budget[i];
        uint32_t band = i;
        unsigned follow = plan->band[i].follow > 0 ? plan->band[i].follow : 1;
        for (unsigned k = 0; k < follow; k++) {
            band = next_band(plan, band);
            sum += budget[band];
        }
        thresholds->within[i] = budget[i] - 1;
        thresholds->most[i] = (uint8_t)(sum > 0 ? sum - 1 : 0);
    }
}

// In plain arithmetic, since a compiler that may not use an instruction for it calls a
// function.
static int count_bits(uint32_t bits)
{
    bits -= bits >> 1 & 0x55555555;
    bits = (bits & 0x33333333) + (bits >> 2 & 0x33333333);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f;
    return (int)(bits * 0x01010101 >> 24);
}

uint32_t mien_plan_first(const struct mien_plan *plan,
                         const struct mien_thresholds *thresholds,
                         const struct mien_bits *query, const struct mien_bits *entry)
{
    for (uint32_t i = 0; i < plan->bands; i++) {
        int distance =
            count_bits(mien_plan_key(plan, query, i) ^ mien_plan_key(plan, entry, i));
        if (distance > thresholds->within[i])
            continue;
        int after = count_bits((uint32_t)mien_plan_fingerprint(plan, query, i) ^
                               mien_plan_fingerprint(plan, entry, i));
        if (after <= thresholds->most[i] - distance)
            return i;
    }
    return plan->bands; // not within the radius
}
