// SPDX-License-Identifier: Apache-2.0
// The order of matches, and which of them are wanted.
#include "index/search.h"

#include <stdlib.h>

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

// By query, then as mien/index.h says; then by row, which makes the order one.
static int order_matches(const void *left, const void *right)
{
    const struct mien_match *a = left, *b = right;
    int order = order_numbers(a->query, b->query);
    order = order != 0 ? order : order_numbers(a->distance, b->distance);
    order = order != 0 ? order : order_numbers(a->list, b->list);
    order = order != 0 ? order : order_numbers(a->id, b->id);
    order = order != 0 ? order : order_numbers(a->variant, b->variant);
    order = order != 0 ? order : order_numbers(a->orientation, b->orientation);
    return order != 0 ? order : order_numbers(a->reserved, b->reserved);
}

// The matches of one entry side by side, the nearest first.
static int order_entries(const void *left, const void *right)
{
    const struct mien_match *a = left, *b = right;
    int order = order_numbers(a->orientation, b->orientation);
    order = order != 0 ? order : order_numbers(a->reserved, b->reserved);
    order = order != 0 ? order : order_numbers(a->distance, b->distance);
    return order != 0 ? order : order_numbers(a->query, b->query);
}

static void sort(struct mien_search *search,
                 int (*order)(const void *left, const void *right))
{
    if (search->match_count > 1)
        qsort(search->match, search->match_count, sizeof search->match[0], order);
}

// Keeps the first `limit` matches of each query.
static void enforce_limit(struct mien_search *search)
{
    bool any = (search->options.flags & MIEN_SEARCH_ANY) != 0;
    uint32_t limit = any ? 1 : search->options.limit;
    size_t kept = 0, begin = 0;
    if (limit == 0)
        return;
    for (size_t i = 0; i < search->match_count; i++) {
        if (search->match[i].query != search->match[begin].query)
            begin = i;
        if (i - begin < limit)
            search->match[kept++] = search->match[i];
    }
    search->match_count = kept;
}

// With a limit, what exceeds it goes when there is a lot, and each time there is twice
// as much as was left: so memory stays small whatever matches.
#define PRUNE_FROM 65536

bool mien_matches_grow(struct mien_search *search)
{
    if (search->match_count >= PRUNE_FROM &&
        search->match_count >= 2 * search->match_kept) {
        sort(search, order_matches);
        enforce_limit(search);
        search->match_kept = search->match_count;
        if (search->match_count < search->match_room)
            return true;
    }
    size_t room = search->match_room > 0 ? 2 * search->match_room : 64;
    struct mien_match *match = reallocarray(search->match, room, sizeof *match);
    if (match == NULL) {
        search->status = MIEN_ERROR_MEMORY;
        return false;
    }
    search->match = match;
    search->match_room = room;
    return true;
}

void mien_matches_drop(struct mien_search *search)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->match_count; i++) {
        const struct mien_match *match = &search->match[i];
        if (match->orientation != search->segment.number ||
            !mien_search_gave_up(search, match->query))
            search->match[kept++] = *match;
    }
    search->match_count = kept;
}

void mien_matches_order(struct mien_search *search)
{
    sort(search, order_matches);
    enforce_limit(search);
    for (size_t i = 0; i < search->match_count; i++)
        search->match[i].orientation = search->match[i].reserved = 0;
}

void mien_matches_orient(struct mien_search *search)
{
    struct mien_match *match = search->match;
    size_t kept = 0;
    sort(search, order_entries);
    for (size_t i = 0; i < search->match_count; i++)
        if (i == 0 || match[i].orientation != match[kept - 1].orientation ||
            match[i].reserved != match[kept - 1].reserved)
            match[kept++] = match[i];
    search->match_count = kept;
    for (size_t i = 0; i < kept; i++) {
        uint32_t which = match[i].query;
        match[i].query = 0;
        match[i].reserved = which;
    }
    sort(search, order_matches);
    enforce_limit(search);
    for (size_t i = 0; i < search->match_count; i++) {
        match[i].orientation = match[i].reserved;
        match[i].reserved = 0;
    }
}
