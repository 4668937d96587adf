// SPDX-License-Identifier: Apache-2.0
// A case: its beginning, its end, and what it is.
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/status.h"
#include "base/wipe.h"
#include "case/day.h"
#include "case/its.h"
#include "case/json.h"
#include "case/recipient.h"
#include "case/record.h"

struct mien_case *mien_case_make(bool practice)
{
    struct mien_case *its = calloc(1, sizeof *its);
    if (its == NULL)
        return NULL;
    its->practice = practice;
    its->items = json_array();
    its->views = json_object();
    its->answers = json_object();
    its->regions = json_array();
    its->unknown = json_object();
    if (its->items == NULL || its->views == NULL || its->answers == NULL ||
        its->regions == NULL || its->unknown == NULL) {
        mien_case_free(its);
        return NULL;
    }
    return its;
}

enum mien_status mien_case_new(struct mien_case **out, const char *day, bool practice,
                               struct mien_error *error)
{
    if (out == NULL || !mien_day_is_real(day))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no such day");
    struct mien_case *its = mien_case_make(practice);
    if (its == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    enum mien_status status = mien_case_key_new(&its->key, error);
    if (status != MIEN_OK) {
        mien_case_free(its);
        return status;
    }
    mien_case_key_id(&its->key, its->id);
    memcpy(its->day, day, sizeof its->day);
    *out = its;
    return MIEN_OK;
}

enum mien_status mien_case_from_key(struct mien_case **out,
                                    const struct mien_case_key *key, const char *id,
                                    bool practice, struct mien_error *error)
{
    struct mien_case *its = mien_case_make(practice);
    if (its == NULL)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    its->key = *key;
    its->only_key = its->created = true;
    enum mien_status status = MIEN_OK;
    if (id == NULL)
        mien_case_key_id(key, its->id);
    else if (!mien_case_id_read(its->id, id))
        status = mien_fail(error, MIEN_ERROR_ARGUMENT, "case: this is no id");
    if (status == MIEN_OK)
        *out = its;
    else
        mien_case_free(its);
    return status;
}

void mien_case_free(struct mien_case *its)
{
    if (its == NULL)
        return;
    mien_json_free_secret(its->items);
    mien_json_free_secret(its->views);
    mien_json_free_secret(its->answers);
    mien_json_free_secret(its->regions);
    mien_json_free_secret(its->unknown);
    for (uint32_t i = 0; i < its->recipient_count; i++)
        mien_recipient_free(its->recipients[i]);
    mien_wipe_free(its, sizeof *its);
}

const struct mien_case_key *mien_case_key_get(const struct mien_case *its)
{
    return &its->key;
}

enum mien_status mien_case_info(const struct mien_case *its, struct mien_case_info *out)
{
    if (its == NULL || out == NULL)
        return MIEN_ERROR_ARGUMENT;
    uint32_t items = (uint32_t)json_array_size(its->items);
    struct mien_case_info found = {.size = sizeof found,
                                   .items = items,
                                   .unsent = items - its->sent,
                                   .recipients = its->recipient_count,
                                   .practice = its->practice,
                                   .withdrawn = its->withdrawn,
                                   .hashes = its->hashes,
                                   .with_views =
                                       (uint32_t)json_object_size(its->views)};
    memcpy(found.id, its->id, sizeof found.id);
    memcpy(found.day, its->day, sizeof found.day);
    memcpy(found.expires, its->expires, sizeof found.expires);
    return mien_options_write(out, &found, sizeof found);
}

uint32_t mien_case_place(const struct mien_case *its, const char *id)
{
    uint32_t at = 0;
    while (at < its->recipient_count &&
           strcmp(mien_recipient_id(its->recipients[at]), id) != 0)
        at++;
    return at;
}

enum mien_status mien_case_recipient(const struct mien_case *its, uint32_t index,
                                     struct mien_recipient **out,
                                     struct mien_error *error)
{
    struct mien_recipient *copy = NULL;
    if (its == NULL || out == NULL || index >= its->recipient_count)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "case: no such recipient");
    enum mien_status status =
        mien_recipient_of(&copy, its->recipients[index]->file, error);
    if (status != MIEN_OK)
        return status;
    copy->confirmed = true;
    *out = copy;
    return MIEN_OK;
}

enum mien_status mien_case_region(struct mien_case *its, const char *country,
                                  struct mien_error *error)
{
    json_t *region;
    size_t i;
    if (its == NULL || country == NULL || strnlen(country, 3) != 2 ||
        country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z')
        return mien_fail(error, MIEN_ERROR_ARGUMENT,
                         "case: a country is two letters, such as FR");
    json_array_foreach(its->regions, i,
                       region) if (strcmp(json_string_value(region), country) ==
                                   0) return MIEN_OK;
    if (json_array_append_new(its->regions, json_string(country)) != 0)
        return mien_fail(error, MIEN_ERROR_MEMORY, "case: no memory");
    return MIEN_OK;
}
