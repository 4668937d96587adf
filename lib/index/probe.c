// SPDX-License-Identifier: Apache-2.0
// From buckets to matches: the fingerprints are sifted, and of what is left the hashes
// are read. Each step asks memory for what the next one needs.
#include "index/search.h"

static void find_rows(struct mien_search *search, const struct mien_note *notes,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct mien_candidate *candidate = &search->candidate[i];
        __builtin_prefetch(notes[candidate->probe].row_numbers + candidate->position);
    }
    for (size_t i = 0; i < count; i++) {
        const struct mien_candidate *candidate = &search->candidate[i];
        uint32_t row = notes[candidate->probe].row_numbers[candidate->position];
        search->candidate_row[i] = row;
        if (mien_segment_has(&search->segment, row))
            __builtin_prefetch(mien_segment_bits(&search->segment, row));
    }
}

static void judge(struct mien_search *search, const struct mien_note *notes,
                  size_t count)
{
    const struct mien_segment *segment = &search->segment;
    for (size_t i = 0; i < count; i++) {
        const struct mien_note *note = &notes[search->candidate[i].probe];
        uint32_t row = search->candidate_row[i];
        search->work[note->query] += MIEN_COST_CANDIDATE;
        if (!mien_segment_has(segment, row)) {
            // Added after we began; but in a file, damage.
            if (segment->live == NULL)
                search->status = MIEN_ERROR_CORRUPT;
            continue;
        }
        const struct mien_bits *bits = mien_segment_bits(segment, row);
        unsigned distance =
            search->kernels->distance(&search->query[note->query], bits);
        if (distance <= search->radius)
            mien_search_accept(search, note->query, note->band, row, bits, distance);
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
        find_rows(search, search->note + from, count);
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
