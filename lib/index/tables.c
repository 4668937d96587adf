// SPDX-License-Identifier: Apache-2.0
// A radix sort in two steps, since a scatter to 65536 places at once waits for memory
// at every row. First into 256 parts by the upper 8 bits of the key, each written from
// its front to its back; then each part, which the cache holds, by the other bits.
#include "index/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "index/system.h"

#define PARTS 256
#define PART_BITS 8
#define REST_BITS_MAX 14 // the widest band has 22 bits
#define PORTION 8192     // hashes read at a time: 256 KiB

struct tables {
    int fd;
    uint64_t hashes; // where they are in the file
    uint32_t rows;
    const struct mien_plan *plan;
    struct mien_bits *portion; // [PORTION]
    uint32_t count[MIEN_BANDS_MAX][PARTS];
    uint32_t most; // rows in the fullest part of any band
    // Of one band. An item is, from the top: the rest of the key, fingerprint, row.
    uint64_t *item;        // [rows]
    uint16_t *fingerprint; // [most], and row_number too: of one part, sorted
    uint32_t *row_number;
    uint32_t start[(1 << REST_BITS_MAX) + 1];
};

// The next hashes, from row `from` on.
static enum mien_status read_portion(const struct tables *tables, uint32_t from,
                                     uint32_t *count)
{
    uint32_t left = tables->rows - from;
    size_t got = 0;
    *count = left < PORTION ? left : PORTION;
    size_t size = *count * sizeof(struct mien_bits);
    if (!mien_file_read_at(tables->fd, tables->portion, size,
                           tables->hashes + from * UINT64_C(32), &got))
        return MIEN_ERROR_IO;
    if (got < size) {
        errno = 0;
        return MIEN_ERROR_IO;
    }
    mien_order_run(tables->portion, size, mien_section_width(MIEN_SECTION_HASHES));
    return MIEN_OK;
}

// A band's key and, above it, its fingerprint are bits on end: at most 22 + 16.
struct cut {
    unsigned word, from, width;
    uint64_t key_mask, fingerprint_mask;
};

static struct cut cut_of(const struct mien_band_place *place)
{
    return (struct cut){.word = place->start / 64,
                        .from = place->start % 64,
                        .width = place->width,
                        .key_mask = (UINT64_C(1) << place->width) - 1,
                        .fingerprint_mask = (UINT64_C(1) << place->mask_width) - 1};
}

static inline uint64_t bits_of(const struct cut *cut, const struct mien_bits *bits)
{
    uint64_t low = bits->word[cut->word] >> cut->from;
    return low | bits->word[(cut->word + 1) % 4] << 1 << (63 - cut->from);
}

// How many rows each part of each band has.
static enum mien_status count_parts(struct tables *tables)
{
    uint32_t count;
    for (uint32_t row = 0; row < tables->rows; row += count) {
        enum mien_status status = read_portion(tables, row, &count);
        if (status != MIEN_OK)
            return status;
        for (uint32_t band = 0; band < tables->plan->bands; band++) {
            struct cut cut = cut_of(&tables->plan->band[band]);
            for (uint32_t i = 0; i < count; i++)
                tables
                    ->count[band][(bits_of(&cut, &tables->portion[i]) & cut.key_mask) >>
                                  (cut.width - PART_BITS)]++;
        }
    }
    for (uint32_t band = 0; band < tables->plan->bands; band++)
        for (int part = 0; part < PARTS; part++)
            if (tables->count[band][part] > tables->most)
                tables->most = tables->count[band][part];
    return MIEN_OK;
}

static enum mien_status part_rows(struct tables *tables, uint32_t band)
{
    const struct cut cut = cut_of(&tables->plan->band[band]);
    const unsigned rest = cut.width - PART_BITS;
    const uint64_t rest_mask = (UINT64_C(1) << rest) - 1;
    uint64_t *next[PARTS], *end[PARTS], *start = tables->item;
    uint32_t count;
    for (int part = 0; part < PARTS; part++) {
        next[part] = start;
        end[part] = start += tables->count[band][part];
    }
    for (uint32_t row = 0; row < tables->rows; row += count) {
        enum mien_status status = read_portion(tables, row, &count);
        if (status != MIEN_OK)
            return status;
        for (uint32_t i = 0; i < count; i++) {
            uint64_t bits = bits_of(&cut, &tables->portion[i]);
            uint64_t key = bits & cut.key_mask;
            uint64_t fingerprint = bits >> cut.width & cut.fingerprint_mask;
            uint64_t part = key >> rest;
            if (next[part] == end[part]) // the file is not what it was when we counted
                return MIEN_ERROR_CORRUPT;
            *next[part]++ = (key & rest_mask) << 48 | fingerprint << 32 | (row + i);
        }
    }
    return MIEN_OK;
}

