// SPDX-License-Identifier: Apache-2.0
// A search from the inside: what to look for, where, and what was found.
//
// The way of a query: search.c reads the caller's arguments and takes the state;
// segment.c shows the snapshot and the tables in memory as one kind of thing; cost.c
// decides whether looking at the buckets pays; single.c or batch.c chooses them and
// probe.c looks at them, or brute.c compares with every hash; accept.c judges what they
// found; matches.c puts the matches into order. (The entries of an id are found another
// way: by_id.c.)
#ifndef MIEN_INDEX_SEARCH_H
#define MIEN_INDEX_SEARCH_H

#include <stdbool.h>

#include <mien/index.h>

#include "index/ball.h"
#include "index/handle.h"
#include "index/kernels.h"
#include "index/plan.h"
#include "index/state.h"

// ------------------------------------------------------------------------- segments

// Entries with tables: the snapshot, or the added ones of one of the two sets of
// tables.
struct mien_segment {
    const struct mien_state *state;
    const struct mien_plan *plan;
    const struct mien_live *live; // NULL: the snapshot
    uint32_t first_row, rows;     // which of their rows it holds
    uint32_t number;              // 0: the snapshot; 1, 2: added entries
};
#define MIEN_SEGMENTS_MAX 3

// Those that hold anything. Returns how many.
unsigned mien_segments(struct mien_segment segment[MIEN_SEGMENTS_MAX],
                       const struct mien_state *state);

// The table of one band, looked up once for many buckets.
struct mien_table {
    // Of a snapshot:
    const uint32_t *offsets;
    const uint16_t *fingerprints;
    const uint32_t *row_numbers;
    uint32_t rows;
    // Of added entries:
    const _Atomic(struct mien_block *) *block; // NULL: a snapshot's
};

struct mien_table mien_segment_table(const struct mien_segment *segment, uint32_t band);

// A bucket's entries: fingerprints and, in step, row numbers.
struct mien_bucket {
    const uint16_t *fingerprints;
    const uint32_t *row_numbers;
    uint32_t count;
};

// False: the table is damaged.
static inline bool mien_table_bucket(struct mien_bucket *bucket,
                                     const struct mien_table *table, uint32_t key)
{
    if (table->block == NULL) {
        uint32_t begin = table->offsets[key];
        uint32_t end = table->offsets[key + 1];
        bucket->fingerprints = table->fingerprints + begin;
        bucket->row_numbers = table->row_numbers + begin;
        bucket->count = end - begin;
        return begin <= end && end <= table->rows;
    }
    struct mien_block *block =
        atomic_load_explicit(&table->block[key], memory_order_acquire);
    bucket->count = 0;
    if (block != NULL) {
        bucket->count = atomic_load_explicit(&block->count, memory_order_acquire);
        bucket->fingerprints = mien_block_fingerprints(block);
        bucket->row_numbers = block->row_numbers;
    }
    return true;
}

static inline bool mien_segment_has(const struct mien_segment *segment, uint32_t row)
{
    return row - segment->first_row < segment->rows;
}

static inline const struct mien_bits *
mien_segment_bits(const struct mien_segment *segment, uint32_t row)
{
    return segment->live != NULL ? mien_added_bits(&segment->state->added, row)
                                 : &segment->state->snapshot.hashes[row];
}

// False: the snapshot is damaged.
static inline bool mien_segment_tag(const struct mien_segment *segment, uint32_t row,
                                    struct mien_tag *tag)
{
    if (segment->live == NULL)
        return mien_snapshot_tag(&segment->state->snapshot, row, tag);
    *tag = *mien_added_tag(&segment->state->added, row);
    return true;
}

// Whether the row was there at any time since there had been so many removals.
static inline bool mien_segment_alive(const struct mien_segment *segment, uint32_t row,
                                      uint32_t removals)
{
    const struct mien_state *state = segment->state;
    if (segment->live != NULL)
        return mien_added_alive(&state->added, row) ||
               mien_gone_after(mien_added_gone(&state->added, row), removals);
    return !mien_state_is_removed(state, row) ||
           mien_gone_after(&state->gone[row], removals);
}

// ---------------------------------------------------------------------------- costs

// Work is counted in fingerprints compared; other steps cost as much as so many. What
// matters is that nothing is rated far too cheap, for else a query might take longer
// than comparing with every hash.
#define MIEN_COST_PROBE 100
#define MIEN_COST_CANDIDATE 200
#define MIEN_COST_HASH 12 // comparing one hash of many

// How to search a segment that is cut into so many bands, at one radius.
struct mien_approach {
    uint32_t bands; // 0: nothing is known yet
    unsigned radius;
    struct mien_thresholds thresholds;
    struct mien_ball ball[2]; // of the two widths of bands that a plan has
    // What looking at the buckets is expected to cost, for entries spread evenly: for
    // the probes, and for each entry of the segment.
    double cost, cost_of_entry;
};

// Errors: MEMORY.
enum mien_status mien_approach_make(struct mien_approach *approach,
                                    const struct mien_plan *plan, unsigned radius);
void mien_approach_free(struct mien_approach *approach);

// --------------------------------------------------------------------------- a search

