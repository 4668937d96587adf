// SPDX-License-Identifier: Apache-2.0
// Opening a snapshot: the header is judged, the sections are found, none is read.
#include "index/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "index/crc.h"
#include "index/folder.h"
#include "index/format.h"
#include "index/place.h"
#include "index/system.h"

// How much is read before its checksum is taken: it stays in the cache meanwhile.
#define PORTION (UINT64_C(1) << 18)

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

int mien_entry_order(const struct mien_tag *a_tag, const struct mien_bits *a,
                     const struct mien_tag *b_tag, const struct mien_bits *b)
{
    int result = order(a_tag->id, b_tag->id);
    if (result == 0)
        result = order(a_tag->list, b_tag->list);
    if (result == 0)
        result = order(a_tag->variant, b_tag->variant);
    for (int i = 0; i < 4 && result == 0; i++)
        result = order(a->word[i], b->word[i]);
    return result;
}

bool mien_snapshot_find(const struct mien_snapshot *snapshot, uint64_t id,
                        uint64_t *row)
{
    uint64_t low = 0, high = snapshot->rows;
    uint64_t least = 0, most = UINT64_MAX; // of the ids between them
    bool ordered = true;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2, met = snapshot->ids[middle];
        ordered &= met >= least && met <= most;
        if (met < id) {
            low = middle + 1;
            least = met;
        } else {
            high = middle;
            most = met;
        }
    }
    *row = low;
    return ordered;
}

// -------------------------------------------------------------------------- the header

// With rows below 2^32 and at most 32 bands no product comes near 2^64.
void mien_snapshot_layout(struct mien_snapshot_header *header, uint64_t *file_bytes,
                          uint64_t generation, uint64_t rows, uint32_t pairs,
                          const struct mien_plan *plan)
{
    const uint64_t kinds = mien_snapshot_has_kinds(pairs) ? rows : 0;
    const uint64_t bytes[MIEN_SECTIONS] = {
        [MIEN_SECTION_HASHES] = rows * sizeof(struct mien_bits),
        [MIEN_SECTION_IDS] = rows * sizeof(uint64_t),
        [MIEN_SECTION_KINDS] = kinds * sizeof(uint16_t),
        [MIEN_SECTION_PAIRS] = (uint64_t)pairs * sizeof(struct mien_pair),
        [MIEN_SECTION_OFFSETS] = plan->offsets_total * sizeof(uint32_t),
        [MIEN_SECTION_FINGERPRINTS] = plan->bands * rows * sizeof(uint16_t),
        [MIEN_SECTION_ROWS] = plan->bands * rows * sizeof(uint32_t)};
    uint64_t end = MIEN_PAGE;
    memset(header, 0, sizeof *header);
    memcpy(header->magic, MIEN_SNAPSHOT_MAGIC, sizeof header->magic);
    header->version = MIEN_INDEX_VERSION;
    header->header_bytes = MIEN_PAGE;
    header->generation = generation;
    header->rows = rows;
    header->bands = plan->bands;
    header->sections = MIEN_SECTIONS;
    header->pairs = pairs;
    for (uint32_t i = 0; i < MIEN_SECTIONS; i++) {
        header->section[i] =
            (struct mien_section){.kind = i + 1, .offset = end, .bytes = bytes[i]};
        end += mien_page_up(bytes[i]);
    }
    *file_bytes = end;
}

// No more pairs than rows, and at least one for them all; too many for numbers are one
// for each.
static bool counts_can_be(uint64_t rows, uint32_t pairs)
{
    return rows < UINT32_MAX && pairs <= rows && (pairs > 0 || rows == 0) &&
           (pairs == rows || mien_snapshot_has_kinds(pairs));
}

