// SPDX-License-Identifier: Apache-2.0
// Every single allocation of the wallet, the words, the register and the exports fails
// in its turn, those of jose, jansson and OpenSSL included: the call says so, nothing
// leaks, and what was there before is still there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include <mien/case.h>

#include "case/wallet.h"
#include "failing_malloc.h"
#include "made.h"
#include "suite.h"

static const struct mien_passphrase passphrase = {"correct horse", 13};
static const char words[] =
    "legal winner thank year wave sausage worth useful legal winner thank year wave "
    "sausage worth useful legal winner thank year wave sausage worth title";
static const char items[] =
    "[{\"item\":\"1\",\"media\":\"image\",\"signals\":[{\"signalType\":\"ImagePDQ\","
    "\"hashValue\":"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\","
    "\"quality\":90,\"variant\":\"original\"}]}]";

// OpenSSL remembers its last errors, with texts that it keeps: now it has all of them.
static void fill_errors_of_openssl(void)
{
    for (int i = 0; i < 64; i++)
        ERR_raise_data(ERR_LIB_USER, 1, "an error");
}

// What the calls work upon, made once.
static struct {
    struct mien_wallet *wallet;
    struct mien_case *its, *other;
    char *sealed, *registered;
    size_t sealed_length, registered_length;
    struct mien_register *its_register;
    struct mien_document *documents[2];
} here;

static void make_all(void)
{
    struct mien_made_case made = mien_made_case();
    ck_assert_int_eq(mien_wallet_new(&here.wallet), MIEN_OK);
    ck_assert_int_eq(mien_case_new(&here.its, "2026-11-22", false, NULL), MIEN_OK);
    ck_assert_int_eq(mien_case_new(&here.other, "2026-11-22", false, NULL), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(here.wallet, here.its, NULL), MIEN_OK);
    ck_assert_int_eq(mien_wallet_seal_rounds(here.wallet, &here.sealed,
                                             &here.sealed_length, passphrase, 1000,
                                             NULL),
                     MIEN_OK);
    here.documents[0] = mien_made_document(&made, "create", "2026-11-21", items);
    here.documents[1] = mien_made_document(&made, "withdraw", "2026-11-22", items);
    ck_assert_int_eq(mien_register_new(&here.its_register), MIEN_OK);
    ck_assert_int_eq(mien_register_judge(here.its_register, here.documents[0], NULL),
                     MIEN_OK);
    ck_assert_int_eq(mien_register_json(here.its_register, &here.registered,
                                        &here.registered_length),
                     MIEN_OK);
}

static void free_all(void)
{
    mien_wallet_free(here.wallet);
    mien_case_free(here.its);
    mien_case_free(here.other);
    mien_case_text_free(here.sealed, here.sealed_length);
    mien_case_text_free(here.registered, here.registered_length);
    mien_register_free(here.its_register);
    for (int i = 0; i < 2; i++)
        mien_document_free(here.documents[i]);
}

// ------------------------------------------------------------------------- the calls
//
// Each makes something and throws it away; *right says whether it was the right thing.

static enum mien_status seal(bool *right)
{
    char *text = NULL;
    size_t length = 0;
    enum mien_status status =
        mien_wallet_seal_rounds(here.wallet, &text, &length, passphrase, 1000, NULL);
    mien_malloc_stop(); // what was made is looked at with all memory that there is
    struct mien_wallet *wallet = NULL;
    *right = status == MIEN_OK && length == here.sealed_length &&
             mien_wallet_open(&wallet, text, length, passphrase.bytes,
                              passphrase.length, NULL) == MIEN_OK &&
             mien_wallet_count(wallet) == 1;
    mien_wallet_free(wallet);
    mien_case_text_free(text, length);
    return status;
}

static enum mien_status open_sealed(bool *right)
{
    struct mien_wallet *wallet = NULL;
    enum mien_status status =
        mien_wallet_open(&wallet, here.sealed, here.sealed_length, passphrase.bytes,
                         passphrase.length, NULL);
    *right = mien_wallet_count(wallet) == 1;
    mien_wallet_free(wallet);
    return status;
}

static enum mien_status take_out(bool *right)
{
    struct mien_case *its = NULL;
    enum mien_status status = mien_wallet_case(here.wallet, 0, &its, NULL);
    *right = its != NULL;
    mien_case_free(its);
    return status;
}

// In the place of its earlier state.
static enum mien_status put(bool *right)
{
    enum mien_status status = mien_wallet_put(here.wallet, here.its, NULL);
    *right = mien_wallet_count(here.wallet) == 1;
    return status;
}

