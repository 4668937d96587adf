// SPDX-License-Identifier: Apache-2.0
// Every single system call that writes, syncs, renames, cuts, reserves or opens fails
// in its turn, in a session that makes, changes, compacts and closes an index. What
// fails is said to have failed; a change that failed has not happened, or the handle
// takes no more; and reopened, the index holds exactly what was acknowledged.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "faults.h"
#include "hashes.h"
#include "index_case.h"
#include "suite.h"

static const struct fault {
    int error;
    bool lasting; // and all of them after it, until the session says so
    const char *name;
} faults[] = {
    {EIO, false, "EIO"},
    {ENOSPC, false, "ENOSPC"},
    {EIO, true, "EIO until it is noticed"},
    {ENOSPC, true, "ENOSPC until it is noticed"},
    {MIEN_FAULT_SHORT, false, "half a write"},
};
enum {
    FAULTS = sizeof faults / sizeof *faults
};

// ------------------------------------------------------------------------- the session

enum kind {
    CHANGE,
    SYNC,
    COMPACT
};
static struct step {
    enum kind kind;
    size_t count;
    struct mien_change change[4];
} script[] = {
    {CHANGE, 2, {{MIEN_CHANGE_ADD, {.id = 1}}, {MIEN_CHANGE_ADD, {.id = 2}}}},
    {CHANGE, 1, {{MIEN_CHANGE_ADD, {.id = 3}}}},
    {CHANGE, 1, {{MIEN_CHANGE_REPLACE, {.id = 2, .variant = 1}}}},
    {CHANGE, 1, {{MIEN_CHANGE_REMOVE_ID, {.id = 1}}}},
    {SYNC, 0, {{0}}},
    {COMPACT, 0, {{0}}},
    {CHANGE, 1, {{MIEN_CHANGE_ADD, {.id = 4}}}},
    {CHANGE,
     4,
     {{MIEN_CHANGE_ADD, {.id = 5}},
      {MIEN_CHANGE_REMOVE_ID, {.id = 3}},
      {MIEN_CHANGE_ADD, {.id = 6}},
      {MIEN_CHANGE_REPLACE, {.id = 4, .variant = 1}}}},
    {CHANGE, 1, {{MIEN_CHANGE_REMOVE_ID, {.id = 2, .list = MIEN_LIST_ANY}}}},
    {COMPACT, 0, {{0}}},
    {CHANGE, 1, {{MIEN_CHANGE_ADD, {.id = 7}}}},
};
enum {
    STEPS = sizeof script / sizeof *script
};

// The hash says which change it was.
static void fill_script(void)
{
    struct mien_random random = {20250804};
    for (size_t i = 0; i < STEPS; i++)
        for (size_t k = 0; k < script[i].count; k++)
            script[i].change[k].entry.hash = mien_random_hash(&random);
}

struct session {
    char path[MIEN_PATH_SIZE];
    const struct fault *fault;
    long n; // which call fails; 0: none
    struct mien_index *index;
    struct mien_model model; // what was acknowledged
    struct mien_model
        other;     // with the change that was not made durable, if there is one
    bool in_doubt; // there is one: the handle takes no more
    char when[100];
};

// A failure of this kind, and no other; or the answer of a handle that takes no more.
static void assert_failed(const struct session *session, enum mien_status status,
                          int reason)
{
    if (session->in_doubt && status == MIEN_ERROR_STATE)
        return;
    ck_assert_msg(status == MIEN_ERROR_IO, "%s: status %d", session->when, status);
    if (session->fault->error > 0)
        ck_assert_msg(reason == session->fault->error, "%s: errno %d", session->when,
                      reason);
}

static enum mien_status do_step(const struct session *session, const struct step *step)
{
    switch (step->kind) {
    case CHANGE:
        return mien_index_change(session->index, step->change, step->count, NULL, NULL);
    case SYNC:
        return mien_index_sync(session->index, NULL);
    case COMPACT:
        break;
    }
    return mien_index_compact(session->index, NULL);
}

