// SPDX-License-Identifier: Apache-2.0
#include "case/payload.h"

#include <string.h>

#include "case/answers.h"
#include "case/its.h"
#include "case/json.h"
#include "case/recipient.h"
#include "case/views.h"

static const struct {
    enum mien_case_action action;
    const char *name;
} actions[] = {{MIEN_CASE_CREATE, "create"},
               {MIEN_CASE_ADD, "add"},
               {MIEN_CASE_WITHDRAW, "withdraw"}};
enum {
    ACTIONS = sizeof actions / sizeof actions[0]
};

const char *mien_action_name(enum mien_case_action action)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (actions[i].action == action)
            return actions[i].name;
    return NULL;
}

enum mien_case_action mien_action_read(const char *name)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(actions[i].name, name) == 0)
            return actions[i].action;
    return 0;
}

static json_t *recipients_of(const struct mien_case_seal *how)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < how->recipient_count && ids != NULL; i++)
        if (json_array_append_new(
                ids, json_string(mien_recipient_id(how->recipients[i]))) != 0) {
            json_decref(ids);
            return NULL;
        }
    return ids;
}

size_t mien_payload_first(const struct mien_case *its, const struct mien_case_seal *how)
{
    if (how->action == MIEN_CASE_WITHDRAW)
        return 0;
    for (size_t i = 0; i < how->recipient_count; i++)
        if (mien_case_place(its, mien_recipient_id(how->recipients[i])) ==
            its->recipient_count)
            return 0;
    return its->sent;
}

// What she allows, all recipients take, and there is room for.
static struct mien_views_share share_of(const struct mien_case *its,
                                        const struct mien_case_seal *how, size_t items)
{
    struct mien_views_share share = {.hashes = its->hashes != 0 ? its->hashes
                                                                : MIEN_CASE_HASHES_MAX,
                                     .places = true};
    for (size_t i = 0; i < how->recipient_count; i++) {
        struct mien_recipient_info info = {.size = sizeof info};
        if (mien_recipient_info(how->recipients[i], &info) != MIEN_OK)
            info = (struct mien_recipient_info){.maximum_hashes = 0};
        if (info.maximum_hashes < share.hashes)
            share.hashes = info.maximum_hashes;
        if (info.minimum_quality > share.quality)
            share.quality = info.minimum_quality;
        share.places = share.places && info.takes_places;
    }
    if (items > 0 && share.hashes > MIEN_CASE_DOCUMENT_HASHES / items)
        share.hashes = (uint32_t)(MIEN_CASE_DOCUMENT_HASHES / items);
    return share;
}

// A copy of an item, with as many of its views as may be in it. NULL: no memory.
static json_t *item_of(const struct mien_case *its, const json_t *item,
                       const struct mien_views_share *share)
{
    const char *number = json_string_value(json_object_get(item, "item"));
    const json_t *views = json_object_get(its->views, number);
    json_t *copy = json_deep_copy(item);
    if (copy == NULL || views == NULL)
        return copy;
    json_t *whole = json_incref(json_object_get(copy, "signals"));
    bool set =
        json_object_set_new(copy, "signals", mien_views_signals(views, share)) == 0;
    mien_json_free_secret(whole);
    if (set)
        return copy;
    mien_json_free_secret(copy);
    return NULL;
}

// To take a case back, what any document holds.
static json_t *items_of(const struct mien_case *its, const struct mien_case_seal *how)
{
    bool back = how->action == MIEN_CASE_WITHDRAW;
    size_t from = mien_payload_first(its, how);
    size_t to = back ? its->sent : json_array_size(its->items);
    const struct mien_views_share share = share_of(its, how, to - from);
    json_t *items = json_array();
    for (size_t i = from; i < to && items != NULL; i++)
        if (json_array_append_new(
                items, item_of(its, json_array_get(its->items, i), &share)) != 0) {
            mien_json_free_secret(items);
            return NULL;
        }
    return items;
}

json_t *mien_payload_make(const struct mien_case *its, const struct mien_case_seal *how)
{
    // json_pack() gives NULL when one of them is NULL, and frees the others.
    return json_pack(
        "{s:s,s:i,s:{s:s,s:o,s:s},s:o,s:o,s:o,s:s,s:s,s:o}", "format",
        its->practice ? MIEN_FORMAT_PRACTICE : MIEN_FORMAT, "version", 1, "case", "id",
        its->id, "key", mien_case_key_public(&its->key), "action",
        mien_action_name(how->action), "attestation",
        mien_answers_for(its->answers, how->recipients, how->recipient_count),
        "recipients", recipients_of(how), "regions", json_deep_copy(its->regions),
        "day", how->day, "expires", how->expires, "items", items_of(its, how));
}
