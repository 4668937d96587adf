// SPDX-License-Identifier: Apache-2.0
// Making, opening and reading a log. (Appending to it: log_write.c.)
#include "index/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "index/crc.h"
#include "index/file.h"
#include "index/folder.h"
#include "index/format.h"
#include "index/log_file.h"
#include "index/place.h"

// A number that does not fit its complement is looked at again so many times: it may
// just be written.
#define LOOKS 1000

static enum mien_status fail(struct mien_error *error, enum mien_status status,
                             uint64_t generation, const char *what)
{
    return mien_fail_log(error, status, generation, "", MIEN_NO_NUMBER, what);
}

static enum mien_status fail_at(struct mien_error *error, uint64_t generation,
                                uint64_t record, const char *what)
{
    return mien_fail_log(error, MIEN_ERROR_CORRUPT, generation, "record", record, what);
}

// -------------------------------------------------------------------------- the header

uint64_t mien_log_word(uint64_t count)
{
    return count | (uint64_t)(~(uint32_t)count) << 32;
}

static bool read_word(uint64_t *count, uint64_t word)
{
    *count = (uint32_t)word;
    return word == mien_log_word(*count);
}

static void make_header(struct mien_log_header *header, uint64_t generation,
                        uint64_t committed, uint64_t durable)
{
    memset(header, 0, sizeof *header);
    memcpy(header->magic, MIEN_LOG_MAGIC, sizeof header->magic);
    header->version = MIEN_INDEX_VERSION;
    header->header_bytes = MIEN_PAGE;
    header->generation = generation;
    header->crc = mien_crc(0, header, offsetof(struct mien_log_header, crc));
    header->committed = mien_log_word(committed);
    header->durable = mien_log_word(durable);
}

enum mien_status mien_log_judge(const struct mien_log_header *header,
                                uint64_t generation, uint64_t *committed,
                                uint64_t *durable, struct mien_error *error)
{
    struct mien_log_header expected;
    if (memcmp(header->magic, MIEN_LOG_MAGIC, sizeof header->magic) != 0)
        return fail(error, MIEN_ERROR_CORRUPT, generation, "it is not a log");
    if (header->crc != mien_crc(0, header, offsetof(struct mien_log_header, crc)))
        return fail(error, MIEN_ERROR_CORRUPT, generation,
                    "the header's checksum is wrong");
    if (header->version != MIEN_INDEX_VERSION)
        return fail(error, MIEN_ERROR_VERSION, generation, "a later mien made it");
    if (!read_word(committed, header->committed) ||
        !read_word(durable, header->durable))
        return fail(error, MIEN_ERROR_CORRUPT, generation,
                    "the header's numbers are damaged");
    make_header(&expected, generation, *committed, *durable);
    if (memcmp(header, &expected, sizeof expected) != 0)
        return fail(error, MIEN_ERROR_CORRUPT, generation, "the header is damaged");
    return MIEN_OK;
}

enum mien_status mien_log_header(int fd, uint64_t generation, uint64_t *committed,
                                 uint64_t *durable, struct mien_error *error)
{
    struct mien_log_header header;
    for (int i = 0; i < LOOKS; i++) {
        size_t got = 0;
        if (!mien_file_read_at(fd, &header, sizeof header, 0, &got))
            return fail(error, MIEN_ERROR_IO, generation, "it could not be read");
        if (got < sizeof header)
            return fail(error, MIEN_ERROR_CORRUPT, generation, "it is cut short");
        if (read_word(committed, header.committed) &&
            read_word(durable, header.durable))
            break;
    }
    return mien_log_judge(&header, generation, committed, durable, error);
}

// One of the header's numbers, while somebody else writes it.
static bool look_at(uint64_t *count, const struct mien_log *log, size_t offset)
{
    for (int i = 0; i < LOOKS; i++)
        if (read_word(count, mien_order64(mien_watch_number(log->map, offset))))
            return true;
    return false;
}

uint64_t mien_log_committed(const struct mien_log *log)
{
    uint64_t count;
    return look_at(&count, log, offsetof(struct mien_log_header, committed))
               ? count
               : MIEN_LOG_UNSOUND;
}

// ------------------------------------------------------------------------- the records

uint32_t mien_record_crc(const struct mien_record *record, uint64_t generation,
                         uint64_t number)
{
    const uint64_t place[2] = {mien_order64(generation), mien_order64(number)};
    return mien_crc(mien_crc(0, place, sizeof place), record,
                    offsetof(struct mien_record, crc));
}

enum mien_status mien_log_scan(int fd, uint64_t generation, uint64_t from,
                               struct mien_scan *scan, mien_record_fn *each,
                               void *context, struct mien_error *error)
{
    struct mien_record portion[MIEN_SCAN_RECORDS];
    size_t got = sizeof portion;
    *scan = (struct mien_scan){.whole = from, .good = from};
    while (got == sizeof portion) {
        if (!mien_file_read_at(fd, portion, sizeof portion, mien_log_place(scan->good),
                               &got))
            return fail(error, MIEN_ERROR_IO, generation, "it could not be read");
        for (size_t i = 0; i < got / sizeof portion[0]; i++) {
            const struct mien_record *record = &portion[i];
            if (record->crc != mien_record_crc(record, generation, scan->good))
                return MIEN_OK;
            enum mien_status status =
                each == NULL ? MIEN_OK : each(context, record, scan->good);
            if (status != MIEN_OK)
                return status;
            scan->good++;
            if ((record->flags & MIEN_RECORD_LAST) != 0)
                scan->whole = scan->good;
        }
    }
    scan->ended = true;
    return MIEN_OK;
}

