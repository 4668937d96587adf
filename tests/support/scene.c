// SPDX-License-Identifier: Apache-2.0
#include "scene.h"

#include <stdbool.h>
#include <stddef.h>

struct colour {
    double r, g, b; // 0 to 1
};

// A place in the picture: x from 0 (left) to the aspect ratio, y from 0 (top) to 1.
struct view {
    double x, y, aspect;
    uint32_t seed;
};

enum {
    RIDGES = 4,
    SPRUCES = 7
};
static const double shore = 0.66;

// Stands on the near shore.
struct spruce {
    double foot, height, x;
};

// What is the same for all places of a picture, and of one of its columns.
struct scene {
    struct spruce spruces[SPRUCES];
    double ridges[RIDGES];
};

static double mixed(double a, double b, double t)
{
    return a + (b - a) * t;
}

static struct colour blend(struct colour a, struct colour b, double t)
{
    return (struct colour){mixed(a.r, b.r, t), mixed(a.g, b.g, t), mixed(a.b, b.b, t)};
}

static double clamp(double value)
{
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

// 0 to 1 for each point of a grid of whole numbers.
static double grid(int32_t x, int32_t y, uint32_t seed)
{
    uint32_t h =
        (uint32_t)x * 0x9E3779B1u ^ (uint32_t)y * 0x85EBCA77u ^ seed * 0xC2B2AE3Du;
    h = (h ^ h >> 15) * 0x2C1B3C6Du;
    h = (h ^ h >> 12) * 0x297A2D39u;
    return (double)(h ^ h >> 15) / 4294967295.0;
}

// Value noise: smooth between the points of the grid. x and y are not negative.
static double smooth_noise(double x, double y, uint32_t seed)
{
    int32_t i = (int32_t)x, j = (int32_t)y;
    double s = x - i, t = y - j;
    s = s * s * (3 - 2 * s);
    t = t * t * (3 - 2 * t);
    const double above = mixed(grid(i, j, seed), grid(i + 1, j, seed), s);
    if (!(t > 0))
        return above;
    return mixed(above, mixed(grid(i, j + 1, seed), grid(i + 1, j + 1, seed), s), t);
}

// Noise of many sizes, each half as wide and half as strong as the one before; 0 to 1.
static double fractal(double x, double y, int octaves, uint32_t seed)
{
    double sum = 0, weight = 0.5;
    for (int i = 0; i < octaves; i++) {
        sum += weight * smooth_noise(x, y, seed + (uint32_t)i);
        weight /= 2;
        x *= 2;
        y *= 2;
    }
    return sum + weight;
}

static struct colour sky(struct view at)
{
    static const struct colour high = {0.24, 0.42, 0.70}, low = {0.98, 0.80, 0.58},
                               sun = {1.00, 0.95, 0.80}, cloud = {0.97, 0.90, 0.88};
    double dx = at.x - at.aspect * (0.2 + 0.6 * grid(1, 1, at.seed)), dy = at.y - 0.22;
    double glow = 1 / (1 + 160 * (dx * dx + dy * dy));
    double clouds = fractal(at.x * 3, at.y * 9, 6, at.seed + 10);
    struct colour c = blend(high, low, clamp(at.y / shore));
    c = blend(c, cloud, clamp((clouds - 0.5) * 4));
    return blend(c, sun, clamp(glow));
}

// The height at which a ridge stands; 0 is the farthest.
static double ridge_top(struct view at, int ridge)
{
    double height = fractal(at.x * (2 + ridge) + 5, ridge, 7, at.seed + 20);
    return 0.25 + 0.09 * ridge + (0.55 - height) * (0.5 - 0.09 * ridge);
}

static struct colour ridge_colour(struct view at, int ridge)
{
    static const struct colour far = {0.55, 0.62, 0.74}, near = {0.10, 0.20, 0.12},
                               light = {0.80, 0.72, 0.55};
    double rock = fractal(at.x * 14 + ridge, at.y * 22, 6, at.seed + 30);
    struct colour c = blend(far, near, (double)ridge / (RIDGES - 1));
    return blend(c, light, clamp((rock - 0.5) * 1.6));
}

// `tops` are those of the ridges at this x; NULL when nobody has asked for them yet.
static struct colour land(struct view at, const double *tops)
{
    for (int ridge = RIDGES - 1; ridge >= 0; ridge--)
        if (at.y > (tops != NULL ? tops[ridge] : ridge_top(at, ridge)))
            return ridge_colour(at, ridge);
    return sky(at);
}

// The lake mirrors the land, broken by ripples that grow towards the viewer.
static struct colour lake(struct view at)
{
    static const struct colour water = {0.10, 0.22, 0.32};
    double depth = (at.y - shore) / (1 - shore);
    double ripple = fractal(at.x * 6, at.y * 60, 5, at.seed + 40) - 0.5;
    struct view mirrored = at;
    mirrored.y = shore - (at.y - shore) * 1.6 + ripple * 0.10 * depth;
    mirrored.x += ripple * 0.05 * depth;
    mirrored.x = mirrored.x < 0 ? 0 : mirrored.x;
    mirrored.y = mirrored.y < 0 ? 0 : mirrored.y;
    return blend(land(mirrored, NULL), water, 0.25 + 0.35 * depth);
}

// A spruce is a stack of triangles.
static bool in_spruce(struct view at, const struct spruce *spruce)
{
    double dx = at.x - spruce->x;
    // 0 at the tip, 1 at the foot
    double t = (at.y - (spruce->foot - spruce->height)) / spruce->height;
    if (t < 0 || t > 1)
        return false;
    double whorl = t * 9 - (int)(t * 9);
    double half = spruce->height * 0.2 * t * (0.55 + 0.45 * whorl);
    return (dx < 0 ? -dx : dx) < half;
}

static struct colour seen(struct view at, const struct scene *scene)
{
    static const struct colour spruce = {0.05, 0.12, 0.07};
    for (int i = 0; i < SPRUCES; i++)
        if (in_spruce(at, &scene->spruces[i]))
            return blend(spruce, land(at, scene->ridges),
                         0.3 * fractal(at.x * 60, at.y * 60, 3, at.seed + 60));
    return at.y < shore ? land(at, scene->ridges) : lake(at);
}

static uint8_t sample(double value, double grain)
{
    return (uint8_t)(clamp(value + 0.02 * (grain - 0.5)) * 255 + 0.5);
}

void mien_scene(uint8_t *rgb, uint32_t width, uint32_t height, uint32_t seed)
{
    const double aspect = (double)width / height;
    struct scene scene;
    for (int i = 0; i < SPRUCES; i++)
        scene.spruces[i] = (struct spruce){0.74 + 0.2 * grid(i, 1, seed + 50),
                                           0.25 + 0.3 * grid(i, 2, seed + 50),
                                           aspect * grid(i, 3, seed + 50)};
    for (uint32_t column = 0; column < width; column++) {
        struct view at = {(column + 0.5) / height, 0, aspect, seed};
        for (int i = 0; i < RIDGES; i++)
            scene.ridges[i] = ridge_top(at, i);
        for (uint32_t row = 0; row < height; row++) {
            at.y = (row + 0.5) / height;
            struct colour c = seen(at, &scene);
            double grain = grid((int32_t)column, (int32_t)row, seed + 70);
            uint8_t *pixel = rgb + ((size_t)row * width + column) * 3;
            pixel[0] = sample(c.r, grain);
            pixel[1] = sample(c.g, grain);
            pixel[2] = sample(c.b, grain);
        }
    }
}
