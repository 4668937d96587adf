// SPDX-License-Identifier: Apache-2.0
// The entries of one id: rows of the snapshot, which are in the order of their ids, and
// the added rows of its chain.
//
// A chain is made for who changes the state. Who only reads may walk it along, and has
// to look afterwards whether it was whole: all chains may have been linked anew, and a
// change may have taken rows out of it that were removed after this search began. Both
// are seldom; then it begins again, and in the end reads all added rows, which nobody
// can disturb.
#include "index/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

// So often a chain is walked along.
#define WALKS 4

struct wanted {
    uint64_t id;
    uint32_t list;
    size_t limit;
};

// --------------------------------------------------------------------- what was found

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int order_entries(const void *left, const void *right)
{
    const struct mien_entry *a = left, *b = right;
    int order = order_numbers(a->list, b->list);
    order = order != 0 ? order : order_numbers(a->variant, b->variant);
    return order != 0 ? order : memcmp(&a->hash, &b->hash, sizeof a->hash);
}

// Sorts them, each once (one that went and came back meanwhile is found twice), and
// keeps as many as are wanted.
static void put_in_order(struct mien_search *search, size_t limit)
{
    struct mien_entry *entry = search->entry;
    size_t kept = 0;
    if (search->entry_count > 1)
        qsort(entry, search->entry_count, sizeof entry[0], order_entries);
    for (size_t i = 0; i < search->entry_count && (limit == 0 || kept < limit); i++)
        if (kept == 0 || order_entries(&entry[kept - 1], &entry[i]) != 0)
            entry[kept++] = entry[i];
    search->entry_count = kept;
}

// With a limit, memory for twice as many is enough.
static bool make_room(struct mien_search *search, size_t limit)
{
    if (limit > 0 && search->entry_count / 2 >= limit) {
        put_in_order(search, limit);
        return true;
    }
    size_t room = search->entry_room > 0 ? 2 * search->entry_room : 64;
    struct mien_entry *entry = mien_array_grow(search->entry, room, sizeof entry[0]);
    if (entry == NULL) {
        search->status = MIEN_ERROR_MEMORY;
        return false;
    }
    search->entry = entry;
    search->entry_room = room;
    return true;
}

static void take_row(struct mien_search *search, const struct wanted *wanted,
                     const struct mien_segment *segment, uint32_t row)
{
    struct mien_tag tag;
    if (!mien_segment_alive(segment, row, search->removals))
        return;
    if (!mien_segment_tag(segment, row, &tag)) {
        search->status = MIEN_ERROR_CORRUPT;
        return;
    }
    if (tag.id != wanted->id ||
        (wanted->list != MIEN_LIST_ANY && tag.list != wanted->list))
        return;
    if (search->entry_count == search->entry_room && !make_room(search, wanted->limit))
        return;
    struct mien_entry *entry = &search->entry[search->entry_count++];
    *entry =
        (struct mien_entry){.id = tag.id, .list = tag.list, .variant = tag.variant};
    mien_bits_to_hash(&entry->hash, mien_segment_bits(segment, row));
}

// -------------------------------------------------------------------- where it may be

static void take_from_snapshot(struct mien_search *search, const struct wanted *wanted,
                               const struct mien_segment *segment)
{
    const struct mien_snapshot *snapshot = &segment->state->snapshot;
    uint64_t row;
    if (!mien_snapshot_find(snapshot, wanted->id, &row))
        search->status = MIEN_ERROR_CORRUPT;
    for (; row < snapshot->rows && snapshot->ids[row] == wanted->id; row++) {
        if (search->status != MIEN_OK)
            return;
        // They come in order, so those behind the limit are not wanted.
        if (wanted->limit > 0 && search->entry_count >= wanted->limit)
            return;
        take_row(search, wanted, segment, (uint32_t)row);
    }
    if (row < snapshot->rows && snapshot->ids[row] < wanted->id)
        search->status = MIEN_ERROR_CORRUPT;
}

static void take_from_chain(struct mien_search *search, const struct wanted *wanted,
                            const struct mien_segment *segment)
{
    const struct mien_added *added = &segment->state->added;
    uint32_t row = MIEN_ROW_NONE;
    while (search->status == MIEN_OK &&
           (row = mien_added_read_by_id(added, wanted->id, row)) != MIEN_ROW_NONE)
        take_row(search, wanted, segment, row);
}

static void take_from_all(struct mien_search *search, const struct wanted *wanted,
                          const struct mien_segment *segment)
{
    for (uint32_t i = 0; i < segment->rows && search->status == MIEN_OK; i++)
        take_row(search, wanted, segment, segment->first_row + i);
}

static void begin_again(struct mien_search *search, const struct mien_state *state)
{
    search->removals = state->removals; // before it looks how many rows there are
    search->entry_count = 0;
}

// False: the chain may not have been whole.
static bool search_chain(struct mien_search *search, const struct wanted *wanted,
                         const struct mien_state *state)
{
    struct mien_segment segment[MIEN_SEGMENTS_MAX];
    uint32_t relinked = mien_added_relinked(&state->added);
    if (relinked % 2 != 0)
        return false;
    begin_again(search, state);
    unsigned count = mien_segments(segment, state);
    if (count > 0 && segment[0].live == NULL)
        take_from_snapshot(search, wanted, &segment[0]);
    if (count > 0 && segment[count - 1].live != NULL)
        take_from_chain(search, wanted, &segment[count - 1]);
    return search->status != MIEN_OK ||
           (mien_added_relinked(&state->added) == relinked &&
            state->removals == search->removals);
}

static void search_all(struct mien_search *search, const struct wanted *wanted,
                       const struct mien_state *state)
{
    struct mien_segment segment[MIEN_SEGMENTS_MAX];
    begin_again(search, state);
    unsigned count = mien_segments(segment, state);
    for (unsigned i = 0; i < count && search->status == MIEN_OK; i++)
        if (segment[i].live == NULL)
            take_from_snapshot(search, wanted, &segment[i]);
        else
            take_from_all(search, wanted, &segment[i]);
}

static void search_state(struct mien_search *search, const struct wanted *wanted,
                         const struct mien_state *state)
{
    for (int i = 0; i < WALKS; i++)
        if (search_chain(search, wanted, state))
            return;
    search_all(search, wanted, state);
}

enum mien_status mien_search_id(struct mien_search *search,
                                struct mien_entries *entries, uint64_t id,
                                uint32_t list, size_t limit)
{
    const struct wanted wanted = {id, list, limit};
    struct mien_state *state;
    if (search == NULL || entries == NULL)
        return MIEN_ERROR_ARGUMENT;
    search->status = MIEN_OK;
    enum mien_status status =
        mien_index_use(search->index, &search->guard, &state, NULL);
    if (status != MIEN_OK)
        return status;
    search_state(search, &wanted, state);
    mien_guard_leave(&search->guard);
    put_in_order(search, limit);
    if (search->status == MIEN_OK)
        *entries = (struct mien_entries){search->entry, search->entry_count};
    return search->status;
}
