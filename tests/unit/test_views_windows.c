// SPDX-License-Identifier: Apache-2.0
// What windows are for: whatever becomes of a picture, its windows are found again in
// it, turned as it is; and not in another. The pictures are scenes that were never
// photographed; what real photos come to, tests/bench/recall measures.
#include <stdlib.h>
#include <string.h>

#include <mien/views.h>

#include "suite.h"
#include "viewed.h"

enum {
    WIDTH = 1200,
    HEIGHT = 900,
    FIRST = 4, // of the scenes
    SCENES = 4
};

struct picture {
    uint32_t width, height;
    uint8_t *rgb;
};

static struct picture blank(uint32_t width, uint32_t height, int shade)
{
    struct picture p = {width, height, malloc((size_t)width * height * 3)};
    ck_assert_ptr_nonnull(p.rgb);
    memset(p.rgb, shade, (size_t)width * height * 3);
    return p;
}

static uint8_t *at(const struct picture *p, uint32_t x, uint32_t y)
{
    return p->rgb + ((size_t)y * p->width + x) * 3;
}

// A channel between the pixels, by linear interpolation; white beyond the edges.
static double between(const struct picture *p, double x, double y, int channel)
{
    if (x < 0 || y < 0 || x >= p->width - 1 || y >= p->height - 1)
        return 255;
    const uint32_t i = (uint32_t)x, j = (uint32_t)y;
    const double u = x - i, v = y - j;
    const double above = at(p, i, j)[channel] * (1 - u) + at(p, i + 1, j)[channel] * u;
    const double below =
        at(p, i, j + 1)[channel] * (1 - u) + at(p, i + 1, j + 1)[channel] * u;
    return above * (1 - v) + below * v;
}

// Where the pixel x, y of an edited copy was in the original.
struct origin {
    double a, b, c, d, e, f; // a x + b y + c, d x + e y + f
};

// A copy whose pixels are taken from where they were: of `steps` places across and down
// each pixel, which matters when it was smaller.
static struct picture copy_of(const struct picture *from, uint32_t width,
                              uint32_t height, struct origin o, int steps)
{
    struct picture p = blank(width, height, 0);
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++)
            for (int channel = 0; channel < 3; channel++) {
                double sum = 0;
                for (int k = 0; k < steps * steps; k++) {
                    const double s = x + (k % steps + 0.5) / steps;
                    const double t = y + (k / steps + 0.5) / steps;
                    sum += between(from, o.a * s + o.b * t + o.c - 0.5,
                                   o.d * s + o.e * t + o.f - 0.5, channel);
                }
                at(&p, x, y)[channel] = (uint8_t)(sum / (steps * steps) + 0.5);
            }
    return p;
}

static struct picture crop(const struct picture *from, uint32_t left, uint32_t top,
                           uint32_t width, uint32_t height)
{
    struct picture p = blank(width, height, 0);
    for (uint32_t y = 0; y < height; y++)
        memcpy(at(&p, 0, y), at(from, left, top + y), (size_t)width * 3);
    return p;
}

// ------------------------------------------------------------------------------- edits

static struct picture off_centre_crop(const struct picture *p)
{
    return crop(p, p->width / 5, p->height / 20, p->width * 7 / 10, p->height * 7 / 10);
}

static struct picture framed_crop(const struct picture *p)
{
    struct picture inner = off_centre_crop(p);
    struct picture out = blank(inner.width + 130, inner.height + 500, 30);
    for (uint32_t y = 0; y < inner.height; y++)
        memcpy(at(&out, 40, 300 + y), at(&inner, 0, y), (size_t)inner.width * 3);
    free(inner.rgb);
    return out;
}

static struct picture left_to_right(const struct picture *p)
{
    struct picture out = blank(p->width, p->height, 0);
    for (uint32_t y = 0; y < p->height; y++)
        for (uint32_t x = 0; x < p->width; x++)
            memcpy(at(&out, x, y), at(p, p->width - 1 - x, y), 3);
    return out;
}

static struct picture mirrored_crop(const struct picture *p)
{
    struct picture mirrored = left_to_right(p), out = off_centre_crop(&mirrored);
    free(mirrored.rgb);
    return out;
}

// Clockwise by a quarter.
static struct picture turned_crop(const struct picture *p)
{
    struct picture inner = off_centre_crop(p);
    struct picture out = blank(inner.height, inner.width, 0);
    for (uint32_t y = 0; y < out.height; y++)
        for (uint32_t x = 0; x < out.width; x++)
            memcpy(at(&out, x, y), at(&inner, y, inner.height - 1 - x), 3);
    free(inner.rgb);
    return out;
}