enum mien_status mien_log_fail_scan(const struct mien_scan *scan, uint64_t generation,
                                    uint64_t records, struct mien_error *error)
{
    if (scan->good >= records)
        return fail_at(error, generation, records - 1, "does not end a group");
    return fail_at(error, generation, scan->good,
                   scan->ended ? "is missing" : "is damaged");
}

enum mien_status mien_log_measure(const struct mien_log *log, uint64_t *records,
                                  struct mien_error *error)
{
    struct mien_scan scan;
    uint64_t durable, size = 0;
    if (!look_at(&durable, log, offsetof(struct mien_log_header, durable)))
        return fail(error, MIEN_ERROR_CORRUPT, log->generation,
                    "the header's numbers are damaged");
    if (!mien_file_size(log->fd, &size))
        return fail(error, MIEN_ERROR_IO, log->generation, "it could not be read");
    if (size < mien_log_place(durable))
        return fail_at(error, log->generation, durable - 1, "is missing");
    // What is durable ends a group. Whether it is as it was, mien_log_read() will tell.
    enum mien_status status =
        mien_log_scan(log->fd, log->generation, durable, &scan, NULL, NULL, error);
    if (status == MIEN_OK)
        *records = scan.whole;
    return status;
}

enum mien_status mien_log_read(const struct mien_log *log, struct mien_record *records,
                               uint64_t from, size_t count, struct mien_error *error)
{
    size_t got = 0;
    if (mien_log_committed(log) == MIEN_LOG_UNSOUND)
        return fail(error, MIEN_ERROR_CORRUPT, log->generation,
                    "the header's numbers are damaged");
    if (!mien_file_read_at(log->fd, records, count * sizeof records[0],
                           mien_log_place(from), &got))
        return fail(error, MIEN_ERROR_IO, log->generation, "it could not be read");
    for (size_t i = 0; i < count; i++) {
        if (got < (i + 1) * sizeof records[0])
            return fail_at(error, log->generation, from + i, "is missing");
        if (records[i].crc != mien_record_crc(&records[i], log->generation, from + i))
            return fail_at(error, log->generation, from + i, "is damaged");
    }
    return MIEN_OK;
}

// ------------------------------------------------------------------ making and opening

// Whether a file of this name has more than a header. A log without records may be
// replaced: no change was ever acknowledged in it.
static bool has_records(int folder, const char *name)
{
    uint64_t size = 0;
    return mien_file_size_of(folder, name, &size) && size > MIEN_PAGE;
}

enum mien_status mien_log_create(int folder, uint64_t generation,
                                 struct mien_error *error)
{
    char name[MIEN_FILE_NAME_SIZE];
    struct mien_fresh_file file;
    struct mien_log_header header;
    mien_log_name(name, generation);
    make_header(&header, generation, 0, 0);
    if (has_records(folder, name)) {
        errno = EEXIST;
        return fail(error, MIEN_ERROR_IO, generation, "it is there, and has records");
    }
    if (!mien_fresh_make(&file, folder, name))
        return fail(error, MIEN_ERROR_IO, generation, "it could not be made");
    if (!mien_file_write_at(file.fd, &header, sizeof header, 0)) {
        mien_fresh_drop(&file);
        return fail(error, MIEN_ERROR_IO, generation, "it could not be written");
    }
    return mien_fresh_publish(&file)
               ? MIEN_OK
               : fail(error, MIEN_ERROR_IO, generation, "it could not be made durable");
}

static enum mien_status open_file(struct mien_log *log, int folder,
                                  struct mien_error *error)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_log_name(name, log->generation);
    log->fd = mien_file_open(folder, name, log->writing ? O_RDWR : O_RDONLY);
    if (log->fd < 0)
        return fail(error, MIEN_ERROR_IO, log->generation, "it could not be opened");
    uint64_t committed = 0, durable = 0;
    enum mien_status status =
        mien_log_header(log->fd, log->generation, &committed, &durable, error);
    if (status != MIEN_OK)
        return status;
    log->map = mien_watch_begin(log->fd);
    if (log->map == NULL)
        return fail(error, errno == ENOMEM ? MIEN_ERROR_MEMORY : MIEN_ERROR_IO,
                    log->generation, "it could not be mapped");
    return log->writing ? mien_log_mend(log, committed, durable, error) : MIEN_OK;
}

static void let_go(struct mien_log *log)
{
    if (log->map != NULL)
        mien_watch_end(log->map);
    mien_file_close(log->fd);
    log->map = NULL;
    log->fd = -1;
}

enum mien_status mien_log_open(struct mien_log *log, int folder, uint64_t generation,
                               bool writing, struct mien_error *error)
{
    struct mien_log opened = {.fd = -1, .generation = generation, .writing = writing};
    enum mien_status status = open_file(&opened, folder, error);
    if (status != MIEN_OK)
        let_go(&opened);
    else
        *log = opened;
    return status;
}

void mien_log_rest(struct mien_log *log)
{
    mien_file_close(log->fd);
    log->fd = -1;
}

enum mien_status mien_log_close(struct mien_log *log)
{
    enum mien_status status = MIEN_OK;
    if (log->fd < 0 && log->map == NULL)
        return status;
    if (log->writing && log->durable < log->written)
        status = mien_log_sync(log, log->written, NULL);
    if (status == MIEN_ERROR_STATE) { // broken before
        status = MIEN_ERROR_IO;
        errno = EIO;
    }
    let_go(log);
    return status;
}
