// SPDX-License-Identifier: Apache-2.0
// Documents in the formats of other systems, see doc/case-format.md.
//
// The values come from a stranger's document. What is written here is judged: hashes in
// digits of this room's own making, numbers, words of known spelling, and ids of cases,
// which opening a document has judged. So nothing needs quotes in CSV, and no cell of a
// spreadsheet begins with a sign that would make it a formula. The one exception is
// MIEN_EXPORT_JSON, which is the documents as they are.
#include <mien/case.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/export_text.h"
#include "case/fail.h"
#include "case/json.h"

enum {
    MD5_DIGITS = 32,
    WORD_SIZE = 32,
    VARIANT_SIZE = MIEN_VIEW_NAME_SIZE + 1 + WORD_SIZE,
    ITEM_SIZE = 11, // the digits of a number below 2^32
    // Type, hash, variant, id of a case and item, to tell them apart.
    NAME_SIZE = 32 + MIEN_HASH_HEX_SIZE + VARIANT_SIZE + MIEN_CASE_ID_SIZE + ITEM_SIZE
};

struct export
{
    const struct mien_document *const *documents;
    size_t count;
    enum mien_export format;
    bool all, views;
    json_t *withdrawn; // the cases that a document takes back, an object
    json_t *seen;      // what was written, an object; of STOPNCII the records
    struct mien_export_text text;
    bool failed; // for want of memory
};

// One signal, judged, with what is known of its case.
struct judged {
    const char *type; // ImagePDQ or VideoMD5
    char hash[MIEN_HASH_HEX_SIZE];
    char variant[VARIANT_SIZE];
    char item[ITEM_SIZE]; // its number, or ""
    int32_t quality;
    bool is_pdq, whole, original, withdrawn;
    const struct mien_document_info *info;
};

static const char what[] = "export";

// ----------------------------------------------------------------- cases taken back

// The id with the key: nobody takes back a case of somebody else.
static void name_case(char name[NAME_SIZE], const struct mien_document_info *info)
{
    struct mien_text text = mien_text_begin(name, NAME_SIZE);
    mien_text_add(&text, info->case_id);
    mien_text_add(&text, " ");
    mien_text_add(&text, info->case_key);
}

static void note_withdrawals(struct export *its)
{
    for (size_t i = 0; i < its->count; i++) {
        struct mien_document_info info = {.size = sizeof info};
        char name[NAME_SIZE];
        if (mien_document_info(its->documents[i], &info) != MIEN_OK ||
            info.action != MIEN_CASE_WITHDRAW)
            continue;
        name_case(name, &info);
        if (json_object_set_new(its->withdrawn, name, json_true()) != 0)
            its->failed = true;
    }
}

static bool is_withdrawn(const struct export *its,
                         const struct mien_document_info *info)
{
    char name[NAME_SIZE];
    name_case(name, info);
    return json_object_get(its->withdrawn, name) != NULL;
}

// ----------------------------------------------------------------- judging a signal

// 32 digits into lower case.
static bool read_md5(char out[MIEN_HASH_HEX_SIZE], const char *value)
{
    if (strlen(value) != MD5_DIGITS)
        return false;
    for (size_t i = 0; i < MD5_DIGITS; i++) {
        char c = value[i];
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
        out[i] = c;
    }
    out[MD5_DIGITS] = '\0';
    return true;
}

// A word of letters and digits, beginning with a letter; "" for any other text.
static void read_word(char out[WORD_SIZE], const char *variant)
{
    size_t length = 0;
    for (; variant[length] != '\0'; length++) {
        char c = variant[length];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9';
        if ((!letter && !(digit && length > 0)) || length + 1 == WORD_SIZE) {
            out[0] = '\0';
            return;
        }
        out[length] = c;
    }
    out[length] = '\0';
}

// Which way the picture is turned, or the part of it: "rot90", "window-3/rot90". What
// this version does not know is never taken for the whole picture.
static void read_variant(struct judged *out, const struct mien_document_signal *signal)
{
    char name[MIEN_VIEW_NAME_SIZE] = "other", word[WORD_SIZE];
    enum mien_view_kind kind = MIEN_VIEW_WHOLE;
    uint32_t number;
    bool known =
        signal->view[0] == '\0' ||
        (mien_view_from_name(&kind, &number, signal->view, strlen(signal->view)) ==
             MIEN_OK &&
         (kind == MIEN_VIEW_WHOLE || mien_view_name(name, kind, number) == MIEN_OK));
    struct mien_text text = mien_text_begin(out->variant, sizeof out->variant);
    out->whole = known && kind == MIEN_VIEW_WHOLE;
    read_word(word, signal->variant);
    if (!out->whole) {
        mien_text_add(&text, name);
        if (word[0] == '\0' || strcmp(word, "original") == 0)
            return;
        mien_text_add(&text, "/");
    }
    mien_text_add(&text, word);
}

