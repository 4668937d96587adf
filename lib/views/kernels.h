// SPDX-License-Identifier: Apache-2.0
// The inner loops of views. All in integers, so that every order of the sums gives the
// same values: the same C, compiled for each instruction set (kernels_loops.h).
#ifndef MIEN_VIEWS_KERNELS_H
#define MIEN_VIEWS_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "views/reduce.h"

#define MIEN_VIEW_SIDE 64 // samples along each side of a window

// A row of samples across a picture, in 65536ths of its pixels. 0, 0 is the middle of
// the first pixel.
struct mien_ray {
    int32_t x, y;   // the first sample
    int32_t dx, dy; // from each to the next
};

struct mien_view_kernels {
    const char *name;
    // out[x] = (weights[0] rows[radius][x] + the sum over i = 1 .. radius of weights[i]
    // (rows[radius - i][x] + rows[radius + i][x]) + 2^14) >> 15, for x < count.
    void (*blur)(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                 int radius, int32_t count);
    // Samples of luma by linear interpolation between four pixels, in 256ths; beyond
    // the edges the outermost pixels go on. Both sides of the plane are 2 at least.
    void (*sample)(float out[MIEN_VIEW_SIDE], const struct mien_plane *plane,
                   struct mien_ray ray);
};

extern const struct mien_view_kernels mien_view_kernels_c;
#if defined(__x86_64__)
extern const struct mien_view_kernels mien_view_kernels_avx2;
#endif

// The fastest for a processor with these flags (base/cpu.h).
const struct mien_view_kernels *mien_view_kernels_for(unsigned cpu_flags);

#endif
