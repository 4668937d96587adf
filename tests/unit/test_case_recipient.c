// SPDX-License-Identifier: Apache-2.0
// Recipient files: what is read, what is refused, and that nothing is sealed for a key
// that nobody compared.
#include <stdlib.h>
#include <string.h>

#include "case/day.h"
#include "case/jose.h"
#include "case/key.h"
#include "cases.h"
#include "suite.h"

static struct mien_error error;

// A good file with one member changed (as JSON) or, with NULL, taken away.
static enum mien_status read_with(const char *member, const char *value,
                                  struct mien_recipient **out)
{
    struct mien_body body = mien_body_make("example.org", false);
    json_t *file = mien_parsed(body.file.bytes, body.file.size);
    if (value == NULL)
        json_object_del(file, member);
    else
        json_object_set_new(file, member,
                            json_loads(value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
    char *text = json_dumps(file, 0);
    *out = NULL;
    error.detail[0] = '\0';
    enum mien_status status = mien_recipient_read(out, text, strlen(text), &error);
    free(text);
    json_decref(file);
    mien_body_free(&body);
    return status;
}

START_TEST(what_is_made_is_read)
{
    const struct mien_recipient_make make = {.size = sizeof make,
                                             .id = "a-b_c.9",
                                             .name = "Ligne d’écoute",
                                             .web = "https://example.org/clé",
                                             .contact = "Monday to Friday",
                                             .expires = "2027-02-28",
                                             .practice = true};
    struct mien_blob file, key;
    struct mien_recipient *recipient = NULL;
    struct mien_recipient_info info = {.size = sizeof info};
    ck_assert_int_eq(mien_recipient_new(&file.bytes, &file.size, &key.bytes, &key.size,
                                        &make, &error),
                     MIEN_OK);
    ck_assert_ptr_null(strstr(file.bytes, "\"d\""));
    ck_assert_ptr_nonnull(strstr(key.bytes, "\"d\""));
    ck_assert_int_eq(mien_recipient_read(&recipient, file.bytes, file.size, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_recipient_info(recipient, &info), MIEN_OK);
    ck_assert_str_eq(info.id, make.id);
    ck_assert_str_eq(info.name, make.name);
    ck_assert_str_eq(info.web, make.web);
    ck_assert_str_eq(info.contact, make.contact);
    ck_assert_str_eq(info.expires, make.expires);
    ck_assert(info.practice && info.takes_images && info.takes_videos);
    ck_assert(!info.confirmed);
    ck_assert_uint_eq(strlen(info.fingerprint), MIEN_FINGERPRINT_SIZE - 1);
    mien_recipient_free(recipient);
    mien_blob_free(&file);
    mien_blob_free(&key);
}
END_TEST

START_TEST(new_refuses_what_read_would)
{
    static const struct mien_recipient_make bad[] = {
        {.size = sizeof bad[0], .name = "no id"},
        {.size = sizeof bad[0], .id = "no-name"},
        {.size = sizeof bad[0], .id = "Capital", .name = "x"},
        {.size = sizeof bad[0], .id = "a b", .name = "x"},
        {.size = sizeof bad[0], .id = "a", .name = "x", .expires = "2026-02-30"},
        {.size = sizeof bad[0], .id = "a", .name = "bell \a"},
        {.size = sizeof bad[0], .id = "a", .name = "Caf\xe9"}, // no UTF-8
        {.size = sizeof bad[0], .id = "a", .name = "x", .contact = "\xf0\x9f"},
        {.size = 3, .id = "a", .name = "x"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mien_blob file = {NULL, 1}, key = {NULL, 2};
        error = (struct mien_error){MIEN_OK, ""};
        ck_assert_int_eq(mien_recipient_new(&file.bytes, &file.size, &key.bytes,
                                            &key.size, &bad[i], &error),
                         MIEN_ERROR_ARGUMENT);
        ck_assert_int_eq(error.status, MIEN_ERROR_ARGUMENT);
        ck_assert_uint_gt(strlen(error.detail), 0);
        ck_assert(file.bytes == NULL && key.bytes == NULL && file.size == 1);
    }
}
END_TEST

static const struct {
    const char *member, *value;
    enum mien_status status;
} files[] = {
    {"format", "\"ncii-submission\"", MIEN_ERROR_CORRUPT},
    {"version", "2", MIEN_ERROR_VERSION},
    {"version", "\"1\"", MIEN_ERROR_CORRUPT},
    {"version", "0", MIEN_ERROR_CORRUPT},
    {"id", NULL, MIEN_ERROR_CORRUPT},
    {"id", "\"\"", MIEN_ERROR_CORRUPT},
    {"id", "\"A\"", MIEN_ERROR_CORRUPT},
    {"id", "\"a\\u0000\"", MIEN_ERROR_CORRUPT},
    {"name", NULL, MIEN_ERROR_CORRUPT},
    {"name", "\"\"", MIEN_ERROR_CORRUPT},
    {"name", "\"a\\u001b[2J\"", MIEN_ERROR_CORRUPT},
    {"name", "\"a\\u009b2J\"", MIEN_ERROR_CORRUPT},
    {"name", "\"a\\u202etxt.exe\"", MIEN_ERROR_CORRUPT},
    {"name", "\"a\\u2066b\"", MIEN_ERROR_CORRUPT},
    {"name", "\"\\u0645\\u0631\\u062d\\u0628\\u0627\\u200f\"", MIEN_OK},
    {"web", "5", MIEN_ERROR_CORRUPT},
    {"web", NULL, MIEN_OK},
    {"contact", "[]", MIEN_ERROR_CORRUPT},
    {"key", NULL, MIEN_ERROR_CORRUPT},
    {"key", "{\"kty\":\"oct\",\"k\":\"AA\"}", MIEN_ERROR_CORRUPT},
    {"fingerprint", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"",
     MIEN_ERROR_CORRUPT},
    {"fingerprint", NULL, MIEN_OK},
    {"languages", "[\"en\",\"pt-BR\"]", MIEN_OK},
    {"languages", "\"en\"", MIEN_ERROR_CORRUPT},
    {"languages", "[\"../../x\"]", MIEN_ERROR_CORRUPT},
    {"signals", "[\"ImagePDQ\",\"a later one\"]", MIEN_OK},
    {"signals", "[7]", MIEN_ERROR_CORRUPT},
    {"minimum_quality", "101", MIEN_ERROR_CORRUPT},
    {"minimum_quality", "50.0", MIEN_ERROR_CORRUPT},
    {"maximum_items", "0", MIEN_ERROR_CORRUPT},
    {"maximum_items", "2000000", MIEN_OK},
    {"expires", "\"2026-02-29\"", MIEN_ERROR_CORRUPT},
    {"expires", "\"2028-02-29\"", MIEN_OK},
    {"practice", "\"no\"", MIEN_ERROR_CORRUPT},
    {"views", "{\"hashes\":8}", MIEN_OK},
    {"views", "{\"hashes\":2000000,\"places\":true,\"later\":[]}", MIEN_OK},
    {"views", "{\"hashes\":7}", MIEN_ERROR_CORRUPT},
    {"views", "{\"hashes\":\"8\"}", MIEN_ERROR_CORRUPT},
    {"views", "{\"hashes\":8,\"places\":1}", MIEN_ERROR_CORRUPT},
    {"views", "{\"places\":true}", MIEN_ERROR_CORRUPT},
    {"views", "8", MIEN_ERROR_CORRUPT},
    {"views", "null", MIEN_ERROR_CORRUPT},
    {"a later member", "{\"x\":[1,2]}", MIEN_OK},
    {"questions", "[]", MIEN_OK},
    {"questions", "{}", MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"adult_now\"}]", MIEN_OK},
    {"questions", "[{\"id\":\"own\"}]", MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"own\",\"text\":{\"en\":\"Well?\"}}]", MIEN_OK},
    {"questions", "[{\"id\":\"own\",\"text\":{}}]", MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"own\",\"text\":{\"en\":\"\\u0007\"}}]",
     MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"Own\",\"text\":{\"en\":\"Well?\"}}]", MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"adult_now\",\"unsure\":1}]", MIEN_ERROR_CORRUPT},
    {"questions", "[{\"id\":\"adult_now\",\"stop\":\"no\",\"unsure\":false}]", MIEN_OK},
    {"questions", "[{\"id\":\"adult_now\",\"stop\":\"unsure\"}]", MIEN_ERROR_CORRUPT},
    {"questions", "[0]", MIEN_ERROR_CORRUPT},
};

START_TEST(each_member_is_judged)
{
    struct mien_recipient *recipient;
    enum mien_status status = read_with(files[_i].member, files[_i].value, &recipient);
    ck_assert_msg(status == files[_i].status, "%s %s: %s (%s)", files[_i].member,
                  files[_i].value, mien_strerror(status), error.detail);
    ck_assert((recipient != NULL) == (status == MIEN_OK));
    ck_assert(status == MIEN_OK || error.status == status);
    mien_recipient_free(recipient);
}
END_TEST

START_TEST(a_long_text_is_refused)
{
    char text[600];
    struct mien_recipient *recipient;
    memset(text, 'x', sizeof text);
    text[0] = text[501] = '"';
    text[502] = '\0';
    ck_assert_int_eq(read_with("name", text, &recipient), MIEN_OK);
    mien_recipient_free(recipient);
    text[501] = 'x';
    text[502] = '"';
    text[503] = '\0';
    ck_assert_int_eq(read_with("name", text, &recipient), MIEN_ERROR_CORRUPT);
}
END_TEST

START_TEST(absent_members_have_their_defaults)
{
    struct mien_body body = mien_body_make("example.org", false);
    static const char *const spare[] = {
        "web",           "questions", "signals", "fingerprint", "minimum_quality",
        "maximum_items", "practice"};
    json_t *file = mien_parsed(body.file.bytes, body.file.size);
    struct mien_recipient *recipient = NULL;
    struct mien_recipient_info info = {.size = sizeof info};
    for (size_t i = 0; i < sizeof spare / sizeof spare[0]; i++)
        ck_assert_int_eq(json_object_del(file, spare[i]), 0);
    struct mien_blob text = mien_dumped(file);
    ck_assert_int_eq(mien_recipient_read(&recipient, text.bytes, text.size, &error),
                     MIEN_OK);
    ck_assert_int_eq(mien_recipient_info(recipient, &info), MIEN_OK);
    ck_assert_str_eq(info.web, "");
    ck_assert_str_eq(info.expires, "");
    ck_assert_uint_eq(info.minimum_quality, MIEN_PDQ_QUALITY_MIN);
    ck_assert_uint_eq(info.maximum_items, MIEN_CASE_ITEMS_MAX);
    ck_assert_uint_eq(info.maximum_hashes, MIEN_DIHEDRAL_COUNT);
    ck_assert(!info.takes_places);
    ck_assert(info.takes_images && info.takes_videos && !info.practice);
    mien_recipient_free(recipient);
    mien_blob_free(&text);
    json_decref(file);
    mien_body_free(&body);
}
END_TEST

START_TEST(unknown_members_are_kept)
{
    struct mien_recipient *recipient;
    struct mien_blob text;
    ck_assert_int_eq(read_with("later", "{\"a\":[1,null,\"\\u0000\"]}", &recipient),
                     MIEN_OK);
    ck_assert_int_eq(mien_recipient_json(recipient, &text.bytes, &text.size), MIEN_OK);
    ck_assert_ptr_nonnull(strstr(text.bytes, "\"later\":{\"a\":[1,null,\"\\u0000\"]}"));
    ck_assert_uint_eq(strlen(text.bytes), text.size);
    mien_blob_free(&text);
    mien_recipient_free(recipient);
}
END_TEST

// jansson passes over a zero behind a number.
START_TEST(a_zero_is_no_space)
{
    static const char more[] = ",\"later\":1 }"; // in the place of the last brace
    struct mien_body body = mien_body_with("example.org", "{}");
    struct mien_recipient *recipient = NULL;
    struct mien_blob made;
    char text[2000];
    ck_assert_int_eq(mien_recipient_json(body.recipient, &made.bytes, &made.size),
                     MIEN_OK);
    ck_assert_uint_lt(made.size + sizeof more, sizeof text);
    memcpy(text, made.bytes, made.size);
    strcpy(text + made.size - 1, more);
    const size_t length = strlen(text);
    ck_assert_int_eq(mien_recipient_read(&recipient, text, length, &error), MIEN_OK);
    mien_recipient_free(recipient);
    text[length - 2] = '\0';
    ck_assert_int_eq(mien_recipient_read(&recipient, text, length, &error),
                     MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, "recipient file: not JSON");
    mien_blob_free(&made);
    mien_body_free(&body);
}
END_TEST

START_TEST(fingerprints_are_compared)
{
    struct mien_body body = mien_body_with("example.org", "{}");
    struct mien_recipient_info info = {.size = sizeof info};
    char print[200] = "";
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, "", &error),
                     MIEN_ERROR_REFUSED);
    for (size_t i = 0; i < MIEN_FINGERPRINT_SIZE - 1; i++) {
        strcpy(print, info.fingerprint);
        print[i] = print[i] == 'A' ? 'B' : 'A';
        ck_assert_int_eq(mien_recipient_confirm(body.recipient, print, &error),
                         MIEN_ERROR_REFUSED);
        print[i] = '\0'; // a part of it
        ck_assert_int_eq(mien_recipient_confirm(body.recipient, print, &error),
                         MIEN_ERROR_REFUSED);
    }
    strcpy(print, info.fingerprint);
    strcat(print, "x");
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, print, &error),
                     MIEN_ERROR_REFUSED);
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert(!info.confirmed);
    char *to = print;
    for (size_t i = 0; info.fingerprint[i] != '\0'; i++) {
        *to++ = info.fingerprint[i];
        if (i % 4 == 3)
            *to++ = ' ';
    }
    strcpy(to, "\n");
    ck_assert_int_eq(mien_recipient_confirm(body.recipient, print, &error), MIEN_OK);
    ck_assert_int_eq(mien_recipient_info(body.recipient, &info), MIEN_OK);
    ck_assert(info.confirmed);
    mien_body_free(&body);
}
END_TEST

