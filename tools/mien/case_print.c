// SPDX-License-Identifier: Apache-2.0
#include "case_print.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "memory.h"
#include "text.h"
#include "ui.h"

enum {
    SHORT_HASH = 12
};

// A string that came from outside, made harmless; the caller frees it.
static char *safe_string(const json_t *value)
{
    if (json_is_string(value))
        return text_safe(json_string_value(value), ui_ascii_names(stdout));
    char *json =
        value != NULL
            ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS)
            : NULL;
    char *safe = text_safe(json != NULL ? json : "", ui_ascii_names(stdout));
    free(json);
    return safe;
}

// Prints a line of a format with one value in it.
#define PRINT_VALUE(format, value)                                                     \
    do {                                                                               \
        char *printed = safe_string(value);                                            \
        printf(format, printed);                                                       \
        free(printed);                                                                 \
    } while (0)

// Prints the members of an object that are not on the list, as they stand.
static void print_unknown(const json_t *object, const char *const *known,
                          const char *indent)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        size_t i = 0;
        while (known[i] != NULL && strcmp(known[i], name) != 0)
            i++;
        if (known[i] != NULL)
            continue;
        char *safe_name = text_safe(name, ui_ascii_names(stdout));
        char *safe_value = safe_string(value);
        // TRANSLATORS: an indent, the name of something unknown, what is in it
        printf(_("%sAlso \"%s\": %s\n"), indent, safe_name, safe_value);
        free(safe_name);
        free(safe_value);
    }
}

// ---- The case
// --------------------------------------------------------------------------

static void print_action(const json_t *its)
{
    const char *action = json_string_value(json_object_get(its, "action"));
    action = action != NULL ? action : "";
    if (strcmp(action, "create") == 0)
        puts(_("A new case: what is in it shall be found and blocked."));
    else if (strcmp(action, "add") == 0)
        puts(_("More for a case: it shall be found and blocked, too."));
    else if (strcmp(action, "withdraw") == 0)
        puts(_("A case is taken back: nothing of it shall be blocked any more."));
    else
        PRINT_VALUE(_("An unknown request: %s\n"), json_object_get(its, "action"));
}

static void print_case(const json_t *its)
{
    static const char *const known[] = {"id", "key", "action", NULL};
    PRINT_VALUE(_("  Number of the case: %s\n"), json_object_get(its, "id"));
    if (json_object_get(its, "key") != NULL)
        puts(_("  The public half of the key of the case: whoever signs for it later "
               "must hold\n  the other half."));
    print_unknown(its, known, "  ");
}

// ---- What was answered
// -----------------------------------------------------------------

static const struct {
    const char *id, *text;
} questions[] = {
    {"adult_now", N_("  18 or older now: %s\n")},
    {"adults_in_image", N_("  Everybody in it was an adult: %s\n")},
    {"self_in_image", N_("  Whoever asks is in it: %s\n")},
    {"no_consent_to_share", N_("  Does not agree to its being shared: %s\n")},
    {"synthetic", N_("  Made or changed by a computer: %s\n")},
    {"on_behalf", N_("  On behalf of somebody else, who knows of it: %s\n")},
};

static const char *answer_word(const json_t *answer)
{
    const char *word = json_string_value(answer);
    if (json_is_true(answer) || (word != NULL && strcmp(word, "yes") == 0))
        return _("yes");
    if (json_is_false(answer) || (word != NULL && strcmp(word, "no") == 0))
        return _("no");
    return word != NULL && strcmp(word, "unsure") == 0 ? _("unsure") : NULL;
}

// The formats are in the table above.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void print_answers(const json_t *answers)
{
    enum {
        COUNT = sizeof questions / sizeof questions[0]
    };
    const char *known[COUNT + 1] = {NULL};
    puts(_("Answers:"));
    for (size_t i = 0; i < COUNT; i++) {
        const json_t *answer = json_object_get(answers, questions[i].id);
        const char *word = answer_word(answer);
        known[i] = answer == NULL || word != NULL ? questions[i].id : "";
        if (word != NULL)
            printf(_(questions[i].text), word);
    }
    print_unknown(answers, known, "  ");
}
#pragma GCC diagnostic pop

// ---- The items
// -------------------------------------------------------------------------

// One hash as it stands; unknown types, too.
static void print_signal(const json_t *its)
{
    static const char *const known[] = {"signalType", "hashValue", "variant", "view",
                                        "quality",    "place",     NULL};
    if (!json_is_object(its)) {
        PRINT_VALUE(_("    Unreadable: %s\n"), its);
        return;
    }
    char *type = safe_string(json_object_get(its, "signalType"));
    char *value = safe_string(json_object_get(its, "hashValue"));
    char *variant = safe_string(json_object_get(its, "variant"));
    char *view = safe_string(json_object_get(its, "view"));
    char *place = safe_string(json_object_get(its, "place"));
    char *quality = safe_string(json_object_get(its, "quality"));
    printf("    %s%s%s%s%s%s%s %s%s%s\n", type, *view != '\0' ? " " : "", view,
           *variant == '\0' ? ""
           : *view != '\0'  ? "/"
                            : " ",
           variant, *quality != '\0' ? " " : "", quality, value,
           *place != '\0' ? " " : "", place);
    free(place);
    free(view);
    free(quality);
    free(type);
    free(value);
    free(variant);
    print_unknown(its, known, "    ");
}

static bool is_type(const json_t *its, const char *type)
{
    const char *is = json_string_value(json_object_get(its, "signalType"));
    return is != NULL && strcmp(is, type) == 0;
}

