// SPDX-License-Identifier: Apache-2.0
// Looking inside: every entry in order, the figures, and the verification, which finds
// a flipped bit anywhere in the files.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cpu.h"
#include "fixture.h"
#include "hashes.h"
#include "index_case.h"
#include "suite.h"

enum {
    ENTRIES = 60
};

static struct mien_random dice = {20250725};
static struct mien_hash hashes[ENTRIES];
static struct mien_index_case tried;

static void set_up(void)
{
    mien_set_make(hashes, ENTRIES, MIEN_SET_CLUSTERS, &dice);
    mien_index_case_make(&tried, "index", hashes, ENTRIES, MIEN_LAYOUT_REMOVALS, &dice);
}

static void tear_down(void)
{
    mien_index_case_free(&tried);
}

enum {
    NAME = 256
};

static void make_path(char path[MIEN_PATH_SIZE + NAME], const char *name)
{
    snprintf(path, MIEN_PATH_SIZE + NAME, "%s/%.*s", tried.path, NAME - 2, name);
}

// The files of the index; returns how many.
static int list_files(char names[8][NAME])
{
    DIR *folder = opendir(tried.path);
    int count = 0;
    ck_assert_ptr_nonnull(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && count < 8)
            snprintf(names[count++], NAME, "%s", entry->d_name);
    closedir(folder);
    return count;
}

// ------------------------------------------------------------------------- every entry

struct stop {
    size_t after, seen;
    struct mien_search *search; // NULL: do not search meanwhile
};

static int count_and_stop(void *context, const struct mien_entry *entry)
{
    struct stop *stop = context;
    struct mien_matches matches;
    if (stop->search != NULL) {
        mien_assert_ok(mien_search_hash(stop->search, &matches, &entry->hash, 0, NULL));
        ck_assert_uint_ge(matches.count, 1);
    }
    return ++stop->seen == stop->after ? -7 : 0;
}

START_TEST(each_stops_when_asked_to)
{
    struct mien_error error = {0};
    for (size_t after = 1; after <= ENTRIES; after++) {
        struct stop stop = {.after = after};
        ck_assert_int_eq(mien_index_each(tried.index, count_and_stop, &stop, &error),
                         MIEN_ERROR_CANCELLED);
        ck_assert_int_eq(error.status, MIEN_ERROR_CANCELLED);
        ck_assert_uint_eq(stop.seen, after);
    }
    struct stop never = {0};
    mien_assert_ok(mien_index_each(tried.index, count_and_stop, &never, NULL));
    ck_assert_uint_eq(never.seen, ENTRIES);
}
END_TEST

START_TEST(each_may_search)
{
    struct stop stop = {.search = mien_test_search(tried.index)};
    mien_assert_ok(mien_index_each(tried.index, count_and_stop, &stop, NULL));
    ck_assert_uint_eq(stop.seen, ENTRIES);
    mien_search_free(stop.search);
}
END_TEST

// What lies in memory and what lies in the snapshot come in one order, which a
// compaction does not change.
START_TEST(each_keeps_its_order)
{
    struct mien_model before = {0}, after = {0};
    for (uint32_t i = 0; i < 40; i++) {
        // Alike in everything but the hash.
        struct mien_change change = {
            .kind = MIEN_CHANGE_ADD,
            .entry = {.hash = mien_random_hash(&dice), .id = 5, .list = 5}};
        mien_test_change(tried.index, &tried.model, &change, 1);
    }
    mien_model_read(&before, tried.index);
    mien_assert_ok(mien_index_compact(tried.index, NULL));
    mien_model_read(&after, tried.index);
    ck_assert_uint_eq(before.count, ENTRIES + 40);
    ck_assert_uint_eq(after.count, before.count);
    ck_assert_mem_eq(after.entry, before.entry, before.count * sizeof before.entry[0]);
    mien_model_free(&before);
    mien_model_free(&after);
}
END_TEST

