// SPDX-License-Identifier: Apache-2.0
// Every kernel of the index, of every instruction set, against the plain C definition:
// the same candidates in the same order for random and for pathological runs of every
// length, wherever the room runs out, and not a byte touched beyond the ends. The
// definition itself against its sentences written a second time, bit by bit.
//
// The seed is printed and taken from $MIEN_SEED. With --bench the kernels are timed.
#include <stdio.h>
#include <string.h>

#include <mien/index.h>

#include "base/cpu.h"
#include "bench_index.h"
#include "guard.h"
#include "index/kernels.h"
#include "kernel_suite.h"
#include "synthetic.h"

static const struct mien_kernel_set sets[] = {
#if defined(__x86_64__)
    {MIEN_CPU_AVX2, "avx2"},
    {MIEN_CPU_AVX2 | MIEN_CPU_AVX512 | MIEN_CPU_AVX512_BITS, "avx512"},
#elif defined(__aarch64__)
    {MIEN_CPU_NEON, "neon"},
#else
    {0, "c"},
#endif
};
enum {
    SETS = sizeof sets / sizeof *sets,
    PROBES_MAX = 300, // more than any kernel asks for ahead
    LENGTHS = 101,    // every length of a run from 0 to 100, and then the longest
    HASH = 32
};

static uint64_t seed;
static const struct mien_index_kernels *const c = &mien_index_kernels_c;

static const struct mien_index_kernels *kernels_of(int set)
{
    return mien_index_kernels_for(sets[set].flags);
}

// ---------------------------------------------------------------------------- sifting

// What a run holds.
enum kind {
    KIND_RANDOM,
    KIND_ALL,  // the fingerprint itself
    KIND_NONE, // its complement
    KIND_NEAR, // the fingerprint but for `most` or one bit more
    KINDS
};

// Probes whose runs lie between guard pages, each in memory of its own.
struct bench {
    struct mien_probe probes[PROBES_MAX];
    struct mien_guarded runs[PROBES_MAX];
    size_t count, entries;
};

static uint16_t flipped(struct mien_random *random, uint16_t bits, unsigned flips)
{
    uint16_t flip = 0;
    while (flips > 0 && (unsigned)__builtin_popcount(flip) < flips)
        flip |= (uint16_t)(1u << mien_random_below(random, 16));
    return bits ^ flip;
}

static void add_probe(struct bench *bench, struct mien_random *random, enum kind kind,
                      uint32_t length, unsigned most)
{
    size_t i = bench->count++;
    int low = (int)mien_random_below(random, 2);
    uint16_t fingerprint = (uint16_t)mien_random_next(random);
    bench->runs[i] = mien_guard(length * sizeof(uint16_t), low);
    uint16_t *run = bench->runs[i].start;
    mien_random_bytes(random, run, length * sizeof *run);
    for (uint32_t k = 0; k < length; k++) {
        unsigned flips = most + mien_random_below(random, 2);
        if (kind == KIND_ALL)
            run[k] = fingerprint;
        else if (kind == KIND_NONE)
            run[k] = (uint16_t)~fingerprint;
        else if (kind == KIND_NEAR)
            run[k] = flipped(random, fingerprint, flips < 16 ? flips : 16);
    }
    bench->probes[i] = (struct mien_probe){run, length, fingerprint, (uint16_t)most};
    bench->entries += length;
}

static void bench_close(struct bench *bench)
{
    for (size_t i = 0; i < bench->count; i++)
        mien_unguard(&bench->runs[i]);
    bench->count = bench->entries = 0;
}

// The definition in other words.
static size_t sift_naive(struct mien_candidate *out, size_t room, size_t *done,
                         const struct mien_probe *probes, size_t count, unsigned lines)
{
    size_t found = 0;
    *done = 0;
    for (size_t i = 0; i < count; i++) {
        if (found + probes[i].count > room)
            return found;
        for (uint32_t k = 0; k < probes[i].count; k++) {
            unsigned differ = 0;
            for (int bit = 0; bit < 16; bit++)
                differ += (probes[i].fingerprints[k] >> bit & 1) !=
                          (probes[i].fingerprint >> bit & 1);
            if (differ > probes[i].most)
                continue;
            out[found].probe = (uint32_t)i;
            out[found++].position = k;
        }
        ++*done;
    }
    return found;
}

typedef size_t sift_fn(struct mien_candidate *out, size_t room, size_t *done,
                       const struct mien_probe *probes, size_t count, unsigned lines);

