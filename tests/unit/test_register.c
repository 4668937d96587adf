// SPDX-License-Identifier: Apache-2.0
// What a recipient remembers: nobody brings a case back after it was taken back, and
// nobody signs for the case of somebody else.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <mien/case.h>

#include "made.h"
#include "suite.h"

#define ITEMS                                                                          \
    "[{\"item\":\"1\",\"media\":\"video\",\"signals\":[{\"signalType\":\"VideoMD5\","  \
    "\"hashValue\":\"00112233445566778899aabbccddeeff\"}]}]"
#define KEY "dAAilPChApgKNmZNcD7v73o7YtTJPAgoqqUPXHpnYA8"
#define ID "4006f6e8-dbeb-4159-a353-e451ce94f037"

static struct mien_register *new_register(void)
{
    struct mien_register *its = NULL;
    ck_assert_int_eq(mien_register_new(&its), MIEN_OK);
    return its;
}

static enum mien_status judge(struct mien_register *its,
                              const struct mien_made_case *made, const char *action,
                              const char *day, struct mien_error *error)
{
    struct mien_document *document = mien_made_document(made, action, day, ITEMS);
    enum mien_status status = mien_register_judge(its, document, error);
    mien_document_free(document);
    return status;
}

static void expect_accepted(struct mien_register *its,
                            const struct mien_made_case *made, const char *action)
{
    struct mien_error error;
    enum mien_status status = judge(its, made, action, "2026-11-22", &error);
    ck_assert_msg(status == MIEN_OK, "%s: %s", action, error.detail);
}

static char *text_of(const struct mien_register *its)
{
    char *text = NULL;
    size_t length = 0;
    ck_assert_int_eq(mien_register_json(its, &text, &length), MIEN_OK);
    ck_assert_uint_eq(strlen(text), length);
    return text;
}

// Refused, and nothing of it remembered.
static void expect_refused(struct mien_register *its, const struct mien_made_case *made,
                           const char *action, const char *why)
{
    struct mien_error error;
    char *before = text_of(its);
    ck_assert_int_eq(judge(its, made, action, "2026-11-23", &error),
                     MIEN_ERROR_REFUSED);
    ck_assert_str_eq(error.detail, why);
    char *after = text_of(its);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
}

static struct mien_register *open_text(const char *text)
{
    struct mien_register *its = NULL;
    struct mien_error error;
    enum mien_status status = mien_register_open(&its, text, strlen(text), &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    return its;
}

static struct mien_register *reopen(struct mien_register *its)
{
    char *text = text_of(its);
    mien_register_free(its);
    its = open_text(text);
    free(text);
    return its;
}

START_TEST(a_case_lives_until_it_is_taken_back)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case(), other = mien_made_case();
    expect_accepted(its, &made, "create");
    expect_accepted(its, &made, "create"); // the same document twice harms nobody
    expect_accepted(its, &made, "add");
    ck_assert(!mien_register_withdrawn(its, made.id));
    expect_accepted(its, &made, "withdraw");
    ck_assert(mien_register_withdrawn(its, made.id));
    for (int round = 0; round < 2; round++) {
        // The replay of an older document, here and after the register was saved.
        expect_refused(its, &made, "create", "register: the case was taken back");
        expect_refused(its, &made, "add", "register: the case was taken back");
        expect_accepted(its, &made, "withdraw"); // which changes nothing
        ck_assert(mien_register_withdrawn(its, made.id));
        its = reopen(its);
    }
    expect_accepted(its, &other, "create");
    ck_assert(!mien_register_withdrawn(its, other.id));
    mien_register_free(its);
}
END_TEST

