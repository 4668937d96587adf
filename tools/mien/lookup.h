// SPDX-License-Identifier: Apache-2.0
// What `mien index query` and `mien match` have in common: how to search, and the JSON
// object that answers a query.
#ifndef MIEN_TOOL_LOOKUP_H
#define MIEN_TOOL_LOOKUP_H

#include <stdbool.h>

#include <mien/index.h>

#include "args.h"
#include "json_out.h"

struct match_verdict;
struct mien_view;

enum {
    LOOKUP_LIMIT = ARGS_OWN,
    LOOKUP_LIST,
    LOOKUP_ORIENTED,
    LOOKUP_OWN // the first value that a command may use for itself
};

// The options of both commands, in front of ARGS_SHARED_LONGS.
#define LOOKUP_SHORTS "r:"
#define LOOKUP_LONGS                                                                   \
    {"limit", required_argument, NULL, LOOKUP_LIMIT},                                  \
        {"list", required_argument, NULL, LOOKUP_LIST},                                \
        {"oriented", no_argument, NULL, LOOKUP_ORIENTED},                              \
    {                                                                                  \
        "radius", required_argument, NULL, 'r'                                         \
    }

struct lookup {
    unsigned radius;
    bool oriented;
    struct mien_search_options options; // with its size set
    struct mien_list_radius *lists;     // what options.lists points to
};

void lookup_init(struct lookup *lookup);
void lookup_free(struct lookup *lookup);

// Takes an option of LOOKUP_LONGS. False after a complaint.
bool lookup_option(struct lookup *lookup, const char *command, int option);
// After the last option. False after a complaint.
bool lookup_finish(struct lookup *lookup, const char *command);

// Appends one line of JSON: its beginning up to "matches":[, each match, the end.
// `quality` is that of a picture, NULL for a hash; `verdict` is the word for all
// matches together, NULL without views.
void lookup_begin(struct json_out *json, const char *query, size_t length,
                  const struct mien_hash *hash, const uint32_t *quality,
                  const char *verdict);
void lookup_match(struct json_out *json, const struct lookup *lookup,
                  const struct mien_match *match, bool first);
// The same, and what its views say of the item.
void lookup_verdict(struct json_out *json, const struct lookup *lookup,
                    const struct match_verdict *verdict, const struct mien_view *views,
                    bool first);
void lookup_end(struct json_out *json);

// Appends one line of JSON for a query that has no answer.
void lookup_failure(struct json_out *json, const char *query, size_t length,
                    enum mien_status status, const char *detail);

#endif
