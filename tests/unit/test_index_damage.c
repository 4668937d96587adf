// SPDX-License-Identifier: Apache-2.0
// An index whose snapshot is damaged where it says which list and variant an entry has:
// whatever would need to know says so, nothing is lost in silence, and the rest goes on
// being answered.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "index/file.h"
#include "index/format.h"
#include "index/order.h"
#include "index_case.h"
#include "suite.h"

#define ENTRIES 400
#define HURT 123 // the row whose kind is damaged
#define WHOLE 50 // one of the others

static struct mien_random dice = {20260801};
static char path[MIEN_PATH_SIZE];
static struct mien_entry entry[ENTRIES]; // by row
static struct mien_index *opened;

static void overwrite(int section, uint64_t at, const void *bytes, size_t size)
{
    char name[MIEN_PATH_SIZE + 64];
    struct mien_snapshot_header header;
    size_t got = 0;
    snprintf(name, sizeof name, "%s/snapshot-0000000000000001", path);
    int fd = open(name, O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert(mien_file_read_at(fd, &header, sizeof header, 0, &got));
    ck_assert(mien_file_write_at(fd, bytes, size, header.section[section].offset + at));
    close(fd);
}

// Row `row` is of kind 0xffff, of which there is none.
static void damage_kind(uint64_t row)
{
    const uint16_t kind = UINT16_MAX;
    overwrite(MIEN_SECTION_KINDS, row * sizeof kind, &kind, sizeof kind);
}

static void set_up(void)
{
    struct mien_change change[ENTRIES];
    mien_scratch_path(path, "index");
    mien_folder_delete(path);
    mien_assert_ok(mien_index_create(path, NULL));
    opened = mien_test_open(path, MIEN_INDEX_WRITE);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        entry[i] = (struct mien_entry){.id = i, .list = i % 3, .variant = i % 2};
        mien_random_bytes(&dice, &entry[i].hash, sizeof entry[i].hash);
        change[i] = (struct mien_change){.kind = MIEN_CHANGE_ADD, .entry = entry[i]};
    }
    mien_assert_ok(mien_index_change(opened, change, ENTRIES, NULL, NULL));
    mien_assert_ok(mien_index_compact(opened, NULL));
    mien_assert_ok(mien_index_close(opened));
    damage_kind(HURT);
    opened = mien_test_open(path, MIEN_INDEX_WRITE);
}

static void tear_down(void)
{
    mien_assert_ok(mien_index_close(opened));
    mien_folder_delete(path);
}

START_TEST(a_search_that_meets_it_has_no_result)
{
    struct mien_search *search = mien_test_search(opened);
    struct mien_matches matches;
    for (unsigned radius = 0; radius <= 64; radius += 16) {
        ck_assert_int_eq(
            mien_search_hash(search, &matches, &entry[HURT].hash, radius, NULL),
            MIEN_ERROR_CORRUPT);
        ck_assert_int_eq(
            mien_search_batch(search, &matches, &entry[HURT].hash, 1, radius, NULL),
            MIEN_ERROR_CORRUPT);
    }
    mien_assert_ok(mien_search_hash(search, &matches, &entry[WHOLE].hash, 31, NULL));
    ck_assert_uint_eq(matches.count, 1);
    ck_assert_uint_eq(matches.match[0].id, WHOLE);
    mien_search_free(search);
}
END_TEST

