// SPDX-License-Identifier: Apache-2.0
#include "views_compare.h"

#include <stdlib.h>

#include "memory.h"
#include "status_text.h"
#include "ui.h"

static bool in_bank(const struct mien_view *view)
{
    return view->count == MIEN_DIHEDRAL_COUNT;
}

// Those of the plan are for a bank only.
static bool in_query(const struct mien_view *view)
{
    return view->kind != MIEN_VIEW_ZOOM && view->kind != MIEN_VIEW_CROP &&
           view->kind != MIEN_VIEW_TILT;
}

static struct views_set select_views(const struct operand *operand,
                                     bool (*wanted)(const struct mien_view *view))
{
    struct views_set set = {
        .views = memory_resize(NULL, operand->view_count, sizeof *set.views)};
    for (size_t i = 0; i < operand->view_count; i++)
        if (wanted(&operand->views[i]))
            set.views[set.count++] = operand->views[i];
    return set;
}

static enum mien_status find_matches(struct views_comparison *comparison)
{
    const struct views_set *query = &comparison->query, *bank = &comparison->bank;
    enum mien_status status =
        mien_views_match(NULL, 0, &comparison->match_count, query->views, query->count,
                         bank->views, bank->count, MIEN_VIEWS_RADIUS);
    if (status != MIEN_ERROR_LIMIT)
        return status;
    comparison->matches =
        memory_resize(NULL, comparison->match_count, sizeof *comparison->matches);
    return mien_views_match(comparison->matches, comparison->match_count,
                            &comparison->match_count, query->views, query->count,
                            bank->views, bank->count, MIEN_VIEWS_RADIUS);
}

static enum mien_status compare_one_way(struct views_comparison *out,
                                        const struct operand operands[2], size_t item)
{
    *out = (struct views_comparison){
        .item = item,
        .bank = select_views(&operands[item], in_bank),
        .query = select_views(&operands[1 - item], in_query),
    };
    enum mien_status status = find_matches(out);
    if (status != MIEN_OK)
        return status;
    return mien_views_decide(&out->agreement, out->query.views, out->query.count,
                             out->bank.views, out->bank.count, out->matches,
                             out->match_count);
}

// Whether the first says more than the second: a firmer verdict, or more windows, or
// nearer views.
static bool says_more(const struct mien_agreement *a, const struct mien_agreement *b)
{
    if (a->verdict != b->verdict)
        return a->verdict > b->verdict;
    if (a->agreeing != b->agreeing)
        return a->agreeing > b->agreeing;
    return a->distance < b->distance;
}

bool views_compare(struct views_comparison *out, const struct operand operands[2])
{
    struct views_comparison reverse = {.item = 1};
    enum mien_status status = compare_one_way(out, operands, 0);
    if (status == MIEN_OK)
        status = compare_one_way(&reverse, operands, 1);
    if (status == MIEN_OK && says_more(&reverse.agreement, &out->agreement)) {
        struct views_comparison first = *out;
        *out = reverse;
        reverse = first;
    }
    views_comparison_free(&reverse);
    if (status != MIEN_OK)
        ui_error(NULL, "%s", status_text(status));
    return status == MIEN_OK;
}

void views_comparison_free(struct views_comparison *comparison)
{
    free(comparison->bank.views);
    free(comparison->query.views);
    free(comparison->matches);
}
