// SPDX-License-Identifier: Apache-2.0
// Views in a case: no recipient gets more of a picture than she allows and it takes,
// the whole picture is always there first, and a wallet keeps what no document held.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/json.h"
#include "case/pad.h"
#include "case/wallet.h"
#include "cases.h"
#include "suite.h"

enum {
    VIEWS = 40
};

static struct mien_error error;

// ------------------------------------------------------------------------- made-up

// The views of a picture of 4000 by 3000 pixels: the whole one, then windows of falling
// quality, from 99 on.
static void views_of(struct mien_view views[VIEWS], uint32_t picture)
{
    memset(views, 0, VIEWS * sizeof views[0]);
    for (uint32_t i = 0; i < VIEWS; i++) {
        views[i].kind = i == 0 ? MIEN_VIEW_WHOLE : MIEN_VIEW_WINDOW;
        views[i].number = i == 0 ? 0 : i - 1;
        views[i].quality = i == 0 ? 100 : 100 - i;
        views[i].count = MIEN_DIHEDRAL_COUNT;
        views[i].place =
            i == 0 ? (struct mien_view_place){2000, 1500, 4000, 3000, 0}
                   : (struct mien_view_place){1000.0f + (float)i, 800, 401, 399, -10};
        mien_hashes_of(views[i].dihedral, picture);
        for (size_t j = 0; j < MIEN_DIHEDRAL_COUNT; j++)
            views[i].dihedral[j].bytes[31] = (uint8_t)i;
    }
}

static void add(struct mien_case *its, uint32_t picture, uint32_t number)
{
    struct mien_view views[VIEWS];
    uint32_t item = 0;
    views_of(views, picture);
    enum mien_status status = mien_case_add_views(its, &item, views, VIEWS, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    ck_assert_uint_eq(item, number);
}

static struct mien_body body_taking(const char *id, const char *rules)
{
    struct mien_body body = mien_body_with(id, rules);
    struct mien_recipient_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, info.fingerprint, &error),
                     MIEN_OK);
    return body;
}

static json_t *signals_of(const json_t *payload, size_t item)
{
    const json_t *items = json_object_get(payload, "items");
    return json_object_get(json_array_get(items, item), "signals");
}

// Whether the document holds so many hashes of an item, the whole picture first, each
// view in all eight ways, the best first; and places, or none.
static void expect_item(const json_t *payload, size_t item, size_t hashes, bool places)
{
    const json_t *signals = signals_of(payload, item);
    json_t *signal;
    size_t i;
    ck_assert_uint_eq(json_array_size(signals), hashes);
    json_array_foreach(signals, i, signal)
    {
        char name[MIEN_VIEW_NAME_SIZE];
        const char *view = mien_json_text(signal, "view", SIZE_MAX);
        snprintf(name, sizeof name, "window-%zu", i / MIEN_DIHEDRAL_COUNT - 1);
        if (i < MIEN_DIHEDRAL_COUNT)
            ck_assert_ptr_null(json_object_get(signal, "view"));
        else
            ck_assert_str_eq(view, name);
        ck_assert_str_eq(mien_json_text(signal, "variant", SIZE_MAX),
                         mien_dihedral_name(i % MIEN_DIHEDRAL_COUNT));
        ck_assert((json_object_get(signal, "place") != NULL) == places);
        ck_assert_uint_eq(json_object_size(signal),
                          4u + (i >= MIEN_DIHEDRAL_COUNT) + places);
    }
}

static void expect(const struct mien_case *its, enum mien_case_action action,
                   const struct mien_body *bodies, size_t count, size_t hashes,
                   bool places)
{
    json_t *payload = mien_payload_of(its, action, bodies, count);
    ck_assert_uint_eq(json_array_size(json_object_get(payload, "items")), 1);
    expect_item(payload, 0, hashes, places);
    json_decref(payload);
}

// -------------------------------------------------------------------- who gets what

