// SPDX-License-Identifier: Apache-2.0
// The way of a block where a vector has 4 or 8 lanes: 4 x 4 floats in each quarter of
// 16 bytes. Part of pdq/vector.h.
#ifndef MIEN_PDQ_VECTOR_QUARTERS_H
#define MIEN_PDQ_VECTOR_QUARTERS_H

// The block whose rows begin `offset` bytes behind `rows`, in the order of columns. May
// read 16 bytes of a row where the block has its last 4 pixels.
static inline void luma_block(float *columns, const uint8_t *const *rows, size_t offset,
                              const struct luma *luma, const bool gray)
{
    const struct luma local = *luma; // which no store below can change
    for (size_t y = 0; y < 16; y++)
        __builtin_prefetch(rows[y] + offset + AHEAD * local.pixel);
    for (size_t y = 0; y < 16; y += LANES) {
        for (size_t x = 0; x < 16; x += 4) {
            V tile[4];
            for (size_t i = 0; i < 4; i++)
                tile[i] = luma_of(
                    &local, v_pixels(rows + y + i, offset + x * local.pixel), gray);
            v_turn(tile);
            for (size_t i = 0; i < 4; i++)
                v_store(columns + (x + i) * 16 + y, tile[i]);
        }
    }
}

// A block on its way from pixels through the first rows pass to the rows of the columns
// pass.
struct front {
    char none;
};

static inline void begin_front(struct front *front, struct passes *passes, uint32_t x,
                               const bool gray)
{
    size_t offset;
    const uint8_t *const *pixels = pixels_from(passes, x, &offset);
    luma_block(room(&passes->first), pixels, offset, &passes->luma, gray);
}

static inline void front_step(struct front *front, struct between *between,
                              V sums[GROUPS], float *fresh, const float *stale, V high,
                              V low, size_t y)
{
    row_step(sums, fresh, stale);
    store_means(between->blurred + y * MIEN_BAND, sums, high, low);
}

static inline void end_front(struct front *front, struct between *between)
{
    transpose_block(between->rows, MIEN_BAND, between->blurred);
}

#endif
