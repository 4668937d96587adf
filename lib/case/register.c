// SPDX-License-Identifier: Apache-2.0
// What a recipient remembers of the cases that it has seen, see doc/case-format.md.
#include <mien/case.h>

#include <stdlib.h>
#include <string.h>

#include "case/base64.h"
#include "case/day.h"
#include "case/fail.h"
#include "case/json.h"
#include "case/key.h"

#define FORMAT "ncii-register"
#define ACTIVE "Active"
#define WITHDRAWN "Withdrawn"

enum {
    VERSION = 1
};

struct mien_register {
    json_t *file;  // all of it
    json_t *cases; // in it: an object, which is a hash table
};

static const char what[] = "register";

// ------------------------------------------------------------------------- its life

// Takes the reference.
static enum mien_status make(struct mien_register **out, json_t *file)
{
    struct mien_register *its = calloc(1, sizeof *its);
    if (its == NULL || file == NULL) {
        json_decref(file);
        free(its);
        return MIEN_ERROR_MEMORY;
    }
    its->file = file;
    its->cases = json_object_get(file, "cases");
    *out = its;
    return MIEN_OK;
}

enum mien_status mien_register_new(struct mien_register **out)
{
    if (out == NULL)
        return MIEN_ERROR_ARGUMENT;
    return make(out, json_pack("{s:s,s:i,s:{}}", "format", FORMAT, "version", VERSION,
                               "cases"));
}

void mien_register_free(struct mien_register *its)
{
    if (its == NULL)
        return;
    json_decref(its->file);
    free(its);
}

// ------------------------------------------------------------------------- reading

// Whether it is what is remembered of a case. A status may be one of later: see
// is_withdrawn().
static bool is_entry(const char *id, const json_t *entry)
{
    char read[MIEN_CASE_ID_SIZE];
    const char *key = mien_json_text(entry, "key", MIEN_FINGERPRINT_SIZE - 1);
    return mien_case_id_read(read, id) && strcmp(read, id) == 0 && key != NULL &&
           strlen(key) == MIEN_FINGERPRINT_SIZE - 1 &&
           mien_base64_is_canonical(key, strlen(key)) &&
           mien_json_text(entry, "status", 64) != NULL &&
           mien_day_is_real(mien_json_text(entry, "day", MIEN_CASE_DAY_SIZE));
}

// All of it or nothing: a case that is passed over could be sent again after it was
// taken back.
static enum mien_status judge(const json_t *file, struct mien_error *error)
{
    int64_t version;
    const char *format = mien_json_text(file, "format", sizeof FORMAT), *id;
    json_t *cases = mien_json_object(file, "cases"), *entry;
    if (format == NULL || strcmp(format, FORMAT) != 0)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "it is something else");
    if (!mien_json_integer(file, "version", VERSION, INT64_MAX, &version))
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "of no version");
    if (version != VERSION)
        return mien_fail_of(error, MIEN_ERROR_VERSION, what, "of a later version");
    if (cases == NULL)
        return mien_fail_of(error, MIEN_ERROR_CORRUPT, what, "holds no cases");
    json_object_foreach(cases, id, entry)
    {
        if (!is_entry(id, entry))
            return mien_fail_of(error, MIEN_ERROR_CORRUPT, what,
                                "a case is not put together rightly");
    }
    return MIEN_OK;
}

enum mien_status mien_register_open(struct mien_register **out, const void *json,
                                    size_t length, struct mien_error *error)
{
    json_t *file = NULL;
    if (out == NULL || json == NULL)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "an argument is NULL");
    // It is the recipient's own file, and may hold any number of cases.
    enum mien_status status = mien_json_read_own(&file, json, length, what, error);
    if (status == MIEN_OK)
        status = judge(file, error);
    if (status != MIEN_OK) {
        json_decref(file);
        return status;
    }
    status = make(out, file);
    return status == MIEN_OK ? status : mien_fail_of(error, status, what, "");
}

enum mien_status mien_register_json(const struct mien_register *its, char **json,
                                    size_t *length)
{
    if (its == NULL || json == NULL || length == NULL)
        return MIEN_ERROR_ARGUMENT;
    return mien_json_write(its->file, json, length);
}

// ------------------------------------------------------------------------- judging

// Statuses of later versions count as taken back: a document is rather refused than
// acted upon twice.
static bool is_withdrawn(const json_t *entry)
{
    return strcmp(mien_json_text(entry, "status", SIZE_MAX), ACTIVE) != 0;
}

static bool is_key_of(const json_t *entry, const struct mien_document_info *info)
{
    return strcmp(mien_json_text(entry, "key", SIZE_MAX), info->case_key) == 0;
}

// What is remembered, or NULL also when it is somebody else's who had learnt the id and
// came first: an id follows from one key only, so this document is the owner's.
static const json_t *owned(const json_t *entry, const struct mien_document_info *info)
{
    return entry != NULL && info->id_of_key && !is_key_of(entry, info) ? NULL : entry;
}

// Why the document must not be acted upon, or NULL.
static const char *refusal(const json_t *entry, const struct mien_document_info *info)
{
    if (entry == NULL)
        return info->action != MIEN_CASE_CREATE && !info->id_of_key
                   ? "a case that nobody began"
                   : NULL;
    if (!is_key_of(entry, info))
        return "the case is known with another key";
    // The withdrawal itself may come again: it changes nothing.
    return is_withdrawn(entry) && info->action != MIEN_CASE_WITHDRAW
               ? "the case was taken back"
               : NULL;
}

// What to remember after this document, with all members of `entry`, what was
// remembered before, or NULL. The result is NULL for want of memory.
static json_t *entry_after(const json_t *entry, const struct mien_document_info *info)
{
    json_t *after = json_object();
    const char *day = entry != NULL ? mien_json_text(entry, "day", SIZE_MAX) : "";
    if (strcmp(day, info->day) < 0)
        day = info->day;
    json_t *news =
        json_pack("{s:s,s:s,s:s}", "key", info->case_key, "status",
                  info->action == MIEN_CASE_WITHDRAW ? WITHDRAWN : ACTIVE, "day", day);
    bool done = after != NULL && news != NULL &&
                (entry == NULL || json_object_update(after, (json_t *)entry) == 0) &&
                json_object_update(after, news) == 0;
    json_decref(news);
    if (done)
        return after;
    json_decref(after);
    return NULL;
}

enum mien_status mien_register_judge(struct mien_register *its,
                                     const struct mien_document *document,
                                     struct mien_error *error)
{
    struct mien_document_info info = {.size = sizeof info};
    if (its == NULL || mien_document_info(document, &info) != MIEN_OK)
        return mien_fail_of(error, MIEN_ERROR_ARGUMENT, what, "an argument is NULL");
    const json_t *entry = owned(json_object_get(its->cases, info.case_id), &info);
    const char *why = refusal(entry, &info);
    if (why != NULL)
        return mien_fail_of(error, MIEN_ERROR_REFUSED, what, why);
    if (json_object_set_new(its->cases, info.case_id, entry_after(entry, &info)) != 0)
        return mien_fail_of(error, MIEN_ERROR_MEMORY, what, "");
    return MIEN_OK;
}

bool mien_register_withdrawn(const struct mien_register *its, const char *case_id)
{
    char id[MIEN_CASE_ID_SIZE];
    if (its == NULL || case_id == NULL || !mien_case_id_read(id, case_id))
        return false;
    const json_t *entry = json_object_get(its->cases, id);
    return entry != NULL && is_withdrawn(entry);
}
