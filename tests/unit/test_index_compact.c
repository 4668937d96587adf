// SPDX-License-Identifier: Apache-2.0
// Compaction: the same entries before and after, no trace of the removed ones on the
// disk, and what becomes of files that readers have open.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "hashes.h"
#include "index/order.h"
#include "index/plan.h"
#include "index_case.h"
#include "suite.h"

enum {
    ENTRIES = 500
};

static struct mien_random dice = {20250724};
static struct mien_hash hashes[ENTRIES];
static struct mien_index_case tried;

static void set_up(void)
{
    mien_set_make(hashes, ENTRIES, MIEN_SET_CLUSTERS, &dice);
    mien_index_case_make(&tried, "index", hashes, ENTRIES, MIEN_LAYOUT_BOTH, &dice);
}

static void tear_down(void)
{
    mien_index_case_free(&tried);
}

static struct mien_index_stat stat_of(const struct mien_index *index)
{
    struct mien_index_stat stat;
    mien_assert_ok(mien_index_stat(index, &stat, NULL));
    return stat;
}

static void compact(void)
{
    struct mien_error error = {0};
    enum mien_status status = mien_index_compact(tried.index, &error);
    ck_assert_msg(status == MIEN_OK, "compact: status %d: %s", status, error.detail);
}

// Removes entry `i` of the model by its hash, wherever it is.
static struct mien_hash remove_one(size_t i)
{
    const struct mien_change change = {
        .kind = MIEN_CHANGE_REMOVE_HASH,
        .entry = {.hash = tried.model.entry[i].hash, .list = MIEN_LIST_ANY}};
    mien_test_change(tried.index, &tried.model, &change, 1);
    return change.entry.hash;
}

static void add_one(void)
{
    const struct mien_change change = {
        .kind = MIEN_CHANGE_ADD,
        .entry = {.hash = mien_random_hash(&dice), .id = mien_random_next(&dice)}};
    mien_test_change(tried.index, &tried.model, &change, 1);
}

// Calls `each` for every file of the index.
static int each_file(bool (*each)(const struct mien_file *file, const void *context),
                     const void *context)
{
    DIR *folder = opendir(tried.path);
    int count = 0;
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[MIEN_PATH_SIZE + 256];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", tried.path, entry->d_name);
        struct mien_file file = mien_file_read(path);
        count += each(&file, context);
        free(file.bytes);
    }
    closedir(folder);
    return count;
}

static bool any(const struct mien_file *file, const void *context)
{
    return true;
}

static bool contains(const struct mien_file *file, const void *bytes)
{
    return file->size > 0 && memmem(file->bytes, file->size, bytes, 32) != NULL;
}

// In how many files a hash stands, as it is or with its bits in the order of the bands.
static int traces_of(const struct mien_hash *hash)
{
    struct mien_bits bits;
    mien_bits_from_hash(&bits, hash);
    mien_order_run(&bits, sizeof bits, sizeof(uint64_t));
    return each_file(contains, hash) + each_file(contains, &bits);
}

START_TEST(all_is_folded_into_one_snapshot)
{
    struct mien_index_stat before = stat_of(tried.index);
    for (size_t i = 0; i < 50; i++)
        remove_one(i * 7);
    ck_assert_uint_gt(stat_of(tried.index).tombstones, 0);
    ck_assert_uint_gt(stat_of(tried.index).oldest_removal, 0);
    compact();
    mien_assert_index(tried.index, &tried.model, "compacted");
    struct mien_index_stat after = stat_of(tried.index);
    ck_assert_uint_gt(after.generation, before.generation);
    ck_assert_uint_eq(after.entries, tried.model.count);
    ck_assert_uint_eq(after.snapshot_entries, tried.model.count);
    ck_assert_uint_eq(after.added_entries, 0);
    ck_assert_uint_eq(after.tombstones, 0);
    ck_assert_uint_eq(after.log_changes, 0);
    ck_assert_uint_eq(after.oldest_removal, 0);
    ck_assert_uint_eq(after.segments, 1);
    ck_assert_uint_lt(after.log_bytes, before.log_bytes);
    ck_assert_int_eq(each_file(any, NULL), 3); // snapshot, log and lock
}
END_TEST