// Probes, candidates and what belongs to them, for one call of a kernel.
#define MIEN_PROBES 512
#define MIEN_CANDIDATES 8192
struct mien_note {
    const uint32_t *row_numbers; // beside the probe's fingerprints
    uint32_t query;
    uint32_t band;
};

// Memory that is kept from call to call.
struct mien_room {
    void *memory;
    size_t bytes;
};

struct mien_search {
    struct mien_index *index;
    struct mien_guard guard;
    const struct mien_index_kernels *kernels;

    // The query or the batch at hand.
    uint32_t removals; // there had been when it began
    struct mien_search_options options;
    unsigned radius; // the largest that any list has
    int others;      // that of lists without one of their own; -1: none
    size_t query_count;
    struct mien_bits *query; // [query_count]
    uint64_t *work;          // [query_count]: what each has cost in the segment
    bool first_only;         // one match of all of them is enough
    enum mien_status status; // of what has been done so far

    // The segment at hand.
    struct mien_segment segment;
    struct mien_approach approach;
    uint64_t budget; // a query that costs more is answered by comparing all
    unsigned lines;  // of 64 bytes, that a bucket's fingerprints have

    // How segments were searched last: queries mostly have the radius of the one
    // before.
    struct mien_approach known[MIEN_SEGMENTS_MAX];

    // What was found. While it is collected, `orientation` is the number of the segment
    // and `reserved` the row.
    struct mien_match *match;
    size_t match_count, match_room;
    size_t match_kept; // when the limit was last enforced

    // The entries of an id.
    struct mien_entry *entry;
    size_t entry_count, entry_room;

    // Memory to work in.
    struct mien_room query_room, work_room, item_room, spare_room;
    uint32_t probe_count;
    struct mien_probe probe[MIEN_PROBES];
    struct mien_note note[MIEN_PROBES];
    struct mien_candidate candidate[MIEN_CANDIDATES];
    uint32_t candidate_row[MIEN_CANDIDATES];
    struct mien_hit hit[1024];
};

// Room for `count` things of `size` bytes, whose contents get lost. NULL, and
// search->status says so, without memory.
void *mien_search_room(struct mien_search *search, struct mien_room *room, size_t count,
                       size_t size);

// Looks at all probes that were put in, and empties them.
void mien_search_flush(struct mien_search *search);

// What a band asks of its buckets, for one query.
struct mien_wanted {
    uint32_t query, band;
    uint16_t fingerprint;
    uint16_t most; // bits of the fingerprint that may differ
};

// Puts a bucket into the probes; one that is too long for a probe, in pieces.
void mien_search_put_long(struct mien_search *search, const struct mien_bucket *bucket,
                          const struct mien_wanted *wanted);
static inline void mien_search_put(struct mien_search *search,
                                   const struct mien_bucket *bucket,
                                   const struct mien_wanted *wanted)
{
    if (bucket->count > MIEN_PROBE_MAX) {
        mien_search_put_long(search, bucket, wanted);
        return;
    }
    if (search->probe_count == MIEN_PROBES)
        mien_search_flush(search);
    uint32_t at = search->probe_count;
    search->probe[at] = (struct mien_probe){bucket->fingerprints, bucket->count,
                                            wanted->fingerprint, wanted->most};
    search->note[at] =
        (struct mien_note){bucket->row_numbers, wanted->query, wanted->band};
    // An empty one is overwritten by the next: no branch that depends on data.
    search->probe_count = at + (bucket->count > 0);
}

static inline const struct mien_ball *mien_search_ball(const struct mien_search *search,
                                                       uint32_t band)
{
    const struct mien_ball *ball = search->approach.ball;
    return &ball[search->segment.plan->band[band].width != ball[0].width];
}

// A query that has cost too much is not looked for in buckets any further.
static inline bool mien_search_gave_up(const struct mien_search *search, uint32_t query)
{
    return search->work[query] > search->budget;
}

// Whether everything that was asked is known, or nothing can be known.
static inline bool mien_search_ends(const struct mien_search *search)
{
    return search->status != MIEN_OK || (search->first_only && search->match_count > 0);
}

// Looks into the buckets of the segment: for one query; for all, sorted by bucket.
void mien_search_single(struct mien_search *search, uint32_t query);
void mien_search_batch_buckets(struct mien_search *search);
// Compares the queries that gave up with every hash of the segment.
void mien_search_brute(struct mien_search *search);

// Judges an entry within the largest radius. `band` is where it was found, or the
// number of bands when all of the hash was compared.
void mien_search_accept(struct mien_search *search, uint32_t query, uint32_t band,
                        uint32_t row, const struct mien_bits *bits, unsigned distance);

// Makes room for more matches. False, and search->status says so, without memory.
bool mien_matches_grow(struct mien_search *search);
// Forgets what the queries that gave up had found in the segment.
void mien_matches_drop(struct mien_search *search);
// Puts the matches into their final order, and keeps of each query's as many as asked.
void mien_matches_order(struct mien_search *search);
// The same for the hashes of one picture, whose numbers are orientations: each entry
// once, with its nearest.
void mien_matches_orient(struct mien_search *search);

#endif