enum mien_status mien_snapshot_judge(const struct mien_snapshot_header *header,
                                     uint64_t generation, struct mien_plan *plan,
                                     uint64_t *file_bytes, struct mien_error *error)
{
    struct mien_snapshot_header expected;
    const char *what = NULL;
    enum mien_status status = MIEN_ERROR_CORRUPT;
    if (memcmp(header->magic, MIEN_SNAPSHOT_MAGIC, sizeof header->magic) != 0) {
        what = "it is not a snapshot";
    } else if (header->crc !=
               mien_crc(0, header, offsetof(struct mien_snapshot_header, crc))) {
        what = "the header's checksum is wrong";
    } else if (header->version != MIEN_INDEX_VERSION) {
        what = "a later mien made it";
        status = MIEN_ERROR_VERSION;
    } else if (!counts_can_be(header->rows, header->pairs) ||
               !mien_plan_make(plan, header->bands)) {
        what = "the header's numbers cannot be";
    } else {
        mien_snapshot_layout(&expected, file_bytes, generation, header->rows,
                             header->pairs, plan);
        for (int i = 0; i < MIEN_SECTIONS; i++)
            expected.section[i].crc = header->section[i].crc;
        expected.crc = header->crc;
        if (memcmp(header, &expected, sizeof expected) == 0)
            return MIEN_OK;
        what = "the header contradicts itself";
    }
    return mien_fail_snapshot(error, status, generation, "", MIEN_NO_NUMBER, what);
}

// ---------------------------------------------------------------------------- the
// bytes

// The first sections of a file, whose header has been judged.
static enum mien_status check_sections(const uint8_t *file,
                                       const struct mien_snapshot_header *header,
                                       int sections, struct mien_error *error)
{
    for (int i = 0; i < sections; i++) {
        const struct mien_section *section = &header->section[i];
        if (mien_crc(0, file + section->offset, (size_t)section->bytes) != section->crc)
            return mien_fail_snapshot(error, MIEN_ERROR_CORRUPT, header->generation,
                                      "section", section->kind, "has a wrong checksum");
    }
    return MIEN_OK;
}

// A copy of the whole file. The header has been judged; it may have changed since, in
// someone's hands, so the copy's own is the one that is compared with it.
static enum mien_status read_all(struct mien_snapshot *snapshot,
                                 const struct mien_snapshot_header *header,
                                 struct mien_error *error)
{
    uint8_t *copy = mien_pages_take(snapshot->file_bytes);
    if (copy == NULL)
        return mien_fail_snapshot(error, MIEN_ERROR_MEMORY, snapshot->generation, "",
                                  MIEN_NO_NUMBER, "no memory to copy it to");
    snapshot->map = copy;
    snapshot->map_size = (size_t)snapshot->file_bytes;
    snapshot->resident = true;
    for (uint64_t at = 0; at < snapshot->file_bytes;) {
        uint64_t left = snapshot->file_bytes - at;
        size_t size = (size_t)(left < PORTION ? left : PORTION), got = 0;
        if (!mien_file_read_at(snapshot->fd, copy + at, size, at, &got))
            return mien_fail_snapshot(error, MIEN_ERROR_IO, snapshot->generation, "",
                                      MIEN_NO_NUMBER, "it could not be read");
        if (got < size)
            break; // zeros for the rest, with no right checksum
        at += size;
    }
    memcpy(copy, header, sizeof *header);
    enum mien_status status = check_sections(copy, header, MIEN_SECTIONS, error);
    for (uint32_t i = 0; i < MIEN_SECTIONS && status == MIEN_OK; i++)
        mien_order_run(copy + header->section[i].offset, header->section[i].bytes,
                       mien_section_width(i));
    return status;
}

static enum mien_status map_all(struct mien_snapshot *snapshot,
                                struct mien_error *error)
{
    void *map = mien_file_map(snapshot->fd, snapshot->file_bytes);
    if (map == NULL)
        return mien_fail_snapshot(
            error, errno == ENOMEM ? MIEN_ERROR_MEMORY : MIEN_ERROR_IO,
            snapshot->generation, "", MIEN_NO_NUMBER, "it could not be mapped");
    snapshot->map = map;
    snapshot->map_size = (size_t)snapshot->file_bytes;
    return MIEN_OK;
}

static void find_sections(struct mien_snapshot *snapshot,
                          const struct mien_snapshot_header *header)
{
    const uint8_t *file = snapshot->map;
    const struct mien_section *section = header->section;
    snapshot->hashes = (const void *)(file + section[MIEN_SECTION_HASHES].offset);
    snapshot->ids = (const void *)(file + section[MIEN_SECTION_IDS].offset);
    if (mien_snapshot_has_kinds(header->pairs))
        snapshot->kinds = (const void *)(file + section[MIEN_SECTION_KINDS].offset);
    snapshot->pairs = (const void *)(file + section[MIEN_SECTION_PAIRS].offset);
    snapshot->pair_count = header->pairs;
    snapshot->offsets = (const void *)(file + section[MIEN_SECTION_OFFSETS].offset);
    snapshot->fingerprints =
        (const void *)(file + section[MIEN_SECTION_FINGERPRINTS].offset);
    snapshot->row_numbers = (const void *)(file + section[MIEN_SECTION_ROWS].offset);
}