// A change in doubt makes the handle refuse all that come after it.
static bool takes_more(struct session *session)
{
    const struct mien_change more = {MIEN_CHANGE_REMOVE_ID, {.id = 12345}};
    const struct mien_change another = {MIEN_CHANGE_ADD, {.id = 12345}};
    if (mien_index_change(session->index, &another, 1, NULL, NULL) != MIEN_OK)
        return false;
    mien_assert_ok(mien_index_change(session->index, &more, 1, NULL, NULL));
    return true;
}

static void after_failed_change(struct session *session, const struct step *step)
{
    mien_faults_end();
    if (takes_more(session)) {
        mien_assert_index(session->index, &session->model, session->when);
        return;
    }
    session->in_doubt = true;
    mien_model_copy(&session->other, &session->model);
    mien_model_change(&session->other, step->change, step->count, NULL);
}

static void run_step(struct session *session, const struct step *step)
{
    errno = 0;
    enum mien_status status = do_step(session, step);
    int reason = errno;
    if (status == MIEN_OK) {
        ck_assert_msg(!session->in_doubt || step->kind == COMPACT, "%s", session->when);
        mien_model_change(&session->model, step->change, step->count, NULL);
        return;
    }
    assert_failed(session, status, reason);
    if (session->in_doubt)
        return;
    if (step->kind == CHANGE) {
        after_failed_change(session, step);
    } else {
        // The index is as it was.
        mien_faults_end();
        mien_assert_index(session->index, &session->model, session->when);
        session->in_doubt = !takes_more(session);
        mien_model_copy(&session->other, &session->model);
    }
}

// ----------------------------------------------------------------------- what is left