static const struct {
    const char *first, *second; // what the recipients say; NULL: there is one only
    uint32_t allowed;           // by her; 0: no choice
    size_t hashes;
    bool places;
} shares[] = {
    {"{}", NULL, 0, 8, false},
    {"{\"views\":{\"hashes\":320}}", NULL, 0, 320, false},
    {"{\"views\":{\"hashes\":999999}}", NULL, 0, 320, false},
    {"{\"views\":{\"hashes\":8,\"places\":true}}", NULL, 0, 8, true},
    {"{\"views\":{\"hashes\":23}}", NULL, 0, 16, false}, // no half of a view
    {"{\"views\":{\"hashes\":320,\"places\":true}}", NULL, 0, 320, true},
    {"{\"views\":{\"hashes\":320}}", NULL, 8, 8, false},
    {"{\"views\":{\"hashes\":320}}", NULL, 100, 96, false},
    {"{\"views\":{\"hashes\":80}}", NULL, 1000, 80, false},
    // The smallest of all, and places only when all want them.
    {"{\"views\":{\"hashes\":320}}", "{\"views\":{\"hashes\":40}}", 0, 40, false},
    {"{\"views\":{\"hashes\":320,\"places\":true}}", "{}", 0, 8, false},
    {"{\"views\":{\"hashes\":320,\"places\":true}}", "{\"views\":{\"hashes\":80}}", 0,
     80, false},
    {"{\"views\":{\"hashes\":320,\"places\":true}}",
     "{\"views\":{\"hashes\":80,\"places\":true}}", 0, 80, true},
    // Views of 99 down to 90.
    {"{\"views\":{\"hashes\":320},\"minimum_quality\":90}", NULL, 0, 88, false},
    {"{\"views\":{\"hashes\":320}}",
     "{\"views\":{\"hashes\":320},\"minimum_quality\":99}", 0, 16, false},
};

START_TEST(nobody_gets_more_than_all_take)
{
    struct mien_body bodies[2] = {body_taking("one.org", shares[_i].first)};
    size_t count = 1;
    struct mien_case *its = mien_case_filled(0, false);
    if (shares[_i].second != NULL)
        bodies[count++] = body_taking("two.org", shares[_i].second);
    add(its, 1, 1);
    if (shares[_i].allowed != 0)
        ck_assert_int_eq(mien_case_hashes(its, shares[_i].allowed, &error), MIEN_OK);
    expect(its, MIEN_CASE_CREATE, bodies, count, shares[_i].hashes, shares[_i].places);
    // And what is opened is what was previewed.
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, bodies, count);
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, bodies, count);
    struct mien_document *opened;
    ck_assert_int_eq(mien_try_open(&opened, &document, &bodies[0], 0, &error), MIEN_OK);
    struct mien_blob told, text = mien_dumped(payload);
    ck_assert_int_eq(mien_document_json(opened, &told.bytes, &told.size), MIEN_OK);
    ck_assert_str_eq(told.bytes, text.bytes);
    expect(its, MIEN_CASE_WITHDRAW, bodies, count, shares[_i].hashes,
           shares[_i].places);
    mien_blob_free(&text);
    mien_blob_free(&told);
    mien_document_free(opened);
    mien_blob_free(&document);
    json_decref(payload);
    for (size_t i = 0; i < count; i++)
        mien_body_free(&bodies[i]);
    mien_case_free(its);
}
END_TEST

