// SPDX-License-Identifier: Apache-2.0
// What changes do to a state. (How a state comes to be: state_open.c.)
#include "index/state.h"

// ---------------------------------------------------------------- finding what is
// there

// What an entry must be like for a change to concern it.
struct pattern {
    const struct mien_bits *bits; // NULL: any
    const uint64_t *id;           // NULL: any
    const uint32_t *variant;      // NULL: any
    uint32_t list;                // or MIEN_LIST_ANY
};

static bool fits(const struct pattern *pattern, const struct mien_bits *bits,
                 const struct mien_tag *tag)
{
    return (pattern->list == MIEN_LIST_ANY || pattern->list == tag->list) &&
           (pattern->id == NULL || *pattern->id == tag->id) &&
           (pattern->variant == NULL || *pattern->variant == tag->variant) &&
           (pattern->bits == NULL || mien_bits_distance(pattern->bits, bits) == 0);
}

// Where the rows of the snapshot with this id begin, if it is sound.
static uint64_t first_row(const struct mien_snapshot *snapshot, uint64_t id)
{
    uint64_t row;
    (void)mien_snapshot_find(snapshot, id, &row);
    return row;
}

// Is told of a row: of the snapshot, or of the added ones. False ends the walk.
typedef bool row_fn(struct mien_state *state, bool added, uint32_t row, void *context);

static bool offer(struct mien_state *state, const struct pattern *pattern, uint32_t row,
                  row_fn *each, void *context)
{
    const struct mien_snapshot *snapshot = &state->snapshot;
    struct mien_tag tag;
    if (mien_state_is_removed(state, row) || !mien_snapshot_tag(snapshot, row, &tag) ||
        !fits(pattern, &snapshot->hashes[row], &tag))
        return true;
    return each(state, false, row, context);
}

static bool walk_snapshot_by_id(struct mien_state *state, const struct pattern *pattern,
                                row_fn *each, void *context)
{
    const struct mien_snapshot *snapshot = &state->snapshot;
    uint64_t row = first_row(snapshot, *pattern->id);
    for (; row < snapshot->rows && snapshot->ids[row] == *pattern->id; row++)
        if (!offer(state, pattern, (uint32_t)row, each, context))
            return false;
    return true;
}

// The rows with this very hash are all in one bucket of the first band.
static bool walk_snapshot_by_bits(struct mien_state *state,
                                  const struct pattern *pattern, row_fn *each,
                                  void *context)
{
    const struct mien_snapshot *snapshot = &state->snapshot;
    const uint32_t *offset =
        snapshot->offsets + mien_plan_key(&snapshot->plan, pattern->bits, 0);
    uint16_t fingerprint = mien_plan_fingerprint(&snapshot->plan, pattern->bits, 0);
    for (uint64_t i = offset[0]; i < offset[1] && i < snapshot->rows; i++) {
        uint32_t row = snapshot->row_numbers[i];
        if (snapshot->fingerprints[i] == fingerprint && row < snapshot->rows &&
            !offer(state, pattern, row, each, context))
            return false;
    }
    return true;
}

// Where the id and the bits are known, the way with fewer rows is gone: all entries may
// have one id, or one hash.
static bool snapshot_goes_by_bits(const struct mien_snapshot *snapshot,
                                  const struct pattern *pattern)
{
    if (pattern->id == NULL || pattern->bits == NULL)
        return pattern->id == NULL;
    const uint32_t *offset =
        snapshot->offsets + mien_plan_key(&snapshot->plan, pattern->bits, 0);
    uint64_t row = first_row(snapshot, *pattern->id);
    uint64_t bucket = (uint64_t)offset[1] - offset[0]; // huge when it is damaged
    return bucket < snapshot->rows - row && snapshot->ids[row + bucket] == *pattern->id;
}

static bool walk_snapshot(struct mien_state *state, const struct pattern *pattern,
                          row_fn *each, void *context)
{
    return snapshot_goes_by_bits(&state->snapshot, pattern)
               ? walk_snapshot_by_bits(state, pattern, each, context)
               : walk_snapshot_by_id(state, pattern, each, context);
}

static uint32_t next_added(const struct mien_added *added,
                           const struct pattern *pattern, bool by_bits, uint32_t row)
{
    return by_bits || pattern->id == NULL
               ? mien_added_next_by_bits(added, pattern->bits, row)
               : mien_added_next_by_id(added, *pattern->id, row);
}

