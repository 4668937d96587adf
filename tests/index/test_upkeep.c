// SPDX-License-Identifier: Apache-2.0
// Compaction, creation and verification leave nothing worse than it was: damage does
// not become truth, a sound index is not called damaged, withdrawals keep their space,
// and logs that lead nowhere end.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"
#include "hashes.h"
#include "index/folder.h"
#include "index/handle.h"
#include "index/log.h"
#include "index/order.h"
#include "index/search.h"
#include "index_case.h"
#include "suite.h"

static struct mien_random dice = {20250808};
static char path[MIEN_PATH_SIZE];

static struct mien_index *make(struct mien_model *model, size_t count)
{
    mien_scratch_path(path, "index");
    mien_folder_delete(path);
    mien_assert_ok(mien_index_create(path, NULL));
    struct mien_index *index = mien_test_open(path, MIEN_INDEX_WRITE);
    for (uint64_t id = 0; id < count; id++) {
        struct mien_change one = {MIEN_CHANGE_ADD,
                                  {.hash = mien_random_hash(&dice), .id = id}};
        mien_test_change(index, model, &one, 1);
    }
    return index;
}

static enum mien_status remove_id(struct mien_index *index, uint64_t id)
{
    const struct mien_change one = {MIEN_CHANGE_REMOVE_ID, {.id = id}};
    return mien_index_change(index, &one, 1, NULL, NULL);
}

static int open_file(const char *name)
{
    char file[MIEN_PATH_SIZE + 64];
    snprintf(file, sizeof file, "%s/%s", path, name);
    int fd = open(file, O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    return fd;
}

// ----------------------------------------------------------------------------- damage

static void flip(const char *name, off_t place)
{
    uint8_t byte;
    int fd = open_file(name);
    ck_assert_int_eq(pread(fd, &byte, 1, place), 1);
    byte ^= 16;
    ck_assert_int_eq(pwrite(fd, &byte, 1, place), 1);
    close(fd);
}

// A new snapshot would give what is wrong the right checksum: then nobody could find
// out any more that an entry is not what was put in.
START_TEST(a_compaction_does_not_take_damage_for_truth)
{
    // In the hashes, in the ids, in the pairs' numbers; each section begins with a
    // page.
    static const off_t places[] = {4096 + 77, 2 * 4096 + 9, 3 * 4096 + 20};
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 100);
    mien_assert_ok(mien_index_compact(index, NULL));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct mien_error error = {0};
        mien_assert_ok(remove_id(index, i));
        flip("snapshot-0000000000000001", places[i]);
        ck_assert_int_eq(mien_index_compact(index, &error), MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(error.status, MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(mien_index_verify(path, NULL, NULL, NULL, NULL),
                         MIEN_ERROR_CORRUPT);
        flip("snapshot-0000000000000001", places[i]);
    }
    mien_assert_ok(mien_index_compact(index, NULL));
    mien_assert_ok(mien_index_close(index));
    mien_assert_ok(mien_index_verify(path, NULL, NULL, NULL, NULL));
    mien_model_free(&model);
}
END_TEST

// ----------------------------------------------------------------------- verification

// Is told of progress; the first time it compacts.
static int compact_once(void *context, uint64_t done, uint64_t total)
{
    struct mien_index **index = context;
    if (*index != NULL) {
        mien_assert_ok(remove_id(*index, 1));
        mien_assert_ok(mien_index_compact(*index, NULL));
    }
    *index = NULL;
    return 0;
}

START_TEST(a_compaction_beside_a_verification_is_no_damage)
{
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 8000), *once = index;
    struct mien_index_verified verified;
    struct mien_error error = {0};
    mien_assert_ok(mien_index_compact(index, NULL));
    enum mien_status status =
        mien_index_verify(path, &verified, compact_once, &once, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    ck_assert_ptr_null(once);
    ck_assert_uint_eq(verified.entries, 8000);
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

// -------------------------------------------------------------------------- full disks

// Space that the system keeps for a file, in records behind its header.
static int64_t records_kept(const char *name)
{
    struct stat about;
    int fd = open_file(name);
    ck_assert_int_eq(fstat(fd, &about), 0);
    close(fd);
    return ((int64_t)about.st_blocks * 512 - 4096) / 64;
}

static bool can_reserve(void)
{
    int fd = open_file("lock");
    bool can = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 4096) == 0;
    close(fd);
    return can;
}

// Where a compaction finds no space: whichever log it leaves in use has some for
// withdrawals.
START_TEST(a_compaction_leaves_space_for_removals)
{
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 10);
    mien_faults_begin(0, 0);
    mien_assert_ok(mien_index_compact(index, NULL));
    long calls = mien_faults_end();
    bool can = can_reserve();
    mien_assert_ok(mien_index_close(index));
    ck_assert_int_gt(calls, 10);
    for (long n = 1; n <= calls && can; n++) {
        model.count = 0;
        index = make(&model, 10);
        mien_faults_begin(n, ENOSPC);
        (void)!mien_index_compact(index, NULL);
        mien_faults_end();
        if (!index->log.broken) {
            char name[MIEN_FILE_NAME_SIZE];
            mien_log_name(name, index->log.generation);
            ck_assert_msg(records_kept(name) >= MIEN_LOG_RESERVE,
                          "call %ld: %s keeps space for %lld records", n, name,
                          (long long)records_kept(name));
        }
        (void)mien_index_close(index);
    }
    mien_model_free(&model);
}
END_TEST

