// SPDX-License-Identifier: Apache-2.0
// Writing a snapshot: the entries as they come, then the tables made from them, and the
// header last. Every section is written once from front to back.
//
// How long the sections of kinds and of pairs are is known when the last row has come.
// So the kinds are kept in memory until then, unless there are too many pairs for them:
// then the section of pairs begins where kinds would, and grows with the rows.
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "index/crc.h"
#include "index/file.h"
#include "index/folder.h"
#include "index/format.h"
#include "index/pairs.h"
#include "index/place.h"
#include "index/section.h"
#include "index/tables.h"

struct snapshot_writer {
    struct mien_fresh_file file;
    struct mien_snapshot_header header;
    uint64_t file_bytes;
    struct mien_plan plan;
    struct mien_section_stream section[MIEN_SECTIONS];
    struct mien_pairs *pairs;
    uint16_t *kinds; // [rows]; NULL: every row's pair is written
    struct mien_error *error;
};

static enum mien_status fail(const struct snapshot_writer *writer,
                             enum mien_status status, const char *what)
{
    return mien_fail_snapshot(writer->error, status, writer->header.generation, "",
                              MIEN_NO_NUMBER, what);
}

static enum mien_status fail_to_write(const struct snapshot_writer *writer)
{
    return fail(writer, MIEN_ERROR_IO, "it could not be written");
}

// -------------------------------------------------------------------------- the rows

static uint64_t kinds_bytes(const struct snapshot_writer *writer)
{
    return writer->header.rows * sizeof writer->kinds[0] + 1; // there may be no rows
}

static void drop_kinds(struct snapshot_writer *writer)
{
    mien_pages_give(writer->kinds, kinds_bytes(writer));
    free(writer->pairs);
    writer->kinds = NULL;
    writer->pairs = NULL;
}

static enum mien_status begin(struct snapshot_writer *writer, int folder)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, writer->header.generation);
    if (!mien_fresh_make(&writer->file, folder, name))
        return fail_to_write(writer);
    writer->pairs = calloc(1, sizeof *writer->pairs);
    writer->kinds = mien_pages_take(kinds_bytes(writer));
    if (writer->pairs == NULL || writer->kinds == NULL)
        return fail(writer, MIEN_ERROR_MEMORY, "no memory to write it");
    for (int i = 0; i < MIEN_SECTIONS; i++)
        if (!mien_section_begin(&writer->section[i], writer->file.fd,
                                &writer->header.section[i]))
            return fail(writer, MIEN_ERROR_MEMORY, "no memory to write it");
    return MIEN_OK;
}

static bool flush(struct snapshot_writer *writer)
{
    for (int i = 0; i < MIEN_SECTIONS; i++)
        if (!mien_section_flush(&writer->section[i]))
            return false;
    return true;
}

static bool put_pair(struct snapshot_writer *writer, const struct mien_pair *pair)
{
    return mien_section_put(&writer->section[MIEN_SECTION_PAIRS], pair, sizeof *pair);
}

// There are too many pairs: writes those of the rows that have come, one for each.
static bool spell_out(struct snapshot_writer *writer, uint64_t rows)
{
    bool done = true;
    for (uint64_t row = 0; row < rows && done; row++)
        done = put_pair(writer, &writer->pairs->known[writer->kinds[row]].pair);
    drop_kinds(writer);
    return done;
}

static bool put_row(struct snapshot_writer *writer, uint64_t row,
                    const struct mien_bits *bits, const struct mien_tag *tag)
{
    struct mien_section_stream *section = writer->section;
    struct mien_pair pair = {tag->list, tag->variant};
    if (!mien_section_put(&section[MIEN_SECTION_HASHES], bits, sizeof *bits) ||
        !mien_section_put(&section[MIEN_SECTION_IDS], &tag->id, sizeof tag->id))
        return false;
    if (writer->kinds != NULL) {
        if (mien_pairs_number(writer->pairs, pair, &writer->kinds[row]))
            return true;
        if (!spell_out(writer, row))
            return false;
    }
    return put_pair(writer, &pair);
}

static enum mien_status write_rows(struct snapshot_writer *writer, mien_row_fn *next,
                                   void *context)
{
    for (uint64_t row = 0; row < writer->header.rows; row++) {
        struct mien_bits bits;
        struct mien_tag tag;
        enum mien_status status = next(context, &bits, &tag);
        if (status != MIEN_OK)
            return fail(writer, status, "an entry for it could not be had");
        if (!put_row(writer, row, &bits, &tag))
            return fail_to_write(writer);
    }
    return MIEN_OK;
}

