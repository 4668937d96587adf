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
    ROW_MAX = 4016, // in floats: not a power of two, whose rows get in each other's way
    ROUNDS = 200
};

// What the kernels work on, large enough for WIDTH_MAX.
static uint8_t pixels[MIEN_BAND][WIDTH_MAX * 4];
static float lines[MIEN_BAND][ROW_MAX], sums[ROW_MAX], work[1 << 16];
static float samples[MIEN_BAND][MIEN_SAMPLES], luma[64][64], coefficients[16][16];
static volatile uint32_t sink;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

typedef void job(const struct mien_kernels *kernels, uint32_t width);

static void run_band(const struct mien_kernels *kernels, uint32_t width,
                     enum mien_pixel_format format)
{
    struct mien_band band = {.across = mien_window_for(width),
                             .format = format,
                             .sums = sums,
                             .work = work,
                             .samples = samples};
    for (int y = 0; y < MIEN_BAND; y++) {
        band.pixels[y] = pixels[y];
        band.window[y] = lines[y];
        band.counts[y] = 24;
    }
    kernels->band(&band);
}

static void band_gray(const struct mien_kernels *kernels, uint32_t width)
{
    run_band(kernels, width, MIEN_PIXEL_GRAY8);
}

static void band_rgb(const struct mien_kernels *kernels, uint32_t width)
{
    run_band(kernels, width, MIEN_PIXEL_RGB8);
}

static void band_rgba(const struct mien_kernels *kernels, uint32_t width)
{
    run_band(kernels, width, MIEN_PIXEL_RGBA8);
}

static void dct(const struct mien_kernels *kernels, uint32_t width)
{
    kernels->dct(coefficients, luma);
}

static void gradient(const struct mien_kernels *kernels, uint32_t width)
{
    sink = kernels->gradient(luma);
}

static double best_of(job *run, const struct mien_kernels *kernels, uint32_t width)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        run(kernels, width);
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
    {"band of gray8", band_gray, 512},
    {"band of gray8", band_gray, 4000},
    {"band of rgb8", band_rgb, 512},
    {"band of rgb8", band_rgb, 4000},
    {"band of rgba8", band_rgba, 512},
    {"band of rgba8", band_rgba, 4000},
    {"dct", dct, 64},
    {"gradient", gradient, 64},
};

void mien_bench_kernels(void)
{
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i / sizeof pixels[0]][i % sizeof pixels[0]] = (uint8_t)rand();
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
