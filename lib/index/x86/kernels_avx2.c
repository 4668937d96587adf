// SPDX-License-Identifier: Apache-2.0
// The index's kernels for AVX2, which counts bits by looking up half bytes.
#include <immintrin.h>

#include "index/kernels.h"

// The bits of each byte.
static inline __m256i count_bits(__m256i bytes)
{
    const __m256i counts = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m256i low = _mm256_set1_epi8(15);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low);
    return _mm256_add_epi8(_mm256_shuffle_epi8(counts, _mm256_and_si256(bytes, low)),
                           _mm256_shuffle_epi8(counts, high));
}

struct wanted {
    __m256i fingerprint, more; // more: one bit more than may differ, in each byte
};

static inline struct wanted wanted_by(const struct mien_probe *probe)
{
    return (struct wanted){_mm256_set1_epi16((short)probe->fingerprint),
                           _mm256_set1_epi8((char)(probe->most + 1))};
}

static inline uint32_t passed_of(__m256i first, __m256i second, struct wanted wanted)
{
    const __m256i ones = _mm256_set1_epi8(1);
    __m256i counts0 = _mm256_maddubs_epi16(
        count_bits(_mm256_xor_si256(first, wanted.fingerprint)), ones);
    __m256i counts1 = _mm256_maddubs_epi16(
        count_bits(_mm256_xor_si256(second, wanted.fingerprint)), ones);
    // Packing goes by halves of vectors.
    __m256i counts =
        _mm256_permute4x64_epi64(_mm256_packus_epi16(counts0, counts1), 0xd8);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(wanted.more, counts));
}

static inline __m256i two_loads(const uint16_t *first, const uint16_t *second)
{
    return _mm256_loadu2_m128i((const void *)second, (const void *)first);
}

static inline uint32_t passed_at(const uint16_t *first, const uint16_t *second,
                                 const uint16_t *third, const uint16_t *fourth,
                                 struct wanted wanted)
{
    return passed_of(two_loads(first, second), two_loads(third, fourth), wanted);
}

static inline uint32_t passed_all(const uint16_t *run, struct wanted wanted)
{
    return passed_of(_mm256_loadu_si256((const void *)run),
                     _mm256_loadu_si256((const void *)(run + 16)), wanted);
}

static inline uint32_t passed_words(uint64_t low, uint64_t high, struct wanted wanted)
{
    __m256i words =
        _mm256_castsi128_si256(_mm_set_epi64x((long long)high, (long long)low));
    return passed_of(words, words, wanted);
}

// The differing bits of two hashes, in quarters.
static inline __m256i quarters(const char *hash, __m256i query)
{
    __m256i differing = _mm256_xor_si256(_mm256_loadu_si256((const void *)hash), query);
    return _mm256_sad_epu8(count_bits(differing), _mm256_setzero_si256());
}

// The distances of four hashes on end, of which the `last`-th is the last: it is also
// read in place of those that follow it.
static inline __m128i distances(const char *hashes, size_t last, __m256i query)
{
    __m256i a = quarters(hashes, query);
    __m256i b = quarters(hashes + 32 * (last < 1 ? last : 1), query);
    __m256i c = quarters(hashes + 32 * (last < 2 ? last : 2), query);
    __m256i d = quarters(hashes + 32 * (last < 3 ? last : 3), query);
    // Distances need only the lower half of 64 bits.
    __m256i ac = _mm256_or_si256(a, _mm256_slli_epi64(c, 32));
    __m256i bd = _mm256_or_si256(b, _mm256_slli_epi64(d, 32));
    __m256i acbd =
        _mm256_add_epi32(_mm256_unpacklo_epi64(ac, bd), _mm256_unpackhi_epi64(ac, bd));
    return _mm_add_epi32(_mm256_castsi256_si128(acbd),
                         _mm256_extracti128_si256(acbd, 1));
}

static size_t note(struct mien_hit *out, size_t row, __m128i acbd, size_t rows,
                   unsigned radius)
{
    uint32_t distance[4];
    _mm_storeu_si128((void *)distance,
                     _mm_shuffle_epi32(acbd, _MM_SHUFFLE(3, 1, 2, 0)));
    size_t found = 0;
    for (size_t i = 0; i < rows; i++)
        if (distance[i] <= radius)
            out[found++] = (struct mien_hit){(uint32_t)(row + i), distance[i]};
    return found;
}

static size_t near(struct mien_hit *out, const void *hashes, size_t count,
                   const void *query, unsigned radius)
{
    const char *bytes = hashes;
    __m256i wanted = _mm256_loadu_si256(query);
    __m128i more = _mm_set1_epi32((int)radius + 1);
    size_t found = 0, row = 0;
    for (; count - row >= 4; row += 4) {
        __m128i distance = distances(bytes + 32 * row, 3, wanted);
        if (_mm_movemask_epi8(_mm_cmpgt_epi32(more, distance)) != 0)
            found += note(out + found, row, distance, 4, radius);
    }
    size_t rest = count - row;
    if (rest != 0)
        found += note(out + found, row, distances(bytes + 32 * row, rest - 1, wanted),
                      rest, radius);
    return found;
}

#define KERNELS mien_index_kernels_avx2
#define KERNELS_NAME "avx2"
#include "index/vector.h"
