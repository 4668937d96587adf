// SPDX-License-Identifier: Apache-2.0
// The order of matches, and which of them are wanted.
#include "index/search.h"

#include <stdlib.h>

#include "base/checked.h"

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

typedef int match_order(const void *left, const void *right);

// From so many matches on, sorting them by distance first pays.
#define MANY 256
#define DISTANCES (MIEN_SEARCH_RADIUS_MAX + 1)

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

static bool in_order(const struct mien_match *match, size_t count, match_order *order)
{
    for (size_t i = 1; i < count; i++)
        if (order(&match[i - 1], &match[i]) > 0)
            return false;
    return true;
}

static void sort_plainly(struct mien_match *match, size_t count, match_order *order)
{
    if (!in_order(match, count, order))
        qsort(match, count, sizeof match[0], order);
}

static void sort(struct mien_search *search, match_order *order)
{
    sort_plainly(search->match, search->match_count, order);
}

// A second array as large as that of the matches, kept from call to call. NULL: no
// memory.
static struct mien_match *spare_array(struct mien_search *search)
{
    struct mien_room *spare = &search->spare_room;
    size_t bytes = search->match_room * sizeof search->match[0];
    if (spare->bytes < bytes) {
        free(spare->memory);
        spare->memory = malloc(bytes);
        spare->bytes = spare->memory != NULL ? bytes : 0;
    }
    return spare->memory;
}

// The spare array takes the place of the matches, and they its.
static void change_places(struct mien_search *search)
{
    struct mien_room spare = search->spare_room;
    search->spare_room.memory = search->match;
    search->spare_room.bytes = search->match_room * sizeof search->match[0];
    search->match = spare.memory;
    search->match_room = spare.bytes / sizeof search->match[0];
}

// The same as order_matches, for many matches: they come in the order of rows, which is
// nearly what is wanted, so that sorting them by query and by distance without changing
// that order otherwise leaves little to do.
static void sort_many(struct mien_search *search)
{
    const struct mien_match *match = search->match;
    size_t count = search->match_count, slots = search->query_count * DISTANCES;
    struct mien_match *sorted = spare_array(search);
    size_t *next = calloc(slots + 1, sizeof *next);
    if (sorted == NULL || next == NULL) {
        free(next);
        sort(search, order_matches); // takes longer
        return;
    }
    for (size_t i = 0; i < count; i++)
        next[match[i].query * DISTANCES + match[i].distance + 1]++;
    for (size_t slot = 0; slot < slots; slot++)
        next[slot + 1] += next[slot];
    for (size_t i = 0; i < count; i++)
        sorted[next[match[i].query * DISTANCES + match[i].distance]++] = match[i];
    // Each slot's end has moved to where the next one began.
    for (size_t slot = 0, begin = 0; slot < slots; begin = next[slot++])
        sort_plainly(sorted + begin, next[slot] - begin, order_matches);
    free(next);
    change_places(search);
}

static void sort_matches(struct mien_search *search)
{
    size_t count = search->match_count;
    if (in_order(search->match, count, order_matches))
        return;
    if (count > MANY && search->query_count < count / 16)
        sort_many(search);
    else
        sort(search, order_matches);
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
        sort_matches(search);
        enforce_limit(search);
        search->match_kept = search->match_count;
        if (search->match_count < search->match_room)
            return true;
    }
    size_t room = search->match_room > 0 ? 2 * search->match_room : 64;
    struct mien_match *match = mien_array_grow(search->match, room, sizeof *match);
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
    sort_matches(search);
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
    sort_matches(search);
    enforce_limit(search);
    match = search->match; // which sorting may have moved
    for (size_t i = 0; i < search->match_count; i++) {
        match[i].orientation = match[i].reserved;
        match[i].reserved = 0;
    }
}
