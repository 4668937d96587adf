// SPDX-License-Identifier: Apache-2.0
#include "case_made_up.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum {
    SIDE = 256,
    CELL = 16, // pixels between two points of the lattice
    POINTS = SIDE / CELL + 2
};

// 0 to 255 for each point of the lattice, without any order.
static unsigned lattice(unsigned x, unsigned y)
{
    uint32_t h = (y * POINTS + x) * 0x9E3779B1u;
    h = (h ^ h >> 15) * 0x2C1B3C6Du;
    h = (h ^ h >> 12) * 0x297A2D39u;
    return (h ^ h >> 15) & 0xFF;
}

// The light at a pixel: between the four points around it, in proportion.
static uint8_t light(unsigned x, unsigned y)
{
    unsigned column = x / CELL, row = y / CELL, right = x % CELL, down = y % CELL;
    unsigned above =
        lattice(column, row) * (CELL - right) + lattice(column + 1, row) * right;
    unsigned below = lattice(column, row + 1) * (CELL - right) +
                     lattice(column + 1, row + 1) * right;
    return (uint8_t)((above * (CELL - down) + below * down) / (CELL * CELL));
}

static bool hash(struct case_picture *picture, void *scratch, size_t size,
                 const uint8_t *pixels)
{
    static const struct mien_views_options options = {.size = sizeof options,
                                                      .purposes = MIEN_VIEWS_BANK};
    struct mien_views_stream *stream;
    if (mien_views_begin(&stream, scratch, size, SIDE, SIDE, MIEN_PIXEL_GRAY8) !=
        MIEN_OK)
        return false;
    if (mien_views_push(stream, pixels, SIDE, SIDE) == MIEN_OK &&
        mien_views_finish(stream, picture->views, MIEN_VIEWS_MAX, &picture->view_count,
                          MIEN_ORIENTATION_TOP_LEFT, &options) == MIEN_OK)
        return true;
    mien_views_abandon(stream);
    return false;
}

bool case_made_up(struct case_picture *picture)
{
    size_t size;
    if (mien_views_scratch_size(&size, SIDE, SIDE) != MIEN_OK)
        return false;
    void *scratch = memory_zeroed(size, 1);
    uint8_t *pixels = memory_zeroed(SIDE, SIDE);
    picture->views = memory_zeroed(MIEN_VIEWS_MAX, sizeof picture->views[0]);
    for (unsigned y = 0; y < SIDE; y++)
        for (unsigned x = 0; x < SIDE; x++)
            pixels[y * SIDE + x] = light(x, y);
    bool good = hash(picture, scratch, size, pixels);
    if (good) {
        picture->quality = picture->views[0].quality;
        memcpy(picture->dihedral, picture->views[0].dihedral, sizeof picture->dihedral);
    }
    free(pixels);
    free(scratch);
    return good;
}