// Sorts one part into fingerprint[] and row_number[], and leaves in start[] where each
// key ends, which is where the next one begins.
static void sort_part(struct tables *tables, const uint64_t *item, uint32_t count,
                      uint32_t keys)
{
    uint32_t sum = 0;
    memset(tables->start, 0, (keys + 1) * sizeof tables->start[0]);
    for (uint32_t i = 0; i < count; i++)
        tables->start[(item[i] >> 48) + 1]++;
    for (uint32_t key = 0; key <= keys; key++)
        tables->start[key] = sum += tables->start[key];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = tables->start[item[i] >> 48]++;
        tables->fingerprint[place] = (uint16_t)(item[i] >> 32);
        tables->row_number[place] = (uint32_t)item[i];
    }
}

static enum mien_status give_part(struct tables *tables, uint32_t band, uint32_t before,
                                  uint32_t count, uint32_t keys, mien_table_fn *each,
                                  void *context)
{
    uint32_t *end = tables->start;
    for (uint32_t key = 0; key < keys; key++)
        end[key] += before;
    enum mien_status status =
        each(context, MIEN_SECTION_OFFSETS, band, end, keys * sizeof end[0]);
    if (status == MIEN_OK && count > 0)
        status = each(context, MIEN_SECTION_FINGERPRINTS, band, tables->fingerprint,
                      count * sizeof tables->fingerprint[0]);
    if (status == MIEN_OK && count > 0)
        status = each(context, MIEN_SECTION_ROWS, band, tables->row_number,
                      count * sizeof tables->row_number[0]);
    return status;
}

static enum mien_status make_band(struct tables *tables, uint32_t band,
                                  mien_table_fn *each, void *context)
{
    const uint32_t first = 0;
    uint32_t keys = UINT32_C(1) << (tables->plan->band[band].width - PART_BITS);
    uint32_t before = 0;
    enum mien_status status = part_rows(tables, band);
    if (status == MIEN_OK)
        status = each(context, MIEN_SECTION_OFFSETS, band, &first, sizeof first);
    for (int part = 0; part < PARTS && status == MIEN_OK; part++) {
        uint32_t count = tables->count[band][part];
        sort_part(tables, tables->item + before, count, keys);
        status = give_part(tables, band, before, count, keys, each, context);
        before += count;
    }
    return status;
}

enum mien_status mien_tables_make(int fd, const struct mien_snapshot_header *header,
                                  const struct mien_plan *plan, mien_table_fn *each,
                                  void *context)
{
    enum mien_status status = MIEN_ERROR_MEMORY;
    struct tables *tables = calloc(1, sizeof *tables);
    if (tables == NULL)
        return status;
    uint64_t item_bytes = header->rows * sizeof tables->item[0];
    tables->fd = fd;
    tables->hashes = header->section[MIEN_SECTION_HASHES].offset;
    tables->rows = (uint32_t)header->rows;
    tables->plan = plan;
    tables->portion = malloc(PORTION * sizeof tables->portion[0]);
    tables->item = mien_pages_take(item_bytes + 1); // there may be no rows
    if (tables->portion == NULL || tables->item == NULL)
        goto out;
    status = count_parts(tables);
    if (status != MIEN_OK)
        goto out;
    tables->fingerprint = malloc((tables->most + 1) * sizeof tables->fingerprint[0]);
    tables->row_number = malloc((tables->most + 1) * sizeof tables->row_number[0]);
    if (tables->fingerprint == NULL || tables->row_number == NULL)
        status = MIEN_ERROR_MEMORY;
    for (uint32_t band = 0; band < plan->bands && status == MIEN_OK; band++)
        status = make_band(tables, band, each, context);
out:
    free(tables->row_number);
    free(tables->fingerprint);
    mien_pages_give(tables->item, item_bytes + 1);
    free(tables->portion);
    free(tables);
    return status;
}