START_TEST(large_and_deep_files_are_refused)
{
    struct mien_recipient *recipient = NULL;
    char *text = malloc(MIEN_CASE_RECIPIENT_MAX + 1);
    memset(text, '[', MIEN_CASE_RECIPIENT_MAX + 1);
    ck_assert_int_eq(
        mien_recipient_read(&recipient, text, MIEN_CASE_DEPTH_MAX + 1, &error),
        MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_recipient_read(&recipient, text, MIEN_CASE_DEPTH_MAX, &error),
                     MIEN_ERROR_CORRUPT);
    memset(text, ' ', MIEN_CASE_RECIPIENT_MAX + 1);
    ck_assert_int_eq(
        mien_recipient_read(&recipient, text, MIEN_CASE_RECIPIENT_MAX + 1, &error),
        MIEN_ERROR_LIMIT);
    ck_assert_int_eq(mien_recipient_read(&recipient, text, 0, &error),
                     MIEN_ERROR_CORRUPT);
    ck_assert_int_eq(mien_recipient_read(&recipient, NULL, 0, &error),
                     MIEN_ERROR_ARGUMENT);
    // Brackets in a text do not nest.
    memcpy(text, "{\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[\":1}", 50);
    ck_assert_int_eq(mien_recipient_read(&recipient, text, 50, &error),
                     MIEN_ERROR_CORRUPT);
    ck_assert_ptr_null(recipient);
    free(text);
}
END_TEST

