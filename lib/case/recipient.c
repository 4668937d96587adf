// SPDX-License-Identifier: Apache-2.0
// Reading recipient files.
#include "case/recipient.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/status.h"
#include "case/day.h"
#include "case/fail.h"
#include "case/json.h"
#include "case/text.h"

static const char what[] = "recipient file";

bool mien_recipient_id_is_good(const char *id)
{
    return mien_json_is_name(id, ".-_");
}

const char *mien_recipient_id(const struct mien_recipient *recipient)
{
    return json_string_value(json_object_get(recipient->file, "id"));
}

// ------------------------------------------------------------------------- judging

static const char *texts_problem(const json_t *file)
{
    static const char *const texts[] = {"name", "web", "contact"};
    const char *id = mien_json_text(file, "id", 64);
    const char *name = mien_json_text(file, "name", MIEN_TEXT_MAX);
    if (id == NULL || !mien_recipient_id_is_good(id))
        return "no good id";
    if (name == NULL || name[0] == '\0')
        return "no name";
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const json_t *text = json_object_get(file, texts[i]);
        if (text != NULL && !mien_text_is_good(text))
            return "a text is too long, or holds what cannot be shown";
    }
    return NULL;
}

static const char *lists_problem(const json_t *file)
{
    const json_t *languages = json_object_get(file, "languages");
    const json_t *signals = json_object_get(file, "signals");
    json_t *value;
    size_t i;
    if ((languages != NULL && !json_is_array(languages)) ||
        (signals != NULL && !json_is_array(signals)))
        return "its languages or signals are no list";
    json_array_foreach(languages, i, value)
    {
        const char *language = mien_json_string(value, 35);
        if (language == NULL || !mien_text_is_language(language))
            return "no good language";
    }
    json_array_foreach(signals, i,
                       value) if (!mien_text_is_good(value)) return "no good signal";
    return NULL;
}

// How many hashes of a picture it takes, and whether their places.
static const char *views_problem(const json_t *views)
{
    int64_t number;
    bool places;
    if (views == NULL)
        return NULL;
    if (!json_is_object(views) ||
        !mien_json_integer(views, "hashes", MIEN_DIHEDRAL_COUNT, INT32_MAX, &number))
        return "no good number of hashes";
    if (json_object_get(views, "places") != NULL &&
        !mien_json_bool(views, "places", &places))
        return "\"places\" is neither true nor false";
    return NULL;
}

static const char *rules_problem(const json_t *file)
{
    const json_t *expires = json_object_get(file, "expires");
    const json_t *practice = json_object_get(file, "practice");
    int64_t number;
    if (json_object_get(file, "minimum_quality") != NULL &&
        !mien_json_integer(file, "minimum_quality", 0, 100, &number))
        return "no good minimum quality";
    if (json_object_get(file, "maximum_items") != NULL &&
        !mien_json_integer(file, "maximum_items", 1, INT32_MAX, &number))
        return "no good number of items";
    if (expires != NULL &&
        !mien_day_is_real(mien_json_string(expires, MIEN_CASE_DAY_SIZE)))
        return "it expires on no day";
    if (practice != NULL && !json_is_boolean(practice))
        return "\"practice\" is neither true nor false";
    return views_problem(json_object_get(file, "views"));
}

static enum mien_status judge(const json_t *file, struct mien_error *error)
{
    const char *format = mien_json_text(file, "format", 32);
    int64_t version;
    if (format == NULL || strcmp(format, "ncii-recipient") != 0)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "it is none");
    if (!mien_json_integer(file, "version", 1, INT64_MAX, &version))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "no version");
    if (version != 1)
        return mien_fail_of(error, MIEN_ERROR_VERSION, what, "a later version");
    const char *problem = texts_problem(file);
    if (problem == NULL)
        problem = lists_problem(file);
    if (problem == NULL)
        problem = rules_problem(file);
    if (problem == NULL)
        problem = mien_questions_problem(json_object_get(file, "questions"));
    return problem == NULL ? MIEN_OK
                           : mien_fail_of(error, MIEN_ERROR_CORRUPT, what, problem);
}

// The key, and the fingerprint that the file says, if any.
static enum mien_status judge_key(struct mien_recipient *recipient,
                                  struct mien_error *error)
{
    const json_t *said = json_object_get(recipient->file, "fingerprint");
    enum mien_status status = mien_case_key_read_public(
        &recipient->key, json_object_get(recipient->file, "key"), what, error);
    if (status != MIEN_OK)
        return status;
    mien_case_key_thumbprint(&recipient->key, recipient->fingerprint);
    if (said == NULL)
        return MIEN_OK;
    const char *text = mien_json_string(said, MIEN_FINGERPRINT_SIZE);
    if (text == NULL || strcmp(text, recipient->fingerprint) != 0)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what,
                            "the fingerprint is not the key's");
    return MIEN_OK;
}

