// SPDX-License-Identifier: Apache-2.0
#include "bench_views.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cpu.h"
#include "views/blur_table.h"
#include "views/kernels.h"

enum {
    WIDTH = 4000,
    SIDE = 512, // of the picture whose extrema are looked for
    ROUNDS = 2000
};

static uint8_t pixels[WIDTH * 4], marks[SIDE];
static uint32_t sums[WIDTH];
static int16_t values[SIDE][SIDE], out[SIDE];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

typedef void job(const struct mien_view_kernels *kernels);

static void add_gray(const struct mien_view_kernels *kernels)
{
    kernels->add_row(sums, pixels, WIDTH, MIEN_PIXEL_GRAY8, 3);
}

static void add_rgb(const struct mien_view_kernels *kernels)
{
    kernels->add_row(sums, pixels, WIDTH, MIEN_PIXEL_RGB8, 3);
}

static void add_rgba(const struct mien_view_kernels *kernels)
{
    kernels->add_row(sums, pixels, WIDTH, MIEN_PIXEL_RGBA8, 3);
}

static void blur_step(const struct mien_view_kernels *kernels, int step)
{
    const int16_t *rows[2 * MIEN_BLUR_RADIUS_MAX + 1];
    for (int i = 0; i <= 2 * MIEN_BLUR_RADIUS_MAX; i++)
        rows[i] = values[i];
    kernels->blur(out, rows, mien_blur_table[step].weights,
                  mien_blur_table[step].radius, SIDE);
}

static void blur_narrow(const struct mien_view_kernels *kernels)
{
    blur_step(kernels, 1);
}

static void blur_wide(const struct mien_view_kernels *kernels)
{
    blur_step(kernels, MIEN_LAYERS + 2);
}

static void peaks(const struct mien_view_kernels *kernels)
{
    kernels->peaks(marks, values[1] + 1, values[0] + 1, values[2] + 1, SIDE - 2, 8);
}

static void sample(const struct mien_view_kernels *kernels)
{
    float samples[MIEN_VIEW_SIDE];
    const struct mien_plane plane = {SIDE, SIDE, values[0]};
    const struct mien_ray ray = {100 << 16, 200 << 16, 90000, 5000};
    kernels->sample(samples, &plane, ray);
    out[0] = (int16_t)samples[7];
}

static double best_of(job *run, const struct mien_view_kernels *kernels)
{
    double best = 1e18;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        run(kernels);
        double took = now() - start;
        best = took < best ? took : best;
    }
    return best;
}

static const struct {
    const char *name;
    job *work;
} jobs[] = {
    {"4000 pixels of gray8", add_gray},
    {"4000 pixels of rgb8", add_rgb},
    {"4000 pixels of rgba8", add_rgba},
    {"blur, narrow, 512", blur_narrow},
    {"blur, wide, 512", blur_wide},
    {"peaks, 510", peaks},
    {"64 samples", sample},
};

void mien_bench_view_kernels(void)
{
    const unsigned flags = mien_cpu_flags();
    const struct mien_view_kernels *best = mien_view_kernels_for(flags);
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)rand();
    for (size_t i = 0; i < SIDE * SIDE; i++)
        values[i / SIDE][i % SIDE] = (int16_t)(rand() % (255 * MIEN_LUMA_ONE));
    printf("%-22s %10s %8s ns  ratio\n", "kernel", "c ns", best->name);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        double plain = best_of(jobs[i].work, &mien_view_kernels_c);
        double fast = best_of(jobs[i].work, best);
        printf("%-22s %10.0f %11.0f %5.1fx\n", jobs[i].name, plain, fast, plain / fast);
    }
}
