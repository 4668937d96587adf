// SPDX-License-Identifier: Apache-2.0
// The order of a set is the order of its worth: what a budget cuts off is what finds
// least. Windows first, because they follow any crop; between them the planned views,
// which find the commonest edits for those who look up one hash only.
#include "views/set.h"

#include <string.h>

#include "base/wipe.h"
#include "views/inset.h"
#include "views/plan.h"
#include "views/trim.h"

enum {
    // Hashes as near as this to those of an earlier view find nothing that these do
    // not.
    NEAR = 8,
    // After so many windows come as many planned views, and so on.
    PORTION = 8
};

struct set {
    struct mien_view *views;
    size_t capacity, count;
    uint32_t purposes;
    uint64_t budget, spent; // hashes
};

static bool for_banks(const struct set *set)
{
    return (set->purposes & MIEN_VIEWS_BANK) != 0;
}

static bool is_near(const struct set *set, const struct mien_view *view)
{
    for (size_t i = 0; i < set->count; i++)
        for (uint32_t k = 0; k < set->views[i].count; k++)
            if (mien_hash_distance(&set->views[i].dihedral[k], &view->dihedral[0]) <=
                NEAR)
                return true;
    return false;
}

static void add(struct set *set, const struct mien_view *view)
{
    if (view->quality < MIEN_PDQ_QUALITY_MIN || set->count == set->capacity ||
        is_near(set, view))
        return;
    if (set->spent + view->count > set->budget) {
        // Nor is there room for any after it, smaller as it may be: a budget cuts off
        // an end, so that a larger one only adds.
        set->budget = set->spent;
        return;
    }
    set->spent += view->count;
    set->views[set->count++] = *view;
}

// Whether add() adds no more.
static bool is_full(const struct set *set)
{
    return set->count == set->capacity || set->spent >= set->budget;
}

static void leave_one_hash(struct mien_view *view)
{
    view->count = 1;
    memset(&view->dihedral[1], 0, sizeof view->dihedral - sizeof view->dihedral[0]);
}

// In sets that are not for banks every view has one hash.
static void add_hashed(struct set *set, struct mien_view *view)
{
    if (!for_banks(set))
        leave_one_hash(view);
    add(set, view);
}

// The half of the reduced picture, where it has one: large enough for most rectangles.
static const struct mien_plane *coarse(const struct mien_views_work *work)
{
    return &work->halves.levels[work->halves.count > 1 ? 1 : 0];
}

// Small rectangles are taken from the reduced picture itself.
static const struct mien_plane *fitting(const struct mien_views_work *work,
                                        const struct mien_view_place *place)
{
    const float most = MIEN_REDUCED_SIDE / 2.0F;
    return place->width <= most && place->height <= most ? &work->halves.levels[0]
                                                         : coarse(work);
}

static struct mien_view_place scaled(struct mien_view_place place, float by)
{
    return (struct mien_view_place){place.x * by, place.y * by, place.width * by,
                                    place.height * by, place.degrees};
}

static void add_rectangle(struct set *set, struct mien_views_work *work,
                          enum mien_view_kind kind, uint32_t number,
                          struct mien_view_place place)
{
    const struct mien_plane *plane = fitting(work, &place);
    struct mien_view view = {.kind = kind, .number = number};
    view.place = plane == &work->halves.levels[0] ? place : scaled(place, 0.5F);
    mien_rectangle_hash(&view, plane, work->kernels, work->pdq, work->rectangle);
    view.place = place;
    add_hashed(set, &view);
    mien_wipe(&view, sizeof view);
}

// The value of the stored picture that a viewer shows at x, y.
static int16_t seen_at(const struct mien_plane *stored,
                       enum mien_orientation orientation, int32_t x, int32_t y)
{
    const int32_t right = stored->width - 1, bottom = stored->height - 1;
    int32_t u = x, v = y;
    switch (orientation) {
    case MIEN_ORIENTATION_TOP_LEFT:
        break;
    case MIEN_ORIENTATION_TOP_RIGHT:
        u = right - x;
        break;
    case MIEN_ORIENTATION_BOTTOM_RIGHT:
        u = right - x;
        v = bottom - y;
        break;
    case MIEN_ORIENTATION_BOTTOM_LEFT:
        v = bottom - y;
        break;
    case MIEN_ORIENTATION_LEFT_TOP:
        u = y;
        v = x;
        break;
    case MIEN_ORIENTATION_RIGHT_TOP:
        u = y;
        v = bottom - x;
        break;
    case MIEN_ORIENTATION_RIGHT_BOTTOM:
        u = right - y;
        v = bottom - x;
        break;
    case MIEN_ORIENTATION_LEFT_BOTTOM:
        u = right - y;
        v = x;
        break;
    }
    return stored->values[(ptrdiff_t)v * stored->width + u];
}

static void turn(struct mien_plane *out, const struct mien_plane *stored,
                 enum mien_orientation orientation)
{
    const bool transposed = orientation >= MIEN_ORIENTATION_LEFT_TOP;
    out->width = transposed ? stored->height : stored->width;
    out->height = transposed ? stored->width : stored->height;
    for (int32_t y = 0; y < out->height; y++)
        for (int32_t x = 0; x < out->width; x++)
            out->values[(ptrdiff_t)y * out->width + x] =
                seen_at(stored, orientation, x, y);
}

