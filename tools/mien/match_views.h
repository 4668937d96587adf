// SPDX-License-Identifier: Apache-2.0
// What the views of an upload have in common with the items of an index, and the
// verdict on each of these.
//
// All views are looked up. An item of which a view of the whole picture is found is
// matched by that. Of the others, of which windows were found, all entries are fetched,
// and mien_views_decide() says whether the windows agree.
#ifndef MIEN_TOOL_MATCH_VIEWS_H
#define MIEN_TOOL_MATCH_VIEWS_H

#include <mien/index.h>
#include <mien/views.h>

#include "lookup.h"

// An item: the entries of one id in one list.
struct match_verdict {
    struct mien_match nearest; // entry; its query is the place of the upload's view
    enum mien_verdict verdict;
    enum mien_verdict_reason reason;
    uint32_t agreeing, windows;
    float covered;
    // Of its entries how many were found, as often as they were.
    uint32_t hits;
    bool direct; // a view of the whole picture was among them
};

// The memory of one thread, and its two searches: for the views, and for the items.
struct match_views;
enum mien_status match_views_new(struct match_views **work,
                                 const struct mien_index *index);
void match_views_free(struct match_views *work);

// Judges an upload. `views` begins with the whole picture; when searching oriented that
// has all of its eight hashes. The verdicts are in order, the clearest first, and stay
// until the next call. Errors: those of a search.
enum mien_status match_views_judge(struct match_views *work,
                                   const struct lookup *lookup,
                                   const struct mien_view *views, size_t count,
                                   const struct match_verdict **verdicts,
                                   size_t *verdict_count);

#endif