// Keys of others: the point must be on the curve, in the one spelling.
static const struct {
    const char *jwk;
    bool good;
} keys[] = {
// The example of doc/case-format.md.
#define X "\"x\":\"knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujw\""
#define Y "\"y\":\"9MiBfQAzJMOkXOjuSNeK6Rn1ir6GDc3BPu5G3mlI2wI\""
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y "}", true},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"use\":\"enc\",\"kid\":\"1\"}",
     true},
    {"{\"kty\":\"EC\",\"crv\":\"P-384\"," X "," Y "}", false},
    {"{\"kty\":\"OKP\",\"crv\":\"P-256\"," X "," Y "}", false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "}", false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"d\":\"AA\"}", false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X "," Y ",\"d\":null}", false},
    // another point
    {"{\"kty\":\"EC\",\"crv\":\"P-256\"," X
     ",\"y\":\"9MiBfQAzJMOkXOjuSNeK6Rn1ir6GDc3BPu5G3mlI2wM\"}",
     false},
    // the same bytes, bits left over
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
     "\"knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujx\"," Y "}",
     false},
    // padded, and with a space
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
     "\"knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujw=\"," Y "}",
     false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
     "\" nzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnujw\"," Y "}",
     false},
    // 31 bytes
    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
     "\"knzOiOtrD3Awv3aAS77qt-kzGniA_CgmthmK5zsnug\"," Y "}",
     false},
    // zeros, and more than the prime
    {"{\"kty\":\"EC\",\"crv\":\"P-256\","
     "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
     "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
     false},
    {"{\"kty\":\"EC\",\"crv\":\"P-256\","
     "\"x\":\"__________________________________________8\"," Y "}",
     false},
    {"[]", false},
};

