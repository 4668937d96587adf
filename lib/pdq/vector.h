// SPDX-License-Identifier: Apache-2.0
// The kernels of PDQ, written once for vectors of any width that divides MIEN_BAND.
//
// A file for one instruction set defines, before it includes this one:
//   V               a vector of LANES floats
//   LANES           4, 8 or 16
//   v_load, v_store from and to float *, any alignment
//   v_set1          all lanes the same
//   v_add, v_sub, v_mul     one rounding each
//   v_fma(a, b, c)  a * b + c, one rounding;  v_fnma(a, b, c)  c - a * b, one rounding
//   v_quarters(const float *from, size_t stride)
//                   4 floats of LANES / 4 rows, which are 4 rows apart: quarter q of
//                   the vector is from[4 * q * stride] and the next three
//   v_turn(V[4])    transposes 4 x 4 floats in each quarter of the vectors
//   luma_one, luma_three, luma_four(rows, offset, red)
//                   the luma of 4 pixels of so many bytes, of LANES / 4 rows which are
//                   4 rows apart; they may read 4 bytes more. `red` is the index of the
//                   red channel, 0 or 2
//   KERNELS, KERNELS_NAME   the table to define, and what it calls itself
//
// Division. s / n, with n an integer of 1 to 2^13 and r = 1/n rounded, is computed as
//   q = s r;   e = s - q n;   q + e r
// with fused multiply-adds, and is the correctly rounded quotient. Proof, in units u of
// the last place of q: q is within 1.5 u of s/n, since r and the product each add a
// relative 2^-24. e is exact: it is a multiple of u, as n is an integer, and no more
// than 1.5 n u < 2^24 u. Then q + e r differs from s/n before its one rounding by at
// most |e| n^-1 2^-24 <= 1.5 * 2^-24 u. That could matter only within this distance of
// a point half way between two floats; but s/n cannot be such a point (an odd 25-bit
// number times n has no less than 25 significant bits, and s has 24), and therefore is
// at least 1/(2n) u >= 2^-14 u away from each. Nothing underflows: luma is a multiple
// of 2^-27, each division by up to 2^13 adds at most 13 + 24 binary places, and the
// third one's u is thereby still above 2^-149. A test compares it with the division
// instruction.
#ifndef MIEN_PDQ_VECTOR_H
#define MIEN_PDQ_VECTOR_H

#include <stdbool.h>
#include <string.h>

#include "pdq/kernels.h"
#include "pdq/vector_dct.h"

// How many vectors make up the 16 rows of a band.
#define GROUPS (MIEN_BAND / LANES)

// The passes work on MIEN_CHUNK columns after each other, so that each finds what the
// one before gave in the nearest cache, and within a chunk on blocks of 16 x 16 floats:
// in the order of rows, [y][x], or in the order of columns, [x][y].
enum {
    BLOCK = MIEN_BAND * MIEN_BAND
};

// By how many pixels the luma functions may read beyond those that they take: 4 bytes
// are part of 2 pixels of 3.
enum {
    READ_BEYOND = 2
};

// How many columns before they are needed, pixels and stale rows are asked for. So many
// rows at once are more than processors foresee by themselves.
enum {
    AHEAD = 256
};

static inline V divide(V sum, V count, V reciprocal)
{
    V quotient = v_mul(sum, reciprocal);
    V error = v_fnma(quotient, count, sum);
    return v_fma(error, reciprocal, quotient);
}

// Four columns of LANES rows: lane l of to[i] is from[l * stride + i].
static inline void load_columns(V to[4], const float *from, size_t stride)
{
    for (size_t i = 0; i < 4; i++)
        to[i] = v_quarters(from + i * stride, stride);
    v_turn(to);
}

// A block transposed: to[x * stride + y] = from[y * 16 + x].
static inline void transpose(float *to, size_t stride, const float *from)
{
    for (size_t y = 0; y < MIEN_BAND; y += LANES) {
        for (size_t x = 0; x < MIEN_BAND; x += 4) {
            V columns[4];
            load_columns(columns, from + y * MIEN_BAND + x, MIEN_BAND);
            for (size_t i = 0; i < 4; i++)
                v_store(to + (x + i) * stride + y, columns[i]);
        }
    }
}

// The divisors of 16 steps, and their reciprocals.
struct divisors {
    float counts[MIEN_BAND], reciprocals[MIEN_BAND];
};

