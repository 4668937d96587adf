// SPDX-License-Identifier: Apache-2.0
// Documents in the formats of other systems: exactly those, in a lasting order, without
// the hashes that would match strangers, and without what was taken back.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <mien/case.h>

#include "made.h"
#include "suite.h"

// Hashes of 64 equal digits.
#define TIMES4(x) x x x x
#define TIMES64(x) TIMES4(TIMES4(TIMES4(x)))
#define A TIMES64("a")
#define B TIMES64("b")
#define C TIMES64("c")
#define MD5 "00112233445566778899aabbccddeeff"

#define PDQ(hash, quality, variant)                                                    \
    "{\"signalType\":\"ImagePDQ\",\"hashValue\":\"" hash "\",\"quality\":" #quality    \
    ",\"variant\":\"" variant "\"}"
#define IMAGE(item, signals)                                                           \
    "{\"item\":\"" item "\",\"media\":\"image\",\"signals\":[" signals "]}"
#define VIDEO(item, md5)                                                               \
    "{\"item\":\"" item "\",\"media\":\"video\",\"signals\":[{\"signalType\":"         \
    "\"VideoMD5\",\"hashValue\":\"" md5 "\"}]}"
#define HEADER "signal_type,hash,quality,variant,case,status,item\r\n"

enum {
    DOCUMENTS_MAX = 4
};

// What is exported.
struct set {
    const struct mien_document *documents[DOCUMENTS_MAX];
    size_t count;
};

static void put(struct set *set, const struct mien_made_case *its, const char *action,
                const char *day, const char *items)
{
    ck_assert_uint_lt(set->count, DOCUMENTS_MAX);
    set->documents[set->count++] = mien_made_document(its, action, day, items);
}

static void clear(struct set *set)
{
    while (set->count > 0)
        mien_document_free((struct mien_document *)set->documents[--set->count]);
}

static char *export(const struct set *set, enum mien_export format, uint32_t flags)
{
    char *text = NULL;
    size_t length = 0;
    struct mien_error error;
    enum mien_status status = mien_document_export(set->documents, set->count, format,
                                                   flags, &text, &length, &error);
    ck_assert_msg(status == MIEN_OK, "%s", error.detail);
    ck_assert_uint_eq(strlen(text), length);
    return text;
}

static void expect(const struct set *set, enum mien_export format, uint32_t flags,
                   const char *expected)
{
    char *text = export(set, format, flags);
    ck_assert_str_eq(text, expected);
    free(text);
}

// A case of a picture with two variants, one of low quality, and a film.
static void put_mixed(struct set *set, const struct mien_made_case *its)
{
    put(set, its, "create", "2026-11-21",
        "[" IMAGE("1", PDQ(A, 100, "original") "," PDQ(B, 100, "rot90")) "," IMAGE(
            "2", PDQ(C, 49, "original")) "," VIDEO("3", MD5) "]");
}

START_TEST(lines_hold_originals_of_good_quality)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put_mixed(&set, &its);
    expect(&set, MIEN_EXPORT_PYTX, 0, "pdq " A "\n");
    expect(&set, MIEN_EXPORT_HMA, 0, "{\"pdq\":\"" A "\"}\n");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL,
           "pdq " A "\npdq " B "\npdq " C "\n");
    expect(&set, MIEN_EXPORT_HMA, MIEN_EXPORT_ALL,
           "{\"pdq\":\"" A "\"}\n{\"pdq\":\"" B "\"}\n{\"pdq\":\"" C "\"}\n");
    clear(&set);
}
END_TEST

#define RECORD(type, hash, seconds, feedback)                                          \
    "{\"lastModtimestamp\":" seconds ",\"signalType\":\"" type                         \
    "\",\"hashValue\":\"" hash "\",\"CSPFeedbacks\":[{\"tags\":[],"                    \
    "\"feedbackValue\":\"" feedback "\"}]}"

#define VIEW(hash, variant, view)                                                      \
    "{\"signalType\":\"ImagePDQ\",\"hashValue\":\"" hash                               \
    "\",\"quality\":90,\"variant\":\"" variant "\",\"view\":\"" view "\"}"

// A window is in no list of whole pictures, unless somebody asks for it.
START_TEST(views_are_left_out_unless_asked_for)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put(&set, &its, "create", "2026-11-21",
        "[" IMAGE(
            "1",
            VIEW(A, "original", "whole") "," VIEW(B, "original", "window-3") "," VIEW(
                B, "rot90", "window-3") "," VIEW(B, "original", "zoom-1")) "]");
    expect(&set, MIEN_EXPORT_PYTX, 0, "pdq " A "\n");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "pdq " A "\n");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_VIEWS, "pdq " A "\npdq " B "\n");
    expect(&set, MIEN_EXPORT_HMA, MIEN_EXPORT_VIEWS,
           "{\"pdq\":\"" A "\"}\n{\"pdq\":\"" B "\"}\n");
    char *text = export(&set, MIEN_EXPORT_STOPNCII, 0);
    ck_assert_ptr_null(strstr(text, B));
    free(text);
    text = export(&set, MIEN_EXPORT_STOPNCII, MIEN_EXPORT_VIEWS);
    ck_assert_ptr_nonnull(strstr(text, "{\"count\":2,"));
    free(text);
    clear(&set);
}
END_TEST

