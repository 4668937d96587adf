// SPDX-License-Identifier: Apache-2.0
// What is done to the 64 x 64 picture: its second columns pass, DCT and gradient. Part
// of pdq/vector.h, which says what V, LANES and the v_ functions are.
#ifndef MIEN_PDQ_VECTOR_DCT_H
#define MIEN_PDQ_VECTOR_DCT_H

#include <stdint.h>
#include <stdlib.h>

#include "base/wipe.h"
#include "pdq/dct_table.h"
#include "pdq/kernels.h"

static void second_columns(float sums[MIEN_SAMPLES], float stale[MIEN_SAMPLES],
                           const float fresh[MIEN_SAMPLES])
{
    for (size_t j = 0; j < MIEN_SAMPLES; j += LANES) {
        V row = v_load(fresh + j), sum = v_add(v_load(sums + j), row);
        v_store(sums + j, v_sub(sum, v_load(stale + j)));
        v_store(stale + j, row);
    }
}

// Both products sum over k in ascending order, one lane to a column of the result.
static void dct(float out[16][16], const float luma[64][64])
{
    enum {
        ROWS = 4 // of sums, which are kept in registers
    };
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
    mien_wipe(half, sizeof half);
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

#endif
