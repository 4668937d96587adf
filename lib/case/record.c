// SPDX-License-Identifier: Apache-2.0
// A case as JSON and back: {"id", "key", "day", "expires", "practice", "refused",
// "only_key", "created", "withdrawn", "items", "sent", "last", "views", "hashes",
// "answers", "regions", "recipients"}. doc/case-format.md defines it.
#include "case/record.h"

#include <string.h>

#include "base/status.h"
#include "case/answers.h"
#include "case/day.h"
#include "case/fail.h"
#include "case/its.h"
#include "case/json.h"
#include "case/recipient.h"
#include "case/views.h"

static const char what[] = "case in a wallet";

static enum mien_status corrupt(struct mien_error *error, const char *problem)
{
    return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, problem);
}

// -------------------------------------------------------------------------- writing

static json_t *recipients_of(const struct mien_case *its)
{
    json_t *files = json_array();
    for (uint32_t i = 0; i < its->recipient_count && files != NULL; i++)
        if (json_array_append_new(files, json_deep_copy(its->recipients[i]->file)) !=
            0) {
            mien_json_free_secret(files);
            return NULL;
        }
    return files;
}

json_t *mien_case_to_record(const struct mien_case *its)
{
    json_t *record = json_pack(
        "{s:s,s:o,s:s,s:s,s:b,s:b,s:b,s:b,s:b,s:o,s:I,s:I,s:o,s:I,s:o,s:o,s:o}", "id",
        its->id, "key", mien_case_key_private(&its->key), "day", its->day, "expires",
        its->expires, "practice", its->practice, "refused", its->refused, "only_key",
        its->only_key, "created", its->created, "withdrawn", its->withdrawn, "items",
        json_deep_copy(its->items), "sent", (json_int_t)its->sent, "last",
        (json_int_t)its->last, "views", json_deep_copy(its->views), "hashes",
        (json_int_t)its->hashes, "answers", json_deep_copy(its->answers), "regions",
        json_deep_copy(its->regions), "recipients", recipients_of(its));
    json_t *unknown = json_deep_copy(its->unknown);
    if (record != NULL &&
        (unknown == NULL || json_object_update(record, unknown) != 0)) {
        mien_json_free_secret(record);
        record = NULL;
    }
    json_decref(unknown);
    return record;
}

// ------------------------------------------------------------------------- reading

static bool read_day(char day[MIEN_CASE_DAY_SIZE], const json_t *record,
                     const char *name)
{
    const char *text = mien_json_text(record, name, MIEN_CASE_DAY_SIZE);
    if (text == NULL || (text[0] != '\0' && !mien_day_is_real(text)))
        return false;
    memcpy(day, text, strlen(text) + 1);
    return true;
}

static enum mien_status read_head(struct mien_case *its, const json_t *record,
                                  struct mien_error *error)
{
    const char *id = mien_json_text(record, "id", MIEN_CASE_ID_SIZE);
    if (id == NULL || !mien_case_id_read(its->id, id))
        return corrupt(error, "no id");
    if (!read_day(its->day, record, "day") ||
        !read_day(its->expires, record, "expires"))
        return corrupt(error, "no such day");
    if (!mien_json_bool(record, "practice", &its->practice) ||
        !mien_json_bool(record, "refused", &its->refused) ||
        !mien_json_bool(record, "only_key", &its->only_key) ||
        !mien_json_bool(record, "created", &its->created) ||
        !mien_json_bool(record, "withdrawn", &its->withdrawn))
        return corrupt(error, "its state is missing");
    return mien_case_key_read_private(&its->key, json_object_get(record, "key"), what,
                                      error);
}