// Whatever reads the variant of CSV takes no view for the whole picture, known or not.
START_TEST(csv_names_views_in_the_variant)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put(&set, &its, "create", "2026-11-21",
        "[" IMAGE("1",
                  VIEW(A, "rot90", "whole") "," VIEW(B, "rot90", "window-3") "," VIEW(
                      B, "", "seen") "," VIEW(C, "original", "=later-9")) "]");
    char *text = export(&set, MIEN_EXPORT_CSV, 0);
    static const char *const lines[] = {
        "\nImagePDQ," A ",90,rot90,", "\nImagePDQ," B ",90,window-3/rot90,",
        "\nImagePDQ," B ",90,seen,", "\nImagePDQ," C ",90,other,"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_msg(strstr(text, lines[i]) != NULL, "%s in %s", lines[i], text);
    free(text);
    clear(&set);
}
END_TEST

// 2026-11-21 00:00 UTC is 1795219200: date -u -d 2026-11-21 +%s
START_TEST(stopncii_gets_the_body_of_submithashes)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put_mixed(&set, &its);
    expect(&set, MIEN_EXPORT_STOPNCII, 0,
           "{\"count\":2,\"hashRecords\":[" RECORD(
               "ImagePDQ", A, "1795219200",
               "None") "," RECORD("VideoMD5", MD5, "1795219200", "None") "]}\n");
    char *all = export(&set, MIEN_EXPORT_STOPNCII, MIEN_EXPORT_ALL);
    json_t *body = json_loads(all, 0, NULL);
    ck_assert_int_eq(json_integer_value(json_object_get(body, "count")), 4);
    ck_assert_uint_eq(json_array_size(json_object_get(body, "hashRecords")), 4);
    json_decref(body);
    free(all);
    clear(&set);
}
END_TEST

START_TEST(days_become_seconds)
{
    static const struct {
        const char *day, *seconds; // date -u -d DAY +%s
    } days[] = {{"1970-01-01", "0"},          {"2000-02-29", "951782400"},
                {"2000-03-01", "951868800"},  {"2024-12-31", "1735603200"},
                {"2026-01-01", "1767225600"}, {"2028-02-29", "1835395200"},
                {"2100-03-01", "4107542400"}, {"9999-12-31", "253402214400"}};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct set set = {.count = 0};
        struct mien_made_case its = mien_made_case();
        char expected[64];
        put(&set, &its, "create", days[i].day, "[" VIDEO("1", MD5) "]");
        char *text = export(&set, MIEN_EXPORT_STOPNCII, 0);
        snprintf(expected, sizeof expected, "\"lastModtimestamp\":%s,",
                 days[i].seconds);
        ck_assert_msg(strstr(text, expected) != NULL, "%s: %s", days[i].day, text);
        free(text);
        clear(&set);
    }
}
END_TEST

START_TEST(csv_holds_everything)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    char expected[2000];
    put_mixed(&set, &its);
    snprintf(expected, sizeof expected,
             HEADER "ImagePDQ," A ",100,original,%s,Active,1\r\n"
                    "ImagePDQ," B ",100,rot90,%s,Active,1\r\n"
                    "ImagePDQ," C ",49,original,%s,Active,2\r\n"
                    "VideoMD5," MD5 ",,,%s,Active,3\r\n",
             its.id, its.id, its.id, its.id);
    expect(&set, MIEN_EXPORT_CSV, 0, expected);
    expect(&set, MIEN_EXPORT_CSV, MIEN_EXPORT_ALL, expected);
    clear(&set);
}
END_TEST

// Digits in capitals, a signal without quality or variant.
START_TEST(hashes_are_written_one_way)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    char expected[1000];
    put(&set, &its, "create", "2026-11-21",
        "[" IMAGE("1",
                  PDQ(TIMES64("A"), 80, "original") "," PDQ(
                      A, 80, "original")) ","
                                          "{\"item\":\"2\",\"media\":\"image\","
                                          "\"signals\":[{\"signalType\":\"ImagePDQ\","
                                          "\"hashValue\":\"" B "\"}]}," VIDEO(
                                              "3",
                                              "00112233445566778899AABBCCDDEEFF") "]");
    expect(&set, MIEN_EXPORT_PYTX, 0, "pdq " A "\n");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "pdq " A "\npdq " B "\n");
    snprintf(expected, sizeof expected,
             HEADER "ImagePDQ," A ",80,original,%s,Active,1\r\n"
                    "ImagePDQ," B ",,,%s,Active,2\r\n"
                    "VideoMD5," MD5 ",,,%s,Active,3\r\n",
             its.id, its.id, its.id);
    expect(&set, MIEN_EXPORT_CSV, 0, expected);
    clear(&set);
}
END_TEST

