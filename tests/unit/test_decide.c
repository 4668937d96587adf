// SPDX-License-Identifier: Apache-2.0
// When windows agree and when they do not, on sets of views made by hand.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <mien/views.h>

#include "suite.h"

// The item: 600 x 400 pixels, the whole picture and twelve windows in three rows.
#define WIDTH 600
#define HEIGHT 400
#define WINDOWS 12
#define VIEWS (1 + WINDOWS)

struct pair_of_sets {
    struct mien_view query[MIEN_VIEWS_MAX], bank[MIEN_VIEWS_MAX];
    size_t query_count, bank_count;
    struct mien_view_match matches[1024];
    size_t match_count;
    struct mien_agreement agreement;
};

static struct pair_of_sets sets;

static void forget(void)
{
    memset(&sets, 0, sizeof sets);
}

static struct mien_view view(enum mien_view_kind kind, uint32_t number, double x,
                             double y, double width, double height)
{
    return (struct mien_view){
        .kind = kind,
        .number = number,
        .quality = 100,
        .count = 1,
        .place = {(float)x, (float)y, (float)width, (float)height, 0},
    };
}

static void make_item(void)
{
    forget();
    sets.bank[sets.bank_count++] =
        view(MIEN_VIEW_WHOLE, 0, WIDTH / 2., HEIGHT / 2., WIDTH, HEIGHT);
    for (uint32_t i = 0; i < WINDOWS; i++) {
        double side = 110 + 8 * (i * 5 % WINDOWS);
        sets.bank[sets.bank_count++] = view(MIEN_VIEW_WINDOW, i, 100 + 133 * (i % 4),
                                            100 + 100 * (i / 4), side, side);
    }
}

// Where the upload shows the item: (x, y) goes to (a x + b y + c, d x + e y + f).
struct showing {
    double a, b, c, d, e, f;
    double scale, degrees;
    enum mien_dihedral dihedral;
    double width, height; // of the upload
};

static void make_upload(const struct showing *showing)
{
    sets.query[0] = view(MIEN_VIEW_WHOLE, 0, showing->width / 2, showing->height / 2,
                         showing->width, showing->height);
    sets.query_count = VIEWS;
    for (size_t i = 1; i < VIEWS; i++) {
        const struct mien_view_place *place = &sets.bank[i].place;
        double x = place->x, y = place->y, side = showing->scale * place->width;
        sets.query[i] =
            view(showing->degrees != 0 ? MIEN_VIEW_TURNED : MIEN_VIEW_WINDOW,
                 (uint32_t)i - 1, showing->a * x + showing->b * y + showing->c,
                 showing->d * x + showing->e * y + showing->f, side, side);
        sets.query[i].place.degrees = (float)showing->degrees;
    }
}

// The upload shows the item as it is.
static const struct showing same = {
    1, 0, 0, 0, 1, 0, 1, 0, MIEN_DIHEDRAL_ORIGINAL, WIDTH, HEIGHT,
};

static void pair(size_t query, size_t bank, enum mien_dihedral dihedral,
                 uint32_t distance)
{
    sets.matches[sets.match_count++] =
        (struct mien_view_match){(uint32_t)query, (uint32_t)bank, dihedral, distance};
}

// The first `count` windows match, each its own.
static void pair_windows(size_t count, enum mien_dihedral dihedral, uint32_t distance)
{
    for (size_t i = 1; i <= count; i++)
        pair(i, i, dihedral, distance);
}

static enum mien_verdict decide(void)
{
    memset(&sets.agreement, 0xa5, sizeof sets.agreement);
    ck_assert_int_eq(mien_views_decide(&sets.agreement, sets.query, sets.query_count,
                                       sets.bank, sets.bank_count, sets.matches,
                                       sets.match_count),
                     MIEN_OK);
    for (size_t i = 0; i < sizeof sets.agreement.reserved / sizeof(uint32_t); i++)
        ck_assert_uint_eq(sets.agreement.reserved[i], 0);
    return sets.agreement.verdict;
}

static void check_review(void)
{
    ck_assert_int_eq(decide(), MIEN_VERDICT_REVIEW);
    ck_assert_int_eq(sets.agreement.reason, MIEN_REASON_SHARED);
}

