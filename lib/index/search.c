// SPDX-License-Identifier: Apache-2.0
// The public side of searching.
#include "index/search.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/options.h"

// From so many queries on, sorting their buckets pays.
#define BATCH_MIN 64

#define FLAGS (MIEN_SEARCH_ANY | MIEN_SEARCH_ONLY_LISTS | MIEN_SEARCH_COMPLEMENT)

void *mien_search_room(struct mien_search *search, struct mien_room *room, size_t count,
                       size_t size)
{
    size_t bytes;
    if (mien_size_mul(&bytes, count, size) && bytes <= room->bytes)
        return room->memory;
    free(room->memory);
    room->memory = mien_array_grow(NULL, count, size);
    room->bytes = room->memory != NULL ? bytes : 0;
    if (room->memory == NULL)
        search->status = MIEN_ERROR_MEMORY;
    return room->memory;
}

enum mien_status mien_search_new(struct mien_search **search,
                                 const struct mien_index *index)
{
    if (search == NULL || index == NULL)
        return MIEN_ERROR_ARGUMENT;
    if ((index->options.flags & MIEN_INDEX_NO_SEARCH) != 0)
        return MIEN_ERROR_STATE;
    struct mien_search *made = calloc(1, sizeof *made);
    if (made == NULL)
        return MIEN_ERROR_MEMORY;
    made->index = (struct mien_index *)index;
    made->kernels = index->kernels;
    mien_guard_add(made->index, &made->guard);
    *search = made;
    return MIEN_OK;
}

void mien_search_free(struct mien_search *search)
{
    if (search == NULL)
        return;
    mien_guard_remove(search->index, &search->guard);
    for (int i = 0; i < MIEN_SEGMENTS_MAX; i++)
        mien_approach_free(&search->known[i]);
    free(search->query_room.memory);
    free(search->work_room.memory);
    free(search->item_room.memory);
    free(search->spare_room.memory);
    free(search->match);
    free(search->entry);
    free(search);
}

// ------------------------------------------------------------------- what is asked for

static bool lists_are_good(const struct mien_search_options *options)
{
    if (options->lists == NULL && options->list_count > 0)
        return false;
    for (size_t i = 0; i < options->list_count; i++) {
        int32_t radius = options->lists[i].radius;
        if (radius < -1 || radius > MIEN_SEARCH_RADIUS_MAX ||
            options->lists[i].list == MIEN_LIST_ANY)
            return false;
        if (i > 0 && options->lists[i - 1].list >= options->lists[i].list)
            return false;
    }
    return true;
}

static bool read_options(struct mien_search *search, unsigned radius,
                         const struct mien_search_options *theirs)
{
    struct mien_search_options *options = &search->options;
    *options = (struct mien_search_options){.size = sizeof *options};
    if (mien_options_read(options, sizeof *options, theirs) != MIEN_OK ||
        (options->flags & ~FLAGS) != 0 || radius > MIEN_SEARCH_RADIUS_MAX ||
        !lists_are_good(options))
        return false;
    int largest = (options->flags & MIEN_SEARCH_ONLY_LISTS) != 0 ? -1 : (int)radius;
    search->others = largest;
    for (size_t i = 0; i < options->list_count; i++)
        if (options->lists[i].radius > largest)
            largest = options->lists[i].radius;
    search->radius = largest < 0 ? 0 : (unsigned)largest;
    // No list is searched at all: nothing can be found.
    if (largest < 0)
        search->others = -1;
    return true;
}

// ------------------------------------------------------------------------- searching
// it

// Whether buckets are worth looking at, and when a query shall give up: those for which
// they are not, since they all lie in full buckets, then cost little more than
// comparing them with every hash, which is how they are answered.
static bool plan_segment(struct mien_search *search)
{
    const struct mien_segment *segment = &search->segment;
    struct mien_approach *approach = &search->known[segment->number];
    search->status = mien_approach_make(approach, segment->plan, search->radius);
    if (search->status != MIEN_OK)
        return false;
    search->approach = *approach;
    double brute = (double)segment->rows * MIEN_COST_HASH;
    double expected = approach->cost + approach->cost_of_entry * segment->rows;
    bool worth = expected < brute / 2;
    double budget = brute / 8 > 2 * expected ? brute / 8 : 2 * expected;
    search->budget = worth ? (uint64_t)budget : 0;
    // The last bands are the narrowest, and have the longest buckets.
    unsigned width = segment->plan->band[segment->plan->bands - 1].width;
    search->lines = (unsigned)((segment->rows >> width) * sizeof(uint16_t) / 64) + 1;
    for (size_t i = 0; i < search->query_count; i++)
        search->work[i] = worth ? 0 : 1;
    return worth;
}

