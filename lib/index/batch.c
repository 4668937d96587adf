// SPDX-License-Identifier: Apache-2.0
// The buckets of many queries, band by band, and in each band sorted by where they lie:
// what one query has brought into the cache, the next one finds there.
#include "index/search.h"

// So many queries at a time, and so many buckets of one band: their working memory
// shall stay in the caches, and each part of the table shall serve many queries.
#define QUERIES_MAX 65536
#define ITEMS_MAX (UINT32_C(1) << 21)

struct range {
    uint32_t begin, end; // of queries
};

// An item is one bucket of one query, in one word, so that sorting them moves little:
// from the top the key of the bucket, the number of the query in its range, how many
// bits of the query's key differ, and the fingerprint wanted.
enum {
    FINGERPRINT_BITS = 16,
    DIFFER_BITS = 4,
    QUERY_BITS = 20,
    QUERY_AT = FINGERPRINT_BITS + DIFFER_BITS,
    KEY_AT = QUERY_AT + QUERY_BITS
};

static uint64_t make_item(uint32_t key, uint32_t query, unsigned differ,
                          uint16_t fingerprint)
{
    return (uint64_t)key << KEY_AT | (uint64_t)query << QUERY_AT |
           (uint64_t)differ << FINGERPRINT_BITS | fingerprint;
}

static uint32_t item_key(uint64_t item)
{
    return (uint32_t)(item >> KEY_AT);
}

static uint32_t item_query(uint64_t item)
{
    return (uint32_t)(item >> QUERY_AT) & ((1u << QUERY_BITS) - 1);
}

static unsigned item_differ(uint64_t item)
{
    return (unsigned)(item >> FINGERPRINT_BITS) & ((1u << DIFFER_BITS) - 1);
}

// Items are sorted into parts of the table, each of which fits into a cache near the
// processor: about so many entries.
#define PART_ROWS 65536
#define PARTS_MAX_BITS 12
#define PARTS_MAX (1 << PARTS_MAX_BITS)

static unsigned part_bits(const struct mien_segment *segment, unsigned width)
{
    unsigned bits = 0;
    while (bits < PARTS_MAX_BITS && bits < width && segment->rows >> bits > PART_ROWS)
        bits++;
    return bits;
}

// How many items of each part there are; then where the part begins.
static void count_parts(struct mien_search *search, struct range range, uint32_t band,
                        unsigned shift, uint32_t *begin)
{
    const struct mien_ball *ball = mien_search_ball(search, band);
    uint32_t flips = ball->below[search->approach.thresholds.within[band]];
    for (uint32_t query = range.begin; query < range.end; query++) {
        uint32_t key = mien_plan_key(search->segment.plan, &search->query[query], band);
        if (mien_search_gave_up(search, query))
            continue;
        for (uint32_t i = 0; i < flips; i++)
            begin[(mien_flip(key, ball->flip[i]) >> shift) + 1]++;
    }
    for (uint32_t part = 0; part < PARTS_MAX; part++)
        begin[part + 1] += begin[part];
}

// Returns how many items there are.
static uint32_t sort_items(struct mien_search *search, struct range range,
                           uint32_t band, uint64_t *sorted)
{
    uint32_t next[PARTS_MAX + 1] = {0};
    const struct mien_ball *ball = mien_search_ball(search, band);
    unsigned width = search->segment.plan->band[band].width;
    unsigned shift = width - part_bits(&search->segment, width);
    count_parts(search, range, band, shift, next);
    uint32_t count = next[PARTS_MAX];
    uint32_t flips = ball->below[search->approach.thresholds.within[band]];
    for (uint32_t query = range.begin; query < range.end; query++) {
        uint32_t key = mien_plan_key(search->segment.plan, &search->query[query], band);
        if (mien_search_gave_up(search, query))
            continue;
        uint16_t fingerprint =
            mien_plan_fingerprint(search->segment.plan, &search->query[query], band);
        for (uint32_t i = 0; i < flips; i++) {
            uint32_t flip = ball->flip[i];
            uint32_t other = mien_flip(key, flip);
            sorted[next[other >> shift]++] =
                make_item(other, query - range.begin, mien_flipped(flip), fingerprint);
        }
    }
    return count;
}

static void put_items(struct mien_search *search, struct range range, uint32_t band,
                      const uint64_t *item, uint32_t count)
{
    const struct mien_table table = mien_segment_table(&search->segment, band);
    unsigned most = search->approach.thresholds.most[band];
    for (uint32_t i = 0; i < count && search->status == MIEN_OK; i++) {
        uint32_t query = range.begin + item_query(item[i]);
        struct mien_bucket bucket;
        struct mien_wanted wanted = {.query = query,
                                     .band = band,
                                     .fingerprint = (uint16_t)item[i],
                                     .most = (uint16_t)(most - item_differ(item[i]))};
        if (mien_search_gave_up(search, query))
            continue;
        if (!mien_table_bucket(&bucket, &table, item_key(item[i]))) {
            search->status = MIEN_ERROR_CORRUPT;
            break;
        }
        search->work[query] += bucket.count + MIEN_COST_PROBE;
        mien_search_put(search, &bucket, &wanted);
    }
    mien_search_flush(search);
}

static void search_range(struct mien_search *search, struct range range, uint64_t *item)
{
    uint32_t bands = search->segment.plan->bands;
    for (uint32_t band = 0; band < bands && search->status == MIEN_OK; band++)
        if (search->approach.thresholds.within[band] >= 0)
            put_items(search, range, band, item, sort_items(search, range, band, item));
}

// The most items that a query has in a band.
static uint32_t flips_of_query(const struct mien_search *search)
{
    uint32_t most = 1;
    for (uint32_t band = 0; band < search->segment.plan->bands; band++) {
        int within = search->approach.thresholds.within[band];
        if (within >= 0 && mien_search_ball(search, band)->below[within] > most)
            most = mien_search_ball(search, band)->below[within];
    }
    return most;
}

void mien_search_batch_buckets(struct mien_search *search)
{
    uint32_t flips = flips_of_query(search);
    uint32_t count = (uint32_t)search->query_count;
    uint32_t portion =
        ITEMS_MAX / flips < QUERIES_MAX ? ITEMS_MAX / flips : QUERIES_MAX;
    portion = portion < count ? portion : count;
    uint64_t *item = mien_search_room(search, &search->item_room,
                                      (size_t)flips * portion, sizeof *item);
    for (uint32_t begin = 0; begin < count && search->status == MIEN_OK;
         begin += portion) {
        uint32_t end = count - begin < portion ? count : begin + portion;
        search_range(search, (struct range){begin, end}, item);
    }
}
