// SPDX-License-Identifier: Apache-2.0
// What is Windows' own about an index: the names of its folder, and what others may do
// to it while it is open.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "hashes.h"
#include "index_case.h"
#include "process.h"
#include "suite.h"

#include <windows.h> // last: it has a macro called near

enum {
    LONG_PATH = 2000
};

static struct mien_random dice = {20261122};
static char path[LONG_PATH];

static void make(const char *name)
{
    char scratch[MIEN_PATH_SIZE];
    mien_scratch_path(scratch, "");
    snprintf(path, sizeof path, "%s%s", scratch, name);
    mien_assert_ok(mien_index_create(path, NULL));
}

static wchar_t *wide_path(const char *narrow)
{
    static wchar_t wide[LONG_PATH];
    wchar_t full[LONG_PATH];
    ck_assert_int_gt(MultiByteToWideChar(CP_UTF8, 0, narrow, -1, wide, LONG_PATH), 0);
    ck_assert_uint_le(GetFullPathNameW(wide, LONG_PATH, full, NULL), LONG_PATH - 5);
    wcscpy(wide, L"\\\\?\\");
    return wcscat(wide, full);
}

// Its own files with it, which others cannot name.
static void delete_folder(const char *narrow)
{
    static const char *const files[] = {"lock", "log-0000000000000001",
                                        "snapshot-0000000000000001", NULL};
    char file[LONG_PATH + 40];
    for (int i = 0; files[i] != NULL; i++) {
        snprintf(file, sizeof file, "%s/%s", narrow, files[i]);
        ck_assert(DeleteFileW(wide_path(file)));
    }
    ck_assert(RemoveDirectoryW(wide_path(narrow)));
}

// Everything that goes by a name is done once.
static void use(void)
{
    struct mien_model model = {0};
    struct mien_index *writer = mien_test_open(path, MIEN_INDEX_WRITE);
    struct mien_index *reader = mien_test_open(path, 0);
    for (uint64_t id = 0; id < 20; id++) {
        const struct mien_change one = {MIEN_CHANGE_ADD,
                                        {.hash = mien_random_hash(&dice), .id = id}};
        mien_test_change(writer, &model, &one, 1);
    }
    mien_assert_index(reader, &model, "before a compaction");
    mien_assert_ok(mien_index_compact(writer, NULL));
    mien_assert_index(reader, &model, "after it");
    mien_assert_ok(mien_index_close(reader));
    mien_assert_ok(mien_index_compact(writer, NULL)); // deletes what the reader kept
    mien_assert_ok(mien_index_close(writer));
    mien_assert_ok(mien_index_verify(path, NULL, NULL, NULL, NULL));
    mien_model_free(&model);
}

START_TEST(paths_are_utf_8)
{
    // Of three alphabets, and one character of two units of UTF-16.
    make("\xd9\x85\xd9\x87\xd8\xb1\xd8\xa7\xd9\x86 S\xc3\xb8ren "
         "\xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x94\x92");
    use();
    delete_folder(path);
}
END_TEST

START_TEST(what_is_not_utf_8_is_no_path)
{
    struct mien_index *index;
    ck_assert_int_eq(mien_index_create("\xff\xfe", NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(mien_index_open(&index, "\xc3(", NULL, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(mien_index_open(&index, "", NULL, NULL), MIEN_ERROR_IO);
}
END_TEST

START_TEST(paths_may_be_longer_than_260_characters)
{
    enum {
        FOLDERS = 4
    };
    char above[FOLDERS][LONG_PATH];
    char name[101], scratch[MIEN_PATH_SIZE];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    mien_scratch_path(scratch, name);
    snprintf(above[0], LONG_PATH, "%s", scratch);
    ck_assert(CreateDirectoryW(wide_path(above[0]), NULL));
    for (int i = 1; i < FOLDERS; i++) {
        snprintf(above[i], LONG_PATH, "%.1800s/%s", above[i - 1], name);
        ck_assert(CreateDirectoryW(wide_path(above[i]), NULL));
    }
    snprintf(path, sizeof path, "%.1800s/index", above[FOLDERS - 1]);
    ck_assert_uint_gt(strlen(path), 400);
    mien_assert_ok(mien_index_create(path, NULL));
    use();
    delete_folder(path);
    for (int i = FOLDERS - 1; i >= 0; i--)
        ck_assert(RemoveDirectoryW(wide_path(above[i])));
}
END_TEST

// With another one under its name, files would come to be in the wrong one.
START_TEST(nobody_takes_the_folder_away_while_it_is_open)
{
    char other[LONG_PATH + 10];
    wchar_t from[LONG_PATH];
    make("open");
    snprintf(other, sizeof other, "%s.away", path);
    struct mien_index *index = mien_test_open(path, 0);
    wcscpy(from, wide_path(path));
    ck_assert(!MoveFileExW(from, wide_path(other), 0));
    mien_assert_ok(mien_index_close(index));
    ck_assert(MoveFileExW(from, wide_path(other), 0));
}
END_TEST

static int wait_for_the_end(const void *context, int from, int to)
{
    char byte;
    return mien_process_get(from, &byte, 1);
}

// It must not keep the index locked after the writer.
START_TEST(a_program_that_is_started_does_not_inherit_the_lock)
{
    struct mien_process process;
    make("inherited");
    struct mien_index *writer = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_process_start(&process, wait_for_the_end, "", 1);
    mien_assert_ok(mien_index_close(writer));
    writer = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_assert_ok(mien_index_close(writer));
    ck_assert_int_eq(mien_process_wait(&process), 0);
    mien_process_forget(&process);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("windows");
    TCase *paths = tcase_create("paths");
    tcase_add_test(paths, paths_are_utf_8);
    tcase_add_test(paths, what_is_not_utf_8_is_no_path);
    tcase_add_test(paths, paths_may_be_longer_than_260_characters);
    suite_add_tcase(suite, paths);
    TCase *others = tcase_create("others");
    tcase_add_test(others, nobody_takes_the_folder_away_while_it_is_open);
    tcase_add_test(others, a_program_that_is_started_does_not_inherit_the_lock);
    suite_add_tcase(suite, others);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
