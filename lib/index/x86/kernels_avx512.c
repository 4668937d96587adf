// SPDX-License-Identifier: Apache-2.0
// The index's kernels for AVX-512 with instructions that count bits: BITALG for words,
// VPOPCNTDQ for quarters of a hash.
#include <immintrin.h>

#include "index/kernels.h"

// The bits of the first `count` places, of 0 to 32.
static inline uint32_t first_bits(uint32_t count)
{
    return (uint32_t)((UINT64_C(1) << count) - 1);
}

struct wanted {
    __m512i fingerprint, most;
};

static inline struct wanted wanted_by(const struct mien_probe *probe)
{
    return (struct wanted){_mm512_set1_epi16((short)probe->fingerprint),
                           _mm512_set1_epi16((short)probe->most)};
}

static inline uint32_t passed_of(__m512i fingerprints, struct wanted wanted)
{
    __m512i differing = _mm512_xor_si512(fingerprints, wanted.fingerprint);
    return _mm512_cmple_epu16_mask(_mm512_popcnt_epi16(differing), wanted.most);
}

static inline __m128i load(const uint16_t *fingerprints)
{
    return _mm_loadu_si128((const void *)fingerprints);
}

static inline uint32_t passed_at(const uint16_t *first, const uint16_t *second,
                                 const uint16_t *third, const uint16_t *fourth,
                                 struct wanted wanted)
{
    __m512i loads = _mm512_castsi128_si512(load(first));
    loads = _mm512_inserti32x4(loads, load(second), 1);
    loads = _mm512_inserti32x4(loads, load(third), 2);
    return passed_of(_mm512_inserti32x4(loads, load(fourth), 3), wanted);
}

static inline uint32_t passed_all(const uint16_t *run, struct wanted wanted)
{
    return passed_of(_mm512_loadu_si512(run), wanted);
}

static inline uint32_t passed_words(uint64_t low, uint64_t high, struct wanted wanted)
{
    __m128i words = _mm_set_epi64x((long long)high, (long long)low);
    return passed_of(_mm512_castsi128_si512(words), wanted);
}

// The differing bits of two hashes, in eight quarters.
static inline __m512i quarters(__mmask8 there, const char *hashes, __m512i query)
{
    return _mm512_popcnt_epi64(
        _mm512_xor_si512(_mm512_maskz_loadu_epi64(there, hashes), query));
}

// The distances of eight hashes, in the order 0 2 1 3 4 6 5 7. Bits of `there` say
// which quarters may be read; the others count as zeros.
static inline __m512i distances(const char *hashes, uint32_t there, __m512i query)
{
    __m512i ab = quarters((__mmask8)there, hashes, query);
    __m512i cd = quarters((__mmask8)(there >> 8), hashes + 64, query);
    __m512i ef = quarters((__mmask8)(there >> 16), hashes + 128, query);
    __m512i gh = quarters((__mmask8)(there >> 24), hashes + 192, query);
    __m512i halves0 =
        _mm512_add_epi64(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    __m512i halves1 =
        _mm512_add_epi64(_mm512_unpacklo_epi64(ef, gh), _mm512_unpackhi_epi64(ef, gh));
    return _mm512_add_epi64(
        _mm512_shuffle_i64x2(halves0, halves1, _MM_SHUFFLE(2, 0, 2, 0)),
        _mm512_shuffle_i64x2(halves0, halves1, _MM_SHUFFLE(3, 1, 3, 1)));
}

// Writes down which of `rows` hashes, at most eight, are near. Without a mask of eight
// bits: gcc 12 stores one byte of it and reads back four when registers are scarce, as
// they are with -fsanitize=thread.
static size_t note(struct mien_hit *out, size_t row, __m512i distance, unsigned rows,
                   unsigned radius)
{
    const __m512i order = _mm512_setr_epi64(0, 2, 1, 3, 4, 6, 5, 7);
    uint64_t distances[8];
    _mm512_storeu_si512(distances, _mm512_permutexvar_epi64(order, distance));
    size_t found = 0;
    for (unsigned i = 0; i < rows; i++) {
        out[found] = (struct mien_hit){(uint32_t)(row + i), (uint32_t)distances[i]};
        found += distances[i] <= radius;
    }
    return found;
}

static size_t near(struct mien_hit *out, const void *hashes, size_t count,
                   const void *query, unsigned radius)
{
    const char *bytes = hashes;
    __m512i wanted = _mm512_broadcast_i64x4(_mm256_loadu_si256(query));
    __m512i most = _mm512_set1_epi64(radius);
    size_t found = 0, row = 0;
    for (; count - row >= 8; row += 8) {
        __m512i distance = distances(bytes + 32 * row, UINT32_MAX, wanted);
        if (_mm512_cmple_epu64_mask(distance, most) != 0)
            found += note(out + found, row, distance, 8, radius);
    }
    unsigned rest = (unsigned)(count - row);
    if (rest != 0) {
        __m512i distance = distances(bytes + 32 * row, first_bits(4 * rest), wanted);
        found += note(out + found, row, distance, rest, radius);
    }
    return found;
}

#define KERNELS mien_index_kernels_avx512
#define KERNELS_NAME "avx512"
#include "index/vector.h"