static void check_match_by_windows(uint32_t agreeing)
{
    ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
    ck_assert_int_eq(sets.agreement.reason, MIEN_REASON_WINDOWS);
    ck_assert_uint_eq(sets.agreement.agreeing, agreeing);
    ck_assert_uint_eq(sets.agreement.windows, WINDOWS);
}

static void forget_places_of_item(void)
{
    for (size_t i = 0; i < sets.bank_count; i++)
        memset(&sets.bank[i].place, 0, sizeof sets.bank[i].place);
}

START_TEST(nothing_comes_of_nothing)
{
    forget();
    ck_assert_int_eq(mien_views_decide(&sets.agreement, NULL, 0, NULL, 0, NULL, 0),
                     MIEN_OK);
    ck_assert_int_eq(sets.agreement.verdict, MIEN_VERDICT_NOTHING);
    make_item();
    make_upload(&same);
    ck_assert_int_eq(decide(), MIEN_VERDICT_NOTHING);
    ck_assert_int_eq(sets.agreement.reason, MIEN_REASON_NONE);
    ck_assert_uint_eq(sets.agreement.distance, 256);
    ck_assert_uint_eq(sets.agreement.agreeing, 0);
}
END_TEST

START_TEST(nothing_without_a_pair_within_the_radius)
{
    make_item();
    make_upload(&same);
    pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, MIEN_PDQ_RADIUS + 1);
    pair(0, 0, MIEN_DIHEDRAL_ORIGINAL, MIEN_PDQ_RADIUS + 1);
    ck_assert_int_eq(decide(), MIEN_VERDICT_NOTHING);
}
END_TEST

static bool is_window(enum mien_view_kind kind)
{
    return kind == MIEN_VIEW_WINDOW || kind == MIEN_VIEW_TURNED;
}

// Of every two kinds: views of whole pictures match by themselves, at the radius and
// among other matches; where one is a window, it is a sign and no more.
START_TEST(a_whole_picture_is_a_match_by_itself)
{
    for (int i = 0; i < MIEN_VIEW_KIND_COUNT; i++)
        for (int j = 0; j < MIEN_VIEW_KIND_COUNT; j++) {
            make_item();
            make_upload(&same);
            sets.query[3].kind = (enum mien_view_kind)i;
            sets.bank[5].kind = (enum mien_view_kind)j;
            sets.query[3].number = sets.bank[5].number = 0;
            pair(1, 2, MIEN_DIHEDRAL_ORIGINAL, 4);
            pair(3, 5, MIEN_DIHEDRAL_ROT180, MIEN_PDQ_RADIUS);
            if (is_window(sets.query[3].kind) || is_window(sets.bank[5].kind)) {
                check_review();
                ck_assert_uint_eq(sets.agreement.distance, 4);
            } else {
                ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
                ck_assert_int_eq(sets.agreement.reason, MIEN_REASON_VIEW);
                ck_assert_uint_eq(sets.agreement.query, 3);
                ck_assert_uint_eq(sets.agreement.bank, 5);
                ck_assert_uint_eq(sets.agreement.distance, MIEN_PDQ_RADIUS);
                ck_assert_int_eq(sets.agreement.dihedral, MIEN_DIHEDRAL_ROT180);
            }
        }
}
END_TEST

// A screen on a wall is in many pictures; the frame of a picture is its own.
START_TEST(a_picture_inside_both_is_for_review)
{
    for (uint32_t i = 0; i < 4; i++) {
        make_item();
        make_upload(&same);
        sets.query[1].kind = sets.bank[1].kind = MIEN_VIEW_TRIMMED;
        sets.query[1].number = i & 1;
        sets.bank[1].number = i >> 1;
        pair(1, 1, MIEN_DIHEDRAL_ORIGINAL, 0);
        if (i == 3)
            check_review();
        else
            ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
    }
}
END_TEST

// A view that matches says where the item is: here its left half, stretched, turned a
// quarter counter-clockwise, in the lower half of the upload.
START_TEST(a_view_tells_where_the_item_is)
{
    forget();
    sets.bank_count = sets.query_count = 1;
    sets.bank[0] = view(MIEN_VIEW_CROP, 0, 150, 200, 300, 400);
    sets.query[0] = view(MIEN_VIEW_TRIMMED, 0, 100, 75, 200, 50);
    pair(0, 0, MIEN_DIHEDRAL_ROT90, 0);
    ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
    // The item's top right corner comes to the top left, its top left to the bottom.
    static const double expected[6] = {0, .5, 0, -50. / 300, 0, 100};
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq_tol(sets.agreement.transform[i], expected[i], 1e-5);
}
END_TEST

