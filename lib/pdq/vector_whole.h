// SPDX-License-Identifier: Apache-2.0
// The way of a block where a vector has 16 lanes, a whole row of it. Part of
// pdq/vector.h.
#ifndef MIEN_PDQ_VECTOR_WHOLE_H
#define MIEN_PDQ_VECTOR_WHOLE_H

// The block whose rows begin `offset` bytes behind `rows`, in the order of columns. May
// read 16 bytes of a row where the block has its last 4 pixels.
static inline void luma_tile(V tile[16], const uint8_t *const *rows, size_t offset,
                             const struct luma *luma, const bool gray)
{
    const struct luma local = *luma; // which no store elsewhere can change
    const B order = v_order(local.pixel);
    UNROLL
    for (size_t y = 0; y < 16; y++) {
        const uint8_t *row = rows[y] + offset;
        __builtin_prefetch(row + AHEAD * local.pixel);
        tile[y] = luma_of(&local, v_pixels(row, local.pixel, order), gray);
    }
    transpose(tile);
}

static inline void luma_block(float *columns, const uint8_t *const *rows, size_t offset,
                              const struct luma *luma, const bool gray)
{
    V tile[16];
    luma_tile(tile, rows, offset, luma, gray);
    UNROLL
    for (size_t x = 0; x < 16; x++)
        v_store(columns + x * 16, tile[x]);
}

// A block on its way from pixels through the first rows pass to the rows of the columns
// pass. It stays in registers.
struct front {
    V tile[16];
};

static inline void begin_front(struct front *front, struct passes *passes, uint32_t x,
                               const bool gray)
{
    size_t offset;
    const uint8_t *const *pixels = pixels_from(passes, x, &offset);
    room(&passes->first);
    luma_tile(front->tile, pixels, offset, &passes->luma, gray);
}

static inline void front_step(struct front *front, struct between *between,
                              V sums[GROUPS], float *fresh, const float *stale, V high,
                              V low, size_t y)
{
    v_store(fresh, front->tile[y]);
    sums[0] = v_sub(v_add(sums[0], front->tile[y]), v_load(stale));
    front->tile[y] = divide(sums[0], high, low);
}

static inline void end_front(struct front *front, struct between *between)
{
    transpose(front->tile);
    UNROLL
    for (size_t y = 0; y < MIEN_BAND; y++)
        v_store(between->rows + y * MIEN_BAND, front->tile[y]);
}

#endif
