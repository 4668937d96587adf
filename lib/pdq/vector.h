// SPDX-License-Identifier: Apache-2.0
// The kernels of PDQ, written once for vectors of any width that divides MIEN_BAND.
//
// A file for one instruction set defines, before it includes this one:
//   V, B            a vector of LANES floats, and one of as many bytes
//   LANES           4, 8 or 16
//   v_load, v_store from and to float *, any alignment
//   v_set1          all lanes the same
//   v_add, v_sub, v_mul, v_div      one rounding each
//   v_fma(a, b, c)  a * b + c, one rounding;  v_fnma(a, b, c)  c - a * b, one rounding;
//                   or, where there is no fused multiply-add, UNFUSED
//   load_tile(V to[LANES], const float *from, size_t stride)
//                   transposes: lane l of to[i] is from[l * stride + i]
//   what pdq/vector_luma.h needs besides
//   KERNELS, KERNELS_NAME   the table to define, and what it calls itself
//
// Division. s / n, with n an integer of 1 to 2^13, is computed as
//   s h + (s l), where h = 1/n rounded and l = (1/n - h) rounded, nearly
// with a fused multiply-add, and is the correctly rounded quotient. Proof, in units u
// of the last place of the quotient, for an n that is no power of two (for one that is,
// l is 0, and s h the quotient itself): h + l is 1/n but for a relative 2^-46, and the
// rounding of s l adds less than that. So the sum, before its one rounding, is off by
// less than 2^-21 u. That could matter only within this distance of a point half way
// between two floats. But s/n cannot be such a point (an odd 25-bit number times n has
// no less than 25 significant bits, and s has 24), and therefore is at least
// 1/(2n) u > 2^-14 u away from each. s l may underflow, which adds 2^-150: luma is a
// multiple of 2^-27, each division by up to 2^13 adds at most 13 + 24 binary places,
// and u of the third one is thereby no less than 2^-135; 2^-150 is 2^-15 u. A test
// compares this with the division instruction, which is used where UNFUSED is defined.
#ifndef MIEN_PDQ_VECTOR_H
#define MIEN_PDQ_VECTOR_H

#include <stdbool.h>
#include <string.h>

#include "pdq/kernels.h"

// How many vectors make up the 16 rows of a band.
#define GROUPS (MIEN_BAND / LANES)

// The passes work on blocks of 16 x 16 floats: in the order of rows, [y][x], or in the
// order of columns, [x][y].
enum {
    BLOCK = MIEN_BAND * MIEN_BAND
};

// Bytes of a row of 16 pixels, and those that luma may read besides.
enum {
    EDGE = MIEN_BAND * 4 + 16
};

// How many columns before they are needed, pixels and rows of the window are asked for.
// So many rows at once are more than processors foresee by themselves.
enum {
    AHEAD = 64
};

// Arrays of vectors are kept in registers where loops over them are unrolled.
#define UNROLL _Pragma("GCC unroll 16")

#include "pdq/vector_dct.h"
#include "pdq/vector_luma.h"

// The divisors of 16 steps, as what to multiply with; with UNFUSED `high` is the
// divisor itself, and `low` nothing.
struct divisors {
    float high[MIEN_BAND], low[MIEN_BAND];
    bool same; // all of them
};

static inline void invert(struct divisors *divisors, const float counts[MIEN_BAND])
{
    divisors->same = true;
    for (size_t i = 0; i < MIEN_BAND; i += LANES) {
        V count = v_load(counts + i);
#ifdef UNFUSED
        V high = count, low = v_set1(0);
#else
        V one = v_set1(1), high = v_div(one, count);
        V low = v_mul(v_fnma(high, count, one), high);
#endif
        v_store(divisors->high + i, high);
        v_store(divisors->low + i, low);
    }
    for (size_t i = 1; i < MIEN_BAND; i++)
        divisors->same &= counts[i] == counts[0];
}

static inline V divide(V sum, V high, V low)
{
#ifdef UNFUSED
    (void)low;
    return v_div(sum, high);
#else
    return v_fma(sum, high, v_mul(sum, low));
#endif
}

static inline void load_group(V to[GROUPS], const float *from)
{
    for (size_t g = 0; g < GROUPS; g++)
        to[g] = v_load(from + g * LANES);
}

static inline void store_group(float *to, const V from[GROUPS])
{
    for (size_t g = 0; g < GROUPS; g++)
        v_store(to + g * LANES, from[g]);
}

