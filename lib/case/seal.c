// SPDX-License-Identifier: Apache-2.0
// Sealing: whether it may be, what it says, and what the case remembers of it.
#include <string.h>

#include "base/options.h"
#include "base/status.h"
#include "base/wipe.h"
#include "case/answers.h"
#include "case/day.h"
#include "case/fail.h"
#include "case/its.h"
#include "case/json.h"
#include "case/jwe.h"
#include "case/jws.h"
#include "case/pad.h"
#include "case/payload.h"
#include "case/recipient.h"

// What to seal, judged, with its day of expiry.
struct plan {
    struct mien_case_seal how;
    char expires[MIEN_CASE_DAY_SIZE];
};

static enum mien_status argument(struct mien_error *error, const char *problem)
{
    return mien_fail_of(error, MIEN_ERROR_ARGUMENT, "sealing", problem);
}

static enum mien_status refused(struct mien_error *error, const char *id,
                                const char *problem)
{
    return mien_fail_named(error, MIEN_ERROR_REFUSED, "recipient", id, problem);
}

// ---------------------------------------------------------------------- arguments

static enum mien_status read_recipients(const struct mien_case_seal *how,
                                        struct mien_error *error)
{
    if (how->recipients == NULL || how->recipient_count == 0)
        return argument(error, "for nobody");
    if (how->recipient_count > MIEN_CASE_RECIPIENTS_MAX)
        return argument(error, "for too many recipients");
    for (size_t i = 0; i < how->recipient_count; i++) {
        if (how->recipients[i] == NULL)
            return argument(error, "a recipient is missing");
        for (size_t j = 0; j < i; j++)
            if (strcmp(mien_recipient_id(how->recipients[i]),
                       mien_recipient_id(how->recipients[j])) == 0)
                return argument(error, "for the same recipient twice");
    }
    return MIEN_OK;
}

static enum mien_status read_days(struct plan *plan, const struct mien_case *its,
                                  struct mien_error *error)
{
    struct mien_case_seal *how = &plan->how;
    if (!mien_day_is_real(how->day))
        return argument(error, "no such day");
    if (how->expires != NULL) {
        if (!mien_day_is_real(how->expires) || strcmp(how->expires, how->day) < 0)
            return argument(error, "it expires on no day to come");
        memcpy(plan->expires, how->expires, sizeof plan->expires);
    } else if (strcmp(its->expires, how->day) >= 0) {
        memcpy(plan->expires, its->expires, sizeof plan->expires);
    } else {
        mien_day_year_later(plan->expires, how->day);
    }
    how->expires = plan->expires;
    return MIEN_OK;
}

static enum mien_status read_how(struct plan *plan, const struct mien_case *its,
                                 const struct mien_case_seal *how,
                                 struct mien_error *error)
{
    plan->how = (struct mien_case_seal){.size = sizeof plan->how};
    if (its == NULL || how == NULL ||
        mien_options_read(&plan->how, sizeof plan->how, how) != MIEN_OK)
        return argument(error, "something is missing");
    if (mien_action_name(plan->how.action) == NULL)
        return argument(error, "no such action");
    enum mien_status status = read_recipients(&plan->how, error);
    return status == MIEN_OK ? read_days(plan, its, error) : status;
}

// -------------------------------------------------------------------------- rules

static enum mien_status judge_state(const struct mien_case *its,
                                    enum mien_case_action action,
                                    struct mien_error *error)
{
    const char *problem = NULL;
    if (its->withdrawn)
        problem = "it was taken back";
    else if (action == MIEN_CASE_CREATE && its->created)
        problem = "it was created before";
    else if (action != MIEN_CASE_CREATE && !its->created)
        problem = "it was not yet created";
    else if (action == MIEN_CASE_ADD && its->only_key)
        problem = "of words, it can be taken back only";
    return problem == NULL ? MIEN_OK
                           : mien_fail_of(error, MIEN_ERROR_STATE, "case", problem);
}

