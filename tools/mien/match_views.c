// SPDX-License-Identifier: Apache-2.0
#include "match_views.h"

#include <stdlib.h>
#include <string.h>

#include "match_item.h"
#include "memory.h"

enum {
    // Of each view but the whole picture the nearest entries, so that what very many
    // pictures share (the frame of an app, say) does not fill the memory.
    HITS_MAX = 256,
    // So many items of one upload are compared in full, those first of which most was
    // found. What windows of the others were found is for review.
    ITEMS_MAX = 64,
    // An id with more entries stands for no picture, nor for those of a case.
    ENTRIES_MAX = 16384
};

struct match_views {
    struct mien_search *search, *items;
    struct mien_hash hash[MIEN_VIEWS_MAX];
    struct mien_match *hit;
    size_t hit_count, hit_room;
    struct match_verdict *verdict;
    size_t verdict_count, verdict_room;
    struct match_item item;
};

// What is being judged.
struct upload {
    const struct lookup *lookup;
    const struct mien_view *views;
    size_t count;
};

enum mien_status match_views_new(struct match_views **work,
                                 const struct mien_index *index)
{
    struct match_views *made = memory_zeroed(1, sizeof *made);
    enum mien_status status = mien_search_new(&made->search, index);
    if (status == MIEN_OK)
        status = mien_search_new(&made->items, index);
    if (status == MIEN_OK)
        *work = made;
    else
        match_views_free(made);
    return status;
}

void match_views_free(struct match_views *work)
{
    if (work == NULL)
        return;
    mien_search_free(work->search);
    mien_search_free(work->items);
    match_item_free(&work->item);
    free(work->hit);
    free(work->verdict);
    free(work);
}

// ------------------------------------------------------------------- looking them up

// Keeps what was found for the upload's views from `first` on.
static void keep_hits(struct match_views *work, const struct mien_matches *found,
                      uint32_t first)
{
    if (work->hit_room - work->hit_count < found->count) {
        work->hit_room = 2 * work->hit_room + found->count;
        work->hit = memory_resize(work->hit, work->hit_room, sizeof *work->hit);
    }
    for (size_t i = 0; i < found->count; i++) {
        work->hit[work->hit_count] = found->match[i];
        work->hit[work->hit_count++].query += first;
    }
}

// The whole picture: all that a search without views would find.
static enum mien_status look_up_whole(struct match_views *work,
                                      const struct upload *upload)
{
    const struct lookup *lookup = upload->lookup;
    struct mien_matches found;
    enum mien_status status =
        lookup->oriented
            ? mien_search_oriented(work->search, &found, upload->views[0].dihedral,
                                   lookup->radius, &lookup->options)
            : mien_search_hash(work->search, &found, upload->views[0].dihedral,
                               lookup->radius, &lookup->options);
    if (status == MIEN_OK)
        keep_hits(work, &found, 0);
    return status;
}

static enum mien_status look_up_others(struct match_views *work,
                                       const struct upload *upload)
{
    struct mien_search_options options = upload->lookup->options;
    struct mien_matches found;
    options.limit = HITS_MAX;
    for (size_t i = 1; i < upload->count; i++)
        work->hash[i - 1] = upload->views[i].dihedral[MIEN_DIHEDRAL_ORIGINAL];
    enum mien_status status =
        mien_search_batch(work->search, &found, work->hash, upload->count - 1,
                          upload->lookup->radius, &options);
    if (status == MIEN_OK)
        keep_hits(work, &found, 1);
    return status;
}

// -------------------------------------------------------------------- item by item

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_item(const void *left, const void *right)
{
    const struct mien_match *a = left, *b = right;
    int order = order_numbers(a->list, b->list);
    order = order != 0 ? order : order_numbers(a->id, b->id);
    order = order != 0 ? order : order_numbers(a->distance, b->distance);
    order = order != 0 ? order : order_numbers(a->query, b->query);
    return order != 0 ? order : order_numbers(a->variant, b->variant);
}

// The hits of an item, the nearest first, become its verdict as far as they tell.
static void add_verdict(struct match_views *work, const struct upload *upload,
                        const struct mien_match *hit, size_t count)
{
    if (work->verdict_count == work->verdict_room) {
        work->verdict_room = 2 * work->verdict_room + 16;
        work->verdict =
            memory_resize(work->verdict, work->verdict_room, sizeof *work->verdict);
    }
    struct match_verdict *verdict = &work->verdict[work->verdict_count++];
    *verdict = (struct match_verdict){.nearest = hit[0],
                                      .verdict = MIEN_VERDICT_REVIEW,
                                      .reason = MIEN_REASON_SHARED,
                                      .hits = (uint32_t)count};
    for (size_t i = 0; i < count && !verdict->direct; i++) {
        if (match_is_direct(&upload->views[hit[i].query], hit[i].variant)) {
            verdict->nearest = hit[i];
            verdict->verdict = MIEN_VERDICT_MATCH;
            verdict->reason = MIEN_REASON_VIEW;
            verdict->direct = true;
        }
    }
}

