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
//   v_transpose(V[LANES])   in place
//   luma_one, luma_three, luma_four(luma, pixels, count, red)   the luma of pixels of
//   so
//                   many bytes, whole vectors of them; they return how many pixels they
//                   did, and the plain C kernels do the rest. `red` is the index of the
//                   red channel, 0 or 2
//   KERNELS, KERNELS_NAME   the table to define, and what it calls itself
//
// Division. s / n, with n an integer below 2^13 and r = 1/n rounded, is computed as
//   q = s r;   e = s - q n;   q + e r
// with fused multiply-adds, and is the correctly rounded quotient. Proof, in units u of
// the last place of q: q is within 1.5 u of s/n, since r and the product each add a
// relative 2^-24. e is exact: it is a multiple of u, as n is an integer, and below
// 1.5 n u < 2^24 u. Then q + e r differs from s/n before its one rounding by at most
// |e| n^-1 2^-24 <= 1.5 * 2^-24 u. That could matter only within this distance of a
// point half way between two floats; but s/n cannot be such a point (an odd 25-bit
// number times n has no less than 25 significant bits, and s has 24), and therefore is
// at least 1/(2n) u >= 2^-14 u away from each. Nothing underflows: s is 0 or above
// 2^-76. A test compares it with the division instruction.
#ifndef MIEN_PDQ_VECTOR_H
#define MIEN_PDQ_VECTOR_H

#include <stdlib.h>
#include <string.h>

#include "pdq/dct_table.h"
#include "pdq/kernels.h"

// How many vectors make up the 16 rows of a band.
#define GROUPS (MIEN_BAND / LANES)

static inline V divide(V sum, V count, V reciprocal)
{
    V quotient = v_mul(sum, reciprocal);
    V error = v_fnma(quotient, count, sum);
    return v_fma(error, reciprocal, quotient);
}

// Transposes 16 x 16 floats: to[x * 16 + y] = from[y * stride + x].
static inline void transpose_in(float *to, const float *from, size_t stride)
{
    for (size_t y = 0; y < MIEN_BAND; y += LANES) {
        for (size_t x = 0; x < MIEN_BAND; x += LANES) {
            V block[LANES];
            for (size_t i = 0; i < LANES; i++)
                block[i] = v_load(from + (y + i) * stride + x);
            v_transpose(block);
            for (size_t i = 0; i < LANES; i++)
                v_store(to + (x + i) * MIEN_BAND + y, block[i]);
        }
    }
}

