// SPDX-License-Identifier: Apache-2.0
#include "views/decide_windows.h"

#include <math.h>
#include <string.h>

// How many pairs are tried as the seed of an explanation, the nearest first.
#define SEEDS 64
// How far a window may be from where the map puts it, in parts of its half side; and
// how much farther while the map is that of the seed alone, in parts of the way from
// there.
#define SHIFT 0.12
#define SHIFT_AFAR 0.03
#define STRETCH 1.15       // of its size
#define TURN 3.1           // in degrees
#define TURN_UNPLACED 2.6F // the same angle or the next
// The part of a window that has to lie in the other picture, and how much smaller than
// that picture's smallest it may come out there, to be looked for.
#define INSIDE 0.92
#define SMALLER 0.95
// So many windows at least. Without places a third has to make up for it.
#define LEAST_PLACED 2
#define LEAST_UNPLACED 3
// Without places: a picture with few windows is taken for one with so many, of which
// only a thing was found.
#define FEW 24
// Without places: less of the upload than this is taken for a thing in it.
#define SMALL 0.1
// A picture is measured at so many points a side.
#define GRID 32

// Not fmin() and fmax(), which are calls into libm: the library does without it.
static double smaller_of(double a, double b)
{
    return a < b ? a : b;
}

static double larger_of(double a, double b)
{
    return a > b ? a : b;
}

static bool is_window(const struct mien_side *side, size_t i)
{
    return side->views[i].kind == MIEN_VIEW_WINDOW ||
           side->views[i].kind == MIEN_VIEW_TURNED;
}

// Each place once: a window, not the same one turned.
static bool counts(const struct mien_side *side, size_t i)
{
    return is_window(side, i) && side->site[i] == i &&
           (side->known[i] || side->views[i].kind == MIEN_VIEW_WINDOW);
}

static const struct mien_bounds nowhere = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static void extend(struct mien_bounds *bounds, const struct mien_view_place *place)
{
    double across = place->width / 2.0, down = place->height / 2.0;
    bounds->left = smaller_of(bounds->left, place->x - across);
    bounds->top = smaller_of(bounds->top, place->y - down);
    bounds->right = larger_of(bounds->right, place->x + across);
    bounds->bottom = larger_of(bounds->bottom, place->y + down);
}

static double area(const struct mien_bounds *bounds)
{
    return (bounds->right - bounds->left) * (bounds->bottom - bounds->top);
}

static bool contains(const struct mien_bounds *bounds, struct mien_point point)
{
    return point.x >= bounds->left && point.x <= bounds->right &&
           point.y >= bounds->top && point.y <= bounds->bottom;
}

static uint16_t site_of(const struct mien_side *side, size_t i)
{
    const struct mien_view_place *place = &side->views[i].place;
    for (size_t j = 0; j < i; j++) {
        const struct mien_view_place *other = &side->views[j].place;
        if (side->known[j] && is_window(side, j) && other->x == place->x &&
            other->y == place->y && other->width == place->width &&
            other->height == place->height)
            return (uint16_t)j;
    }
    return (uint16_t)i;
}

void mien_side_set(struct mien_side *side, const struct mien_view *views, size_t count)
{
    *side = (struct mien_side){.views = views,
                               .count = count,
                               .places = true,
                               .bounds = nowhere,
                               .smallest = INFINITY};
    for (size_t i = 0; i < count; i++) {
        side->known[i] = mien_place_is_known(&views[i].place);
        side->site[i] = (uint16_t)i;
        if (side->known[i]) {
            side->site[i] = site_of(side, i);
            extend(&side->bounds, &views[i].place);
        }
        if (counts(side, i)) {
            side->windows++;
            side->places = side->places && side->known[i];
            side->smallest = smaller_of(side->smallest, views[i].place.width);
        }
    }
}

static const struct mien_view_place *in_query(const struct mien_comparison *comparison,
                                              size_t pair)
{
    return &comparison->query.views[comparison->pairs[pair].query].place;
}

static const struct mien_view_place *in_bank(const struct mien_comparison *comparison,
                                             size_t pair)
{
    return &comparison->bank.views[comparison->pairs[pair].bank].place;
}

// What a pair says: 1 when the hashes are equal, nothing at the radius.
static double nearness(const struct mien_comparison *comparison, size_t pair)
{
    return 1 - comparison->pairs[pair].distance / (double)MIEN_VIEWS_RADIUS;
}

static double distance(double x, double y)
{
    return sqrt(x * x + y * y);
}

