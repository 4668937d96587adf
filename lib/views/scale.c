// SPDX-License-Identifier: Apache-2.0
// Where the content chooses windows, after Lowe (2004), sections 3 and 4.
//
// A blob of some size stands out most clearly when the picture is blurred by a Gaussian
// of about its size: less blur shows its parts, more blur its surroundings. So blur the
// picture again and again (the layers), take the differences of successive layers, each
// of which shows what one step took away, and look for the pixels that are larger, or
// smaller, than all their 26 neighbours: 8 around them, 9 in the difference before and
// 9 in the one after. What moves, scales or turns the picture moves its extrema with
// it; what is cut off or stuck on elsewhere leaves them alone. A parabola through the
// neighbours places them between the pixels. What is weak, or long like an edge, along
// which its place is not certain, is left out.
//
// After MIEN_LAYERS steps the blur has doubled, and the picture can be halved without
// loss: an octave. The search begins with the reduced picture halved once: what is
// finer has windows that show too little.
#include "views/scale.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "views/blur_table.h"

enum {
    DIFFERENCES = MIEN_LAYERS + 2,
    // Of a pixel of the halved picture in the reduced one.
    FIRST_PIXEL = 2,
    MARGIN = 2, // pixels at the edge where no extremum is looked for
    SIDE_MIN = 12,
    CONTRAST_MIN = MIEN_LUMA_ONE / 4,
    REFINEMENTS = 5
};

// The curvatures of an extremum along and across may differ by this factor.
static const double edge_ratio = 12;

struct octave {
    int32_t width, height;
    double pixel;       // how many pixels of the reduced picture one of these is wide
    int16_t *layers[2]; // the last one and the next, in turns
    int16_t *differences[DIFFERENCES];
    int16_t *halved; // the first layer of the next octave
    int16_t *line;   // a row with MIEN_BLUR_RADIUS_MAX more at both ends
    const struct mien_view_kernels *kernels;
};

static size_t round_up(size_t count)
{
    return (count + 31) / 32 * 32;
}

static size_t plane_size(int32_t width, int32_t height)
{
    return round_up((size_t)width * (size_t)height);
}

size_t mien_extrema_work(const struct mien_plane *reduced)
{
    const int32_t width = reduced->width / 2, height = reduced->height / 2;
    return (2 + DIFFERENCES + 1) * plane_size(width, height) +
           round_up((size_t)width + 2 * MIEN_BLUR_RADIUS_MAX);
}

static void lay_out(struct octave *octave, int16_t *work)
{
    size_t size = plane_size(octave->width, octave->height);
    for (int i = 0; i < 2; i++, work += size)
        octave->layers[i] = work;
    for (int i = 0; i < DIFFERENCES; i++, work += size)
        octave->differences[i] = work;
    octave->halved = work;
    octave->line = work + size;
}

static int32_t clamp(int32_t value, int32_t last)
{
    return value < 0 ? 0 : value > last ? last : value;
}

// Blurs `in` along its rows into `between`, and that along its columns into `out`.
// Beyond the edges the outermost pixels go on.
static void blur(const struct octave *octave, int16_t *out, int16_t *between,
                 const int16_t *in, int step)
{
    const int radius = mien_blur_table[step].radius;
    const int16_t *weights = mien_blur_table[step].weights;
    const int32_t width = octave->width, height = octave->height;
    const int16_t *rows[2 * MIEN_BLUR_RADIUS_MAX + 1];
    for (int i = 0; i <= 2 * radius; i++)
        rows[i] = octave->line + i;
    for (int32_t y = 0; y < height; y++) {
        const int16_t *row = in + (ptrdiff_t)y * width;
        for (int i = 0; i < radius; i++) {
            octave->line[i] = row[0];
            octave->line[radius + width + i] = row[width - 1];
        }
        memcpy(octave->line + radius, row, (size_t)width * sizeof *row);
        octave->kernels->blur(between + (ptrdiff_t)y * width, rows, weights, radius,
                              width);
    }
    for (int32_t y = 0; y < height; y++) {
        for (int i = 0; i <= 2 * radius; i++)
            rows[i] = between + (ptrdiff_t)clamp(y + i - radius, height - 1) * width;
        octave->kernels->blur(out + (ptrdiff_t)y * width, rows, weights, radius, width);
    }
}

// Every other pixel of a layer.
static void halve(const struct octave *octave, const int16_t *layer)
{
    const int32_t width = octave->width / 2, height = octave->height / 2;
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++)
            octave->halved[(ptrdiff_t)y * width + x] =
                layer[(ptrdiff_t)2 * y * octave->width + 2 * x];
}

