// SPDX-License-Identifier: Apache-2.0
#include "views/kernels.h"

#include <immintrin.h>

#include "views/blur_loop.h"

static void blur_avx2(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                      int radius, int32_t count)
{
    mien_blur_loop(out, rows, weights, radius, count);
}

// Eight samples at a time: one gather brings a pixel and its right neighbour, which are
// two 16-bit halves of 32 bits.
static void sample_avx2(float out[MIEN_VIEW_SIDE], const struct mien_plane *plane,
                        struct mien_ray ray)
{
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(256);
    const __m256i fraction = _mm256_set1_epi32(255);
    const __m256i right = _mm256_set1_epi32(((plane->width - 1) << 16) - 1);
    const __m256i bottom = _mm256_set1_epi32(((plane->height - 1) << 16) - 1);
    const __m256i width = _mm256_set1_epi32(plane->width);
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256 scale = _mm256_set1_ps(1.0F / (65536 * MIEN_LUMA_ONE));
    const __m256i step_x = _mm256_set1_epi32(8 * ray.dx);
    const __m256i step_y = _mm256_set1_epi32(8 * ray.dy);
    __m256i at_x = _mm256_add_epi32(
        _mm256_set1_epi32(ray.x), _mm256_mullo_epi32(lanes, _mm256_set1_epi32(ray.dx)));
    __m256i at_y = _mm256_add_epi32(
        _mm256_set1_epi32(ray.y), _mm256_mullo_epi32(lanes, _mm256_set1_epi32(ray.dy)));
    for (int i = 0; i < MIEN_VIEW_SIDE; i += 8) {
        __m256i x = _mm256_min_epi32(_mm256_max_epi32(at_x, zero), right);
        __m256i y = _mm256_min_epi32(_mm256_max_epi32(at_y, zero), bottom);
        __m256i u = _mm256_and_si256(_mm256_srli_epi32(x, 8), fraction);
        __m256i v = _mm256_and_si256(_mm256_srli_epi32(y, 8), fraction);
        __m256i upper =
            _mm256_add_epi32(_mm256_mullo_epi32(_mm256_srli_epi32(y, 16), width),
                             _mm256_srli_epi32(x, 16));
        __m256i lower = _mm256_add_epi32(upper, width);
        __m256i weights =
            _mm256_or_si256(_mm256_sub_epi32(one, u), _mm256_slli_epi32(u, 16));
        __m256i above = _mm256_madd_epi16(
            _mm256_i32gather_epi32((const int *)plane->values, upper, 2), weights);
        __m256i below = _mm256_madd_epi16(
            _mm256_i32gather_epi32((const int *)plane->values, lower, 2), weights);
        __m256i sum =
            _mm256_add_epi32(_mm256_mullo_epi32(above, _mm256_sub_epi32(one, v)),
                             _mm256_mullo_epi32(below, v));
        _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale));
        at_x = _mm256_add_epi32(at_x, step_x);
        at_y = _mm256_add_epi32(at_y, step_y);
    }
}

const struct mien_view_kernels mien_view_kernels_avx2 = {"avx2", blur_avx2,
                                                         sample_avx2};