// Both with the same room, which ends at a guard page.
static void compare_sifts(sift_fn *expected, sift_fn *actual, const struct bench *bench,
                          size_t room, unsigned lines)
{
    struct mien_guarded memory[2];
    size_t done[2] = {SIZE_MAX, SIZE_MAX}, found[2];
    for (int k = 0; k < 2; k++)
        memory[k] = mien_guard(room * sizeof(struct mien_candidate), 0);
    found[0] =
        expected(memory[0].start, room, &done[0], bench->probes, bench->count, lines);
    found[1] =
        actual(memory[1].start, room, &done[1], bench->probes, bench->count, lines);
    ck_assert_msg(found[0] == found[1] && done[0] == done[1],
                  "%zu found and %zu done, not %zu and %zu, of %zu probes in room for "
                  "%zu, MIEN_SEED=%llu",
                  found[1], done[1], found[0], done[0], bench->count, room,
                  (unsigned long long)seed);
    ck_assert_msg(memcmp(memory[0].start, memory[1].start,
                         found[0] * sizeof(struct mien_candidate)) == 0,
                  "other candidates, MIEN_SEED=%llu", (unsigned long long)seed);
    for (int k = 0; k < 2; k++)
        mien_unguard(&memory[k]);
}

// Every length with every threshold, each probe alone.
static void sift_every_run(sift_fn *expected, sift_fn *actual, int salt)
{
    struct mien_random random = mien_random_for(seed, salt);
    static struct bench bench;
    for (int kind = 0; kind < KINDS; kind++) {
        for (uint32_t n = 0; n <= LENGTHS; n++) {
            for (unsigned most = 0; most <= 16; most++) {
                uint32_t length = n < LENGTHS ? n : MIEN_PROBE_MAX;
                add_probe(&bench, &random, (enum kind)kind, length, most);
                compare_sifts(expected, actual, &bench, length, most);
                if (length > 0)
                    compare_sifts(expected, actual, &bench, length - 1, most);
                bench_close(&bench);
            }
        }
    }
}

// Many probes of mixed lengths and kinds, and room that runs out at every place.
static void sift_many(sift_fn *expected, sift_fn *actual, int salt)
{
    struct mien_random random = mien_random_for(seed, salt);
    static struct bench bench;
    for (int n = 0; n < 40; n++) {
        uint32_t probes = 1 + mien_random_below(&random, n % 2 == 0 ? 12 : PROBES_MAX);
        uint32_t longest = n % 4 == 1 ? 70 : 20;
        for (uint32_t i = 0; i < probes; i++)
            add_probe(&bench, &random, (enum kind)mien_random_below(&random, KINDS),
                      mien_random_below(&random, longest),
                      mien_random_below(&random, 17));
        size_t step = n % 2 == 0 ? 1 : 1 + bench.entries / 50;
        for (size_t room = 0; room <= bench.entries + step; room += step)
            compare_sifts(expected, actual, &bench, room, (unsigned)(room % 130));
        bench_close(&bench);
    }
}

// The longest runs one after another, with everything in them passing: whatever a
// kernel puts aside on its way is fullest then.
static void sift_longest(sift_fn *expected, sift_fn *actual, int salt)
{
    struct mien_random random = mien_random_for(seed, salt);
    static struct bench bench;
    for (uint32_t i = 0; i < 12; i++)
        add_probe(&bench, &random, i % 4 == 3 ? KIND_RANDOM : KIND_ALL,
                  MIEN_PROBE_MAX - (i % 3 == 2 ? mien_random_below(&random, 65) : 0),
                  i % 4 == 3 ? 3 : 0);
    for (size_t room = 0; room <= bench.entries; room += 4000)
        compare_sifts(expected, actual, &bench, room, 128);
    compare_sifts(expected, actual, &bench, bench.entries, UINT32_MAX);
    bench_close(&bench);
}

START_TEST(test_sift)
{
    sift_every_run(c->sift, kernels_of(_i)->sift, 1);
    sift_many(c->sift, kernels_of(_i)->sift, 2);
    sift_longest(c->sift, kernels_of(_i)->sift, 3);
}
END_TEST

// --------------------------------------------------------------------- hashes in reach

static size_t near_naive(struct mien_hit *out, const void *hashes, size_t count,
                         const void *query, unsigned radius)
{
    const uint8_t *bytes = hashes, *wanted = query;
    size_t found = 0;
    for (size_t row = 0; row < count; row++) {
        unsigned distance = 0;
        for (size_t bit = 0; bit < 256; bit++)
            distance +=
                ((bytes[HASH * row + bit / 8] ^ wanted[bit / 8]) >> bit % 8) & 1;
        if (distance > radius)
            continue;
        out[found].row = (uint32_t)row;
        out[found++].distance = distance;
    }
    return found;
}

