// SPDX-License-Identifier: Apache-2.0
// What has to stay small, whatever happens: the time that a change takes, and the
// memory, the descriptors and the files of those who have an index open for long.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"
#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    MANY = 150000
};

static struct mien_random dice = {20250807};
static char path[MIEN_PATH_SIZE];

static struct mien_index *make(void)
{
    mien_scratch_path(path, "index");
    mien_folder_delete(path);
    mien_assert_ok(mien_index_create(path, NULL));
    return mien_test_open(path, MIEN_INDEX_WRITE);
}

static enum mien_status change(struct mien_index *index, enum mien_change_kind kind,
                               const struct mien_hash *hash, uint64_t id)
{
    const struct mien_change one = {kind, {.hash = *hash, .id = id}};
    return mien_index_change(index, &one, 1, NULL, NULL);
}

static void add_some(struct mien_index *index, uint64_t first_id, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct mien_hash hash = mien_random_hash(&dice);
        mien_assert_ok(change(index, MIEN_CHANGE_ADD, &hash, first_id + i));
    }
}

// ------------------------------------------------------------------------------- time

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Changes that each would look at all before them take minutes.
#define IN_TIME 20.0

struct flood {
    const char *name;
    enum mien_change_kind kind;
    bool one_id, one_hash;
} floods[] = {
    {"additions with one id", MIEN_CHANGE_ADD, true, false},
    {"additions with one hash", MIEN_CHANGE_ADD, false, true},
    {"one id, replaced", MIEN_CHANGE_REPLACE, true, false},
};
enum {
    FLOODS = sizeof floods / sizeof *floods
};

static struct mien_change *make_flood(const struct flood *flood)
{
    struct mien_change *changes = calloc(MANY, sizeof *changes);
    struct mien_hash hash = mien_random_hash(&dice);
    ck_assert_ptr_nonnull(changes);
    for (uint64_t i = 0; i < MANY; i++) {
        if (!flood->one_hash)
            hash = mien_random_hash(&dice);
        changes[i] = (struct mien_change){flood->kind,
                                          {.hash = hash, .id = flood->one_id ? 7 : i}};
    }
    return changes;
}

static void change_in_time(struct mien_index *index, const struct mien_change *changes,
                           const char *name, const char *when)
{
    double begin = seconds();
    mien_assert_ok(mien_index_change(index, changes, MANY, NULL, NULL));
    ck_assert_msg(seconds() - begin < IN_TIME, "%s, %s: %.1f s", name, when,
                  seconds() - begin);
}

START_TEST(a_change_does_not_look_at_all_that_share_its_id_or_its_hash)
{
    const struct flood *flood = &floods[_i];
    struct mien_index *index = make();
    struct mien_change *changes = make_flood(flood);
    change_in_time(index, changes, flood->name, "into memory");
    mien_assert_ok(mien_index_close(index));
    double begin = seconds();
    index = mien_test_open(path, MIEN_INDEX_WRITE);
    ck_assert_msg(seconds() - begin < IN_TIME, "%s: opening took %.1f s", flood->name,
                  seconds() - begin);
    mien_assert_ok(mien_index_compact(index, NULL));
    for (uint64_t i = 0; i < MANY; i++)
        changes[i].entry.variant = 1;
    change_in_time(index, changes, flood->name, "beside a snapshot");
    for (uint64_t i = 0; i < MANY; i++)
        changes[i].kind = MIEN_CHANGE_REMOVE;
    change_in_time(index, changes, flood->name, "taken away again");
    struct mien_model empty = {0};
    mien_assert_index(index, &empty, flood->name);
    mien_assert_ok(mien_index_close(index));
    free(changes);
}
END_TEST

// ----------------------------------------------------------------------------- memory

// Who cannot add since the disk is full tries it again and again.
START_TEST(additions_that_fail_take_no_memory)
{
    enum {
        GROUP = 20000 // so large that space has to be asked for
    };
    struct mien_index *index = make();
    struct mien_index_stat before, after;
    struct mien_change *changes = calloc(GROUP, sizeof *changes);
    ck_assert_ptr_nonnull(changes);
    for (uint64_t i = 0; i < GROUP; i++)
        changes[i] = (struct mien_change){
            MIEN_CHANGE_ADD, {.hash = mien_random_hash(&dice), .id = 100 + i}};
    add_some(index, 0, 10);
    mien_assert_ok(mien_index_stat(index, &before, NULL));
    mien_faults_begin_lasting(1, ENOSPC);
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(mien_index_change(index, changes, GROUP, NULL, NULL),
                         MIEN_ERROR_IO);
    mien_faults_end();
    mien_assert_ok(mien_index_stat(index, &after, NULL));
    ck_assert_uint_eq(after.added_entries, before.added_entries);
    ck_assert_uint_eq(after.memory_bytes, before.memory_bytes);
    mien_assert_ok(mien_index_change(index, changes, GROUP, NULL, NULL));
    mien_assert_ok(mien_index_close(index));
    free(changes);
}
END_TEST

// ------------------------------------------------------------------------ descriptors

static int count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 1000; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

// A folder in the place of the file that the next snapshot is written to.
static void block_snapshot(uint64_t generation)
{
    char file[MIEN_PATH_SIZE + 64];
    snprintf(file, sizeof file, "%s/snapshot-%016llx.tmp", path,
             (unsigned long long)generation);
    ck_assert_int_eq(mkdir(file, 0777), 0);
}