static inline void transpose_block(float *restrict to, size_t stride,
                                   const float *restrict from)
{
    for (size_t y = 0; y < MIEN_BAND; y += LANES) {
        for (size_t x = 0; x < MIEN_BAND; x += LANES) {
            V tile[LANES];
            load_tile(tile, from + y * MIEN_BAND + x, MIEN_BAND);
            UNROLL
            for (size_t i = 0; i < LANES; i++)
                v_store(to + (x + i) * stride + y, tile[i]);
        }
    }
}

// A pass along rows, on its way.
struct row_pass {
    float sums[MIEN_BAND]; // of the 16 rows
    // The columns that it takes in lie behind each other, 16 floats each. `fresh` is
    // where the next block of them goes; the window reaches back from there: zeros at
    // first.
    float *start, *fresh, *end;
    size_t window; // floats from a column to the one that leaves when it enters
};

// Returns the memory behind what the pass works in.
static inline float *begin_pass(struct row_pass *pass, float *work, uint32_t size)
{
    size_t window = (size_t)size * MIEN_BAND;
    memset(work, 0, window * sizeof *work);
    *pass = (struct row_pass){.start = work,
                              .fresh = work + window,
                              .end = work + window + MIEN_CHUNK * MIEN_BAND,
                              .window = window};
    return pass->end;
}

// Room for a block. When there is none left, what is under the window moves to the
// front.
static inline float *room(struct row_pass *pass)
{
    if (pass->fresh + BLOCK > pass->end) {
        memmove(pass->start, pass->fresh - pass->window, pass->window * sizeof(float));
        pass->fresh = pass->start + pass->window;
    }
    return pass->fresh;
}

// A column enters the sums, and the one that the window leaves behind is taken away.
static inline void row_step(V sums[GROUPS], const float *fresh, const float *stale)
{
    for (size_t g = 0; g < GROUPS; g++) {
        sums[g] = v_add(sums[g], v_load(fresh + g * LANES));
        sums[g] = v_sub(sums[g], v_load(stale + g * LANES));
    }
}

// The same for the first columns pass: of 16 columns, a row enters and takes the place
// of the one that leaves.
static inline void column_step(V sums[GROUPS], const float *fresh, float *stale)
{
    __builtin_prefetch(stale + AHEAD);
    for (size_t g = 0; g < GROUPS; g++) {
        V row = v_load(fresh + g * LANES), leaves = v_load(stale + g * LANES);
        v_store(stale + g * LANES, row);
        sums[g] = v_sub(v_add(sums[g], row), leaves);
    }
}

static inline void store_means(float *to, const V sums[GROUPS], V high, V low)
{
    for (size_t g = 0; g < GROUPS; g++)
        v_store(to + g * LANES, divide(sums[g], high, low));
}

// What lies between the passes, in the memory to work in (which the caller wipes:
// nothing of the picture is put on the stack but what registers have no room for).
struct between {
    float blurred[BLOCK];      // what the first rows pass gives, [x][y]
    float rows[BLOCK];         // the same for the columns pass, [y][x]
    float blurred_rows[BLOCK]; // what that gives
    float sums[BLOCK]; // of the second rows pass, [x][y], of which it divides samples
    float samples[BLOCK];          // up to 16 of each row, [x][y]
    uint8_t edge[MIEN_BAND][EDGE]; // copies of the last pixels of rows
};
_Static_assert(sizeof(struct between) ==
                   (5 * MIEN_BAND + 20) * MIEN_BAND * sizeof(float),
               "mien_band_work() has room for it");

// All passes over a band.
struct passes {
    struct luma luma;
    const struct mien_band *band;
    struct between *between;
    struct row_pass first, second;
    const uint8_t *edges[MIEN_BAND];
    uint32_t blocks; // of 16 columns
    uint32_t taken;  // samples so far
    struct divisors across, down;
};

// Where pixels of the 16 rows from x on may be read: in the picture, or else in a copy
// with zeros where it has no pixels. `offset` is from the beginnings of rows.
static const uint8_t *const *pixels_from(struct passes *passes, uint32_t x,
                                         size_t *offset)
{
    const struct mien_band *band = passes->band;
    const size_t pixel = passes->luma.pixel, size = band->across.length * pixel;
    *offset = x * pixel;
    if (*offset + (MIEN_BAND - 4) * pixel + 16 <= size)
        return band->pixels;
    size_t left = *offset < size ? size - *offset : 0;
    left = left < MIEN_BAND * pixel ? left : MIEN_BAND * pixel;
    memset(passes->between->edge, 0, sizeof passes->between->edge);
    for (size_t y = 0; y < MIEN_BAND; y++) {
        passes->edges[y] = passes->between->edge[y];
        if (left > 0)
            memcpy(passes->between->edge[y], band->pixels[y] + *offset, left);
    }
    *offset = 0;
    return passes->edges;
}

