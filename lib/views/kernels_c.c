// SPDX-License-Identifier: Apache-2.0
// The definition of the kernels, and their choice.
#include "views/kernels.h"

#include "base/cpu.h"
#include "views/loops.h"

static void add_row_c(uint32_t *restrict sums, const uint8_t *restrict pixels,
                      size_t width, enum mien_pixel_format format, uint32_t weight)
{
    const size_t size = mien_pixel_size(format);
    const int red = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8 ? 2 : 0;
    for (size_t x = 0; x < width; x++)
        sums[x] +=
            weight * (size == 1 ? pixels[x] : mien_luma_one(pixels + size * x, red));
}

static void blur_c(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                   int radius, int32_t count)
{
    for (int32_t x = 0; x < count; x++)
        out[x] = mien_blur_one(rows, weights, radius, x);
}

static void peaks_c(uint8_t *peaks, const int16_t *row, const int16_t *above,
                    const int16_t *below, int32_t count, int16_t least)
{
    mien_peaks_loop(peaks, row, above, below, count, least);
}

static int32_t clamp(int32_t value, int32_t last)
{
    return value < 0 ? 0 : value > last ? last : value;
}

void mien_view_sample(float out[MIEN_VIEW_SIDE], const struct mien_plane *plane,
                      struct mien_ray ray)
{
    // The last place whose right and lower neighbours are still in the picture.
    const int32_t right = ((plane->width - 1) << 16) - 1;
    const int32_t bottom = ((plane->height - 1) << 16) - 1;
    for (int i = 0; i < MIEN_VIEW_SIDE; i++) {
        const int32_t x = clamp(ray.x + i * ray.dx, right);
        const int32_t y = clamp(ray.y + i * ray.dy, bottom);
        const int32_t u = x >> 8 & 255, v = y >> 8 & 255;
        const int16_t *upper =
            plane->values + (ptrdiff_t)(y >> 16) * plane->width + (x >> 16);
        const int16_t *lower = upper + plane->width;
        const int32_t above = upper[0] * (256 - u) + upper[1] * u;
        const int32_t below = lower[0] * (256 - u) + lower[1] * u;
        out[i] =
            (float)(above * (256 - v) + below * v) * (1.0F / (65536 * MIEN_LUMA_ONE));
    }
}

const struct mien_view_kernels mien_view_kernels_c = {"c", add_row_c, blur_c, peaks_c,
                                                      mien_view_sample};

const struct mien_view_kernels *mien_view_kernels_for(unsigned cpu_flags)
{
#if defined(__x86_64__)
    if ((cpu_flags & MIEN_CPU_AVX2) != 0)
        return &mien_view_kernels_avx2;
#elif defined(__aarch64__)
    if ((cpu_flags & MIEN_CPU_NEON) != 0)
        return &mien_view_kernels_neon;
#elif defined(__wasm_simd128__)
    if ((cpu_flags & MIEN_CPU_SIMD128) != 0)
        return &mien_view_kernels_simd128;
#endif
    (void)cpu_flags;
    return &mien_view_kernels_c;
}