// Does the map lay the item's window onto that of the upload?
static bool maps(const struct mien_comparison *comparison, size_t pair, size_t seed,
                 double afar)
{
    const struct mien_affine *map = &comparison->trial.map;
    const struct mien_view_place *query = in_query(comparison, pair);
    const struct mien_view_place *bank = in_bank(comparison, pair);
    const struct mien_view_place *start = in_bank(comparison, seed);
    double scale = mien_affine_scale(map);
    double side = scale * bank->width;
    if (query->width > STRETCH * side || side > STRETCH * query->width)
        return false;
    struct mien_point at = mien_affine_at(map, bank->x, bank->y);
    double way = scale * distance(bank->x - start->x, bank->y - start->y);
    return distance(at.x - query->x, at.y - query->y) <=
           SHIFT * query->width / 2 + afar * way;
}

// Which pairs agree with the trial; of several for one window the nearest.
static void gather(struct mien_comparison *comparison, size_t seed, double afar)
{
    struct mien_trial *trial = &comparison->trial;
    bool taken[MIEN_VIEWS_MAX] = {false}, seen[MIEN_VIEWS_MAX] = {false};
    trial->count = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct mien_view_match *pair = &comparison->pairs[i];
        uint16_t site = comparison->query.site[pair->query];
        double turn = in_query(comparison, i)->degrees - trial->degrees;
        if (pair->dihedral != trial->dihedral || taken[pair->bank] || seen[site])
            continue;
        if (comparison->places
                ? fabs(turn) > TURN || !maps(comparison, i, seed, afar)
                : fabs(turn) > TURN_UNPLACED || pair->distance > MIEN_PDQ_RADIUS)
            continue;
        taken[pair->bank] = seen[site] = true;
        trial->agreeing[trial->count++] = (uint32_t)i;
    }
}

static void fit(struct mien_comparison *comparison)
{
    struct mien_trial *trial = &comparison->trial;
    const struct mien_view_place *bank[MIEN_VIEWS_MAX], *query[MIEN_VIEWS_MAX];
    for (uint32_t i = 0; i < trial->count; i++) {
        bank[i] = in_bank(comparison, trial->agreeing[i]);
        query[i] = in_query(comparison, trial->agreeing[i]);
    }
    trial->map = mien_affine_fit(bank, query, trial->count, trial->dihedral);
}

static bool holds(const struct mien_view_place *place, double x, double y)
{
    return fabs(x - place->x) <= place->width / 2 &&
           fabs(y - place->y) <= place->width / 2;
}

// The nearest agreeing window around a point.
static double cover_at(const struct mien_comparison *comparison, double x, double y)
{
    const struct mien_trial *trial = &comparison->trial;
    double most = 0;
    for (uint32_t i = 0; i < trial->count; i++) {
        uint32_t pair = trial->agreeing[i];
        const struct mien_view_place *place =
            comparison->places ? in_bank(comparison, pair) : in_query(comparison, pair);
        if (holds(place, x, y))
            most = larger_of(most, nearness(comparison, pair));
    }
    return most;
}

// What is measured: the item; without places, what agreeing windows enclose in the
// upload.
static struct mien_bounds measured(const struct mien_comparison *comparison)
{
    if (comparison->places)
        return comparison->bank.bounds;
    const struct mien_trial *trial = &comparison->trial;
    struct mien_bounds bounds = nowhere;
    for (uint32_t i = 0; i < trial->count; i++)
        extend(&bounds, in_query(comparison, trial->agreeing[i]));
    return bounds;
}

// How much of what the two have in common is covered, each point by the nearness of its
// window; and how much that is of what is measured.
static double cover(struct mien_comparison *comparison, double *common)
{
    struct mien_trial *trial = &comparison->trial;
    const struct mien_bounds bounds = measured(comparison);
    int points = 0, covered = 0;
    double sum = 0;
    for (int row = 0; row < GRID; row++) {
        for (int column = 0; column < GRID; column++) {
            double x =
                bounds.left + (column + 0.5) / GRID * (bounds.right - bounds.left);
            double y = bounds.top + (row + 0.5) / GRID * (bounds.bottom - bounds.top);
            if (comparison->places &&
                !contains(&comparison->query.bounds, mien_affine_at(&trial->map, x, y)))
                continue;
            double near = cover_at(comparison, x, y);
            points++;
            covered += near > 0;
            sum += near;
        }
    }
    *common = points / (double)(GRID * GRID) * area(&bounds);
    trial->covered = points > 0 ? (double)covered / points : 0;
    return points > 0 ? sum / points : 0;
}

