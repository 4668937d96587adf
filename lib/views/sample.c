// SPDX-License-Identifier: Apache-2.0
#include "views/sample.h"

#include "base/wipe.h"
#include "pdq/bits.h"

enum {
    SIDE_MIN = 16
};

// Samples may stand this far apart, in pixels, before a half of the picture, in which
// they stand nearer, shows more truly what lies between them.
static const double step_max = 1.6;

static size_t half_size(const struct mien_plane *plane)
{
    return (size_t)(plane->width / 2) * (size_t)(plane->height / 2);
}

static bool has_half(const struct mien_plane *plane)
{
    return plane->width >= 2 * SIDE_MIN && plane->height >= 2 * SIDE_MIN;
}

size_t mien_halves_work(const struct mien_plane *reduced)
{
    size_t sum = 0;
    struct mien_plane plane = *reduced;
    for (int i = 1; i < MIEN_HALVES && has_half(&plane); i++) {
        sum += half_size(&plane);
        plane.width /= 2;
        plane.height /= 2;
    }
    return sum;
}

static void halve(struct mien_plane *out, const struct mien_plane *in)
{
    for (int32_t y = 0; y < out->height; y++) {
        const int16_t *upper = in->values + (ptrdiff_t)2 * y * in->width;
        const int16_t *lower = upper + in->width;
        int16_t *row = out->values + (ptrdiff_t)y * out->width;
        for (int32_t x = 0; x < out->width; x++)
            row[x] = (int16_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] +
                                lower[2 * x + 1] + 2) >>
                               2);
    }
}

void mien_halves_make(struct mien_halves *halves, const struct mien_plane *reduced,
                      int16_t *work)
{
    halves->levels[0] = *reduced;
    halves->count = 1;
    while (halves->count < MIEN_HALVES &&
           has_half(&halves->levels[halves->count - 1])) {
        const struct mien_plane *in = &halves->levels[halves->count - 1];
        struct mien_plane *out = &halves->levels[halves->count++];
        *out = (struct mien_plane){in->width / 2, in->height / 2, work};
        work += half_size(in);
        halve(out, in);
    }
}

static void sample(float luma[64][64], const struct mien_halves *halves,
                   struct mien_square square, struct mien_turn turn,
                   const struct mien_view_kernels *kernels)
{
    int level = 0;
    double step = square.side / MIEN_VIEW_SIDE, pixel = 1;
    while (level + 1 < halves->count && step >= step_max) {
        level++;
        step /= 2;
        pixel *= 2;
    }
    const double along = step * turn.cosine, across = step * turn.sine;
    const double middle = (MIEN_VIEW_SIDE - 1) / 2.0;
    const double x = square.x / pixel - 0.5 - middle * along;
    const double y = square.y / pixel - 0.5 - middle * across;
    for (int row = 0; row < MIEN_VIEW_SIDE; row++) {
        const double down = row - middle;
        const struct mien_ray ray = {mien_fixed(x - down * across),
                                     mien_fixed(y + down * along), mien_fixed(along),
                                     mien_fixed(across)};
        kernels->sample(luma[row], &halves->levels[level], ray);
    }
}

void mien_sample_hash(struct mien_view *view, bool all,
                      const struct mien_halves *halves, struct mien_square square,
                      struct mien_turn turn, const struct mien_view_kernels *kernels,
                      const struct mien_kernels *pdq)
{
    float luma[64][64], coefficients[16][16];
    sample(luma, halves, square, turn, kernels);
    view->quality = mien_quality_of(pdq->gradient(luma));
    if (view->quality >= MIEN_PDQ_QUALITY_MIN) {
        pdq->dct(coefficients, luma);
        view->count = all ? MIEN_DIHEDRAL_COUNT : 1;
        for (uint32_t i = 0; i < view->count; i++)
            mien_bits_dihedral(&view->dihedral[i], coefficients, (enum mien_dihedral)i);
    }
    mien_wipe(luma, sizeof luma);
    mien_wipe(coefficients, sizeof coefficients);
}