START_TEST(foreign_keys_are_judged)
{
    struct mien_case_key key;
    json_t *jwk = mien_parsed(keys[_i].jwk, strlen(keys[_i].jwk));
    enum mien_status status = mien_case_key_read_public(&key, jwk, "key", &error);
    ck_assert_msg(status == (keys[_i].good ? MIEN_OK : MIEN_ERROR_CORRUPT), "%s: %s",
                  keys[_i].jwk, mien_strerror(status));
    json_decref(jwk);
}
END_TEST

START_TEST(thumbprint_and_id_are_those_of_the_page)
{
    struct mien_case_key key;
    char print[MIEN_FINGERPRINT_SIZE], id[MIEN_CASE_ID_SIZE];
    json_t *jwk = mien_parsed(keys[0].jwk, strlen(keys[0].jwk));
    ck_assert_int_eq(mien_case_key_read_public(&key, jwk, "key", &error), MIEN_OK);
    mien_case_key_thumbprint(&key, print);
    ck_assert_str_eq(print, "dAAilPChApgKNmZNcD7v73o7YtTJPAgoqqUPXHpnYA8");
    mien_case_key_id(&key, id);
    ck_assert_str_eq(id, "4006f6e8-dbeb-4159-a353-e451ce94f037");
    json_decref(jwk);
}
END_TEST

