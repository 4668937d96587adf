// SPDX-License-Identifier: Apache-2.0
#include "bench_index.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cpu.h"
#include "index/kernels.h"
#include "synthetic.h"

enum {
    PROBES = 272, // of a query with radius 31
    ROUNDS = 15,
    // Runs lie all over this much memory, as they do in an index.
    FINGERPRINTS = 1 << 26,
    HASHES = 1 << 20
};

static uint16_t *fingerprints;
static char *hashes;
static struct mien_candidate candidates[1 << 20];
static struct mien_hit hits[HASHES];
static struct mien_random numbers = {20261122};
static volatile size_t sink;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Probes of about the given length, in one place or each in another one. Times them so
// often that there is something to measure; returns the time for one fingerprint.
static double sift(const struct mien_index_kernels *kernels, uint32_t length, bool cold)
{
    static struct mien_probe probes[64][PROBES];
    size_t done, entries = 0;
    for (int query = 0; query < 64; query++) {
        for (size_t i = 0; i < PROBES; i++) {
            uint32_t count =
                length - length / 4 + mien_random_below(&numbers, length / 2 + 1);
            size_t place = cold ? mien_random_below(&numbers, FINGERPRINTS - 2 * length)
                                : i * count;
            probes[query][i] = (struct mien_probe){fingerprints + place, count,
                                                   (uint16_t)mien_random_next(&numbers),
                                                   i % 17 == 0 ? 3 : 2};
            entries += count;
        }
    }
    double start = now();
    for (int query = 0; query < 64; query++)
        sink = kernels->sift(candidates, sizeof candidates / sizeof *candidates, &done,
                             probes[query], PROBES, (length * 2 + 63) / 64);
    return (now() - start) / (double)entries;
}

static double near(const struct mien_index_kernels *kernels, uint32_t count, bool cold)
{
    char query[32];
    uint32_t times = cold ? 1 : HASHES / count;
    mien_random_bytes(&numbers, query, sizeof query);
    double start = now();
    for (uint32_t i = 0; i < times; i++)
        sink = kernels->near(hits, hashes, count, query, 31);
    return (now() - start) / ((double)times * count);
}

typedef double job(const struct mien_index_kernels *kernels, uint32_t length,
                   bool cold);

static const struct {
    const char *name;
    job *run;
    uint32_t length;
    bool cold;
} jobs[] = {
    {"sift, runs in cache", sift, 15, false},
    {"sift, runs in cache", sift, 152, false},
    {"sift, runs in memory", sift, 15, true},
    {"sift, runs in memory", sift, 152, true},
    {"sift, runs in memory", sift, 1500, true},
    {"near, in cache", near, 512, false},
    {"near, in memory", near, HASHES, true},
};

static double best_of(size_t i, const struct mien_index_kernels *kernels)
{
    double best = 1e18;
    for (int round = 0; round < ROUNDS; round++) {
        double took = jobs[i].run(kernels, jobs[i].length, jobs[i].cold);
        best = took < best ? took : best;
    }
    return best;
}

static const unsigned sets[] = {MIEN_CPU_AVX2,
                                MIEN_CPU_AVX2 | MIEN_CPU_AVX512 | MIEN_CPU_AVX512_BITS,
                                MIEN_CPU_NEON};
enum {
    SETS = sizeof sets / sizeof *sets
};

static bool available(int set)
{
    return (sets[set] & ~mien_cpu_flags()) == 0;
}

void mien_bench_index_kernels(void)
{
    fingerprints = malloc(FINGERPRINTS * sizeof *fingerprints);
    hashes = malloc(HASHES * (size_t)32);
    if (fingerprints == NULL || hashes == NULL)
        abort();
    mien_random_bytes(&numbers, fingerprints, FINGERPRINTS * sizeof *fingerprints);
    mien_random_bytes(&numbers, hashes, HASHES * (size_t)32);
    printf("%-22s %8s %9s", "ns for each entry", "length", "c");
    for (int set = 0; set < SETS; set++)
        if (available(set))
            printf(" %9s  ratio", mien_index_kernels_for(sets[set])->name);
    puts("");
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        double plain = best_of(i, &mien_index_kernels_c);
        printf("%-22s %8u %9.3f", jobs[i].name, jobs[i].length, plain);
        for (int set = 0; set < SETS; set++) {
            if (!available(set))
                continue;
            double fast = best_of(i, mien_index_kernels_for(sets[set]));
            printf(" %9.3f %5.1fx", fast, plain / fast);
        }
        puts("");
    }
    free(fingerprints);
    free(hashes);
}
