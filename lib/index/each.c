// SPDX-License-Identifier: Apache-2.0
// Every entry of an index, in order.
#include <mien/index.h>

#include "base/status.h"
#include "index/handle.h"
#include "index/merge.h"

static enum mien_status give_next(struct mien_merge *merge, mien_entry_fn *each,
                                  void *context, struct mien_error *error)
{
    struct mien_bits bits;
    struct mien_tag tag;
    enum mien_status status = mien_merge_next(merge, &bits, &tag);
    if (status != MIEN_OK)
        return mien_fail(error, status, "index: the snapshot is damaged");
    struct mien_entry entry = {.id = tag.id, .list = tag.list, .variant = tag.variant};
    mien_bits_to_hash(&entry.hash, &bits);
    if (each(context, &entry) != 0)
        return mien_fail(error, MIEN_ERROR_CANCELLED, "the caller asked to stop");
    return MIEN_OK;
}

static enum mien_status give_each(struct mien_state *state, mien_entry_fn *each,
                                  void *context, struct mien_error *error)
{
    struct mien_merge merge;
    enum mien_status status = mien_merge_note(&merge, state);
    if (status != MIEN_OK)
        mien_fail(error, status, "no memory for the list of entries");
    else
        mien_merge_sort(&merge);
    for (uint64_t i = 0; i < merge.rows && status == MIEN_OK; i++)
        status = give_next(&merge, each, context, error);
    mien_merge_end(&merge);
    return status;
}

enum mien_status mien_index_each(const struct mien_index *index, mien_entry_fn *each,
                                 void *context, struct mien_error *error)
{
    struct mien_index *mine = (struct mien_index *)index;
    struct mien_guard guard;
    struct mien_state *state;
    if (index == NULL || each == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: none given");
    mien_guard_add(mine, &guard);
    enum mien_status status = mien_index_use(mine, &guard, &state, error);
    if (status == MIEN_OK) {
        status = give_each(state, each, context, error);
        mien_guard_leave(&guard);
    }
    mien_guard_remove(mine, &guard);
    return status;
}