START_TEST(an_id_whose_entries_are_damaged_has_none)
{
    struct mien_search *search = mien_test_search(opened);
    struct mien_entries entries = {NULL, 77};
    ck_assert_int_eq(mien_search_id(search, &entries, HURT, MIEN_LIST_ANY, 0),
                     MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(entries.count, 77);
    mien_assert_ok(mien_search_id(search, &entries, WHOLE, MIEN_LIST_ANY, 0));
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_mem_eq(&entries.entry[0], &entry[WHOLE], sizeof entry[0]);
    mien_search_free(search);
}
END_TEST

// An id that cannot stand where it stands, between two others that a search looked at
// before.
START_TEST(ids_out_of_order_do_not_hide_entries)
{
    const uint64_t wrong[] = {UINT64_MAX, 0};
    const uint64_t row[] = {ENTRIES / 4, (ENTRIES / 2 + 1 + ENTRIES) / 2};
    overwrite(MIEN_SECTION_IDS, row[_i] * sizeof wrong[0], &wrong[_i], sizeof wrong[0]);
    struct mien_search *search = mien_test_search(opened);
    struct mien_changed changed;
    struct mien_entries entries;
    uint64_t id = _i == 0 ? WHOLE : ENTRIES - WHOLE;
    ck_assert_int_eq(mien_search_id(search, &entries, id, MIEN_LIST_ANY, 0),
                     MIEN_ERROR_CORRUPT);
    struct mien_change wanted = {MIEN_CHANGE_REMOVE_ID, entry[id]};
    ck_assert_int_eq(mien_index_change(opened, &wanted, 1, &changed, NULL),
                     MIEN_ERROR_CORRUPT);
    mien_search_free(search);
}
END_TEST

static int count(void *context, const struct mien_entry *given)
{
    size_t *counted = context;
    ck_assert_uint_eq(given->id, *counted);
    ++*counted;
    return 0;
}

START_TEST(a_walk_ends_there_with_an_error)
{
    struct mien_error error = {0};
    size_t counted = 0;
    ck_assert_int_eq(mien_index_each(opened, count, &counted, &error),
                     MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(counted, HURT);
    ck_assert_str_eq(error.detail, "index: the snapshot is damaged");
}
END_TEST

static enum mien_status change(enum mien_change_kind kind, uint32_t row,
                               struct mien_changed *changed)
{
    struct mien_change wanted = {.kind = kind, .entry = entry[row]};
    return mien_index_change(opened, &wanted, 1, changed, NULL);
}

START_TEST(a_change_that_concerns_it_is_refused)
{
    struct mien_changed changed;
    for (int kind = MIEN_CHANGE_ADD; kind <= MIEN_CHANGE_REMOVE; kind++)
        ck_assert_int_eq(change((enum mien_change_kind)kind, HURT, &changed),
                         MIEN_ERROR_CORRUPT);
    mien_assert_ok(change(MIEN_CHANGE_REMOVE_ID, WHOLE, &changed));
    ck_assert_uint_eq(changed.removed, 1);
}
END_TEST

START_TEST(a_compaction_fails_and_the_index_stays_as_it_is)
{
    struct mien_search *search = mien_test_search(opened);
    struct mien_matches matches;
    struct mien_changed changed;
    mien_assert_ok(change(MIEN_CHANGE_REMOVE_ID, WHOLE, &changed));
    for (int attempt = 0; attempt < 2; attempt++) {
        ck_assert_int_eq(mien_index_compact(opened, NULL), MIEN_ERROR_CORRUPT);
        mien_assert_ok(
            mien_search_hash(search, &matches, &entry[WHOLE].hash, 31, NULL));
        ck_assert_uint_eq(matches.count, 0);
        mien_assert_ok(
            mien_search_hash(search, &matches, &entry[WHOLE + 1].hash, 31, NULL));
        ck_assert_uint_eq(matches.count, 1);
    }
    mien_search_free(search);
    mien_assert_ok(mien_index_close(opened));
    opened = mien_test_open(path, MIEN_INDEX_WRITE);
    search = mien_test_search(opened);
    mien_assert_ok(mien_search_hash(search, &matches, &entry[WHOLE].hash, 31, NULL));
    ck_assert_uint_eq(matches.count, 0);
    mien_search_free(search);
}
END_TEST

START_TEST(verification_says_where_it_is)
{
    struct mien_error error = {0};
    ck_assert_int_eq(mien_index_verify(path, NULL, NULL, NULL, &error),
                     MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, "snapshot-0000000000000001: row 123 has no pair");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_damage");
    TCase *tcase = tcase_create("a kind");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    if (MIEN_BIG_ENDIAN) {
        mien_suite_skip("a_kind",
                        "there a snapshot is read, and judged, when it is opened");
    } else {
        tcase_add_test(tcase, a_search_that_meets_it_has_no_result);
        tcase_add_test(tcase, an_id_whose_entries_are_damaged_has_none);
        tcase_add_loop_test(tcase, ids_out_of_order_do_not_hide_entries, 0, 2);
        tcase_add_test(tcase, a_walk_ends_there_with_an_error);
        tcase_add_test(tcase, a_change_that_concerns_it_is_refused);
        tcase_add_test(tcase, a_compaction_fails_and_the_index_stays_as_it_is);
        tcase_add_test(tcase, verification_says_where_it_is);
    }
    suite_add_tcase(suite, tcase);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