// The same: both are walked along until one ends.
static bool added_goes_by_bits(const struct mien_added *added,
                               const struct pattern *pattern)
{
    uint32_t with_id = MIEN_ROW_NONE, with_bits = MIEN_ROW_NONE;
    if (pattern->id == NULL || pattern->bits == NULL)
        return pattern->id == NULL;
    do {
        with_id = next_added(added, pattern, false, with_id);
        with_bits = next_added(added, pattern, true, with_bits);
    } while (with_id != MIEN_ROW_NONE && with_bits != MIEN_ROW_NONE);
    return with_id != MIEN_ROW_NONE;
}

static bool walk_added(struct mien_state *state, const struct pattern *pattern,
                       row_fn *each, void *context)
{
    const struct mien_added *added = &state->added;
    bool by_bits = added_goes_by_bits(added, pattern);
    uint32_t row = MIEN_ROW_NONE;
    while ((row = next_added(added, pattern, by_bits, row)) != MIEN_ROW_NONE)
        if (fits(pattern, mien_added_bits(added, row), mien_added_tag(added, row)) &&
            !each(state, true, row, context))
            return false;
    return true;
}

// Every entry that fits. False: the walk was ended.
static bool walk(struct mien_state *state, const struct pattern *pattern, row_fn *each,
                 void *context)
{
    return walk_snapshot(state, pattern, each, context) &&
           walk_added(state, pattern, each, context);
}

static bool stop(struct mien_state *state, bool added, uint32_t row, void *context)
{
    return false;
}

static bool is_there(const struct mien_state *state, const struct pattern *pattern)
{
    return !walk((struct mien_state *)state, pattern, stop, NULL);
}

// ------------------------------------------------- whether what is looked at can be
// believed

static bool has_sound_tag(const struct mien_snapshot *snapshot, uint64_t row)
{
    struct mien_tag tag;
    return mien_snapshot_tag(snapshot, row, &tag);
}

static bool ids_are_sound(const struct mien_snapshot *snapshot, uint64_t id)
{
    uint64_t row;
    if (!mien_snapshot_find(snapshot, id, &row))
        return false;
    for (; row < snapshot->rows && snapshot->ids[row] == id; row++)
        if (!has_sound_tag(snapshot, row))
            return false;
    return true;
}

static bool bucket_is_sound(const struct mien_snapshot *snapshot,
                            const struct mien_bits *bits)
{
    const uint32_t *offset =
        snapshot->offsets + mien_plan_key(&snapshot->plan, bits, 0);
    uint16_t fingerprint = mien_plan_fingerprint(&snapshot->plan, bits, 0);
    if (offset[0] > offset[1] || offset[1] > snapshot->rows)
        return false;
    for (uint64_t i = offset[0]; i < offset[1]; i++)
        if (snapshot->row_numbers[i] >= snapshot->rows ||
            (snapshot->fingerprints[i] == fingerprint &&
             !has_sound_tag(snapshot, snapshot->row_numbers[i])))
            return false;
    return true;
}

// Of the rows that walk() would look at. A removal that finds nothing since the file is
// damaged must not look like one that had nothing to remove.
static bool is_sound(const struct mien_state *state, const struct pattern *pattern)
{
    return snapshot_goes_by_bits(&state->snapshot, pattern)
               ? bucket_is_sound(&state->snapshot, pattern->bits)
               : ids_are_sound(&state->snapshot, *pattern->id);
}

// -------------------------------------------------------------------- what is done

static struct pattern exactly(const struct mien_entry *entry,
                              const struct mien_bits *bits)
{
    return (struct pattern){.bits = bits,
                            .id = &entry->id,
                            .variant = &entry->variant,
                            .list = entry->list};
}

// What a removal, or a replacement, takes away.
static struct pattern taken_away(const struct mien_change *change,
                                 const struct mien_bits *bits)
{
    struct pattern pattern = {.list = change->entry.list};
    if (change->kind != MIEN_CHANGE_REMOVE_HASH)
        pattern.id = &change->entry.id;
    if (change->kind == MIEN_CHANGE_REMOVE_HASH || change->kind == MIEN_CHANGE_REMOVE)
        pattern.bits = bits;
    return pattern;
}

