// SPDX-License-Identifier: Apache-2.0
// Hashes pixels natively, for bindings/js/bench/pixels.mjs: prints the nanoseconds of
// the fastest of COUNT hashes of WIDTH x HEIGHT RGBA pixels, with the plain C kernels
// or the best.
//
//     bench c|best WIDTH HEIGHT COUNT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cpu.h"
#include "pdq/stream.h"

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Returns the nanoseconds of one hash, or below 0.
static double hash(const struct mien_kernels *kernels, const uint8_t *pixels,
                   uint32_t width, uint32_t height)
{
    struct mien_pdq_stream *stream;
    struct mien_pdq pdq;
    size_t size;
    double begin = now(), took = -1;
    if (mien_pdq_scratch_size(&size, width, height, MIEN_PDQ_FULL) != MIEN_OK)
        return -1;
    void *scratch = malloc(size);
    if (scratch != NULL &&
        mien_pdq_begin_with(&stream, scratch, size, width, height, MIEN_PIXEL_RGBA8,
                            MIEN_PDQ_FULL, kernels) == MIEN_OK &&
        mien_pdq_push(stream, pixels, (ptrdiff_t)width * 4, height) == MIEN_OK &&
        mien_pdq_finish(stream, &pdq, NULL, NULL) == MIEN_OK)
        took = now() - begin;
    free(scratch);
    return took;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    const struct mien_kernels *kernels =
        mien_kernels_for(strcmp(argv[1], "c") == 0 ? 0 : mien_cpu_flags());
    uint32_t width = (uint32_t)atoi(argv[2]), height = (uint32_t)atoi(argv[3]);
    size_t size = (size_t)width * height * 4;
    uint8_t *pixels = malloc(size);
    if (pixels == NULL)
        return 1;
    for (size_t i = 0; i < size; i++)
        pixels[i] = (uint8_t)(i * 2654435761u >> 13);
    double least = -1;
    for (int i = 0; i < atoi(argv[4]); i++) {
        double took = hash(kernels, pixels, width, height);
        if (took < 0)
            return 1;
        least = least < 0 || took < least ? took : least;
    }
    printf("%.0f\n", least);
    free(pixels);
    return 0;
}