// Copies a list or an object into the place of an empty one.
static enum mien_status take(json_t **place, const json_t *value,
                             struct mien_error *error)
{
    json_t *copy = json_deep_copy(value);
    if (copy == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    mien_json_free_secret(*place);
    *place = copy;
    return MIEN_OK;
}

static enum mien_status read_items(struct mien_case *its, const json_t *record,
                                   struct mien_error *error)
{
    const json_t *items = mien_json_array(record, "items");
    int64_t sent, last;
    json_t *item;
    size_t i;
    uint32_t before = 0;
    if (items == NULL)
        return corrupt(error, "no items");
    if (json_array_size(items) > MIEN_CASE_ITEMS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too many items");
    if (!mien_json_integer(record, "sent", 0, (int64_t)json_array_size(items), &sent) ||
        !mien_json_integer(record, "last", 0, UINT32_MAX, &last))
        return corrupt(error, "its items are not counted");
    json_array_foreach(items, i, item)
    {
        if (mien_item_problem(item) != NULL)
            return corrupt(error, mien_item_problem(item));
        uint32_t number = mien_item_number(item);
        if (number <= before || number > last)
            return corrupt(error, "its items are not in order");
        before = number;
    }
    if (!its->created && (sent > 0 || its->withdrawn || its->only_key))
        return corrupt(error, "no document created it");
    its->sent = (uint32_t)sent;
    its->last = (uint32_t)last;
    return take(&its->items, items, error);
}

// Whether one of the items has this number.
static bool is_item(const struct mien_case *its, const char *number)
{
    json_t *item;
    size_t i;
    json_array_foreach(its->items, i, item)
    {
        if (strcmp(mien_json_text(item, "item", SIZE_MAX), number) == 0)
            return true;
    }
    return false;
}

// Earlier versions wrote neither of them; they kept those of later ones, and dropped
// items whose views they did not know.
static enum mien_status read_views(struct mien_case *its, const json_t *record,
                                   struct mien_error *error)
{
    json_t *all = json_object_get(record, "views"), *views;
    const char *number;
    int64_t hashes = 0;
    if ((all != NULL && !json_is_object(all)) ||
        (json_object_get(record, "hashes") != NULL &&
         !mien_json_integer(record, "hashes", 0, UINT32_MAX, &hashes)))
        return corrupt(error, "its views are none");
    its->hashes = (uint32_t)hashes;
    json_object_foreach(all, number, views)
    {
        if (!mien_views_are_good(views))
            return corrupt(error, "its views are none");
        if (is_item(its, number) &&
            json_object_set_new(its->views, number, json_deep_copy(views)) != 0)
            return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    }
    return MIEN_OK;
}

static enum mien_status read_answers(struct mien_case *its, const json_t *record,
                                     struct mien_error *error)
{
    const json_t *answers = mien_json_object(record, "answers");
    const json_t *regions = mien_json_array(record, "regions");
    const char *question;
    json_t *value;
    size_t i;
    if (answers == NULL || regions == NULL)
        return corrupt(error, "no answers, or no regions");
    json_object_foreach((json_t *)answers, question,
                        value) if (!mien_json_is_name(question, "_") ||
                                   mien_answer_read(value) ==
                                       0) return corrupt(error, "an answer is none");
    json_array_foreach(regions, i, value) if (mien_json_string(value, 2) ==
                                              NULL) return corrupt(error,
                                                                   "a region is none");
    enum mien_status status = take(&its->answers, answers, error);
    return status == MIEN_OK ? take(&its->regions, regions, error) : status;
}

static enum mien_status read_recipients(struct mien_case *its, const json_t *record,
                                        struct mien_error *error)
{
    const json_t *files = mien_json_array(record, "recipients");
    json_t *file;
    size_t i;
    if (files == NULL)
        return corrupt(error, "no recipients");
    if (json_array_size(files) > MIEN_CASE_RECIPIENTS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too many recipients");
    json_array_foreach(files, i, file)
    {
        struct mien_recipient *recipient = NULL;
        enum mien_status status = mien_recipient_of(&recipient, file, error);
        if (status != MIEN_OK)
            return status;
        recipient->confirmed = true; // or the case would not remember it
        its->recipients[its->recipient_count++] = recipient;
    }
    return MIEN_OK;
}

static bool is_known(const char *name)
{
    static const char *const names[] = {
        "id",       "key",     "day",       "expires", "practice",  "refused",
        "only_key", "created", "withdrawn", "items",   "sent",      "last",
        "views",    "hashes",  "answers",   "regions", "recipients"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static enum mien_status read_unknown(struct mien_case *its, const json_t *record,
                                     struct mien_error *error)
{
    const char *name;
    json_t *value;
    json_object_foreach(
        (json_t *)record, name,
        value) if (!is_known(name) &&
                   json_object_set_new(its->unknown, name, json_deep_copy(value)) !=
                       0) return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    return MIEN_OK;
}

enum mien_status mien_case_from_record(struct mien_case **out, const json_t *record,
                                       struct mien_error *error)
{
    struct mien_case *its = mien_case_make(false);
    if (its == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    enum mien_status status = read_head(its, record, error);
    if (status == MIEN_OK)
        status = read_items(its, record, error);
    if (status == MIEN_OK)
        status = read_views(its, record, error);
    if (status == MIEN_OK)
        status = read_answers(its, record, error);
    if (status == MIEN_OK)
        status = read_recipients(its, record, error);
    if (status == MIEN_OK)
        status = read_unknown(its, record, error);
    if (status == MIEN_OK)
        *out = its;
    else
        mien_case_free(its);
    return status;
}