// What is seen is turned in a way that its view does not tell.
START_TEST(a_view_as_seen_does_not_tell_where)
{
    for (int side = 0; side < 2; side++) {
        forget();
        sets.bank_count = sets.query_count = 1;
        sets.bank[0] = view(side ? MIEN_VIEW_SEEN : MIEN_VIEW_WHOLE, 0, 2, 1, 4, 2);
        sets.query[0] = view(side ? MIEN_VIEW_WHOLE : MIEN_VIEW_SEEN, 0, 2, 1, 4, 2);
        pair(0, 0, MIEN_DIHEDRAL_ORIGINAL, 0);
        ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
        for (int i = 0; i < 6; i++)
            ck_assert_float_eq(sets.agreement.transform[i], 0);
    }
}
END_TEST

START_TEST(one_window_is_for_review)
{
    make_item();
    make_upload(&same);
    pair(1, 1, MIEN_DIHEDRAL_ORIGINAL, 0);
    check_review();
    ck_assert_uint_eq(sets.agreement.agreeing, 1);
    ck_assert_uint_eq(sets.agreement.query, 1);
    ck_assert_uint_eq(sets.agreement.bank, 1);
    ck_assert_uint_eq(sets.agreement.distance, 0);
    forget_places_of_item();
    check_review();
}
END_TEST

// Every way in which pictures are turned, framed at twice the size and tilted.
START_TEST(windows_that_moved_alike_are_a_match)
{
    static const int8_t matrices[MIEN_DIHEDRAL_COUNT][4] = {
        {1, 0, 0, 1},  {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0},
        {1, 0, 0, -1}, {-1, 0, 0, 1}, {0, 1, 1, 0},   {0, -1, -1, 0},
    };
    const int8_t *m = matrices[_i];
    for (int degrees = -10; degrees <= 10; degrees += 5) {
        double angle = degrees * 3.14159265358979 / 180;
        double p = 2 * cos(angle), q = 2 * sin(angle);
        struct showing showing = {p * m[0] - q * m[2],
                                  p * m[1] - q * m[3],
                                  1000,
                                  q * m[0] + p * m[2],
                                  q * m[1] + p * m[3],
                                  1000,
                                  2,
                                  degrees,
                                  (enum mien_dihedral)_i,
                                  2000,
                                  2000};
        // The item's middle is in the upload's.
        showing.c -= showing.a * WIDTH / 2 + showing.b * HEIGHT / 2;
        showing.f -= showing.d * WIDTH / 2 + showing.e * HEIGHT / 2;
        make_item();
        make_upload(&showing);
        pair_windows(WINDOWS, showing.dihedral, 10);
        check_match_by_windows(WINDOWS);
        ck_assert_int_eq(sets.agreement.dihedral, showing.dihedral);
        ck_assert_float_gt(sets.agreement.covered, 0.5F);
        ck_assert_float_le(sets.agreement.covered, 1);
        const double expected[6] = {showing.a, showing.b, showing.c,
                                    showing.d, showing.e, showing.f};
        for (int i = 0; i < 6; i++)
            ck_assert_double_eq_tol(sets.agreement.transform[i], expected[i],
                                    1e-3 + 1e-4 * fabs(expected[i]));
    }
}
END_TEST

// A crop of the upper half shows eight windows of twelve: the others are not missed.
START_TEST(windows_that_cannot_be_there_are_not_missed)
{
    make_item();
    struct showing crop = same;
    crop.height = 270;
    make_upload(&crop);
    sets.query_count = 9;
    pair_windows(8, MIEN_DIHEDRAL_ORIGINAL, 20);
    ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
    ck_assert_uint_eq(sets.agreement.agreeing, 8);
    ck_assert_uint_eq(sets.agreement.windows, 8);
}
END_TEST

// With one seed within the radius, the others count up to the larger one.
START_TEST(far_windows_agree_with_a_near_one)
{
    make_item();
    make_upload(&same);
    pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 40);
    sets.matches[4].distance = 12;
    check_match_by_windows(WINDOWS);
    for (size_t i = 0; i < sets.match_count; i++)
        if (i != 4)
            sets.matches[i].distance = MIEN_VIEWS_RADIUS + 1;
    check_review();
    ck_assert_uint_eq(sets.agreement.agreeing, 1);
}
END_TEST

