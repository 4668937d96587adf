// SPDX-License-Identifier: Apache-2.0
// Every single allocation of making, sealing and opening a case fails in its turn,
// those of jose, jansson and OpenSSL included: the call says so, nothing leaks, and a
// case that could not be sealed is as it was.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "case/record.h"
#include "cases.h"
#include "failing_malloc.h"
#include "suite.h"

// OpenSSL remembers its last errors, with texts that it keeps: now it has all of them.
static void fill_errors_of_openssl(void)
{
    for (int i = 0; i < 64; i++)
        ERR_raise_data(ERR_LIB_USER, 1, "an error");
}

// What the calls work upon, made once.
static struct {
    struct mien_body bodies[2];
    struct mien_case *its, *again;
    struct mien_blob sealed;
    json_t *record;
} here;

static void make_all(void)
{
    here.bodies[0] = mien_body_make("one", false);
    here.bodies[1] = mien_body_make("two", false);
    here.again = mien_case_filled(1, false);
    here.sealed = mien_sealed(here.again, MIEN_CASE_CREATE, here.bodies, 2);
    here.record = mien_case_to_record(here.again);
    here.its = mien_case_filled(1, false);
}

static void free_all(void)
{
    mien_body_free(&here.bodies[0]);
    mien_body_free(&here.bodies[1]);
    mien_case_free(here.its);
    mien_case_free(here.again);
    mien_blob_free(&here.sealed);
    json_decref(here.record);
}

// ------------------------------------------------------------------------- the calls
//
// Each makes something and throws it away; *right says whether it was the right thing.

static enum mien_status new_recipient(bool *right)
{
    const struct mien_recipient_make make = {
        .size = sizeof make, .id = "three", .name = "Three"};
    struct mien_blob file = {NULL, 0}, key = {NULL, 0};
    enum mien_status status =
        mien_recipient_new(&file.bytes, &file.size, &key.bytes, &key.size, &make, NULL);
    *right = file.bytes != NULL && strstr(file.bytes, "three") != NULL &&
             key.bytes != NULL && strstr(key.bytes, "\"d\"") != NULL;
    mien_blob_free(&file);
    mien_blob_free(&key);
    return status;
}

static enum mien_status read_recipient(bool *right)
{
    struct mien_recipient *recipient = NULL;
    enum mien_status status = mien_recipient_read(&recipient, here.bodies[0].file.bytes,
                                                  here.bodies[0].file.size, NULL);
    *right = recipient != NULL;
    mien_recipient_free(recipient);
    return status;
}

static enum mien_status new_case(bool *right)
{
    struct mien_case *its = NULL;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    static const uint8_t md5[16] = {1};
    uint32_t item = 0;
    mien_hashes_of(dihedral, 2);
    enum mien_status status = mien_case_new(&its, MIEN_TODAY, false, NULL);
    if (status == MIEN_OK)
        status = mien_case_answer(its, "synthetic", MIEN_ANSWER_NO, NULL);
    if (status == MIEN_OK)
        status = mien_case_add_image(its, &item, dihedral, 80, NULL);
    if (status == MIEN_OK)
        status = mien_case_add_video(its, &item, md5, NULL);
    if (status == MIEN_OK)
        status = mien_case_region(its, "FR", NULL);
    *right = item == 2;
    mien_case_free(its);
    return status;
}

static struct mien_case_seal sealed_for(const struct mien_recipient *const *recipient)
{
    return (struct mien_case_seal){.size = sizeof(struct mien_case_seal),
                                   .action = MIEN_CASE_CREATE,
                                   .recipients = recipient,
                                   .recipient_count = 1,
                                   .day = MIEN_TODAY};
}

