// SPDX-License-Identifier: Apache-2.0
// A case before and between documents: answers, items, regions, and what a wallet keeps
// of it.
#include <stdlib.h>
#include <string.h>

#include "case/record.h"
#include "cases.h"
#include "suite.h"

static struct mien_error error;

static struct mien_case_info info_of(const struct mien_case *its)
{
    struct mien_case_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    return info;
}

static enum mien_status add(struct mien_case *its, uint32_t picture, uint32_t *item)
{
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    mien_hashes_of(dihedral, picture);
    return mien_case_add_image(its, item, dihedral, 80, &error);
}

START_TEST(a_case_begins_empty)
{
    struct mien_case *its = NULL, *other = NULL;
    ck_assert_int_eq(mien_case_new(&its, "2026-02-30", false, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_new(&its, NULL, false, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_null(its);
    ck_assert_int_eq(mien_case_new(&its, MIEN_TODAY, true, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_new(&other, MIEN_TODAY, true, &error), MIEN_OK);
    struct mien_case_info info = info_of(its), others = info_of(other);
    ck_assert_str_eq(info.day, MIEN_TODAY);
    ck_assert_str_eq(info.expires, "");
    ck_assert_uint_eq(strlen(info.id), MIEN_CASE_ID_SIZE - 1);
    ck_assert_int_eq(info.id[14], '4'); // the version of the UUID
    ck_assert_ptr_nonnull(strchr("89ab", info.id[19]));
    ck_assert(info.practice && !info.withdrawn);
    ck_assert_uint_eq(info.items + info.unsent + info.recipients, 0);
    ck_assert_str_ne(info.id, others.id);
    mien_case_free(its);
    mien_case_free(other);
    mien_case_free(NULL);
}
END_TEST

START_TEST(under_18_ends_it)
{
    static const struct {
        const char *question;
        enum mien_answer answer;
    } answers[] = {{"adult_now", MIEN_ANSWER_NO},
                   {"adult_now", MIEN_ANSWER_UNSURE},
                   {"adults_in_image", MIEN_ANSWER_NO},
                   {"adults_in_image", MIEN_ANSWER_UNSURE}};
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_blob document;
    ck_assert_int_eq(
        mien_case_answer(its, answers[_i].question, answers[_i].answer, &error),
        MIEN_ERROR_REFUSED);
    // Changing the answer does not bring it back.
    ck_assert_int_eq(
        mien_case_answer(its, answers[_i].question, MIEN_ANSWER_YES, &error),
        MIEN_ERROR_REFUSED);
    ck_assert_int_eq(mien_case_answer(its, "synthetic", MIEN_ANSWER_NO, &error),
                     MIEN_ERROR_REFUSED);
    ck_assert_int_eq(add(its, 9, NULL), MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_try_seal(its, &document, MIEN_CASE_CREATE, &body, 1, &error),
                     MIEN_ERROR_REFUSED);
    ck_assert_ptr_null(document.bytes);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

// Whoever finds out later than the sending can take the case back, and nothing else.
START_TEST(under_18_can_be_taken_back)
{
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&document);
    ck_assert_int_eq(add(its, 9, NULL), MIEN_OK);
    ck_assert_int_eq(
        mien_case_answer(its, "adults_in_image", MIEN_ANSWER_UNSURE, &error),
        MIEN_ERROR_REFUSED);
    ck_assert_int_eq(mien_try_seal(its, &document, MIEN_CASE_ADD, &body, 1, &error),
                     MIEN_ERROR_REFUSED);
    ck_assert_int_eq(
        mien_try_seal(its, &document, MIEN_CASE_WITHDRAW, &body, 1, &error), MIEN_OK);
    mien_blob_free(&document);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(answers_are_judged)
{
    struct mien_case *its = mien_case_filled(0, false);
    static const char *const bad[] = {"", "Adult_now", "a b", "a-b", "../x"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(mien_case_answer(its, bad[i], MIEN_ANSWER_YES, &error),
                         MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_answer(its, NULL, MIEN_ANSWER_YES, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_answer(NULL, "own", MIEN_ANSWER_YES, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_answer(its, "own", 0, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_answer(its, "own", 4, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_case_answer(its, "no_consent_to_share", MIEN_ANSWER_UNSURE, &error),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_answer(its, "synthetic", MIEN_ANSWER_UNSURE, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_case_answer(its, "own_2", MIEN_ANSWER_UNSURE, &error),
                     MIEN_OK);
    mien_case_free(its);
}
END_TEST

START_TEST(items_are_numbered_and_dropped)
{
    static const uint8_t md5[16] = {1, 2, 3};
    struct mien_case *its = mien_case_filled(0, false);
    uint32_t item = 0;
    ck_assert_int_eq(add(its, 7, &item), MIEN_OK);
    ck_assert_uint_eq(item, 1);
    ck_assert_int_eq(add(its, 8, &item), MIEN_OK);
    ck_assert_uint_eq(item, 2);
    ck_assert_int_eq(add(its, 7, &item), MIEN_OK); // it is there already
    ck_assert_uint_eq(item, 1);
    ck_assert_int_eq(mien_case_add_video(its, &item, md5, &error), MIEN_OK);
    ck_assert_uint_eq(item, 3);
    ck_assert_int_eq(mien_case_add_video(its, &item, md5, &error), MIEN_OK);
    ck_assert_uint_eq(item, 3);
    ck_assert_uint_eq(info_of(its).items, 3);
    ck_assert_int_eq(mien_case_drop(its, 2, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_drop(its, 2, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_drop(its, 0, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(add(its, 8, &item), MIEN_OK);
    ck_assert_uint_eq(item, 4); // no number is given twice
    ck_assert_uint_eq(info_of(its).unsent, 3);
    mien_case_free(its);
}
END_TEST

START_TEST(items_that_are_none)
{
    struct mien_case *its = mien_case_filled(0, false);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    uint32_t item = 77;
    mien_hashes_of(dihedral, 1);
    ck_assert_int_eq(mien_case_add_image(its, &item, NULL, 80, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_add_image(its, &item, dihedral, 101, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_add_image(NULL, &item, dihedral, 80, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_add_video(its, &item, NULL, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(item, 77);
    mien_case_free(its);
}
END_TEST

START_TEST(there_is_room_for_so_many_items)
{
    struct mien_case *its = mien_case_filled(MIEN_CASE_ITEMS_MAX, false);
    uint32_t item = 77;
    ck_assert_int_eq(add(its, MIEN_CASE_ITEMS_MAX + 1, &item), MIEN_ERROR_LIMIT);
    ck_assert_uint_eq(item, 77);
    ck_assert_int_eq(add(its, 5, &item), MIEN_OK);
    ck_assert_uint_eq(item, 5);
    // The largest case can be sealed, and opened.
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_document *document = NULL;
    struct mien_document_info info = {.size = sizeof info};
    struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    ck_assert_int_eq(mien_try_open(&document, &sealed, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &info), MIEN_OK);
    ck_assert_uint_eq(info.items, MIEN_CASE_ITEMS_MAX);
    mien_document_free(document);
    mien_blob_free(&sealed);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(regions_are_countries)
{
    static const char *const bad[] = {"", "F", "fr", "FRA", "F1", "É"};
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_make("example.org", false);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(mien_case_region(its, bad[i], &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_region(its, "FR", &error), MIEN_OK);
    ck_assert_int_eq(mien_case_region(its, "DZ", &error), MIEN_OK);
    ck_assert_int_eq(mien_case_region(its, "FR", &error), MIEN_OK);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    struct mien_blob text = mien_dumped(json_object_get(payload, "regions"));
    ck_assert_str_eq(text.bytes, "[\"FR\",\"DZ\"]");
    mien_blob_free(&text);
    json_decref(payload);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

// -------------------------------------------------------------------------- records

// A case in the middle of its life: sealed, something added, a region.
static struct mien_case *busy_case(const struct mien_body *body)
{
    struct mien_case *its = mien_case_filled(2, false);
    ck_assert_int_eq(mien_case_region(its, "FR", &error), MIEN_OK);
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, body, 1);
    mien_blob_free(&document);
    ck_assert_int_eq(add(its, 50, NULL), MIEN_OK);
    return its;
}

START_TEST(a_record_is_the_whole_case)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = busy_case(&body), *again = NULL;
    json_t *record = mien_case_to_record(its);
    ck_assert_ptr_nonnull(record);
    json_object_set_new(record, "later", json_pack("[i,n]", 5));
    ck_assert_int_eq(mien_case_from_record(&again, record, &error), MIEN_OK);
    struct mien_case_info before = info_of(its), after = info_of(again);
    ck_assert_mem_eq(&before, &after, sizeof before);
    ck_assert_uint_eq(after.unsent, 1);
    ck_assert_uint_eq(after.recipients, 1);
    json_t *same = mien_case_to_record(again);
    ck_assert(json_equal(record, same)); // what is not known too
    // It goes on as the first one would: item 3 is added, and only that.
    struct mien_recipient *recipient = NULL;
    ck_assert_int_eq(mien_case_recipient(again, 0, &recipient, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_recipient(again, 1, &recipient, &error),
                     MIEN_ERROR_ARGUMENT);
    struct mien_body known = {.recipient = recipient};
    json_t *payload = mien_payload_of(again, MIEN_CASE_ADD, &known, 1);
    const json_t *items = json_object_get(payload, "items");
    ck_assert_uint_eq(json_array_size(items), 1);
    ck_assert_str_eq(
        json_string_value(json_object_get(json_array_get(items, 0), "item")), "3");
    json_decref(payload);
    mien_recipient_free(recipient);
    json_decref(same);
    json_decref(record);
    mien_case_free(again);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

static const struct {
    const char *member, *value;
    enum mien_status status;
} records[] = {
    {"id", NULL, MIEN_ERROR_CORRUPT},
    {"id", "\"x\"", MIEN_ERROR_CORRUPT},
    {"id", "\"4006f6e8-dbeb-4159-a353-e451ce94f037\"", MIEN_OK}, // made elsewhere
    {"key", NULL, MIEN_ERROR_CORRUPT},
    {"key", "{}", MIEN_ERROR_CORRUPT},
    {"day", "\"2026-11-31\"", MIEN_ERROR_CORRUPT},
    {"expires", "\"soon\"", MIEN_ERROR_CORRUPT},
    {"expires", "\"\"", MIEN_OK},
    {"practice", "0", MIEN_ERROR_CORRUPT},
    {"withdrawn", NULL, MIEN_ERROR_CORRUPT},
    {"withdrawn", "true", MIEN_OK},
    {"created", "false", MIEN_ERROR_CORRUPT}, // but something was sent
    {"items", NULL, MIEN_ERROR_CORRUPT},
    {"items", "[{}]", MIEN_ERROR_CORRUPT},
    {"items",
     "[{\"item\":\"1\",\"media\":\"smell\",\"signals\":[{\"signalType\":\"Odour\","
     "\"hashValue\":\"x\"}]},"
     "{\"item\":\"2\",\"media\":\"image\",\"signals\":[{\"signalType\":\"Later\","
     "\"hashValue\":\"x\",\"more\":1}]}]",
     MIEN_OK},
    {"items",
     "[{\"item\":\"2\",\"media\":\"m\",\"signals\":[{\"signalType\":\"T\","
     "\"hashValue\":\"x\"}]},"
     "{\"item\":\"2\",\"media\":\"m\",\"signals\":[{\"signalType\":\"T\","
     "\"hashValue\":\"x\"}]}]",
     MIEN_ERROR_CORRUPT},
    {"sent", "4", MIEN_ERROR_CORRUPT},
    {"sent", "-1", MIEN_ERROR_CORRUPT},
    {"last", "1", MIEN_ERROR_CORRUPT},
    {"answers", "[]", MIEN_ERROR_CORRUPT},
    {"answers", "{\"x\":5}", MIEN_ERROR_CORRUPT},
    {"answers", "{\"x\":\"unsure\",\"y\":true}", MIEN_OK},
    {"regions", "[\"FRANCE\"]", MIEN_ERROR_CORRUPT},
    {"recipients", "[{}]", MIEN_ERROR_CORRUPT},
    {"recipients", "[]", MIEN_OK},
};

START_TEST(each_member_of_a_record_is_judged)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = busy_case(&body), *again = NULL;
    json_t *record = mien_case_to_record(its);
    if (records[_i].value == NULL)
        json_object_del(record, records[_i].member);
    else
        json_object_set_new(record, records[_i].member,
                            json_loads(records[_i].value, JSON_DECODE_ANY, NULL));
    enum mien_status status = mien_case_from_record(&again, record, &error);
    ck_assert_msg(status == records[_i].status, "%s %s: %s (%s)", records[_i].member,
                  records[_i].value, mien_strerror(status), error.detail);
    ck_assert((again != NULL) == (status == MIEN_OK));
    json_decref(record);
    mien_case_free(again);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(a_case_of_its_key_can_only_be_taken_back)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = busy_case(&body), *again = NULL;
    struct mien_document *document = NULL;
    struct mien_document_info info = {.size = sizeof info};
    struct mien_blob sealed;
    ck_assert_int_eq(
        mien_case_from_key(&again, mien_case_key_get(its), "x", false, &error),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_case_from_key(&again, mien_case_key_get(its), NULL, false, &error),
        MIEN_OK);
    ck_assert_str_eq(info_of(again).id, info_of(its).id);
    ck_assert_int_eq(add(again, 1, NULL), MIEN_ERROR_STATE);
    mien_case_answer_all(again);
    ck_assert_int_eq(mien_try_seal(again, &sealed, MIEN_CASE_ADD, &body, 1, &error),
                     MIEN_ERROR_STATE);
    ck_assert_int_eq(mien_try_seal(again, &sealed, MIEN_CASE_CREATE, &body, 1, &error),
                     MIEN_ERROR_STATE);
    // Kept in a wallet in between.
    json_t *record = mien_case_to_record(again);
    mien_case_free(again);
    ck_assert_int_eq(mien_case_from_record(&again, record, &error), MIEN_OK);
    json_decref(record);
    sealed = mien_sealed(again, MIEN_CASE_WITHDRAW, &body, 1);
    ck_assert(info_of(again).withdrawn);
    ck_assert_int_eq(mien_try_open(&document, &sealed, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_info(document, &info), MIEN_OK);
    ck_assert_int_eq(info.action, MIEN_CASE_WITHDRAW);
    ck_assert_str_eq(info.case_id, info_of(its).id);
    ck_assert(info.id_of_key);
    ck_assert_uint_eq(info.items, 0);
    mien_document_free(document);
    mien_blob_free(&sealed);
    mien_case_free(again);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("case_state");
    TCase *tcase = tcase_create("state");
    tcase_add_test(tcase, a_case_begins_empty);
    tcase_add_loop_test(tcase, under_18_ends_it, 0, 4);
    tcase_add_test(tcase, under_18_can_be_taken_back);
    tcase_add_test(tcase, answers_are_judged);
    tcase_add_test(tcase, items_are_numbered_and_dropped);
    tcase_add_test(tcase, items_that_are_none);
    tcase_add_test(tcase, there_is_room_for_so_many_items);
    tcase_add_test(tcase, regions_are_countries);
    tcase_add_test(tcase, a_record_is_the_whole_case);
    tcase_add_loop_test(tcase, each_member_of_a_record_is_judged, 0,
                        (int)(sizeof records / sizeof records[0]));
    tcase_add_test(tcase, a_case_of_its_key_can_only_be_taken_back);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
