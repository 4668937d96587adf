// SPDX-License-Identifier: Apache-2.0
// Judges what a document says, and tells it.
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/status.h"
#include "base/wipe.h"
#include "case/day.h"
#include "case/document.h"
#include "case/fail.h"
#include "case/its.h"
#include "case/json.h"
#include "case/payload.h"
#include "case/recipient.h"
#include "case/views.h"

static const char what[] = "document";

struct mien_document {
    json_t *payload;
    const json_t *items;
    const char **problems; // of each item; NULL: it is good
    struct mien_document_info info;
};

static enum mien_status corrupt(struct mien_error *error, const char *problem)
{
    return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, problem);
}

// --------------------------------------------------------------------------- gate

static enum mien_status judge_format(struct mien_document_info *info,
                                     const json_t *payload, uint32_t flags,
                                     struct mien_error *error)
{
    const char *format = mien_json_text(payload, "format", 64);
    int64_t version;
    if (format == NULL ||
        (strcmp(format, MIEN_FORMAT) != 0 && strcmp(format, MIEN_FORMAT_PRACTICE) != 0))
        return corrupt(error, "of another format");
    if (!mien_json_integer(payload, "version", 1, INT64_MAX, &version))
        return corrupt(error, "no version");
    if (version != 1)
        return mien_fail_of(error, MIEN_ERROR_VERSION, what, "of a later version");
    info->practice = strcmp(format, MIEN_FORMAT_PRACTICE) == 0;
    if (info->practice && (flags & MIEN_DOCUMENT_PRACTICE) == 0)
        return mien_fail_of(error, MIEN_ERROR_REFUSED, what, "it is for practice");
    if (!info->practice && (flags & MIEN_DOCUMENT_PRACTICE) != 0)
        return mien_fail_of(error, MIEN_ERROR_REFUSED, what, "it is not for practice");
    return MIEN_OK;
}

enum mien_status mien_payload_key(struct mien_case_key *key, const json_t *payload,
                                  struct mien_error *error)
{
    const json_t *its = mien_json_object(payload, "case");
    return mien_case_key_read_public(key, json_object_get(its, "key"),
                                     "document: key of the case", error);
}

static enum mien_status judge_case(struct mien_document_info *info,
                                   const json_t *payload, struct mien_error *error)
{
    const json_t *its = mien_json_object(payload, "case");
    const char *id = mien_json_text(its, "id", MIEN_CASE_ID_SIZE);
    const char *action = mien_json_text(its, "action", 64);
    char id_of_key[MIEN_CASE_ID_SIZE];
    struct mien_case_key key;
    if (id == NULL || !mien_case_id_read(info->case_id, id))
        return corrupt(error, "the case has no id");
    if (action == NULL)
        return corrupt(error, "no action");
    info->action = mien_action_read(action);
    if (info->action == 0)
        return mien_fail_of(error, MIEN_ERROR_UNSUPPORTED, what, "an unknown action");
    enum mien_status status = mien_payload_key(&key, payload, error);
    if (status != MIEN_OK)
        return status;
    mien_case_key_thumbprint(&key, info->case_key);
    mien_case_key_id(&key, id_of_key);
    info->id_of_key = strcmp(info->case_id, id_of_key) == 0;
    return MIEN_OK;
}