// By 5 degrees about the middle.
static struct picture tilted(const struct picture *p)
{
    const double c = 0.99619469809, s = 0.08715574275;
    const double x = p->width / 2.0, y = p->height / 2.0;
    const struct origin o = {c, s, x - c * x - s * y, -s, c, y + s * x - c * y};
    return copy_of(p, p->width, p->height, o, 1);
}

static struct picture smaller(const struct picture *p)
{
    const struct origin o = {2.6, 0, 0, 0, 2.6, 0};
    return copy_of(p, (uint32_t)(p->width / 2.6), (uint32_t)(p->height / 2.6), o, 3);
}

static struct picture smaller_crop(const struct picture *p)
{
    struct picture inner = off_centre_crop(p), out = smaller(&inner);
    free(inner.rgb);
    return out;
}

static const struct {
    const char *name;
    struct picture (*edit)(const struct picture *p);
    enum mien_dihedral dihedral; // that of the original which the copy shows
    int least; // windows of the original that are found in the copy, upright or turned
} edits[] = {
    {"crop", off_centre_crop, MIEN_DIHEDRAL_ORIGINAL, 3},
    {"crop in a frame", framed_crop, MIEN_DIHEDRAL_ORIGINAL, 3},
    {"mirrored crop", mirrored_crop, MIEN_DIHEDRAL_FLIPY, 3},
    {"turned crop", turned_crop, MIEN_DIHEDRAL_ROT270, 3},
    {"tilted", tilted, MIEN_DIHEDRAL_ORIGINAL, 6},
    {"smaller", smaller, MIEN_DIHEDRAL_ORIGINAL, 8},
    {"smaller crop", smaller_crop, MIEN_DIHEDRAL_ORIGINAL, 3},
};
enum {
    EDITS = sizeof edits / sizeof *edits
};

static bool is_window(const struct mien_view *view)
{
    return view->kind == MIEN_VIEW_WINDOW || view->kind == MIEN_VIEW_TURNED;
}

// How many windows of the bank a window of the query is near to, and with which of
// their hashes.
static void found_again(int found[MIEN_DIHEDRAL_COUNT], const struct mien_viewed *bank,
                        const struct mien_viewed *query)
{
    memset(found, 0, MIEN_DIHEDRAL_COUNT * sizeof *found);
    for (size_t i = 0; i < bank->count; i++)
        for (int k = 0; is_window(&bank->views[i]) && k < MIEN_DIHEDRAL_COUNT; k++) {
            bool near = false;
            for (size_t j = 0; j < query->count; j++)
                near |=
                    is_window(&query->views[j]) &&
                    mien_hash_distance(&query->views[j].dihedral[0],
                                       &bank->views[i].dihedral[k]) <= MIEN_PDQ_RADIUS;
            found[k] += near;
        }
}

static struct mien_agreement decide(const struct mien_viewed *bank,
                                    const struct mien_viewed *query)
{
    static struct mien_view_match matches[1 << 16];
    struct mien_agreement agreement;
    size_t count;
    ck_assert_int_eq(mien_views_match(matches, sizeof matches / sizeof *matches, &count,
                                      query->views, query->count, bank->views,
                                      bank->count, MIEN_VIEWS_RADIUS),
                     MIEN_OK);
    ck_assert_int_eq(mien_views_decide(&agreement, query->views, query->count,
                                       bank->views, bank->count, matches, count),
                     MIEN_OK);
    return agreement;
}

static struct picture scene(uint32_t seed)
{
    return (struct picture){WIDTH, HEIGHT, mien_scene_new(WIDTH, HEIGHT, seed)};
}

static struct mien_viewed bank, query;

START_TEST(windows_follow_the_picture)
{
    for (uint32_t seed = FIRST; seed < FIRST + SCENES; seed += mien_suite_every()) {
        struct picture original = scene(seed), copy = edits[_i].edit(&original);
        int found[MIEN_DIHEDRAL_COUNT];
        mien_viewed_rgb(&bank, original.rgb, WIDTH, HEIGHT, MIEN_VIEWS_BANK);
        mien_viewed_rgb(&query, copy.rgb, copy.width, copy.height, MIEN_VIEWS_QUERY);
        found_again(found, &bank, &query);
        const int right = found[edits[_i].dihedral];
        ck_assert_msg(right >= edits[_i].least, "%s: %d windows", edits[_i].name,
                      right);
        int wrong = -right;
        for (int k = 0; k < MIEN_DIHEDRAL_COUNT; k++)
            wrong += found[k];
        ck_assert_int_eq(wrong, 0);
        const struct mien_agreement agreement = decide(&bank, &query);
        ck_assert_int_eq(agreement.verdict, MIEN_VERDICT_MATCH);
        ck_assert_int_eq(agreement.dihedral, edits[_i].dihedral);
        free(copy.rgb);
        free(original.rgb);
    }
}
END_TEST

