// SPDX-License-Identifier: Apache-2.0
// Appending to a log, and mending what a crash left of it.
#include <errno.h>
#include <string.h>

#include "index/format.h"
#include "index/log_file.h"
#include "index/place.h"
#include "index/system.h"

// Blocks are reserved in steps of so many bytes.
#define RESERVE_STEP (UINT64_C(1) << 20)
// More do not fit into the header's numbers.
#define RECORDS_MAX UINT32_MAX

static enum mien_status fail(const struct mien_log *log, struct mien_error *error,
                             enum mien_status status, const char *what)
{
    return mien_fail_log(error, status, log->generation, "", MIEN_NO_NUMBER, what);
}

static enum mien_status fail_broken(const struct mien_log *log,
                                    struct mien_error *error)
{
    return fail(log, error, MIEN_ERROR_STATE, "an earlier failure left it unusable");
}

static bool write_word(const struct mien_log *log, size_t offset, uint64_t count)
{
    uint64_t word = mien_order64(mien_log_word(count));
    return mien_file_write_at(log->fd, &word, sizeof word, offset);
}

// --------------------------------------------------------------------------- appending

static bool reserve_to(struct mien_log *log, uint64_t end)
{
    uint64_t from = mien_log_place(log->written);
    if (log->reserved > from)
        from = log->reserved;
    if (end <= from)
        return true;
    uint64_t size = end - from;
    if (size < RESERVE_STEP && mien_file_reserve(log->fd, from, RESERVE_STEP))
        size = RESERVE_STEP;
    else if (!mien_file_reserve(log->fd, from, size))
        return false;
    log->reserved = from + size;
    return true;
}

// Some systems give the reserved blocks back when a file is cut, so they are reserved
// anew.
static bool cut_back(struct mien_log *log, uint64_t end)
{
    uint64_t reserved = log->reserved, size = 0;
    if (mien_file_size(log->fd, &size) && size == end)
        return true;
    log->reserved = 0;
    if (!mien_file_cut(log->fd, end))
        return false;
    (void)reserve_to(log, reserved);
    return true;
}

static void make_group(struct mien_record *records, size_t count, uint64_t generation,
                       uint64_t number)
{
    for (size_t i = 0; i < count; i++) {
        records[i].flags = i + 1 == count ? MIEN_RECORD_LAST : 0;
        memset(records[i].reserved, 0, sizeof records[i].reserved);
        records[i].crc = mien_record_crc(&records[i], generation, number + i);
    }
}

enum mien_status mien_log_make_room(struct mien_log *log, size_t count,
                                    uint64_t reserve, struct mien_error *error)
{
    uint64_t written = log->written;
    if (!log->writing || log->broken)
        return fail_broken(log, error);
    if (count > RECORDS_MAX - written || reserve > RECORDS_MAX - written - count)
        return fail(log, error, MIEN_ERROR_LIMIT, "it is full, and must be compacted");
    if (reserve > 0 && !reserve_to(log, mien_log_place(written + count + reserve)))
        return fail(log, error, MIEN_ERROR_IO, "no space could be reserved");
    return MIEN_OK;
}

enum mien_status mien_log_append(struct mien_log *log, struct mien_record *records,
                                 size_t count, uint64_t reserve,
                                 struct mien_error *error)
{
    uint64_t written = log->written;
    enum mien_status status = mien_log_make_room(log, count, reserve, error);
    if (status != MIEN_OK)
        return status;
    make_group(records, count, log->generation, written);
    if (mien_file_write_at(log->fd, records, count * sizeof records[0],
                           mien_log_place(written))) {
        log->written = written + count;
        return MIEN_OK;
    }
    int reason = errno;
    log->broken = !cut_back(log, mien_log_place(written));
    errno = reason;
    return fail(log, error, MIEN_ERROR_IO, "it could not be written");
}

enum mien_status mien_log_sync(struct mien_log *log, uint64_t records,
                               struct mien_error *error)
{
    if (!log->writing || log->broken)
        return fail_broken(log, error);
    if (records <= log->durable)
        return MIEN_OK;
    // Never tried again: the system may have forgotten what it could not write, and
    // would report success.
    if (!mien_file_sync_content(log->fd)) {
        log->broken = true;
        return fail(log, error, MIEN_ERROR_IO, "it could not be made durable");
    }
    if (!write_word(log, offsetof(struct mien_log_header, durable), records)) {
        log->broken = true;
        return fail(log, error, MIEN_ERROR_IO, "its header could not be written");
    }
    log->durable = records;
    return MIEN_OK;
}

enum mien_status mien_log_commit(struct mien_log *log, uint64_t records,
                                 struct mien_error *error)
{
    if (!log->writing || log->broken)
        return fail_broken(log, error);
    if (write_word(log, offsetof(struct mien_log_header, committed), records))
        return MIEN_OK;
    log->broken = true;
    return fail(log, error, MIEN_ERROR_IO, "its header could not be written");
}

// ----------------------------------------------------------------------------- mending

// Writes the records that may not be on the disk once more, as they are. After a sync
// that failed they may lie in memory only, where the system takes them for written: a
// sync alone would then change nothing, and say it had.
static bool write_again(const struct mien_log *log, uint64_t from, uint64_t to)
{
    struct mien_record portion[MIEN_SCAN_RECORDS];
    while (from < to) {
        size_t count =
            to - from < MIEN_SCAN_RECORDS ? (size_t)(to - from) : MIEN_SCAN_RECORDS;
        size_t size = count * sizeof portion[0], got = 0;
        if (!mien_file_read_at(log->fd, portion, size, mien_log_place(from), &got) ||
            !mien_file_write_at(log->fd, portion, got, mien_log_place(from)))
            return false;
        if (got < size) {
            errno = EIO; // it was there a moment ago
            return false;
        }
        from += count;
    }
    return true;
}

enum mien_status mien_log_mend(struct mien_log *log, uint64_t committed,
                               uint64_t durable, struct mien_error *error)
{
    struct mien_scan scan;
    uint64_t size = 0;
    enum mien_status status =
        mien_log_scan(log->fd, log->generation, 0, &scan, NULL, NULL, error);
    if (status != MIEN_OK)
        return status;
    if (scan.whole < durable)
        return mien_log_fail_scan(&scan, log->generation, durable, error);
    log->written = log->durable = scan.whole;
    if (!mien_file_size(log->fd, &size))
        return fail(log, error, MIEN_ERROR_IO, "it could not be read");
    uint64_t end = mien_log_place(scan.whole);
    // For the removals of a writer that finds the disk full.
    log->reserved = end + RESERVE_STEP;
    bool cut = size != end;
    bool mended = !cut || cut_back(log, end);
    if (!cut && !mien_file_reserve(log->fd, end, RESERVE_STEP))
        log->reserved = 0;
    if (mended && (cut || scan.whole > durable))
        mended = write_again(log, durable, scan.whole) && mien_file_sync(log->fd);
    if (mended && scan.whole != durable)
        mended = write_word(log, offsetof(struct mien_log_header, durable), scan.whole);
    if (mended && scan.whole != committed)
        mended =
            write_word(log, offsetof(struct mien_log_header, committed), scan.whole);
    return mended ? MIEN_OK : fail(log, error, MIEN_ERROR_IO, "it could not be mended");
}
