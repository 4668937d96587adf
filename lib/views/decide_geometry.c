// SPDX-License-Identifier: Apache-2.0
// A similarity of the plane is multiplication by one complex number and a shift: with
// points as complex numbers, q = alpha p + t, where |alpha| is the scale and its
// argument the turn. A mirroring comes before it, in p = D b: D is the matrix of one of
// the eight ways to turn a picture.
//
// The best alpha for pairs (p, q) with weights w is that of a line through the origin,
// once both means are taken away: alpha = sum(w conj(p) q) / sum(w |p|^2). A square of
// half a side h is four points, its centre and (+-h +-hi): besides what its centre
// gives it adds 2 h^2 (4 corners, each |h + hi|^2 = 2 h^2, over 4) to the divisor, and
// 2 h h' (cos + i sin) of its turned image to the dividend.
#include "views/decide_geometry.h"

#include <math.h>

#include "views/turn.h"

// How hash k shows the stored picture: (u, v) = (m0 x + m1 y, m2 x + m3 y), y downward.
static const int8_t matrices[MIEN_DIHEDRAL_COUNT][4] = {
    {1, 0, 0, 1},  {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0},
    {1, 0, 0, -1}, {-1, 0, 0, 1}, {0, 1, 1, 0},   {0, -1, -1, 0},
};

static bool between(float value, float least, float most)
{
    return value >= least && value <= most; // never, when it is not a number
}

bool mien_place_is_known(const struct mien_view_place *place)
{
    const float most = MIEN_PDQ_SIDE_MAX, least = 1.0F / 1024;
    return between(place->x, -most, most) && between(place->y, -most, most) &&
           between(place->width, least, most) && between(place->height, least, most) &&
           between(place->degrees, -12, 12);
}

struct mien_point mien_affine_at(const struct mien_affine *map, double x, double y)
{
    return (struct mien_point){map->a * x + map->b * y + map->c,
                               map->d * x + map->e * y + map->f};
}

bool mien_affine_inverse(struct mien_affine *inverse, const struct mien_affine *map)
{
    double area = map->a * map->e - map->b * map->d;
    if (!(area != 0))
        return false;
    *inverse = (struct mien_affine){
        map->e / area,  -map->b / area, 0, //
        -map->d / area, map->a / area,  0,
    };
    struct mien_point shift = mien_affine_at(inverse, map->c, map->f);
    inverse->c = -shift.x;
    inverse->f = -shift.y;
    return true;
}

double mien_affine_scale(const struct mien_affine *map)
{
    return sqrt(map->a * map->a + map->d * map->d);
}

// The map with this linear part that brings one point onto another.
static struct mien_affine through(double a, double b, double d, double e,
                                  struct mien_point from, struct mien_point to)
{
    struct mien_affine map = {a, b, 0, d, e, 0};
    struct mien_point at = mien_affine_at(&map, from.x, from.y);
    map.c = to.x - at.x;
    map.f = to.y - at.y;
    return map;
}

struct mien_affine mien_affine_between(const struct mien_view_place *bank,
                                       const struct mien_view_place *query,
                                       enum mien_dihedral dihedral)
{
    const int8_t *m = matrices[dihedral];
    // Turn the bank's place upright, then D, then stretch, then turn.
    struct mien_turn from = mien_turn_by(-bank->degrees);
    struct mien_turn to = mien_turn_by(query->degrees);
    double across = (double)query->width / (m[0] != 0 ? bank->width : bank->height);
    double down = (double)query->height / (m[0] != 0 ? bank->height : bank->width);
    double u0 = across * (m[0] * from.cosine + m[1] * from.sine);
    double u1 = across * (m[1] * from.cosine - m[0] * from.sine);
    double v0 = down * (m[2] * from.cosine + m[3] * from.sine);
    double v1 = down * (m[3] * from.cosine - m[2] * from.sine);
    return through(to.cosine * u0 - to.sine * v0, to.cosine * u1 - to.sine * v1,
                   to.sine * u0 + to.cosine * v0, to.sine * u1 + to.cosine * v1,
                   (struct mien_point){bank->x, bank->y},
                   (struct mien_point){query->x, query->y});
}

struct mien_affine mien_affine_fit(const struct mien_view_place *const *bank,
                                   const struct mien_view_place *const *query,
                                   size_t count, enum mien_dihedral dihedral)
{
    const int8_t *m = matrices[dihedral];
    double sum = 0;
    struct mien_point from = {0, 0}, to = {0, 0};
    for (size_t i = 0; i < count; i++) {
        double weight = 1 / ((double)bank[i]->width * bank[i]->width);
        sum += weight;
        from.x += weight * bank[i]->x;
        from.y += weight * bank[i]->y;
        to.x += weight * query[i]->x;
        to.y += weight * query[i]->y;
    }
    from = (struct mien_point){from.x / sum, from.y / sum};
    to = (struct mien_point){to.x / sum, to.y / sum};
    double real = 0, imaginary = 0, divisor = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = 1 / ((double)bank[i]->width * bank[i]->width);
        double x = bank[i]->x - from.x, y = bank[i]->y - from.y;
        double px = m[0] * x + m[1] * y, py = m[2] * x + m[3] * y;
        double qx = query[i]->x - to.x, qy = query[i]->y - to.y;
        struct mien_turn turn = mien_turn_by(query[i]->degrees);
        double corners = 0.5 * query[i]->width / bank[i]->width;
        real += weight * (px * qx + py * qy) + corners * turn.cosine;
        imaginary += weight * (px * qy - py * qx) + corners * turn.sine;
        divisor += weight * (px * px + py * py) + 0.5;
    }
    real /= divisor;
    imaginary /= divisor;
    return through(real * m[0] - imaginary * m[2], real * m[1] - imaginary * m[3],
                   imaginary * m[0] + real * m[2], imaginary * m[1] + real * m[3], from,
                   to);
}