// From the first layer to the differences, and to the first layer of the next octave:
// the one whose blur has doubled.
static void fill(struct octave *octave)
{
    const size_t count = (size_t)octave->width * (size_t)octave->height;
    for (int i = 0; i < DIFFERENCES; i++) {
        const int16_t *sharper = octave->layers[i % 2];
        int16_t *wider = octave->layers[(i + 1) % 2];
        int16_t *difference = octave->differences[i];
        blur(octave, wider, difference, sharper, i + 1);
        for (size_t k = 0; k < count; k++)
            difference[k] = (int16_t)(wider[k] - sharper[k]);
        if (i + 1 == MIEN_LAYERS)
            halve(octave, wider);
    }
}

static void go_on(struct octave *octave)
{
    int16_t *first = octave->layers[0];
    octave->layers[0] = octave->halved;
    octave->halved = first;
    octave->width /= 2;
    octave->height /= 2;
    octave->pixel *= 2;
}

// Whether a pixel differs from 0 by more than its 26 neighbours do, on the same side.
static bool is_extremum(const struct octave *octave, int layer, ptrdiff_t at)
{
    const int value = octave->differences[layer][at];
    const ptrdiff_t stride = octave->width;
    const bool maximum = value > 0;
    for (int l = 0; l <= 2; l++) {
        static const int order[3] = {0, 1, -1};
        const int16_t *middle = octave->differences[layer + order[l]] + at;
        for (int y = -1; y <= 1; y++) {
            for (int x = -1; x <= 1; x++) {
                if (l == 0 && x == 0 && y == 0)
                    continue;
                int other = middle[y * stride + x];
                if (maximum ? other >= value : other <= value)
                    return false;
            }
        }
    }
    return true;
}

struct point {
    int32_t x, y;
    int layer;
};

// The first and second derivatives of the differences about a pixel.
struct derivatives {
    double value, x, y, l, xx, yy, ll, xy, xl, yl;
};

static struct derivatives derive(const struct octave *octave, struct point point)
{
    const ptrdiff_t stride = octave->width;
    const ptrdiff_t at = (ptrdiff_t)point.y * stride + point.x;
    const int16_t *a = octave->differences[point.layer - 1] + at;
    const int16_t *b = octave->differences[point.layer] + at;
    const int16_t *c = octave->differences[point.layer + 1] + at;
    return (struct derivatives){
        .value = b[0],
        .x = (b[1] - b[-1]) / 2.0,
        .y = (b[stride] - b[-stride]) / 2.0,
        .l = (c[0] - a[0]) / 2.0,
        .xx = b[1] + b[-1] - 2 * b[0],
        .yy = b[stride] + b[-stride] - 2 * b[0],
        .ll = c[0] + a[0] - 2 * b[0],
        .xy = (b[stride + 1] - b[stride - 1] - b[1 - stride] + b[-stride - 1]) / 4.0,
        .xl = (c[1] - c[-1] - a[1] + a[-1]) / 4.0,
        .yl = (c[stride] - c[-stride] - a[stride] + a[-stride]) / 4.0,
    };
}

// Where the parabola through the neighbours has its extremum, by Cramer's rule. False
// when it has none.
static bool solve(double offset[3], const struct derivatives *d)
{
    double a = d->yy * d->ll - d->yl * d->yl;
    double b = d->xy * d->ll - d->yl * d->xl;
    double c = d->xy * d->yl - d->yy * d->xl;
    double determinant = d->xx * a - d->xy * b + d->xl * c;
    if (determinant == 0)
        return false;
    double e = d->xx * d->ll - d->xl * d->xl;
    double f = d->xx * d->yl - d->xy * d->xl;
    double g = d->xx * d->yy - d->xy * d->xy;
    offset[0] = -(d->x * a - d->y * b + d->l * c) / determinant;
    offset[1] = -(d->y * e - d->x * b - d->l * f) / determinant;
    offset[2] = -(d->l * g + d->x * c - d->y * f) / determinant;
    return true;
}

// A blob's curvatures along and across are alike, and of one sign.
static bool is_round(const struct derivatives *d)
{
    double trace = d->xx + d->yy, determinant = d->xx * d->yy - d->xy * d->xy;
    return determinant > 0 && trace * trace * edge_ratio <
                                  (edge_ratio + 1) * (edge_ratio + 1) * determinant;
}

static bool inside(const struct octave *octave, struct point point)
{
    return point.layer >= 1 && point.layer <= MIEN_LAYERS && point.x >= MARGIN &&
           point.x < octave->width - MARGIN && point.y >= MARGIN &&
           point.y < octave->height - MARGIN;
}

// 2^x for |x| <= 1/8 and a little more: exp()'s series, to the last bits of a float.
static double power_of_two(double x)
{
    double t = x * 0.69314718055994531;
    return 1 + t * (1 + t / 2 * (1 + t / 3 * (1 + t / 4 * (1 + t / 5))));
}

