// SPDX-License-Identifier: Apache-2.0
// What a failure of power leaves of a log that was not yet durable: some of its bytes,
// or others. The groups of changes in front of the first byte that is not as it was are
// there, and those behind it are not; but where it had been durable, it is damage, and
// said to be.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "hashes.h"
#include "index/order.h"
#include "index_case.h"
#include "process.h"
#include "suite.h"

enum {
    GROUPS = 9,
    DURABLE = 3, // the last of which is a removal
    HEADER = 4096,
    RECORD = 64
};

static struct mien_random dice = {20250803};
static char whole[MIEN_PATH_SIZE], torn[MIEN_PATH_SIZE];
static struct mien_model after[GROUPS + 1]; // so many groups
static size_t ends[GROUPS + 1];             // where they end in the log
static struct mien_file log_bytes;
static char log_name[64];

// ---------------------------------------------------------------------- what was
// written

static size_t make_group(struct mien_change *changes, int group)
{
    static const size_t sizes[GROUPS] = {2, 1, 1, 3, 1, 2, 5, 1, 1};
    for (size_t i = 0; i < sizes[group]; i++)
        changes[i] = (struct mien_change){
            .kind = MIEN_CHANGE_ADD,
            .entry = {.hash = mien_random_hash(&dice), .id = (uint64_t)group}};
    if (group == DURABLE - 1)
        changes[0] = (struct mien_change){MIEN_CHANGE_REMOVE_ID, after[group].entry[0]};
    return sizes[group];
}

struct writing {
    char path[MIEN_PATH_SIZE];
    struct mien_change changes[GROUPS][8];
    size_t counts[GROUPS];
};

static void expect_groups(struct writing *writing)
{
    ends[0] = HEADER;
    for (int i = 0; i < GROUPS; i++) {
        struct mien_change *changes = writing->changes[i];
        size_t count = writing->counts[i] = make_group(changes, i);
        mien_model_copy(&after[i + 1], &after[i]);
        mien_model_change(&after[i + 1], changes, count, NULL);
        ends[i + 1] = ends[i] + RECORD * count;
    }
}

// A process that does not get as far as to close the index.
static int write_groups(const void *context, int from, int to)
{
    const struct writing *writing = context;
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = MIEN_INDEX_WRITE,
                                               .sync = MIEN_INDEX_SYNC_REMOVALS};
    struct mien_index *index;
    if (mien_index_open(&index, writing->path, &options, NULL) != MIEN_OK)
        return 1;
    for (int i = 0; i < GROUPS; i++)
        if (mien_index_change(index, writing->changes[i], writing->counts[i], NULL,
                              NULL) != MIEN_OK)
            return 2;
    return 0;
}

static void set_up(void)
{
    static struct writing writing;
    struct mien_process process;
    char path[2 * MIEN_PATH_SIZE];
    mien_scratch_path(whole, "whole");
    mien_scratch_path(torn, "torn");
    mien_folder_delete(whole);
    mien_assert_ok(mien_index_create(whole, NULL));
    expect_groups(&writing);
    snprintf(writing.path, sizeof writing.path, "%s", whole);
    mien_process_start(&process, write_groups, &writing, sizeof writing);
    ck_assert_int_eq(mien_process_wait(&process), 0);
    mien_process_forget(&process);
    snprintf(log_name, sizeof log_name, "log-%016x", 0);
    snprintf(path, sizeof path, "%s/%s", whole, log_name);
    log_bytes = mien_file_read(path);
    ck_assert_uint_eq(log_bytes.size, ends[GROUPS]);
}

// --------------------------------------------------------------------- what is made of
// it

// The folder with these bytes for a log.
static void tear(const void *bytes, size_t size)
{
    char path[2 * MIEN_PATH_SIZE];
    mien_folder_copy(torn, whole);
    snprintf(path, sizeof path, "%s/%s", torn, log_name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

// `acknowledged`: the header tells that all of it was. Then what is missing is told
// from damage by nobody, and verification, which finds every flipped bit, says damage.
static void assert_groups(int groups, size_t size, bool acknowledged, const char *what)
{
    struct mien_index_verified verified;
    char when[100];
    snprintf(when, sizeof when, "%s, %d groups left", what, groups);
    enum mien_status status = mien_index_verify(torn, &verified, NULL, NULL, NULL);
    if (acknowledged && groups < GROUPS) {
        ck_assert_int_eq(status, MIEN_ERROR_CORRUPT);
    } else {
        mien_assert_ok(status);
        ck_assert_uint_eq(verified.torn_bytes, size - ends[groups]);
    }
    struct mien_index *reader = mien_test_open(torn, 0);
    struct mien_index *sleeper = mien_test_open(torn, 0);
    mien_assert_index(reader, &after[groups], when);
    mien_assert_index(sleeper, &after[groups], when);
    struct mien_index *writer = mien_test_open(torn, MIEN_INDEX_WRITE);
    mien_assert_index(writer, &after[groups], when);
    mien_assert_index(reader, &after[groups], when);
    // Readers follow on, also who looks again when the log is as long as it was.
    struct mien_model model = {0};
    mien_model_copy(&model, &after[groups]);
    size_t lost = (ends[GROUPS] - ends[groups]) / RECORD;
    for (size_t i = 0; i < 3 + lost; i++) {
        const struct mien_change change = {
            MIEN_CHANGE_ADD, {.hash = mien_random_hash(&dice), .id = 1000 + i}};
        mien_test_change(writer, &model, &change, 1);
        mien_assert_index(reader, &model, when);
        if (i + 1 >= lost)
            mien_assert_index(sleeper, &model, when);
    }
    mien_model_free(&model);
    mien_assert_ok(mien_index_close(writer));
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(sleeper));
    // The writer mended it.
    mien_assert_ok(mien_index_verify(torn, &verified, NULL, NULL, NULL));
    ck_assert_uint_eq(verified.torn_bytes, 0);
}

static void assert_damage(const char *what)
{
    static const uint32_t flags[] = {0, MIEN_INDEX_RESIDENT, MIEN_INDEX_WRITE};
    struct mien_index *index = NULL;
    ck_assert_msg(mien_index_verify(torn, NULL, NULL, NULL, NULL) == MIEN_ERROR_CORRUPT,
                  "%s", what);
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct mien_index_options options = {.size = sizeof options,
                                                   .flags = flags[i]};
        ck_assert_msg(mien_index_open(&index, torn, &options, NULL) ==
                          MIEN_ERROR_CORRUPT,
                      "%s", what);
    }
}