// The number of an item, as mien gives them; "" for any other text.
static void read_item(char out[ITEM_SIZE], const char *item)
{
    size_t length = strspn(item, "0123456789");
    bool number = length > 0 && length < ITEM_SIZE && item[length] == '\0';
    memcpy(out, item, number ? length : 0);
    out[number ? length : 0] = '\0';
}

// False for a signal that cannot be judged: of a kind that this version does not know.
static bool judge(struct judged *out, const struct mien_document_signal *signal)
{
    out->is_pdq = strcmp(signal->type, "ImagePDQ") == 0;
    out->quality = signal->quality;
    out->original =
        signal->variant[0] == '\0' || strcmp(signal->variant, "original") == 0;
    read_variant(out, signal);
    if (out->is_pdq) {
        out->type = "ImagePDQ";
        mien_hash_to_hex(out->hash, &signal->hash);
        return true;
    }
    out->type = "VideoMD5";
    return strcmp(signal->type, out->type) == 0 && read_md5(out->hash, signal->value);
}

// Whether systems that find pictures by one hash should have this one.
static bool is_wanted(const struct export *its, const struct judged *signal)
{
    if (!signal->is_pdq)
        return true;
    if (!signal->whole && !its->views)
        return false;
    if (its->all)
        return true;
    return signal->quality >= MIEN_PDQ_QUALITY_MIN && signal->original;
}

// ----------------------------------------------------------------- the formats

static const char *status_of(bool withdrawn)
{
    return withdrawn ? "Withdrawn" : "Active";
}

// Whether it is seen for the first time.
static bool is_first(struct export *its, const char *name)
{
    if (json_object_get(its->seen, name) != NULL)
        return false;
    if (json_object_set_new(its->seen, name, json_true()) != 0)
        its->failed = true;
    return true;
}

// Seconds from 1970 to the beginning of a day, UTC. March is the first month of a year
// here, so that the day too many is the last of a year.
static json_int_t seconds_of(const char *day)
{
    int part[3] = {0};
    for (int i = 0; *day != '\0' && i < 3; day++) {
        if (*day == '-')
            i++;
        else
            part[i] = 10 * part[i] + (*day - '0');
    }
    int month = (part[1] + 9) % 12, year = part[0] - (part[1] <= 2);
    int days = 365 * year + year / 4 - year / 100 + year / 400 // before that year
               + (153 * month + 2) / 5                         // and that month
               + part[2] - 1 - 719468;                         // 1970-01-01
    return (json_int_t)days * 86400;
}

// One record for each hash: of the latest document, and active as long as one case
// holds it.
static void add_stopncii(struct export *its, const struct judged *signal)
{
    json_int_t seconds = seconds_of(signal->info->day);
    char name[NAME_SIZE];
    struct mien_text text = mien_text_begin(name, sizeof name);
    mien_text_add(&text, signal->type);
    mien_text_add(&text, signal->hash);
    const json_t *record = json_object_get(its->seen, name);
    bool withdrawn = signal->withdrawn;
    if (record != NULL) {
        json_int_t then =
            json_integer_value(json_object_get(record, "lastModtimestamp"));
        const json_t *before =
            json_array_get(json_object_get(record, "CSPFeedbacks"), 0);
        seconds = then > seconds ? then : seconds;
        withdrawn =
            withdrawn && strcmp(mien_json_text(before, "feedbackValue", SIZE_MAX),
                                status_of(true)) == 0;
    }
    if (json_object_set_new(its->seen, name,
                            json_pack("{s:I,s:s,s:s,s:[{s:[],s:s}]}",
                                      "lastModtimestamp", seconds, "signalType",
                                      signal->type, "hashValue", signal->hash,
                                      "CSPFeedbacks", "tags", "feedbackValue",
                                      withdrawn ? status_of(true) : "None")) != 0)
        its->failed = true;
}

static void add_line(struct export *its, const struct judged *signal)
{
    bool hma = its->format == MIEN_EXPORT_HMA;
    if (!signal->is_pdq || signal->withdrawn || !is_first(its, signal->hash))
        return;
    mien_export_text_add(&its->text, hma ? "{\"pdq\":\"" : "pdq ");
    mien_export_text_add(&its->text, signal->hash);
    mien_export_text_add(&its->text, hma ? "\"}\n" : "\n");
}

static void add_csv(struct export *its, const struct judged *signal)
{
    char name[NAME_SIZE], quality[16];
    struct mien_text text = mien_text_begin(name, sizeof name);
    const char *const parts[] = {signal->type, signal->hash, signal->variant,
                                 signal->info->case_id, signal->item};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        mien_text_add(&text, parts[i]);
    if (!is_first(its, name)) // in the document that takes it back, say
        return;
    text = mien_text_begin(quality, sizeof quality);
    if (signal->quality >= 0)
        mien_text_add_number(&text, (uint64_t)signal->quality);
    const char *const fields[] = {signal->type, signal->hash,
                                  quality,      signal->variant,
                                  parts[3],     status_of(signal->withdrawn),
                                  signal->item};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        mien_export_text_add(&its->text, i > 0 ? "," : "");
        mien_export_text_add(&its->text, fields[i]);
    }
    mien_export_text_add(&its->text, "\r\n");
}