START_TEST(nothing_to_fold_is_left_alone)
{
    compact();
    uint64_t generation = stat_of(tried.index).generation;
    // Changes that change nothing are nothing to fold either.
    struct mien_change change = {MIEN_CHANGE_ADD, tried.model.entry[0]};
    mien_test_change(tried.index, &tried.model, &change, 1);
    change.kind = MIEN_CHANGE_REMOVE_ID;
    change.entry.id = 123456789;
    mien_test_change(tried.index, &tried.model, &change, 1);
    compact();
    ck_assert_uint_eq(stat_of(tried.index).generation, generation);
    add_one();
    compact();
    ck_assert_uint_gt(stat_of(tried.index).generation, generation);
}
END_TEST

START_TEST(removed_hashes_are_erased_from_the_disk)
{
    struct mien_hash gone[20];
    for (size_t i = 0; i < 20; i++)
        gone[i] = remove_one(i * 20); // from the snapshot, and from the log
    for (size_t i = 0; i < 20; i++)
        ck_assert_int_gt(traces_of(&gone[i]), 0);
    compact();
    for (size_t i = 0; i < 20; i++)
        ck_assert_msg(traces_of(&gone[i]) == 0, "hash %zu is still there", i);
    ck_assert_int_gt(traces_of(&tried.model.entry[0].hash), 0);
}
END_TEST

// A reader that does not look keeps its snapshot; it answers on from what it has, with
// all changes in force, and its files go when it has gone.
START_TEST(files_stay_as_long_as_a_reader_has_them)
{
    struct mien_index *reader = mien_test_open(tried.path, 0);
    for (int i = 0; i < 5; i++) {
        remove_one((size_t)i);
        add_one();
        compact();
    }
    ck_assert_int_gt(each_file(any, NULL), 3);
    mien_assert_index(reader, &tried.model, "a reader that slept");
    mien_assert_ok(mien_index_close(reader));
    add_one();
    compact();
    ck_assert_int_eq(each_file(any, NULL), 3);
    mien_assert_ok(mien_index_verify(tried.path, NULL, NULL, NULL, NULL));
}
END_TEST

START_TEST(readers_go_over_to_the_new_snapshot)
{
    struct mien_index *reader = mien_test_open(tried.path, (uint32_t)_i);
    struct mien_search *search = mien_test_search(reader);
    for (int i = 0; i < 5; i++) {
        struct mien_hash gone = remove_one((size_t)i);
        struct mien_matches matches;
        compact();
        // The first query may still see the older snapshot; it is right all the same.
        mien_assert_ok(mien_search_hash(search, &matches, &gone, 0, NULL));
        ck_assert_uint_eq(matches.count, 0);
        mien_assert_ok(mien_search_hash(search, &matches, &gone, 0, NULL));
        ck_assert_uint_eq(stat_of(reader).generation, stat_of(tried.index).generation);
        mien_assert_index(reader, &tried.model, "a reader");
    }
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
}
END_TEST

START_TEST(an_index_can_become_empty)
{
    while (tried.model.count > 0)
        remove_one(tried.model.count - 1);
    compact();
    mien_assert_index(tried.index, &tried.model, "emptied");
    ck_assert_uint_eq(stat_of(tried.index).snapshot_entries, 0);
    for (int i = 0; i < 100; i++)
        add_one();
    compact();
    mien_assert_index(tried.index, &tried.model, "filled again");
}
END_TEST