static void find_items(struct match_views *work, const struct upload *upload)
{
    size_t begin = 0;
    work->verdict_count = 0;
    if (work->hit_count > 1)
        qsort(work->hit, work->hit_count, sizeof work->hit[0], by_item);
    for (size_t i = 1; i <= work->hit_count; i++) {
        const struct mien_match *first = &work->hit[begin];
        if (i < work->hit_count && work->hit[i].list == first->list &&
            work->hit[i].id == first->id)
            continue;
        add_verdict(work, upload, first, i - begin);
        begin = i;
    }
}

// ---------------------------------------------------------------------- the decision

// The radius of a list: -1 for one that is not searched.
static int radius_of(const struct lookup *lookup, uint32_t list)
{
    for (size_t i = 0; i < lookup->options.list_count; i++)
        if (lookup->options.lists[i].list == list)
            return lookup->options.lists[i].radius;
    return (int)lookup->radius;
}

// Views of the whole picture at a larger distance than the list allows are no match,
// and nothing that windows could add to.
static void drop_far_views(struct match_item *item, const struct upload *upload,
                           int radius)
{
    size_t kept = 0;
    for (size_t i = 0; i < item->match_count; i++) {
        const struct mien_view_match *match = &item->match[i];
        if ((int)match->distance <= radius ||
            !match_is_whole(upload->views[match->query].kind) ||
            !match_is_whole(item->view[match->bank].kind))
            item->match[kept++] = *match;
    }
    item->match_count = kept;
}

// All that is known of an item decides. One that went meanwhile is nothing.
static enum mien_status judge_item(struct match_views *work,
                                   const struct upload *upload,
                                   struct match_verdict *verdict)
{
    struct match_item *item = &work->item;
    uint32_t list = verdict->nearest.list;
    struct mien_entries entries;
    struct mien_agreement agreement;
    enum mien_status status = mien_search_id(work->items, &entries, verdict->nearest.id,
                                             list, ENTRIES_MAX + 1);
    if (status != MIEN_OK || entries.count > ENTRIES_MAX)
        return status;
    match_item_set(item, &entries);
    status = match_item_compare(item, upload->views, upload->count, MIEN_VIEWS_RADIUS);
    if (status != MIEN_OK)
        return status;
    drop_far_views(item, upload, radius_of(upload->lookup, list));
    status = mien_views_decide(&agreement, upload->views, upload->count, item->view,
                               item->view_count, item->match, item->match_count);
    if (status != MIEN_OK)
        return status;
    verdict->verdict = agreement.verdict;
    verdict->reason = agreement.reason;
    verdict->agreeing = agreement.agreeing;
    verdict->windows = agreement.windows;
    verdict->covered = agreement.covered;
    return MIEN_OK;
}

static int by_nearest(const struct match_verdict *a, const struct match_verdict *b)
{
    int order = order_numbers(a->nearest.distance, b->nearest.distance);
    order = order != 0 ? order : order_numbers(a->nearest.list, b->nearest.list);
    return order != 0 ? order : order_numbers(a->nearest.id, b->nearest.id);
}

static int by_hope(const void *left, const void *right)
{
    const struct match_verdict *a = left, *b = right;
    int order = order_numbers(a->direct, b->direct);
    order = order != 0 ? order : order_numbers(b->hits, a->hits);
    return order != 0 ? order : by_nearest(a, b);
}

// Those that a view of the whole picture decided need no more.
static enum mien_status judge_items(struct match_views *work,
                                    const struct upload *upload)
{
    enum mien_status status = MIEN_OK;
    if (work->verdict_count > 1)
        qsort(work->verdict, work->verdict_count, sizeof work->verdict[0], by_hope);
    for (size_t i = 0; i < work->verdict_count && i < ITEMS_MAX && status == MIEN_OK &&
                       !work->verdict[i].direct;
         i++)
        status = judge_item(work, upload, &work->verdict[i]);
    return status;
}

static int by_clearness(const void *left, const void *right)
{
    const struct match_verdict *a = left, *b = right;
    int order = order_numbers(b->verdict, a->verdict);
    order = order != 0 ? order : order_numbers(a->reason, b->reason);
    order = order != 0 ? order : order_numbers(b->agreeing, a->agreeing);
    return order != 0 ? order : by_nearest(a, b);
}

// Sorts the verdicts, and leaves out those that say nothing or are beyond the limit.
static void finish(struct match_views *work, uint32_t limit)
{
    if (work->verdict_count > 1)
        qsort(work->verdict, work->verdict_count, sizeof work->verdict[0],
              by_clearness);
    while (work->verdict_count > 0 &&
           (work->verdict[work->verdict_count - 1].verdict == MIEN_VERDICT_NOTHING ||
            (limit > 0 && work->verdict_count > limit)))
        work->verdict_count--;
}

enum mien_status match_views_judge(struct match_views *work,
                                   const struct lookup *lookup,
                                   const struct mien_view *views, size_t count,
                                   const struct match_verdict **verdicts,
                                   size_t *verdict_count)
{
    const struct upload upload = {lookup, views, count};
    work->hit_count = 0;
    enum mien_status status = look_up_whole(work, &upload);
    if (status == MIEN_OK && count > 1)
        status = look_up_others(work, &upload);
    if (status != MIEN_OK)
        return status;
    find_items(work, &upload);
    status = judge_items(work, &upload);
    finish(work, lookup->options.limit);
    *verdicts = work->verdict;
    *verdict_count = work->verdict_count;
    return status;
}