#if LANES == 16
#include "pdq/vector_whole.h"
#else
#include "pdq/vector_quarters.h"
#endif

static void take_luma(struct passes *passes, uint32_t x)
{
    size_t offset;
    const uint8_t *const *pixels = pixels_from(passes, x, &offset);
    if (passes->luma.pixel == 1)
        luma_block(room(&passes->first), pixels, offset, &passes->luma, true);
    else
        luma_block(room(&passes->first), pixels, offset, &passes->luma, false);
}

// The first rows pass runs `lead` steps ahead of its output.
static void lead_in(struct passes *passes)
{
    struct row_pass *first = &passes->first;
    const uint32_t lead = passes->band->across.lead;
    V sums[GROUPS];
    load_group(sums, first->sums);
    for (uint32_t x = 0, n; x < lead; x += n) {
        n = lead - x < MIEN_BAND ? lead - x : MIEN_BAND;
        take_luma(passes, x);
        for (uint32_t i = 0; i < n; i++, first->fresh += MIEN_BAND)
            row_step(sums, first->fresh, first->fresh - first->window);
    }
    store_group(first->sums, sums);
}

// What the columns pass gave for block b becomes the second rows pass's next columns;
// those past the end of the rows are zeros.
static void take_columns(struct passes *passes, uint32_t b)
{
    float *columns = room(&passes->second);
    uint32_t length = passes->band->across.length, x = b * MIEN_BAND;
    uint32_t inside = x < length ? length - x : 0;
    if (inside > 0)
        transpose_block(columns, MIEN_BAND, passes->between->blurred_rows);
    if (inside < MIEN_BAND)
        memset(columns + inside * MIEN_BAND, 0,
               (MIEN_BAND - inside) * MIEN_BAND * sizeof *columns);
}

// 16 steps of each pass: of the first one for block b, of the columns pass for the
// block before, and of the second one for the block before that. A running sum waits
// for its last addition, again and again; so the three sums take turns. This is for
// blocks away from the edges, where all divisors of a pass are the same.
static inline void inner_steps(struct passes *passes, uint32_t b, const bool gray)
{
    struct front front;
    begin_front(&front, passes, b * MIEN_BAND + passes->band->across.lead, gray);
    // Copies of what is needed in the loop, which no store there can change.
    struct between *between = passes->between;
    float *const *window = passes->band->window;
    const size_t x = (b - 1) * MIEN_BAND;
    float *fresh = passes->first.fresh;
    const float *stale = fresh - passes->first.window;
    const float *fresh2 = passes->second.fresh;
    const float *stale2 = fresh2 - passes->second.window;
    V high = v_set1(passes->across.high[0]), low = v_set1(passes->across.low[0]);
    V high_down = v_set1(passes->down.high[0]), low_down = v_set1(passes->down.low[0]);
    V first[GROUPS], columns[GROUPS], second[GROUPS];
    load_group(first, passes->first.sums);
    load_group(columns, passes->band->sums + x);
    load_group(second, passes->second.sums);
    UNROLL
    for (size_t y = 0; y < MIEN_BAND; y++) {
        size_t i = y * MIEN_BAND;
        front_step(&front, between, first, fresh + i, stale + i, high, low, y);
        column_step(columns, between->rows + i, window[y] + x);
        store_means(between->blurred_rows + i, columns, high_down, low_down);
        row_step(second, fresh2 + i, stale2 + i);
        store_group(between->sums + i, second);
    }
    store_group(passes->first.sums, first);
    store_group(passes->band->sums + x, columns);
    store_group(passes->second.sums, second);
    passes->first.fresh += BLOCK;
    passes->second.fresh += BLOCK;
    end_front(&front, between);
}

