// SPDX-License-Identifier: Apache-2.0
#include "lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/views.h>

#include "i18n.h"
#include "match_views.h"
#include "memory.h"
#include "status_text.h"
#include "view_text.h"

enum {
    LISTS_MAX = 1024,
    AS_ALL = -2 // a list without a radius of its own
};

void lookup_init(struct lookup *lookup)
{
    memset(lookup, 0, sizeof *lookup);
    lookup->radius = MIEN_PDQ_RADIUS;
    lookup->options.size = sizeof lookup->options;
}

void lookup_free(struct lookup *lookup)
{
    free(lookup->lists);
}

static bool wrong_radius(const char *command)
{
    args_complain(command, _("--radius is a number from 0 to %d"),
                  MIEN_SEARCH_RADIUS_MAX);
    return false;
}

static bool wrong_list(const char *command)
{
    args_complain(command,
                  _("--list is the number of a list, and perhaps its radius, 0 to %d: "
                    "7 or 7:20"),
                  MIEN_SEARCH_RADIUS_MAX);
    return false;
}

static bool add_list(struct lookup *lookup, const char *command)
{
    struct mien_search_options *options = &lookup->options;
    uint64_t list, radius;
    char *text = memory_text(optarg), *colon = strchr(text, ':');
    bool own = colon != NULL, right = options->list_count < LISTS_MAX;
    if (own)
        *colon++ = '\0';
    right = right && args_number(&list, text, MIEN_LIST_ANY - 1, 1) &&
            (!own || args_number(&radius, colon, MIEN_SEARCH_RADIUS_MAX, 1));
    free(text);
    if (!right)
        return wrong_list(command);
    lookup->lists =
        memory_resize(lookup->lists, options->list_count + 1, sizeof *lookup->lists);
    lookup->lists[options->list_count++] =
        (struct mien_list_radius){(uint32_t)list, own ? (int32_t)radius : AS_ALL};
    return true;
}

bool lookup_option(struct lookup *lookup, const char *command, int option)
{
    uint64_t number;
    switch (option) {
    case 'r':
        if (!args_number(&number, optarg, MIEN_SEARCH_RADIUS_MAX, 1))
            return wrong_radius(command);
        lookup->radius = (unsigned)number;
        return true;
    case LOOKUP_LIMIT:
        if (!args_number(&number, optarg, UINT32_MAX, 1) || number == 0) {
            args_complain(command, "%s",
                          _("--limit is the most matches of one query, from 1"));
            return false;
        }
        lookup->options.limit = (uint32_t)number;
        return true;
    case LOOKUP_LIST:
        return add_list(lookup, command);
    default:
        lookup->oriented = true;
        return true;
    }
}

static int by_number(const void *a, const void *b)
{
    const struct mien_list_radius *x = a, *y = b;
    return (x->list > y->list) - (x->list < y->list);
}

bool lookup_finish(struct lookup *lookup, const char *command)
{
    struct mien_search_options *options = &lookup->options;
    if (options->list_count == 0)
        return true;
    qsort(lookup->lists, options->list_count, sizeof *lookup->lists, by_number);
    for (size_t i = 0; i < options->list_count; i++) {
        struct mien_list_radius *list = &lookup->lists[i];
        if (list->radius == AS_ALL)
            list->radius = (int32_t)lookup->radius;
        if (i > 0 && list[-1].list == list->list) {
            args_complain(command, _("list %u was given twice"), (unsigned)list->list);
            return false;
        }
    }
    options->lists = lookup->lists;
    options->flags |= MIEN_SEARCH_ONLY_LISTS;
    return true;
}

// Appends a member whose text needs no care.
static void put_word(struct json_out *json, const char *name, const char *word)
{
    json_out_raw(json, ",\"");
    json_out_raw(json, name);
    json_out_raw(json, "\":\"");
    json_out_raw(json, word);
    json_out_raw(json, "\"");
}

void lookup_begin(struct json_out *json, const char *query, size_t length,
                  const struct mien_hash *hash, const uint32_t *quality,
                  const char *verdict)
{
    json_out_raw(json, "{");
    json_out_text(json, "query", query, length);
    json_out_raw(json, ",\"hash\":");
    json_out_hash(json, hash);
    if (quality != NULL) {
        json_out_raw(json, ",\"quality\":");
        json_out_number(json, *quality);
    }
    if (verdict != NULL)
        put_word(json, "verdict", verdict);
    json_out_raw(json, ",\"matches\":[");
}

static void begin_match(struct json_out *json, const struct lookup *lookup,
                        const struct mien_match *match, bool first)
{
    char view[VIEW_TEXT_SIZE];
    json_out_raw(json, first ? "{\"id\":" : ",{\"id\":");
    json_out_id(json, match->id);
    json_out_raw(json, ",\"list\":");
    json_out_number(json, match->list);
    json_out_raw(json, ",\"distance\":");
    json_out_number(json, match->distance);
    json_out_raw(json, ",\"variant\":");
    json_out_number(json, match->variant);
    // Below there is the whole picture, whose hashes are what lists mostly have.
    if (match->variant >= MIEN_DIHEDRAL_COUNT && view_text(view, match->variant))
        put_word(json, "view", view);
    if (lookup->oriented)
        put_word(json, "orientation",
                 mien_dihedral_name((enum mien_dihedral)match->orientation));
}

void lookup_match(struct json_out *json, const struct lookup *lookup,
                  const struct mien_match *match, bool first)
{
    begin_match(json, lookup, match, first);
    json_out_raw(json, "}");
}

// Two digits behind a point, whatever the language writes there.
static void put_part(struct json_out *json, float part)
{
    char text[16];
    unsigned hundredths = part <= 0 ? 0 : part >= 1 ? 100 : (unsigned)(100 * part);
    snprintf(text, sizeof text, "%u.%02u", hundredths / 100 % 10, hundredths % 100);
    json_out_raw(json, ",\"covered\":");
    json_out_raw(json, text);
}

void lookup_verdict(struct json_out *json, const struct lookup *lookup,
                    const struct match_verdict *verdict, const struct mien_view *views,
                    bool first)
{
    const struct mien_view *nearest = &views[verdict->nearest.query];
    char name[MIEN_VIEW_NAME_SIZE] = "";
    begin_match(json, lookup, &verdict->nearest, first);
    put_word(json, "verdict", view_verdict_token(verdict->verdict));
    put_word(json, "reason", view_reason_token(verdict->reason));
    if (mien_view_name(name, nearest->kind, nearest->number) == MIEN_OK)
        put_word(json, "query_view", name);
    if (verdict->reason != MIEN_REASON_VIEW) {
        json_out_raw(json, ",\"agreeing\":");
        json_out_number(json, verdict->agreeing);
        json_out_raw(json, ",\"windows\":");
        json_out_number(json, verdict->windows);
        put_part(json, verdict->covered);
    }
    json_out_raw(json, "}");
}

void lookup_end(struct json_out *json)
{
    json_out_raw(json, "]}\n");
}

void lookup_failure(struct json_out *json, const char *query, size_t length,
                    enum mien_status status, const char *detail)
{
    json_out_raw(json, "{");
    json_out_text(json, "query", query, length);
    json_out_raw(json, ",\"error\":{\"status\":\"");
    json_out_raw(json, status_token(status));
    json_out_raw(json, "\",\"detail\":");
    json_out_string(json, detail, strlen(detail));
    json_out_raw(json, "}}\n");
}