// ------------------------------------------------------------------------- its life

enum mien_status mien_recipient_of(struct mien_recipient **out, const json_t *file,
                                   struct mien_error *error)
{
    enum mien_status status = judge(file, error);
    if (status != MIEN_OK)
        return status;
    struct mien_recipient *made = calloc(1, sizeof *made);
    if (made != NULL)
        made->file = json_deep_copy(file);
    if (made == NULL || made->file == NULL)
        status = mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    else
        status = judge_key(made, error);
    if (status == MIEN_OK)
        *out = made;
    else
        mien_recipient_free(made);
    return status;
}

enum mien_status mien_recipient_read(struct mien_recipient **out, const void *json,
                                     size_t length, struct mien_error *error)
{
    json_t *file = NULL;
    if (out == NULL || json == NULL)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "none given");
    enum mien_status status =
        mien_json_read(&file, json, length, MIEN_CASE_RECIPIENT_MAX, what, error);
    if (status == MIEN_OK)
        status = mien_recipient_of(out, file, error);
    mien_json_free_secret(file);
    return status;
}

void mien_recipient_free(struct mien_recipient *recipient)
{
    if (recipient == NULL)
        return;
    mien_json_free_secret(recipient->file);
    free(recipient);
}

// -------------------------------------------------------------------------- telling

static const char *text_of(const json_t *file, const char *name)
{
    const char *text = json_string_value(json_object_get(file, name));
    return text != NULL ? text : "";
}

static uint32_t number_of(const json_t *file, const char *name, uint32_t otherwise)
{
    int64_t number = otherwise;
    (void)mien_json_integer(file, name, 0, UINT32_MAX, &number);
    return (uint32_t)number;
}

static bool takes(const json_t *file, const char *type)
{
    const json_t *signals = json_object_get(file, "signals");
    json_t *signal;
    size_t i;
    json_array_foreach(signals, i, signal) if (strcmp(json_string_value(signal),
                                                      type) == 0) return true;
    return signals == NULL;
}

enum mien_status mien_recipient_info(const struct mien_recipient *recipient,
                                     struct mien_recipient_info *out)
{
    if (recipient == NULL || out == NULL)
        return MIEN_ERROR_ARGUMENT;
    const json_t *file = recipient->file;
    const json_t *views = json_object_get(file, "views");
    struct mien_recipient_info found = {
        .size = sizeof found,
        .id = text_of(file, "id"),
        .name = text_of(file, "name"),
        .web = text_of(file, "web"),
        .contact = text_of(file, "contact"),
        .fingerprint = recipient->fingerprint,
        .expires = text_of(file, "expires"),
        .minimum_quality = number_of(file, "minimum_quality", MIEN_PDQ_QUALITY_MIN),
        .maximum_items = number_of(file, "maximum_items", MIEN_CASE_ITEMS_MAX),
        .takes_images = takes(file, "ImagePDQ"),
        .takes_videos = takes(file, "VideoMD5"),
        .practice = json_is_true(json_object_get(file, "practice")),
        .confirmed = recipient->confirmed,
        .maximum_hashes = number_of(views, "hashes", MIEN_DIHEDRAL_COUNT),
        .takes_places = json_is_true(json_object_get(views, "places"))};
    if (found.maximum_hashes > MIEN_CASE_HASHES_MAX)
        found.maximum_hashes = MIEN_CASE_HASHES_MAX;
    if (found.maximum_items > MIEN_CASE_ITEMS_MAX)
        found.maximum_items = MIEN_CASE_ITEMS_MAX;
    return mien_options_write(out, &found, sizeof found);
}

enum mien_status mien_recipient_json(const struct mien_recipient *recipient,
                                     char **json, size_t *length)
{
    if (recipient == NULL || json == NULL || length == NULL)
        return MIEN_ERROR_ARGUMENT;
    return mien_json_write(recipient->file, json, length);
}

enum mien_status mien_recipient_confirm(struct mien_recipient *recipient,
                                        const char *fingerprint,
                                        struct mien_error *error)
{
    if (recipient == NULL || fingerprint == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "fingerprint: none given");
    const char *right = recipient->fingerprint;
    for (const char *at = fingerprint; *at != '\0'; at++)
        if (strchr(" \t\r\n", *at) == NULL && *right++ != *at)
            return mien_fail(error, MIEN_ERROR_REFUSED, "fingerprint: another one");
    if (*right != '\0')
        return mien_fail(error, MIEN_ERROR_REFUSED, "fingerprint: a part is missing");
    recipient->confirmed = true;
    return MIEN_OK;
}