START_TEST(each_needs_something_to_call)
{
    struct mien_error error = {0};
    ck_assert_int_eq(mien_index_each(tried.index, NULL, NULL, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(error.status, MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_index_each(NULL, count_and_stop, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
}
END_TEST

// -------------------------------------------------------------------------- the
// figures

// Bytes of the files whose names begin so.
static uint64_t bytes_of(const char *prefix)
{
    char names[8][NAME], path[MIEN_PATH_SIZE + NAME];
    uint64_t bytes = 0;
    int count = list_files(names);
    for (int i = 0; i < count; i++) {
        struct stat found;
        if (strncmp(names[i], prefix, strlen(prefix)) != 0)
            continue;
        make_path(path, names[i]);
        ck_assert_int_eq(stat(path, &found), 0);
        bytes += (uint64_t)found.st_size;
    }
    return bytes;
}

static struct mien_index_stat stat_of(const struct mien_index *index)
{
    struct mien_index_stat stat, zero = {0};
    memset(&stat, 0xA5, sizeof stat);
    mien_assert_ok(mien_index_stat(index, &stat, NULL));
    ck_assert_mem_eq(stat.reserved, zero.reserved, sizeof stat.reserved);
    return stat;
}

START_TEST(figures_of_an_index_that_changes)
{
    struct mien_index_stat stat = stat_of(tried.index);
    ck_assert_uint_eq(stat.entries, ENTRIES);
    // mien_index_case_make(): half of the entries and some visitors were folded; the
    // other half and as many visitors came later, and all visitors went.
    ck_assert_uint_eq(stat.snapshot_entries, ENTRIES / 2 + ENTRIES / 4);
    ck_assert_uint_eq(stat.added_entries, ENTRIES / 2 + ENTRIES / 4);
    ck_assert_uint_eq(stat.tombstones, ENTRIES / 4 * 2);
    ck_assert_uint_eq(stat.unapplied_changes, 0);
    ck_assert_uint_eq(stat.snapshot_bytes, bytes_of("snapshot-"));
    ck_assert_uint_eq(stat.log_bytes, bytes_of("log-"));
    ck_assert_uint_gt(stat.memory_bytes, 0);
    ck_assert_uint_eq(stat.segments, 2);
    ck_assert_uint_eq(stat.bands, 32);
    ck_assert_str_eq(stat.kernel, mien_index_kernels_for(mien_cpu_flags())->name);
    mien_assert_ok(mien_index_compact(tried.index, NULL));
    stat = stat_of(tried.index);
    ck_assert_uint_eq(stat.snapshot_entries, ENTRIES);
    ck_assert_uint_eq(stat.log_changes, 0);
    const struct mien_entry one = tried.model.entry[0];
    for (uint64_t i = 0; i < 10; i++) {
        const struct mien_change change = {
            i % 2 == 0 ? MIEN_CHANGE_REMOVE : MIEN_CHANGE_ADD, one};
        mien_test_change(tried.index, &tried.model, &change, 1);
        ck_assert_uint_eq(stat_of(tried.index).log_changes, i + 1);
    }
    stat = stat_of(tried.index);
    ck_assert_uint_eq(stat.snapshot_bytes, bytes_of("snapshot-"));
    ck_assert_uint_eq(stat.log_bytes, bytes_of("log-"));
}
END_TEST

START_TEST(the_oldest_removal_has_its_time)
{
    mien_assert_ok(mien_index_compact(tried.index, NULL));
    ck_assert_uint_eq(stat_of(tried.index).oldest_removal, 0);
    uint64_t before = (uint64_t)time(NULL);
    struct mien_change change = {MIEN_CHANGE_REMOVE, tried.model.entry[7]};
    mien_test_change(tried.index, &tried.model, &change, 1);
    uint64_t oldest = stat_of(tried.index).oldest_removal;
    ck_assert_uint_ge(oldest, before);
    ck_assert_uint_le(oldest, (uint64_t)time(NULL));
    sleep(1);
    change.entry = tried.model.entry[8];
    mien_test_change(tried.index, &tried.model, &change, 1);
    ck_assert_uint_eq(stat_of(tried.index).oldest_removal, oldest);
    // Whoever opens the index is told the same.
    struct mien_index *reader = mien_test_open(tried.path, 0);
    ck_assert_uint_eq(stat_of(reader).oldest_removal, oldest);
    mien_assert_ok(mien_index_close(reader));
}
END_TEST

START_TEST(a_reader_says_how_far_it_is_behind)
{
    struct mien_index *reader = mien_test_open(tried.path, 0);
    struct mien_search *search = mien_test_search(reader);
    struct mien_matches matches;
    ck_assert_uint_eq(stat_of(reader).unapplied_changes, 0);
    for (uint64_t i = 0; i < 10; i++) {
        struct mien_change change = {MIEN_CHANGE_REMOVE, tried.model.entry[0]};
        mien_test_change(tried.index, &tried.model, &change, 1);
        ck_assert_uint_eq(stat_of(reader).unapplied_changes, i + 1);
        ck_assert_uint_eq(stat_of(tried.index).unapplied_changes, 0);
    }
    mien_assert_ok(mien_search_hash(search, &matches, hashes, 0, NULL));
    ck_assert_uint_eq(stat_of(reader).unapplied_changes, 0);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
}
END_TEST

START_TEST(figures_need_an_index)
{
    struct mien_index_stat stat = {.entries = 77};
    ck_assert_int_eq(mien_index_stat(NULL, &stat, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_index_stat(tried.index, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(stat.entries, 77);
}
END_TEST

// ----------------------------------------------------------------------- verification

START_TEST(verify_counts_what_it_read)
{
    struct mien_index_verified verified, zero = {0};
    // While it is open for changes, too.
    mien_assert_ok(mien_index_compact(tried.index, NULL));
    for (size_t i = 0; i < 10; i++) {
        struct mien_change change = {MIEN_CHANGE_REMOVE, tried.model.entry[0]};
        mien_test_change(tried.index, &tried.model, &change, 1);
    }
    memset(&verified, 0xA5, sizeof verified);
    mien_assert_ok(mien_index_verify(tried.path, &verified, NULL, NULL, NULL));
    ck_assert_uint_eq(verified.files, 2);
    ck_assert_uint_eq(verified.bytes, bytes_of("snapshot-") + bytes_of("log-"));
    ck_assert_uint_eq(verified.entries, ENTRIES);
    ck_assert_uint_ge(verified.log_changes, 10);
    ck_assert_uint_eq(verified.torn_bytes, 0);
    ck_assert_mem_eq(verified.reserved, zero.reserved, sizeof zero.reserved);
    mien_assert_ok(mien_index_verify(tried.path, NULL, NULL, NULL, NULL));
}
END_TEST

struct told {
    uint64_t done, total, calls, stop_at;
};

static int tell(void *context, uint64_t done, uint64_t total)
{
    struct told *told = context;
    ck_assert_uint_le(done, total);
    ck_assert_uint_ge(done, told->done);
    ck_assert(told->calls == 0 || total == told->total);
    told->done = done;
    told->total = total;
    return ++told->calls == told->stop_at ? 1 : 0;
}

START_TEST(verify_tells_how_far_it_is)
{
    static struct mien_hash many[20000]; // some MB
    struct mien_index_case large;
    struct mien_index_verified verified = {.files = 77};
    struct mien_error error = {0};
    struct told told = {0};
    mien_set_make(many, 20000, MIEN_SET_RANDOM, &dice);
    mien_index_case_make(&large, "large", many, 20000, MIEN_LAYOUT_BOTH, &dice);
    mien_assert_ok(mien_index_verify(large.path, NULL, tell, &told, NULL));
    ck_assert_uint_gt(told.calls, 0);
    uint64_t calls = told.calls;
    for (uint64_t stop = 1; stop <= calls; stop++) {
        told = (struct told){.stop_at = stop};
        ck_assert_int_eq(mien_index_verify(large.path, &verified, tell, &told, &error),
                         MIEN_ERROR_CANCELLED);
        ck_assert_int_eq(error.status, MIEN_ERROR_CANCELLED);
        ck_assert_uint_eq(told.calls, stop);
    }
    ck_assert_uint_eq(verified.files, 77);
    mien_index_case_free(&large);
}
END_TEST

START_TEST(verify_says_what_is_not_there)
{
    struct mien_index_verified verified = {.files = 77};
    char path[MIEN_PATH_SIZE];
    mien_scratch_path(path, "nothing");
    ck_assert_int_eq(mien_index_verify(NULL, &verified, NULL, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_index_verify(path, &verified, NULL, NULL, NULL),
                     MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert_int_eq(mien_index_verify(path, &verified, NULL, NULL, NULL),
                     MIEN_ERROR_FORMAT);
    ck_assert_uint_eq(verified.files, 77);
    ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

// Turns one bit of an open file.
static void flip(int fd, uint64_t bit)
{
    uint8_t byte;
    ck_assert_int_eq(pread(fd, &byte, 1, (off_t)(bit / 8)), 1);
    byte ^= (uint8_t)(1u << bit % 8);
    ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)(bit / 8)), 1);
}

// One bit of each byte of each file, which one is left to chance: 480,000 bits of the
// snapshot would take minutes.
static size_t flip_each_byte(const char *name)
{
    char path[MIEN_PATH_SIZE + NAME];
    struct stat found;
    make_path(path, name);
    int fd = open(path, O_RDWR);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &found), 0);
    uint64_t step = getenv("MIEN_ALL_BITS") != NULL ? 1 : 16;
    for (uint64_t at = 0; at < (uint64_t)found.st_size;
         at += 1 + mien_random_below(&dice, (uint32_t)step)) {
        uint64_t bit = 8 * at + mien_random_below(&dice, 8);
        struct mien_error error = {0};
        flip(fd, bit);
        enum mien_status status =
            mien_index_verify(tried.path, NULL, NULL, NULL, &error);
        ck_assert_msg(status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_VERSION,
                      "%s, bit %llu: status %d, MIEN_SEED=%llu", name,
                      (unsigned long long)bit, status, (unsigned long long)dice.state);
        ck_assert_uint_gt(strlen(error.detail), 0);
        flip(fd, bit);
    }
    close(fd);
    return (size_t)found.st_size;
}

START_TEST(a_flipped_bit_anywhere_is_found)
{
    char names[8][NAME];
    size_t bytes = 0;
    mien_assert_ok(mien_index_close(tried.index));
    int count = list_files(names);
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], "lock") != 0) // which holds nothing that could be wrong
            bytes += flip_each_byte(names[i]);
    ck_assert_uint_gt(bytes, 40000);
    mien_assert_ok(mien_index_verify(tried.path, NULL, NULL, NULL, NULL));
    tried.index = mien_test_open(tried.path, MIEN_INDEX_WRITE);
    mien_assert_index(tried.index, &tried.model, "all bits are back");
}
END_TEST

// A file that is missing, or shorter, or longer, is damage as well.
START_TEST(a_file_that_is_not_whole_is_found)
{
    char names[8][NAME], path[MIEN_PATH_SIZE + NAME], away[MIEN_PATH_SIZE + NAME];
    mien_assert_ok(mien_index_close(tried.index));
    int count = list_files(names);
    for (int i = 0; i < count; i++) {
        struct mien_index_verified verified;
        struct stat found;
        bool snapshot = strncmp(names[i], "snapshot-", 9) == 0;
        make_path(path, names[i]);
        make_path(away, "away.tmp");
        if (strcmp(names[i], "lock") == 0)
            continue;
        ck_assert_int_eq(rename(path, away), 0);
        ck_assert_int_eq(mien_index_verify(tried.path, NULL, NULL, NULL, NULL),
                         MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(rename(away, path), 0);
        ck_assert_int_eq(stat(path, &found), 0);
        // Longer: what lies behind the last change of a log is of a torn write.
        ck_assert_int_eq(truncate(path, found.st_size + 10), 0);
        enum mien_status status =
            mien_index_verify(tried.path, &verified, NULL, NULL, NULL);
        ck_assert_int_eq(status, snapshot ? MIEN_ERROR_CORRUPT : MIEN_OK);
        ck_assert(snapshot || verified.torn_bytes == 10);
        ck_assert_int_eq(truncate(path, found.st_size - 1), 0);
        ck_assert_int_eq(mien_index_verify(tried.path, NULL, NULL, NULL, NULL),
                         MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(truncate(path, found.st_size), 0);
    }
    tried.index = NULL; // what was cut off is lost
}
END_TEST

// A copy in memory does without the file.
START_TEST(nobody_can_pull_away_a_resident_snapshot)
{
    char names[8][NAME], path[MIEN_PATH_SIZE + NAME];
    struct mien_index *index = mien_test_open(tried.path, MIEN_INDEX_RESIDENT);
    struct mien_search *search = mien_test_search(index);
    struct mien_matches matches;
    struct mien_expected expected = {0};
    int count = list_files(names);
    for (int i = 0; i < count; i++) {
        make_path(path, names[i]);
        if (strncmp(names[i], "snapshot-", 9) == 0)
            ck_assert_int_eq(truncate(path, 0), 0);
    }
    mien_assert_ok(mien_search_hash(search, &matches, &hashes[0], 64, NULL));
    mien_expect(&expected, &tried.model, &hashes[0], 1, 64, NULL);
    mien_assert_matches(&matches, expected.match, expected.count, "resident");
    mien_assert_index(index, &tried.model, "resident");
    mien_expected_free(&expected);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(index));
}
END_TEST

static void add_tests(Suite *suite)
{
    TCase *each = tcase_create("each");
    tcase_add_checked_fixture(each, set_up, tear_down);
    tcase_add_test(each, each_stops_when_asked_to);
    tcase_add_test(each, each_may_search);
    tcase_add_test(each, each_keeps_its_order);
    tcase_add_test(each, each_needs_something_to_call);
    tcase_add_test(each, nobody_can_pull_away_a_resident_snapshot);
    suite_add_tcase(suite, each);
    TCase *figures = tcase_create("figures");
    tcase_add_checked_fixture(figures, set_up, tear_down);
    tcase_add_test(figures, figures_of_an_index_that_changes);
    tcase_add_test(figures, the_oldest_removal_has_its_time);
    tcase_add_test(figures, a_reader_says_how_far_it_is_behind);
    tcase_add_test(figures, figures_need_an_index);
    suite_add_tcase(suite, figures);
    TCase *verify = tcase_create("verify");
    tcase_add_checked_fixture(verify, set_up, tear_down);
    tcase_add_test(verify, verify_counts_what_it_read);
    tcase_add_test(verify, verify_tells_how_far_it_is);
    tcase_add_test(verify, verify_says_what_is_not_there);
    tcase_add_test(verify, a_flipped_bit_anywhere_is_found);
    tcase_add_test(verify, a_file_that_is_not_whole_is_found);
    suite_add_tcase(suite, verify);
}

int main(void)
{
    dice.state = mien_suite_seed(dice.state);
    Suite *suite = suite_create("index inside");
    add_tests(suite);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