// Two views of a picture, with their places, into a case and into a preview.
static enum mien_status add_views(bool *right)
{
    const struct mien_recipient *recipient = here.bodies[0].recipient;
    const struct mien_case_seal how = sealed_for(&recipient);
    struct mien_view views[2] = {
        {.kind = MIEN_VIEW_WHOLE, .count = 8, .place = {50, 50, 100, 100, 0}},
        {.kind = MIEN_VIEW_WINDOW, .count = 8, .place = {50, 50, 10, 10, 5}}};
    struct mien_case_info info = {.size = sizeof info};
    struct mien_blob text = {NULL, 0};
    mien_malloc_pause(true);
    struct mien_case *its = mien_case_filled(0, false);
    mien_malloc_pause(false);
    mien_hashes_of(views[0].dihedral, 5);
    views[0].quality = views[1].quality = 90;
    enum mien_status status = mien_case_add_views(its, NULL, views, 2, NULL);
    if (mien_case_info(its, &info) == MIEN_OK &&
        info.items + info.with_views != (status == MIEN_OK ? 2 : 0))
        status = MIEN_ERROR_BUSY; // nobody's reason: half of it is there
    if (status == MIEN_OK)
        status = mien_case_preview(its, &text.bytes, &text.size, &how, NULL);
    *right = text.bytes != NULL && strstr(text.bytes, "\"flipMinus1\"") != NULL;
    mien_blob_free(&text);
    mien_case_free(its);
    return status;
}

static enum mien_status copy_recipient(bool *right)
{
    struct mien_recipient *recipient = NULL;
    struct mien_blob text = {NULL, 0};
    enum mien_status status = mien_case_recipient(here.again, 1, &recipient, NULL);
    mien_malloc_stop(); // what was made is looked at with all memory that there is
    *right = recipient != NULL &&
             mien_recipient_json(recipient, &text.bytes, &text.size) == MIEN_OK &&
             strcmp(text.bytes, here.bodies[1].file.bytes) == 0;
    mien_blob_free(&text);
    mien_recipient_free(recipient);
    return status;
}

static enum mien_status preview(bool *right)
{
    const struct mien_recipient *recipient = here.bodies[0].recipient;
    const struct mien_case_seal how = sealed_for(&recipient);
    struct mien_blob text = {NULL, 0};
    enum mien_status status =
        mien_case_preview(here.its, &text.bytes, &text.size, &how, NULL);
    *right = text.bytes != NULL && strlen(text.bytes) == text.size;
    mien_blob_free(&text);
    return status;
}

// A case is sealed once only: of a copy, which is made with all memory there is.
static enum mien_status seal(bool *right)
{
    struct mien_blob document;
    struct mien_case_info before = {.size = sizeof before}, after = before;
    struct mien_document *opened = NULL;
    mien_malloc_pause(true);
    struct mien_case *its = mien_case_filled(1, false);
    mien_malloc_pause(false);
    enum mien_status status = mien_case_info(its, &before);
    if (status == MIEN_OK)
        status = mien_try_seal(its, &document, MIEN_CASE_CREATE, here.bodies, 2, NULL);
    mien_malloc_stop();
    bool told = mien_case_info(its, &after) == MIEN_OK;
    if (status == MIEN_OK) {
        *right = told && after.recipients == 2 && after.unsent == 0;
        for (int i = 0; i < 2 && *right; i++) {
            mien_document_free(opened);
            *right =
                mien_try_open(&opened, &document, &here.bodies[i], 0, NULL) == MIEN_OK;
        }
    } else if (!told || memcmp(&before, &after, sizeof before) != 0) {
        status = MIEN_ERROR_BUSY; // nobody's reason: the case was changed
    }
    mien_document_free(opened);
    mien_blob_free(&document);
    mien_case_free(its);
    return status;
}

static enum mien_status open_sealed(bool *right)
{
    struct mien_document *document = NULL;
    enum mien_status status =
        mien_try_open(&document, &here.sealed, &here.bodies[1], 0, NULL);
    *right = document != NULL;
    mien_document_free(document);
    return status;
}

static enum mien_status to_record(bool *right)
{
    json_t *record = mien_case_to_record(here.again);
    mien_malloc_stop();
    *right = record != NULL && json_equal(record, here.record);
    json_decref(record);
    return record != NULL ? MIEN_OK : MIEN_ERROR_MEMORY;
}

