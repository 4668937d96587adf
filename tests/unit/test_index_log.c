// SPDX-License-Identifier: Apache-2.0
// Logs, and the folder: what was acknowledged is read, a torn last write is mended, and
// damage to what was durable never is. One writer; files go when nobody reads them.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/crc.h"
#include "index/folder.h"
#include "index/log_file.h"
#include "index_files.h"
#include "suite.h"
#include "synthetic.h"

#define NAME "log-0000000000000005"
#define SEED 20260712
#define RECORDS_MAX 64

static struct mien_test_folder folder;
static struct mien_record expected[RECORDS_MAX];
static uint64_t appended;

static void set_up(void)
{
    mien_test_folder_make(&folder);
    appended = 0;
    ck_assert_int_eq(mien_log_create(folder.fd, 5, NULL), MIEN_OK);
}

static void tear_down(void)
{
    mien_test_folder_remove(&folder);
}

static enum mien_status open_it(struct mien_log *log, bool writing,
                                struct mien_error *error)
{
    return mien_log_open(log, folder.fd, 5, writing, error);
}

static struct mien_log opened(bool writing)
{
    struct mien_log log = {.fd = -1};
    struct mien_error error = {0};
    ck_assert_msg(open_it(&log, writing, &error) == MIEN_OK, "%s", error.detail);
    return log;
}

static enum mien_status verify_it(struct mien_index_verified *verified,
                                  struct mien_error *error)
{
    uint64_t next;
    *verified = (struct mien_index_verified){0};
    return mien_log_verify(folder.fd, 5, verified, &next, error);
}

// Appends a group of changes, and remembers it.
static void append(struct mien_log *log, size_t count)
{
    struct mien_record group[RECORDS_MAX];
    for (size_t i = 0; i < count; i++)
        group[i] = mien_record_make((uint8_t)(1 + i % 5), SEED + appended + i);
    ck_assert_int_eq(mien_log_append(log, group, count, 10, NULL), MIEN_OK);
    memcpy(expected + appended, group, count * sizeof group[0]);
    appended += count;
}

