// SPDX-License-Identifier: Apache-2.0
#include "pdq/weights.h"

#include <string.h>

// The inputs that a box blur averages for one output: begin to before end.
struct box {
    uint32_t begin, end;
};

static struct box box_at(struct mien_window window, uint32_t output)
{
    uint32_t end = output + window.lead + 1;
    return (struct box){end > window.size ? end - window.size : 0,
                        end < window.length ? end : window.length};
}

static uint32_t held(struct box box)
{
    return box.end - box.begin;
}

// What an output of the first blur gives to each of its inputs, seen through the
// second one, which averages `among` of them.
static uint64_t share(struct mien_window window, uint32_t output, uint32_t among)
{
    uint64_t all = (uint64_t)window.size * window.size * MIEN_WEIGHT_UNIT;
    return all / ((uint64_t)held(box_at(window, output)) * among);
}

struct mien_reach mien_reach_of(struct mien_window window, uint32_t scale, uint32_t i)
{
    const struct box outer = box_at(window, mien_window_sample(window, i));
    struct mien_reach reach = {.begin = box_at(window, outer.begin).begin,
                               .end = box_at(window, outer.end - 1).end};
    reach.first = reach.begin / scale;
    reach.count = (reach.end - 1) / scale - reach.first + 1;
    reach.whole = reach.end - reach.begin == 2 * window.size - 1;
    return reach;
}

struct mien_weights mien_weights_of(uint64_t *values, struct mien_window window,
                                    uint32_t scale, uint32_t i)
{
    const struct mien_reach reach = mien_reach_of(window, scale, i);
    const struct box outer = box_at(window, mien_window_sample(window, i));
    const uint32_t among = held(outer);
    struct mien_weights weights = {0, 0};
    memset(values, 0, reach.count * sizeof *values);

    // Both ends of the boxes only move on: the weight of the next value is that of the
    // last, and what began to hold it, less what ceased to.
    uint64_t weight = 0;
    uint32_t in = outer.begin, out = outer.begin;
    for (uint32_t x = reach.begin; x < reach.end; x++) {
        for (; in < outer.end && box_at(window, in).begin <= x; in++)
            weight += share(window, in, among);
        for (; out < in && box_at(window, out).end <= x; out++)
            weight -= share(window, out, among);
        values[x / scale - reach.first] += weight;
        weights.total += weight;
    }
    for (uint32_t k = 0; k < reach.count; k++)
        weights.peak = values[k] > weights.peak ? values[k] : weights.peak;
    return weights;
}