static enum mien_status open_file(struct mien_snapshot *snapshot, int folder,
                                  uint64_t generation, struct mien_error *error)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, generation);
    snapshot->generation = generation;
    snapshot->fd = mien_file_open(folder, name, O_RDONLY);
    if (snapshot->fd < 0)
        return mien_fail_snapshot(error, MIEN_ERROR_IO, generation, "", MIEN_NO_NUMBER,
                                  "it could not be opened");
    // A writer that cleans up holds the lock for a moment. Where there are no locks,
    // the file is read without one.
    (void)mien_file_lock(snapshot->fd, MIEN_LOCK_SHARED_WAIT);
    return MIEN_OK;
}

static enum mien_status read_header(struct mien_snapshot *snapshot,
                                    struct mien_snapshot_header *header,
                                    struct mien_error *error)
{
    size_t got = 0;
    uint64_t size = 0;
    if (!mien_file_size(snapshot->fd, &size) ||
        !mien_file_read_at(snapshot->fd, header, sizeof *header, 0, &got))
        return mien_fail_snapshot(error, MIEN_ERROR_IO, snapshot->generation, "",
                                  MIEN_NO_NUMBER, "it could not be read");
    if (got < sizeof *header)
        return mien_fail_snapshot(error, MIEN_ERROR_CORRUPT, snapshot->generation, "",
                                  MIEN_NO_NUMBER, "it is cut short");
    enum mien_status status = mien_snapshot_judge(
        header, snapshot->generation, &snapshot->plan, &snapshot->file_bytes, error);
    if (status != MIEN_OK)
        return status;
    if (size != snapshot->file_bytes)
        return mien_fail_snapshot(error, MIEN_ERROR_CORRUPT, snapshot->generation, "",
                                  MIEN_NO_NUMBER, "its size is not the header's");
    snapshot->rows = header->rows;
    return MIEN_OK;
}

enum mien_status mien_snapshot_open(struct mien_snapshot *snapshot, int folder,
                                    uint64_t generation, bool resident,
                                    struct mien_error *error)
{
    struct mien_snapshot opened = {.fd = -1};
    struct mien_snapshot_header header = {0};
    resident |= MIEN_BIG_ENDIAN; // its numbers have to be turned
    enum mien_status status = open_file(&opened, folder, generation, error);
    if (status == MIEN_OK)
        status = read_header(&opened, &header, error);
    if (status == MIEN_OK)
        status = resident ? read_all(&opened, &header, error) : map_all(&opened, error);
    if (status != MIEN_OK) {
        if (opened.map == NULL)
            mien_file_close(opened.fd);
        mien_snapshot_close(&opened);
        return status;
    }
    find_sections(&opened, &header);
    *snapshot = opened;
    return MIEN_OK;
}

enum mien_status mien_snapshot_check(const struct mien_snapshot *snapshot,
                                     struct mien_error *error)
{
    struct mien_snapshot_header header;
    struct mien_plan plan;
    uint64_t file_bytes = 0;
    if (snapshot->resident)
        return MIEN_OK;
    // It was judged when it was opened, but in a file it may change.
    memcpy(&header, snapshot->map, sizeof header);
    enum mien_status status =
        mien_snapshot_judge(&header, snapshot->generation, &plan, &file_bytes, error);
    if (status == MIEN_OK && file_bytes != snapshot->file_bytes)
        status = mien_fail_snapshot(error, MIEN_ERROR_CORRUPT, snapshot->generation, "",
                                    MIEN_NO_NUMBER, "its size is not the header's");
    if (status == MIEN_OK)
        status = check_sections(snapshot->map, &header, MIEN_SECTION_OFFSETS, error);
    return status;
}

void mien_snapshot_close(struct mien_snapshot *snapshot)
{
    if (snapshot->map == NULL)
        return;
    if (snapshot->resident)
        mien_pages_give(snapshot->map, snapshot->map_size);
    else
        mien_file_unmap(snapshot->map, snapshot->map_size);
    mien_file_close(snapshot->fd);
    *snapshot = (struct mien_snapshot){.fd = -1};
}
