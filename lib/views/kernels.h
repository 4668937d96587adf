// SPDX-License-Identifier: Apache-2.0
// The inner loops of views. All in integers, so that every order of the sums gives the
// same values; some are the same C, compiled for each instruction set (loops.h).
#ifndef MIEN_VIEWS_KERNELS_H
#define MIEN_VIEWS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/image.h>

#include "views/plane.h"

#define MIEN_VIEW_SIDE 64 // samples along each side of a window

// A row of samples across a picture, in 65536ths of its pixels. 0, 0 is the middle of
// the first pixel.
struct mien_ray {
    int32_t x, y;   // the first sample
    int32_t dx, dy; // from each to the next
};

struct mien_view_kernels {
    const char *name;
    // Adds to each column the luma of its pixel, 0 to 255, times a weight. Luma is 38 R
    // + 75 G + 15 B in 128ths, rounded; or the grey value itself.
    void (*add_row)(uint32_t *sums, const uint8_t *pixels, size_t width,
                    enum mien_pixel_format format, uint32_t weight);
    // out[x] = weights[0] * rows[radius][x] + the sum over i = 1 .. radius of
    // weights[i] * (rows[radius - i][x] + rows[radius + i][x]), for x < count. Weights
    // are in 32768ths, and the sum is rounded to the nearest; values are 0 to 16383.
    void (*blur)(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                 int radius, int32_t count);
    // Marks with 1, for x < count, what is farther from zero than its four neighbours
    // on the same side, and at least by `least`; the others with 0. row[-1] and
    // row[count] are read.
    void (*peaks)(uint8_t *peaks, const int16_t *row, const int16_t *above,
                  const int16_t *below, int32_t count, int16_t least);
    // Samples of luma by linear interpolation between four pixels, in 256ths; beyond
    // the edges the outermost pixels go on. Both sides of the plane are 2 at least.
    void (*sample)(float out[MIEN_VIEW_SIDE], const struct mien_plane *plane,
                   struct mien_ray ray);
};

extern const struct mien_view_kernels mien_view_kernels_c;
#if defined(__x86_64__)
extern const struct mien_view_kernels mien_view_kernels_avx2;
#elif defined(__aarch64__)
extern const struct mien_view_kernels mien_view_kernels_neon;
#elif defined(__wasm_simd128__)
extern const struct mien_view_kernels mien_view_kernels_simd128;
#endif

// Samples in plain C, for processors that cannot gather values faster.
void mien_view_sample(float out[MIEN_VIEW_SIDE], const struct mien_plane *plane,
                      struct mien_ray ray);

// The fastest for a processor with these flags (base/cpu.h).
const struct mien_view_kernels *mien_view_kernels_for(unsigned cpu_flags);

#endif