static struct mien_view_place all_of(const struct mien_plane *plane)
{
    return (struct mien_view_place){(float)plane->width / 2, (float)plane->height / 2,
                                    (float)plane->width, (float)plane->height, 0};
}

// A dihedral hash stands for the picture as it is seen, but for small pictures not
// quite: for those the picture is really turned.
static void add_seen(struct set *set, struct mien_views_work *work,
                     enum mien_orientation orientation)
{
    if (orientation <= MIEN_ORIENTATION_TOP_LEFT ||
        orientation > MIEN_ORIENTATION_LEFT_BOTTOM)
        return;
    turn(&work->turned, coarse(work), orientation);
    struct mien_view view = {.kind = MIEN_VIEW_SEEN, .place = all_of(&work->turned)};
    mien_rectangle_hash(&view, &work->turned, work->kernels, work->pdq,
                        work->rectangle);
    view.place = all_of(&work->reduced);
    add_hashed(set, &view);
    mien_wipe(&view, sizeof view);
}

// "trimmed-0" is the picture without its frame, "trimmed-1" the one on a page. A bank
// must not know a page by its letters and signs, or it would find every page of that
// kind: there windows are taken from the picture on it alone.
static void add_trimmed(struct set *set, struct mien_views_work *work)
{
    struct mien_view_place place;
    const bool inset = mien_inset(&place, &work->reduced, coarse(work), work->scale);
    work->subject = inset ? place : all_of(&work->reduced);
    if (inset)
        add_rectangle(set, work, MIEN_VIEW_TRIMMED, 1, work->subject);
    if (!(inset && for_banks(set)) && mien_trim(&place, &work->reduced))
        add_rectangle(set, work, MIEN_VIEW_TRIMMED, 0, place);
}

static void add_negative(struct set *set)
{
    struct mien_view view = set->views[0];
    view.kind = MIEN_VIEW_NEGATIVE;
    leave_one_hash(&view);
    for (int i = 0; i < MIEN_HASH_BYTES; i++)
        view.dihedral[0].bytes[i] = (uint8_t)~view.dihedral[0].bytes[i];
    add(set, &view);
    mien_wipe(&view, sizeof view);
}

static void add_planned(struct set *set, struct mien_views_work *work, size_t from)
{
    const struct mien_view_place whole = all_of(&work->reduced);
    for (size_t i = from; i < from + PORTION && i < MIEN_PLAN_COUNT; i++) {
        struct mien_view_place place;
        if (!is_full(set) && mien_plan_place(&place, &mien_plan[i], &whole))
            add_rectangle(set, work, mien_plan[i].kind, mien_plan[i].number, place);
    }
}

static void add_for_banks(struct set *set, struct mien_views_work *work, size_t extrema)
{
    size_t count = mien_windows_choose(work->windows, MIEN_BANK_WINDOWS, MIEN_BANK_SIDE,
                                       &work->subject, true, work->extrema, extrema,
                                       &work->halves, work->kernels, work->pdq);
    for (size_t i = 0; i < count || i < MIEN_PLAN_COUNT; i += PORTION) {
        for (size_t k = i; k < i + PORTION && k < count; k++)
            add(set, &work->windows[k]);
        add_planned(set, work, i);
    }
}

// In a set for both the windows are those of the bank, and what queries have besides.
static void add_for_queries(struct set *set, struct mien_views_work *work,
                            size_t extrema)
{
    add_negative(set);
    size_t count = mien_windows_choose(
        work->windows, MIEN_QUERY_WINDOWS, MIEN_QUERY_SIDE, NULL, false, work->extrema,
        extrema, &work->halves, work->kernels, work->pdq);
    for (size_t i = 0; i < count; i++) {
        struct mien_view view = work->windows[i];
        if (for_banks(set))
            view.number += MIEN_BANK_WINDOWS;
        add(set, &view);
        mien_wipe(&view, sizeof view);
    }
    for (size_t i = 0; i < count && i < MIEN_TURNED_WINDOWS && !is_full(set); i++) {
        struct mien_view turned[MIEN_TURNS];
        size_t made = mien_windows_turn(turned, &work->windows[i], &work->halves,
                                        work->kernels, work->pdq);
        for (size_t k = 0; k < made; k++)
            add(set, &turned[k]);
        mien_wipe(turned, sizeof turned);
    }
}

size_t mien_views_fill(struct mien_view *views, size_t capacity,
                       struct mien_views_work *work, uint32_t purposes, uint32_t budget,
                       enum mien_orientation orientation)
{
    struct set set = {views, capacity, 1, purposes, budget, 0};
    set.spent = for_banks(&set) ? MIEN_DIHEDRAL_COUNT : 1;
    // Too narrow to be reduced: the whole picture is all there is.
    if (work->reduced.width < 2 || work->reduced.height < 2)
        return set.count;
    mien_halves_make(&work->halves, &work->reduced, work->halves_work);
    // What has no half is narrower than the smallest window.
    size_t extrema = work->halves.count > 1
                         ? mien_extrema(work->extrema, &work->halves.levels[1],
                                        work->scale, work->kernels)
                         : 0;
    add_seen(&set, work, orientation);
    add_trimmed(&set, work);
    if (for_banks(&set))
        add_for_banks(&set, work, extrema);
    if ((purposes & MIEN_VIEWS_QUERY) != 0)
        add_for_queries(&set, work, extrema);
    return set.count;
}
