// SPDX-License-Identifier: Apache-2.0
// Pages of StopNCII's hash exchange, as its API sends them: {"hashRecords":[…]}, one
// after the other, or the bare records.
//
// A record says what is known of one hash now: with each case that it belongs to, and
// the status of the case. While one case is Received or Active the hash is to be
// blocked; when all are Withdrawn or Deleted the person took it back, and it goes. A
// status that is not known decides nothing: what is in the index stays as it is, since
// a hash that was taken out by mistake protects nobody; and it is told.
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "import_json.h"
#include "memory.h"
#include "signals.h"
#include "text.h"
#include "ui.h"

enum verdict {
    VERDICT_NONE, // no status at all
    VERDICT_GOES,
    VERDICT_UNKNOWN,
    VERDICT_STAYS // the strongest
};

static enum verdict verdict_of(const char *status)
{
    if (status == NULL)
        return VERDICT_UNKNOWN;
    if (strcmp(status, "Received") == 0 || strcmp(status, "Active") == 0)
        return VERDICT_STAYS;
    if (strcmp(status, "Withdrawn") == 0 || strcmp(status, "Deleted") == 0)
        return VERDICT_GOES;
    return VERDICT_UNKNOWN;
}

// Judges a record as they are sent to SubmitHashes, without cases and status: it is
// there to be found, unless its sender has taken it back.
static enum verdict judge_submitted(const json_t *record)
{
    enum verdict verdict = VERDICT_STAYS;
    const json_t *feedbacks = json_object_get(record, "CSPFeedbacks");
    for (size_t i = 0; i < json_array_size(feedbacks); i++) {
        const char *value =
            import_member(json_array_get(feedbacks, i), "feedbackValue");
        if (value != NULL && verdict_of(value) == VERDICT_GOES)
            verdict = VERDICT_GOES;
    }
    return json_array_size(feedbacks) > 0 ? verdict : VERDICT_UNKNOWN;
}

// Judges a record by its cases, or, when it names none (the API then sends an empty
// array), by its own status. *odd receives the unknown status that decided, or NULL
// when that is no text.
static enum verdict judge(json_t *record, const char **odd)
{
    enum verdict verdict = VERDICT_NONE;
    const char *number;
    json_t *status;
    json_t *cases = json_object_get(record, "caseNumbers");
    *odd = NULL;
    json_object_foreach(cases, number, status)
    {
        enum verdict one = verdict_of(json_string_value(status));
        if (one == VERDICT_UNKNOWN && verdict < one)
            *odd = json_string_value(status);
        if (one > verdict)
            verdict = one;
    }
    bool none = cases == NULL || json_is_null(cases) || json_is_object(cases) ||
                (json_is_array(cases) && json_array_size(cases) == 0);
    if (!none) // cases in a form that nobody knows
        return VERDICT_UNKNOWN;
    if (verdict == VERDICT_NONE && cases == NULL &&
        json_object_get(record, "hashStatus") == NULL)
        return judge_submitted(record);
    if (verdict == VERDICT_NONE) {
        *odd = import_member(record, "hashStatus");
        verdict = verdict_of(*odd);
    }
    return verdict;
}

static void tell_odd(struct import *import, unsigned long long number, const char *what,
                     const char *odd)
{
    char *safe = text_safe(odd != NULL ? odd : "", true);
    // TRANSLATORS: the number of a record, what is told about it, and a word
    ui_warning(import->name, _("record %llu: %s '%s'"), number, what, safe);
    free(safe);
}

static bool is_record(const json_t *value)
{
    return json_is_object(value) && json_object_get(value, "hashValue") != NULL;
}

static void bad_record(struct import *import, unsigned long long number,
                       const char *why)
{
    import->bad++;
    // TRANSLATORS: the number of a record, and what is wrong with it
    ui_error(import->name, _("record %llu: %s"), number, why);
}

static bool take_record(struct import *import, json_t *value, unsigned long long number)
{
    static const char *const others[] = {"VideoMD5", "VideoTMK", "Text", "URL"};
    struct import_record record = {.has_id = false};
    const char *odd, *type = import_member(value, "signalType");
    const char *hash = import_member(value, "hashValue");
    if (type == NULL || strcmp(type, "ImagePDQ") != 0) {
        size_t i = 0, count = sizeof others / sizeof others[0];
        while (type != NULL && i < count && strcmp(type, others[i]) != 0)
            i++;
        if (type == NULL || i == count)
            tell_odd(import, number, _("skipped: unknown signalType"), type);
        import->skipped++;
        return true;
    }
    if (hash == NULL || !import_hash(&record, hash, strlen(hash))) {
        bad_record(import, number, _("not a hash, which has 64 digits, 0-9 and a-f"));
        return true;
    }
    enum verdict verdict = judge(value, &odd);
    if (verdict == VERDICT_UNKNOWN && !import->removing) {
        import->undecided++;
        tell_odd(import, number, _("left as it is: unknown status"), odd);
        return true;
    }
    record.withdrawn = verdict == VERDICT_GOES;
    record.has_id = !import->removing;
    record.entry.id = import_own_id(&record.entry.hash);
    return import_take(import, &record);
}

// Takes the records of a page, of an array of records, or one record.
static bool take_page(struct import *import, json_t *page, unsigned long long *number)
{
    json_t *records = json_is_array(page) ? page : json_object_get(page, "hashRecords");
    json_t *record;
    size_t i;
    if (is_record(page))
        return take_record(import, page, ++*number);
    if (!json_is_array(records)) {
        import_bad_line(import, import->lines.number + 1,
                        _("there are no hashRecords here"));
        return true;
    }
    json_array_foreach(records, i, record)
    {
        ++*number;
        if (!is_record(record))
            bad_record(import, *number, _("it has no hashValue"));
        else if (!take_record(import, record, *number))
            return false;
    }
    return true;
}

bool import_stopncii(struct import *import)
{
    unsigned long long number = 0;
    bool wrong = false, go_on = true;
    while (go_on && import_breathe(import)) {
        json_t *page = import_value(import, &wrong);
        if (page == NULL)
            break;
        go_on = take_page(import, page, &number);
        json_decref(page);
    }
    if (wrong && signals_caught() == 0)
        ui_error(import->name, "%s", _("the rest of this file was not read"));
    return go_on && signals_caught() == 0;
}
