// SPDX-License-Identifier: Apache-2.0
#include "bench.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "pdq/kernels.h"

enum {
    WIDTH_MAX = 4000,
    ROW_MAX = 4096,
    ROUNDS = 200
};

// What the kernels work on, large enough for WIDTH_MAX.
static uint8_t pixels[WIDTH_MAX * 4];
static float rows[MIEN_BAND * ROW_MAX], columns[MIEN_BAND * ROW_MAX];
static float lines[2 * MIEN_BAND][ROW_MAX], sums[ROW_MAX], ring[MIEN_BAND * 256];
static float samples[MIEN_BAND][MIEN_SAMPLES], luma[64][64], coefficients[16][16];
static volatile uint32_t sink;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

typedef void job(const struct mien_kernels *kernels, uint32_t width);

static void luma_rgb(const struct mien_kernels *kernels, uint32_t width)
{
    for (int i = 0; i < MIEN_BAND; i++)
        kernels->luma[MIEN_PIXEL_RGB8](rows + i * ROW_MAX, pixels, width);
}

static void luma_rgba(const struct mien_kernels *kernels, uint32_t width)
{
    for (int i = 0; i < MIEN_BAND; i++)
        kernels->luma[MIEN_PIXEL_RGBA8](rows + i * ROW_MAX, pixels, width);
}

static void luma_gray(const struct mien_kernels *kernels, uint32_t width)
{
    for (int i = 0; i < MIEN_BAND; i++)
        kernels->luma[MIEN_PIXEL_GRAY8](rows + i * ROW_MAX, pixels, width);
}

static void blur_rows(const struct mien_kernels *kernels, uint32_t width)
{
    float *out[MIEN_BAND];
    for (int i = 0; i < MIEN_BAND; i++)
        out[i] = lines[i];
    kernels->blur_rows(out, rows, ring, mien_window_for(width));
}

static void blur_columns(const struct mien_kernels *kernels, uint32_t width)
{
    const float *fresh[MIEN_BAND], *stale[MIEN_BAND];
    float counts[MIEN_BAND];
    for (int i = 0; i < MIEN_BAND; i++) {
        fresh[i] = stale[i] = lines[i];
        counts[i] = 24;
    }
    kernels->blur_columns(columns, sums, fresh, stale, counts, width);
}

static void sample_rows(const struct mien_kernels *kernels, uint32_t width)
{
    kernels->sample_rows(samples, columns, mien_window_for(width));
}

static void dct(const struct mien_kernels *kernels, uint32_t width)
{
    kernels->dct(coefficients, luma);
}

static void gradient(const struct mien_kernels *kernels, uint32_t width)
{
    sink = kernels->gradient(luma);
}

static double best_of(job *work, const struct mien_kernels *kernels, uint32_t width)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        work(kernels, width);
        double took = now() - start;
        best = took < best ? took : best;
    }
    return best;
}

static const unsigned sets[] = {MIEN_CPU_AVX2, MIEN_CPU_AVX2 | MIEN_CPU_AVX512,
                                MIEN_CPU_NEON};
enum {
    SETS = sizeof sets / sizeof *sets
};

static bool available(int set)
{
    return (sets[set] & ~mien_cpu_flags()) == 0;
}

static const struct {
    const char *name;
    job *work;
    uint32_t width;
} jobs[] = {
    {"luma gray8, 16 rows", luma_gray, 512},
    {"luma gray8, 16 rows", luma_gray, 4000},
    {"luma rgb8, 16 rows", luma_rgb, 512},
    {"luma rgb8, 16 rows", luma_rgb, 4000},
    {"luma rgba8, 16 rows", luma_rgba, 512},
    {"luma rgba8, 16 rows", luma_rgba, 4000},
    {"blur_rows", blur_rows, 512},
    {"blur_rows", blur_rows, 4000},
    {"blur_columns", blur_columns, 512},
    {"blur_columns", blur_columns, 4000},
    {"sample_rows", sample_rows, 512},
    {"sample_rows", sample_rows, 4000},
    {"dct", dct, 64},
    {"gradient", gradient, 64},
};

void mien_bench_kernels(void)
{
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)rand();
    for (size_t i = 0; i < 64 * 64; i++)
        luma[i / 64][i % 64] = (float)(rand() & 255);
    printf("%-22s %6s %12s", "kernel", "width", "c ns");
    for (int set = 0; set < SETS; set++)
        if (available(set))
            printf(" %10s ns  ratio", mien_kernels_for(sets[set])->name);
    puts("");
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        double plain = best_of(jobs[i].work, &mien_kernels_c, jobs[i].width);
        printf("%-22s %6u %12.0f", jobs[i].name, jobs[i].width, plain);
        for (int set = 0; set < SETS; set++) {
            if (!available(set))
                continue;
            double fast =
                best_of(jobs[i].work, mien_kernels_for(sets[set]), jobs[i].width);
            printf(" %13.0f %5.1fx", fast, plain / fast);
        }
        puts("");
    }
}