static enum mien_status put_and_forget(bool *right)
{
    struct mien_case_info info = {.size = sizeof info};
    enum mien_status status = mien_wallet_put(here.wallet, here.other, NULL);
    *right = mien_wallet_count(here.wallet) == (status == MIEN_OK ? 2 : 1);
    if (status == MIEN_OK)
        status = mien_case_info(here.other, &info);
    if (status == MIEN_OK)
        status = mien_wallet_forget(here.wallet, info.id, NULL);
    return status;
}

static enum mien_status read_words(bool *right)
{
    struct mien_case *its = NULL;
    enum mien_status status =
        mien_case_from_words(&its, words, sizeof words - 1, NULL, false, NULL);
    *right = its != NULL;
    mien_case_free(its);
    return status;
}

static enum mien_status open_register(bool *right)
{
    struct mien_register *its = NULL;
    char *text = NULL;
    size_t length = 0;
    enum mien_status status =
        mien_register_open(&its, here.registered, here.registered_length, NULL);
    if (status == MIEN_OK)
        status = mien_register_judge(its, here.documents[1], NULL);
    if (status == MIEN_OK)
        status = mien_register_json(its, &text, &length);
    *right = text != NULL && strstr(text, "Withdrawn") != NULL;
    mien_case_text_free(text, length);
    mien_register_free(its);
    return status;
}

static enum mien_status export(bool *right, enum mien_export format) {
    char *text = NULL; size_t length = 0;
        enum mien_status status = mien_document_export(
            (const struct mien_document *const *)here.documents,
            format == MIEN_EXPORT_HMA ? 1 : 2, format, 0, &text, &length, NULL);
        *right = text != NULL && strlen(text) == length && length > 70;
        mien_case_text_free(text, length); return status;
}

static enum mien_status export_stopncii(bool *right)
{
    return export(right, MIEN_EXPORT_STOPNCII);
}

static enum mien_status export_hma(bool *right)
{
    return export(right, MIEN_EXPORT_HMA);
}

static enum mien_status export_csv(bool *right)
{
    return export(right, MIEN_EXPORT_CSV);
}

static enum mien_status export_json(bool *right)
{
    return export(right, MIEN_EXPORT_JSON);
}

static const struct {
    const char *name;
    enum mien_status (*call)(bool *right);
} calls[] = {
    {"seal", seal},
    {"open", open_sealed},
    {"take out", take_out},
    {"put", put},
    {"put and forget", put_and_forget},
    {"words", read_words},
    {"register", open_register},
    {"export stopncii", export_stopncii},
    {"export hma", export_hma},
    {"export csv", export_csv},
    {"export json", export_json},
};
enum {
    CALLS = sizeof calls / sizeof calls[0]
};

static long left_behind; // by the last call

static enum mien_status call_failing(int which, long n, bool *right)
{
    long live = mien_allocations.live;
    mien_malloc_fail(n);
    enum mien_status status = calls[which].call(right);
    mien_malloc_stop();
    left_behind = mien_allocations.live - live;
    return status;
}

// Neither jose nor jansson says why it could not read something: then another reason
// may be given, but never a wrong result.
static bool is_honest(int which, enum mien_status status)
{
    bool reads = calls[which].call == open_sealed || calls[which].call == open_register;
    return status == MIEN_ERROR_MEMORY || status == MIEN_ERROR_INTERNAL || reads;
}

// jose asks again for each few bytes that it encrypts or decrypts, some 20000 times: of
// those in the middle some are left out.
static long next(long n, long all)
{
    return n < 400 || n > all - 1000 ? n + 1 : n + 13;
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
    for (long n = 0; n < all; n = next(n, all)) {
        enum mien_status status = call_failing(_i, n, &right);
        tried++;
        ck_assert_msg(left_behind <= 0, "allocation %ld of %ld: %ld left behind", n,
                      all, left_behind);
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
    // Everything that was there works as before.
    ck_assert_int_eq(call_failing(_i, -1, &right), MIEN_OK);
    ck_assert(right);
    printf("# %s: %ld of %ld allocations tried, %ld of them indispensable\n",
           calls[_i].name, tried, all, refusals);
    free_all();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("wallet_memory");
    TCase *memory = tcase_create("memory");
    if (MIEN_OWN_MALLOC)
        tcase_add_loop_test(memory, every_allocation_may_fail, 0, CALLS);
    else
        mien_suite_skip("every_allocation_may_fail",
                        "this build cannot replace malloc()");
    suite_add_tcase(suite, memory);
    return mien_suite_run(suite);
}