START_TEST(thumbprints_are_those_of_jose)
{
    jose_cfg_t *config = mien_jose_quiet();
    for (int i = 0; i < 20; i++) {
        struct mien_case_key key;
        char mine[MIEN_FINGERPRINT_SIZE];
        ck_assert_int_eq(mien_case_key_new(&key, &error), MIEN_OK);
        json_t *jwk = mien_case_key_public(&key);
        json_t *theirs = jose_jwk_thp(config, jwk, "S256");
        mien_case_key_thumbprint(&key, mine);
        ck_assert_str_eq(mine, json_string_value(theirs));
        json_decref(theirs);
        json_decref(jwk);
    }
    mien_jose_close(config);
}
END_TEST

START_TEST(keys_are_made_again_of_their_number)
{
    static const uint8_t zero[MIEN_KEY_BYTES];
    uint8_t large[MIEN_KEY_BYTES];
    struct mien_case_key key, again;
    ck_assert_int_eq(mien_case_key_new(&key, &error), MIEN_OK);
    ck_assert_int_eq(mien_case_key_of(&again, key.d, &error), MIEN_OK);
    ck_assert_mem_eq(&again, &key, sizeof key);
    json_t *jwk = mien_case_key_private(&key);
    memset(&again, 0, sizeof again);
    ck_assert_int_eq(mien_case_key_read_private(&again, jwk, "key", &error), MIEN_OK);
    ck_assert_mem_eq(&again, &key, sizeof key);
    // A number and a point that do not belong together.
    ck_assert_int_eq(mien_case_key_new(&again, &error), MIEN_OK);
    memcpy(again.d, key.d, sizeof again.d);
    json_decref(jwk);
    jwk = mien_case_key_private(&again);
    ck_assert_int_eq(mien_case_key_read_private(&key, jwk, "key", &error),
                     MIEN_ERROR_CORRUPT);
    json_decref(jwk);
    memset(large, 0xff, sizeof large);
    ck_assert_int_eq(mien_case_key_of(&again, zero, &error), MIEN_ERROR_CORRUPT);
    ck_assert_int_eq(mien_case_key_of(&again, large, &error), MIEN_ERROR_CORRUPT);
}
END_TEST

