// SPDX-License-Identifier: Apache-2.0
// Reading every byte of a snapshot. Its tables follow from its hashes: they are made
// anew, and compared.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "index/folder.h"
#include "index/format.h"
#include "index/place.h"
#include "index/section.h"
#include "index/system.h"
#include "index/tables.h"

// Progress is told after so many bytes.
#define STEP (UINT64_C(1) << 20)

struct snapshot_verifier {
    int fd;
    struct mien_snapshot_header header;
    struct mien_plan plan;
    uint64_t file_bytes;
    struct mien_section_stream section[MIEN_SECTIONS];
    struct numbered_pair {
        struct mien_pair pair;
        uint32_t rows; // that have it
    } * pairs;         // [header.pairs]; NULL: each row has its own
    struct mien_progress *progress;
    uint64_t untold; // bytes read since progress was told
    struct mien_error *error;
};

static enum mien_status fail(const struct snapshot_verifier *verifier,
                             enum mien_status status, const char *where,
                             uint64_t number, const char *what)
{
    return mien_fail_snapshot(verifier->error, status, verifier->header.generation,
                              where, number, what);
}

// errno 0 stands for a file that ends too soon, as in mien_section_take().
static enum mien_status fail_to_read(const struct snapshot_verifier *verifier)
{
    if (errno == 0)
        return fail(verifier, MIEN_ERROR_CORRUPT, "", MIEN_NO_NUMBER,
                    "it is cut short");
    return fail(verifier, MIEN_ERROR_IO, "", MIEN_NO_NUMBER, "it could not be read");
}

static enum mien_status tell_read(struct snapshot_verifier *verifier, uint64_t bytes)
{
    struct mien_progress *progress = verifier->progress;
    verifier->untold += bytes;
    if (verifier->untold < STEP || progress == NULL)
        return MIEN_OK;
    progress->done += verifier->untold;
    verifier->untold = 0;
    if (progress->tell != NULL &&
        progress->tell(progress->context, progress->done, progress->total) != 0)
        return mien_fail(verifier->error, MIEN_ERROR_CANCELLED, "index: cancelled");
    return MIEN_OK;
}

// Copies the next bytes of a section.
static enum mien_status take(struct snapshot_verifier *verifier,
                             enum mien_section_kind kind, void *bytes, size_t size)
{
    uint8_t *to = bytes;
    while (size > 0) {
        size_t part = size;
        const void *from = mien_section_take(&verifier->section[kind], &part);
        if (from == NULL)
            return fail_to_read(verifier);
        memcpy(to, from, part);
        to += part;
        size -= part;
    }
    return MIEN_OK;
}

// Of pairs with numbers: that they are in order, and so all different.
static enum mien_status read_pairs(struct snapshot_verifier *verifier)
{
    uint32_t count = verifier->header.pairs;
    if (!mien_snapshot_has_kinds(count))
        return MIEN_OK;
    struct numbered_pair *pairs = calloc(count + (size_t)1, sizeof *pairs);
    verifier->pairs = pairs;
    if (pairs == NULL)
        return fail(verifier, MIEN_ERROR_MEMORY, "", MIEN_NO_NUMBER,
                    "no memory to verify it");
    for (uint32_t i = 0; i < count; i++) {
        enum mien_status status =
            take(verifier, MIEN_SECTION_PAIRS, &pairs[i].pair, sizeof pairs[i].pair);
        if (status != MIEN_OK)
            return status;
        if (i > 0 && (pairs[i - 1].pair.list > pairs[i].pair.list ||
                      (pairs[i - 1].pair.list == pairs[i].pair.list &&
                       pairs[i - 1].pair.variant >= pairs[i].pair.variant)))
            return fail(verifier, MIEN_ERROR_CORRUPT, "pair", i, "is out of order");
    }
    return tell_read(verifier, count * sizeof pairs[0].pair);
}

static enum mien_status check_use_of_pairs(const struct snapshot_verifier *verifier)
{
    for (uint32_t i = 0; verifier->pairs != NULL && i < verifier->header.pairs; i++)
        if (verifier->pairs[i].rows == 0)
            return fail(verifier, MIEN_ERROR_CORRUPT, "pair", i, "is of no row");
    return MIEN_OK;
}

