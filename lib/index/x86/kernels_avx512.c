// SPDX-License-Identifier: Apache-2.0
// The index's kernels for AVX-512 with instructions that count bits: BITALG for words,
// VPOPCNTDQ for quarters of a hash.
#include <immintrin.h>

#include "index/kernels.h"

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

static unsigned distance(const void *a, const void *b); // of index/vector.h

// The differing bits of two hashes, in eight quarters.
static inline __m512i quarters(const char *hashes, __m512i query)
{
    return _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(hashes), query));
}

// The distances of eight hashes, in another order.
static inline __m512i distances(const char *hashes, __m512i query)
{
    __m512i ab = quarters(hashes, query);
    __m512i cd = quarters(hashes + 64, query);
    __m512i ef = quarters(hashes + 128, query);
    __m512i gh = quarters(hashes + 192, query);
    __m512i halves0 =
        _mm512_add_epi64(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    __m512i halves1 =
        _mm512_add_epi64(_mm512_unpacklo_epi64(ef, gh), _mm512_unpackhi_epi64(ef, gh));
    return _mm512_add_epi64(
        _mm512_shuffle_i64x2(halves0, halves1, _MM_SHUFFLE(2, 0, 2, 0)),
        _mm512_shuffle_i64x2(halves0, halves1, _MM_SHUFFLE(3, 1, 3, 1)));
}

// Writes down which of `rows` hashes are near. They are few, so each is counted once
// more by itself: neither masks nor vectors need to be taken apart, with which gcc 12
// makes mistakes when a sanitizer leaves it few registers.
static size_t note(struct mien_hit *out, const char *hashes, size_t row, size_t rows,
                   const void *query, unsigned radius)
{
    size_t found = 0;
    for (size_t end = row + rows; row < end; row++) {
        unsigned bits = distance(hashes + 32 * row, query);
        out[found] = (struct mien_hit){(uint32_t)row, bits};
        found += bits <= radius;
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
    for (; count - row >= 8; row += 8)
        if (_mm512_cmple_epu64_mask(distances(bytes + 32 * row, wanted), most) != 0)
            found += note(out + found, bytes, row, 8, query, radius);
    return found + note(out + found, bytes, row, count - row, query, radius);
}

#define KERNELS mien_index_kernels_avx512
#define KERNELS_NAME "avx512"
#include "index/vector.h"