// The sections behind the ids, of which nothing is written, move to where they belong.
static void move_sections(struct snapshot_writer *writer)
{
    struct mien_snapshot_header *header = &writer->header;
    mien_snapshot_layout(header, &writer->file_bytes, header->generation, header->rows,
                         writer->pairs->count, &writer->plan);
    for (int i = MIEN_SECTION_KINDS; i < MIEN_SECTIONS; i++)
        mien_section_move(&writer->section[i], &header->section[i]);
}

static bool write_kinds(struct snapshot_writer *writer)
{
    struct mien_pairs *pairs = writer->pairs;
    mien_pairs_sort(pairs);
    for (uint64_t row = 0; row < writer->header.rows; row++)
        if (!mien_section_put(&writer->section[MIEN_SECTION_KINDS],
                              &pairs->final[writer->kinds[row]], sizeof(uint16_t)))
            return false;
    for (uint32_t i = 0; i < pairs->count; i++)
        if (!put_pair(writer, &pairs->known[i].pair))
            return false;
    return true;
}

static enum mien_status finish_rows(struct snapshot_writer *writer)
{
    bool done = true;
    if (writer->kinds != NULL) {
        move_sections(writer);
        done = write_kinds(writer);
        drop_kinds(writer);
    }
    // The size: what is never written, the paddings, then reads as zeros.
    done = done && flush(writer) && mien_file_cut(writer->file.fd, writer->file_bytes);
    return done ? MIEN_OK : fail_to_write(writer);
}

// ------------------------------------------------------------------------ the tables

static enum mien_status write_table(void *context, enum mien_section_kind kind,
                                    uint32_t band, const void *bytes, size_t size)
{
    struct snapshot_writer *writer = context;
    return mien_section_put(&writer->section[kind], bytes, size) ? MIEN_OK
                                                                 : MIEN_ERROR_IO;
}

static enum mien_status write_tables(struct snapshot_writer *writer)
{
    enum mien_status status = mien_tables_make(writer->file.fd, &writer->header,
                                               &writer->plan, write_table, writer);
    if (status == MIEN_OK && !flush(writer))
        status = MIEN_ERROR_IO;
    if (status == MIEN_ERROR_MEMORY)
        return fail(writer, status, "no memory for the tables of the bands");
    return status == MIEN_OK ? status : fail_to_write(writer);
}

// ------------------------------------------------------------------------- the whole

static enum mien_status finish(struct snapshot_writer *writer)
{
    struct mien_snapshot_header *header = &writer->header;
    for (int i = 0; i < MIEN_SECTIONS; i++)
        header->section[i].crc = writer->section[i].crc;
    header->crc = mien_crc(0, header, offsetof(struct mien_snapshot_header, crc));
    if (!mien_file_write_at(writer->file.fd, header, sizeof *header, 0))
        return fail_to_write(writer);
    return mien_fresh_publish(&writer->file)
               ? MIEN_OK
               : fail(writer, MIEN_ERROR_IO, "it could not be made durable");
}

static enum mien_status write_all(struct snapshot_writer *writer, int folder,
                                  mien_row_fn *next, void *context)
{
    enum mien_status status = begin(writer, folder);
    if (status == MIEN_OK)
        status = write_rows(writer, next, context);
    if (status == MIEN_OK)
        status = finish_rows(writer);
    if (status == MIEN_OK)
        status = write_tables(writer);
    if (status == MIEN_OK)
        status = finish(writer);
    if (writer->file.fd >= 0)
        mien_fresh_drop(&writer->file);
    drop_kinds(writer);
    for (int i = 0; i < MIEN_SECTIONS; i++)
        mien_section_end(&writer->section[i]);
    return status;
}

enum mien_status mien_snapshot_write_bands(int folder, uint64_t generation,
                                           uint64_t rows, uint32_t bands,
                                           mien_row_fn *next, void *context,
                                           struct mien_error *error)
{
    struct mien_plan plan;
    if (rows >= UINT32_MAX)
        return mien_fail(error, MIEN_ERROR_LIMIT, "index: too many entries");
    if (!mien_plan_make(&plan, bands > 0 ? bands : mien_plan_bands(rows)))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "index: no such number of bands");
    struct snapshot_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "no memory to write a snapshot");
    writer->file.fd = -1;
    writer->plan = plan;
    writer->error = error;
    // As if there were a pair for each row, until it turns out that there are fewer.
    mien_snapshot_layout(&writer->header, &writer->file_bytes, generation, rows,
                         (uint32_t)rows, &plan);
    enum mien_status status = write_all(writer, folder, next, context);
    free(writer);
    return status;
}

enum mien_status mien_snapshot_write(int folder, uint64_t generation, uint64_t rows,
                                     mien_row_fn *next, void *context,
                                     struct mien_error *error)
{
    return mien_snapshot_write_bands(folder, generation, rows, 0, next, context, error);
}
