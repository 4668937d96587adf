// SPDX-License-Identifier: Apache-2.0
// Sealing: what is refused and why, what a document holds, and that its length tells
// nothing but a class; and that what was sealed can be kept.
#include <stdlib.h>
#include <string.h>

#include "case/json.h"
#include "case/wallet.h"
#include "cases.h"
#include "suite.h"

static struct mien_error error;

// Seals for the bodies, which must be refused with this status, this said of the
// reason, and the case left as it was.
static void expect_refusal(struct mien_case *its, enum mien_case_action action,
                           const struct mien_body *bodies, size_t count,
                           enum mien_status status, const char *reason)
{
    struct mien_case_info before = {.size = sizeof before}, after = before;
    struct mien_blob document;
    error = (struct mien_error){MIEN_OK, ""};
    ck_assert_int_eq(mien_case_info(its, &before), MIEN_OK);
    enum mien_status found =
        mien_try_seal(its, &document, action, bodies, count, &error);
    ck_assert_msg(found == status && error.status == status, "%s (%s)",
                  mien_strerror(found), error.detail);
    ck_assert_msg(strstr(error.detail, reason) != NULL, "%s", error.detail);
    ck_assert_ptr_null(document.bytes);
    ck_assert_int_eq(mien_case_info(its, &after), MIEN_OK);
    ck_assert_mem_eq(&before, &after, sizeof before);
}

// ------------------------------------------------------------------- what it refuses

START_TEST(a_recipient_that_was_not_confirmed)
{
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body bodies[2] = {mien_body_make("good", false),
                                  mien_body_with("unknown.org", "{}")};
    expect_refusal(its, MIEN_CASE_CREATE, bodies, 2, MIEN_ERROR_REFUSED,
                   "recipient unknown.org: its fingerprint was not confirmed");
    mien_body_free(&bodies[0]);
    mien_body_free(&bodies[1]);
    mien_case_free(its);
}
END_TEST

static const struct {
    const char *changes; // of the recipient's file
    bool practice;       // is the case for practice
    const char *reason;  // NULL: it is sealed
} rules[] = {
    {"{}", false, NULL},
    {"{\"expires\":\"2026-11-21\"}", false, "has expired"},
    {"{\"expires\":\"2026-11-22\"}", false, NULL},
    {"{\"practice\":true}", false, "practice only"},
    {"{}", true, "no practice"},
    {"{\"practice\":true}", true, NULL},
    {"{\"minimum_quality\":99}", false, NULL}, // it has just this
    {"{\"minimum_quality\":100}", false, "item 1: its quality"},
    {"{\"signals\":[\"VideoMD5\"]}", false, "item 1: the recipient takes no pictures"},
    {"{\"signals\":[\"ImagePDQ\"]}", false, "item 2: the recipient takes no films"},
    {"{\"signals\":[]}", false, "takes no pictures"},
    {"{\"maximum_items\":1}", false, "fewer items"},
    {"{\"maximum_items\":2}", false, NULL},
    {"{\"questions\":[{\"id\":\"own\",\"text\":{\"en\":\"?\"}}]}", false,
     "question own: not answered"},
    {"{\"questions\":[{\"id\":\"asked\",\"text\":{\"en\":\"?\"}}]}", false, NULL},
    {"{\"questions\":[{\"id\":\"asked\",\"text\":{\"en\":\"?\"},\"unsure\":false}]}",
     false, "question asked: not answered"},
    {"{\"questions\":[{\"id\":\"on_behalf\",\"stop\":\"no\"}]}", false,
     "question on_behalf: with this answer"},
    {"{\"questions\":[{\"id\":\"on_behalf\",\"stop\":\"yes\"}]}", false, NULL},
};