// The beginning of a hash; the caller frees it.
static char *short_hash(const json_t *its)
{
    char *whole = safe_string(json_object_get(its, "hashValue"));
    if (strlen(whole) > SHORT_HASH) {
        char *begin = memory_format("%.*s%s", SHORT_HASH, whole,
                                    ui_utf8() ? "\xE2\x80\xA6" : "...");
        free(whole);
        return begin;
    }
    return whole;
}

// Whether it is the hash of a part of the picture, or of another sight of it.
static bool is_view(const json_t *its)
{
    const json_t *view = json_object_get(its, "view");
    return view != NULL &&
           (!json_is_string(view) || strcmp(json_string_value(view), "whole") != 0);
}

// A picture or a film in one line.
static void print_summary(const json_t *signals)
{
    json_t *first = json_array_get(signals, 0);
    char *hash = short_hash(first);
    size_t more = 0, of_views = 0, i;
    const json_t *its;
    json_array_foreach(signals, i, its)
    {
        of_views += is_view(its);
        more += i > 0 && !is_view(its);
    }
    if (is_type(first, "ImagePDQ") && json_object_get(first, "quality") != NULL)
        printf(_("    hash %s, quality %d\n"), hash,
               (int)json_integer_value(json_object_get(first, "quality")));
    else if (is_type(first, "VideoMD5"))
        printf(_("    fingerprint of the file (MD5) %s\n"), hash);
    else
        printf(_("    hash %s\n"), hash);
    if (more > 0)
        printf(ngettext("    and %zu more of the same, turned or mirrored\n",
                        "    and %zu more of the same, turned or mirrored\n", more),
               more);
    if (of_views > 0)
        printf(ngettext("    and %zu of its parts, to find changed copies\n",
                        "    and %zu of its parts, to find changed copies\n", of_views),
               of_views);
    free(hash);
}

// Whether a line can stand for all of it: nothing unknown is in it.
static bool is_plain(const json_t *signals)
{
    static const char *const known[] = {"signalType", "hashValue", "variant",
                                        "quality",    "view",      "place"};
    size_t i;
    const json_t *its;
    json_array_foreach(signals, i, its)
    {
        size_t members = json_object_size(its);
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            members -= json_object_get(its, known[k]) != NULL;
        if (members > 0 || !(is_type(its, "ImagePDQ") || is_type(its, "VideoMD5")) ||
            !json_is_string(json_object_get(its, "hashValue")))
            return false;
    }
    return json_array_size(signals) > 0;
}

static void print_item(const json_t *item, bool full)
{
    static const char *const known[] = {"item", "media", "signals", NULL};
    const char *media = json_string_value(json_object_get(item, "media"));
    const json_t *number = json_object_get(item, "item");
    const json_t *signals = json_object_get(item, "signals");
    if (media != NULL && strcmp(media, "image") == 0)
        PRINT_VALUE(_("  Picture %s\n"), number);
    else if (media != NULL && strcmp(media, "video") == 0)
        PRINT_VALUE(_("  Film %s\n"), number);
    else
        PRINT_VALUE(_("  Something unknown: %s\n"), item);
    if (!full && is_plain(signals)) {
        print_summary(signals);
    } else {
        size_t i;
        json_t *its;
        json_array_foreach(signals, i, its)
        {
            print_signal(its);
        }
    }
    print_unknown(item, known, "    ");
}

// ---- All of it
// -------------------------------------------------------------------------

static void print_list(const char *title, const json_t *list)
{
    size_t i;
    const json_t *its;
    if (json_array_size(list) > 0)
        puts(title);
    json_array_foreach(list, i, its)
    {
        PRINT_VALUE("  %s\n", its);
    }
}

static void print_root(const json_t *root, unsigned flags)
{
    static const char *const known[] = {"format",     "version", "case", "attestation",
                                        "recipients", "regions", "day",  "expires",
                                        "items",      NULL};
    const char *format = json_string_value(json_object_get(root, "format"));
    if ((flags & CASE_PRINT_STATE) == 0)
        print_action(json_object_get(root, "case"));
    if (format != NULL && strcmp(format, "ncii-practice") == 0)
        puts(_("For practice: nobody acts on it."));
    print_case(json_object_get(root, "case"));
    if (json_object_size(json_object_get(root, "attestation")) > 0)
        print_answers(json_object_get(root, "attestation"));
    print_list(_("For:"), json_object_get(root, "recipients"));
    print_list(_("Countries:"), json_object_get(root, "regions"));
    if ((flags & CASE_PRINT_STATE) == 0)
        PRINT_VALUE(_("Day: %s\n"), json_object_get(root, "day"));
    if (json_object_get(root, "expires") != NULL)
        PRINT_VALUE(_("Counts until: %s\n"), json_object_get(root, "expires"));
    const json_t *items = json_object_get(root, "items");
    size_t i, count = json_array_size(items);
    const json_t *item;
    if (count > 0)
        printf(ngettext("%zu picture or film:\n", "%zu pictures and films:\n", count),
               count);
    json_array_foreach(items, i, item)
    {
        print_item(item, (flags & CASE_PRINT_FULL) != 0);
    }
    print_unknown(root, known, "");
}

bool case_print_payload(const char *json, size_t length, unsigned flags)
{
    json_t *root = json_loadb(json, length, JSON_ALLOW_NUL, NULL);
    bool good = json_is_object(root);
    if (good)
        print_root(root, flags);
    json_decref(root);
    return good;
}