// Whichever comes first, the document that takes the case back or the one that made it.
START_TEST(what_was_taken_back_is_not_handed_on)
{
    static const char items[] = "[" IMAGE("1", PDQ(A, 90, "original")) "]";
    struct mien_made_case its = mien_made_case();
    char expected[1000];
    snprintf(expected, sizeof expected,
             HEADER "ImagePDQ," A ",90,original,%s,"
                    "Withdrawn,1\r\n",
             its.id);
    for (int order = 0; order < 2; order++) {
        struct set set = {.count = 0};
        for (int i = 0; i < 2; i++)
            if (i == order)
                put(&set, &its, "create", "2026-11-21", items);
            else
                put(&set, &its, "withdraw", "2026-11-22", items);
        expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "");
        expect(&set, MIEN_EXPORT_HMA, MIEN_EXPORT_ALL, "");
        expect(&set, MIEN_EXPORT_CSV, 0, expected);
        expect(&set, MIEN_EXPORT_STOPNCII, 0,
               "{\"count\":1,\"hashRecords\":[" RECORD("ImagePDQ", A, "1795305600",
                                                       "Withdrawn") "]}\n");
        clear(&set);
    }
}
END_TEST

// A withdrawal that names no items takes back those of the other documents.
START_TEST(a_withdrawal_without_items_takes_all_back)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put_mixed(&set, &its);
    put(&set, &its, "withdraw", "2026-11-22", "[]");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "");
    char *text = export(&set, MIEN_EXPORT_STOPNCII, MIEN_EXPORT_ALL);
    ck_assert_ptr_null(strstr(text, "Active"));
    free(text);
    clear(&set);
}
END_TEST

// Two women in one picture: one takes her case back, the other does not.
START_TEST(a_hash_is_active_while_one_case_holds_it)
{
    static const char items[] = "[" IMAGE("1", PDQ(A, 90, "original")) "]";
    struct mien_made_case one = mien_made_case(), other = mien_made_case();
    for (int order = 0; order < 2; order++) {
        struct set set = {.count = 0};
        if (order == 1)
            put(&set, &other, "create", "2026-11-20", items);
        put(&set, &one, "create", "2026-11-20", items);
        put(&set, &one, "withdraw", "2026-11-21", items);
        if (order == 0)
            put(&set, &other, "create", "2026-11-20", items);
        expect(&set, MIEN_EXPORT_PYTX, 0, "pdq " A "\n");
        expect(&set, MIEN_EXPORT_STOPNCII, 0,
               "{\"count\":1,\"hashRecords\":[" RECORD("ImagePDQ", A, "1795219200",
                                                       "None") "]}\n");
        char *text = export(&set, MIEN_EXPORT_CSV, 0);
        ck_assert_ptr_nonnull(strstr(text, ",Active,"));
        ck_assert_ptr_nonnull(strstr(text, ",Withdrawn,"));
        free(text);
        clear(&set);
    }
}
END_TEST

// A document that takes the id of a foreign case takes nothing back.
START_TEST(another_key_takes_nothing_back)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case(), thief = mien_made_case();
    memcpy(thief.id, its.id, sizeof thief.id);
    put_mixed(&set, &its);
    put(&set, &thief, "withdraw", "2026-11-22", "[]");
    expect(&set, MIEN_EXPORT_PYTX, 0, "pdq " A "\n");
    clear(&set);
}
END_TEST

// Values of a stranger that a spreadsheet would take as a formula, or that would break
// a line: not written. Unknown types have values that nobody judged.
START_TEST(only_judged_values_are_written)
{
    static const char *const variants[] = {
        "=cmd()", "+1",        "-1",     "@SUM(A1)", "a,b", "a\\\"b", "a\\r\\nb",
        "\\tx",   "rot90 bis", "\u00e9", "9",        "a;b", "",       "x.y"};
    struct mien_made_case its = mien_made_case();
    char expected[1000];
    snprintf(expected, sizeof expected, HEADER "ImagePDQ," A ",90,,%s,Active,\r\n",
             its.id);
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        struct set set = {.count = 0};
        char items[1000];
        snprintf(items, sizeof items,
                 "[{\"item\":\"=1\",\"media\":\"image\",\"signals\":[{\"signalType\":"
                 "\"ImagePDQ\",\"hashValue\":\"" A
                 "\",\"quality\":90,\"variant\":\"%s\""
                 "},{\"signalType\":\"=evil()\",\"hashValue\":\"=x\"},{\"signalType\":"
                 "\"URL\",\"hashValue\":\"https://example.org/,\\r\\n\"}]}]",
                 variants[i]);
        put(&set, &its, "create", "2026-11-21", items);
        expect(&set, MIEN_EXPORT_CSV, 0, expected);
        clear(&set);
    }
}
END_TEST