// How many groups lie wholly in front of a byte.
static int groups_before(size_t byte)
{
    int groups = 0;
    while (groups < GROUPS && ends[groups + 1] <= byte)
        groups++;
    return groups;
}

// How far the log was acknowledged: `committed` of doc/index-format.md.
static void put_committed(uint8_t *bytes, uint64_t records)
{
    uint64_t value = mien_order64(records + ((UINT32_MAX - records) << 32));
    memcpy(bytes + 64, &value, sizeof value);
}

// Twice: the number of acknowledged records may have reached the disk or not.
static void check(uint8_t *bytes, size_t size, size_t first_wrong, const char *how)
{
    char what[80];
    snprintf(what, sizeof what, "%s at byte %zu", how, first_wrong);
    int groups = groups_before(first_wrong);
    for (int acknowledged = 0; acknowledged < 2; acknowledged++) {
        size_t end = ends[acknowledged != 0 ? GROUPS : DURABLE];
        put_committed(bytes, (end - HEADER) / RECORD);
        tear(bytes, size);
        if (groups < DURABLE)
            assert_damage(what);
        else
            assert_groups(groups, size, acknowledged != 0, what);
    }
}

START_TEST(a_log_that_is_cut_anywhere)
{
    for (size_t size = HEADER; size <= log_bytes.size; size += size % 64 < 60 ? 7 : 1)
        check(log_bytes.bytes, size, size, "cut");
}
END_TEST

START_TEST(a_bit_that_turned_anywhere)
{
    for (size_t at = HEADER; at < log_bytes.size;
         at += 1 + mien_random_below(&dice, 8)) {
        uint8_t bit = (uint8_t)(1u << mien_random_below(&dice, 8));
        log_bytes.bytes[at] ^= bit;
        check(log_bytes.bytes, log_bytes.size, at, "a bit");
        log_bytes.bytes[at] ^= bit;
    }
}
END_TEST

// File systems put zeros where a size reached the disk, and the bytes did not.
START_TEST(zeros_from_anywhere_on)
{
    uint8_t *bytes = malloc(log_bytes.size);
    ck_assert_ptr_nonnull(bytes);
    for (size_t at = HEADER; at < log_bytes.size;
         at += 1 + mien_random_below(&dice, 8)) {
        memcpy(bytes, log_bytes.bytes, log_bytes.size);
        memset(bytes + at, 0, log_bytes.size - at);
        size_t wrong = at;
        while (wrong < log_bytes.size && log_bytes.bytes[wrong] == 0)
            wrong++;
        check(bytes, log_bytes.size, wrong, "zeros");
    }
    free(bytes);
}
END_TEST

// Nor do pages reach the disk in their order: what is whole behind a gap does not
// count.
START_TEST(records_of_another_place)
{
    uint8_t *bytes = malloc(log_bytes.size);
    ck_assert_ptr_nonnull(bytes);
    for (int from = DURABLE; from < GROUPS; from++)
        for (int to = DURABLE; to < GROUPS; to++) {
            size_t size = ends[from + 1] - ends[from];
            if (from == to || ends[to] + size > log_bytes.size)
                continue;
            memcpy(bytes, log_bytes.bytes, log_bytes.size);
            memcpy(bytes + ends[to], log_bytes.bytes + ends[from], size);
            check(bytes, log_bytes.size, ends[to], "another's record");
        }
    free(bytes);
}
END_TEST

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index torn");
    TCase *tears = tcase_create("torn");
    tcase_add_checked_fixture(tears, set_up, NULL);
    tcase_add_test(tears, a_log_that_is_cut_anywhere);
    tcase_add_test(tears, a_bit_that_turned_anywhere);
    tcase_add_test(tears, zeros_from_anywhere_on);
    tcase_add_test(tears, records_of_another_place);
    suite_add_tcase(suite, tears);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
