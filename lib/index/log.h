// SPDX-License-Identifier: Apache-2.0
// The log: one file of the changes since its snapshot, to which a writer appends and
// which readers, in other processes too, follow (doc/index-format.md).
//
// A group is what one call of mien_index_change() made; its last record carries the
// mark MIEN_RECORD_LAST. A group of which a crash left a part counts as never written.
#ifndef MIEN_INDEX_LOG_H
#define MIEN_INDEX_LOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#include "index/order.h"

// Beside the kinds of enum mien_change_kind.
enum mien_record_kind {
    // The log ends here and goes on in the log of generation `id`.
    MIEN_RECORD_CONTINUE = 64,
    // The snapshot of generation `id` is there: whoever reads an older one may change
    // over to it.
    MIEN_RECORD_SNAPSHOT = 65
};

#define MIEN_RECORD_LAST 1u

// So many records of space are kept behind additions: a withdrawal must go through on a
// full disk too.
#define MIEN_LOG_RESERVE 4096

// 64 bytes, as in the file.
struct mien_record {
    struct mien_hash hash;
    uint64_t id;
    uint32_t list;
    uint32_t variant;
    uint32_t time; // seconds since 1970 in UTC
    uint8_t kind;
    uint8_t flags; // MIEN_RECORD_*
    uint8_t reserved[6];
    uint32_t crc; // set by mien_log_append()
} MIEN_FILE_ORDER;

struct mien_log {
    int fd;
    uint64_t generation;
    bool writing;
    // writer: whole records in the file. (A reader keeps its own place.)
    _Atomic uint64_t written;
    // writer: of them, those that a failure of power cannot take
    _Atomic uint64_t durable;
    _Atomic bool broken; // writer: nothing may be written any more
    const void *map;     // the page of the header, where `committed` is seen
    uint64_t reserved;   // writer: up to this place in the file blocks are reserved
};

// Makes the empty log of a generation, durably; in the place of an empty one that a
// crash left, never of one with records. Errors: IO (EEXIST: there is one with
// records).
enum mien_status mien_log_create(int folder, uint64_t generation,
                                 struct mien_error *error);

// Opens a log. A writer (which must be the only one) cuts off what a crash left behind
// the last whole group. Errors: IO (ENOENT: there is none, or no more), VERSION,
// CORRUPT (the header is damaged, or a record that was durable is), MEMORY.
enum mien_status mien_log_open(struct mien_log *log, int folder, uint64_t generation,
                               bool writing, struct mien_error *error);
// Closes it; a writer's additions are made durable before (IO when they could not be).
// A struct with fd -1 does nothing.
enum mien_status mien_log_close(struct mien_log *log);
// For a reader who has come to its end: closes the file, and leaves what
// mien_log_committed() looks at.
void mien_log_rest(struct mien_log *log);

// How many records a reader may read: those that the writer has acknowledged, as it
// says in the header. Cheap: one load from memory. MIEN_LOG_UNSOUND, more than there
// can be, when the header is damaged: mien_log_read() then says so. Safe in any thread.
#define MIEN_LOG_UNSOUND UINT64_MAX
uint64_t mien_log_committed(const struct mien_log *log);

// When no writer is alive: counts the records up to the end of the last whole group in
// the file itself, which after a failure of power may be more than the header says.
// Errors: IO, CORRUPT (fewer than the header says are durable).
enum mien_status mien_log_measure(const struct mien_log *log, uint64_t *records,
                                  struct mien_error *error);

// Reads records [from, from + count), which have been committed or measured, and checks
// their checksums. Errors: IO, CORRUPT.
enum mien_status mien_log_read(const struct mien_log *log, struct mien_record *records,
                               uint64_t from, size_t count, struct mien_error *error);

// Makes sure of space for `count` records and `reserve` more behind them, which
// removals and the index's own records may use without asking for any (reserve 0).
// Errors: IO, STATE (broken), LIMIT (2^32 records: to be compacted).
enum mien_status mien_log_make_room(struct mien_log *log, size_t count,
                                    uint64_t reserve, struct mien_error *error);

// Appends one group: makes room for it, sets its checksums and its LAST mark, and
// writes it. On failure the file is as before; when even that cannot be had, the log is
// broken. Not durable, nor committed, yet. Errors: as above.
enum mien_status mien_log_append(struct mien_log *log, struct mien_record *records,
                                 size_t count, uint64_t reserve,
                                 struct mien_error *error);

// Makes the first `records` records durable and says so in the header. Another thread
// may append meanwhile. On failure the log is broken, since nobody knows what the disk
// holds. Errors: IO, STATE.
enum mien_status mien_log_sync(struct mien_log *log, uint64_t records,
                               struct mien_error *error);

// Tells readers that the first `records` records are acknowledged. Errors: IO (the log
// is broken).
enum mien_status mien_log_commit(struct mien_log *log, uint64_t records,
                                 struct mien_error *error);

// Checks every byte. Adds to *verified; *next receives the generation of the log that
// goes on after this one, or 0 when it does not.
enum mien_status mien_log_verify(int folder, uint64_t generation,
                                 struct mien_index_verified *verified, uint64_t *next,
                                 struct mien_error *error);

#endif