static enum mien_status take_pair(struct snapshot_verifier *verifier, uint64_t row,
                                  struct mien_pair *pair)
{
    uint16_t kind = 0;
    if (verifier->pairs == NULL)
        return take(verifier, MIEN_SECTION_PAIRS, pair, sizeof *pair);
    enum mien_status status = take(verifier, MIEN_SECTION_KINDS, &kind, sizeof kind);
    if (status != MIEN_OK)
        return status;
    if (kind >= verifier->header.pairs)
        return fail(verifier, MIEN_ERROR_CORRUPT, "row", row, "has no pair");
    *pair = verifier->pairs[kind].pair;
    verifier->pairs[kind].rows++;
    return MIEN_OK;
}

static enum mien_status take_tag(struct snapshot_verifier *verifier, uint64_t row,
                                 struct mien_tag *tag)
{
    struct mien_pair pair = {0};
    enum mien_status status =
        take(verifier, MIEN_SECTION_IDS, &tag->id, sizeof tag->id);
    if (status == MIEN_OK)
        status = take_pair(verifier, row, &pair);
    tag->list = pair.list;
    tag->variant = pair.variant;
    return status;
}

static enum mien_status check_rows(struct snapshot_verifier *verifier)
{
    struct mien_bits bits = {0}, bits_before = {0};
    struct mien_tag tag = {0}, tag_before = {0};
    const size_t size =
        sizeof bits + sizeof tag.id +
        (verifier->pairs != NULL ? sizeof(uint16_t) : sizeof(struct mien_pair));
    for (uint64_t row = 0; row < verifier->header.rows; row++) {
        enum mien_status status =
            take(verifier, MIEN_SECTION_HASHES, &bits, sizeof bits);
        if (status == MIEN_OK)
            status = take_tag(verifier, row, &tag);
        if (status == MIEN_OK)
            status = tell_read(verifier, size);
        if (status != MIEN_OK)
            return status;
        if (tag.list == MIEN_LIST_ANY)
            return fail(verifier, MIEN_ERROR_CORRUPT, "row", row, "has no list");
        if (row > 0 && mien_entry_order(&tag_before, &bits_before, &tag, &bits) >= 0)
            return fail(verifier, MIEN_ERROR_CORRUPT, "row", row, "is out of order");
        bits_before = bits;
        tag_before = tag;
    }
    return check_use_of_pairs(verifier);
}

static enum mien_status fail_in_band(const struct snapshot_verifier *verifier,
                                     enum mien_section_kind kind, uint32_t band)
{
    return fail(verifier, MIEN_ERROR_CORRUPT, "band", band,
                kind == MIEN_SECTION_OFFSETS        ? "has a wrong offset"
                : kind == MIEN_SECTION_FINGERPRINTS ? "has a wrong fingerprint"
                                                    : "has a wrong row number");
}

static enum mien_status compare_table(void *context, enum mien_section_kind kind,
                                      uint32_t band, const void *bytes, size_t size)
{
    struct snapshot_verifier *verifier = context;
    const uint8_t *right = bytes;
    while (size > 0) {
        size_t part = size;
        const void *there = mien_section_take(&verifier->section[kind], &part);
        if (there == NULL)
            return fail_to_read(verifier);
        if (memcmp(there, right, part) != 0)
            return fail_in_band(verifier, kind, band);
        right += part;
        size -= part;
        enum mien_status status = tell_read(verifier, part);
        if (status != MIEN_OK)
            return status;
    }
    return MIEN_OK;
}

static enum mien_status check_tables(struct snapshot_verifier *verifier)
{
    verifier->error->status = MIEN_OK;
    enum mien_status status = mien_tables_make(
        verifier->fd, &verifier->header, &verifier->plan, compare_table, verifier);
    if (status == MIEN_OK || verifier->error->status != MIEN_OK)
        return status; // compare_table() has said what is the matter
    if (status == MIEN_ERROR_IO)
        return fail_to_read(verifier);
    return fail(verifier, status, "", MIEN_NO_NUMBER,
                status == MIEN_ERROR_CORRUPT ? "it changes while it is read"
                                             : "no memory for the tables of the bands");
}

