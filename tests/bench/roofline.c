// SPDX-License-Identifier: Apache-2.0
// What roofline.sh measures and counts: the exact path of PDQ, from RGB.
//
//     roofline count KERNELS WIDTH HEIGHT    hashes once, for valgrind
//     roofline time WIDTH HEIGHT...          times all kernels of this processor
//
// where KERNELS is c, avx2, avx512 or neon. Times come with the processor's clock and
// latencies in the same rounds, so that they can be told in cycles:
//
//     clock 4.41 GHz
//     addition 2.01 cycles
//     read 512 512 0.021 ns
//     time avx2 512 512 0.512 0.498 ns
//
// The clock is that of dependent additions of integers, which take a cycle each;
// "addition" is one of floats that waits for the one before; "read" sums up the bytes
// of the picture; the two times are the median and the least. All but the first two are
// for one pixel, and of processor time.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "pdq/stream.h"

enum {
    ROUNDS = 60,
    CHAIN = 200000
};

static const struct {
    const char *name;
    unsigned flags;
} sets[] = {{"c", 0},
            {"avx2", MIEN_CPU_AVX2},
            {"avx512", MIEN_CPU_AVX2 | MIEN_CPU_AVX512},
            {"neon", MIEN_CPU_NEON}};
enum {
    SETS = sizeof sets / sizeof *sets
};

struct picture {
    uint32_t width, height;
    uint8_t *pixels;
    void *scratch;
    size_t scratch_size;
};

static volatile uint64_t sink;

static void must(int well, const char *what)
{
    if (well)
        return;
    fprintf(stderr, "roofline: %s\n", what);
    exit(2);
}

static struct picture picture_of(const char *width, const char *height)
{
    struct picture picture = {.width = (uint32_t)strtoul(width, NULL, 10),
                              .height = (uint32_t)strtoul(height, NULL, 10)};
    must(mien_pdq_scratch_size(&picture.scratch_size, picture.width, picture.height,
                               MIEN_PDQ_FULL) == MIEN_OK,
         "a size that cannot be");
    size_t bytes = (size_t)picture.width * picture.height * 3;
    picture.pixels = malloc(bytes);
    picture.scratch = malloc(picture.scratch_size);
    must(picture.pixels != NULL && picture.scratch != NULL, "out of memory");
    uint32_t state = 1;
    for (size_t i = 0; i < bytes; i++) {
        state = state * 1664525 + 1013904223;
        picture.pixels[i] = (uint8_t)(state >> 24);
    }
    return picture;
}

// What valgrind counts; see roofline.sh.
__attribute__((noinline)) void roofline_hash(const struct picture *picture,
                                             const struct mien_kernels *kernels);

void roofline_hash(const struct picture *picture, const struct mien_kernels *kernels)
{
    struct mien_pdq_stream *stream;
    struct mien_pdq pdq;
    must(mien_pdq_begin_with(&stream, picture->scratch, picture->scratch_size,
                             picture->width, picture->height, MIEN_PIXEL_RGB8,
                             MIEN_PDQ_FULL, kernels) == MIEN_OK &&
             mien_pdq_push(stream, picture->pixels, (ptrdiff_t)picture->width * 3,
                           picture->height) == MIEN_OK &&
             mien_pdq_finish(stream, &pdq, NULL, NULL) == MIEN_OK,
         "no hash");
    sink += pdq.hash.bytes[0];
}

// Of this process: what others take of the processor does not count.
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Dependent additions of integers. The empty statement keeps the compiler from adding
// them up by itself.
static double clock_round(void)
{
    double start = now();
    uint64_t sum = 0;
    for (int i = 0; i < CHAIN; i++) {
        sum += 3;
        __asm__ volatile("" : "+r"(sum));
        sum += 5;
        __asm__ volatile("" : "+r"(sum));
    }
    sink += sum;
    return 2 * CHAIN / (now() - start);
}

// The same of floats, which no compiler reorders.
static double addition_round(void)
{
    double start = now();
    float sum = (float)(sink & 1), step = 1 + sum;
    for (int i = 0; i < CHAIN; i++) {
        sum = sum + step;
        sum = sum - 0.5f;
    }
    sink += (uint64_t)sum;
    return (now() - start) / (2 * CHAIN);
}

static double read_round(const struct picture *picture)
{
    size_t bytes = (size_t)picture->width * picture->height * 3;
    double start = now();
    uint64_t sum = 0;
    for (size_t i = 0; i + 8 <= bytes; i += 8) {
        uint64_t word;
        memcpy(&word, picture->pixels + i, sizeof word);
        sum += word;
    }
    sink += sum;
    return now() - start;
}

static double hash_round(const struct picture *picture,
                         const struct mien_kernels *kernels)
{
    double start = now();
    roofline_hash(picture, kernels);
    return now() - start;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double sorted(double times[ROUNDS], int rank)
{
    qsort(times, ROUNDS, sizeof *times, ascending);
    return times[rank];
}

static void time_size(const struct picture *picture, double *clocks, double *additions)
{
    static double reads[ROUNDS], times[SETS][ROUNDS];
    const double pixels = (double)picture->width * picture->height;
    // In turn, so that a slow moment of the machine falls on all of them.
    for (int i = 0; i < ROUNDS; i++) {
        clocks[i] = clock_round();
        additions[i] = addition_round();
        reads[i] = read_round(picture) / pixels;
        for (int set = 0; set < SETS; set++)
            if ((sets[set].flags & ~mien_cpu_flags()) == 0)
                times[set][i] =
                    hash_round(picture, mien_kernels_for(sets[set].flags)) / pixels;
    }
    printf("read %u %u %.3f ns\n", picture->width, picture->height,
           sorted(reads, ROUNDS / 2));
    for (int set = 0; set < SETS; set++)
        if ((sets[set].flags & ~mien_cpu_flags()) == 0)
            printf("time %s %u %u %.3f %.3f ns\n", sets[set].name, picture->width,
                   picture->height, sorted(times[set], ROUNDS / 2),
                   sorted(times[set], 0));
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "count") == 0) {
        struct picture picture = picture_of(argv[3], argv[4]);
        for (int set = 0; set < SETS; set++)
            if (strcmp(argv[2], sets[set].name) == 0)
                roofline_hash(&picture, mien_kernels_for(sets[set].flags));
        return 0;
    }
    must(argc >= 4 && argc % 2 == 0 && strcmp(argv[1], "time") == 0, "wrong arguments");
    static double clocks[ROUNDS], additions[ROUNDS];
    for (int i = 2; i < argc; i += 2) {
        struct picture picture = picture_of(argv[i], argv[i + 1]);
        time_size(&picture, clocks, additions);
        free(picture.pixels);
        free(picture.scratch);
    }
    double clock = sorted(clocks, ROUNDS / 2);
    printf("clock %.2f GHz\naddition %.2f cycles\n", clock,
           clock * sorted(additions, ROUNDS / 2));
    return 0;
}
