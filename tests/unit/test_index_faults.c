// SPDX-License-Identifier: Apache-2.0
// Every single system call that writes fails in its turn, in every way: afterwards the
// files hold what they held before, or what they were to hold, and never a third thing.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "index/folder.h"
#include "index/format.h"
#include "index_files.h"
#include "suite.h"

#define SEED 20260713
#define LOG "log-0000000000000001"

static struct mien_test_folder folder;

static void set_up(void)
{
    mien_test_folder_make(&folder);
}

static void tear_down(void)
{
    mien_test_folder_remove(&folder);
}

// The ways to fail.
static const struct {
    int error;
    bool lasting;
} ways[] = {{EIO, false},  {ENOSPC, false}, {MIEN_FAULT_SHORT, false},
            {EIO, true},   {ENOSPC, true},  {MIEN_FAULT_SHORT, true},
            {EINTR, false}};
enum {
    WAYS = sizeof ways / sizeof *ways
};

static void begin(int way, long n)
{
    if (ways[way].lasting)
        mien_faults_begin_lasting(n, ways[way].error);
    else
        mien_faults_begin(n, ways[way].error);
}

// Neither an interruption nor a short write is a failure.
static bool is_harmless(int way)
{
    return ways[way].error == EINTR || ways[way].error == MIEN_FAULT_SHORT;
}

// ------------------------------------------------------------------------- the
// snapshot

static struct mien_rows rows;

static enum mien_status write_snapshot(uint64_t generation)
{
    rows.next = 0;
    return mien_snapshot_write(folder.fd, generation, rows.rows, mien_rows_next, &rows,
                               NULL);
}

static void check_snapshot(uint64_t generation)
{
    struct mien_index_verified verified = {0};
    ck_assert_int_eq(mien_snapshot_verify(folder.fd, generation, &verified, NULL, NULL),
                     MIEN_OK);
    ck_assert_uint_eq(verified.entries, rows.rows);
}

START_TEST(a_snapshot_is_written_or_it_is_not_there)
{
    mien_rows_make(&rows, 3000, MIEN_ROWS_RANDOM, SEED);
    ck_assert_int_eq(write_snapshot(1), MIEN_OK);
    mien_faults_begin(0, 0);
    ck_assert_int_eq(write_snapshot(2), MIEN_OK);
    long calls = mien_faults_end();
    ck_assert_int_ge(calls, 10);
    for (long n = 1; n <= calls; n++) {
        uint64_t newest = 0;
        mien_test_folder_empty(&folder);
        ck_assert_int_eq(write_snapshot(1), MIEN_OK);
        begin(_i, n);
        errno = 0;
        enum mien_status status = write_snapshot(2);
        mien_faults_end();
        ck_assert_int_eq(status, is_harmless(_i) ? MIEN_OK : MIEN_ERROR_IO);
        ck_assert(status == MIEN_OK || errno == ways[_i].error);
        ck_assert_int_eq(mien_test_folder_count(&folder), status == MIEN_OK ? 2 : 1);
        ck_assert_int_eq(mien_folder_newest(folder.fd, &newest, NULL), MIEN_OK);
        ck_assert_uint_eq(newest, status == MIEN_OK ? 2 : 1);
        check_snapshot(newest);
    }
    mien_rows_free(&rows);
}
END_TEST

// ------------------------------------------------------------------------------ the
// log

static struct mien_record expected[16];