// A picture without views is the same in a document as it always was.
START_TEST(pictures_without_views_stay_as_they_were)
{
    struct mien_body body = body_taking("one.org", "{\"views\":{\"hashes\":320}}");
    struct mien_case *plain = mien_case_filled(1, false), *its = NULL;
    struct mien_view views[VIEWS];
    its = mien_case_filled(0, false);
    views_of(views, 1);
    views[0].quality = 99; // as mien_case_filled() has it
    ck_assert_int_eq(mien_case_add_views(its, NULL, views, VIEWS, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_hashes(its, 8, &error), MIEN_OK);
    json_t *before = mien_payload_of(plain, MIEN_CASE_CREATE, &body, 1);
    json_t *after = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    expect_item(before, 0, 8, false);
    json_t *one = json_array_get(signals_of(before, 0), 0);
    json_t *other = json_array_get(signals_of(after, 0), 0);
    json_object_del(one, "hashValue"); // the made-up ones differ
    json_object_del(other, "hashValue");
    ck_assert(json_equal(one, other));
    json_decref(after);
    json_decref(before);
    mien_case_free(its);
    mien_case_free(plain);
    mien_body_free(&body);
}
END_TEST

START_TEST(places_tell_no_size)
{
    struct mien_body body =
        body_taking("one.org", "{\"views\":{\"hashes\":16,\"places\":true}}");
    struct mien_case *its = mien_case_filled(0, false);
    add(its, 1, 1);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    json_t *whole = json_array_get(signals_of(payload, 0), 0);
    json_t *window = json_array_get(signals_of(payload, 0), 8);
    json_t *expected = json_pack("[[i,i,i,i,i],[i,i,i,i,i]]", 500, 375, 1000, 750, 0,
                                 250, 200, 100, 100, 350);
    ck_assert(json_equal(json_object_get(whole, "place"), json_array_get(expected, 0)));
    ck_assert(
        json_equal(json_object_get(window, "place"), json_array_get(expected, 1)));
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    struct mien_document *opened;
    struct mien_document_signal signal = {.size = sizeof signal};
    ck_assert_int_eq(mien_try_open(&opened, &document, &body, 0, &error), MIEN_OK);
    ck_assert_int_eq(mien_document_signal(opened, 0, 8, &signal), MIEN_OK);
    ck_assert_str_eq(signal.view, "window-0");
    ck_assert_float_eq(signal.place.x, 0.25f);
    ck_assert_float_eq(signal.place.height, 0.1f);
    ck_assert_float_eq(signal.place.degrees, -10);
    ck_assert_int_eq(mien_document_signal(opened, 0, 0, &signal), MIEN_OK);
    ck_assert_str_eq(signal.view, "");
    mien_document_free(opened);
    mien_blob_free(&document);
    json_decref(expected);
    json_decref(payload);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(many_pictures_share_a_document)
{
    struct mien_body body =
        body_taking("one.org", "{\"views\":{\"hashes\":320,\"places\":true}}");
    struct mien_case *its = mien_case_filled(0, false);
    const size_t count = 1000; // 32 hashes each
    for (uint32_t i = 1; i <= count; i++)
        add(its, i, i);
    json_t *payload = mien_payload_of(its, MIEN_CASE_CREATE, &body, 1);
    for (size_t i = 0; i < count; i++)
        expect_item(payload, i, 32, true);
    struct mien_blob text = mien_dumped(payload);
    ck_assert_uint_lt(text.size, MIEN_PAD_MOST); // or it could not be sealed
    mien_blob_free(&text);
    json_decref(payload);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

// ---------------------------------------------------------------------- the wallet

// Puts the case into a wallet and takes it out again.
static struct mien_case *kept(struct mien_case *its)
{
    struct mien_wallet *wallet = NULL, *again = NULL;
    struct mien_case *out = NULL;
    char *text = NULL;
    size_t length = 0;
    ck_assert_int_eq(mien_wallet_new(&wallet), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(wallet, its, &error), MIEN_OK);
    ck_assert_int_eq(mien_wallet_seal_rounds(wallet, &text, &length,
                                             (struct mien_passphrase){"x", 1}, 1000,
                                             &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_wallet_open(&again, text, length, "x", 1, &error), MIEN_OK);
    ck_assert_uint_eq(mien_wallet_count(again), 1);
    ck_assert_int_eq(mien_wallet_case(again, 0, &out, &error), MIEN_OK);
    mien_case_text_free(text, length);
    mien_wallet_free(wallet);
    mien_wallet_free(again);
    mien_case_free(its);
    return out;
}

START_TEST(a_later_recipient_gets_what_it_takes)
{
    struct mien_body small = mien_body_make("small.org", false);
    struct mien_body bodies[2] = {
        body_taking("large.org", "{\"views\":{\"hashes\":320,\"places\":true}}"),
        small};
    struct mien_case *its = mien_case_filled(0, false);
    struct mien_case_info info = {.size = sizeof info};
    add(its, 1, 1);
    ck_assert_int_eq(mien_case_hashes(its, 240, &error), MIEN_OK);
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, &small, 1);
    mien_blob_free(&document);
    its = kept(its);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.hashes, 240);
    ck_assert_uint_eq(info.with_views, 1);
    expect(its, MIEN_CASE_ADD, bodies, 1, 240, true);
    expect(its, MIEN_CASE_ADD, bodies, 2, 8, false);
    mien_case_free(its);
    mien_body_free(&small);
    mien_body_free(&bodies[0]);
}
END_TEST

// What has no room in a wallet is refused.
START_TEST(a_wallet_has_an_end)
{
    struct mien_case *its = mien_case_filled(0, false);
    struct mien_wallet *wallet = NULL;
    char *text = NULL;
    size_t length = 0;
    for (uint32_t i = 1; i <= 400; i++)
        add(its, i, i);
    ck_assert_int_eq(mien_wallet_new(&wallet), MIEN_OK);
    ck_assert_int_eq(mien_wallet_put(wallet, its, &error), MIEN_OK);
    ck_assert_int_eq(mien_wallet_seal_rounds(wallet, &text, &length,
                                             (struct mien_passphrase){"x", 1}, 1000,
                                             &error),
                     MIEN_ERROR_LIMIT);
    ck_assert_ptr_null(text);
    mien_case_free(its);
    mien_wallet_free(wallet);
}
END_TEST

// Of a case that an earlier version kept: no views, and no choice.
START_TEST(earlier_wallets_are_read)
{
    struct mien_case *its = mien_case_filled(1, false);
    struct mien_case_info info = {.size = sizeof info};
    its = kept(its);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.hashes, 0);
    ck_assert_uint_eq(info.with_views, 0);
    mien_case_free(its);
}
END_TEST

// -------------------------------------------------------------------------- adding

START_TEST(the_same_picture_once_more)
{
    struct mien_body body = body_taking("one.org", "{\"views\":{\"hashes\":320}}");
    struct mien_case *its = mien_case_filled(0, false);
    struct mien_case_info info = {.size = sizeof info};
    struct mien_view views[VIEWS];
    uint32_t item;
    views_of(views, 1);
    ck_assert_int_eq(mien_case_add_image(its, &item, views[0].dihedral, 100, &error),
                     MIEN_OK);
    ck_assert_uint_eq(item, 1);
    add(its, 1, 1); // not sent yet: it gets its views
    expect(its, MIEN_CASE_CREATE, &body, 1, 320, false);
    ck_assert_int_eq(mien_case_drop(its, 1, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.items + info.with_views, 0);
    ck_assert_int_eq(mien_case_add_image(its, &item, views[0].dihedral, 100, &error),
                     MIEN_OK);
    struct mien_blob document = mien_sealed(its, MIEN_CASE_CREATE, &body, 1);
    mien_blob_free(&document);
    add(its, 1, 3); // a document holds item 2 without them
    expect(its, MIEN_CASE_ADD, &body, 1, 320, false);
    document = mien_sealed(its, MIEN_CASE_ADD, &body, 1);
    mien_blob_free(&document);
    add(its, 1, 3); // nothing new any more
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.unsent, 0);
    mien_case_free(its);
    mien_body_free(&body);
}
END_TEST

START_TEST(what_are_no_views)
{
    struct mien_case *its = mien_case_filled(0, false);
    struct mien_case_info info = {.size = sizeof info};
    struct mien_view views[VIEWS];
    for (int i = 0; i < 7; i++) {
        views_of(views, 1);
        if (i == 0)
            views[0].kind = MIEN_VIEW_SEEN; // the whole one is missing
        if (i == 1)
            views[3].count = 1; // for looking up
        if (i == 2)
            views[3].kind = MIEN_VIEW_KIND_COUNT;
        if (i == 3)
            views[3].number = 256;
        if (i == 4)
            views[3].quality = 101;
        if (i == 5) {
            views[3].kind = MIEN_VIEW_WHOLE;
            views[3].number = 0;
        }
        ck_assert_int_eq(
            mien_case_add_views(its, NULL, views, i == 6 ? 0 : VIEWS, &error),
            MIEN_ERROR_ARGUMENT);
    }
    ck_assert_int_eq(mien_case_add_views(its, NULL, NULL, 1, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_add_views(NULL, NULL, views, 1, &error),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_hashes(its, 7, &error), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_case_info(its, &info), MIEN_OK);
    ck_assert_uint_eq(info.items + info.hashes, 0);
    mien_case_free(its);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("case_views");
    TCase *tcase = tcase_create("views");
    tcase_set_timeout(tcase, 300);
    tcase_add_loop_test(tcase, nobody_gets_more_than_all_take, 0,
                        (int)(sizeof shares / sizeof shares[0]));
    tcase_add_test(tcase, pictures_without_views_stay_as_they_were);
    tcase_add_test(tcase, places_tell_no_size);
    tcase_add_test(tcase, many_pictures_share_a_document);
    tcase_add_test(tcase, a_later_recipient_gets_what_it_takes);
    tcase_add_test(tcase, a_wallet_has_an_end);
    tcase_add_test(tcase, earlier_wallets_are_read);
    tcase_add_test(tcase, the_same_picture_once_more);
    tcase_add_test(tcase, what_are_no_views);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
