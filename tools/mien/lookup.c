// SPDX-License-Identifier: Apache-2.0
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "memory.h"
#include "status_text.h"

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

void lookup_begin(struct json_out *json, const char *query, size_t length,
                  const struct mien_hash *hash, const uint32_t *quality)
{
    json_out_raw(json, "{");
    json_out_text(json, "query", query, length);
    json_out_raw(json, ",\"hash\":");
    json_out_hash(json, hash);
    if (quality != NULL) {
        json_out_raw(json, ",\"quality\":");
        json_out_number(json, *quality);
    }
    json_out_raw(json, ",\"matches\":[");
}

void lookup_match(struct json_out *json, const struct lookup *lookup,
                  const struct mien_match *match, bool first)
{
    json_out_raw(json, first ? "{\"id\":" : ",{\"id\":");
    json_out_id(json, match->id);
    json_out_raw(json, ",\"list\":");
    json_out_number(json, match->list);
    json_out_raw(json, ",\"distance\":");
    json_out_number(json, match->distance);
    json_out_raw(json, ",\"variant\":");
    json_out_number(json, match->variant);
    if (lookup->oriented) {
        json_out_raw(json, ",\"orientation\":\"");
        json_out_raw(json, mien_dihedral_name((enum mien_dihedral)match->orientation));
        json_out_raw(json, "\"");
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
