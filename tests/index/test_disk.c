// SPDX-License-Identifier: Apache-2.0
// An index on a disk that is full, and on one that cannot be written: a small file
// system in memory, which the test mounts for itself alone. Where it may not, it is
// skipped.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hashes.h"
#include "index_case.h"
#include "suite.h"

static struct mien_random dice = {20250805};
static char disk[MIEN_PATH_SIZE], path[2 * MIEN_PATH_SIZE];

// ----------------------------------------------------------------------------- the
// disk

static bool write_text(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return done;
}

// Mounts what nobody else sees, and what is gone with this process. Who is not root
// becomes root of a user namespace.
static bool mount_disk(const char *options)
{
    uid_t user = getuid();
    gid_t group = getgid();
    char map[64];
    if (unshare(CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        snprintf(map, sizeof map, "0 %u 1", (unsigned)user);
        write_text("/proc/self/setgroups", "deny");
        if (!write_text("/proc/self/uid_map", map))
            return false;
        snprintf(map, sizeof map, "0 %u 1", (unsigned)group);
        if (!write_text("/proc/self/gid_map", map))
            return false;
    }
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", disk, "tmpfs", 0, options) == 0;
}

// Tries it in a process of its own.
static bool can_mount(void)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0)
        _exit(mount_disk("size=1m") ? 0 : 1);
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void set_up(const char *options)
{
    ck_assert(mount_disk(options));
    snprintf(path, sizeof path, "%s/index", disk);
    mien_assert_ok(mien_index_create(path, NULL));
}

// ---------------------------------------------------------------------------- it is
// full

static struct mien_change addition(uint64_t id)
{
    return (struct mien_change){MIEN_CHANGE_ADD,
                                {.hash = mien_random_hash(&dice), .id = id}};
}

// Adds until there is no space left.
static void fill(struct mien_index *index, struct mien_model *model)
{
    for (uint64_t id = model->count + 1;; id++) {
        struct mien_change change = addition(id);
        struct mien_error error = {0};
        errno = 0;
        enum mien_status status = mien_index_change(index, &change, 1, NULL, &error);
        int reason = errno;
        if (status == MIEN_OK) {
            mien_model_push(model, &change.entry);
            continue;
        }
        ck_assert_int_eq(status, MIEN_ERROR_IO);
        ck_assert_int_eq(error.status, MIEN_ERROR_IO);
        ck_assert_int_eq(reason, ENOSPC);
        return;
    }
}

// Takes what space there is. Returns the file's descriptor.
static int take_the_rest(const char *file)
{
    static const char zeros[1000];
    int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    ck_assert_int_ge(fd, 0);
    while (write(fd, zeros, sizeof zeros) > 0)
        continue;
    return fd;
}

static void remove_some(struct mien_index *index, struct mien_model *model,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct mien_change change = {
            MIEN_CHANGE_REMOVE_ID,
            model->entry[mien_random_below(&dice, (uint32_t)model->count)]};
        mien_test_change(index, model, &change, 1);
    }
}