static enum mien_status from_record(bool *right)
{
    struct mien_case *its = NULL;
    enum mien_status status = mien_case_from_record(&its, here.record, NULL);
    mien_malloc_stop();
    json_t *record = its != NULL ? mien_case_to_record(its) : NULL;
    *right = record != NULL && json_equal(record, here.record);
    json_decref(record);
    mien_case_free(its);
    return status;
}

static const struct {
    const char *name;
    enum mien_status (*call)(bool *right);
    // Neither jose nor jansson says why it could not read something: then another
    // reason may be given, but never a wrong result.
    bool reads;
    bool parses; // JSON
} calls[] = {
    {"new recipient", new_recipient, false, false},
    {"read recipient", read_recipient, true, true},
    {"new case", new_case, false, false},
    {"add views", add_views, false, false},
    {"copy of a recipient", copy_recipient, true, false},
    {"preview", preview, false, false},
    {"seal", seal, false, false},
    {"open", open_sealed, true, true},
    {"to record", to_record, false, false},
    {"from record", from_record, true, false},
};
enum {
    CALLS = sizeof calls / sizeof calls[0]
};

static long left_behind; // by the last call

static enum mien_status call_failing(int which, long n, bool *right)
{
    ERR_clear_error(); // what it keeps with its last errors is no leak
    long live = mien_allocations.live;
    *right = false;
    mien_malloc_only_ours(calls[which].parses);
    mien_malloc_fail(n);
    enum mien_status status = calls[which].call(right);
    mien_malloc_stop();
    ERR_clear_error();
    left_behind = mien_allocations.live - live;
    return status;
}

static bool is_honest(int which, enum mien_status status)
{
    return status == MIEN_ERROR_MEMORY || status == MIEN_ERROR_INTERNAL ||
           (calls[which].reads &&
            (status == MIEN_ERROR_CORRUPT || status == MIEN_ERROR_KEY ||
             status == MIEN_ERROR_REFUSED || status == MIEN_ERROR_ARGUMENT));
}

START_TEST(every_allocation_may_fail)
{
    bool right;
    make_all();
    fill_errors_of_openssl();
    // What libraries keep from their first calls on is no leak.
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(call_failing(_i, -1, &right), MIEN_OK);
        ck_assert(right);
    }
    ck_assert_int_eq(left_behind, 0);
    long all = mien_allocations.taken, tried = 0, refusals = 0;
    for (long n = 0; n < all; n++) {
        enum mien_status status = call_failing(_i, n, &right);
        tried++;
        // jose_jwe_hdr() forgets a part of a header when it cannot add the rest.
        long forgotten = calls[_i].call == seal ? 4 : 0;
        ck_assert_msg(left_behind <= forgotten,
                      "allocation %ld of %ld: %ld left behind", n, all, left_behind);
        if (status == MIEN_OK) {
            // Then that allocation was not needed.
            ck_assert_msg(right, "allocation %ld of %ld: a wrong result", n, all);
            continue;
        }
        ck_assert_msg(is_honest(_i, status), "allocation %ld of %ld: status %d", n, all,
                      status);
        refusals++;
    }
    ck_assert_int_gt(refusals, tried / 2);
    ck_assert_int_eq(call_failing(_i, -1, &right), MIEN_OK);
    ck_assert(right);
    printf("# %s: %ld of %ld allocations tried, %ld of them indispensable\n",
           calls[_i].name, tried, all, refusals);
    free_all();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("case_memory");
    TCase *memory = tcase_create("memory");
    if (MIEN_OWN_MALLOC)
        tcase_add_loop_test(memory, every_allocation_may_fail, 0, CALLS);
    else
        mien_suite_skip("every_allocation_may_fail",
                        "this build cannot replace malloc()");
    suite_add_tcase(suite, memory);
    return mien_suite_run(suite);
}