static bool is_addition(const struct mien_change *change)
{
    return change->kind == MIEN_CHANGE_ADD || change->kind == MIEN_CHANGE_REPLACE;
}

bool mien_state_has_done(const struct mien_state *state,
                         const struct mien_change *change)
{
    struct mien_bits bits;
    struct pattern pattern;
    mien_bits_from_hash(&bits, &change->entry.hash);
    switch (change->kind) {
    case MIEN_CHANGE_ADD:
        pattern = exactly(&change->entry, &bits);
        return is_there(state, &pattern);
    case MIEN_CHANGE_REPLACE:
        return false;
    default:
        pattern = taken_away(change, &bits);
        return !is_there(state, &pattern) && is_sound(state, &pattern);
    }
}

// ------------------------------------------------------------------------ changing it

static void kill_row(struct mien_state *state, bool added, uint32_t row)
{
    uint32_t number = state->removals + 1;
    if (added) {
        atomic_store_explicit(mien_added_gone(&state->added, row), number,
                              memory_order_relaxed);
        mien_added_set_alive(&state->added, row, false);
    } else {
        atomic_store_explicit(&state->gone[row], number, memory_order_relaxed);
        atomic_fetch_or_explicit(&state->removed[row / 64], UINT64_C(1) << row % 64,
                                 memory_order_release);
    }
    state->entries--;
    state->tombstones++;
}

// Removes what it is told of, except what stays.
struct removal {
    uint64_t removed;
    bool stays;       // there is a row that does
    bool stays_added; // it is an added one
    uint32_t row;
};

static bool remove_row(struct mien_state *state, bool added, uint32_t row,
                       void *context)
{
    struct removal *removal = context;
    if (removal->stays && removal->stays_added == added && removal->row == row)
        return true;
    kill_row(state, added, row);
    removal->removed++;
    return true;
}

static bool remember_row(struct mien_state *state, bool added, uint32_t row,
                         void *context)
{
    struct removal *removal = context;
    removal->stays = true;
    removal->stays_added = added;
    removal->row = row;
    return false;
}

enum mien_status mien_state_stage(struct mien_state *state, struct mien_staged *staged,
                                  const struct mien_change *change)
{
    struct mien_tag tag = {change->entry.id, change->entry.list, change->entry.variant};
    struct mien_bits *bits = &staged->bits;
    mien_bits_from_hash(bits, &change->entry.hash);
    staged->row = MIEN_ROW_NONE;
    struct pattern pattern = change->kind == MIEN_CHANGE_ADD
                                 ? exactly(&change->entry, bits)
                                 : taken_away(change, bits);
    if (!is_sound(state, &pattern))
        return MIEN_ERROR_CORRUPT;
    if (!is_addition(change))
        return MIEN_OK;
    return mien_added_stage(&state->added, bits, &tag, &staged->row);
}

// The entry comes, unless it is there; *removal tells where it is.
static void bring(struct mien_state *state, const struct mien_staged *staged,
                  const struct mien_change *change, struct removal *removal,
                  struct mien_changed *changed)
{
    struct pattern pattern = exactly(&change->entry, &staged->bits);
    if (!walk(state, &pattern, remember_row, removal))
        return;
    remember_row(state, true, staged->row, removal);
    mien_added_set_alive(&state->added, staged->row, true);
    state->in_force = staged->row + 1;
    state->entries++;
    changed->added++;
}

void mien_state_apply(struct mien_state *state, const struct mien_staged *staged,
                      const struct mien_change *change, uint32_t time,
                      struct mien_changed *changed)
{
    struct removal removal = {0};
    uint64_t added_before = changed->added;
    if (is_addition(change))
        bring(state, staged, change, &removal, changed);
    if (change->kind != MIEN_CHANGE_ADD) {
        struct pattern pattern = taken_away(change, &staged->bits);
        walk(state, &pattern, remove_row, &removal);
    }
    if (removal.removed > 0)
        state->removals++; // now it is in force
    changed->removed += removal.removed;
    if (removal.removed == 0 && changed->added == added_before)
        changed->unchanged++;
    else
        state->changes++;
    if (removal.removed > 0 && state->oldest_removal == 0)
        state->oldest_removal = time;
}