START_TEST(another_key_is_refused)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case(), thief = mien_made_case();
    memcpy(thief.id, made.id, sizeof thief.id);
    expect_accepted(its, &made, "create");
    static const char *const actions[] = {"create", "add", "withdraw"};
    for (int i = 0; i < 3; i++)
        expect_refused(its, &thief, actions[i],
                       "register: the case is known with another key");
    ck_assert(!mien_register_withdrawn(its, made.id));
    expect_accepted(its, &made, "withdraw");
    expect_refused(its, &thief, "create",
                   "register: the case is known with another key");
    mien_register_free(its);
}
END_TEST

// Who learns the id of a case and comes first with it, even to take it back, does not
// keep out the one from whose key it follows.
START_TEST(a_thief_who_comes_first_gains_nothing)
{
    struct mien_made_case made = mien_made_case(), thief = mien_made_case();
    memcpy(thief.id, made.id, sizeof thief.id);
    for (int round = 0; round < 2; round++) {
        struct mien_register *its = new_register();
        expect_accepted(its, &thief, "create");
        if (round == 1)
            expect_accepted(its, &thief, "withdraw");
        expect_accepted(its, &made, "create");
        ck_assert(!mien_register_withdrawn(its, made.id));
        expect_refused(its, &thief, "withdraw",
                       "register: the case is known with another key");
        its = reopen(its);
        expect_accepted(its, &made, "withdraw");
        expect_refused(its, &made, "create", "register: the case was taken back");
        expect_refused(its, &thief, "create",
                       "register: the case is known with another key");
        mien_register_free(its);
    }
}
END_TEST

// An id that does not follow from the key: only a CREATE says whose it is.
START_TEST(foreign_ids_begin_with_a_create)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case();
    memcpy(made.id, ID, sizeof made.id);
    expect_refused(its, &made, "add", "register: a case that nobody began");
    expect_refused(its, &made, "withdraw", "register: a case that nobody began");
    expect_accepted(its, &made, "create");
    expect_accepted(its, &made, "add");
    expect_accepted(its, &made, "withdraw");
    mien_register_free(its);
}
END_TEST

// The withdrawal may come first, and to a body that saw no create: then it counts.
START_TEST(a_withdrawal_may_come_first)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case(), added = mien_made_case();
    expect_accepted(its, &made, "withdraw");
    ck_assert(mien_register_withdrawn(its, made.id));
    expect_refused(its, &made, "create", "register: the case was taken back");
    expect_accepted(its, &added, "add");
    ck_assert(!mien_register_withdrawn(its, added.id));
    mien_register_free(its);
}
END_TEST

START_TEST(the_file_says_what_the_format_asks_for)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case();
    char thumbprint[MIEN_FINGERPRINT_SIZE];
    mien_case_key_thumbprint(&made.key, thumbprint);
    ck_assert_int_eq(judge(its, &made, "create", "2026-11-22", NULL), MIEN_OK);
    ck_assert_int_eq(judge(its, &made, "add", "2026-11-20", NULL), MIEN_OK);
    for (int i = 0; i < 2; i++) {
        char *text = text_of(its), expected[400];
        snprintf(expected, sizeof expected,
                 "{\"format\":\"ncii-register\",\"version\":1,\"cases\":{\"%s\":{"
                 "\"key\":\"%s\",\"status\":\"%s\",\"day\":\"%s\"}}}",
                 made.id, thumbprint, i == 0 ? "Active" : "Withdrawn",
                 i == 0 ? "2026-11-22" : "2026-12-01");
        ck_assert_str_eq(text, expected);
        free(text);
        if (i == 0)
            ck_assert_int_eq(judge(its, &made, "withdraw", "2026-12-01", NULL),
                             MIEN_OK);
    }
    mien_register_free(its);
}
END_TEST