// Whether or not it may be written.
START_TEST(an_unknown_variant_is_no_original)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put(&set, &its, "create", "2026-11-21",
        "[" IMAGE("1", PDQ(A, 90, "tilted") "," PDQ(B, 90, "=x")) "]");
    expect(&set, MIEN_EXPORT_PYTX, 0, "");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "pdq " A "\npdq " B "\n");
    clear(&set);
}
END_TEST

START_TEST(malformed_items_lose_no_others)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put(&set, &its, "create", "2026-11-21",
        "[null," IMAGE("1", PDQ("xyz", 90, "original")) "," IMAGE(
            "2", PDQ(A, 90, "original")) ",{\"item\":\"3\"}," VIDEO("4", "00") "]");
    expect(&set, MIEN_EXPORT_PYTX, MIEN_EXPORT_ALL, "pdq " A "\n");
    clear(&set);
}
END_TEST

START_TEST(json_is_the_payloads)
{
    struct set set = {.count = 0};
    struct mien_made_case its = mien_made_case();
    put_mixed(&set, &its);
    put(&set, &its, "withdraw", "2026-11-22", "[{\"later\":[1,2.5]}]");
    char *text = export(&set, MIEN_EXPORT_JSON, 0);
    json_t *array = json_loads(text, 0, NULL);
    ck_assert_uint_eq(json_array_size(array), 2);
    for (size_t i = 0; i < 2; i++) {
        char *one = NULL;
        size_t length = 0;
        ck_assert_int_eq(mien_document_json(set.documents[i], &one, &length), MIEN_OK);
        json_t *payload = json_loadb(one, length, 0, NULL);
        ck_assert(json_equal(payload, json_array_get(array, i)));
        json_decref(payload);
        mien_case_text_free(one, length);
    }
    json_decref(array);
    free(text);
    clear(&set);
}
END_TEST

START_TEST(nothing_gives_empty_formats)
{
    struct set none = {.count = 0};
    expect(&none, MIEN_EXPORT_STOPNCII, 0, "{\"count\":0,\"hashRecords\":[]}\n");
    expect(&none, MIEN_EXPORT_HMA, 0, "");
    expect(&none, MIEN_EXPORT_PYTX, 0, "");
    expect(&none, MIEN_EXPORT_CSV, 0, HEADER);
    expect(&none, MIEN_EXPORT_JSON, 0, "[]\n");
}
END_TEST

START_TEST(arguments_are_judged)
{
    const struct mien_document *none[] = {NULL};
    char *text = NULL;
    size_t length = 0;
    ck_assert_int_eq(
        mien_document_export(NULL, 1, MIEN_EXPORT_CSV, 0, &text, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_export(none, 1, MIEN_EXPORT_CSV, 0, &text, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_export(NULL, 0, (enum mien_export)0, 0, &text, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_export(NULL, 0, (enum mien_export)6, 0, &text, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_export(NULL, 0, MIEN_EXPORT_CSV, 4, &text, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_document_export(NULL, 0, MIEN_EXPORT_CSV, 0, NULL, &length, NULL),
        MIEN_ERROR_ARGUMENT);
    ck_assert_ptr_null(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export");
    TCase *formats = tcase_create("export");
    tcase_add_test(formats, lines_hold_originals_of_good_quality);
    tcase_add_test(formats, views_are_left_out_unless_asked_for);
    tcase_add_test(formats, csv_names_views_in_the_variant);
    tcase_add_test(formats, stopncii_gets_the_body_of_submithashes);
    tcase_add_test(formats, days_become_seconds);
    tcase_add_test(formats, csv_holds_everything);
    tcase_add_test(formats, hashes_are_written_one_way);
    tcase_add_test(formats, what_was_taken_back_is_not_handed_on);
    tcase_add_test(formats, a_withdrawal_without_items_takes_all_back);
    tcase_add_test(formats, a_hash_is_active_while_one_case_holds_it);
    tcase_add_test(formats, another_key_takes_nothing_back);
    tcase_add_test(formats, only_judged_values_are_written);
    tcase_add_test(formats, an_unknown_variant_is_no_original);
    tcase_add_test(formats, malformed_items_lose_no_others);
    tcase_add_test(formats, json_is_the_payloads);
    tcase_add_test(formats, nothing_gives_empty_formats);
    tcase_add_test(formats, arguments_are_judged);
    suite_add_tcase(suite, formats);
    return mien_suite_run(suite);
}