static inline void divisors_at(struct divisors *divisors, struct mien_window window,
                               uint32_t step)
{
    for (uint32_t i = 0; i < MIEN_BAND; i++) {
        divisors->counts[i] = (float)mien_window_count(window, step + i);
        divisors->reciprocals[i] = 1.0f / divisors->counts[i];
    }
}

// What a pass along rows carries from one chunk to the next.
struct row_pass {
    V sums[GROUPS]; // of the 16 rows
    // The `size` columns that will leave the window next, zeros at first; and right
    // behind them room for the columns of a chunk.
    float *history, *fresh;
    uint32_t size; // of the window
    uint32_t step;
};

static inline void begin_pass(struct row_pass *pass, float *work, uint32_t size)
{
    memset(work, 0, (size_t)size * MIEN_BAND * sizeof *work);
    *pass = (struct row_pass){
        .history = work, .fresh = work + (size_t)size * MIEN_BAND, .size = size};
    for (int g = 0; g < GROUPS; g++)
        pass->sums[g] = v_set1(0);
}

// Steps `from` to before `end` of the chunk. In each a column enters the sums, and the
// one that the window leaves behind is taken away; where the rows have none, there are
// zeros. With `out` the sums of each step, divided, become a column of it: `each` is 1
// when the steps have divisors of their own, and 0 when all have the first one.
static inline void row_steps(struct row_pass *pass, uint32_t from, uint32_t end,
                             float *out, const struct divisors *divisors,
                             const uint32_t each)
{
    V sums[GROUPS];
    for (int g = 0; g < GROUPS; g++)
        sums[g] = pass->sums[g];
    V count = v_set1(0), reciprocal = v_set1(0);
    if (out != NULL) {
        count = v_set1(divisors->counts[0]);
        reciprocal = v_set1(divisors->reciprocals[0]);
    }
    for (size_t i = from; i < end; i++) {
        if (out != NULL && each) {
            count = v_set1(divisors->counts[i - from]);
            reciprocal = v_set1(divisors->reciprocals[i - from]);
        }
        for (size_t g = 0; g < GROUPS; g++) {
            sums[g] = v_add(sums[g], v_load(pass->fresh + i * MIEN_BAND + g * LANES));
            sums[g] = v_sub(sums[g], v_load(pass->history + i * MIEN_BAND + g * LANES));
            if (out != NULL)
                v_store(out + (i - from) * MIEN_BAND + g * LANES,
                        divide(sums[g], count, reciprocal));
        }
    }
    for (int g = 0; g < GROUPS; g++)
        pass->sums[g] = sums[g];
    pass->step += end - from;
}

// After a chunk of n columns, its last `size` become the history.
static inline void end_chunk(struct row_pass *pass, uint32_t n)
{
    memmove(pass->history, pass->history + (size_t)n * MIEN_BAND,
            (size_t)pass->size * MIEN_BAND * sizeof(float));
}

// The first columns pass over 16 columns: takes them in the order of columns, and gives
// them in the order of rows.
static inline void blur_columns(float *out, const float *block,
                                const struct mien_band *band, size_t x0,
                                const struct divisors *divisors, const size_t each)
{
    size_t pixel = mien_pixel_size(band->format);
    V sums[GROUPS];
    for (size_t g = 0; g < GROUPS; g++)
        sums[g] = v_load(band->sums + x0 + g * LANES);
    V count = v_set1(divisors->counts[0]),
      reciprocal = v_set1(divisors->reciprocals[0]);
    for (size_t y = 0; y < MIEN_BAND; y += 4) {
        V rows[GROUPS][4];
        for (size_t g = 0; g < GROUPS; g++)
            load_columns(rows[g], block + g * LANES * MIEN_BAND + y, MIEN_BAND);
        for (size_t i = 0; i < 4; i++) {
            float *fresh = band->fresh[y + i] + x0;
            const float *stale = band->stale[y + i] + x0;
            if (each) {
                count = v_set1(divisors->counts[y + i]);
                reciprocal = v_set1(divisors->reciprocals[y + i]);
            }
            __builtin_prefetch(stale + AHEAD);
            __builtin_prefetch(band->pixels[y + i] + (x0 + AHEAD) * pixel);
            for (size_t g = 0; g < GROUPS; g++) {
                v_store(fresh + g * LANES, rows[g][i]);
                sums[g] = v_add(sums[g], rows[g][i]);
                sums[g] = v_sub(sums[g], v_load(stale + g * LANES));
                v_store(out + (y + i) * MIEN_BAND + g * LANES,
                        divide(sums[g], count, reciprocal));
            }
        }
    }
    for (size_t g = 0; g < GROUPS; g++)
        v_store(band->sums + x0 + g * LANES, sums[g]);
}