// Two groups, acknowledged: 3 records.
static void make_log(struct mien_log *log)
{
    mien_test_folder_empty(&folder);
    for (uint64_t i = 0; i < 16; i++)
        expected[i] = mien_record_make(MIEN_CHANGE_REMOVE_ID, SEED + i);
    ck_assert_int_eq(mien_log_create(folder.fd, 1, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_open(log, folder.fd, 1, true, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_append(log, expected, 1, 1, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_append(log, expected + 1, 2, 1, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_sync(log, 3, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_commit(log, 3, NULL), MIEN_OK);
}

// Opens the log as the next writer does: how many records there are.
static uint64_t reopen(void)
{
    struct mien_log log;
    struct mien_record found[16];
    ck_assert_int_eq(mien_log_open(&log, folder.fd, 1, true, NULL), MIEN_OK);
    uint64_t count = log.written;
    ck_assert_uint_le(count, 16);
    ck_assert_int_eq(mien_log_read(&log, found, 0, count, NULL), MIEN_OK);
    for (uint64_t i = 0; i < count; i++)
        ck_assert_uint_eq(found[i].id, expected[i].id);
    ck_assert_uint_eq(mien_log_committed(&log), count);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    return count;
}

static void check_verified(void)
{
    struct mien_index_verified verified = {0};
    uint64_t next;
    ck_assert_int_eq(mien_log_verify(folder.fd, 1, &verified, &next, NULL), MIEN_OK);
    ck_assert_uint_eq(verified.torn_bytes, 0);
}

// The steps of a change: how far it got.
enum step {
    NOTHING,
    APPENDED,
    DURABLE,
    COMMITTED
};

// 6 records, with so much behind them reserved that blocks are asked for.
static enum step change(struct mien_log *log)
{
    struct mien_record group[6];
    memcpy(group, expected + 3, sizeof group);
    errno = 0;
    if (mien_log_append(log, group, 6, 40000, NULL) != MIEN_OK)
        return NOTHING;
    if (mien_log_sync(log, 9, NULL) != MIEN_OK)
        return APPENDED;
    return mien_log_commit(log, 9, NULL) == MIEN_OK ? COMMITTED : DURABLE;
}

START_TEST(a_change_is_in_the_log_whole_or_not_at_all)
{
    struct mien_log log, reader;
    make_log(&log);
    mien_faults_begin(0, 0);
    ck_assert_int_eq(change(&log), COMMITTED);
    long calls = mien_faults_end();
    ck_assert_int_ge(calls, 5);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    for (long n = 1; n <= calls; n++) {
        make_log(&log);
        ck_assert_int_eq(mien_log_open(&reader, folder.fd, 1, false, NULL), MIEN_OK);
        begin(_i, n);
        enum step step = change(&log);
        mien_faults_end();
        int reason = errno;
        // Without reserved blocks of a large step, an exact one will do; where there is
        // no such call at all, none will.
        ck_assert(step == COMMITTED || !is_harmless(_i));
        ck_assert(step == COMMITTED || reason == ways[_i].error);
        ck_assert_uint_eq(mien_log_committed(&reader), step == COMMITTED ? 9 : 3);
        (void)mien_log_close(&log);
        ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
        ck_assert_uint_eq(reopen(), step == NOTHING ? 3 : 9);
        check_verified();
    }
}
END_TEST

START_TEST(after_a_failed_append_the_log_goes_on_or_is_broken)
{
    struct mien_log log;
    make_log(&log);
    struct mien_file before = mien_test_folder_read(&folder, LOG);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    for (long n = 1; n <= 3; n++) {
        struct mien_record group[6];
        make_log(&log);
        memcpy(group, expected + 3, sizeof group);
        begin(_i, n);
        enum mien_status status = mien_log_append(&log, group, 6, 40000, NULL);
        mien_faults_end();
        if (status != MIEN_OK) {
            struct mien_file after = mien_test_folder_read(&folder, LOG);
            ck_assert_uint_eq(after.size, before.size);
            ck_assert_mem_eq(after.bytes, before.bytes, before.size);
            free(after.bytes);
            ck_assert(!log.broken); // nothing was written, so nothing was to be cut
            memcpy(group, expected + 3, sizeof group);
            ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_OK);
        }
        ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
        ck_assert_uint_eq(reopen(), 9);
    }
    free(before.bytes);
}
END_TEST

// The disk takes half of a group and then no more, nor lets the file be cut.
START_TEST(a_log_that_cannot_be_cut_back_takes_nothing_more)
{
    struct mien_log log;
    struct mien_record group[6];
    make_log(&log);
    memcpy(group, expected + 3, sizeof group);
    // Half a group by hand, since a short write goes on until it fails.
    struct mien_file file = mien_test_folder_read(&folder, LOG);
    file.bytes = realloc(file.bytes, file.size + 100);
    memset(file.bytes + file.size, 1, 100);
    mien_test_folder_write(&folder, LOG, file.bytes, file.size + 100);
    mien_faults_begin_lasting(1, EIO);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_ERROR_IO);
    mien_faults_end();
    ck_assert(log.broken);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_log_sync(&log, 3, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_log_commit(&log, 3, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK); // all there is was durable
    ck_assert_uint_eq(reopen(), 3);
    check_verified();
    free(file.bytes);
}
END_TEST

// What is cut off may take the reserved blocks along: they are asked for again.
START_TEST(a_log_that_was_cut_back_has_its_blocks_reserved_again)
{
    struct mien_log log;
    struct mien_record group[6];
    make_log(&log);
    memcpy(group, expected + 3, sizeof group);
    struct mien_file file = mien_test_folder_read(&folder, LOG);
    file.bytes = realloc(file.bytes, file.size + 100);
    memset(file.bytes + file.size, 1, 100);
    mien_test_folder_write(&folder, LOG, file.bytes, file.size + 100);
    mien_faults_begin(1, ENOSPC);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(mien_faults_end(), 3); // pwrite, ftruncate, fallocate
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_uint_eq(reopen(), 9);
    free(file.bytes);
}
END_TEST

START_TEST(what_is_durable_is_not_synced_again)
{
    struct mien_log log;
    make_log(&log);
    mien_faults_begin(0, 0);
    ck_assert_int_eq(mien_log_sync(&log, 3, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(mien_faults_end(), 0);
}
END_TEST

// After a sync that failed, another one might succeed and would mean nothing.
START_TEST(a_failed_sync_is_never_tried_again)
{
    struct mien_log log;
    struct mien_record group[6];
    make_log(&log);
    memcpy(group, expected + 3, sizeof group);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_OK);
    mien_faults_begin(1, EIO);
    ck_assert_int_eq(mien_log_sync(&log, 9, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(mien_faults_end(), 1);
    mien_faults_begin(0, 0);
    ck_assert_int_eq(mien_log_sync(&log, 9, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_ERROR_STATE);
    errno = 0;
    ck_assert_int_eq(mien_log_close(&log), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EIO);
    ck_assert_int_eq(mien_faults_end(), 0);
    // Who opens it next writes once more what may not be on the disk, and syncs.
    mien_faults_begin(0, 0);
    ck_assert_int_eq(mien_log_open(&log, folder.fd, 1, true, NULL), MIEN_OK);
    ck_assert_int_eq(mien_faults_end(), 6);
    // openat, fallocate, pwrite of the records, fsync, pwrite of both numbers
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_uint_eq(reopen(), 9);
}
END_TEST

// A removal finds room on a disk that an addition no longer fits on.
START_TEST(a_removal_needs_no_new_blocks)
{
    struct mien_log log;
    struct mien_record group[6];
    make_log(&log);
    memcpy(group, expected + 3, sizeof group);
    mien_faults_begin(1, ENOSPC);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(mien_faults_end(), 1); // the write itself: nothing is asked for
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_OK);
    mien_faults_begin_lasting(1, ENOSPC);
    errno = 0;
    ck_assert_int_eq(mien_log_append(&log, group, 6, 40000, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert_int_eq(mien_faults_end(), 1); // nothing was written
    ck_assert(!log.broken);
    // Blocks are asked for when an addition needs more of them than there are.
    static const struct {
        uint64_t reserve;
        long calls;
    } additions[] = {{40000, 2}, {40000, 2}, {40000, 1}, {60000, 2}, {1, 1}};
    for (int i = 0; i < 5; i++) {
        mien_faults_begin(0, 0);
        ck_assert_int_eq(mien_log_append(&log, group, 1, additions[i].reserve, NULL),
                         MIEN_OK);
        ck_assert_int_eq(mien_faults_end(), additions[i].calls);
    }
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
}
END_TEST

START_TEST(a_log_is_created_or_it_is_not_there)
{
    mien_faults_begin(0, 0);
    ck_assert_int_eq(mien_log_create(folder.fd, 1, NULL), MIEN_OK);
    long calls = mien_faults_end();
    ck_assert_int_eq(calls, 5); // openat, pwrite, fsync, renameat, fsync of the folder
    for (long n = 1; n <= calls; n++) {
        struct mien_log log;
        mien_test_folder_empty(&folder);
        begin(_i, n);
        enum mien_status status = mien_log_create(folder.fd, 1, NULL);
        mien_faults_end();
        ck_assert_int_eq(status, is_harmless(_i) ? MIEN_OK : MIEN_ERROR_IO);
        ck_assert_int_eq(mien_test_folder_count(&folder), status == MIEN_OK);
        if (status != MIEN_OK)
            continue;
        ck_assert_int_eq(mien_log_open(&log, folder.fd, 1, true, NULL), MIEN_OK);
        ck_assert_uint_eq(log.written, 0);
        ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    }
}
END_TEST

// 9 records, of which 3 are acknowledged, and a torn group.
static void make_torn_log(void)
{
    struct mien_log log;
    struct mien_record group[6];
    make_log(&log);
    memcpy(group, expected + 3, sizeof group);
    ck_assert_int_eq(mien_log_append(&log, group, 6, 0, NULL), MIEN_OK);
    struct mien_file file = mien_test_folder_read(&folder, LOG);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    file.bytes = realloc(file.bytes, file.size + 100);
    memset(file.bytes + file.size, 1, 100);
    mien_test_folder_write(&folder, LOG, file.bytes, file.size + 100);
    free(file.bytes);
}

START_TEST(mending_may_fail_and_is_done_by_the_next_who_opens)
{
    struct mien_log log;
    make_torn_log();
    mien_faults_begin(0, 0);
    ck_assert_int_eq(mien_log_open(&log, folder.fd, 1, true, NULL), MIEN_OK);
    long calls = mien_faults_end();
    ck_assert_int_ge(calls, 6);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    for (long n = 1; n <= calls; n++) {
        make_torn_log();
        begin(_i, n);
        errno = 0;
        enum mien_status status = mien_log_open(&log, folder.fd, 1, true, NULL);
        mien_faults_end();
        ck_assert(status == MIEN_OK || status == MIEN_ERROR_IO);
        ck_assert(status == MIEN_OK || errno == ways[_i].error);
        ck_assert(status == MIEN_OK || !is_harmless(_i));
        if (status == MIEN_OK)
            ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
        ck_assert_uint_eq(reopen(), 9);
        check_verified();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_faults");
    TCase *tcase = tcase_create("faults");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, a_snapshot_is_written_or_it_is_not_there, 0, WAYS);
    tcase_add_loop_test(tcase, a_change_is_in_the_log_whole_or_not_at_all, 0, WAYS);
    tcase_add_loop_test(tcase, after_a_failed_append_the_log_goes_on_or_is_broken, 0,
                        WAYS);
    tcase_add_test(tcase, a_log_that_cannot_be_cut_back_takes_nothing_more);
    tcase_add_test(tcase, a_log_that_was_cut_back_has_its_blocks_reserved_again);
    tcase_add_test(tcase, what_is_durable_is_not_synced_again);
    tcase_add_test(tcase, a_failed_sync_is_never_tried_again);
    tcase_add_test(tcase, a_removal_needs_no_new_blocks);
    tcase_add_loop_test(tcase, a_log_is_created_or_it_is_not_there, 0, WAYS);
    tcase_add_loop_test(tcase, mending_may_fail_and_is_done_by_the_next_who_opens, 0,
                        WAYS);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