// A case can be taken back from a recipient that has expired since: it still has it.
static enum mien_status judge_recipient(const struct mien_case *its,
                                        const struct mien_recipient *recipient,
                                        const struct mien_case_seal *how,
                                        struct mien_error *error)
{
    struct mien_recipient_info info = {.size = sizeof info};
    enum mien_status status = mien_recipient_info(recipient, &info);
    if (status != MIEN_OK)
        return status;
    if (!info.confirmed)
        return refused(error, info.id, "its fingerprint was not confirmed");
    if (how->action != MIEN_CASE_WITHDRAW && info.expires[0] != '\0' &&
        strcmp(how->day, info.expires) > 0)
        return refused(error, info.id, "it has expired");
    if (info.practice && !its->practice)
        return refused(error, info.id, "it is for practice only");
    if (!info.practice && its->practice)
        return refused(error, info.id, "it takes no practice cases");
    return MIEN_OK;
}

// Whether a recipient takes an item.
static enum mien_status judge_item(const json_t *item,
                                   const struct mien_recipient_info *info,
                                   struct mien_error *error)
{
    const char *media = json_string_value(json_object_get(item, "media"));
    const json_t *signal = json_array_get(json_object_get(item, "signals"), 0);
    const json_t *quality = json_object_get(signal, "quality");
    const char *problem = NULL;
    if (strcmp(media, "image") == 0 && !info->takes_images)
        problem = "the recipient takes no pictures";
    else if (strcmp(media, "video") == 0 && !info->takes_videos)
        problem = "the recipient takes no films";
    else if (quality != NULL && json_integer_value(quality) < info->minimum_quality)
        problem = "its quality is too low for the recipient";
    return problem == NULL
               ? MIEN_OK
               : mien_fail_named(error, MIEN_ERROR_REFUSED, "item",
                                 json_string_value(json_object_get(item, "item")),
                                 problem);
}

static enum mien_status judge_items(const struct mien_case *its, size_t first,
                                    const struct mien_recipient *recipient,
                                    struct mien_error *error)
{
    struct mien_recipient_info info = {.size = sizeof info};
    enum mien_status status = mien_recipient_info(recipient, &info);
    if (status == MIEN_OK && json_array_size(its->items) > info.maximum_items)
        return refused(error, info.id, "it takes fewer items");
    for (size_t i = first; i < json_array_size(its->items) && status == MIEN_OK; i++)
        status = judge_item(json_array_get(its->items, i), &info, error);
    return status;
}

// What is given must be answered for, and be what the recipients take. A case can be
// taken back without.
static enum mien_status judge_contents(const struct mien_case *its,
                                       const struct mien_case_seal *how,
                                       struct mien_error *error)
{
    size_t first = mien_payload_first(its, how);
    enum mien_status status = mien_answers_judge(its->answers, error);
    if (status == MIEN_OK && json_array_size(its->items) == first)
        return mien_fail_of(error, MIEN_ERROR_REFUSED, "case", "nothing to seal");
    for (size_t i = 0; i < how->recipient_count && status == MIEN_OK; i++) {
        status = mien_answers_judge_for(its->answers, how->recipients[i], error);
        if (status == MIEN_OK)
            status = judge_items(its, first, how->recipients[i], error);
    }
    return status;
}

static enum mien_status judge(struct plan *plan, const struct mien_case *its,
                              const struct mien_case_seal *how,
                              struct mien_error *error)
{
    enum mien_status status = read_how(plan, its, how, error);
    if (status != MIEN_OK)
        return status;
    // What was sent before she knew can still be taken back.
    if (its->refused && !(its->created && plan->how.action == MIEN_CASE_WITHDRAW))
        return mien_fail_of(error, MIEN_ERROR_REFUSED, "case",
                            "somebody may be under 18: there is no case");
    status = judge_state(its, plan->how.action, error);
    for (size_t i = 0; i < plan->how.recipient_count && status == MIEN_OK; i++)
        status = judge_recipient(its, plan->how.recipients[i], &plan->how, error);
    if (status == MIEN_OK && plan->how.action != MIEN_CASE_WITHDRAW)
        status = judge_contents(its, &plan->how, error);
    return status;
}

// ------------------------------------------------------------------------- preview

static enum mien_status write_payload(const struct mien_case *its,
                                      const struct plan *plan, char **text,
                                      size_t *length, struct mien_error *error)
{
    json_t *payload = mien_payload_make(its, &plan->how);
    enum mien_status status = MIEN_ERROR_MEMORY;
    if (payload != NULL)
        status = mien_json_write(payload, text, length);
    mien_json_free_secret(payload);
    return status == MIEN_OK ? status : mien_fail_of(error, status, "case", "");
}

