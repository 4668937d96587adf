// SPDX-License-Identifier: Apache-2.0
// What reading, writing and verifying a log share.
#ifndef MIEN_INDEX_LOG_FILE_H
#define MIEN_INDEX_LOG_FILE_H

#include "index/format.h"

// Where a record lies in the file.
static inline uint64_t mien_log_place(uint64_t record)
{
    return MIEN_PAGE + record * sizeof(struct mien_record);
}

// A number in the header: with its complement above it.
uint64_t mien_log_word(uint64_t count);

// Reads and judges the header, once more if somebody is just writing its numbers.
// Errors: IO, VERSION, CORRUPT.
enum mien_status mien_log_header(int fd, uint64_t generation, uint64_t *committed,
                                 uint64_t *durable, struct mien_error *error);

// How far a log is good.
struct mien_scan {
    uint64_t whole; // records up to the end of the last whole group
    uint64_t good;  // records with the right checksum, up to the first without
    bool ended;     // the file ended there (maybe amid a record)
};
#define MIEN_SCAN_RECORDS 256

// Is told of each record with the right checksum. What it fails with ends the scan.
typedef enum mien_status mien_record_fn(void *context, const struct mien_record *record,
                                        uint64_t number);

// Reads the records from `from` on, where a group begins, to the first that is not
// good; `each` may be NULL. Errors: IO, those of `each`.
enum mien_status mien_log_scan(int fd, uint64_t generation, uint64_t from,
                               struct mien_scan *scan, mien_record_fn *each,
                               void *context, struct mien_error *error);

// CORRUPT: what is wrong, when `records` records should be whole groups and are not.
enum mien_status mien_log_fail_scan(const struct mien_scan *scan, uint64_t generation,
                                    uint64_t records, struct mien_error *error);

// For a writer that opens the log: cuts off what lies behind the last whole group,
// makes the rest durable and says so in the header. Errors: IO, CORRUPT.
enum mien_status mien_log_mend(struct mien_log *log, uint64_t committed,
                               uint64_t durable, struct mien_error *error);

#endif
