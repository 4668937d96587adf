// SPDX-License-Identifier: Apache-2.0
// The queries of `mien match`: what a line asks for, and the answer.
#ifndef MIEN_TOOL_MATCH_QUERY_H
#define MIEN_TOOL_MATCH_QUERY_H

#include <stdbool.h>

#include <mien/index.h>
#include <mien/media.h>

#include "lines.h"
#include "lookup.h"
#include "match_views.h"

enum {
    MATCH_BATCH = 4096 // lines that are answered together
};

enum match_kind {
    MATCH_HASH,
    MATCH_PICTURE,
    MATCH_WRONG // a line that asks nothing
};

struct match_query {
    enum match_kind kind;
    size_t text, length; // in the texts of the lines; what "query" repeats
    const char *wrong;   // static text
};

// Lines that are answered together: hashes, or a single picture.
struct match_lines {
    struct match_query *query;
    size_t count;
    // One for each query that is a hash, or its eight when searching oriented.
    struct mien_hash *hash;
    size_t hash_count;
    char *texts;
    size_t texts_length, texts_room;
};

void match_lines_clear(struct match_lines *lines);
void match_lines_free(struct match_lines *lines);

// Appends what the line asks for. `got` is LINES_LINE or LINES_LONG.
void match_lines_add(struct match_lines *lines, const char *text, size_t length,
                     enum lines_got got, bool oriented);

// Tells whether the last line is a picture, which is answered alone.
bool match_lines_end_in_picture(const struct match_lines *lines);
// Tells whether no more lines should be added.
bool match_lines_full(const struct match_lines *lines);

// Takes the last line, a picture, away to be the only one in `to`.
void match_lines_move_last(struct match_lines *to, struct match_lines *from,
                           bool oriented);

// What a thread needs to answer.
struct match_worker {
    const struct mien_index *index;
    const struct lookup *lookup;
    const struct mien_media_options *options;
    bool with_views;
    struct mien_search *search, *whole; // made at the first need
    struct match_views *judge;          // the same, with views
    struct mien_view *views;            // [MIEN_VIEWS_MAX]
    struct json_out *json;              // receives the answers, one line for each query
    // Is called now and then when much has been written, and may take it away.
    void (*relieve)(void *context);
    void *context;
    unsigned long long failed; // queries without an answer
};

void match_worker_free(struct match_worker *worker);
void match_answer(struct match_worker *worker, const struct match_lines *lines);

#endif
