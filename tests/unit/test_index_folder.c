// SPDX-License-Identifier: Apache-2.0
// The folder of an index: one writer, the newest snapshot, and files that go when
// nobody reads them any more.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "index/folder.h"
#include "index_files.h"
#include "process.h"
#include "suite.h"

static struct mien_test_folder folder;

static void set_up(void)
{
    mien_test_folder_make(&folder);
}

static void tear_down(void)
{
    mien_test_folder_remove(&folder);
}

static void make_generation(uint64_t generation)
{
    ck_assert_int_eq(mien_log_create(folder.fd, generation, NULL), MIEN_OK);
    ck_assert_int_eq(
        mien_snapshot_write(folder.fd, generation, 0, mien_rows_next, NULL, NULL),
        MIEN_OK);
}

static bool has_snapshot(uint64_t generation)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, generation);
    return mien_test_folder_has(&folder, name);
}

static bool has_log(uint64_t generation)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_log_name(name, generation);
    return mien_test_folder_has(&folder, name);
}

START_TEST(names_have_sixteen_digits)
{
    char name[MIEN_FILE_NAME_SIZE];
    mien_snapshot_name(name, 0xfedcba9876543210);
    ck_assert_str_eq(name, "snapshot-fedcba9876543210");
    mien_log_name(name, 10);
    ck_assert_str_eq(name, "log-000000000000000a");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_enoent)
{
    int fd = 77;
    errno = 0;
    ck_assert_int_eq(mien_folder_open(&fd, "/nowhere/at/all", NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(fd, 77);
    ck_assert_int_eq(mien_folder_open(&fd, folder.path, NULL), MIEN_OK);
    close(fd);
}
END_TEST

START_TEST(the_newest_snapshot_has_the_largest_number)
{
    uint64_t generation = 77;
    bool empty = false;
    ck_assert_int_eq(mien_folder_is_empty(folder.fd, &empty, NULL), MIEN_OK);
    ck_assert(empty);
    ck_assert_int_eq(mien_folder_newest(folder.fd, &generation, NULL),
                     MIEN_ERROR_FORMAT);
    // None of these is one.
    static const char *const others[] = {"snapshot-00000000000000ff.tmp",
                                         "snapshot-00000000000000fF",
                                         "snapshot-00000000000000f",
                                         "snapshot-00000000000000fff",
                                         "snapshot-",
                                         "snapshot-0x000000000000ff",
                                         "log-0x000000000000ff",
                                         "lock"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        mien_test_folder_write(&folder, others[i], "", 0);
    ck_assert_int_eq(mien_folder_newest(folder.fd, &generation, NULL),
                     MIEN_ERROR_FORMAT);
    // A log alone says that there was one.
    mien_test_folder_write(&folder, "log-0000000000000000", "", 0);
    ck_assert_int_eq(mien_folder_newest(folder.fd, &generation, NULL),
                     MIEN_ERROR_CORRUPT);
    ck_assert_uint_eq(generation, 77);
    ck_assert_int_eq(mien_folder_is_empty(folder.fd, &empty, NULL), MIEN_OK);
    ck_assert(!empty);
    static const uint64_t generations[] = {9, 0xa, 3, 0};
    for (size_t i = 0; i < 4; i++)
        make_generation(generations[i]);
    ck_assert_int_eq(mien_folder_newest(folder.fd, &generation, NULL), MIEN_OK);
    ck_assert_uint_eq(generation, 0xa);
}
END_TEST

START_TEST(sizes_are_those_of_snapshots_and_logs)
{
    uint64_t snapshots = 0, logs = 0;
    mien_test_folder_write(&folder, "snapshot-0000000000000001", "12345", 5);
    mien_test_folder_write(&folder, "snapshot-0000000000000002", "1234", 4);
    mien_test_folder_write(&folder, "log-0000000000000002", "123", 3);
    mien_test_folder_write(&folder, "log-0000000000000002.tmp", "1", 1);
    mien_test_folder_write(&folder, "note", "1", 1);
    ck_assert_int_eq(mien_folder_sizes(folder.fd, &snapshots, &logs, NULL), MIEN_OK);
    ck_assert_uint_eq(snapshots, 9);
    ck_assert_uint_eq(logs, 3);
}
END_TEST

START_TEST(there_is_one_writer_at_a_time)
{
    int lock = -1, other = 77;
    ck_assert(!mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_test_folder_count(&folder), 0); // asking leaves no file
    ck_assert_int_eq(mien_folder_lock(folder.fd, &lock, NULL), MIEN_OK);
    // Its word does not count yet.
    ck_assert(!mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_folder_begin_writing(lock, NULL), MIEN_OK);
    ck_assert(mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_folder_lock(folder.fd, &other, NULL), MIEN_ERROR_BUSY);
    ck_assert_int_eq(other, 77);
    ck_assert(mien_folder_has_writer(folder.fd));
    close(lock);
    ck_assert(!mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_folder_lock(folder.fd, &lock, NULL), MIEN_OK);
    ck_assert(!mien_folder_has_writer(folder.fd)); // nor does that of the one before
    close(lock);
}
END_TEST

// Becomes the writer, says so, and waits for the worst.
static int lock_and_wait(const void *path, int from, int to)
{
    int fd, lock;
    char byte;
    if (mien_folder_open(&fd, path, NULL) != MIEN_OK ||
        mien_folder_lock(fd, &lock, NULL) != MIEN_OK ||
        mien_folder_begin_writing(lock, NULL) != MIEN_OK ||
        !mien_process_put(to, "+", 1))
        return 1;
    return mien_process_get(from, &byte, 1);
}

START_TEST(a_writer_that_dies_lets_the_next_one_in)
{
    struct mien_process process;
    int lock = -1;
    char byte;
    mien_process_start(&process, lock_and_wait, folder.path, sizeof folder.path);
    ck_assert(mien_process_get(process.from, &byte, 1));
    ck_assert(mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_folder_lock(folder.fd, &lock, NULL), MIEN_ERROR_BUSY);
    mien_process_kill(&process);
    mien_process_forget(&process);
    ck_assert(!mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(mien_folder_lock(folder.fd, &lock, NULL), MIEN_OK);
    close(lock);
}
END_TEST

static void *let_go_soon(void *fd)
{
    const struct timespec while_it_waits = {.tv_nsec = 20000000};
    nanosleep(&while_it_waits, NULL);
    close(*(int *)fd);
    return NULL;
}

// Who asks whether there is a writer has the lock for a moment, shared.
START_TEST(a_reader_that_asks_keeps_no_writer_out)
{
    int lock = -1, asking;
    pthread_t thread;
    mien_test_folder_write(&folder, "lock", "", 0);
    asking = openat(folder.fd, "lock", O_RDONLY | O_CLOEXEC);
    ck_assert_int_eq(flock(asking, LOCK_SH | LOCK_NB), 0);
    ck_assert(!mien_folder_has_writer(folder.fd));
    ck_assert_int_eq(pthread_create(&thread, NULL, let_go_soon, &asking), 0);
    ck_assert_int_eq(mien_folder_lock(folder.fd, &lock, NULL), MIEN_OK);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    close(lock);
}
END_TEST

START_TEST(cleaning_deletes_what_is_older_and_what_was_left)
{
    for (uint64_t i = 0; i < 6; i++)
        make_generation(i);
    mien_test_folder_write(&folder, "snapshot-0000000000000004.tmp", "x", 1);
    mien_test_folder_write(&folder, "log-0000000000000009.tmp", "x", 1);
    // These are not ours.
    static const char *const others[] = {"notes.tmp", "snapshot-0000000000000001.bak",
                                         "log-0000000000000001x", "lock"};
    for (int i = 0; i < 4; i++)
        mien_test_folder_write(&folder, others[i], "x", 1);
    mien_folder_clean(folder.fd, 4);
    for (uint64_t i = 0; i < 6; i++) {
        ck_assert_int_eq(has_snapshot(i), i >= 4);
        ck_assert_int_eq(has_log(i), i >= 4);
    }
    for (int i = 0; i < 4; i++)
        ck_assert(mien_test_folder_has(&folder, others[i]));
    ck_assert_int_eq(mien_test_folder_count(&folder), 4 + 4);
}
END_TEST

// In both orders, since folders list their files in the order they came, or backwards.
START_TEST(cleaning_leaves_what_somebody_reads)
{
    struct mien_snapshot one, three;
    for (uint64_t i = 0; i < 6; i++)
        make_generation(_i == 0 ? i : 5 - i);
    ck_assert_int_eq(mien_snapshot_open(&one, folder.fd, 1, false, NULL), MIEN_OK);
    ck_assert_int_eq(mien_snapshot_open(&three, folder.fd, 3, true, NULL), MIEN_OK);
    mien_folder_clean(folder.fd, 5);
    for (uint64_t i = 0; i < 6; i++) {
        ck_assert_int_eq(has_snapshot(i), i == 1 || i == 3 || i == 5);
        ck_assert_int_eq(has_log(i), i >= 1); // from snapshot 1 the way leads over all
    }
    mien_snapshot_close(&one);
    mien_folder_clean(folder.fd, 5);
    for (uint64_t i = 0; i < 6; i++) {
        ck_assert_int_eq(has_snapshot(i), i == 3 || i == 5);
        ck_assert_int_eq(has_log(i), i >= 3);
    }
    mien_snapshot_close(&three);
    mien_folder_clean(folder.fd, 5);
    ck_assert_int_eq(mien_test_folder_count(&folder), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index_folder");
    TCase *tcase = tcase_create("folder");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, names_have_sixteen_digits);
    tcase_add_test(tcase, a_folder_that_is_not_there_is_enoent);
    tcase_add_test(tcase, the_newest_snapshot_has_the_largest_number);
    tcase_add_test(tcase, sizes_are_those_of_snapshots_and_logs);
    tcase_add_test(tcase, there_is_one_writer_at_a_time);
    tcase_add_test(tcase, a_writer_that_dies_lets_the_next_one_in);
    tcase_add_test(tcase, a_reader_that_asks_keeps_no_writer_out);
    tcase_add_test(tcase, cleaning_deletes_what_is_older_and_what_was_left);
    tcase_add_loop_test(tcase, cleaning_leaves_what_somebody_reads, 0, 2);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