enum mien_status mien_case_preview(const struct mien_case *its, char **json,
                                   size_t *length, const struct mien_case_seal *how,
                                   struct mien_error *error)
{
    struct plan plan;
    if (json == NULL || length == NULL)
        return argument(error, "something is missing");
    enum mien_status status = judge(&plan, its, how, error);
    return status == MIEN_OK ? write_payload(its, &plan, json, length, error) : status;
}

// ------------------------------------------------------------------------- document

static enum mien_status make_document(const struct mien_case *its,
                                      const struct plan *plan, char **document,
                                      size_t *length, struct mien_error *error)
{
    char *payload = NULL, *text = NULL;
    size_t payload_length = 0, text_length = 0;
    enum mien_status status =
        write_payload(its, plan, &payload, &payload_length, error);
    if (status == MIEN_OK) {
        status = mien_pad(&payload, &payload_length);
        if (status != MIEN_OK)
            mien_fail_of(error, status, "case", "too large for one document");
    }
    if (status == MIEN_OK)
        status = mien_jws_make(&text, &text_length, payload, payload_length, &its->key,
                               error);
    if (status == MIEN_OK)
        status = mien_jwe_make(document, length, text, text_length,
                               plan->how.recipients, plan->how.recipient_count, error);
    mien_case_text_free(payload, payload_length);
    mien_case_text_free(text, text_length);
    return status;
}

// ---------------------------------------------------------------------- remembering

static void free_copies(struct mien_recipient **copies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mien_recipient_free(copies[i]);
}

// Copies of the recipients, for whom there is room.
static enum mien_status copy_recipients(struct mien_recipient **copies,
                                        const struct mien_case *its,
                                        const struct mien_case_seal *how,
                                        struct mien_error *error)
{
    size_t fresh = 0, done = 0;
    enum mien_status status = MIEN_OK;
    for (size_t i = 0; i < how->recipient_count; i++)
        fresh += mien_case_place(its, mien_recipient_id(how->recipients[i])) ==
                 its->recipient_count;
    if (fresh + its->recipient_count > MIEN_CASE_RECIPIENTS_MAX)
        return mien_fail_of(error, MIEN_ERROR_LIMIT, "case", "too many recipients");
    while (done < how->recipient_count && status == MIEN_OK) {
        status = mien_recipient_of(&copies[done], how->recipients[done]->file, error);
        if (status == MIEN_OK)
            copies[done++]->confirmed = true;
    }
    if (status != MIEN_OK)
        free_copies(copies, done);
    return status;
}

// Takes the copies. Cannot fail.
static void remember(struct mien_case *its, const struct plan *plan,
                     struct mien_recipient **copies)
{
    for (size_t i = 0; i < plan->how.recipient_count; i++) {
        uint32_t at = mien_case_place(its, mien_recipient_id(copies[i]));
        if (at == its->recipient_count)
            its->recipient_count++;
        else
            mien_recipient_free(its->recipients[at]);
        its->recipients[at] = copies[i];
    }
    its->created = true;
    its->withdrawn = plan->how.action == MIEN_CASE_WITHDRAW;
    if (!its->withdrawn)
        its->sent = (uint32_t)json_array_size(its->items);
    memcpy(its->expires, plan->expires, sizeof its->expires);
}

enum mien_status mien_case_seal(struct mien_case *its, char **document, size_t *length,
                                const struct mien_case_seal *how,
                                struct mien_error *error)
{
    struct plan plan;
    struct mien_recipient *copies[MIEN_CASE_RECIPIENTS_MAX] = {NULL};
    if (document == NULL || length == NULL)
        return argument(error, "something is missing");
    enum mien_status status = judge(&plan, its, how, error);
    if (status == MIEN_OK)
        status = copy_recipients(copies, its, &plan.how, error);
    if (status != MIEN_OK)
        return status;
    status = make_document(its, &plan, document, length, error);
    if (status == MIEN_OK)
        remember(its, &plan, copies);
    else
        free_copies(copies, plan.how.recipient_count);
    return status;
}