// The same windows, but anywhere: two pictures that show the same things.
START_TEST(scattered_windows_are_for_review)
{
    static const float places[WINDOWS][2] = {
        {410, 90},  {120, 310}, {505, 215}, {233, 118}, {90, 95},   {340, 320},
        {160, 205}, {500, 330}, {300, 200}, {420, 260}, {515, 105}, {220, 300},
    };
    make_item();
    make_upload(&same);
    for (size_t i = 1; i < VIEWS; i++) {
        sets.query[i].place.x = places[i - 1][0];
        sets.query[i].place.y = places[i - 1][1];
    }
    pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 0);
    check_review();
    ck_assert_uint_le(sets.agreement.agreeing, 2);
}
END_TEST

// Right places, but each window turned in its own way.
START_TEST(windows_that_turned_differently_are_for_review)
{
    for (int with_places = 0; with_places < 2; with_places++) {
        make_item();
        make_upload(&same);
        for (size_t i = 1; i < VIEWS; i++)
            pair(i, i, (enum mien_dihedral)(i % MIEN_DIHEDRAL_COUNT), 0);
        if (!with_places)
            forget_places_of_item();
        check_review();
        ck_assert_uint_le(sets.agreement.agreeing, 2);
    }
}
END_TEST

// A poster on the wall: four windows of twelve, all of them on one small thing.
START_TEST(a_shared_object_is_for_review)
{
    make_item();
    for (size_t i = 1; i <= 4; i++) {
        sets.bank[i].place.x = 100 + 12 * (float)i;
        sets.bank[i].place.y = 300;
        sets.bank[i].place.width = sets.bank[i].place.height = 70;
    }
    struct showing elsewhere = same;
    elsewhere.c = 250;
    elsewhere.f = -200;
    make_upload(&elsewhere);
    for (size_t i = 5; i < VIEWS; i++)
        sets.query[i].place = sets.bank[i].place;
    pair_windows(4, MIEN_DIHEDRAL_ORIGINAL, 8);
    check_review();
    ck_assert_uint_eq(sets.agreement.agreeing, 4);
    forget_places_of_item();
    check_review();
    ck_assert_uint_eq(sets.agreement.agreeing, 4);
}
END_TEST

// Two pages of one kind with different pictures on them: all that matches is of the
// page.
START_TEST(what_lies_beside_a_picture_on_a_page_does_not_count)
{
    for (int with_places = 0; with_places < 2; with_places++) {
        make_item();
        make_upload(&same);
        pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 0);
        if (!with_places)
            forget_places_of_item();
        sets.query[0] =
            view(MIEN_VIEW_TRIMMED, 1, WIDTH / 2., HEIGHT / 2., WIDTH, HEIGHT);
        ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
        sets.query[0].place.x += WIDTH;
        check_review();
        ck_assert_uint_eq(sets.agreement.agreeing, 0);
        sets.query[0].number = 0; // inside a frame: no page
        ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
    }
}
END_TEST

START_TEST(without_places_near_windows_of_one_turn_are_a_match)
{
    make_item();
    make_upload(&same);
    pair_windows(WINDOWS, MIEN_DIHEDRAL_FLIPY, 20);
    forget_places_of_item();
    check_match_by_windows(WINDOWS);
    ck_assert_int_eq(sets.agreement.dihedral, MIEN_DIHEDRAL_FLIPY);
    for (int i = 0; i < 6; i++)
        ck_assert_float_eq(sets.agreement.transform[i], 0);
    // Turned by angles that have nothing to do with each other.
    for (size_t i = 1; i < VIEWS; i++) {
        sets.query[i].place.degrees = (float)(i % 4) * 5 - 10;
        sets.query[i].kind = MIEN_VIEW_TURNED;
    }
    check_review();
}
END_TEST