// Places an extremum between the pixels; moves on to a neighbour when it lies nearer
// there. False when it is weak, like an edge, or runs away.
static bool refine(struct mien_extremum *out, const struct octave *octave,
                   struct point point)
{
    for (int i = 0; i < REFINEMENTS && inside(octave, point); i++) {
        const struct derivatives d = derive(octave, point);
        double offset[3];
        if (!solve(offset, &d))
            return false;
        int move[3];
        for (int k = 0; k < 3; k++) {
            if (!(fabs(offset[k]) < 16))
                return false;
            move[k] = offset[k] > 0.5    ? (int)(offset[k] + 0.5)
                      : offset[k] < -0.5 ? (int)(offset[k] - 0.5)
                                         : 0;
        }
        if (move[0] != 0 || move[1] != 0 || move[2] != 0) {
            point.x += move[0];
            point.y += move[1];
            point.layer += move[2];
            continue;
        }
        double contrast =
            fabs(d.value + (d.x * offset[0] + d.y * offset[1] + d.l * offset[2]) / 2);
        if (contrast < CONTRAST_MIN || !is_round(&d))
            return false;
        // The pixels of an octave stand on every other one of the octave before, and
        // those of the first are each the middle of four: so pixel 0 lies at 1, and all
        // octaves count from there.
        out->x = (point.x + offset[0]) * octave->pixel + FIRST_PIXEL / 2.0;
        out->y = (point.y + offset[1]) * octave->pixel + FIRST_PIXEL / 2.0;
        out->sigma = MIEN_FIRST_SIGMA * mien_layer_scale[point.layer] *
                     power_of_two(offset[2] / MIEN_LAYERS) * octave->pixel;
        out->weight = contrast * out->sigma;
        return true;
    }
    return false;
}

// Whether a comes before b: the greater weight, and of equal ones the upper, the left,
// the smaller, so that the order does not hang on how they were found.
static bool before(const struct mien_extremum *a, const struct mien_extremum *b)
{
    if (a->weight != b->weight)
        return a->weight > b->weight;
    if (a->y != b->y)
        return a->y < b->y;
    if (a->x != b->x)
        return a->x < b->x;
    return a->sigma < b->sigma;
}

// Puts one into its place among the best.
static void keep(struct mien_extremum out[MIEN_EXTREMA_MAX], size_t *count,
                 const struct mien_extremum *found)
{
    if (*count == MIEN_EXTREMA_MAX && !before(found, &out[*count - 1]))
        return;
    size_t low = 0, high = *count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (before(found, &out[middle]))
            high = middle;
        else
            low = middle + 1;
    }
    if (*count < MIEN_EXTREMA_MAX)
        ++*count;
    memmove(out + low + 1, out + low, (*count - 1 - low) * sizeof *out);
    out[low] = *found;
}

static void search_row(struct mien_extremum out[MIEN_EXTREMA_MAX], size_t *count,
                       const struct octave *octave, int layer, int32_t y)
{
    const ptrdiff_t stride = octave->width;
    const int32_t first = MARGIN, across = octave->width - 2 * MARGIN;
    const int16_t *row = octave->differences[layer] + (ptrdiff_t)y * stride + first;
    uint8_t peaks[MIEN_REDUCED_SIDE / FIRST_PIXEL];
    // The parabola may add to the value, hardly half of it.
    octave->kernels->peaks(peaks, row, row - stride, row + stride, across,
                           CONTRAST_MIN / 2);
    const uint8_t *peak = peaks;
    while ((peak = memchr(peak, 1, (size_t)(peaks + across - peak))) != NULL) {
        const int32_t x = first + (int32_t)(peak - peaks);
        struct mien_extremum found;
        if (is_extremum(octave, layer, (ptrdiff_t)y * stride + x) &&
            refine(&found, octave, (struct point){x, y, layer}))
            keep(out, count, &found);
        peak++;
    }
}

static void search(struct mien_extremum out[MIEN_EXTREMA_MAX], size_t *count,
                   const struct octave *octave)
{
    for (int layer = 1; layer <= MIEN_LAYERS; layer++)
        for (int32_t y = MARGIN; y < octave->height - MARGIN; y++)
            search_row(out, count, octave, layer, y);
}

size_t mien_extrema(struct mien_extremum out[MIEN_EXTREMA_MAX],
                    const struct mien_plane *half, int16_t *work,
                    const struct mien_view_kernels *kernels)
{
    struct octave octave = {.width = half->width,
                            .height = half->height,
                            .pixel = FIRST_PIXEL,
                            .kernels = kernels};
    size_t count = 0;
    lay_out(&octave, work);
    blur(&octave, octave.layers[0], octave.differences[0], half->values, 0);
    while (octave.width >= SIDE_MIN && octave.height >= SIDE_MIN) {
        fill(&octave);
        search(out, &count, &octave);
        go_on(&octave);
    }
    return count;
}