START_TEST(what_a_recipient_does_not_take)
{
    static const uint8_t md5[16] = {1};
    struct mien_case *its = mien_case_filled(1, rules[_i].practice);
    struct mien_body body = mien_body_with("example.org", rules[_i].changes);
    struct mien_recipient_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_add_video(its, NULL, md5, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_answer(its, "asked", MIEN_ANSWER_UNSURE, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, info.fingerprint, &error),
                     MIEN_OK);
    if (rules[_i].reason != NULL) {
        expect_refusal(its, MIEN_CASE_CREATE, &body, 1, MIEN_ERROR_REFUSED,
                       rules[_i].reason);
    } else {
        struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
        mien_blob_free(&document);
    }
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(without_answers_or_items)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = mien_case_filled(0, false), *mute = NULL;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    mien_hashes_of(dihedral, 1);
    expect_refusal(its, MIEN_CASE_CREATE, &body, 1, MIEN_ERROR_REFUSED,
                   "nothing to seal");
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    ck_assert_int_eq(
        mien_case_answer(its, "no_consent_to_share", MIEN_ANSWER_NO, &error), MIEN_OK);
    expect_refusal(its, MIEN_CASE_CREATE, &body, 1, MIEN_ERROR_REFUSED,
                   "she agrees to the sharing");
    ck_assert_int_eq(mien_case_new(&mute, MIEN_TODAY, false, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_add_image(mute, NULL, dihedral, 90, &error), MIEN_OK);
    static const char *const questions[] = {"adult_now",     "adults_in_image",
                                            "self_in_image", "no_consent_to_share",
                                            "synthetic",     "on_behalf"};
    for (size_t i = 0; i < 6; i++) { // each of them is missed
        expect_refusal(mute, MIEN_CASE_CREATE, &body, 1, MIEN_ERROR_REFUSED,
                       questions[i]);
        ck_assert_int_eq(mien_case_answer(mute, questions[i], MIEN_ANSWER_YES, &error),
                         MIEN_OK);
    }
    struct mien_blob document = mien_sealed(mute, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&document);
    mien_case_free(mute);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(out_of_order)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_blob document;
    expect_refusal(its, MIEN_CASE_ADD, &body, 1, MIEN_ERROR_STATE, "not yet created");
    expect_refusal(its, MIEN_CASE_WITHDRAW, &body, 1, MIEN_ERROR_STATE,
                   "not yet created");
    document = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&document);
    expect_refusal(its, MIEN_CASE_CREATE, &body, 1, MIEN_ERROR_STATE, "created before");
    expect_refusal(its, MIEN_CASE_ADD, &body, 1, MIEN_ERROR_REFUSED, "nothing to seal");
    ck_assert_int_eq(mien_case_drop(its, 1, &error), MIEN_ERROR_STATE);
    mien_hashes_of(dihedral, 60);
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    document = mien_sealed(its, MIEN_CASE_ADD, &body, 1);
    mien_blob_free(&document);
    document = mien_sealed(its, MIEN_CASE_WITHDRAW, &body, 1);
    mien_blob_free(&document);
    expect_refusal(its, MIEN_CASE_ADD, &body, 1, MIEN_ERROR_STATE, "taken back");
    expect_refusal(its, MIEN_CASE_WITHDRAW, &body, 1, MIEN_ERROR_STATE, "taken back");
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error),
                     MIEN_ERROR_STATE);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(arguments)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_body many[MIEN_CASE_RECIPIENTS_MAX + 1];
    struct mien_case *its = mien_case_filled(1, false);
    const struct mien_recipient *recipient = body.recipient, *none = NULL;
    struct mien_blob out = {NULL, 0};
    const struct mien_case_seal good = {.size = sizeof good,
                                        .action = MIEN_CASE_CREATE,
                                        .recipients = &recipient,
                                        .recipient_count = 1,
                                        .day = MIEN_TODAY};
    struct mien_case_seal bad[10];
    for (size_t i = 0; i < 10; i++)
        bad[i] = good;
    bad[0].size = 2;
    bad[1].action = 0;
    bad[2].action = 4;
    bad[3].recipients = NULL;
    bad[4].recipient_count = 0;
    bad[5].recipients = &none;
    bad[6].day = NULL;
    bad[7].day = "2026-02-29";
    bad[8].expires = "2026-11-21";
    bad[9].expires = "2027";
    for (size_t i = 0; i < 10; i++) {
        ck_assert_int_eq(mien_case_seal(its, &out.bytes, &out.size, &bad[i], &error),
                         MIEN_ERROR_ARGUMENT);
        ck_assert_int_eq(mien_case_preview(its, &out.bytes, &out.size, &bad[i], &error),
                         MIEN_ERROR_ARGUMENT);
    }
    ck_assert_int_eq(mien_case_seal(NULL, &out.bytes, &out.size, &good, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_seal(its, NULL, &out.size, &good, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_seal(its, &out.bytes, &out.size, NULL, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_null(out.bytes);
    for (size_t i = 0; i < MIEN_CASE_RECIPIENTS_MAX + 1; i++)
        many[i] = body;
    expect_refusal(its, MIEN_CASE_CREATE, many, 2, MIEN_ERROR_ARGUMENT, "twice");
    expect_refusal(its, MIEN_CASE_CREATE, many, MIEN_CASE_RECIPIENTS_MAX + 1,
                   MIEN_ERROR_ARGUMENT, "too many");
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

// --------------------------------------------------------------------- what it makes

START_TEST(many_recipients_open_the_same)
{
    enum {
        BODIES = MIEN_CASE_RECIPIENTS_MAX
    };
    struct mien_body bodies[BODIES];
    struct mien_case *its = mien_case_filled(3, false);
    char id[] = "body-00";
    for (int i = 0; i < BODIES; i++) {
        id[5] = (char)('0' + i / 10);
        id[6] = (char)('0' + i % 10);
        bodies[i] = mien_body_make(id, false);
    }
    json_t *shown = mien_payload_of(its, MIEN_CASE_CREATE, bodies, BODIES);
    struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, bodies, BODIES);
    for (int i = 0; i < BODIES; i++) {
        struct mien_document *document;
        struct mien_blob text;
        ck_assert_int_eq(mien_try_open(&document, &sealed, &bodies[i], 0, &error),
                         MIEN_OK);
        ck_assert_int_eq(mien_document_json(document, &text.bytes, &text.size),
                         MIEN_OK);
        json_t *payload = mien_parsed(text.bytes, text.size);
        ck_assert(json_equal(payload, shown)); // what she was shown is what they read
        json_decref(payload);
        mien_blob_free(&text);
        mien_document_free(document);
    }
    struct mien_case_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.recipients, BODIES);
    ck_assert_uint_eq(info.unsent, 0);
    // There is no room for another one, also in a later document.
    struct mien_body one_more = mien_body_make("one-more", false);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    mien_hashes_of(dihedral, 60);
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    expect_refusal(its, MIEN_CASE_ADD, &one_more, 1, MIEN_ERROR_LIMIT,
                   "too many recipients");
    mien_body_free(&one_more);
    mien_blob_free(&sealed);
    json_decref(shown);
    for (int i = 0; i < BODIES; i++)
        mien_body_free(&bodies[i]);
    mien_case_free(its);
}
END_TEST

static void expect_members(const json_t *object, const char *const *names)
{
    size_t count = 0;
    for (; names[count] != NULL; count++)
        ck_assert_msg(json_object_get(object, names[count]) != NULL, "no %s",
                      names[count]);
    ck_assert_uint_eq(json_object_size(object), count); // and nothing else
}

START_TEST(a_document_has_these_members_only)
{
    static const char *const outer[] = {"protected",  "recipients", "iv",
                                        "ciphertext", "tag",        NULL};
    static const char *const entry[] = {"header", "encrypted_key", NULL};
    static const char *const header[] = {"alg", "epk", NULL};
    static const char *const epk[] = {"kty", "crv", "x", "y", NULL};
    struct mien_body bodies[2] = {mien_body_make("one", false),
                                  mien_body_make("two", false)};
    for (size_t count = 1; count <= 2; count++) {
        struct mien_case *its = mien_case_filled(1, false);
        struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, bodies, count);
        json_t *jwe = mien_parsed(sealed.bytes, sealed.size), *recipient;
        size_t i;
        expect_members(jwe, outer);
        // {"enc":"A256GCM"}
        ck_assert_str_eq(json_string_value(json_object_get(jwe, "protected")),
                         "eyJlbmMiOiJBMjU2R0NNIn0");
        ck_assert_uint_eq(json_array_size(json_object_get(jwe, "recipients")), count);
        json_array_foreach(json_object_get(jwe, "recipients"), i, recipient)
        {
            const json_t *its_header = json_object_get(recipient, "header");
            expect_members(recipient, entry);
            expect_members(its_header, header);
            expect_members(json_object_get(its_header, "epk"), epk);
            ck_assert_str_eq(json_string_value(json_object_get(its_header, "alg")),
                             "ECDH-ES+A256KW");
        }
        json_decref(jwe);
        mien_blob_free(&sealed);
        mien_case_free(its);
    }
    mien_body_free(&bodies[0]);
    mien_body_free(&bodies[1]);
}
END_TEST

START_TEST(a_payload_has_these_members_only)
{
    static const char *const whole[] = {"format",     "version", "case", "attestation",
                                        "recipients", "regions", "day",  "expires",
                                        "items",      NULL};
    static const char *const its_case[] = {"id", "key", "action", NULL};
    static const char *const key[] = {"kty", "crv", "x", "y", NULL};
    static const char *const answers[] = {"adult_now",
                                          "adults_in_image",
                                          "self_in_image",
                                          "no_consent_to_share",
                                          "synthetic",
                                          "on_behalf",
                                          NULL};
    static const char *const item[] = {"item", "media", "signals", NULL};
    static const char *const signal[] = {"signalType", "hashValue", "quality",
                                         "variant", NULL};
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_make("one", false);
    // Somebody else's question, which this body did not ask.
    ck_assert_int_eq(mien_case_answer(its, "own", MIEN_ANSWER_YES, &error), MIEN_OK);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    const json_t *first = json_array_get(json_object_get(payload, "items"), 0);
    const json_t *signals = json_object_get(first, "signals");
    expect_members(payload, whole);
    expect_members(json_object_get(payload, "case"), its_case);
    expect_members(json_object_get(json_object_get(payload, "case"), "key"), key);
    expect_members(json_object_get(payload, "attestation"), answers);
    expect_members(first, item);
    ck_assert_uint_eq(json_array_size(signals), MIEN_DIHEDRAL_COUNT);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        const json_t *one = json_array_get(signals, (size_t)i);
        expect_members(one, signal);
        ck_assert_str_eq(json_string_value(json_object_get(one, "variant")),
                         mien_dihedral_name((enum mien_dihedral)i));
        ck_assert_int_eq(json_integer_value(json_object_get(one, "quality")), 99);
    }
    ck_assert_str_eq(json_string_value(json_object_get(payload, "format")),
                     "ncii-submission");
    ck_assert_str_eq(json_string_value(json_object_get(payload, "expires")),
                     "2027-11-22");
    ck_assert_str_eq(json_string_value(json_object_get(
                         json_object_get(payload, "attestation"), "synthetic")),
                     "unsure");
    json_decref(payload);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(answers_go_to_those_who_asked)
{
    static const char asks[] =
        "{\"questions\":[{\"id\":\"own\",\"text\":{\"en\":\"Well?\"}}]}";
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_with("one", asks);
    struct mien_recipient_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, info.fingerprint, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_case_answer(its, "own", MIEN_ANSWER_NO, &error), MIEN_OK);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    ck_assert(
        json_is_false(json_object_get(json_object_get(payload, "attestation"), "own")));
    json_decref(payload);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(a_withdrawal_lists_what_was_sent)
{
    struct mien_case *its = mien_case_filled(2, false);
    struct mien_body body = mien_body_make("one", false);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    json_t *created = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_hashes_of(dihedral, 60); // never sent
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    json_t *back = mien_payload_of(its, MIEN_CASE_WITHDRAW, &body, 1);
    ck_assert(
        json_equal(json_object_get(created, "items"), json_object_get(back, "items")));
    json_decref(back);
    json_decref(created);
    mien_blob_free(&sealed);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

START_TEST(a_case_keeps_its_day_of_expiry)
{
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_body body = mien_body_make("one", false);
    const struct mien_recipient *recipient = body.recipient;
    struct mien_case_info info = {.size = sizeof info};
    struct mien_case_seal how = {.size = sizeof how,
                                 .action = MIEN_CASE_CREATE,
                                 .recipients = &recipient,
                                 .recipient_count = 1,
                                 .day = MIEN_TODAY,
                                 .expires = "2030-01-31"};
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_blob sealed = {NULL, 0};
    ck_assert_int_eq(mien_case_seal(its, &sealed.bytes, &sealed.size, &how, &error),
                     MIEN_OK);
    mien_blob_free(&sealed);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_str_eq(info.expires, "2030-01-31");
    mien_hashes_of(dihedral, 60);
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    sealed = mien_sealed(its, MIEN_CASE_ADD, &body, 1);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_str_eq(info.expires, "2030-01-31");
    mien_blob_free(&sealed);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

// --------------------------------------------------------------------- what it hides

START_TEST(lengths_tell_a_class_only)
{
    struct mien_body body = mien_body_make("example.org", false);
    static const struct {
        uint32_t images;
        size_t class; // of the payload
    } cases[] = {{1, 16384}, {5, 16384}, {12, 16384}, {14, 65536}, {50, 65536}};
    size_t first = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mien_case *its = mien_case_filled(cases[i].images, false);
        struct mien_blob created = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
        struct mien_blob back = mien_sealed(its, MIEN_CASE_WITHDRAW, &body, 1);
        ck_assert_uint_eq(created.size, back.size);
        if (i == 0)
            first = created.size;
        ck_assert_msg((created.size == first) == (cases[i].class == 16384),
                      "%u images: %zu bytes, and 1: %zu", (unsigned)cases[i].images,
                      created.size, first);
        mien_blob_free(&created);
        mien_blob_free(&back);
        mien_case_free(its);
    }
    mien_body_free(&body);
}
END_TEST

START_TEST(an_addition_is_as_long_as_a_creation)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_blob created = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_hashes_of(dihedral, 60);
    ck_assert_int_eq(mien_case_add_image(its, NULL, dihedral, 90, &error), MIEN_OK);
    struct mien_blob added = mien_sealed(its, MIEN_CASE_ADD, &body, 1);
    ck_assert_uint_eq(created.size, added.size);
    mien_blob_free(&created);
    mien_blob_free(&added);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(nothing_of_a_case_can_be_read_outside)
{
    struct mien_body body = mien_body_make("example.org", false);
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_case_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    struct mien_blob one = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    struct mien_blob two = mien_sealed(its, MIEN_CASE_WITHDRAW, &body, 1);
    ck_assert_ptr_null(strstr(one.bytes, info.id));
    ck_assert_ptr_null(strstr(one.bytes, "example.org"));
    ck_assert_ptr_null(strstr(one.bytes, "2026"));
    // Two documents of a case share nothing but names and the headers.
    json_t *first = mien_parsed(one.bytes, one.size);
    json_t *second = mien_parsed(two.bytes, two.size);
    static const char *const differ[] = {"recipients", "iv", "ciphertext", "tag"};
    for (size_t i = 0; i < 4; i++)
        ck_assert(!json_equal(json_object_get(first, differ[i]),
                              json_object_get(second, differ[i])));
    json_decref(first);
    json_decref(second);
    mien_blob_free(&one);
    mien_blob_free(&two);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

// ----------------------------------------------------------------- what is kept of it

// A body whose file is as deep as may be.
static struct mien_body deep_body(void)
{
    char changes[200] = "{\"later\":";
    for (int i = 1; i < MIEN_CASE_DEPTH_MAX; i++)
        strcat(changes, "[");
    for (int i = 1; i < MIEN_CASE_DEPTH_MAX; i++)
        strcat(changes, "]");
    strcat(changes, "}");
    struct mien_body body = mien_body_with("deep", changes);
    struct mien_recipient_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, info.fingerprint, &error),
                     MIEN_OK);
    return body;
}

// The recipients' files lie in the wallet, inside others: a wallet that can be written
// and not read would be the loss of the key.
START_TEST(a_wallet_opens_whatever_recipients_say)
{
    static const struct mien_passphrase passphrase = {"a", 1};
    struct mien_body body = deep_body();
    struct mien_case *its = mien_case_filled(1, false), *found = NULL;
    struct mien_wallet *wallet = NULL, *again = NULL;
    struct mien_blob text = {NULL, 0};
    struct mien_blob sealed = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    ck_assert_int_eq(mien_wallet_new(&wallet), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(wallet, its, &error), MIEN_OK);
    ck_assert_int_eq(mien_wallet_seal_rounds(wallet, &text.bytes, &text.size,
                                             passphrase, 1000, &error),
                     MIEN_OK);
    enum mien_status status =
        mien_wallet_open(&again, text.bytes, text.size, "a", 1, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    ck_assert_int_eq(mien_wallet_case(again, 0, &found, &error), MIEN_OK);
    struct mien_case_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_case_info(found, &info), MIEN_OK);
    ck_assert_uint_eq(info.recipients, 1);
    mien_case_free(found);
    mien_wallet_free(again);
    mien_wallet_free(wallet);
    mien_blob_free(&text);
    mien_blob_free(&sealed);
    mien_body_free(&body);
    mien_case_free(its);
}
END_TEST

// All files of a wallet together may hold more values than one text of a stranger.
START_TEST(what_is_hers_has_no_limits)
{
    size_t size = 2 * MIEN_JSON_VALUES_MAX + 100;
    char *text = malloc(size);
    memset(text, '0', size);
    for (size_t i = 2; i < size; i += 2)
        text[i] = ',';
    text[0] = '[';
    text[size - 1] = ']';
    text[size - 2] = ' ';
    json_t *read = NULL;
    ck_assert_int_eq(mien_json_read(&read, text, size, size, "text", &error),
                     MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_json_read_own(&read, text, size, "text", &error), MIEN_OK);
    json_decref(read);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("case_seal");
    TCase *tcase = tcase_create("seal");
    tcase_add_test(tcase, a_recipient_that_was_not_confirmed);
    tcase_add_loop_test(tcase, what_a_recipient_does_not_take, 0,
                        (int)(sizeof rules / sizeof rules[0]));
    tcase_add_test(tcase, without_answers_or_items);
    tcase_add_test(tcase, out_of_order);
    tcase_add_test(tcase, arguments);
    tcase_add_test(tcase, many_recipients_open_the_same);
    tcase_add_test(tcase, a_document_has_these_members_only);
    tcase_add_test(tcase, a_payload_has_these_members_only);
    tcase_add_test(tcase, answers_go_to_those_who_asked);
    tcase_add_test(tcase, a_withdrawal_lists_what_was_sent);
    tcase_add_test(tcase, a_case_keeps_its_day_of_expiry);
    tcase_add_test(tcase, lengths_tell_a_class_only);
    tcase_add_test(tcase, an_addition_is_as_long_as_a_creation);
    tcase_add_test(tcase, nothing_of_a_case_can_be_read_outside);
    tcase_add_test(tcase, a_wallet_opens_whatever_recipients_say);
    tcase_add_test(tcase, what_is_hers_has_no_limits);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