// Makes a hash that differs from another in so many bits.
static void hash_near(struct mien_random *random, uint8_t *out, const uint8_t *hash,
                      unsigned distance)
{
    memcpy(out, hash, HASH);
    while (distance > 0) {
        uint32_t bit = mien_random_below(random, 256);
        if (((out[bit / 8] ^ hash[bit / 8]) >> bit % 8 & 1) != 0)
            continue;
        out[bit / 8] ^= (uint8_t)(1u << bit % 8);
        distance--;
    }
}

// Hashes of which the `n`-th way of making them says which are within the radius.
static void make_hashes(struct mien_random *random, uint8_t *hashes, size_t count,
                        const uint8_t *query, unsigned radius, int way)
{
    for (size_t row = 0; row < count; row++) {
        uint32_t below = radius > 0 ? radius : 1,
                 beyond = radius < 256 ? radius + 1 : 256;
        unsigned distance[] = {128, 0, 256, radius, below - 1, beyond};
        size_t ways = sizeof distance / sizeof *distance;
        size_t one = (size_t)way < ways ? (size_t)way
                                        : mien_random_below(random, (uint32_t)ways);
        hash_near(random, hashes + HASH * row, query, distance[one]);
    }
}

typedef size_t near_fn(struct mien_hit *out, const void *hashes, size_t count,
                       const void *query, unsigned radius);

static void compare_nears(near_fn *expected, near_fn *actual,
                          struct mien_random *random, size_t count, unsigned radius,
                          int way)
{
    // At the end of a page, or with an odd start.
    int low = (int)mien_random_below(random, 2);
    size_t odd = low ? mien_random_below(random, 64) : 0;
    struct mien_guarded query = mien_guard(HASH, low);
    struct mien_guarded hashes = mien_guard(odd + HASH * count, low);
    uint8_t *first = (uint8_t *)hashes.start + odd;
    mien_random_bytes(random, query.start, HASH);
    make_hashes(random, first, count, query.start, radius, way);
    struct mien_guarded out[2];
    size_t found[2];
    for (int k = 0; k < 2; k++) {
        out[k] = mien_guard(count * sizeof(struct mien_hit), 0);
        found[k] = (k == 0 ? expected : actual)(out[k].start, first, count, query.start,
                                                radius);
    }
    ck_assert_msg(
        found[0] == found[1] &&
            memcmp(out[0].start, out[1].start, found[0] * sizeof(struct mien_hit)) == 0,
        "%zu hashes, radius %u: %zu, not %zu, MIEN_SEED=%llu", count, radius, found[1],
        found[0], (unsigned long long)seed);
    for (int k = 0; k < 2; k++)
        mien_unguard(&out[k]);
    mien_unguard(&hashes);
    mien_unguard(&query);
}

static void compare_near(near_fn *expected, near_fn *actual, int salt)
{
    static const unsigned radii[] = {0, 1, 31, 64, 127, 128, 255, 256};
    struct mien_random random = mien_random_for(seed, salt);
    for (size_t n = 0; n < LENGTHS; n++)
        for (size_t i = 0; i < sizeof radii / sizeof *radii; i++)
            for (int way = 0; way < 7; way++)
                compare_nears(expected, actual, &random, n, radii[i], way);
    for (int n = 0; n < 300; n++)
        compare_nears(expected, actual, &random, mien_random_below(&random, 40),
                      mien_random_below(&random, 257), 6);
    compare_nears(expected, actual, &random, 4096, 31, 6);
}

START_TEST(test_near)
{
    compare_near(c->near, kernels_of(_i)->near, 4);
}
END_TEST

// A radius of 256 gives the distance of every hash.
START_TEST(test_distance)
{
    struct mien_random random = mien_random_for(seed, 5);
    for (int n = 0; n < 2000; n++) {
        int low = n & 1;
        struct mien_guarded a = mien_guard(HASH, low), b = mien_guard(HASH, low);
        struct mien_hit hit = {0};
        mien_random_bytes(&random, a.start, HASH);
        hash_near(&random, b.start, a.start, mien_random_below(&random, 257));
        ck_assert_uint_eq(near_naive(&hit, a.start, 1, b.start, 256), 1);
        ck_assert_uint_eq(kernels_of(_i)->distance(a.start, b.start), hit.distance);
        mien_unguard(&a);
        mien_unguard(&b);
    }
}
END_TEST