// The second rows pass, which gives a result only where it is sampled.
struct sampling {
    struct row_pass pass;
    uint32_t taken; // samples so far
    uint32_t next;  // the step that gives the next one
    float *block;   // up to 16 samples in the order of columns
};

static inline void take_sample(struct sampling *sampling, const struct mien_band *band)
{
    float count = (float)mien_window_count(band->across, sampling->next);
    V divisor = v_set1(count), reciprocal = v_set1(1.0f / count);
    float *column = sampling->block + sampling->taken % MIEN_BAND * MIEN_BAND;
    for (int g = 0; g < GROUPS; g++)
        v_store(column + g * LANES,
                divide(sampling->pass.sums[g], divisor, reciprocal));
    sampling->taken++;
    if (sampling->taken % MIEN_BAND == 0)
        transpose(band->samples[0] + sampling->taken - MIEN_BAND, MIEN_SAMPLES,
                  sampling->block);
    sampling->next =
        mien_window_sample(band->across, sampling->taken) + band->across.lead;
}

// Columns `from` to before `end` of a chunk. Samples repeat where the rows are shorter
// than 64.
static inline void sample_columns(struct sampling *sampling,
                                  const struct mien_band *band, uint32_t from,
                                  uint32_t end)
{
    uint32_t last = sampling->pass.step + (end - from);
    while (sampling->taken < MIEN_SAMPLES && sampling->next < last) {
        uint32_t count = sampling->next + 1 - sampling->pass.step;
        row_steps(&sampling->pass, from, from + count, NULL, NULL, 0);
        from += count;
        take_sample(sampling, band);
    }
    row_steps(&sampling->pass, from, end, NULL, NULL, 0);
}

// The luma of 16 columns from x on, all inside the picture, in the order of columns.
static inline void luma_inside(float *columns, const struct mien_band *band, size_t x)
{
#define LUMA(luma, bytes, red)                                                         \
    for (size_t y = 0; y < MIEN_BAND; y += LANES) {                                    \
        for (size_t i = 0; i < MIEN_BAND; i += 4) {                                    \
            V turned[4];                                                               \
            for (size_t j = 0; j < 4; j++)                                             \
                turned[j] = luma(band->pixels + y + j, (x + i) * (bytes), red);        \
            v_turn(turned);                                                            \
            for (size_t j = 0; j < 4; j++)                                             \
                v_store(columns + (i + j) * MIEN_BAND + y, turned[j]);                 \
        }                                                                              \
    }
    switch (band->format) {
    case MIEN_PIXEL_GRAY8:
        LUMA(luma_one, 1, 0)
        break;
    case MIEN_PIXEL_RGB8:
        LUMA(luma_three, 3, 0)
        break;
    case MIEN_PIXEL_BGR8:
        LUMA(luma_three, 3, 2)
        break;
    case MIEN_PIXEL_RGBA8:
        LUMA(luma_four, 4, 0)
        break;
    case MIEN_PIXEL_BGRA8:
        LUMA(luma_four, 4, 2)
        break;
    }
#undef LUMA
}

// The same at the right edge, with zeros where the picture has no pixels. `block` is
// room to work in.
static void luma_edge(float *columns, const struct mien_band *band, uint32_t x,
                      float *block)
{
    memset(block, 0, BLOCK * sizeof *block);
    uint32_t left = x < band->across.length ? band->across.length - x : 0;
    left = left < MIEN_BAND ? left : MIEN_BAND;
    for (uint32_t y = 0; y < MIEN_BAND && left > 0; y++)
        mien_luma(block + y * MIEN_BAND,
                  band->pixels[y] + x * mien_pixel_size(band->format), left,
                  band->format);
    transpose(columns, MIEN_BAND, block);
}

static inline void luma_columns(float *columns, const struct mien_band *band,
                                uint32_t x, float *block)
{
    if (x + MIEN_BAND + READ_BEYOND <= band->across.length)
        luma_inside(columns, band, x);
    else
        luma_edge(columns, band, x, block);
}

// The divisors of a whole band.
struct band_divisors {
    struct divisors down, across; // across: of steps away from both ends
    bool down_differ;
};

