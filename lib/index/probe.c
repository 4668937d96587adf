// SPDX-License-Identifier: Apache-2.0
// From buckets to matches: the fingerprints are sifted, and of what is left the hashes
// are read. Each step asks memory for what the next one needs.
#include "index/search.h"

// So many candidates at a time: few enough to stay in the nearest cache from when they
// were asked for until they are read, and to stop early when a query gives up.
#define PORTION 512

static void find_rows(struct mien_search *search, const struct mien_note *notes,
                      const struct mien_candidate *candidate, size_t count)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(notes[candidate[i].probe].row_numbers +
                           candidate[i].position);
    for (size_t i = 0; i < count; i++) {
        uint32_t row = notes[candidate[i].probe].row_numbers[candidate[i].position];
        search->candidate_row[i] = row;
        if (mien_segment_has(&search->segment, row))
            __builtin_prefetch(mien_segment_bits(&search->segment, row));
    }
}

static void judge_row(struct mien_search *search, const struct mien_note *note,
                      uint32_t row)
{
    const struct mien_segment *segment = &search->segment;
    if (!mien_segment_has(segment, row)) {
        // Added after we began; but in a file, damage.
        if (segment->live == NULL)
            search->status = MIEN_ERROR_CORRUPT;
        return;
    }
    const struct mien_bits *bits = mien_segment_bits(segment, row);
    unsigned distance = search->kernels->distance(&search->query[note->query], bits);
    if (distance <= search->radius)
        mien_search_accept(search, note->query, note->band, row, bits, distance);
}

static void judge(struct mien_search *search, const struct mien_note *notes,
                  size_t candidates)
{
    for (size_t from = 0; from < candidates; from += PORTION) {
        // The only query, which is answered otherwise now.
        if (search->query_count == 1 && mien_search_gave_up(search, 0))
            return;
        const struct mien_candidate *candidate = search->candidate + from;
        size_t count = candidates - from < PORTION ? candidates - from : PORTION;
        find_rows(search, notes, candidate, count);
        for (size_t i = 0; i < count; i++) {
            const struct mien_note *note = &notes[candidate[i].probe];
            if (mien_search_gave_up(search, note->query))
                continue;
            search->work[note->query] += MIEN_COST_CANDIDATE;
            judge_row(search, note, search->candidate_row[i]);
        }
    }
}

// Takes the probes from `from` on out whose queries gave up meanwhile.
static void thin_out(struct mien_search *search, uint32_t from)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < search->probe_count; i++)
        if (!mien_search_gave_up(search, search->note[i].query)) {
            search->probe[kept] = search->probe[i];
            search->note[kept++] = search->note[i];
        }
    search->probe_count = kept;
}

void mien_search_flush(struct mien_search *search)
{
    uint32_t from = 0;
    while (from < search->probe_count && !mien_search_ends(search)) {
        size_t done = 0;
        size_t count = search->kernels->sift(search->candidate, MIEN_CANDIDATES, &done,
                                             search->probe + from,
                                             search->probe_count - from, search->lines);
        judge(search, search->note + from, count);
        from += (uint32_t)done;
        thin_out(search, from);
    }
    search->probe_count = 0;
}

void mien_search_put_long(struct mien_search *search, const struct mien_bucket *bucket,
                          const struct mien_wanted *wanted)
{
    for (uint32_t from = 0; from < bucket->count; from += MIEN_PROBE_MAX) {
        uint32_t left = bucket->count - from;
        struct mien_bucket piece = {bucket->fingerprints + from,
                                    bucket->row_numbers + from,
                                    left < MIEN_PROBE_MAX ? left : MIEN_PROBE_MAX};
        mien_search_put(search, &piece, wanted);
    }
}
