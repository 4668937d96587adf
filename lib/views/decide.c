// SPDX-License-Identifier: Apache-2.0
// Is the upload this item, or do they only have something in common?
//
// A view of the whole picture that another one matches settles it: that is what PDQ
// promises. Windows do not. One window in common may be a poster, a lamp, a sticker,
// the frame of an app: two pictures of one room have it too. What sets a copy apart is
// how much of it agrees, in one and the same way:
//
//   - In a copy all windows moved alike: turned or mirrored alike, shifted, scaled and
//     tilted alike. A pair of windows whose places are known says how, completely: it
//     is one map of the item onto the upload, a similarity. Each near pair is taken for
//     the seed of such an explanation; all other pairs, up to the larger radius, agree
//     with it or do not; from those that agree the map is found again, more exactly,
//     and the agreement with it.
//   - Where the upload is a page with a picture on it ("trimmed-1"), windows beside
//   that
//     are of the page: they would find every page of its kind. They do not take part.
//   - `near` counts the windows that agree, each by how near its hashes are: 1 when
//     they are equal, 0 at the larger radius. Where something changed, the windows that
//     reach into it come out farther apart.
//   - `part` is near by the number of windows that could have agreed: those that lie in
//     both pictures, of the upload's or of the item's, whichever are fewer. A copy of
//     which a sticker hides a half has lost half of them, and so has a picture of the
//     same room with other people in it.
//   - `covered` is how much of what the pictures have in common agreeing windows cover,
//     each point by the nearness of its window. This measures area: windows around one
//     centre count once, and a poster by its size on the wall.
//   - `share` is how much of the smaller picture they have in common. Of a cropped or
//     framed copy it is all; of two pictures that show one thing in different places,
//     less, and what they have in common there is that thing. It counts twice.
//   - `whole` is 1 when the two lie on each other entirely, neither cut nor framed: the
//     product of the parts that they have in common. Then the hashes of the whole
//     pictures would have told a copy, and have said no: two frames of one film are
//     like that. It is raised to the sixth power, since a copy cut by a little is not.
//   - strength = near * part * covered * share^2 / (1 + 3 whole^6).
//
// Without the item's places there is no map. Then windows agree that are turned and
// mirrored alike, within the smaller radius; `part` is of all windows, and of 24 when
// there are fewer; `covered` is of the box around those that agree, in the upload;
// `share` is 1 unless that box is smaller than a tenth of the upload, when it is taken
// for a thing in the picture; and strength = near * part * covered * share.
//
// An agreement as strong as the numbers below is a match. They were measured: see
// doc/recall.md for what they cost and save. A pair that is missing weakens an
// agreement, so that the pairs of an index, within the smaller radius, do not make a
// match of what is none.
//
// The effort is that of at most 64 explanations, each of two looks at every pair. Only
// addition, multiplication, division and square roots are used, in a fixed order: the
// decision is the same on every machine.
#include <mien/views.h>

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/wipe.h"
#include "views/decide_windows.h"
#include "views/overlap.h"

#define MATCH_PLACED 0.055
#define MATCH_UNPLACED 0.19

static bool is_window(enum mien_view_kind kind)
{
    return kind == MIEN_VIEW_WINDOW || kind == MIEN_VIEW_TURNED;
}

// Whether two views that match are both of a whole picture. A picture found inside
// another one is (trimmed-0 is the picture inside its frame), but not when it was found
// inside both: that may be a screen on a wall.
static bool are_whole(const struct mien_view *query, const struct mien_view *bank)
{
    if (is_window(query->kind) || is_window(bank->kind))
        return false;
    return query->kind != MIEN_VIEW_TRIMMED || bank->kind != MIEN_VIEW_TRIMMED ||
           query->number == 0 || bank->number == 0;
}

// Where the upload has a picture on a page. NULL: it is none, or that is not known.
static const struct mien_view_place *picture_on_page(const struct mien_view *query,
                                                     size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (query[i].kind == MIEN_VIEW_TRIMMED && query[i].number == 1 &&
            mien_place_is_known(&query[i].place))
            return &query[i].place;
    return NULL;
}

// Half of it at least.
static bool is_on(const struct mien_view_place *window,
                  const struct mien_view_place *picture)
{
    return mien_overlap(window->x, window->width, picture->x, picture->width) *
               mien_overlap(window->y, window->height, picture->y, picture->height) >=
           0.5 * window->width * window->height;
}

static bool is_possible(const struct mien_view_match *match, size_t query_count,
                        size_t bank_count)
{
    return match->query < query_count && match->bank < bank_count &&
           (unsigned)match->dihedral < MIEN_DIHEDRAL_COUNT;
}

static int order(const void *left, const void *right)
{
    const struct mien_view_match *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->query != b->query)
        return a->query < b->query ? -1 : 1;
    if (a->bank != b->bank)
        return a->bank < b->bank ? -1 : 1;
    return ((int)a->dihedral > (int)b->dihedral) -
           ((int)a->dihedral < (int)b->dihedral);
}