static void unblock_snapshots(void)
{
    char file[MIEN_PATH_SIZE + 64];
    for (unsigned generation = 1; generation < 1000; generation++) {
        snprintf(file, sizeof file, "%s/snapshot-%016x.tmp", path, generation);
        (void)rmdir(file);
    }
}

// Each compaction that fails leaves a log behind.
START_TEST(logs_that_are_behind_take_no_descriptors)
{
    enum {
        LOGS = 100
    };
    struct mien_index *writer = make();
    struct mien_index *reader = mien_test_open(path, 0);
    struct mien_model model = {0};
    int before = count_descriptors();
    for (uint64_t i = 1; i <= LOGS; i++) {
        struct mien_change one = {MIEN_CHANGE_ADD,
                                  {.hash = mien_random_hash(&dice), .id = i}};
        mien_test_change(writer, &model, &one, 1);
        block_snapshot(i);
        ck_assert_int_eq(mien_index_compact(writer, NULL), MIEN_ERROR_IO);
        mien_assert_index(reader, &model, "follows");
    }
    ck_assert_int_eq(count_descriptors(), before);
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(writer));
    // With fewer descriptors than there are logs.
    struct rlimit limit, low;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    low = (struct rlimit){LOGS / 2, limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
    reader = mien_test_open(path, 0);
    writer = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_assert_index(reader, &model, "opened");
    mien_assert_index(writer, &model, "opened to write");
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(writer));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    unblock_snapshots();
    mien_model_free(&model);
}
END_TEST

// ------------------------------------------------------------------------------ files

static bool has_file(const char *name)
{
    char file[MIEN_PATH_SIZE + 64];
    snprintf(file, sizeof file, "%s/%s", path, name);
    return access(file, F_OK) == 0;
}

// What was removed is to vanish from the disk. Asked again, a compaction also does what
// the one before could not.
START_TEST(files_that_a_reader_kept_go_with_a_later_compaction)
{
    struct mien_index *writer = make();
    struct mien_hash hash = mien_random_hash(&dice);
    mien_assert_ok(change(writer, MIEN_CHANGE_ADD, &hash, 1));
    mien_assert_ok(mien_index_compact(writer, NULL));
    struct mien_index *reader = mien_test_open(path, 0);
    mien_assert_ok(change(writer, MIEN_CHANGE_REMOVE_ID, &hash, 1));
    mien_assert_ok(mien_index_compact(writer, NULL));
    ck_assert(has_file("snapshot-0000000000000001"));
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_compact(writer, NULL));
    ck_assert(!has_file("snapshot-0000000000000001"));
    ck_assert(!has_file("log-0000000000000001"));
    ck_assert(has_file("snapshot-0000000000000002"));
    mien_assert_ok(mien_index_close(writer));
}
END_TEST

// Whoever holds a snapshot has a shared lock on its file.
static bool is_held(const char *name)
{
    char file[MIEN_PATH_SIZE + 64];
    snprintf(file, sizeof file, "%s/%s", path, name);
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    bool held = flock(fd, LOCK_EX | LOCK_NB) != 0;
    close(fd);
    return held;
}

START_TEST(a_reader_holds_no_snapshot_but_the_newest)
{
    struct mien_index *writer = make();
    struct mien_matches matches;
    struct mien_hash hash = mien_random_hash(&dice);
    add_some(writer, 1, 10);
    mien_assert_ok(mien_index_compact(writer, NULL));
    struct mien_index *reader = mien_test_open(path, MIEN_INDEX_RESIDENT);
    struct mien_search *search = mien_test_search(reader);
    mien_assert_ok(mien_search_hash(search, &matches, &hash, 31, NULL));
    ck_assert(is_held("snapshot-0000000000000001"));
    add_some(writer, 20, 10);
    mien_assert_ok(mien_index_compact(writer, NULL));
    mien_assert_ok(mien_search_hash(search, &matches, &hash, 31, NULL));
    ck_assert(!is_held("snapshot-0000000000000001"));
    ck_assert(is_held("snapshot-0000000000000002"));
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_close(writer));
}
END_TEST

// A folder that was empty stays empty when there is no index to be written in it.
START_TEST(no_lock_is_left_where_there_is_no_index)
{
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = MIEN_INDEX_WRITE};
    struct mien_index *index;
    mien_scratch_path(path, "empty");
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert_int_eq(mien_index_open(&index, path, &options, NULL), MIEN_ERROR_FORMAT);
    ck_assert(!has_file("lock"));
    mien_assert_ok(mien_index_create(path, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index lasting");
    TCase *lasting = tcase_create("lasting");
    tcase_add_loop_test(lasting,
                        a_change_does_not_look_at_all_that_share_its_id_or_its_hash, 0,
                        FLOODS);
    tcase_add_test(lasting, additions_that_fail_take_no_memory);
    tcase_add_test(lasting, logs_that_are_behind_take_no_descriptors);
    tcase_add_test(lasting, files_that_a_reader_kept_go_with_a_later_compaction);
    tcase_add_test(lasting, a_reader_holds_no_snapshot_but_the_newest);
    tcase_add_test(lasting, no_lock_is_left_where_there_is_no_index);
    suite_add_tcase(suite, lasting);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
