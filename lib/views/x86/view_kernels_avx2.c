// SPDX-License-Identifier: Apache-2.0
#include "views/kernels.h"

#include <immintrin.h>

#include "views/blur_table.h"
#include "views/loops.h"

// Eight pixels of three or four bytes as 32-bit lumas. Of three bytes, 28 are read from
// the first pixel on.
static inline __m256i luma_of(const uint8_t *pixels, size_t size, __m256i weights)
{
    const __m256i spread =
        _mm256_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1, 0, 1, 2,
                         -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
    __m256i four;
    if (size == 3)
        four = _mm256_shuffle_epi8(
            _mm256_inserti128_si256(
                _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)pixels)),
                _mm_loadu_si128((const __m128i *)(pixels + 12)), 1),
            spread);
    else
        four = _mm256_loadu_si256((const __m256i *)pixels);
    // Two sums of two products each, then their sum.
    __m256i sum =
        _mm256_madd_epi16(_mm256_maddubs_epi16(four, weights), _mm256_set1_epi16(1));
    return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(64)), 7);
}

static inline size_t add_colours(uint32_t *sums, const uint8_t *pixels, size_t width,
                                 size_t size, __m256i weights, __m256i weight)
{
    size_t x = 0;
    // Ten pixels of three bytes are thirty: more than the 28 that are read.
    for (; x + 10 <= width; x += 8) {
        __m256i luma = luma_of(pixels + size * x, size, weights);
        __m256i *sum = (__m256i *)(sums + x);
        _mm256_storeu_si256(sum, _mm256_add_epi32(_mm256_loadu_si256(sum),
                                                  _mm256_mullo_epi32(luma, weight)));
    }
    return x;
}

static void add_row_avx2(uint32_t *sums, const uint8_t *pixels, size_t width,
                         enum mien_pixel_format format, uint32_t weight)
{
    const size_t size = mien_pixel_size(format);
    const int red = format == MIEN_PIXEL_BGR8 || format == MIEN_PIXEL_BGRA8 ? 2 : 0;
    const __m256i times = _mm256_set1_epi32((int)weight);
    // A byte each for the first three channels, and nothing for the fourth.
    const __m256i weights =
        _mm256_set1_epi32(red == 0 ? 38 | 75 << 8 | 15 << 16 : 15 | 75 << 8 | 38 << 16);
    size_t x = 0;
    if (size == 1)
        for (; x < width; x++)
            sums[x] += weight * pixels[x];
    else if (size == 3)
        x = add_colours(sums, pixels, width, 3, weights, times);
    else
        x = add_colours(sums, pixels, width, 4, weights, times);
    for (; x < width; x++)
        sums[x] += weight * mien_luma_one(pixels + size * x, red);
}

// The sum of the two pixels at a distance from the middle; 0 beyond the radius.
static inline __m256i pair_at(const int16_t *const *rows, int radius, int i, int32_t x)
{
    if (i > radius)
        return _mm256_setzero_si256();
    return _mm256_add_epi16(
        _mm256_loadu_si256((const __m256i *)(rows[radius - i] + x)),
        _mm256_loadu_si256((const __m256i *)(rows[radius + i] + x)));
}

// Two weights at a time: their values alternate in the halves of 32 bits, and one
// instruction multiplies and adds them. Weights beyond the radius are 0.
static void blur_avx2(int16_t *out, const int16_t *const *rows, const int16_t *weights,
                      int radius, int32_t count)
{
    __m256i both[(MIEN_BLUR_RADIUS_MAX + 2) / 2];
    for (int i = 0; i <= radius; i += 2)
        both[i / 2] = _mm256_set1_epi32((uint16_t)weights[i] |
                                        (i < radius ? weights[i + 1] : 0) << 16);
    int32_t x = 0;
    for (; x + 16 <= count; x += 16) {
        __m256i near = _mm256_loadu_si256((const __m256i *)(rows[radius] + x));
        __m256i low = _mm256_set1_epi32(1 << 14), high = low;
        for (int i = 0; i <= radius; i += 2) {
            const __m256i far = pair_at(rows, radius, i + 1, x);
            if (i > 0)
                near = pair_at(rows, radius, i, x);
            low = _mm256_add_epi32(
                low, _mm256_madd_epi16(_mm256_unpacklo_epi16(near, far), both[i / 2]));
            high = _mm256_add_epi32(
                high, _mm256_madd_epi16(_mm256_unpackhi_epi16(near, far), both[i / 2]));
        }
        // Taking apart and packing both work within halves of 128 bits: the order is
        // again that of the pixels.
        _mm256_storeu_si256((__m256i *)(out + x),
                            _mm256_packs_epi32(_mm256_srai_epi32(low, 15),
                                               _mm256_srai_epi32(high, 15)));
    }
    for (; x < count; x++)
        out[x] = mien_blur_one(rows, weights, radius, x);
}

static void peaks_avx2(uint8_t *peaks, const int16_t *row, const int16_t *above,
                       const int16_t *below, int32_t count, int16_t least)
{
    mien_peaks_loop(peaks, row, above, below, count, least);
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

const struct mien_view_kernels mien_view_kernels_avx2 = {
    "avx2", add_row_avx2, blur_avx2, peaks_avx2, sample_avx2};