static void keep_nearest(const struct mien_view_match **nearest,
                         const struct mien_view_match *match)
{
    if (match->distance <= MIEN_PDQ_RADIUS &&
        (*nearest == NULL || order(match, *nearest) < 0))
        *nearest = match;
}

static void set_transform(struct mien_agreement *out, const struct mien_affine *map)
{
    const double numbers[] = {map->a, map->b, map->c, map->d, map->e, map->f};
    for (int i = 0; i < 6; i++)
        out->transform[i] = (float)numbers[i];
}

static void set_nearest(struct mien_agreement *out, const struct mien_view_match *match)
{
    out->query = match->query;
    out->bank = match->bank;
    out->distance = match->distance;
    out->dihedral = match->dihedral;
}

// A view of the whole picture.
static void decide_by_view(struct mien_agreement *out, const struct mien_view *query,
                           const struct mien_view *bank,
                           const struct mien_view_match *match)
{
    const struct mien_view_place *from = &bank[match->bank].place;
    const struct mien_view_place *to = &query[match->query].place;
    out->verdict = MIEN_VERDICT_MATCH;
    out->reason = MIEN_REASON_VIEW;
    set_nearest(out, match);
    // What is seen is turned already, and its view does not say how.
    if (query[match->query].kind != MIEN_VIEW_SEEN &&
        bank[match->bank].kind != MIEN_VIEW_SEEN && mien_place_is_known(from) &&
        mien_place_is_known(to)) {
        struct mien_affine map = mien_affine_between(from, to, match->dihedral);
        set_transform(out, &map);
    }
}

static void decide_by_windows(struct mien_agreement *out,
                              struct mien_comparison *comparison)
{
    mien_comparison_try(comparison);
    const struct mien_trial *best = &comparison->best;
    if (best->count == 0)
        return;
    if (best->strength >= (comparison->places ? MATCH_PLACED : MATCH_UNPLACED)) {
        out->verdict = MIEN_VERDICT_MATCH;
        out->reason = MIEN_REASON_WINDOWS;
    }
    out->dihedral = best->dihedral;
    out->agreeing = best->count;
    out->windows = best->windows;
    out->covered = (float)best->covered;
    if (comparison->places)
        set_transform(out, &best->map);
}

enum mien_status mien_views_decide(struct mien_agreement *out,
                                   const struct mien_view *query, size_t query_count,
                                   const struct mien_view *bank, size_t bank_count,
                                   const struct mien_view_match *matches,
                                   size_t match_count)
{
    if (out == NULL || (query == NULL && query_count > 0) ||
        (bank == NULL && bank_count > 0) || (matches == NULL && match_count > 0) ||
        query_count > MIEN_VIEWS_MAX || bank_count > MIEN_VIEWS_MAX)
        return MIEN_ERROR_ARGUMENT;
    const struct mien_view_match *nearest = NULL, *view = NULL;
    for (size_t i = 0; i < match_count; i++) {
        const struct mien_view_match *match = &matches[i];
        if (!is_possible(match, query_count, bank_count))
            return MIEN_ERROR_ARGUMENT;
        keep_nearest(&nearest, match);
        if (are_whole(&query[match->query], &bank[match->bank]))
            keep_nearest(&view, match);
    }
    struct mien_agreement decided = {.distance = 256};
    if (nearest == NULL) {
        *out = decided;
        return MIEN_OK;
    }
    if (view != NULL) {
        decide_by_view(&decided, query, bank, view);
        *out = decided;
        return MIEN_OK;
    }

    enum mien_status status = MIEN_ERROR_MEMORY;
    size_t size;
    struct mien_comparison *comparison = calloc(1, sizeof *comparison);
    if (comparison == NULL || !mien_size_mul(&size, match_count, sizeof *matches))
        goto out;
    comparison->pairs = malloc(size);
    comparison->explained = calloc(match_count, sizeof *comparison->explained);
    if (comparison->pairs == NULL || comparison->explained == NULL)
        goto out;
    mien_side_set(&comparison->query, query, query_count);
    mien_side_set(&comparison->bank, bank, bank_count);
    comparison->places = comparison->bank.places;
    const struct mien_view_place *picture = picture_on_page(query, query_count);
    for (size_t i = 0; i < match_count; i++) {
        const struct mien_view_match *match = &matches[i];
        if (match->distance < MIEN_VIEWS_RADIUS &&
            is_window(query[match->query].kind) &&
            comparison->query.known[match->query] &&
            (picture == NULL || is_on(&query[match->query].place, picture)) &&
            bank[match->bank].kind == MIEN_VIEW_WINDOW)
            comparison->pairs[comparison->count++] = *match;
    }
    qsort(comparison->pairs, comparison->count, sizeof *comparison->pairs, order);
    decided.verdict = MIEN_VERDICT_REVIEW;
    decided.reason = MIEN_REASON_SHARED;
    set_nearest(&decided, nearest);
    decide_by_windows(&decided, comparison);
    *out = decided;
    status = MIEN_OK;

out:
    if (comparison != NULL) {
        free(comparison->pairs);
        free(comparison->explained);
    }
    mien_wipe_free(comparison, sizeof *comparison);
    return status;
}