// One place of the upload stands for one window, however often it was turned, and one
// window of the item is found once.
START_TEST(no_window_agrees_twice)
{
    for (int with_places = 0; with_places < 2; with_places++) {
        make_item();
        make_upload(&same);
        for (size_t i = 2; i < VIEWS; i++) {
            sets.query[i].place = sets.query[1].place;
            sets.query[i].place.degrees = (float)(i % 5) / 2 - 1;
            sets.bank[i].place = sets.bank[1].place;
        }
        pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 0);
        if (!with_places)
            forget_places_of_item();
        check_review();
        ck_assert_uint_eq(sets.agreement.agreeing, 1);
    }
    make_item();
    make_upload(&same);
    for (size_t i = 1; i < VIEWS; i++)
        pair(i, 1, MIEN_DIHEDRAL_ORIGINAL, 0);
    forget_places_of_item();
    check_review();
    ck_assert_uint_eq(sets.agreement.agreeing, 1);
}
END_TEST

START_TEST(the_order_of_matches_does_not_matter)
{
    make_item();
    make_upload(&same);
    pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 24);
    for (size_t i = 1; i < VIEWS; i++) // and as many that disagree
        pair(i, 1 + i % WINDOWS, (enum mien_dihedral)(i % 2), 24);
    decide();
    struct mien_agreement first = sets.agreement;
    uint32_t random = 12345;
    for (int round = 0; round < 50; round++) {
        for (size_t i = sets.match_count - 1; i > 0; i--) {
            random = random * 1664525 + 1013904223;
            size_t j = (random >> 8) % (i + 1);
            struct mien_view_match swapped = sets.matches[i];
            sets.matches[i] = sets.matches[j];
            sets.matches[j] = swapped;
        }
        decide();
        ck_assert_mem_eq(&sets.agreement, &first, sizeof first);
    }
}
END_TEST

// A document gives places in parts of the longer side.
START_TEST(places_in_parts_of_a_side_are_places)
{
    make_item();
    make_upload(&same);
    pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 5);
    for (size_t i = 0; i < sets.bank_count; i++) {
        struct mien_view_place *place = &sets.bank[i].place;
        *place =
            (struct mien_view_place){place->x / WIDTH, place->y / WIDTH,
                                     place->width / WIDTH, place->height / WIDTH, 0};
    }
    check_match_by_windows(WINDOWS);
    ck_assert_float_eq_tol(sets.agreement.transform[0], WIDTH, 1);
    ck_assert_float_eq_tol(sets.agreement.transform[4], WIDTH, 1);
}
END_TEST

// Places may come from a document that anyone wrote.
START_TEST(places_that_make_no_sense_are_not_known)
{
    static const float odd[] = {NAN,   INFINITY, -INFINITY, 3e38F, -3e38F,
                                1e20F, 1e-30F,   -100,      0};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        for (int field = 0; field < 4; field++) {
            make_item();
            make_upload(&same);
            pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 5);
            float *const fields[] = {&sets.query[2].place.width,
                                     &sets.query[2].place.degrees,
                                     &sets.bank[2].place.width, &sets.bank[2].place.x};
            *fields[field] = odd[i];
            // Two windows less, or no places at all: a match for the others' sake, and
            // never by more windows than there are.
            ck_assert_int_eq(decide(), MIEN_VERDICT_MATCH);
            ck_assert_uint_le(sets.agreement.agreeing, WINDOWS);
            for (int k = 0; k < 6; k++)
                ck_assert(isfinite(sets.agreement.transform[k]));
        }
        make_item();
        make_upload(&same);
        pair_windows(WINDOWS, MIEN_DIHEDRAL_ORIGINAL, 5);
        for (size_t k = 0; k < VIEWS; k++)
            sets.query[k].place.width = odd[i];
        if (!(odd[i] >= 1 && odd[i] <= 1048576))
            check_review();
    }
}
END_TEST