START_TEST(a_thread_compacts_when_it_is_time)
{
    const struct mien_index_options options = {
        .size = sizeof options, .flags = MIEN_INDEX_WRITE, .compact_after = 50};
    uint64_t generation = stat_of(tried.index).generation;
    mien_assert_ok(mien_index_close(tried.index));
    mien_assert_ok(mien_index_open(&tried.index, tried.path, &options, NULL));
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 60; i++)
            add_one();
        for (int wait = 0; wait < 2000 && stat_of(tried.index).generation == generation;
             wait++)
            usleep(10000);
        ck_assert_uint_gt(stat_of(tried.index).generation, generation);
        generation = stat_of(tried.index).generation;
    }
    mien_assert_index(tried.index, &tried.model, "compacted by its thread");
}
END_TEST

// More different lists and variants than 16 bits can number, and then fewer again
// (doc/index-format.md, kinds and pairs).
START_TEST(every_entry_with_a_variant_of_its_own)
{
    enum {
        MANY = 66000,
        GONE = 600
    };
    struct mien_change *changes = calloc(MANY, sizeof *changes);
    ck_assert_ptr_nonnull(changes);
    for (uint32_t i = 0; i < MANY; i++) {
        changes[i] = (struct mien_change){
            MIEN_CHANGE_ADD,
            {.hash = mien_random_hash(&dice), .id = i, .list = i % 3, .variant = ~i}};
        mien_model_push(&tried.model, &changes[i].entry);
    }
    mien_assert_ok(mien_index_change(tried.index, changes, MANY, NULL, NULL));
    compact();
    mien_assert_index(tried.index, &tried.model, "pairs of their own");
    for (uint32_t i = 0; i < GONE; i++)
        changes[i].kind = MIEN_CHANGE_REMOVE;
    mien_test_change(tried.index, &tried.model, changes, GONE);
    mien_assert_index(tried.index, &tried.model, "fewer pairs, not yet folded");
    compact();
    mien_assert_index(tried.index, &tried.model, "fewer pairs");
    mien_assert_ok(mien_index_verify(tried.path, NULL, NULL, NULL, NULL));
    free(changes);
}
END_TEST

// Files that a crash left half written are deleted by the next writer.
START_TEST(leavings_of_a_crash_go)
{
    char path[MIEN_PATH_SIZE + 64];
    mien_assert_ok(mien_index_close(tried.index));
    int before = each_file(any, NULL);
    snprintf(path, sizeof path, "%s/snapshot-00000000000000ff.tmp", tried.path);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    mien_assert_ok(mien_index_verify(tried.path, NULL, NULL, NULL, NULL));
    struct mien_index *reader = mien_test_open(tried.path, 0);
    mien_assert_index(reader, &tried.model, "with a temporary file");
    mien_assert_ok(mien_index_close(reader));
    tried.index = mien_test_open(tried.path, MIEN_INDEX_WRITE);
    ck_assert_int_eq(each_file(any, NULL), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index compact");
    TCase *compaction = tcase_create("compaction");
    tcase_add_checked_fixture(compaction, set_up, tear_down);
    tcase_add_test(compaction, all_is_folded_into_one_snapshot);
    tcase_add_test(compaction, nothing_to_fold_is_left_alone);
    tcase_add_test(compaction, removed_hashes_are_erased_from_the_disk);
    tcase_add_test(compaction, files_stay_as_long_as_a_reader_has_them);
    tcase_add_test(compaction, an_index_can_become_empty);
    tcase_add_test(compaction, a_thread_compacts_when_it_is_time);
    tcase_add_test(compaction, every_entry_with_a_variant_of_its_own);
    tcase_add_test(compaction, leavings_of_a_crash_go);
    // Mapped, and then MIEN_INDEX_RESIDENT.
    tcase_add_loop_test(compaction, readers_go_over_to_the_new_snapshot, 0, 1);
    tcase_add_loop_test(compaction, readers_go_over_to_the_new_snapshot, 2, 3);
    suite_add_tcase(suite, compaction);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