START_TEST(test_definition)
{
    sift_every_run(sift_naive, c->sift, 5);
    sift_many(sift_naive, c->sift, 6);
    sift_longest(sift_naive, c->sift, 7);
    compare_near(near_naive, c->near, 8);
}
END_TEST

// --------------------------------------------------------------------------- the scan

// Counts around the pieces that an array is worked on in, and all that the room can be.
START_TEST(test_scan)
{
    enum {
        MOST = 1600
    };
    static const size_t counts[] = {0, 1, 7, 511, 512, 513, 1024, MOST};
    static const unsigned radii[] = {0, 31, 256};
    static struct mien_hash hashes[MOST];
    static struct mien_hit expected[MOST];
    static struct mien_near near[MOST + 1];
    struct mien_random random = mien_random_for(seed, 9);
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        for (size_t r = 0; r < sizeof radii / sizeof *radii; r++) {
            struct mien_hash query;
            mien_random_bytes(&random, query.bytes, HASH);
            make_hashes(&random, hashes->bytes, counts[n], query.bytes, radii[r], 6);
            size_t total =
                near_naive(expected, hashes, counts[n], query.bytes, radii[r]);
            size_t step = 1 + total / 20;
            for (size_t room = 0; room <= total + step; room += step) {
                size_t written = total < room ? total : room, found = SIZE_MAX;
                memset(near, 0xA5, sizeof near);
                ck_assert_int_eq(mien_hash_scan(room > 0 ? near : NULL,
                                                room < MOST ? room : MOST, &found,
                                                hashes, counts[n], &query, radii[r]),
                                 MIEN_OK);
                ck_assert_uint_eq(found, total);
                for (size_t i = 0; i < written; i++) {
                    ck_assert_uint_eq(near[i].row, expected[i].row);
                    ck_assert_uint_eq(near[i].distance, expected[i].distance);
                    ck_assert_uint_eq(near[i].reserved, 0);
                }
                ck_assert_uint_eq(near[written].distance, 0xA5A5A5A5u);
            }
        }
    }
}
END_TEST

START_TEST(test_scan_arguments)
{
    struct mien_hash hash = {{0}};
    struct mien_near near = {.row = 7};
    size_t found = 7;
    ck_assert_int_eq(mien_hash_scan(NULL, 1, &found, &hash, 1, &hash, 31),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_hash_scan(&near, 1, NULL, &hash, 1, &hash, 31),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_hash_scan(&near, 1, &found, NULL, 1, &hash, 31),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_hash_scan(&near, 1, &found, &hash, 1, NULL, 31),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_hash_scan(&near, 1, &found, &hash, 1, &hash, 257),
                     MIEN_ERROR_ARGUMENT);
    ck_assert_uint_eq(found, 7);
    ck_assert_uint_eq(near.row, 7);
    ck_assert_int_eq(mien_hash_scan(NULL, 0, &found, NULL, 0, &hash, 31), MIEN_OK);
    ck_assert_uint_eq(found, 0);
}
END_TEST

// ---------------------------------------------------------------------------- the sets

START_TEST(test_choice)
{
    ck_assert_str_eq(kernels_of(_i)->name, sets[_i].name);
}
END_TEST

// The first processors with AVX-512 cannot count bits in vectors.
START_TEST(test_choice_of_less)
{
    ck_assert_str_eq(mien_index_kernels_for(0)->name, "c");
#if defined(__x86_64__)
    ck_assert_str_eq(mien_index_kernels_for(MIEN_CPU_AVX2 | MIEN_CPU_AVX512)->name,
                     "avx2");
#endif
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--bench") == 0) {
        mien_bench_index_kernels();
        return 0;
    }
    seed = mien_suite_seed(20261122);
    Suite *suite = suite_create("index kernels");
    TCase *definition = tcase_create("the definition");
    tcase_set_timeout(definition, 600);
    tcase_add_test(definition, test_definition);
    tcase_add_test(definition, test_scan);
    tcase_add_test(definition, test_scan_arguments);
    tcase_add_test(definition, test_choice_of_less);
    suite_add_tcase(suite, definition);
    for (int set = 0; set < SETS; set++) {
        mien_suite_add_kernels(suite, "choice", test_choice, sets, set);
        mien_suite_add_kernels(suite, "sifting", test_sift, sets, set);
        mien_suite_add_kernels(suite, "hashes in reach", test_near, sets, set);
        mien_suite_add_kernels(suite, "distance", test_distance, sets, set);
    }
    return mien_suite_run(suite);
}