// The same for any block, one pass after the other, and those that it has no steps for
// left out.
static void outer_steps(struct passes *passes, uint32_t b)
{
    const struct mien_window across = passes->band->across;
    struct between *between = passes->between;
    V sums[GROUPS];
    if (b >= 2) {
        struct row_pass *second = &passes->second;
        load_group(sums, second->sums);
        for (size_t i = 0; i < BLOCK; i += MIEN_BAND, second->fresh += MIEN_BAND) {
            row_step(sums, second->fresh, second->fresh - second->window);
            store_group(between->sums + i, sums);
        }
        store_group(second->sums, sums);
    }
    if (b >= 1 && b - 1 < passes->blocks) {
        const size_t x = (b - 1) * MIEN_BAND;
        load_group(sums, passes->band->sums + x);
        for (size_t y = 0; y < MIEN_BAND; y++) {
            column_step(sums, between->rows + y * MIEN_BAND,
                        passes->band->window[y] + x);
            store_means(between->blurred_rows + y * MIEN_BAND, sums,
                        v_set1(passes->down.high[y]), v_set1(passes->down.low[y]));
        }
        store_group(passes->band->sums + x, sums);
    }
    if (b < passes->blocks) {
        struct row_pass *first = &passes->first;
        const uint32_t step = b * MIEN_BAND + across.lead;
        float counts[MIEN_BAND];
        struct divisors edge;
        for (uint32_t i = 0; i < MIEN_BAND; i++)
            counts[i] = (float)mien_window_count(across, step + i);
        invert(&edge, counts);
        take_luma(passes, step);
        load_group(sums, first->sums);
        for (size_t i = 0; i < MIEN_BAND; i++, first->fresh += MIEN_BAND) {
            row_step(sums, first->fresh, first->fresh - first->window);
            store_means(between->blurred + i * MIEN_BAND, sums, v_set1(edge.high[i]),
                        v_set1(edge.low[i]));
        }
        store_group(first->sums, sums);
        transpose_block(between->rows, MIEN_BAND, between->blurred);
    }
}

// The samples among the 16 steps from `step` on of the second rows pass. They repeat
// where the rows are shorter than 64.
static void take_samples(struct passes *passes, uint32_t step)
{
    const struct mien_window across = passes->band->across;
    while (passes->taken < MIEN_SAMPLES) {
        uint32_t next = mien_window_sample(across, passes->taken) + across.lead;
        if (next >= step + MIEN_BAND)
            break;
        V count = v_set1((float)mien_window_count(across, next)), sums[GROUPS];
        load_group(sums, passes->between->sums + (size_t)(next - step) * MIEN_BAND);
        for (size_t g = 0; g < GROUPS; g++)
            sums[g] = v_div(sums[g], count);
        store_group(passes->between->samples + passes->taken % MIEN_BAND * MIEN_BAND,
                    sums);
        passes->taken++;
        if (passes->taken % MIEN_BAND != 0)
            continue;
        transpose_block(passes->band->samples[0] + passes->taken - MIEN_BAND,
                        MIEN_SAMPLES, passes->between->samples);
    }
}

static void begin_passes(struct passes *passes, const struct mien_band *band)
{
    *passes = (struct passes){.band = band};
    passes->blocks = (band->across.length + MIEN_BAND - 1) / MIEN_BAND;
    begin_luma(&passes->luma, band->format);
    float *work = begin_pass(&passes->first, band->work, band->across.size);
    work = begin_pass(&passes->second, work, band->across.size);
    passes->between = (void *)work;
    float counts[MIEN_BAND];
    for (size_t i = 0; i < MIEN_BAND; i++)
        counts[i] = (float)band->across.size;
    invert(&passes->across, counts);
    invert(&passes->down, band->counts);
}

static void band_passes(const struct mien_band *band)
{
    const struct mien_window across = band->across;
    struct passes passes;
    begin_passes(&passes, band);
    lead_in(&passes);
    for (uint32_t b = 0; passes.taken < MIEN_SAMPLES; b++) {
        const uint32_t step = b * MIEN_BAND + across.lead;
        const bool inner = b >= 2 && b < passes.blocks && step + 1 >= across.size &&
                           step + MIEN_BAND <= across.length && passes.down.same;
        if (b >= 2)
            take_columns(&passes, b - 2);
        if (!inner)
            outer_steps(&passes, b);
        else if (passes.luma.pixel == 1)
            inner_steps(&passes, b, true);
        else
            inner_steps(&passes, b, false);
        if (b >= 2)
            take_samples(&passes, (b - 2) * MIEN_BAND);
    }
}

const struct mien_kernels KERNELS = {
    .name = KERNELS_NAME,
    .band = band_passes,
    .second_columns = second_columns,
    .dct = dct,
    .gradient = gradient,
};

#endif