START_TEST(every_pair_at_once_is_borne)
{
    forget();
    size_t count = (size_t)MIEN_VIEWS_MAX * MIEN_VIEWS_MAX * MIEN_DIHEDRAL_COUNT;
    struct mien_view_match *matches = malloc(count * sizeof *matches);
    ck_assert_ptr_nonnull(matches);
    for (uint32_t i = 0; i < MIEN_VIEWS_MAX; i++) {
        sets.query[i] = view(MIEN_VIEW_WINDOW, i % 256, 100 + i * 7 % 90, 100 + i,
                             80 + i % 50, 80 + i % 50);
        sets.bank[i] = sets.query[i];
    }
    for (size_t i = 0; i < count; i++)
        matches[i] = (struct mien_view_match){
            (uint32_t)(i / MIEN_DIHEDRAL_COUNT / MIEN_VIEWS_MAX),
            (uint32_t)(i / MIEN_DIHEDRAL_COUNT % MIEN_VIEWS_MAX),
            (enum mien_dihedral)(i % MIEN_DIHEDRAL_COUNT), (uint32_t)(i * 7 % 64)};
    ck_assert_int_eq(mien_views_decide(&sets.agreement, sets.query, MIEN_VIEWS_MAX,
                                       sets.bank, MIEN_VIEWS_MAX, matches, count),
                     MIEN_OK);
    free(matches);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    make_item();
    make_upload(&same);
    pair(1, 1, MIEN_DIHEDRAL_ORIGINAL, 0);
    struct mien_agreement *out = &sets.agreement;
    const struct mien_view *query = sets.query, *bank = sets.bank;
    const struct mien_view_match *matches = sets.matches;
    memset(out, 0xa5, sizeof *out);
    struct mien_agreement untouched = *out;
    ck_assert_int_eq(mien_views_decide(NULL, query, VIEWS, bank, VIEWS, matches, 1),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_decide(out, NULL, VIEWS, bank, VIEWS, matches, 1),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_decide(out, query, VIEWS, NULL, VIEWS, matches, 1),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_views_decide(out, query, VIEWS, bank, VIEWS, NULL, 1),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_views_decide(out, query, MIEN_VIEWS_MAX + 1, bank, VIEWS, matches, 1),
        MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(
        mien_views_decide(out, query, VIEWS, bank, MIEN_VIEWS_MAX + 1, matches, 1),
        MIEN_ERROR_ARGUMENT);
    static const struct mien_view_match outside[] = {
        {VIEWS, 1, MIEN_DIHEDRAL_ORIGINAL, 0},
        {1, VIEWS, MIEN_DIHEDRAL_ORIGINAL, 0},
        {UINT32_MAX, UINT32_MAX, MIEN_DIHEDRAL_ORIGINAL, 0},
        {1, 1, (enum mien_dihedral)MIEN_DIHEDRAL_COUNT, 0},
        {1, 1, (enum mien_dihedral)255, 300},
    };
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        ck_assert_int_eq(
            mien_views_decide(out, query, VIEWS, bank, VIEWS, &outside[i], 1),
            MIEN_ERROR_ARGUMENT);
    ck_assert_mem_eq(out, &untouched, sizeof untouched);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decide");
    TCase *decisions = tcase_create("decisions");
    tcase_add_test(decisions, nothing_comes_of_nothing);
    tcase_add_test(decisions, nothing_without_a_pair_within_the_radius);
    tcase_add_test(decisions, a_whole_picture_is_a_match_by_itself);
    tcase_add_test(decisions, a_picture_inside_both_is_for_review);
    tcase_add_test(decisions, a_view_tells_where_the_item_is);
    tcase_add_test(decisions, a_view_as_seen_does_not_tell_where);
    tcase_add_test(decisions, one_window_is_for_review);
    tcase_add_loop_test(decisions, windows_that_moved_alike_are_a_match, 0,
                        MIEN_DIHEDRAL_COUNT);
    tcase_add_test(decisions, windows_that_cannot_be_there_are_not_missed);
    tcase_add_test(decisions, far_windows_agree_with_a_near_one);
    tcase_add_test(decisions, scattered_windows_are_for_review);
    tcase_add_test(decisions, windows_that_turned_differently_are_for_review);
    tcase_add_test(decisions, a_shared_object_is_for_review);
    tcase_add_test(decisions, what_lies_beside_a_picture_on_a_page_does_not_count);
    tcase_add_test(decisions, without_places_near_windows_of_one_turn_are_a_match);
    tcase_add_test(decisions, no_window_agrees_twice);
    tcase_add_test(decisions, the_order_of_matches_does_not_matter);
    suite_add_tcase(suite, decisions);
    TCase *hostile = tcase_create("hostile");
    tcase_add_test(hostile, places_in_parts_of_a_side_are_places);
    tcase_add_test(hostile, places_that_make_no_sense_are_not_known);
    tcase_add_test(hostile, every_pair_at_once_is_borne);
    tcase_add_test(hostile, what_cannot_be_is_refused);
    tcase_set_timeout(hostile, 60);
    suite_add_tcase(suite, hostile);
    return mien_suite_run(suite);
}