START_TEST(days_are_days_of_the_calendar)
{
    static const char *const good[] = {"2026-11-22", "2028-02-29", "2000-02-29",
                                       "0001-01-01", "9999-12-31"};
    static const char *const bad[] = {
        "",           "2026-11-31", "2027-02-29",  "1900-02-29", "2026-00-01",
        "2026-13-01", "2026-01-00", "0000-01-01",  "2026-1-01",  "2026/11/22",
        "2026-11-2x", " 026-11-22", "2026-11-22 ", "+026-11-22", "20261122"};
    char later[MIEN_CASE_DAY_SIZE];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(mien_day_is_real(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!mien_day_is_real(bad[i]), "%s", bad[i]);
    ck_assert(!mien_day_is_real(NULL));
    mien_day_year_later(later, "2026-11-22");
    ck_assert_str_eq(later, "2027-11-22");
    mien_day_year_later(later, "2028-02-29");
    ck_assert_str_eq(later, "2029-02-28");
    mien_day_year_later(later, "1999-12-31");
    ck_assert_str_eq(later, "2000-12-31");
    mien_day_year_later(later, "9999-05-01");
    ck_assert_str_eq(later, "9999-12-31");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("case_recipient");
    TCase *tcase = tcase_create("recipient");
    tcase_add_test(tcase, what_is_made_is_read);
    tcase_add_test(tcase, new_refuses_what_read_would);
    tcase_add_loop_test(tcase, each_member_is_judged, 0,
                        (int)(sizeof files / sizeof files[0]));
    tcase_add_test(tcase, a_long_text_is_refused);
    tcase_add_test(tcase, absent_members_have_their_defaults);
    tcase_add_test(tcase, unknown_members_are_kept);
    tcase_add_test(tcase, a_zero_is_no_space);
    tcase_add_test(tcase, fingerprints_are_compared);
    tcase_add_test(tcase, large_and_deep_files_are_refused);
    tcase_add_loop_test(tcase, foreign_keys_are_judged, 0,
                        (int)(sizeof keys / sizeof keys[0]));
    tcase_add_test(tcase, thumbprint_and_id_are_those_of_the_page);
    tcase_add_test(tcase, thumbprints_are_those_of_jose);
    tcase_add_test(tcase, keys_are_made_again_of_their_number);
    tcase_add_test(tcase, days_are_days_of_the_calendar);
    suite_add_tcase(suite, tcase);
    return mien_suite_run(suite);
}