START_TEST(unknown_members_are_kept)
{
    struct mien_made_case made = mien_made_case();
    char text[600], thumbprint[MIEN_FINGERPRINT_SIZE];
    mien_case_key_thumbprint(&made.key, thumbprint);
    snprintf(text, sizeof text,
             "{\"later\":[1,{\"a\":null}],\"format\":\"ncii-register\",\"version\":1,"
             "\"cases\":{\"%s\":{\"note\":[2.5],\"key\":\"%s\",\"status\":\"Active\","
             "\"day\":\"2026-11-01\"}}}",
             made.id, thumbprint);
    struct mien_register *its = open_text(text);
    expect_accepted(its, &made, "withdraw");
    char *after = text_of(its);
    json_t *expected = json_loads(text, 0, NULL), *got = json_loads(after, 0, NULL);
    json_t *entry = json_object_get(json_object_get(expected, "cases"), made.id);
    json_object_set_new(entry, "status", json_string("Withdrawn"));
    json_object_set_new(entry, "day", json_string("2026-11-22"));
    ck_assert(json_equal(expected, got));
    json_decref(expected);
    json_decref(got);
    free(after);
    mien_register_free(its);
}
END_TEST

// A status that this version does not know: rather refused than acted upon.
START_TEST(an_unknown_status_counts_as_taken_back)
{
    struct mien_register *its = open_text(
        "{\"format\":\"ncii-register\",\"version\":1,\"cases\":{\"" ID
        "\":{\"key\":\"" KEY "\",\"status\":\"Deleted\",\"day\":\"2026-11-01\""
        "}}}");
    ck_assert(mien_register_withdrawn(its, ID));
    ck_assert(mien_register_withdrawn(its, "4006F6E8-DBEB-4159-A353-E451CE94F037"));
    ck_assert(!mien_register_withdrawn(its, "4006f6e8-dbeb-4159-a353-e451ce94f038"));
    ck_assert(!mien_register_withdrawn(its, "4006f6e8"));
    ck_assert(!mien_register_withdrawn(its, ""));
    mien_register_free(its);
}
END_TEST

START_TEST(what_is_no_register_is_refused)
{
#define CASES(cases) "{\"format\":\"ncii-register\",\"version\":1,\"cases\":" cases "}"
#define CASE(id, key, status, day)                                                     \
    CASES("{\"" id "\":{\"key\":" key ",\"status\":" status ",\"day\":" day "}}")
    static const struct {
        const char *text;
        enum mien_status status;
    } texts[] = {
        {CASES("{}"), MIEN_OK},
        {CASE(ID, "\"" KEY "\"", "\"Active\"", "\"2026-11-22\""), MIEN_OK},
        {"", MIEN_ERROR_CORRUPT},
        {"{", MIEN_ERROR_CORRUPT},
        {"[]", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-wallet\",\"version\":1,\"cases\":{}}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-register\",\"version\":2,\"cases\":{}}",
         MIEN_ERROR_VERSION},
        {"{\"format\":\"ncii-register\",\"cases\":{}}", MIEN_ERROR_CORRUPT},
        {"{\"format\":\"ncii-register\",\"version\":1}", MIEN_ERROR_CORRUPT},
        {CASES("[]"), MIEN_ERROR_CORRUPT},
        {CASES("{},\"cases\":{}"), MIEN_ERROR_CORRUPT},
        {CASES("{\"" ID "\":null}"), MIEN_ERROR_CORRUPT},
        {CASES("{\"x\":{}}"), MIEN_ERROR_CORRUPT},
        {CASE("4006F6E8-dbeb-4159-a353-e451ce94f037", "\"" KEY "\"", "\"Active\"",
              "\"2026-11-22\""),
         MIEN_ERROR_CORRUPT},
        {CASE(ID, "\"short\"", "\"Active\"", "\"2026-11-22\""), MIEN_ERROR_CORRUPT},
        {CASE(ID, "7", "\"Active\"", "\"2026-11-22\""), MIEN_ERROR_CORRUPT},
        {CASE(ID, "\"" KEY "\"", "true", "\"2026-11-22\""), MIEN_ERROR_CORRUPT},
        {CASE(ID, "\"" KEY "\"", "\"Active\"", "\"2026-11-31\""), MIEN_ERROR_CORRUPT},
        {CASE(ID, "\"" KEY "\"", "\"Active\"", "\"\""), MIEN_ERROR_CORRUPT},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct mien_register *its = NULL;
        size_t length = strlen(texts[i].text);
        char *copy = malloc(length > 0 ? length : 1);
        memcpy(copy, texts[i].text, length);
        enum mien_status status = mien_register_open(&its, copy, length, NULL);
        ck_assert_msg(status == texts[i].status, "%s: status %d", texts[i].text,
                      status);
        ck_assert((its != NULL) == (status == MIEN_OK));
        mien_register_free(its);
        free(copy);
    }
    char *nested = malloc(100000);
    memset(nested, '[', 100000);
    struct mien_register *its = NULL;
    ck_assert_int_eq(mien_register_open(&its, nested, 100000, NULL),
                     MIEN_ERROR_CORRUPT);
    free(nested);
}
END_TEST