static enum mien_status judge_recipients(const json_t *payload, const char *reader,
                                         struct mien_error *error)
{
    const json_t *recipients = mien_json_array(payload, "recipients");
    bool named = reader == NULL;
    json_t *value;
    size_t i;
    if (recipients == NULL || json_array_size(recipients) == 0)
        return corrupt(error, "it names no recipients");
    if (json_array_size(recipients) > MIEN_CASE_RECIPIENTS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too many recipients");
    json_array_foreach(recipients, i, value)
    {
        const char *id = mien_json_string(value, 64);
        if (id == NULL || !mien_recipient_id_is_good(id))
            return corrupt(error, "a recipient's id is none");
        named = named || strcmp(id, reader) == 0;
    }
    // Who got it may pass it on, sealed anew: then it says whom it was for.
    return named ? MIEN_OK
                 : mien_fail_of(error, MIEN_ERROR_REFUSED, what,
                                "it was sealed for other recipients");
}

static enum mien_status judge_days(struct mien_document_info *info,
                                   const json_t *payload, struct mien_error *error)
{
    const char *day = mien_json_text(payload, "day", MIEN_CASE_DAY_SIZE);
    const char *expires = mien_json_text(payload, "expires", MIEN_CASE_DAY_SIZE);
    if (!mien_day_is_real(day) || !mien_day_is_real(expires))
        return corrupt(error, "its days are none");
    memcpy(info->day, day, sizeof info->day);
    memcpy(info->expires, expires, sizeof info->expires);
    return MIEN_OK;
}

static enum mien_status judge_rest(const json_t *payload, struct mien_error *error)
{
    const json_t *regions = json_object_get(payload, "regions");
    const json_t *attestation = json_object_get(payload, "attestation");
    if (regions != NULL && !json_is_array(regions))
        return corrupt(error, "its regions are no list");
    if (attestation != NULL && !json_is_object(attestation))
        return corrupt(error, "its attestation is no object");
    return MIEN_OK;
}

static enum mien_status judge_items(struct mien_document *document,
                                    struct mien_error *error)
{
    struct mien_document_info *info = &document->info;
    document->items = mien_json_array(document->payload, "items");
    if (document->items == NULL)
        return corrupt(error, "its items are no list");
    size_t count = json_array_size(document->items);
    if (count > MIEN_CASE_ITEMS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, what, "too many items");
    document->problems = calloc(count + 1, sizeof document->problems[0]);
    if (document->problems == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    info->items = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        document->problems[i] = mien_item_problem(json_array_get(document->items, i));
        info->malformed += document->problems[i] != NULL;
    }
    return MIEN_OK;
}

static enum mien_status judge(struct mien_document *document, const char *reader,
                              uint32_t flags, struct mien_error *error)
{
    const json_t *payload = document->payload;
    struct mien_document_info *info = &document->info;
    enum mien_status status = judge_format(info, payload, flags, error);
    if (status == MIEN_OK)
        status = judge_case(info, payload, error);
    if (status == MIEN_OK)
        status = judge_recipients(payload, reader, error);
    if (status == MIEN_OK)
        status = judge_days(info, payload, error);
    if (status == MIEN_OK)
        status = judge_rest(payload, error);
    return status == MIEN_OK ? judge_items(document, error) : status;
}

enum mien_status mien_document_of(struct mien_document **out, json_t *payload,
                                  const char *reader, uint32_t flags,
                                  struct mien_error *error)
{
    struct mien_document *made = calloc(1, sizeof *made);
    if (made == NULL)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    made->payload = payload;
    enum mien_status status = judge(made, reader, flags, error);
    if (status == MIEN_OK) {
        *out = made;
    } else {
        made->payload = NULL;
        mien_document_free(made);
    }
    return status;
}

void mien_document_free(struct mien_document *document)
{
    if (document == NULL)
        return;
    mien_json_free_secret(document->payload);
    free(document->problems);
    mien_wipe_free(document, sizeof *document);
}

// -------------------------------------------------------------------------- telling

enum mien_status mien_document_info(const struct mien_document *document,
                                    struct mien_document_info *out)
{
    if (document == NULL || out == NULL)
        return MIEN_ERROR_ARGUMENT;
    return mien_options_write(out, &document->info, sizeof document->info);
}

enum mien_status mien_document_item(const struct mien_document *document,
                                    uint32_t index, struct mien_document_item *out)
{
    if (document == NULL || out == NULL || index >= document->info.items)
        return MIEN_ERROR_ARGUMENT;
    const json_t *item = json_array_get(document->items, index);
    struct mien_document_item found = {.size = sizeof found,
                                       .item = mien_json_text(item, "item", 64),
                                       .media = mien_json_text(item, "media", 64),
                                       .problem = document->problems[index]};
    if (found.item == NULL)
        found.item = "";
    if (found.media == NULL)
        found.media = "";
    if (found.problem == NULL)
        found.signals = (uint32_t)json_array_size(json_object_get(item, "signals"));
    return mien_options_write(out, &found, sizeof found);
}

enum mien_status mien_document_signal(const struct mien_document *document,
                                      uint32_t item, uint32_t index,
                                      struct mien_document_signal *out)
{
    if (document == NULL || out == NULL || item >= document->info.items ||
        document->problems[item] != NULL)
        return MIEN_ERROR_ARGUMENT;
    const json_t *signal = json_array_get(
        json_object_get(json_array_get(document->items, item), "signals"), index);
    if (signal == NULL)
        return MIEN_ERROR_ARGUMENT;
    const json_t *variant = json_object_get(signal, "variant");
    const json_t *quality = json_object_get(signal, "quality");
    const json_t *view = json_object_get(signal, "view");
    const json_t *place = json_object_get(signal, "place");
    struct mien_document_signal found = {
        .size = sizeof found,
        .type = json_string_value(json_object_get(signal, "signalType")),
        .value = json_string_value(json_object_get(signal, "hashValue")),
        .variant = variant != NULL ? json_string_value(variant) : "",
        .quality = quality != NULL ? (int32_t)json_integer_value(quality) : -1,
        .view = view != NULL ? json_string_value(view) : ""};
    if (place != NULL && !mien_place_read(&found.place, place))
        return MIEN_ERROR_INTERNAL; // it was judged
    if (strcmp(found.type, "ImagePDQ") == 0 &&
        mien_hash_from_hex(&found.hash, found.value, strlen(found.value)) != MIEN_OK)
        return MIEN_ERROR_INTERNAL; // it was judged
    return mien_options_write(out, &found, sizeof found);
}

enum mien_status mien_document_json(const struct mien_document *document, char **json,
                                    size_t *length)
{
    if (document == NULL || json == NULL || length == NULL)
        return MIEN_ERROR_ARGUMENT;
    return mien_json_write(document->payload, json, length);
}