static void acknowledge(struct mien_log *log)
{
    ck_assert_int_eq(mien_log_sync(log, appended, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_commit(log, appended, NULL), MIEN_OK);
}

static void check_records(const struct mien_log *log, uint64_t count)
{
    struct mien_record found[RECORDS_MAX];
    ck_assert_int_eq(mien_log_read(log, found, 0, count, NULL), MIEN_OK);
    ck_assert_int_eq(memcmp(found, expected, count * sizeof found[0]), 0);
}

static size_t file_size(void)
{
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    free(file.bytes);
    return file.size;
}

// Groups of 1, 2 and 3 records, acknowledged.
static size_t write_three_groups(void)
{
    struct mien_log log = opened(true);
    for (size_t count = 1; count <= 3; count++)
        append(&log, count);
    acknowledge(&log);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    return file_size();
}

// ---------------------------------------------------------------------------- round
// trip

START_TEST(what_was_acknowledged_is_read_by_who_has_the_log_open)
{
    struct mien_log log = opened(true), reader = opened(false);
    ck_assert_uint_eq(mien_log_committed(&reader), 0);
    append(&log, 1);
    append(&log, 7);
    ck_assert_uint_eq(mien_log_committed(&reader), 0);
    acknowledge(&log);
    ck_assert_uint_eq(mien_log_committed(&reader), 8);
    check_records(&reader, 8);
    append(&log, 2);
    acknowledge(&log);
    ck_assert_uint_eq(mien_log_committed(&reader), 10);
    check_records(&reader, 10);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
}
END_TEST

START_TEST(a_log_that_was_closed_is_opened_and_goes_on)
{
    struct mien_index_verified verified;
    for (int i = 0; i < 4; i++) {
        struct mien_log log = opened(true);
        ck_assert_uint_eq(log.written, appended);
        ck_assert_uint_eq(log.durable, appended);
        ck_assert_uint_eq(mien_log_committed(&log), appended);
        append(&log, (size_t)(1 + i)); // not even committed: closing makes it durable
        ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
        ck_assert_int_eq(log.fd, -1);
        ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    }
    struct mien_log reader = opened(false);
    uint64_t measured = 0;
    ck_assert_int_eq(mien_log_measure(&reader, &measured, NULL), MIEN_OK);
    ck_assert_uint_eq(measured, 10);
    check_records(&reader, 10);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
    ck_assert_uint_eq(verified.files, 1);
    ck_assert_uint_eq(verified.bytes, MIEN_PAGE + 640);
    ck_assert_uint_eq(verified.log_changes, 10);
    ck_assert_uint_eq(verified.torn_bytes, 0);
}
END_TEST

START_TEST(only_the_last_record_of_a_group_says_so)
{
    write_three_groups();
    static const uint8_t last[6] = {1, 0, 1, 0, 0, 1};
    for (int i = 0; i < 6; i++)
        ck_assert_uint_eq(expected[i].flags, last[i]);
}
END_TEST

START_TEST(a_log_goes_on_in_another)
{
    struct mien_index_verified verified = {0};
    uint64_t next = 99;
    ck_assert_int_eq(mien_log_verify(folder.fd, 5, &verified, &next, NULL), MIEN_OK);
    ck_assert_uint_eq(next, 0);
    struct mien_log log = opened(true);
    append(&log, 2);
    struct mien_record record = mien_record_make(MIEN_RECORD_CONTINUE, SEED);
    record.id = 9;
    ck_assert_int_eq(mien_log_append(&log, &record, 1, 0, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(mien_log_verify(folder.fd, 5, &verified, &next, NULL), MIEN_OK);
    ck_assert_uint_eq(next, 9);
    ck_assert_uint_eq(verified.log_changes, 2);
}
END_TEST

START_TEST(a_log_with_records_is_never_replaced)
{
    size_t size = write_three_groups();
    errno = 0;
    ck_assert_int_eq(mien_log_create(folder.fd, 5, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EEXIST);
    ck_assert_uint_eq(file_size(), size);
    // One without may have been left by a compaction that did not come off.
    ck_assert_int_eq(mien_log_create(folder.fd, 6, NULL), MIEN_OK);
    ck_assert_int_eq(mien_log_create(folder.fd, 6, NULL), MIEN_OK);
}
END_TEST

START_TEST(a_log_that_is_not_there_is_enoent)
{
    struct mien_log log;
    struct mien_error error = {0};
    for (int writing = 0; writing < 2; writing++) {
        errno = 0;
        ck_assert_int_eq(mien_log_open(&log, folder.fd, 7, writing, &error),
                         MIEN_ERROR_IO);
        ck_assert_int_eq(errno, ENOENT);
    }
    ck_assert_str_eq(error.detail, "log-0000000000000007: it could not be opened");
}
END_TEST

// --------------------------------------------------------------------- a torn last
// write

static void check_torn(size_t size, size_t left)
{
    struct mien_index_verified verified;
    uint64_t measured = 0;
    struct mien_log reader = opened(false);
    ck_assert_int_eq(mien_log_measure(&reader, &measured, NULL), MIEN_OK);
    ck_assert_uint_eq(measured, 3);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
    ck_assert_uint_eq(verified.torn_bytes, left);
    ck_assert_uint_eq(verified.log_changes, 3);
    struct mien_log log = opened(true);
    ck_assert_uint_eq(log.written, 3);
    ck_assert_uint_eq(file_size(), size);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
    ck_assert_uint_eq(verified.torn_bytes, 0);
}

// Three records are acknowledged, three more are being written when the process dies,
// or the machine: any part of them is there.
START_TEST(of_a_torn_group_nothing_survives)
{
    struct mien_log log = opened(true);
    append(&log, 1);
    append(&log, 2);
    acknowledge(&log);
    size_t size = file_size();
    append(&log, 3);
    struct mien_file whole = mien_test_folder_read(&folder, NAME);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    for (size_t left = 0; left < 3 * 64; left++) {
        mien_test_folder_write(&folder, NAME, whole.bytes, size + left);
        check_torn(size, left);
        // The size may reach the disk before the bytes do.
        if (left % 8 == 0) {
            mien_test_folder_write(&folder, NAME, whole.bytes, size + left);
            mien_test_folder_cut(&folder, NAME, whole.size);
            check_torn(size, whole.size - size);
        }
    }
    // All of it: then it survives, acknowledged or not.
    mien_test_folder_write(&folder, NAME, whole.bytes, whole.size);
    log = opened(true);
    ck_assert_uint_eq(log.written, 6);
    check_records(&log, 6);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    free(whole.bytes);
}
END_TEST

// Additions may be acknowledged before they are durable. After a failure of power the
// header may then promise more than there is.
START_TEST(a_header_that_runs_ahead_of_the_disk_is_set_right)
{
    struct mien_index_verified verified;
    struct mien_log log = opened(true);
    append(&log, 2);
    acknowledge(&log);
    append(&log, 2);
    ck_assert_int_eq(mien_log_commit(&log, 4, NULL), MIEN_OK);
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    mien_test_folder_write(&folder, NAME, file.bytes, file.size - 64);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_ERROR_CORRUPT);
    struct mien_log reader = opened(false);
    uint64_t measured = 0;
    ck_assert_uint_eq(mien_log_committed(&reader), 4);
    ck_assert_int_eq(mien_log_measure(&reader, &measured, NULL), MIEN_OK);
    ck_assert_uint_eq(measured, 2);
    log = opened(true);
    ck_assert_uint_eq(mien_log_committed(&reader), 2);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
    free(file.bytes);
}
END_TEST

// -------------------------------------------------------------------------------
// damage

START_TEST(damage_to_what_was_durable_is_never_mended)
{
    size_t size = write_three_groups();
    struct mien_random random = {SEED};
    for (size_t byte = MIEN_PAGE; byte < size; byte++) {
        struct mien_error error = {0};
        struct mien_log log;
        struct mien_record found[6];
        char detail[64];
        uint8_t bits = (uint8_t)(1 << mien_random_below(&random, 8));
        mien_test_folder_flip(&folder, NAME, byte, bits);
        snprintf(detail, sizeof detail, NAME ": record %zu is damaged",
                 (byte - MIEN_PAGE) / 64);
        ck_assert_int_eq(open_it(&log, true, &error), MIEN_ERROR_CORRUPT);
        ck_assert_str_eq(error.detail, detail);
        ck_assert_uint_eq(file_size(), size);
        struct mien_log reader = opened(false);
        ck_assert_int_eq(mien_log_read(&reader, found, 0, 6, NULL), MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
        mien_test_folder_flip(&folder, NAME, byte, bits);
    }
}
END_TEST

START_TEST(a_log_that_lost_what_was_durable_is_not_opened_to_write)
{
    size_t size = write_three_groups();
    for (size_t length = size; length-- > 0;) {
        struct mien_log log;
        struct mien_index_verified verified;
        struct mien_error error = {0};
        uint64_t measured;
        mien_test_folder_cut(&folder, NAME, length);
        ck_assert_int_eq(open_it(&log, true, &error), MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(verify_it(&verified, NULL), MIEN_ERROR_CORRUPT);
        if (length < MIEN_PAGE) {
            ck_assert_int_eq(open_it(&log, false, NULL), MIEN_ERROR_CORRUPT);
            continue;
        }
        log = opened(false);
        ck_assert_int_eq(mien_log_measure(&log, &measured, NULL), MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    }
}
END_TEST

START_TEST(every_flipped_bit_is_found_by_verification)
{
    struct mien_index_verified verified;
    size_t size = write_three_groups();
    for (size_t byte = 0; byte < size; byte++) {
        bool all = byte < 192 || byte >= MIEN_PAGE;
        for (int bit = 0; bit < 8; bit++) {
            if (!all && bit != (int)(byte % 8))
                continue;
            mien_test_folder_flip(&folder, NAME, byte, (uint8_t)(1 << bit));
            if (verify_it(&verified, NULL) != MIEN_ERROR_CORRUPT)
                ck_abort_msg("byte %zu bit %d is not found", byte, bit);
            struct mien_log log;
            if (byte < MIEN_PAGE)
                ck_assert_int_eq(open_it(&log, false, NULL), MIEN_ERROR_CORRUPT);
            mien_test_folder_flip(&folder, NAME, byte, (uint8_t)(1 << bit));
        }
    }
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
}
END_TEST

// What is durable and what is acknowledged: either may be more.
START_TEST(damage_is_found_in_what_either_number_covers)
{
    struct mien_index_verified verified;
    struct mien_log log = opened(true);
    append(&log, 1);
    acknowledge(&log);
    append(&log, 1);
    ck_assert_int_eq(mien_log_sync(&log, 2, NULL), MIEN_OK);
    mien_test_folder_flip(&folder, NAME, mien_log_place(1), 1);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_ERROR_CORRUPT);
    mien_test_folder_flip(&folder, NAME, mien_log_place(1), 1);
    append(&log, 1);
    ck_assert_int_eq(mien_log_commit(&log, 3, NULL), MIEN_OK);
    mien_test_folder_flip(&folder, NAME, mien_log_place(2), 1);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_ERROR_CORRUPT);
    mien_test_folder_flip(&folder, NAME, mien_log_place(2), 1);
    append(&log, 1); // neither yet
    mien_test_folder_flip(&folder, NAME, mien_log_place(3), 1);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_OK);
    ck_assert_uint_eq(verified.torn_bytes, 64);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
}
END_TEST

// A reader must not go on with what it knew: withdrawals may have come since.
START_TEST(a_number_damaged_under_a_reader_is_an_error)
{
    write_three_groups();
    struct mien_log reader = opened(false);
    struct mien_record found[1];
    mien_test_folder_flip(&folder, NAME, 64, 1);
    ck_assert_uint_eq(mien_log_committed(&reader), MIEN_LOG_UNSOUND);
    ck_assert_int_eq(mien_log_read(&reader, found, 0, 1, NULL), MIEN_ERROR_CORRUPT);
    mien_test_folder_flip(&folder, NAME, 64, 1);
    mien_test_folder_flip(&folder, NAME, 132, 1);
    uint64_t measured;
    ck_assert_int_eq(mien_log_measure(&reader, &measured, NULL), MIEN_ERROR_CORRUPT);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
}
END_TEST

START_TEST(a_record_in_another_place_or_log_is_damage)
{
    size_t size = write_three_groups();
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    struct mien_log log;
    // Records 1 and 2, and 3 and 4, change places.
    for (size_t i = 1; i <= 3; i += 2) {
        struct mien_file moved = mien_test_folder_read(&folder, NAME);
        uint8_t *record = moved.bytes + MIEN_PAGE + 64 * i;
        memcpy(record, file.bytes + MIEN_PAGE + 64 * (i + 1), 64);
        memcpy(record + 64, file.bytes + MIEN_PAGE + 64 * i, 64);
        mien_test_folder_write(&folder, NAME, moved.bytes, size);
        ck_assert_int_eq(open_it(&log, true, NULL), MIEN_ERROR_CORRUPT);
        mien_test_folder_write(&folder, NAME, file.bytes, size);
        free(moved.bytes);
    }
    // The records of this log under the header of another.
    ck_assert_int_eq(mien_log_create(folder.fd, 6, NULL), MIEN_OK);
    struct mien_file other = mien_test_folder_read(&folder, "log-0000000000000006");
    memcpy(file.bytes, other.bytes, 64);
    mien_test_folder_write(&folder, "log-0000000000000006", file.bytes, size);
    ck_assert_int_eq(mien_log_open(&log, folder.fd, 6, true, NULL), MIEN_ERROR_CORRUPT);
    free(other.bytes);
    free(file.bytes);
}
END_TEST

// Puts a record into the file, with the right checksum.
static void forge_record(const struct mien_record *forged, uint64_t number)
{
    struct mien_record record = *forged;
    record.crc = mien_record_crc(&record, 5, number);
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    memcpy(file.bytes + mien_log_place(number), &record, sizeof record);
    mien_test_folder_write(&folder, NAME, file.bytes, file.size);
    free(file.bytes);
}

START_TEST(a_record_that_cannot_be_is_named_by_verification)
{
    struct mien_index_verified verified;
    struct mien_error error = {0};
    write_three_groups();
    const struct mien_record good = expected[2];
    struct mien_record record = good;
    record.kind = 6;
    forge_record(&record, 2);
    ck_assert_int_eq(verify_it(&verified, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, NAME ": record 2 is of no known kind");
    record = good;
    record.reserved[5] = 1;
    forge_record(&record, 2);
    ck_assert_int_eq(verify_it(&verified, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, NAME ": record 2 is not zero where it must be");
    record = good;
    record.kind = MIEN_CHANGE_ADD;
    record.list = MIEN_LIST_ANY;
    forge_record(&record, 2);
    ck_assert_int_eq(verify_it(&verified, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, NAME ": record 2 adds to no list");
    record = good;
    record.kind = MIEN_RECORD_CONTINUE;
    record.id = 5;
    forge_record(&record, 2);
    ck_assert_int_eq(verify_it(&verified, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, NAME ": record 2 goes on in an older log");
    record.id = 6;
    forge_record(&record, 2);
    ck_assert_int_eq(verify_it(&verified, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, NAME ": record 3 lies behind the end of the log");
}
END_TEST

START_TEST(a_log_of_a_later_version_is_not_damage)
{
    struct mien_log_header header;
    struct mien_index_verified verified;
    struct mien_log log;
    write_three_groups();
    struct mien_file file = mien_test_folder_read(&folder, NAME);
    memcpy(&header, file.bytes, sizeof header);
    header.version++;
    header.crc = mien_crc(0, &header, offsetof(struct mien_log_header, crc));
    memcpy(file.bytes, &header, sizeof header);
    mien_test_folder_write(&folder, NAME, file.bytes, file.size);
    for (int writing = 0; writing < 2; writing++)
        ck_assert_int_eq(open_it(&log, writing, NULL), MIEN_ERROR_VERSION);
    ck_assert_int_eq(verify_it(&verified, NULL), MIEN_ERROR_VERSION);
    free(file.bytes);
}
END_TEST

// ------------------------------------------------------------ a reader beside the
// writer

enum {
    ROUNDS = 20000
};

static void *write_rounds(void *context)
{
    struct mien_log *log = context;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        struct mien_record record = {.id = i, .kind = MIEN_CHANGE_ADD};
        if (mien_log_append(log, &record, 1, 1, NULL) != MIEN_OK ||
            mien_log_commit(log, i, NULL) != MIEN_OK)
            return log;
    }
    return NULL;
}

START_TEST(a_reader_sees_every_record_as_soon_as_it_counts)
{
    struct mien_log log = opened(true), reader = opened(false);
    pthread_t thread;
    uint64_t seen = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, write_rounds, &log), 0);
    while (seen < ROUNDS) {
        uint64_t committed = mien_log_committed(&reader);
        ck_assert_uint_ge(committed, seen);
        ck_assert_uint_le(committed, ROUNDS);
        for (; seen < committed; seen++) {
            struct mien_record record;
            ck_assert_int_eq(mien_log_read(&reader, &record, seen, 1, NULL), MIEN_OK);
            ck_assert_uint_eq(record.id, seen + 1);
        }
    }
    void *failed;
    ck_assert_int_eq(pthread_join(thread, &failed), 0);
    ck_assert_ptr_null(failed);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
    ck_assert_int_eq(mien_log_close(&reader), MIEN_OK);
}
END_TEST

static void *sync_rounds(void *context)
{
    struct mien_log *log = context;
    while (log->durable < ROUNDS / 10)
        if (mien_log_sync(log, log->written, NULL) != MIEN_OK)
            return log;
    return NULL;
}

START_TEST(one_thread_may_sync_while_another_appends)
{
    struct mien_log log = opened(true);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, sync_rounds, &log), 0);
    for (uint64_t i = 1; i <= ROUNDS / 10; i++) {
        struct mien_record record = {.id = i, .kind = MIEN_CHANGE_ADD};
        ck_assert_int_eq(mien_log_append(&log, &record, 1, 1, NULL), MIEN_OK);
    }
    void *failed;
    ck_assert_int_eq(pthread_join(thread, &failed), 0);
    ck_assert_ptr_null(failed);
    ck_assert_uint_eq(log.durable, ROUNDS / 10);
    ck_assert_int_eq(mien_log_close(&log), MIEN_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_log");
    TCase *tcase = tcase_create("log");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, what_was_acknowledged_is_read_by_who_has_the_log_open);
    tcase_add_test(tcase, a_log_that_was_closed_is_opened_and_goes_on);
    tcase_add_test(tcase, only_the_last_record_of_a_group_says_so);
    tcase_add_test(tcase, a_log_goes_on_in_another);
    tcase_add_test(tcase, a_log_with_records_is_never_replaced);
    tcase_add_test(tcase, a_log_that_is_not_there_is_enoent);
    tcase_add_test(tcase, of_a_torn_group_nothing_survives);
    tcase_add_test(tcase, a_header_that_runs_ahead_of_the_disk_is_set_right);
    tcase_add_test(tcase, damage_to_what_was_durable_is_never_mended);
    tcase_add_test(tcase, a_log_that_lost_what_was_durable_is_not_opened_to_write);
    tcase_add_test(tcase, every_flipped_bit_is_found_by_verification);
    tcase_add_test(tcase, damage_is_found_in_what_either_number_covers);
    tcase_add_test(tcase, a_number_damaged_under_a_reader_is_an_error);
    tcase_add_test(tcase, a_record_in_another_place_or_log_is_damage);
    tcase_add_test(tcase, a_record_that_cannot_be_is_named_by_verification);
    tcase_add_test(tcase, a_log_of_a_later_version_is_not_damage);
    tcase_add_test(tcase, a_reader_sees_every_record_as_soon_as_it_counts);
    tcase_add_test(tcase, one_thread_may_sync_while_another_appends);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
