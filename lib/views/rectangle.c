// SPDX-License-Identifier: Apache-2.0
#include "views/rectangle.h"

#include <string.h>

#include "base/wipe.h"
#include "pdq/stream.h"
#include "views/turn.h"

enum {
    ROW = (MIEN_REDUCED_SIDE + MIEN_VIEW_SIDE - 1) / MIEN_VIEW_SIDE * MIEN_VIEW_SIDE
};

size_t mien_rectangle_work(void)
{
    size_t size = 0;
    // The sides are in range, so that this cannot fail.
    return mien_pdq_scratch_size(&size, MIEN_REDUCED_SIDE, MIEN_REDUCED_SIDE,
                                 MIEN_PDQ_FULL) == MIEN_OK
               ? size
               : 0;
}

static uint32_t whole(float side)
{
    if (!(side > 1))
        return 1;
    return side < MIEN_REDUCED_SIDE ? (uint32_t)(side + 0.5F) : MIEN_REDUCED_SIDE;
}

// Row `y` of the rectangle, a byte for each pixel.
static void draw_row(uint8_t row[ROW], const struct mien_plane *plane,
                     const struct mien_view_place *place, struct mien_turn turn,
                     uint32_t width, uint32_t height, uint32_t y,
                     const struct mien_view_kernels *kernels)
{
    const double down = y - (height - 1) / 2.0;
    float samples[MIEN_VIEW_SIDE];
    for (uint32_t x = 0; x < width; x += MIEN_VIEW_SIDE) {
        const double along = x - (width - 1) / 2.0;
        const struct mien_ray ray = {
            mien_fixed(place->x - 0.5 + along * turn.cosine - down * turn.sine),
            mien_fixed(place->y - 0.5 + along * turn.sine + down * turn.cosine),
            mien_fixed(turn.cosine), mien_fixed(turn.sine)};
        kernels->sample(samples, plane, ray);
        for (int i = 0; i < MIEN_VIEW_SIDE; i++)
            row[x + (uint32_t)i] = (uint8_t)(samples[i] + 0.5F);
    }
    mien_wipe(samples, sizeof samples);
}

void mien_rectangle_hash(struct mien_view *view, const struct mien_plane *plane,
                         const struct mien_view_kernels *kernels,
                         const struct mien_kernels *pdq, void *work)
{
    uint8_t row[ROW];
    const struct mien_view_place *place = &view->place;
    const uint32_t width = whole(place->width), height = whole(place->height);
    const struct mien_turn turn = mien_turn_by(place->degrees);
    struct mien_pdq_stream *stream;
    struct mien_pdq found = {{{0}}, 0};
    enum mien_status status =
        mien_pdq_begin_with(&stream, work, mien_rectangle_work(), width, height,
                            MIEN_PIXEL_GRAY8, MIEN_PDQ_FULL, pdq);
    for (uint32_t y = 0; y < height && status == MIEN_OK; y++) {
        draw_row(row, plane, place, turn, width, height, y, kernels);
        status = mien_pdq_push(stream, row, ROW, 1);
    }
    if (status == MIEN_OK)
        status = mien_pdq_finish(stream, &found, view->dihedral, NULL);
    view->quality = status == MIEN_OK ? found.quality : 0;
    view->count = MIEN_DIHEDRAL_COUNT;
    mien_wipe(row, sizeof row);
}