static bool some_gave_up(const struct mien_search *search)
{
    for (uint32_t query = 0; query < search->query_count; query++)
        if (mien_search_gave_up(search, query))
            return true;
    return false;
}

static void search_segment(struct mien_search *search)
{
    bool buckets = plan_segment(search);
    if (buckets && search->query_count >= BATCH_MIN && search->segment.live == NULL)
        mien_search_batch_buckets(search);
    else if (buckets)
        for (uint32_t query = 0;
             query < search->query_count && !mien_search_ends(search); query++)
            mien_search_single(search, query);
    if (!mien_search_ends(search) && some_gave_up(search)) {
        mien_matches_drop(search);
        mien_search_brute(search);
    }
}

static void search_state(struct mien_search *search, const struct mien_state *state)
{
    struct mien_segment segment[MIEN_SEGMENTS_MAX];
    search->removals = state->removals; // before it looks how many rows there are
    unsigned count = mien_segments(segment, state);
    for (unsigned i = 0; i < count && !mien_search_ends(search); i++) {
        search->segment = segment[i];
        search_segment(search);
    }
}

// ---------------------------------------------------------------------- a call's frame

// Room for the queries; false without memory.
static bool make_queries(struct mien_search *search, size_t count)
{
    search->query_count = count;
    search->query = mien_search_room(search, &search->query_room, count + 1,
                                     sizeof search->query[0]);
    search->work =
        mien_search_room(search, &search->work_room, count + 1, sizeof search->work[0]);
    return search->status == MIEN_OK;
}

static enum mien_status begin(struct mien_search *search, struct mien_matches *matches,
                              const struct mien_hash *hashes, size_t count,
                              unsigned radius,
                              const struct mien_search_options *options,
                              struct mien_state **state)
{
    if (search == NULL || matches == NULL || (hashes == NULL && count > 0) ||
        count > UINT32_MAX || !read_options(search, radius, options))
        return MIEN_ERROR_ARGUMENT;
    search->status = MIEN_OK;
    search->match_count = search->match_kept = 0;
    search->probe_count = 0;
    search->first_only = count == 1 && (search->options.flags & MIEN_SEARCH_ANY) != 0;
    if (!make_queries(search, count))
        return search->status;
    for (size_t i = 0; i < count; i++)
        mien_bits_from_hash(&search->query[i], &hashes[i]);
    return mien_index_use(search->index, &search->guard, state, NULL);
}

static enum mien_status end(struct mien_search *search, struct mien_matches *matches)
{
    mien_guard_leave(&search->guard);
    if (search->status == MIEN_OK)
        *matches = (struct mien_matches){search->match, search->match_count};
    return search->status;
}

enum mien_status mien_search_batch(struct mien_search *search,
                                   struct mien_matches *matches,
                                   const struct mien_hash *hashes, size_t count,
                                   unsigned radius,
                                   const struct mien_search_options *options)
{
    struct mien_state *state;
    enum mien_status status =
        begin(search, matches, hashes, count, radius, options, &state);
    if (status != MIEN_OK)
        return status;
    search_state(search, state);
    mien_matches_order(search);
    return end(search, matches);
}

enum mien_status mien_search_hash(struct mien_search *search,
                                  struct mien_matches *matches,
                                  const struct mien_hash *hash, unsigned radius,
                                  const struct mien_search_options *options)
{
    if (hash == NULL)
        return MIEN_ERROR_ARGUMENT;
    return mien_search_batch(search, matches, hash, 1, radius, options);
}

enum mien_status
mien_search_oriented(struct mien_search *search, struct mien_matches *matches,
                     const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                     unsigned radius, const struct mien_search_options *options)
{
    struct mien_hash all[2 * MIEN_DIHEDRAL_COUNT];
    struct mien_state *state;
    if (dihedral == NULL)
        return MIEN_ERROR_ARGUMENT;
    for (size_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        all[i] = dihedral[i];
        for (size_t k = 0; k < MIEN_HASH_BYTES; k++)
            all[MIEN_DIHEDRAL_COUNT + i].bytes[k] = (uint8_t)~dihedral[i].bytes[k];
    }
    enum mien_status status =
        begin(search, matches, all, 2 * MIEN_DIHEDRAL_COUNT, radius, options, &state);
    if (status != MIEN_OK)
        return status;
    if ((search->options.flags & MIEN_SEARCH_COMPLEMENT) == 0)
        search->query_count = MIEN_DIHEDRAL_COUNT;
    search->first_only = (search->options.flags & MIEN_SEARCH_ANY) != 0;
    search_state(search, state);
    mien_matches_orient(search);
    return end(search, matches);
}
