// SPDX-License-Identifier: Apache-2.0
// Making, opening and closing an index, who may change it, and what wrong arguments do:
// the sentences of <mien/index.h> one by one.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hashes.h"
#include "index_case.h"
#include "process.h"
#include "suite.h"

static char path[MIEN_PATH_SIZE];
static struct mien_random dice = {20250722};

static void set_up(void)
{
    mien_scratch_path(path, "index");
    mien_folder_delete(path);
}

static void set_up_index(void)
{
    set_up();
    mien_assert_ok(mien_index_create(path, NULL));
}

static struct mien_change addition(uint64_t id)
{
    return (struct mien_change){
        .kind = MIEN_CHANGE_ADD,
        .entry = {.hash = mien_random_hash(&dice), .id = id, .list = 3}};
}

static void write_file(const char *name, const char *text)
{
    char file[MIEN_PATH_SIZE + 64];
    snprintf(file, sizeof file, "%s/%s", path, name);
    FILE *out = fopen(file, "wb");
    ck_assert_ptr_nonnull(out);
    ck_assert_int_ge(fputs(text, out), 0);
    ck_assert_int_eq(fclose(out), 0);
}

// The error is filled as it has to be: with the status, and a clause without the path.
static void assert_error(enum mien_status status, enum mien_status expected,
                         const struct mien_error *error)
{
    ck_assert_msg(status == expected, "status %d instead of %d: %s", status, expected,
                  error->detail);
    ck_assert_int_eq(error->status, expected);
    ck_assert_uint_gt(strlen(error->detail), 0);
    ck_assert_ptr_null(strstr(error->detail, path));
}

// -------------------------------------------------------------------------- making it

static void assert_empty(const char *where)
{
    struct mien_model none = {0};
    struct mien_index *index = mien_test_open(where, 0);
    mien_assert_index(index, &none, "new");
    mien_assert_ok(mien_index_close(index));
}

START_TEST(create_makes_a_new_folder_or_takes_an_empty_one)
{
    mien_assert_ok(mien_index_create(path, NULL));
    assert_empty(path);
    mien_folder_delete(path);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    mien_assert_ok(mien_index_create(path, NULL));
    assert_empty(path);
}
END_TEST