// Nothing has changed by a change that found no space; withdrawals go on, also after
// the index was closed and opened again.
START_TEST(removals_go_on_when_the_disk_is_full)
{
    struct mien_model model = {0};
    char rest[2 * MIEN_PATH_SIZE];
    set_up("size=1m");
    snprintf(rest, sizeof rest, "%s/rest", disk);
    struct mien_index *index = mien_test_open(path, MIEN_INDEX_WRITE);
    fill(index, &model);
    int fd = take_the_rest(rest);
    fill(index, &model); // fails at once, or soon
    ck_assert_uint_gt(model.count, 2000);
    mien_assert_index(index, &model, "full");
    remove_some(index, &model, 500);
    mien_assert_index(index, &model, "full, and removed from");
    mien_assert_ok(mien_index_close(index));
    index = mien_test_open(path, MIEN_INDEX_WRITE);
    mien_assert_index(index, &model, "full, and opened again");
    remove_some(index, &model, 500);
    ck_assert_int_eq(mien_index_compact(index, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOSPC);
    mien_assert_index(index, &model, "full, and not compacted");
    remove_some(index, &model, 500);
    mien_assert_ok(mien_index_verify(path, NULL, NULL, NULL, NULL));
    close(fd);
    ck_assert_int_eq(mount(NULL, disk, NULL, MS_REMOUNT, "size=8m"), 0);
    mien_assert_ok(mien_index_compact(index, NULL));
    mien_assert_index(index, &model, "no more full");
    struct mien_change change = addition(1 << 20);
    mien_test_change(index, &model, &change, 1);
    mien_assert_ok(mien_index_close(index));
    mien_model_free(&model);
}
END_TEST

START_TEST(nothing_can_be_made_on_a_full_disk)
{
    struct mien_error error = {0};
    char rest[2 * MIEN_PATH_SIZE], other[2 * MIEN_PATH_SIZE];
    set_up("size=200k");
    snprintf(rest, sizeof rest, "%s/rest", disk);
    snprintf(other, sizeof other, "%s/other", disk);
    ck_assert_int_eq(mkdir(other, 0777), 0);
    close(take_the_rest(rest));
    ck_assert_int_eq(mien_index_create(other, &error), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, ENOSPC);
    ck_assert_int_eq(error.status, MIEN_ERROR_IO);
}
END_TEST

// --------------------------------------------------------------------- it is read-only

START_TEST(a_disk_that_cannot_be_written_can_be_read)
{
    const struct mien_index_options writing = {.size = sizeof writing,
                                               .flags = MIEN_INDEX_WRITE};
    struct mien_model model = {0};
    struct mien_index *index;
    set_up("size=4m");
    index = mien_test_open(path, MIEN_INDEX_WRITE);
    for (uint64_t id = 1; id < 100; id++) {
        struct mien_change change = addition(id);
        mien_test_change(index, &model, &change, 1);
        if (id == 50)
            mien_assert_ok(mien_index_compact(index, NULL));
    }
    remove_some(index, &model, 20);
    mien_assert_ok(mien_index_close(index));
    ck_assert_int_eq(mount(NULL, disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    for (uint32_t flags = 0; flags <= MIEN_INDEX_RESIDENT;
         flags += MIEN_INDEX_RESIDENT) {
        struct mien_matches matches;
        index = mien_test_open(path, flags);
        struct mien_search *search = mien_test_search(index);
        mien_assert_index(index, &model, "read-only");
        mien_assert_ok(
            mien_search_hash(search, &matches, &model.entry[0].hash, 0, NULL));
        ck_assert_uint_eq(matches.count, 1);
        mien_search_free(search);
        mien_assert_ok(mien_index_close(index));
    }
    mien_assert_ok(mien_index_verify(path, NULL, NULL, NULL, NULL));
    errno = 0;
    ck_assert_int_eq(mien_index_open(&index, path, &writing, NULL), MIEN_ERROR_IO);
    ck_assert_int_eq(errno, EROFS);
    mien_model_free(&model);
}
END_TEST

int main(void)
{
    const char *reason = "may not mount a file system here";
    Suite *suite = suite_create("index disk");
    TCase *full = tcase_create("disk");
    mien_scratch_begin();
    mien_scratch_path(disk, "disk");
    bool may = mkdir(disk, 0777) == 0 && can_mount();
    mien_tcase_add_if(full, removals_go_on_when_the_disk_is_full, may,
                      "removals_go_on_when_the_disk_is_full", reason);
    mien_tcase_add_if(full, nothing_can_be_made_on_a_full_disk, may,
                      "nothing_can_be_made_on_a_full_disk", reason);
    mien_tcase_add_if(full, a_disk_that_cannot_be_written_can_be_read, may,
                      "a_disk_that_cannot_be_written_can_be_read", reason);
    suite_add_tcase(suite, full);
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