// to[y][x0 + x] = from[x * 16 + y]
static inline void transpose_out(float *const to[MIEN_BAND], size_t x0,
                                 const float *from)
{
    for (size_t y = 0; y < MIEN_BAND; y += LANES) {
        for (size_t x = 0; x < MIEN_BAND; x += LANES) {
            V block[LANES];
            for (size_t i = 0; i < LANES; i++)
                block[i] = v_load(from + (x + i) * MIEN_BAND + y);
            v_transpose(block);
            for (size_t i = 0; i < LANES; i++)
                v_store(to[y + i] + x0 + x, block[i]);
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

// Columns of the band go through the ring; `sums` are the running sums of the 16 rows.
static void blur_rows(float *const out[MIEN_BAND], const float *rows, float *ring,
                      struct mien_window across)
{
    const size_t stride = mien_band_stride(across);
    const size_t mask = mien_blur_ring_columns(across) - 1;
    memset(ring, 0, (mask + 1) * MIEN_BAND * sizeof *ring);
    V sums[GROUPS];
    for (int g = 0; g < GROUPS; g++)
        sums[g] = v_set1(0);

    // The first `lead` steps give no output: column x of the ring holds input x.
    size_t filled = 0;
    uint32_t step = 0;
    for (; step < across.lead; step++) {
        if (step == filled) {
            transpose_in(ring + (filled & mask) * MIEN_BAND, rows + filled, stride);
            filled += MIEN_BAND;
        }
        // lead <= size: nothing leaves the window yet.
        for (int g = 0; g < GROUPS; g++)
            sums[g] =
                v_add(sums[g], v_load(ring + (step & mask) * MIEN_BAND + g * LANES));
    }

    struct divisors edge, steady;
    divisors_at(&steady, (struct mien_window){UINT32_MAX, across.size, 0}, across.size);
    for (size_t x0 = 0; x0 < across.length; x0 += MIEN_BAND) {
        const struct divisors *divisors = &steady;
        if (step + 1 < across.size || step + MIEN_BAND > across.length) {
            divisors_at(&edge, across, step);
            divisors = &edge;
        }
        float block[MIEN_BAND * MIEN_BAND];
        for (uint32_t i = 0; i < MIEN_BAND; i++, step++) {
            if (step == filled) {
                transpose_in(ring + (filled & mask) * MIEN_BAND, rows + filled, stride);
                filled += MIEN_BAND;
            }
            const float *enters = ring + (step & mask) * MIEN_BAND;
            const float *leaves = ring + ((step - across.size) & mask) * MIEN_BAND;
            V count = v_set1(divisors->counts[i]);
            V reciprocal = v_set1(divisors->reciprocals[i]);
            for (int g = 0; g < GROUPS; g++) {
                sums[g] = v_add(sums[g], v_load(enters + g * LANES));
                sums[g] = v_sub(sums[g], v_load(leaves + g * LANES));
                v_store(block + i * MIEN_BAND + g * LANES,
                        divide(sums[g], count, reciprocal));
            }
        }
        transpose_out(out, x0, block);
    }
}

static void blur_columns(float *columns, float *sums,
                         const float *const fresh[MIEN_BAND],
                         const float *const stale[MIEN_BAND],
                         const float counts[MIEN_BAND], size_t width)
{
    float reciprocals[MIEN_BAND];
    for (int i = 0; i < MIEN_BAND; i++)
        reciprocals[i] = 1.0f / counts[i];
    for (size_t x = 0; x < width; x += LANES) {
        V sum = v_load(sums + x);
        for (size_t y = 0; y < MIEN_BAND; y += LANES) {
            V block[LANES];
            for (size_t i = 0; i < LANES; i++) {
                sum = v_add(sum, v_load(fresh[y + i] + x));
                sum = v_sub(sum, v_load(stale[y + i] + x));
                block[i] =
                    divide(sum, v_set1(counts[y + i]), v_set1(reciprocals[y + i]));
            }
            v_transpose(block);
            for (size_t i = 0; i < LANES; i++)
                v_store(columns + (x + i) * MIEN_BAND + y, block[i]);
        }
        v_store(sums + x, sum);
    }
}

// The steps from `*step` to before `end`, of which those before `size` lose nothing and
// those from `length` on gain nothing.
static inline void advance(V sums[GROUPS], const float *columns,
                           struct mien_window across, uint32_t *step, uint32_t end)
{
    uint32_t at = *step;
    for (; at < end && at < across.size; at++)
        for (int g = 0; g < GROUPS; g++)
            sums[g] =
                v_add(sums[g], v_load(columns + (size_t)at * MIEN_BAND + g * LANES));
    uint32_t middle = end < across.length ? end : across.length;
    const float *enters = columns + (size_t)at * MIEN_BAND;
    const float *leaves = enters - (size_t)across.size * MIEN_BAND;
    for (; at < middle; at++, enters += MIEN_BAND, leaves += MIEN_BAND) {
        for (int g = 0; g < GROUPS; g++) {
            sums[g] = v_add(sums[g], v_load(enters + g * LANES));
            sums[g] = v_sub(sums[g], v_load(leaves + g * LANES));
        }
    }
    for (; at < end; at++, leaves += MIEN_BAND)
        for (int g = 0; g < GROUPS; g++)
            sums[g] = v_sub(sums[g], v_load(leaves + g * LANES));
    *step = end > *step ? end : *step;
}

static void sample_rows(float samples[MIEN_BAND][MIEN_SAMPLES], const float *columns,
                        struct mien_window across)
{
    float *out[MIEN_BAND];
    for (int i = 0; i < MIEN_BAND; i++)
        out[i] = samples[i];
    V sums[GROUPS];
    for (int g = 0; g < GROUPS; g++)
        sums[g] = v_set1(0);
    uint32_t step = 0;
    for (uint32_t j0 = 0; j0 < MIEN_SAMPLES; j0 += MIEN_BAND) {
        float block[MIEN_BAND * MIEN_BAND];
        for (uint32_t j = 0; j < MIEN_BAND; j++) {
            uint32_t last = mien_window_sample(across, j0 + j) + across.lead;
            advance(sums, columns, across, &step, last + 1);
            float count = (float)mien_window_count(across, last);
            V divisor = v_set1(count), reciprocal = v_set1(1.0f / count);
            for (int g = 0; g < GROUPS; g++)
                v_store(block + j * MIEN_BAND + (uint32_t)g * LANES,
                        divide(sums[g], divisor, reciprocal));
        }
        transpose_out(out, j0, block);
    }
}

// Both products sum over k in ascending order, one lane to a column of the result.
static void dct(float out[16][16], const float luma[64][64])
{
    enum {
        ROWS = 4
    }; // sums that are kept in registers at once, times 64 / LANES
    float half[16][64], turned[64][16];
    for (int k = 0; k < 64; k++)
        for (int j = 0; j < 16; j++)
            turned[k][j] = mien_dct_table[j][k];
    for (int j = 0; j < 64; j += LANES) {
        for (int i = 0; i < 16; i += ROWS) {
            V sums[ROWS];
            for (int r = 0; r < ROWS; r++)
                sums[r] = v_set1(0);
            for (int k = 0; k < 64; k++) {
                V row = v_load(&luma[k][j]);
                for (int r = 0; r < ROWS; r++)
                    sums[r] =
                        v_add(sums[r], v_mul(v_set1(mien_dct_table[i + r][k]), row));
            }
            for (int r = 0; r < ROWS; r++)
                v_store(&half[i + r][j], sums[r]);
        }
    }
    for (int j = 0; j < 16; j += LANES) {
        for (int i = 0; i < 16; i += ROWS) {
            V sums[ROWS];
            for (int r = 0; r < ROWS; r++)
                sums[r] = v_set1(0);
            for (int k = 0; k < 64; k++) {
                V row = v_load(&turned[k][j]);
                for (int r = 0; r < ROWS; r++)
                    sums[r] = v_add(sums[r], v_mul(v_set1(half[i + r][k]), row));
            }
            for (int r = 0; r < ROWS; r++)
                v_store(&out[i + r][j], sums[r]);
        }
    }
}

// Plain C, which compilers turn into vectors by themselves: integers may be summed in
// any order.
static uint32_t gradient(const float luma[64][64])
{
    uint32_t sum = 0;
    for (int i = 0; i < 63; i++)
        for (int j = 0; j < 64; j++)
            sum += (uint32_t)abs((int)(((luma[i][j] - luma[i + 1][j]) * 100) / 255));
    for (int i = 0; i < 64; i++)
        for (int j = 0; j < 63; j++)
            sum += (uint32_t)abs((int)(((luma[i][j] - luma[i][j + 1]) * 100) / 255));
    return sum;
}

#define LUMA(name, format, vectors, bytes, red)                                        \
    static void name(float *luma, const uint8_t *pixels, size_t count)                 \
    {                                                                                  \
        size_t done = vectors(luma, pixels, count, red);                               \
        mien_kernels_c.luma[format](luma + done, pixels + done * (bytes),              \
                                    count - done);                                     \
    }
LUMA(luma_gray8, MIEN_PIXEL_GRAY8, luma_one, 1, 0)
LUMA(luma_rgb8, MIEN_PIXEL_RGB8, luma_three, 3, 0)
LUMA(luma_bgr8, MIEN_PIXEL_BGR8, luma_three, 3, 2)
LUMA(luma_rgba8, MIEN_PIXEL_RGBA8, luma_four, 4, 0)
LUMA(luma_bgra8, MIEN_PIXEL_BGRA8, luma_four, 4, 2)

const struct mien_kernels KERNELS = {
    .name = KERNELS_NAME,
    .luma = {[MIEN_PIXEL_GRAY8] = luma_gray8,
             [MIEN_PIXEL_RGB8] = luma_rgb8,
             [MIEN_PIXEL_BGR8] = luma_bgr8,
             [MIEN_PIXEL_RGBA8] = luma_rgba8,
             [MIEN_PIXEL_BGRA8] = luma_bgra8},
    .blur_rows = blur_rows,
    .blur_columns = blur_columns,
    .sample_rows = sample_rows,
    .dct = dct,
    .gradient = gradient,
};

#endif
