// SPDX-License-Identifier: Apache-2.0
// Making a recipient: its file, and the key that stays with it.
#include <string.h>

#include "base/options.h"
#include "base/status.h"
#include "base/wipe.h"
#include "case/answers.h"
#include "case/fail.h"
#include "case/json.h"
#include "case/recipient.h"

static const char what[] = "recipient file";

static bool set_text(json_t *file, const char *name, const char *text)
{
    return text == NULL || json_object_set_new(file, name, json_string(text)) == 0;
}

// jansson makes nothing of a text that is no UTF-8, as of one for which there is no
// memory.
static bool are_utf8(const struct mien_recipient_make *make)
{
    const char *const texts[] = {make->id, make->name, make->web, make->contact,
                                 make->expires};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_error_t why;
        json_t *made = texts[i] != NULL ? json_pack_ex(&why, 0, "s", texts[i]) : NULL;
        bool wrong = texts[i] != NULL && made == NULL &&
                     json_error_code(&why) == json_error_invalid_utf8;
        json_decref(made);
        if (wrong)
            return false;
    }
    return true;
}

// All questions of every case, for the body to change.
static json_t *standard_questions(void)
{
    json_t *questions = json_array();
    bool good = questions != NULL;
    for (size_t i = 0; i < MIEN_QUESTIONS && good; i++)
        good = json_array_append_new(questions,
                                     json_pack("{s:s}", "id", mien_questions[i])) == 0;
    if (!good)
        json_decref(questions);
    return good ? questions : NULL;
}

static bool set_views(json_t *file, const struct mien_recipient_make *make)
{
    if (make->maximum_hashes == 0)
        return true;
    return json_object_set_new(file, "views",
                               json_pack("{s:I,s:b}", "hashes",
                                         (json_int_t)make->maximum_hashes, "places",
                                         make->takes_places)) == 0;
}

static json_t *make_file(const struct mien_recipient_make *make,
                         const struct mien_case_key *key, const char *fingerprint)
{
    json_t *file = json_pack("{s:s,s:i}", "format", "ncii-recipient", "version", 1);
    bool good =
        file != NULL && set_text(file, "id", make->id) &&
        set_text(file, "name", make->name) && set_text(file, "web", make->web) &&
        set_text(file, "contact", make->contact) &&
        json_object_set_new(file, "key", mien_case_key_public(key)) == 0 &&
        set_text(file, "fingerprint", fingerprint) &&
        json_object_set_new(file, "questions", standard_questions()) == 0 &&
        json_object_set_new(file, "signals",
                            json_pack("[ss]", "ImagePDQ", "VideoMD5")) == 0 &&
        json_object_set_new(file, "minimum_quality",
                            json_integer(MIEN_PDQ_QUALITY_MIN)) == 0 &&
        json_object_set_new(file, "maximum_items", json_integer(MIEN_CASE_ITEMS_MAX)) ==
            0 &&
        set_views(file, make) && set_text(file, "expires", make->expires) &&
        json_object_set_new(file, "practice", json_boolean(make->practice)) == 0;
    if (!good)
        json_decref(file);
    return good ? file : NULL;
}

static json_t *make_private(const struct mien_recipient_make *make,
                            const struct mien_case_key *key)
{
    json_t *jwk = mien_case_key_private(key);
    if (jwk != NULL && !set_text(jwk, "kid", make->id)) {
        mien_json_free_secret(jwk);
        return NULL;
    }
    return jwk;
}

struct text {
    char *bytes;
    size_t length;
};

static enum mien_status write_both(struct text *file_text, struct text *key_text,
                                   const struct mien_recipient_make *make,
                                   const struct mien_case_key *key,
                                   struct mien_error *error)
{
    char fingerprint[MIEN_FINGERPRINT_SIZE];
    struct mien_recipient *judged = NULL;
    enum mien_status status = MIEN_ERROR_MEMORY;
    mien_case_key_thumbprint(key, fingerprint);
    json_t *file = make_file(make, key, fingerprint), *jwk = make_private(make, key);
    if (file != NULL && jwk != NULL)
        // Texts that this library would not read again are arguments that break the
        // contract.
        status = mien_recipient_of(&judged, file, error);
    if (status == MIEN_OK)
        status = mien_json_write(file, &file_text->bytes, &file_text->length);
    if (status == MIEN_OK)
        status = mien_json_write(jwk, &key_text->bytes, &key_text->length);
    mien_recipient_free(judged);
    json_decref(file);
    mien_json_free_secret(jwk);
    if (status == MIEN_ERROR_CORRUPT)
        status = MIEN_ERROR_ARGUMENT;
    return status;
}

enum mien_status mien_recipient_new(char **file, size_t *file_length, char **key,
                                    size_t *key_length,
                                    const struct mien_recipient_make *make,
                                    struct mien_error *error)
{
    struct mien_recipient_make ours = {.size = sizeof ours};
    struct text file_text = {NULL, 0}, key_text = {NULL, 0};
    struct mien_case_key made;
    if (file == NULL || file_length == NULL || key == NULL || key_length == NULL ||
        make == NULL || mien_options_read(&ours, sizeof ours, make) != MIEN_OK ||
        ours.id == NULL || ours.name == NULL ||
        (ours.takes_places && ours.maximum_hashes == 0))
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "recipient: something is missing");
    if (!are_utf8(&ours))
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what,
                            "a text is too long, or holds what cannot be shown");
    enum mien_status status = mien_case_key_new(&made, error);
    if (status == MIEN_OK)
        status = write_both(&file_text, &key_text, &ours, &made, error);
    if (status == MIEN_OK) {
        *file = file_text.bytes;
        *file_length = file_text.length;
        *key = key_text.bytes;
        *key_length = key_text.length;
    } else {
        mien_case_text_free(file_text.bytes, file_text.length);
        if (status == MIEN_ERROR_MEMORY)
            mien_fail_of(error, status, what, "");
        else if (error != NULL)
            error->status = status;
    }
    mien_wipe(&made, sizeof made);
    return status;
}
