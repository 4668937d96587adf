// SPDX-License-Identifier: Apache-2.0
#include "case_made_up.h"

#include <stdlib.h>

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

bool case_made_up(uint32_t *quality, struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT])
{
    struct mien_pdq hash;
    uint8_t *pixels = memory_zeroed(SIDE, SIDE);
    for (unsigned y = 0; y < SIDE; y++)
        for (unsigned x = 0; x < SIDE; x++)
            pixels[y * SIDE + x] = light(x, y);
    bool good = mien_pdq_hash(&hash, dihedral, pixels, SIDE, SIDE, SIDE,
                              MIEN_PIXEL_GRAY8, MIEN_PDQ_FULL) == MIEN_OK;
    if (good)
        *quality = hash.quality;
    free(pixels);
    return good;
}