// Every one of very many cases is there, and each is found at once: with a list in the
// place of the table this would take a minute.
START_TEST(many_cases_are_fast)
{
    enum {
        MANY = 50000
    };
    char *text = malloc((size_t)MANY * 160), *at = text, id[MIEN_CASE_ID_SIZE];
    at += sprintf(at, "{\"format\":\"ncii-register\",\"version\":1,\"cases\":{");
    for (unsigned i = 0; i < MANY; i++)
        at += sprintf(at,
                      "%s\"%08x-0000-4000-8000-000000000000\":{\"key\":\"" KEY
                      "\",\"status\":\"%s\",\"day\":\"2026-11-22\"}",
                      i == 0 ? "" : ",", i, i % 2 ? "Active" : "Withdrawn");
    sprintf(at, "}}");
    struct mien_register *its = open_text(text);
    unsigned wrong = 0;
    for (unsigned i = 0; i < MANY; i++) {
        sprintf(id, "%08x-0000-4000-8000-000000000000", i);
        wrong += mien_register_withdrawn(its, id) != (i % 2 == 0);
    }
    ck_assert_uint_eq(wrong, 0);
    char *again = text_of(its);
    ck_assert_str_eq(again, text);
    free(again);
    free(text);
    mien_register_free(its);
}
END_TEST

START_TEST(arguments_are_judged)
{
    struct mien_register *its = new_register();
    struct mien_made_case made = mien_made_case();
    struct mien_document *document =
        mien_made_document(&made, "create", "2026-11-22", "[]");
    char *text;
    size_t length;
    ck_assert_int_eq(mien_register_new(NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_open(NULL, "{}", 2, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_open(&its, NULL, 2, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_json(NULL, &text, &length), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_json(its, NULL, &length), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_judge(NULL, document, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_register_judge(its, NULL, NULL), MIEN_ERROR_ARGUMENT);
    ck_assert(!mien_register_withdrawn(NULL, made.id));
    ck_assert(!mien_register_withdrawn(its, NULL));
    mien_register_free(NULL);
    mien_document_free(document);
    mien_register_free(its);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("register");
    TCase *judging = tcase_create("register");
    tcase_add_test(judging, a_case_lives_until_it_is_taken_back);
    tcase_add_test(judging, another_key_is_refused);
    tcase_add_test(judging, a_thief_who_comes_first_gains_nothing);
    tcase_add_test(judging, foreign_ids_begin_with_a_create);
    tcase_add_test(judging, a_withdrawal_may_come_first);
    tcase_add_test(judging, the_file_says_what_the_format_asks_for);
    tcase_add_test(judging, unknown_members_are_kept);
    tcase_add_test(judging, an_unknown_status_counts_as_taken_back);
    tcase_add_test(judging, what_is_no_register_is_refused);
    tcase_add_test(judging, many_cases_are_fast);
    tcase_add_test(judging, arguments_are_judged);
    suite_add_tcase(suite, judging);
    return mien_suite_run(suite);
}