static inline void band_divisors(struct band_divisors *divisors,
                                 const struct mien_band *band)
{
    divisors->down_differ = false;
    for (int i = 0; i < MIEN_BAND; i++) {
        divisors->down.counts[i] = band->counts[i];
        divisors->down.reciprocals[i] = 1.0f / band->counts[i];
        divisors->down_differ |= band->counts[i] != band->counts[0];
    }
    divisors->across.counts[0] = (float)band->across.size;
    divisors->across.reciprocals[0] = 1.0f / (float)band->across.size;
}

// Columns i to i + 15 of a chunk through the first rows pass.
static inline void blur_rows(float *out, struct row_pass *pass, uint32_t i,
                             const struct band_divisors *divisors,
                             struct mien_window across)
{
    if (pass->step + 1 >= across.size && pass->step + MIEN_BAND <= across.length) {
        row_steps(pass, i, i + MIEN_BAND, out, &divisors->across, 0);
    } else {
        struct divisors edge;
        divisors_at(&edge, across, pass->step);
        row_steps(pass, i, i + MIEN_BAND, out, &edge, 1);
    }
}

// Columns x to x + 15 through the first columns pass. Those past the end of the rows
// become zeros, which is what the second rows pass takes in there. `block` is room to
// work in.
static inline void blur_block(float *out, const float *columns,
                              const struct band_divisors *divisors,
                              const struct mien_band *band, uint32_t x, float *block)
{
    if (divisors->down_differ)
        blur_columns(block, columns, band, x, &divisors->down, 1);
    else
        blur_columns(block, columns, band, x, &divisors->down, 0);
    transpose(out, MIEN_BAND, block);
    if (x + MIEN_BAND > band->across.length) {
        size_t left = band->across.length - x;
        memset(out + left * MIEN_BAND, 0, (MIEN_BAND - left) * MIEN_BAND * sizeof *out);
    }
}

// The first rows pass runs `lead` steps ahead of its output.
static inline void lead_in(struct row_pass *pass, const struct mien_band *band,
                           float *block)
{
    uint32_t lead = band->across.lead;
    for (uint32_t x = 0, n; x < lead; x += n) {
        n = lead - x < MIEN_BAND ? lead - x : MIEN_BAND;
        luma_columns(pass->fresh, band, x, block);
        row_steps(pass, 0, n, NULL, NULL, 0);
        end_chunk(pass, n);
    }
}

static void band_chunks(const struct mien_band *band)
{
    const struct mien_window across = band->across;
    // What lies where in the memory to work in, which the caller wipes: nothing of the
    // picture is put on the stack.
    const size_t pass_floats = ((size_t)across.size + MIEN_CHUNK) * MIEN_BAND;
    float *columns = band->work + 2 * pass_floats;
    float *block = columns + MIEN_CHUNK * MIEN_BAND;
    struct row_pass first;
    struct sampling second = {.next = mien_window_sample(across, 0) + across.lead,
                              .block = block + BLOCK};
    begin_pass(&first, band->work, across.size);
    begin_pass(&second.pass, band->work + pass_floats, across.size);
    struct band_divisors divisors;
    band_divisors(&divisors, band);

    lead_in(&first, band, block);
    for (uint32_t x = 0, n; x < across.length; x += n) {
        n = (across.length - x + MIEN_BAND - 1) / MIEN_BAND * MIEN_BAND;
        n = n < MIEN_CHUNK ? n : MIEN_CHUNK;
        // A running sum waits for its last addition, again and again; other work beside
        // it fills the time. So the passes take turns block by block.
        for (uint32_t i = 0; i < n; i += MIEN_BAND) {
            luma_columns(first.fresh + i * MIEN_BAND, band, x + i + across.lead, block);
            blur_rows(columns + i * MIEN_BAND, &first, i, &divisors, across);
        }
        for (uint32_t i = 0; i < n; i += MIEN_BAND) {
            blur_block(second.pass.fresh + i * MIEN_BAND, columns + i * MIEN_BAND,
                       &divisors, band, x + i, block);
            sample_columns(&second, band, i, i + MIEN_BAND);
        }
        end_chunk(&first, n);
        end_chunk(&second.pass, n);
    }
    while (second.taken < MIEN_SAMPLES) {
        memset(second.pass.fresh, 0, BLOCK * sizeof(float));
        sample_columns(&second, band, 0, MIEN_BAND);
        end_chunk(&second.pass, MIEN_BAND);
    }
}

const struct mien_kernels KERNELS = {
    .name = KERNELS_NAME,
    .band = band_chunks,
    .dct = dct,
    .gradient = gradient,
};

#endif
