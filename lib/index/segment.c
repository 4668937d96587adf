// SPDX-License-Identifier: Apache-2.0
#include "index/search.h"

unsigned mien_segments(struct mien_segment segment[MIEN_SEGMENTS_MAX],
                       const struct mien_state *state)
{
    const struct mien_added *added = &state->added;
    uint32_t rows = atomic_load_explicit(&state->in_force, memory_order_acquire);
    unsigned count = 0;
    if (state->snapshot.rows > 0)
        segment[count++] =
            (struct mien_segment){.state = state,
                                  .plan = &state->snapshot.plan,
                                  .rows = (uint32_t)state->snapshot.rows};
    if (rows > 0)
        segment[count++] =
            (struct mien_segment){.state = state,
                                  .plan = &added->few.plan,
                                  .live = &added->few,
                                  .rows = rows < MIEN_FEW_ROWS ? rows : MIEN_FEW_ROWS,
                                  .number = 1};
    if (rows > MIEN_FEW_ROWS &&
        atomic_load_explicit(&added->many_there, memory_order_acquire))
        segment[count++] = (struct mien_segment){.state = state,
                                                 .plan = &added->many.plan,
                                                 .live = &added->many,
                                                 .first_row = MIEN_FEW_ROWS,
                                                 .rows = rows - MIEN_FEW_ROWS,
                                                 .number = 2};
    return count;
}

struct mien_table mien_segment_table(const struct mien_segment *segment, uint32_t band)
{
    uint32_t offsets = segment->plan->band[band].offsets;
    if (segment->live != NULL)
        return (struct mien_table){.block = segment->live->block + offsets};
    const struct mien_snapshot *snapshot = &segment->state->snapshot;
    return (struct mien_table){
        .offsets = snapshot->offsets + offsets,
        .fingerprints = snapshot->fingerprints + band * snapshot->rows,
        .row_numbers = snapshot->row_numbers + band * snapshot->rows,
        .rows = (uint32_t)snapshot->rows};
}
