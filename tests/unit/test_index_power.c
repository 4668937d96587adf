// SPDX-License-Identifier: Apache-2.0
// Failures of power. A disk that is told to sync keeps everything up to then; of what
// came later it keeps any sectors, in any order. Whatever it keeps, what was made
// durable is there, whole groups only, and the log opens.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "faults.h"
#include "index/log_file.h"
#include "index_files.h"
#include "suite.h"
#include "synthetic.h"

#define NAME "log-0000000000000001"
#define SEED 20260714
#define SECTOR 512
#define DISK_SIZE (1 << 18)
#define RECORDS_MAX 3000
#define WAITING_MAX 4096

// The file on the disk, and what waits in memory to be written there.
static struct {
    uint8_t bytes[DISK_SIZE];
    uint64_t size;
    struct {
        enum mien_call call; // a piece of a write within one sector, or a cut
        uint64_t size, offset;
        uint8_t bytes[SECTOR];
    } waiting[WAITING_MAX];
    int count;
} disk;

static void settle(int i)
{
    uint64_t size = disk.waiting[i].size, offset = disk.waiting[i].offset;
    if (disk.waiting[i].call == MIEN_CALL_WRITE) {
        memcpy(disk.bytes + offset, disk.waiting[i].bytes, size);
        if (offset + size > disk.size)
            disk.size = offset + size;
    } else {
        if (size < disk.size)
            memset(disk.bytes + size, 0, disk.size - size);
        disk.size = size;
    }
}

static void wait(enum mien_call call, const uint8_t *bytes, uint64_t size,
                 uint64_t offset)
{
    ck_assert_int_lt(disk.count, WAITING_MAX);
    ck_assert_uint_le(offset + size, DISK_SIZE);
    disk.waiting[disk.count].call = call;
    disk.waiting[disk.count].size = size;
    disk.waiting[disk.count].offset = offset;
    if (bytes != NULL)
        memcpy(disk.waiting[disk.count].bytes, bytes, size);
    disk.count++;
}

static void see_call(void *context, enum mien_call call, int fd, const void *bytes,
                     uint64_t size, uint64_t offset)
{
    const uint8_t *from = bytes;
    if (call == MIEN_CALL_CUT)
        wait(call, NULL, size, 0);
    while (call == MIEN_CALL_WRITE && size > 0) {
        uint64_t part = SECTOR - offset % SECTOR;
        part = part < size ? part : size;
        wait(call, from, part, offset);
        from += part;
        offset += part;
        size -= part;
    }
    if (call != MIEN_CALL_SYNC)
        return;
    for (int i = 0; i < disk.count; i++)
        settle(i);
    disk.count = 0;
}

static struct mien_test_folder folder;
static struct mien_random dice;

// The power fails, and comes back: the file is what the disk kept.
static void fail_power(void)
{
    // Nothing of what waits, about a half, most, or all.
    static const uint32_t kept_of_16[] = {0, 8, 14, 16};
    uint32_t kept = kept_of_16[mien_random_below(&dice, 4)];
    for (int i = 0; i < disk.count; i++)
        if (mien_random_below(&dice, 16) < kept)
            settle(i);
    disk.count = 0;
    mien_calls_watch(NULL, NULL); // this is no write of the log's
    mien_test_folder_write(&folder, NAME, disk.bytes, disk.size);
    mien_calls_watch(see_call, NULL);
}

static struct mien_record expected[RECORDS_MAX];
static uint64_t written, durable, group_ends[RECORDS_MAX + 1];

static void append_group(struct mien_log *log)
{
    struct mien_record group[20];
    uint64_t count = 1 + mien_random_below(&dice, 20);
    for (uint64_t i = 0; i < count; i++)
        group[i] = mien_record_make(MIEN_CHANGE_ADD, dice.state + i);
    ck_assert_int_eq(mien_log_append(log, group, count, 1, NULL), MIEN_OK);
    memcpy(expected + written, group, count * sizeof group[0]);
    written += count;
    group_ends[written] = 1;
}

// Changes of which some wait for the disk, until the power fails.
static void change(struct mien_log *log)
{
    uint32_t steps = mien_random_below(&dice, 12);
    for (uint32_t i = 0; i < steps && written < RECORDS_MAX - 20; i++) {
        append_group(log);
        if (mien_random_below(&dice, 3) == 0) {
            ck_assert_int_eq(mien_log_sync(log, written, NULL), MIEN_OK);
            durable = written;
        }
        if (mien_random_below(&dice, 4) != 0)
            ck_assert_int_eq(mien_log_commit(log, written, NULL), MIEN_OK);
    }
}

// The process dies.
static void let_go(struct mien_log *log)
{
    munmap((void *)log->map, MIEN_PAGE);
    close(log->fd);
}

// Opens what the disk kept. The power may fail again meanwhile.
static struct mien_log open_after(void)
{
    struct mien_log log;
    struct mien_error error = {0};
    bool again;
    do {
        ck_assert_msg(mien_log_open(&log, folder.fd, 1, true, &error) == MIEN_OK, "%s",
                      error.detail);
        again = mien_random_below(&dice, 4) == 0;
        if (again) {
            let_go(&log);
            fail_power();
        }
    } while (again);
    return log;
}

START_TEST(what_was_durable_survives_a_failure_of_power)
{
    static struct mien_record found[RECORDS_MAX];
    dice.state = SEED + (uint64_t)_i;
    mien_test_folder_make(&folder);
    written = durable = disk.size = 0;
    memset(group_ends, 0, sizeof group_ends);
    group_ends[0] = 1;
    mien_calls_watch(see_call, NULL);
    ck_assert_int_eq(mien_log_create(folder.fd, 1, NULL), MIEN_OK);
    for (int failure = 0; failure < 40; failure++) {
        struct mien_log log = open_after();
        ck_assert_uint_ge(log.written, durable);
        ck_assert_uint_le(log.written, written);
        ck_assert_uint_eq(group_ends[log.written], 1);
        ck_assert_int_eq(mien_log_read(&log, found, 0, log.written, NULL), MIEN_OK);
        ck_assert(memcmp(found, expected, log.written * sizeof found[0]) == 0);
        // What was opened is durable, and the rest will be written anew.
        memset(group_ends + log.written + 1, 0,
               (RECORDS_MAX - log.written) * sizeof group_ends[0]);
        written = durable = log.written;
        change(&log);
        let_go(&log);
        // Sometimes it is only the process: then nothing at all is lost.
        if (mien_random_below(&dice, 3) > 0)
            fail_power();
        else
            durable = written;
    }
    mien_calls_watch(NULL, NULL);
    mien_test_folder_remove(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_power");
    TCase *tcase = tcase_create("power");
    tcase_add_loop_test(tcase, what_was_durable_survives_a_failure_of_power, 0, 50);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