static void add(struct export *its, const struct judged *signal)
{
    if (its->format == MIEN_EXPORT_CSV)
        add_csv(its, signal);
    else if (!is_wanted(its, signal))
        return;
    else if (its->format == MIEN_EXPORT_STOPNCII)
        add_stopncii(its, signal);
    else
        add_line(its, signal);
}

// ----------------------------------------------------------------- all signals

static void add_item(struct export *its, const struct mien_document *document,
                     uint32_t index, const struct mien_document_info *info)
{
    struct mien_document_item item = {.size = sizeof item};
    if (mien_document_item(document, index, &item) != MIEN_OK || item.problem != NULL)
        return;
    for (uint32_t i = 0; i < item.signals; i++) {
        struct mien_document_signal signal = {.size = sizeof signal};
        struct judged judged = {.info = info, .withdrawn = is_withdrawn(its, info)};
        read_item(judged.item, item.item);
        if (mien_document_signal(document, index, i, &signal) == MIEN_OK &&
            judge(&judged, &signal))
            add(its, &judged);
    }
}

static void add_signals(struct export *its)
{
    for (size_t i = 0; i < its->count; i++) {
        struct mien_document_info info = {.size = sizeof info};
        if (mien_document_info(its->documents[i], &info) != MIEN_OK)
            continue;
        for (uint32_t item = 0; item < info.items; item++)
            add_item(its, its->documents[i], item, &info);
    }
}

// The body around the records.
static void write_stopncii(struct export *its)
{
    json_t *records = json_array(), *record, *body;
    const char *name;
    char *json = NULL;
    size_t length = 0;
    json_object_foreach(its->seen, name, record)
    {
        if (json_array_append(records, record) != 0)
            its->failed = true;
    }
    body = json_pack("{s:I,s:O}", "count", (json_int_t)json_array_size(records),
                     "hashRecords", records);
    if (body == NULL || mien_json_write(body, &json, &length) != MIEN_OK)
        its->failed = true;
    else
        mien_export_text_add_bytes(&its->text, json, length);
    mien_export_text_add(&its->text, "\n");
    mien_case_text_free(json, length);
    json_decref(body);
    json_decref(records);
}

static void write_json(struct export *its)
{
    mien_export_text_add(&its->text, "[");
    for (size_t i = 0; i < its->count; i++) {
        char *json = NULL;
        size_t length = 0;
        if (mien_document_json(its->documents[i], &json, &length) != MIEN_OK)
            its->failed = true;
        mien_export_text_add(&its->text, i > 0 ? ",\n" : "");
        mien_export_text_add_bytes(&its->text, json, length);
        mien_case_text_free(json, length);
    }
    mien_export_text_add(&its->text, "]\n");
}

static void write_all(struct export *its)
{
    if (its->format == MIEN_EXPORT_JSON) {
        write_json(its);
        return;
    }
    if (its->format == MIEN_EXPORT_CSV)
        mien_export_text_add(&its->text,
                             "signal_type,hash,quality,variant,case,status,item\r\n");
    note_withdrawals(its);
    add_signals(its);
    if (its->format == MIEN_EXPORT_STOPNCII)
        write_stopncii(its);
}

static bool are_documents(const struct mien_document *const *documents, size_t count)
{
    if (documents == NULL)
        return count == 0;
    for (size_t i = 0; i < count; i++)
        if (documents[i] == NULL)
            return false;
    return true;
}

enum mien_status mien_document_export(const struct mien_document *const *documents,
                                      size_t count, enum mien_export format,
                                      uint32_t flags, char **text, size_t *length,
                                      struct mien_error *error)
{
    if (!are_documents(documents, count) || text == NULL || length == NULL ||
        (int)format < MIEN_EXPORT_STOPNCII || (int)format > MIEN_EXPORT_JSON ||
        (flags & ~(MIEN_EXPORT_ALL | MIEN_EXPORT_VIEWS)) != 0)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "an argument is wrong");
    struct export its = {.documents = documents,
                         .count = count,
                         .format = format,
                         .all = (flags & MIEN_EXPORT_ALL) != 0,
                         .views = (flags & MIEN_EXPORT_VIEWS) != 0,
                         .withdrawn = json_object(),
                         .seen = json_object()};
    its.failed = its.withdrawn == NULL || its.seen == NULL;
    if (!its.failed)
        write_all(&its);
    mien_export_text_add(&its.text, ""); // there is a text in any case
    json_decref(its.withdrawn);
    mien_json_free_secret(its.seen);
    if (its.failed || its.text.failed) {
        mien_export_text_free(&its.text);
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    }
    *text = its.text.bytes;
    *length = its.text.length;
    return MIEN_OK;
}
