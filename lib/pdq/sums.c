// SPDX-License-Identifier: Apache-2.0
#include "pdq/sums.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"
#include "pdq/weights.h"

enum {
    ALIGN = 64,
    CHANNELS_MAX = 4,
    // What the weights across come to, of all channels together: also if all of it is
    // one weight, that has 16 bits with its sign.
    ACROSS_TOTAL = 32000,
    // Away from the ends of an axis all samples have the same weights, as long as each
    // value stands for itself: those of the first, the last, and all others.
    KINDS = 3
};

// What lies where in the memory, in bytes. Every part is a multiple of ALIGN.
struct layout {
    size_t row;  // numbers in a line, with room for what a sample reads beyond
    size_t wide; // the same, or 0 when no sum has more than 16 bits
    size_t taps; // room for the weights of a sample across
    size_t down, across, values;
};

static size_t aligned(size_t size)
{
    return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static struct layout layout_of(const struct mien_sums_shape *shape)
{
    const size_t pixel = mien_pixel_size(shape->format);
    const struct mien_window across = mien_window_for(shape->width);
    const struct mien_window down = mien_window_for(shape->height);
    const size_t sets = shape->scale == 1 ? KINDS : 64;
    const size_t most_across = mien_weights_max(across, shape->scale);
    const size_t most_down = mien_weights_max(down, shape->scale);
    const size_t most = most_across > most_down ? most_across : most_down;
    const size_t taps = aligned(most_across * pixel + MIEN_SUM_ACROSS);
    const size_t row = aligned(mien_reduced(shape->width, shape->scale) * pixel + taps);
    const bool narrow =
        shape->scale == 1 && down.size * down.size < MIEN_SUM_WEIGHT_MAX;
    return (struct layout){
        .row = row,
        .wide = narrow ? 0 : row,
        .taps = taps,
        .down = aligned(sets * most_down * sizeof(uint16_t)),
        .across = aligned(sets * taps * sizeof(int16_t)),
        .values = aligned(most * sizeof(uint64_t)),
    };
}

enum mien_status mien_sums_size(size_t *size, const struct mien_sums_shape *shape)
{
    // Two rows of 16-bit sums and the line, and two rows of 32-bit sums.
    const struct layout layout = layout_of(shape);
    size_t narrow, wide, rows;
    if (!mien_size_mul(&narrow, layout.row, 3 * sizeof(uint16_t)) ||
        !mien_size_mul(&wide, layout.wide, 2 * sizeof(uint32_t)) ||
        !mien_size_add(&rows, narrow, wide) ||
        !mien_size_add(size, rows, layout.down + layout.across + layout.values))
        return MIEN_ERROR_LIMIT;
    return MIEN_OK;
}

// The largest weight of a row. Reduced rows are few, and one may be added several times
// over for the sake of finer weights.
static uint32_t row_weight_max(uint32_t scale)
{
    return scale == 1 ? MIEN_SUM_ROW_WEIGHT_MAX
                      : MIEN_SUM_ROW_WEIGHT_MAX * scale * scale / 4;
}

// At the ends of a column weights are fractions of the tent's unit. Some multiples of
// it make them whole numbers, or nearly so: the best from half of `most` on.
static uint64_t finest_multiple(const uint64_t *values, uint32_t count, uint64_t most)
{
    uint64_t best = most, best_error = UINT64_MAX;
    for (uint64_t multiple = most; 2 * multiple > most; multiple--) {
        uint64_t sum = 0, error = 0;
        for (uint32_t k = 0; k < count; k++) {
            sum += values[k];
            uint64_t over = sum * multiple % MIEN_WEIGHT_UNIT;
            uint64_t off = over < MIEN_WEIGHT_UNIT / 2 ? over : MIEN_WEIGHT_UNIT - over;
            error = off > error ? off : error;
        }
        error = error * most / multiple; // in parts of the whole
        if (error < best_error) {
            best = multiple;
            best_error = error;
        }
    }
    return best;
}

// Whole weights for rows, in proportion: a multiple of the tent's own where those are
// small enough, which away from the ends has no rounding. Else what rounding takes from
// one it gives to the next. Returns their sum.
static uint32_t round_down_weights(uint16_t *to, const uint64_t *values, uint32_t count,
                                   const struct mien_weights *weights, uint32_t scale)
{
    const uint64_t row = (uint64_t)row_weight_max(scale) * MIEN_WEIGHT_UNIT;
    const uint64_t all = (uint64_t)(MIEN_SUM_WEIGHT_MAX - 1) * MIEN_WEIGHT_UNIT;
    // Times numerator, by denominator.
    uint64_t numerator = row, denominator = weights->peak;
    if (row >= weights->peak) {
        numerator = row / weights->peak;
        denominator = MIEN_WEIGHT_UNIT;
        if (scale == 1 && numerator > all / weights->total)
            numerator = weights->total < all ? all / weights->total : 1;
        if (scale == 1)
            numerator = finest_multiple(values, count, numerator);
    } else {
        numerator /= MIEN_WEIGHT_UNIT;
    }
    uint64_t sum = 0;
    uint32_t total = 0;
    for (uint32_t k = 0; k < count; k++) {
        sum += values[k];
        const uint32_t now =
            (uint32_t)((sum * numerator + denominator / 2) / denominator);
        to[k] = (uint16_t)(now - total);
        total = now;
    }
    return total;
}

static void plan_down(struct mien_sums *sums, uint16_t *room, uint64_t *values,
                      const struct mien_sums_shape *shape)
{
    const struct mien_window window = mien_window_for(shape->height);
    bool shared = false; // the row before is like all others away from the ends
    for (uint32_t i = 0; i < 64; i++) {
        struct mien_sums_row *row = &sums->down[i];
        const struct mien_reach reach = mien_reach_of(window, shape->scale, i);
        if (shared && reach.whole) {
            *row = row[-1];
        } else {
            const struct mien_weights weights =
                mien_weights_of(values, window, shape->scale, i);
            row->weights = room;
            row->count = reach.count;
            row->total =
                round_down_weights(room, values, reach.count, &weights, shape->scale);
            room += reach.count;
            while ((255 * row->total + (1u << row->shift >> 1)) >> row->shift > 65535)
                row->shift++;
        }
        row->first = reach.first;
        shared = reach.whole && shape->scale == 1;
    }
}

// Luma's parts of 65536 in each channel of a pixel.
static void luma_parts(uint64_t parts[CHANNELS_MAX], enum mien_pixel_format format)
{
    enum {
        RED = 19595,
        GREEN = 38470,
        BLUE = 7471
    };
    const bool bgr = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8;
    parts[0] = format == MIEN_PIXEL_GRAY8 ? 65536 : bgr ? BLUE : RED;
    parts[1] = GREEN;
    parts[2] = bgr ? RED : BLUE;
    parts[3] = 0; // alpha
}

// Whole weights along a line. What rounding takes from one it gives to the next of the
// same channel, so that each channel has its part of the whole. Returns their sum.
static uint32_t round_across_weights(int16_t *to, const uint64_t *values,
                                     uint32_t count, uint64_t whole,
                                     enum mien_pixel_format format)
{
    const size_t pixel = mien_pixel_size(format);
    uint64_t parts[CHANNELS_MAX], before[CHANNELS_MAX] = {0}, sum = 0;
    luma_parts(parts, format);
    uint32_t total = 0;
    for (uint32_t k = 0; k < count; k++) {
        sum += values[k];
        // The sum is below 2^43: the square of a window of 2^13, times the unit.
        const uint64_t part = (sum << 20) / whole;
        for (size_t c = 0; c < pixel; c++) {
            const uint64_t now = (part * parts[c] * ACROSS_TOTAL) >> 36;
            to[k * pixel + c] = (int16_t)(now - before[c]);
            total += (uint32_t)(now - before[c]);
            before[c] = now;
        }
    }
    return total;
}

static void plan_across(struct mien_sums *sums, int16_t *room, size_t taps,
                        uint64_t *values, const struct mien_sums_shape *shape)
{
    const uint32_t pixel = (uint32_t)mien_pixel_size(shape->format);
    const struct mien_window window = mien_window_for(shape->width);
    bool shared = false;
    for (uint32_t j = 0; j < 64; j++) {
        struct mien_dot *dot = &sums->across[j];
        const struct mien_reach reach = mien_reach_of(window, shape->scale, j);
        if (shared && reach.whole) {
            *dot = dot[-1];
            sums->offsets[j] = sums->offsets[j - 1];
            sums->factors[j] = sums->factors[j - 1];
        } else {
            const uint64_t whole =
                mien_weights_of(values, window, shape->scale, j).total;
            const float total = (float)round_across_weights(room, values, reach.count,
                                                            whole, shape->format);
            dot->weights = room;
            dot->count = (reach.count * pixel + MIEN_SUM_ACROSS - 1) / MIEN_SUM_ACROSS *
                         MIEN_SUM_ACROSS;
            // A line holds its values less 2^15.
            sums->offsets[j] = total * 32768.0f;
            sums->factors[j] = 1.0f / total;
            room += taps;
        }
        dot->begin = reach.first * pixel;
        shared = reach.whole && shape->scale == 1;
    }
}

void mien_sums_begin(struct mien_sums *sums, void *memory,
                     const struct mien_sums_shape *shape,
                     const struct mien_sum_kernels *kernels)
{
    const struct layout layout = layout_of(shape);
    memset(sums, 0, sizeof *sums);
    sums->kernels = kernels;
    sums->bytes =
        mien_reduced(shape->width, shape->scale) * mien_pixel_size(shape->format);
    char *next = memory;
    for (int i = 0; i < 2; i++) {
        sums->open[i].sums = (void *)next;
        next += layout.row * sizeof(uint16_t);
        sums->open[i].wide = (void *)next;
        next += layout.wide * sizeof(uint32_t);
    }
    sums->line = (void *)next;
    next += layout.row * sizeof(int16_t);
    int16_t *across = (void *)next;
    next += layout.across;
    uint64_t *values = (void *)next;
    next += layout.values;
    plan_across(sums, across, layout.taps, values, shape);
    plan_down(sums, (void *)next, values, shape);
}

// As much of a weight as one addition takes, before the sums are full.
static uint32_t part_of(uint32_t weight, uint32_t held)
{
    const uint32_t most = MIEN_SUM_WEIGHT_MAX - held;
    weight = weight < most ? weight : most;
    return weight < MIEN_SUM_ROW_WEIGHT_MAX ? weight : MIEN_SUM_ROW_WEIGHT_MAX;
}

// Adds `count` rows to a row of samples, each times its weight.
static void add_rows(const struct mien_sums *sums, struct mien_sums_open *open,
                     const uint8_t *pixels, ptrdiff_t stride, const uint16_t *weights,
                     uint32_t count)
{
    const uint8_t *rows[MIEN_SUM_ROWS];
    uint8_t parts[MIEN_SUM_ROWS];
    uint32_t n = 0, y = 0, left = weights[0];
    while (y < count) {
        const uint32_t part = part_of(left, open->held);
        if (part > 0) {
            rows[n] = pixels + (ptrdiff_t)y * stride;
            parts[n++] = (uint8_t)part;
            open->held += part;
            left -= part;
        }
        if (left == 0 && ++y < count)
            left = weights[y];
        const bool full = left > 0 && open->held == MIEN_SUM_WEIGHT_MAX;
        if (n == MIEN_SUM_ROWS || y == count || full) {
            if (n > 0)
                sums->kernels->add(open->sums, rows, parts, n, sums->bytes);
            n = 0;
        }
        if (full) {
            sums->kernels->spill(open->wide, open->sums, sums->bytes);
            open->held = 0;
        }
    }
}

// A row of sums becomes a row of samples.
static void finish_row(struct mien_sums *sums, struct mien_sums_open *open)
{
    const struct mien_sums_row *row = &sums->down[sums->done];
    if (row->total <= MIEN_SUM_WEIGHT_MAX)
        sums->kernels->settle(sums->line, open->sums, sums->bytes);
    else
        sums->kernels->settle_wide(sums->line, open->wide, open->sums, row->shift,
                                   sums->bytes);
    open->held = 0;
    sums->kernels->dots(sums->dots, sums->line, sums->across);
    const float factor = (float)(1u << row->shift) / (float)row->total;
    float *samples = sums->luma[sums->done++];
    for (int j = 0; j < 64; j++)
        samples[j] =
            ((float)sums->dots[j] + sums->offsets[j]) * (sums->factors[j] * factor);
}

void mien_sums_push(struct mien_sums *sums, const uint8_t *pixels, ptrdiff_t stride,
                    uint32_t rows)
{
    const uint32_t begin = sums->rows, end = begin + rows;
    for (uint32_t i = sums->done; i < 64 && sums->down[i].first < end; i++) {
        const struct mien_sums_row *row = &sums->down[i];
        uint32_t from = row->first > begin ? row->first : begin;
        uint32_t to = row->first + row->count < end ? row->first + row->count : end;
        struct mien_sums_open *open = &sums->open[i % 2];
        add_rows(sums, open, pixels + (ptrdiff_t)(from - begin) * stride, stride,
                 row->weights + (from - row->first), to - from);
        if (to == row->first + row->count)
            finish_row(sums, open);
    }
    sums->rows = end;
}