// How many windows of one picture ought to be found in the other.
static uint32_t expected(const struct mien_side *side, const struct mien_side *other,
                         const struct mien_affine *map)
{
    uint32_t count = 0;
    double scale = mien_affine_scale(map);
    for (size_t i = 0; i < side->count; i++) {
        const struct mien_view_place *place = &side->views[i].place;
        if (!counts(side, i) || scale * place->width < SMALLER * other->smallest)
            continue;
        double half = INSIDE * place->width / 2;
        count += contains(&other->bounds,
                          mien_affine_at(map, place->x - half, place->y - half)) &&
                 contains(&other->bounds,
                          mien_affine_at(map, place->x + half, place->y - half)) &&
                 contains(&other->bounds,
                          mien_affine_at(map, place->x - half, place->y + half)) &&
                 contains(&other->bounds,
                          mien_affine_at(map, place->x + half, place->y + half));
    }
    return count;
}

// How many windows could have agreed: the fewer of the two pictures'.
static uint32_t possible(struct mien_comparison *comparison)
{
    struct mien_trial *trial = &comparison->trial;
    uint32_t in_upload = comparison->query.windows, in_item = comparison->bank.windows;
    struct mien_affine back;
    if (comparison->places && mien_affine_inverse(&back, &trial->map)) {
        in_item = expected(&comparison->bank, &comparison->query, &trial->map);
        in_upload = expected(&comparison->query, &comparison->bank, &back);
    }
    trial->windows = in_item > trial->count ? in_item : trial->count;
    uint32_t fewer = in_item < in_upload ? in_item : in_upload;
    return comparison->places || fewer > FEW ? fewer : FEW;
}

static void judge(struct mien_comparison *comparison)
{
    struct mien_trial *trial = &comparison->trial;
    uint32_t most = possible(comparison);
    if (trial->count < (comparison->places ? LEAST_PLACED : LEAST_UNPLACED))
        return;
    double near = 0, common;
    for (uint32_t i = 0; i < trial->count; i++)
        near += nearness(comparison, trial->agreeing[i]);
    double part = smaller_of(1, near / most);
    double covered = cover(comparison, &common);
    double in_upload = common / area(&comparison->query.bounds);
    if (!comparison->places) {
        trial->strength = near * part * covered * smaller_of(1, in_upload / SMALL);
        return;
    }
    double scale = mien_affine_scale(&trial->map);
    in_upload = smaller_of(1, in_upload * scale * scale);
    double in_item = smaller_of(1, common / area(&comparison->bank.bounds));
    double share = larger_of(in_upload, in_item);
    double whole = in_upload * in_item, cube = whole * whole * whole;
    trial->strength = near * part * covered * share * share / (1 + 3 * cube * cube);
}

// A pair's own explanation, and no other of the same.
static void explain(struct mien_comparison *comparison, size_t seed)
{
    struct mien_trial *trial = &comparison->trial;
    *trial = (struct mien_trial){.dihedral = comparison->pairs[seed].dihedral,
                                 .degrees = in_query(comparison, seed)->degrees};
    if (comparison->places) {
        trial->map = mien_affine_between(in_bank(comparison, seed),
                                         in_query(comparison, seed), trial->dihedral);
        gather(comparison, seed, SHIFT_AFAR);
        fit(comparison);
        gather(comparison, seed, 0);
        for (uint32_t i = 0; i < trial->count; i++)
            comparison->explained[trial->agreeing[i]] = true;
    } else {
        gather(comparison, seed, 0);
        for (size_t i = 0; i < comparison->count; i++)
            if (comparison->pairs[i].dihedral == trial->dihedral &&
                in_query(comparison, i)->degrees == trial->degrees)
                comparison->explained[i] = true;
    }
}

void mien_comparison_try(struct mien_comparison *comparison)
{
    int seeds = 0;
    for (size_t i = 0; i < comparison->count && seeds < SEEDS &&
                       comparison->pairs[i].distance <= MIEN_PDQ_RADIUS;
         i++) {
        if (comparison->explained[i])
            continue;
        seeds++;
        explain(comparison, i);
        judge(comparison);
        const struct mien_trial *trial = &comparison->trial, *best = &comparison->best;
        if (trial->strength > best->strength ||
            (trial->strength == best->strength && trial->count > best->count))
            comparison->best = *trial;
    }
}