START_TEST(other_pictures_have_other_windows)
{
    for (uint32_t seed = FIRST; seed < FIRST + 2 * SCENES; seed += mien_suite_every()) {
        struct picture one = scene(seed), other = scene(seed + 100);
        int found[MIEN_DIHEDRAL_COUNT];
        mien_viewed_rgb(&bank, one.rgb, WIDTH, HEIGHT, MIEN_VIEWS_BANK);
        mien_viewed_rgb(&query, other.rgb, WIDTH, HEIGHT, MIEN_VIEWS_QUERY);
        found_again(found, &bank, &query);
        for (int k = 0; k < MIEN_DIHEDRAL_COUNT; k++)
            ck_assert_int_eq(found[k], 0);
        ck_assert_int_ne(decide(&bank, &query).verdict, MIEN_VERDICT_MATCH);
        free(one.rgb);
        free(other.rgb);
    }
}
END_TEST

// The part of a picture that a view shows, as a picture of these sides.
static struct picture shown(const struct picture *p,
                            const struct mien_view_place *place, uint32_t width,
                            uint32_t height)
{
    const double across = (double)place->width / width;
    const double down = (double)place->height / height;
    const struct origin o = {across, 0,    (double)place->x - across * width / 2,
                             0,      down, (double)place->y - down * height / 2};
    return copy_of(p, width, height, o, across > 2 ? 4 : 1);
}

static unsigned distance_to(const struct mien_view *view, const struct picture *part)
{
    struct mien_pdq pdq;
    ck_assert_int_eq(mien_pdq_hash(&pdq, NULL, part->rgb, (ptrdiff_t)part->width * 3,
                                   part->width, part->height, MIEN_PIXEL_RGB8,
                                   MIEN_PDQ_FULL),
                     MIEN_OK);
    return mien_hash_distance(&pdq.hash, &view->dihedral[0]);
}

// A view is plain PDQ of what it shows; a window, of its picture of 64 pixels. Here
// that is made in other ways, and a bit or two of each hash hang by a hair.
START_TEST(a_view_is_pdq_of_what_it_shows)
{
    unsigned windows = 0, of_windows = 0, parts = 0, of_parts = 0;
    struct picture p = {1024, 768, mien_scene_new(1024, 768, (uint32_t)_i)};
    mien_viewed_rgb(&bank, p.rgb, p.width, p.height, MIEN_VIEWS_BANK);
    for (size_t i = 1; i < bank.count; i++) {
        const struct mien_view *view = &bank.views[i];
        if (view->place.degrees != 0 || view->kind == MIEN_VIEW_TRIMMED)
            continue;
        const bool window = is_window(view);
        struct picture part =
            shown(&p, &view->place, window ? 64 : (uint32_t)(view->place.width + 0.5F),
                  window ? 64 : (uint32_t)(view->place.height + 0.5F));
        const unsigned distance = distance_to(view, &part);
        ck_assert_uint_le(distance, 20);
        windows += window;
        of_windows += window ? distance : 0;
        parts += !window;
        of_parts += window ? 0 : distance;
        free(part.rgb);
    }
    ck_assert_uint_ge(windows, 10);
    ck_assert_uint_ge(parts, 10);
    ck_assert_uint_le(of_windows, 6 * windows);
    ck_assert_uint_le(of_parts, 8 * parts);
    free(p.rgb);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("views_windows");
    TCase *windows = tcase_create("windows");
    tcase_set_timeout(windows, 600);
    tcase_add_loop_test(windows, windows_follow_the_picture, 0, EDITS);
    tcase_add_test(windows, other_pictures_have_other_windows);
    for (int seed = FIRST; seed < FIRST + SCENES; seed += (int)mien_suite_every())
        tcase_add_loop_test(windows, a_view_is_pdq_of_what_it_shows, seed, seed + 1);
    suite_add_tcase(suite, windows);
    return mien_suite_run(suite);
}