// Additions leave numbers for removals, too, and for the record that ends the log.
START_TEST(a_log_that_is_full_can_still_be_ended)
{
    struct mien_record record = {.kind = MIEN_CHANGE_ADD};
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 1);
    uint64_t written = index->log.written;
    index->log.written = UINT32_MAX - 10;
    ck_assert_int_eq(mien_log_append(&index->log, &record, 1, MIEN_LOG_RESERVE, NULL),
                     MIEN_ERROR_LIMIT);
    mien_assert_ok(mien_log_make_room(&index->log, 10, 0, NULL));
    ck_assert_int_eq(mien_log_make_room(&index->log, 11, 0, NULL), MIEN_ERROR_LIMIT);
    index->log.written = written;
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

// ------------------------------------------------------------------------- wrong logs

// Writes one record, as no writer would.
static void note(uint8_t kind, uint64_t generation)
{
    struct mien_record record = {.kind = kind, .id = generation, .list = MIEN_LIST_ANY};
    struct mien_log log;
    int folder;
    mien_assert_ok(mien_folder_open(&folder, path, NULL));
    mien_assert_ok(mien_log_open(&log, folder, 0, true, NULL));
    mien_assert_ok(mien_log_append(&log, &record, 1, 0, NULL));
    mien_assert_ok(mien_log_commit(&log, log.written, NULL));
    mien_assert_ok(mien_log_close(&log));
    close(folder);
}

START_TEST(a_log_that_goes_on_in_itself_is_damaged)
{
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 1);
    mien_assert_ok(mien_index_close(index));
    note(MIEN_RECORD_CONTINUE, 0);
    ck_assert_int_eq(mien_index_open(&index, path, NULL, NULL), MIEN_ERROR_CORRUPT);
    mien_model_free(&model);
}
END_TEST

// No entry can be in it: the next snapshot would be a damaged one.
START_TEST(a_log_that_adds_to_no_list_is_damaged)
{
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 1);
    mien_assert_ok(mien_index_close(index));
    note(_i == 0 ? MIEN_CHANGE_ADD : MIEN_CHANGE_REPLACE, 0);
    ck_assert_int_eq(mien_index_open(&index, path, NULL, NULL), MIEN_ERROR_CORRUPT);
    mien_model_free(&model);
}
END_TEST

// It is looked for once, and not again by every query.
START_TEST(a_snapshot_that_is_not_there_is_not_looked_for_again_and_again)
{
    struct mien_model model = {0};
    struct mien_index *index = make(&model, 1);
    struct mien_matches matches;
    mien_assert_ok(mien_index_close(index));
    note(MIEN_RECORD_SNAPSHOT, 1000);
    index = mien_test_open(path, 0);
    struct mien_search *search = mien_test_search(index);
    const struct mien_state *states[3];
    uint64_t newer[3];
    for (int i = 0; i < 3; i++) {
        mien_assert_ok(
            mien_search_hash(search, &matches, &model.entry[0].hash, 0, NULL));
        ck_assert_uint_eq(matches.count, 1);
        states[i] = index->state;
        newer[i] = index->state->newer;
    }
    ck_assert_ptr_eq(states[1], states[2]);
    ck_assert_uint_eq(newer[0], 0);
    ck_assert_uint_eq(newer[2], 0);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

// ---------------------------------------------------------------------------- creation

static struct stat above;
static bool above_is_durable;

static void see_call(void *context, enum mien_call call, int fd, const void *bytes,
                     uint64_t size, uint64_t offset)
{
    struct stat about;
    if (call == MIEN_CALL_SYNC && fstat(fd, &about) == 0 &&
        about.st_ino == above.st_ino && about.st_dev == above.st_dev)
        above_is_durable = true;
}

// What is durable in a folder is lost with the folder.
START_TEST(a_new_folder_is_durable_itself)
{
    char scratch[MIEN_PATH_SIZE];
    mien_scratch_path(scratch, ".");
    mien_scratch_path(path, "new");
    ck_assert_int_eq(stat(scratch, &above), 0);
    mien_calls_watch(see_call, NULL);
    mien_assert_ok(mien_index_create(path, NULL));
    mien_calls_watch(NULL, NULL);
    ck_assert(above_is_durable);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index upkeep");
    TCase *upkeep = tcase_create("upkeep");
    mien_tcase_add_if(upkeep, a_compaction_does_not_take_damage_for_truth,
                      !MIEN_BIG_ENDIAN, "a_compaction_does_not_take_damage_for_truth",
                      "there a snapshot is in memory from its opening on");
    tcase_add_test(upkeep, a_compaction_beside_a_verification_is_no_damage);
    tcase_add_test(upkeep, a_compaction_leaves_space_for_removals);
    tcase_add_test(upkeep, a_log_that_is_full_can_still_be_ended);
    tcase_add_test(upkeep, a_log_that_goes_on_in_itself_is_damaged);
    tcase_add_loop_test(upkeep, a_log_that_adds_to_no_list_is_damaged, 0, 2);
    tcase_add_test(upkeep,
                   a_snapshot_that_is_not_there_is_not_looked_for_again_and_again);
    tcase_add_test(upkeep, a_new_folder_is_durable_itself);
    suite_add_tcase(suite, upkeep);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
