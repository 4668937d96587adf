// SPDX-License-Identifier: Apache-2.0
#include "index/merge.h"

#include <stdlib.h>
#include <string.h>

#include "index/system.h"

enum mien_status mien_merge_note(struct mien_merge *merge,
                                 const struct mien_state *state)
{
    const size_t words = (size_t)(state->snapshot.rows / 64 + 1);
    uint32_t rows = state->added.rows;
    *merge = (struct mien_merge){.state = state, .rows = state->snapshot.rows};
    merge->removed = malloc(words * sizeof merge->removed[0]);
    merge->added = malloc((rows + (size_t)1) * sizeof merge->added[0]);
    if (merge->removed == NULL || merge->added == NULL)
        return MIEN_ERROR_MEMORY;
    for (size_t i = 0; i < words; i++) {
        merge->removed[i] = state->removed[i];
        merge->rows -= (uint64_t)__builtin_popcountll(merge->removed[i]);
    }
    for (uint32_t row = 0; row < rows; row++)
        if (mien_added_alive(&state->added, row))
            merge->added[merge->added_count++] = row;
    merge->rows += merge->added_count;
    return MIEN_OK;
}

static int order_added(const void *a, const void *b, void *context)
{
    const struct mien_added *added = context;
    uint32_t row_a, row_b;
    memcpy(&row_a, a, sizeof row_a);
    memcpy(&row_b, b, sizeof row_b);
    return mien_entry_order(mien_added_tag(added, row_a), mien_added_bits(added, row_a),
                            mien_added_tag(added, row_b),
                            mien_added_bits(added, row_b));
}

void mien_merge_sort(struct mien_merge *merge)
{
    mien_sort(merge->added, merge->added_count, sizeof merge->added[0], order_added,
              (void *)&merge->state->added);
}

static bool is_removed(const struct mien_merge *merge, uint64_t row)
{
    return merge->removed[row / 64] >> row % 64 & 1;
}

static enum mien_status next_added(struct mien_merge *merge, struct mien_bits *bits,
                                   struct mien_tag *tag)
{
    const struct mien_added *added = &merge->state->added;
    if (merge->next_added == merge->added_count)
        return MIEN_ERROR_INTERNAL; // more entries are asked for than were counted
    uint32_t row = merge->added[merge->next_added++];
    *bits = *mien_added_bits(added, row);
    *tag = *mien_added_tag(added, row);
    return MIEN_OK;
}

// Whether the next of the added entries, if there is one, comes before this one.
static bool added_is_first(const struct mien_merge *merge, const struct mien_bits *bits,
                           const struct mien_tag *tag)
{
    const struct mien_added *added = &merge->state->added;
    if (merge->next_added == merge->added_count)
        return false;
    uint32_t row = merge->added[merge->next_added];
    return mien_entry_order(mien_added_tag(added, row), mien_added_bits(added, row),
                            tag, bits) <= 0;
}

enum mien_status mien_merge_next(void *context, struct mien_bits *bits,
                                 struct mien_tag *tag)
{
    struct mien_merge *merge = context;
    const struct mien_snapshot *snapshot = &merge->state->snapshot;
    while (merge->next_row < snapshot->rows && is_removed(merge, merge->next_row))
        merge->next_row++;
    if (merge->next_row == snapshot->rows)
        return next_added(merge, bits, tag);
    if (!mien_snapshot_tag(snapshot, merge->next_row, tag))
        return MIEN_ERROR_CORRUPT;
    const struct mien_bits *old = &snapshot->hashes[merge->next_row];
    if (added_is_first(merge, old, tag))
        return next_added(merge, bits, tag);
    *bits = *old;
    merge->next_row++;
    return MIEN_OK;
}

void mien_merge_end(struct mien_merge *merge)
{
    free(merge->removed);
    free(merge->added);
}