START_TEST(create_refuses_a_folder_that_is_not_empty)
{
    struct mien_error error = {0};
    struct mien_model model = {0};
    ck_assert_int_eq(mkdir(path, 0777), 0);
    write_file("letter", "dear");
    assert_error(mien_index_create(path, &error), MIEN_ERROR_STATE, &error);
    mien_folder_delete(path);
    // Above all, another index: it stays as it was.
    mien_assert_ok(mien_index_create(path, NULL));
    struct mien_index *index = mien_test_open(path, MIEN_INDEX_WRITE);
    struct mien_change change = addition(1);
    mien_test_change(index, &model, &change, 1);
    assert_error(mien_index_create(path, &error), MIEN_ERROR_STATE, &error);
    mien_assert_ok(mien_index_close(index));
    assert_error(mien_index_create(path, &error), MIEN_ERROR_STATE, &error);
    index = mien_test_open(path, 0);
    mien_assert_index(index, &model, "after a second create");
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

START_TEST(create_says_why_it_cannot)
{
    struct mien_error error = {0};
    char below[MIEN_PATH_SIZE + 8];
    assert_error(mien_index_create(NULL, &error), MIEN_ERROR_ARGUMENT, &error);
    ck_assert_int_eq(mien_index_create(NULL, NULL), MIEN_ERROR_ARGUMENT);
    snprintf(below, sizeof below, "%s/below", path);
    errno = 0;
    assert_error(mien_index_create(below, &error), MIEN_ERROR_IO, &error);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    write_file("below", "a file");
    errno = 0;
    assert_error(mien_index_create(below, &error), MIEN_ERROR_IO, &error);
    ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

// ------------------------------------------------------------------------- opening it

// Neither the handle nor what *index held before is touched.
static void assert_does_not_open(const char *where,
                                 const struct mien_index_options *options,
                                 enum mien_status expected, int reason)
{
    struct mien_index *const before = (struct mien_index *)&dice;
    struct mien_index *index = before;
    struct mien_error error = {0};
    errno = 0;
    assert_error(mien_index_open(&index, where, options, &error), expected, &error);
    ck_assert_int_eq(errno, reason != 0 ? reason : errno);
    ck_assert_ptr_eq(index, before);
    ck_assert_int_eq(mien_index_open(&index, where, options, NULL), expected);
    ck_assert_ptr_eq(index, before);
}

START_TEST(open_says_what_is_not_there)
{
    assert_does_not_open(path, NULL, MIEN_ERROR_IO, ENOENT);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    assert_does_not_open(path, NULL, MIEN_ERROR_FORMAT, 0);
    write_file("letter", "dear");
    assert_does_not_open(path, NULL, MIEN_ERROR_FORMAT, 0);
}
END_TEST

START_TEST(open_refuses_wrong_arguments)
{
    struct mien_error error = {0};
    const struct mien_index_options unknown_flag = {.size = sizeof unknown_flag,
                                                    .flags = 8};
    const struct mien_index_options unknown_sync = {.size = sizeof unknown_sync,
                                                    .sync = (enum mien_index_sync)2};
    const struct mien_index_options no_size = {.flags = MIEN_INDEX_WRITE};
    assert_error(mien_index_open(NULL, path, NULL, &error), MIEN_ERROR_ARGUMENT,
                 &error);
    assert_does_not_open(NULL, NULL, MIEN_ERROR_ARGUMENT, 0);
    assert_does_not_open(path, &unknown_flag, MIEN_ERROR_ARGUMENT, 0);
    assert_does_not_open(path, &unknown_sync, MIEN_ERROR_ARGUMENT, 0);
    assert_does_not_open(path, &no_size, MIEN_ERROR_ARGUMENT, 0);
}
END_TEST

START_TEST(options_of_an_older_or_newer_mien)
{
    struct {
        struct mien_index_options known;
        uint64_t unknown[2];
    } newer = {.known = {.size = sizeof newer, .flags = MIEN_INDEX_WRITE}};
    struct mien_index_options older = {
        .size = offsetof(struct mien_index_options, sync),
        .flags = MIEN_INDEX_WRITE,
        .sync = (enum mien_index_sync)77 // beyond the end
    };
    struct mien_index *index;
    mien_assert_ok(mien_index_open(&index, path, &newer.known, NULL));
    mien_assert_ok(mien_index_close(index));
    mien_assert_ok(mien_index_open(&index, path, &older, NULL));
    mien_assert_ok(mien_index_close(index));
    newer.unknown[1] = 1;
    assert_does_not_open(path, &newer.known, MIEN_ERROR_ARGUMENT, 0);
}
END_TEST

struct opening {
    char path[MIEN_PATH_SIZE];
    uint32_t flags;
};

static int open_and_close(const void *context, int from, int to)
{
    const struct opening *opening = context;
    const struct mien_index_options options = {.size = sizeof options,
                                               .flags = opening->flags};
    struct mien_index *index = NULL;
    enum mien_status answer = mien_index_open(&index, opening->path, &options, NULL);
    if (answer == MIEN_OK)
        answer = mien_index_close(index);
    return (int)answer;
}

// Whether a process of its own can open the index.
static enum mien_status open_elsewhere(uint32_t flags)
{
    struct opening opening = {.flags = flags};
    struct mien_process process;
    snprintf(opening.path, sizeof opening.path, "%s", path);
    mien_process_start(&process, open_and_close, &opening, sizeof opening);
    int answer = mien_process_wait(&process);
    mien_process_forget(&process);
    return (enum mien_status)answer;
}

START_TEST(one_writer_and_any_readers)
{
    const struct mien_index_options writing = {.size = sizeof writing,
                                               .flags = MIEN_INDEX_WRITE};
    struct mien_index *reader = mien_test_open(path, 0);
    struct mien_index *writer = mien_test_open(path, MIEN_INDEX_WRITE);
    assert_does_not_open(path, &writing, MIEN_ERROR_BUSY, 0);
    ck_assert_int_eq(open_elsewhere(MIEN_INDEX_WRITE), MIEN_ERROR_BUSY);
    ck_assert_int_eq(open_elsewhere(0), MIEN_OK);
    ck_assert_int_eq(open_elsewhere(MIEN_INDEX_RESIDENT), MIEN_OK);
    struct mien_index *another = mien_test_open(path, MIEN_INDEX_RESIDENT);
    mien_assert_ok(mien_index_close(another));
    mien_assert_ok(mien_index_close(writer));
    ck_assert_int_eq(open_elsewhere(MIEN_INDEX_WRITE), MIEN_OK);
    mien_assert_ok(mien_index_close(reader));
}
END_TEST

// A child that the writer starts must not keep the index locked after the writer.
START_TEST(a_program_that_is_started_does_not_inherit_the_lock)
{
    struct mien_index *writer = mien_test_open(path, MIEN_INDEX_WRITE);
    int gate[2];
    ck_assert_int_eq(pipe(gate), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(gate[0], 0);
        close(gate[1]);
        execlp("cat", "cat", (char *)NULL);
        _exit(127);
    }
    close(gate[0]);
    usleep(200000); // until it runs
    mien_assert_ok(mien_index_close(writer));
    writer = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_assert_ok(mien_index_close(writer));
    close(gate[1]);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}
END_TEST

START_TEST(readers_cannot_change)
{
    struct mien_index *reader = mien_test_open(path, 0);
    struct mien_change change = addition(1);
    struct mien_changed changed = {7, 7, 7};
    struct mien_error error = {0};
    assert_error(mien_index_change(reader, &change, 1, &changed, &error),
                 MIEN_ERROR_STATE, &error);
    ck_assert_uint_eq(changed.added, 7);
    assert_error(mien_index_sync(reader, &error), MIEN_ERROR_STATE, &error);
    assert_error(mien_index_compact(reader, &error), MIEN_ERROR_STATE, &error);
    mien_assert_ok(mien_index_close(reader));
    assert_empty(path);
}
END_TEST

START_TEST(without_search_there_is_no_search)
{
    struct mien_search *const before = (struct mien_search *)&dice;
    struct mien_search *search = before;
    struct mien_model model = {0};
    struct mien_index *index =
        mien_test_open(path, MIEN_INDEX_WRITE | MIEN_INDEX_NO_SEARCH);
    ck_assert_int_eq(mien_search_new(&search, index), MIEN_ERROR_STATE);
    ck_assert_ptr_eq(search, before);
    for (uint64_t id = 0; id < 100; id++) {
        struct mien_change change = addition(id);
        mien_test_change(index, &model, &change, 1);
    }
    mien_assert_index(index, &model, "without search");
    struct mien_index *reader = mien_test_open(path, 0);
    search = mien_test_search(reader);
    struct mien_matches matches;
    mien_assert_ok(mien_search_hash(search, &matches, &model.entry[50].hash, 0, NULL));
    ck_assert_uint_eq(matches.count, 1);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_compact(index, NULL));
    mien_assert_index(index, &model, "compacted without search");
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

START_TEST(nothing_is_closed_and_freed)
{
    mien_assert_ok(mien_index_close(NULL));
    mien_search_free(NULL);
}
END_TEST

// ------------------------------------------------------------------ changes: arguments

// Refused, and nothing of the call is done: not even what stands before the wrong one.
static void assert_no_change(struct mien_index *index, struct mien_model *model,
                             const struct mien_change *changes, size_t count)
{
    struct mien_changed changed = {7, 8, 9};
    struct mien_error error = {0};
    assert_error(mien_index_change(index, changes, count, &changed, &error),
                 MIEN_ERROR_ARGUMENT, &error);
    ck_assert_uint_eq(changed.added, 7);
    ck_assert_uint_eq(changed.removed, 8);
    ck_assert_uint_eq(changed.unchanged, 9);
    ck_assert_int_eq(mien_index_change(index, changes, count, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    mien_assert_index(index, model, "after a refusal");
}

START_TEST(wrong_changes_change_nothing)
{
    static const int kinds[] = {0, -1, 6, 64, 65, 1 << 20};
    struct mien_model model = {0};
    struct mien_index *index = mien_test_open(path, MIEN_INDEX_WRITE);
    struct mien_change changes[3] = {addition(1), addition(2), addition(3)};
    mien_test_change(index, &model, changes, 3);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (int at = 0; at < 3; at++) {
            struct mien_change wrong[3] = {addition(4), addition(5), addition(6)};
            wrong[(at + 1) % 3].kind = MIEN_CHANGE_REMOVE_ID;
            wrong[(at + 1) % 3].entry.id = 2;
            wrong[at].kind = (enum mien_change_kind)kinds[i];
            assert_no_change(index, &model, wrong, 3);
        }
    for (int replace = 0; replace < 2; replace++) {
        struct mien_change wrong[2] = {addition(7), addition(8)};
        wrong[1].kind = replace != 0 ? MIEN_CHANGE_REPLACE : MIEN_CHANGE_ADD;
        wrong[1].entry.list = MIEN_LIST_ANY;
        assert_no_change(index, &model, wrong, 2);
    }
    assert_no_change(index, &model, NULL, 1);
    assert_no_change(index, &model, NULL, SIZE_MAX);
    ck_assert_int_eq(mien_index_change(NULL, changes, 1, NULL, NULL),
                     MIEN_ERROR_ARGUMENT);
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

START_TEST(calls_without_an_index)
{
    struct mien_error error = {0};
    struct mien_search *search;
    assert_error(mien_index_sync(NULL, &error), MIEN_ERROR_ARGUMENT, &error);
    assert_error(mien_index_compact(NULL, &error), MIEN_ERROR_ARGUMENT, &error);
    ck_assert_int_eq(mien_search_new(&search, NULL), MIEN_ERROR_ARGUMENT);
    struct mien_index *index = mien_test_open(path, 0);
    ck_assert_int_eq(mien_search_new(NULL, index), MIEN_ERROR_ARGUMENT);
    mien_assert_ok(mien_index_close(index));
}
END_TEST

// ----------------------------------------------------------------- searches: arguments

static struct mien_search *search;
static const struct mien_hash hashes[MIEN_DIHEDRAL_COUNT];

// All three kinds of searches refuse it, and leave the matches alone.
static void assert_no_search(unsigned radius, const struct mien_search_options *options)
{
    const struct mien_matches before = {(const struct mien_match *)&dice, 77};
    struct mien_matches matches = before;
    const enum mien_status wrong = MIEN_ERROR_ARGUMENT;
    ck_assert_int_eq(mien_search_hash(search, &matches, hashes, radius, options),
                     wrong);
    ck_assert_int_eq(mien_search_batch(search, &matches, hashes, 2, radius, options),
                     wrong);
    ck_assert_int_eq(mien_search_oriented(search, &matches, hashes, radius, options),
                     wrong);
    ck_assert_mem_eq(&matches, &before, sizeof before);
}

static void assert_no_lists(const struct mien_list_radius *lists, size_t count)
{
    const struct mien_search_options options = {
        .size = sizeof options, .lists = lists, .list_count = count};
    assert_no_search(31, &options);
}

START_TEST(wrong_searches_give_nothing)
{
    static const struct mien_list_radius descending[] = {{2, 31}, {1, 31}};
    static const struct mien_list_radius twice[] = {{2, 31}, {2, 30}};
    static const struct mien_list_radius far[] = {{2, 31}, {3, 65}};
    static const struct mien_list_radius negative[] = {{2, -2}};
    const struct mien_search_options unknown = {.size = sizeof unknown, .flags = 8};
    struct mien_index *index = mien_test_open(path, 0);
    search = mien_test_search(index);
    assert_no_search(65, NULL);
    assert_no_search(UINT32_MAX, NULL);
    assert_no_search(31, &unknown);
    assert_no_lists(NULL, 1);
    assert_no_lists(descending, 2);
    assert_no_lists(twice, 2);
    assert_no_lists(far, 2);
    assert_no_lists(negative, 1);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(index));
}
END_TEST

START_TEST(searches_without_something)
{
    const enum mien_status wrong = MIEN_ERROR_ARGUMENT;
    struct mien_matches m = {NULL, 77};
    struct mien_index *index = mien_test_open(path, 0);
    search = mien_test_search(index);
    ck_assert_int_eq(mien_search_hash(NULL, &m, hashes, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_hash(search, NULL, hashes, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_hash(search, &m, NULL, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_batch(NULL, &m, hashes, 1, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_batch(search, NULL, hashes, 1, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_batch(search, &m, NULL, 1, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_oriented(NULL, &m, hashes, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_oriented(search, NULL, hashes, 31, NULL), wrong);
    ck_assert_int_eq(mien_search_oriented(search, &m, NULL, 31, NULL), wrong);
#if SIZE_MAX > UINT32_MAX
    ck_assert_int_eq(
        mien_search_batch(search, &m, hashes, (size_t)UINT32_MAX + 1, 31, NULL), wrong);
#endif
    ck_assert_uint_eq(m.count, 77);
    struct mien_entries entries = {NULL, 77};
    ck_assert_int_eq(mien_search_id(NULL, &entries, 1, 0, 0), wrong);
    ck_assert_int_eq(mien_search_id(search, NULL, 1, 0, 0), wrong);
    ck_assert_uint_eq(entries.count, 77);
    // No hashes have no matches.
    mien_assert_ok(mien_search_batch(search, &m, hashes, 0, 31, NULL));
    ck_assert_uint_eq(m.count, 0);
    mien_search_free(search);
    mien_assert_ok(mien_index_close(index));
}
END_TEST

START_TEST(layouts_are_frozen)
{
    ck_assert_uint_eq(sizeof(struct mien_entry), 48);
    ck_assert_uint_eq(sizeof(struct mien_match), 32);
    ck_assert_uint_eq(MIEN_SEARCH_RADIUS_MAX, 64);
    ck_assert_uint_eq(MIEN_LIST_ANY, UINT32_MAX);
}
END_TEST

static void add_tests(Suite *suite)
{
    TCase *create = tcase_create("create");
    tcase_add_checked_fixture(create, set_up, NULL);
    tcase_add_test(create, create_makes_a_new_folder_or_takes_an_empty_one);
    tcase_add_test(create, create_refuses_a_folder_that_is_not_empty);
    tcase_add_test(create, create_says_why_it_cannot);
    tcase_add_test(create, open_says_what_is_not_there);
    suite_add_tcase(suite, create);
    TCase *open = tcase_create("open");
    tcase_add_checked_fixture(open, set_up_index, NULL);
    tcase_add_test(open, open_refuses_wrong_arguments);
    tcase_add_test(open, options_of_an_older_or_newer_mien);
    tcase_add_test(open, one_writer_and_any_readers);
    tcase_add_test(open, a_program_that_is_started_does_not_inherit_the_lock);
    tcase_add_test(open, readers_cannot_change);
    tcase_add_test(open, without_search_there_is_no_search);
    tcase_add_test(open, nothing_is_closed_and_freed);
    suite_add_tcase(suite, open);
    TCase *arguments = tcase_create("arguments");
    tcase_add_checked_fixture(arguments, set_up_index, NULL);
    tcase_add_test(arguments, wrong_changes_change_nothing);
    tcase_add_test(arguments, calls_without_an_index);
    tcase_add_test(arguments, wrong_searches_give_nothing);
    tcase_add_test(arguments, searches_without_something);
    tcase_add_test(arguments, layouts_are_frozen);
    suite_add_tcase(suite, arguments);
}

int main(void)
{
    Suite *suite = suite_create("index contract");
    add_tests(suite);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