// Of sections that were taken to their end.
static enum mien_status check_sums(const struct snapshot_verifier *verifier,
                                   uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i <= last; i++)
        if (verifier->section[i].crc != verifier->header.section[i].crc)
            return fail(verifier, MIEN_ERROR_CORRUPT, "section", i + 1,
                        "has a wrong checksum");
    return MIEN_OK;
}

static enum mien_status check_padding(const struct snapshot_verifier *verifier)
{
    static const uint8_t zeros[MIEN_PAGE];
    for (uint32_t i = 0; i < MIEN_SECTIONS; i++) {
        const struct mien_section *section = &verifier->header.section[i];
        uint64_t end = section->offset + section->bytes;
        size_t size = (size_t)(mien_page_up(end) - end), got = 0;
        uint8_t padding[MIEN_PAGE];
        errno = 0;
        if (!mien_file_read_at(verifier->fd, padding, size, end, &got) || got < size)
            return fail_to_read(verifier);
        if (memcmp(padding, zeros, size) != 0)
            return fail(verifier, MIEN_ERROR_CORRUPT, "section", i + 1,
                        "is not followed by zeros");
    }
    return MIEN_OK;
}

static enum mien_status check_header(struct snapshot_verifier *verifier,
                                     uint64_t generation)
{
    struct mien_snapshot_header header;
    uint64_t size = 0;
    size_t got = 0;
    errno = 0;
    if (!mien_file_read_at(verifier->fd, &header, sizeof header, 0, &got) ||
        got < sizeof header || !mien_file_size(verifier->fd, &size))
        return fail_to_read(verifier);
    enum mien_status status = mien_snapshot_judge(
        &header, generation, &verifier->plan, &verifier->file_bytes, verifier->error);
    if (status != MIEN_OK)
        return status;
    if (size != verifier->file_bytes)
        return fail(verifier, MIEN_ERROR_CORRUPT, "", MIEN_NO_NUMBER,
                    "its size is not the header's");
    verifier->header = header;
    return tell_read(verifier, sizeof header);
}

static enum mien_status verify_file(struct snapshot_verifier *verifier,
                                    uint64_t generation)
{
    enum mien_status status = check_header(verifier, generation);
    for (int i = 0; i < MIEN_SECTIONS && status == MIEN_OK; i++)
        if (!mien_section_begin(&verifier->section[i], verifier->fd,
                                &verifier->header.section[i]))
            status = fail(verifier, MIEN_ERROR_MEMORY, "", MIEN_NO_NUMBER,
                          "no memory to verify it");
    if (status == MIEN_OK)
        status = check_padding(verifier);
    if (status == MIEN_OK)
        status = read_pairs(verifier);
    if (status == MIEN_OK)
        status = check_rows(verifier);
    if (status == MIEN_OK)
        status = check_sums(verifier, MIEN_SECTION_HASHES, MIEN_SECTION_PAIRS);
    if (status == MIEN_OK)
        status = check_tables(verifier);
    if (status == MIEN_OK)
        status = check_sums(verifier, MIEN_SECTION_OFFSETS, MIEN_SECTION_ROWS);
    for (int i = 0; i < MIEN_SECTIONS; i++)
        mien_section_end(&verifier->section[i]);
    free(verifier->pairs);
    return status;
}

enum mien_status mien_snapshot_verify(int folder, uint64_t generation,
                                      struct mien_index_verified *verified,
                                      struct mien_progress *progress,
                                      struct mien_error *error)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, generation);
    struct snapshot_verifier *verifier = calloc(1, sizeof *verifier);
    if (verifier == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory to verify a snapshot");
    struct mien_error unwanted = {MIEN_OK, ""};
    enum mien_status status;
    verifier->progress = progress;
    verifier->error = error != NULL ? error : &unwanted;
    verifier->header.generation = generation;
    verifier->fd = mien_file_open(folder, name, O_RDONLY);
    if (verifier->fd >= 0)
        status = verify_file(verifier, generation);
    else
        status =
            fail(verifier, MIEN_ERROR_IO, "", MIEN_NO_NUMBER, "it could not be opened");
    if (status == MIEN_OK) {
        verified->files++;
        verified->bytes += verifier->file_bytes;
        verified->entries += verifier->header.rows;
    }
    mien_file_close(verifier->fd);
    free(verifier);
    return status;
}
