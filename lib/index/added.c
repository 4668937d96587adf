// SPDX-License-Identifier: Apache-2.0
#include "index/added.h"

#include <stdlib.h>
#include <string.h>

#include "index/system.h"

#define FIRST_CHAINS 1024
#define FEW_BANDS 32
#define MANY_BANDS 16

// Spreads a key over 32 bits (the finaliser of SplitMix64).
static uint32_t spread(uint64_t key)
{
    key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9;
    key = (key ^ key >> 27) * 0x94d049bb133111eb;
    return (uint32_t)(key >> 32);
}

static uint32_t spread_bits(const struct mien_bits *bits)
{
    uint64_t key = 0;
    for (int i = 0; i < 4; i++)
        key = (key ^ bits->word[i]) * 0x9e3779b97f4a7c15;
    return spread(key);
}

enum mien_status mien_added_make(struct mien_added *added, bool searched)
{
    struct mien_added made = {.searched = searched};
    // Calloc gives untouched pages for what is not used yet.
    made.chunk = calloc(MIEN_CHUNKS_MAX, sizeof made.chunk[0]);
    if (made.chunk == NULL)
        return MIEN_ERROR_MEMORY;
    if (searched && mien_live_make(&made.few, FEW_BANDS) != MIEN_OK) {
        free(made.chunk);
        return MIEN_ERROR_MEMORY;
    }
    *added = made;
    return MIEN_OK;
}

static void free_heads(struct mien_chains *chains)
{
    struct mien_heads *heads = chains->heads;
    while (heads != NULL) {
        struct mien_heads *older = heads->older;
        free(heads);
        heads = older;
    }
}

void mien_added_free(struct mien_added *added)
{
    if (added->chunk == NULL)
        return;
    for (uint32_t i = 0; i < MIEN_CHUNKS_MAX && added->chunk[i] != NULL; i++)
        mien_lines_give(added->chunk[i]);
    free(added->chunk);
    mien_live_free(&added->few);
    mien_live_free(&added->many);
    free_heads(&added->by_id);
    free_heads(&added->by_bits);
    added->chunk = NULL;
}

static _Atomic uint32_t *next_of(const struct mien_added *added,
                                 const struct mien_chains *chains, uint32_t row)
{
    struct mien_chunk *chunk = mien_added_chunk(added, row);
    return chains == &added->by_id ? &chunk->next_by_id[row % MIEN_CHUNK_ROWS]
                                   : &chunk->next_by_bits[row % MIEN_CHUNK_ROWS];
}

static uint32_t spread_row(const struct mien_added *added,
                           const struct mien_chains *chains, uint32_t row)
{
    return chains == &added->by_id ? spread(mien_added_tag(added, row)->id)
                                   : spread_bits(mien_added_bits(added, row));
}

// What a link says to a reader was true before it was written.
static uint32_t read_link(const _Atomic uint32_t *link)
{
    return atomic_load_explicit(link, memory_order_acquire);
}

static void write_link(_Atomic uint32_t *link, uint32_t row)
{
    atomic_store_explicit(link, row, memory_order_release);
}

static void link_row(struct mien_added *added, struct mien_chains *chains,
                     struct mien_heads *heads, uint32_t row)
{
    _Atomic uint32_t *first =
        &heads->first[spread_row(added, chains, row) & (heads->size - 1)];
    write_link(next_of(added, chains, row), read_link(first));
    write_link(first, row);
}

static void relink(struct mien_added *added, struct mien_chains *chains,
                   struct mien_heads *heads, uint32_t rows)
{
    atomic_fetch_add_explicit(&chains->relinked, 1, memory_order_relaxed);
    for (uint32_t row = 0; row < rows; row++)
        if (mien_added_alive(added, row))
            link_row(added, chains, heads, row);
    atomic_store_explicit(&chains->heads, heads, memory_order_release);
    atomic_fetch_add_explicit(&chains->relinked, 1, memory_order_release);
}

// Doubles the chains when there are more rows than chains. Without memory for that they
// stay as they are, and grow longer: only the very first must be had.
static enum mien_status make_room(struct mien_added *added, struct mien_chains *chains,
                                  uint32_t rows)
{
    struct mien_heads *old = chains->heads;
    if (old != NULL && (rows < old->size || old->size > UINT32_MAX / 2))
        return MIEN_OK;
    uint32_t size = old != NULL ? 2 * old->size : FIRST_CHAINS;
    size_t bytes = sizeof *old + size * sizeof old->first[0];
    struct mien_heads *heads = malloc(bytes);
    if (heads == NULL)
        return old != NULL ? MIEN_OK : MIEN_ERROR_MEMORY;
    heads->older = old;
    heads->size = size;
    for (uint32_t i = 0; i < size; i++)
        atomic_init(&heads->first[i], MIEN_ROW_NONE);
    added->bytes += bytes;
    relink(added, chains, heads, rows);
    return MIEN_OK;
}