static int count_open_files(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    if (folder == NULL)
        return 0;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

// Nobody has it open; no call fails any more.
static void check_left(struct session *session, const struct mien_index *before)
{
    struct mien_model there = {0};
    struct mien_index *reader = mien_test_open(session->path, 0);
    mien_model_read(&there, reader);
    mien_assert_ok(mien_index_close(reader));
    bool kept = mien_model_equal(&there, &session->model);
    bool more = session->in_doubt && mien_model_equal(&there, &session->other);
    ck_assert_msg(kept || more, "%s: %zu entries instead of %zu", session->when,
                  there.count, session->model.count);
    // It can be written again, compacted, and everybody sees the same.
    struct mien_index *writer = mien_test_open(session->path, MIEN_INDEX_WRITE);
    mien_assert_index(writer, &there, session->when);
    if (before != NULL)
        mien_assert_index(before, &there, session->when);
    mien_test_change(writer, &there, script[7].change, script[7].count);
    mien_assert_ok(mien_index_compact(writer, NULL));
    mien_test_change(writer, &there, script[3].change, script[3].count);
    mien_assert_index(writer, &there, session->when);
    if (before != NULL)
        mien_assert_index(before, &there, session->when);
    mien_assert_ok(mien_index_close(writer));
    mien_assert_ok(mien_index_verify(session->path, NULL, NULL, NULL, NULL));
    mien_model_free(&there);
}

static void begin(struct session *session)
{
    if (session->fault->lasting)
        mien_faults_begin_lasting(session->n, session->fault->error);
    else
        mien_faults_begin(session->n, session->fault->error);
    snprintf(session->when, sizeof session->when, "%s at call %ld",
             session->fault->name, session->n);
}

static void end(struct session *session)
{
    mien_model_free(&session->model);
    mien_model_free(&session->other);
    mien_folder_delete(session->path);
}

// Opens it, runs the script and closes it. Returns how many calls there were.
static long run_session(const struct fault *fault, long n, enum mien_index_sync sync)
{
    const struct mien_index_options options = {
        .size = sizeof options, .flags = MIEN_INDEX_WRITE, .sync = sync};
    struct session session = {.fault = fault, .n = n};
    mien_scratch_path(session.path, "faults");
    mien_folder_delete(session.path);
    mien_assert_ok(mien_index_create(session.path, NULL));
    struct mien_index *reader = mien_test_open(session.path, 0);
    int files = count_open_files();
    begin(&session);
    errno = 0;
    enum mien_status status =
        mien_index_open(&session.index, session.path, &options, NULL);
    if (status == MIEN_OK) {
        for (size_t i = 0; i < STEPS; i++)
            run_step(&session, &script[i]);
        status = mien_index_close(session.index);
        ck_assert_msg(status == MIEN_OK || status == MIEN_ERROR_IO, "%s: close: %d",
                      session.when, status);
    } else {
        assert_failed(&session, status, errno);
    }
    long calls = mien_faults_end();
    ck_assert_int_eq(count_open_files(), files);
    check_left(&session, reader);
    mien_assert_ok(mien_index_close(reader));
    end(&session);
    return calls;
}

START_TEST(every_call_of_a_session_fails)
{
    const struct fault *fault = &faults[_i % FAULTS];
    enum mien_index_sync sync = (enum mien_index_sync)(_i / FAULTS);
    fill_script();
    long calls = run_session(fault, 0, sync);
    ck_assert_int_gt(calls, 30);
    for (long n = 1; n <= calls; n++)
        run_session(fault, n, sync);
    printf("# %s: %ld calls\n", fault->name, calls);
    fflush(stdout);
}
END_TEST

// A creation that fails leaves no index; one that did not fail leaves one.
static long run_create(const struct fault *fault, long n)
{
    struct session session = {.fault = fault, .n = n};
    mien_scratch_path(session.path, "faults");
    mien_folder_delete(session.path);
    int files = count_open_files();
    begin(&session);
    errno = 0;
    enum mien_status status = mien_index_create(session.path, NULL);
    int reason = errno;
    long calls = mien_faults_end();
    ck_assert_int_eq(count_open_files(), files);
    if (status != MIEN_OK)
        assert_failed(&session, status, reason);
    else
        check_left(&session, NULL);
    end(&session);
    return calls;
}

START_TEST(every_call_of_a_creation_fails)
{
    fill_script();
    long calls = run_create(&faults[_i], 0);
    ck_assert_int_gt(calls, 5);
    for (long n = 1; n <= calls; n++)
        run_create(&faults[_i], n);
}
END_TEST

// Additions that may wait are made durable at the end, at the latest.
START_TEST(closing_says_what_could_not_be_made_durable)
{
    struct mien_index_options options = {.size = sizeof options,
                                         .flags = MIEN_INDEX_WRITE,
                                         .sync = MIEN_INDEX_SYNC_REMOVALS};
    for (int removes = 0; removes < 2; removes++) {
        struct mien_index *index;
        char path[MIEN_PATH_SIZE];
        mien_scratch_path(path, "closing");
        mien_folder_delete(path);
        mien_assert_ok(mien_index_create(path, NULL));
        mien_assert_ok(mien_index_open(&index, path, &options, NULL));
        mien_assert_ok(mien_index_change(index, script[0].change, 2, NULL, NULL));
        // A removal takes the additions before it along.
        if (removes != 0)
            mien_assert_ok(mien_index_change(index, script[3].change, 1, NULL, NULL));
        mien_faults_begin_lasting(1, EIO);
        errno = 0;
        enum mien_status status = mien_index_close(index);
        int reason = errno;
        mien_faults_end();
        ck_assert_int_eq(status, removes != 0 ? MIEN_OK : MIEN_ERROR_IO);
        ck_assert_int_eq(reason, removes != 0 ? reason : EIO);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index session");
    TCase *calls = tcase_create("calls");
    tcase_add_loop_test(calls, every_call_of_a_session_fails, 0, 2 * FAULTS);
    tcase_add_loop_test(calls, every_call_of_a_creation_fails, 0, FAULTS);
    tcase_add_test(calls, closing_says_what_could_not_be_made_durable);
    suite_add_tcase(suite, calls);
    mien_scratch_begin();
    int status = mien_suite_run(suite);
    mien_scratch_end();
    return status;
}