static enum mien_status make_chunk(struct mien_added *added, uint32_t rows)
{
    uint32_t at = rows / MIEN_CHUNK_ROWS;
    if (at >= MIEN_CHUNKS_MAX)
        return MIEN_ERROR_LIMIT;
    if (added->chunk[at] != NULL)
        return MIEN_OK;
    struct mien_chunk *chunk = mien_lines_take(sizeof *chunk);
    if (chunk == NULL)
        return MIEN_ERROR_MEMORY;
    memset(chunk->alive, 0, sizeof chunk->alive);
    memset(chunk->gone, 0, sizeof chunk->gone);
    added->bytes += sizeof *chunk;
    atomic_store_explicit(&added->chunk[at], chunk, memory_order_release);
    return MIEN_OK;
}

static enum mien_status add_to_tables(struct mien_added *added,
                                      const struct mien_bits *bits, uint32_t row)
{
    if (!added->searched)
        return MIEN_OK;
    if (row < MIEN_FEW_ROWS)
        return mien_live_add(&added->few, bits, row);
    if (!added->many_there) {
        enum mien_status status = mien_live_make(&added->many, MANY_BANDS);
        if (status != MIEN_OK)
            return status;
        atomic_store_explicit(&added->many_there, true, memory_order_release);
    }
    return mien_live_add(&added->many, bits, row);
}

enum mien_status mien_added_stage(struct mien_added *added,
                                  const struct mien_bits *bits,
                                  const struct mien_tag *tag, uint32_t *row)
{
    uint32_t at = atomic_load_explicit(&added->rows, memory_order_relaxed);
    enum mien_status status = make_chunk(added, at);
    if (status == MIEN_OK)
        status = make_room(added, &added->by_id, at);
    if (status == MIEN_OK)
        status = make_room(added, &added->by_bits, at);
    if (status != MIEN_OK)
        return status;
    struct mien_chunk *chunk = mien_added_chunk(added, at);
    chunk->bits[at % MIEN_CHUNK_ROWS] = *bits;
    chunk->tag[at % MIEN_CHUNK_ROWS] = *tag;
    // From here on the row is there, dead, even when the tables have no room for it.
    atomic_store_explicit(&added->rows, at + 1, memory_order_release);
    status = add_to_tables(added, bits, at);
    if (status == MIEN_OK)
        *row = at;
    return status;
}

void mien_added_set_alive(struct mien_added *added, uint32_t row, bool alive)
{
    if (alive) {
        link_row(added, &added->by_id, added->by_id.heads, row);
        link_row(added, &added->by_bits, added->by_bits.heads, row);
    }
    atomic_store_explicit(&mien_added_chunk(added, row)->alive[row % MIEN_CHUNK_ROWS],
                          alive, memory_order_release);
}

// Where it is written which row comes behind `after`; NULL: there are no chains.
static _Atomic uint32_t *link_after(const struct mien_added *added,
                                    const struct mien_chains *chains, uint32_t hashed,
                                    uint32_t after)
{
    struct mien_heads *heads =
        atomic_load_explicit(&chains->heads, memory_order_acquire);
    if (heads == NULL)
        return NULL;
    return after != MIEN_ROW_NONE ? next_of(added, chains, after)
                                  : &heads->first[hashed & (heads->size - 1)];
}

// Takes out of the chain what is no more alive: else an id that is replaced again and
// again would have an ever longer one.
static uint32_t next_row(const struct mien_added *added,
                         const struct mien_chains *chains, uint32_t hashed,
                         uint32_t after)
{
    _Atomic uint32_t *link = link_after(added, chains, hashed, after);
    if (link == NULL)
        return MIEN_ROW_NONE;
    uint32_t row = read_link(link), first = row;
    while (row != MIEN_ROW_NONE && !mien_added_alive(added, row))
        row = read_link(next_of(added, chains, row));
    if (row != first)
        write_link(link, row);
    return row;
}

uint32_t mien_added_next_by_id(const struct mien_added *added, uint64_t id,
                               uint32_t after)
{
    return next_row(added, &added->by_id, spread(id), after);
}

uint32_t mien_added_next_by_bits(const struct mien_added *added,
                                 const struct mien_bits *bits, uint32_t after)
{
    return next_row(added, &added->by_bits, spread_bits(bits), after);
}

uint32_t mien_added_read_by_id(const struct mien_added *added, uint64_t id,
                               uint32_t after)
{
    const _Atomic uint32_t *link = link_after(added, &added->by_id, spread(id), after);
    return link != NULL ? read_link(link) : MIEN_ROW_NONE;
}
