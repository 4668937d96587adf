// SPDX-License-Identifier: Apache-2.0
// Makes hashes by the million that are distributed like those of pictures, for the
// benchmark of the index.
//
//   gen_hashes list COUNT SEED FILE [THREADS]
//       hashes to be found; one in 20 is a near duplicate of another one
//   gen_hashes queries COUNT SEED FILE LIST PERCENT [THREADS]
//       hashes to look for: new ones, and PERCENT of them changed ones of the file
//       LIST, at an even distance of 0 to 30
//
// Files are struct mien_hash after struct mien_hash. They depend on the seed, and not
// on the number of threads.
//
// The pictures are dead leaves: opaque shapes of all sizes fall on each other until the
// ground is covered, which gives the edges, the flat areas and the scales of photos.
// Source: Lee, Mumford, Huang, "Occlusion Models for Natural Images", 2001.
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mien/pdq.h>

#include "base/cpu.h"
#include "pdq/bits.h"
#include "pdq/kernels.h"
#include "synthetic.h"

enum {
    SIDE = 64,    // of a picture: what the DCT of PDQ sees
    BLOCK = 1024, // hashes that share a stream of random numbers
    PARENTS = 16, // pictures that near duplicates are made of
    THREADS_MAX = 64
};
#define DUPLICATES 0.05f // how many of a list

// ----------------------------------------------------------------------------- random

// A stream of its own for each block of each seed.
static struct mien_random stream_of(uint64_t seed, uint64_t block)
{
    struct mien_random random = {seed};
    random.state = mien_random_next(&random) + block;
    random.state = mien_random_next(&random);
    return random;
}

// 0 <= result < 1
static float uniform(struct mien_random *random)
{
    return (float)(mien_random_next(random) >> 40) * 0x1p-24f;
}

static float between(struct mien_random *random, float low, float high)
{
    return low + uniform(random) * (high - low);
}

// Nearly normal, with mean 0 and deviation 1: the sum of 4 uniform numbers.
static float normal(struct mien_random *random)
{
    uint64_t bits = mien_random_next(random);
    unsigned sum = 0;
    for (int i = 0; i < 4; i++)
        sum += (unsigned)(bits >> 16 * i & 0xffff);
    return ((float)sum * 0x1p-16f - 2) * 1.7320508f;
}

// --------------------------------------------------------------------------- pictures

enum shape {
    BOX,
    ELLIPSE,
    TURNED_BOX
};

struct leaf {
    enum shape shape;
    float x, y;           // its middle, in pixels
    float half_x, half_y; // half its width and height before it is turned
    float cosine, sine;   // how it is turned
    float p, q, r;        // an ellipse's edge is p x^2 + 2 q x y + r y^2 = 1
    float level, slope_x, slope_y;
};

// The part of a leaf in one row, `dy` below its middle: from *left to *right, relative
// to the middle. False when there is none.
static bool row_of_ellipse(float *left, float *right, const struct leaf *leaf, float dy)
{
    float under_root = leaf->p + dy * dy * (leaf->q * leaf->q - leaf->p * leaf->r);
    if (under_root < 0)
        return false;
    float root = sqrtf(under_root) / leaf->p, middle = -leaf->q / leaf->p * dy;
    *left = middle - root;
    *right = middle + root;
    return true;
}

// Narrows a row to where |slope x + offset| <= half.
static void narrow(float *left, float *right, float slope, float offset, float half)
{
    if (fabsf(slope) < 1e-4f) {
        if (fabsf(offset) > half) { // none of it
            *left = 1;
            *right = -1;
        }
        return;
    }
    float one = (-half - offset) / slope, other = (half - offset) / slope;
    float lower = one < other ? one : other, upper = one < other ? other : one;
    *left = lower > *left ? lower : *left;
    *right = upper < *right ? upper : *right;
}

static bool row_of_leaf(float *left, float *right, const struct leaf *leaf, float dy)
{
    switch (leaf->shape) {
    case BOX:
        *left = -leaf->half_x;
        *right = leaf->half_x;
        return true;
    case ELLIPSE:
        return row_of_ellipse(left, right, leaf, dy);
    case TURNED_BOX:
        *left = -2 * SIDE;
        *right = 2 * SIDE;
        narrow(left, right, leaf->cosine, leaf->sine * dy, leaf->half_x);
        narrow(left, right, -leaf->sine, leaf->cosine * dy, leaf->half_y);
        return *left <= *right;
    }
    return false;
}

static float reach_of(const struct leaf *leaf)
{
    if (leaf->shape == BOX)
        return leaf->half_y;
    float longer = fmaxf(leaf->half_x, leaf->half_y);
    return leaf->shape == ELLIPSE ? longer : longer * 1.4142136f;
}

// The first column or row at or behind a place, and the last one at or before it,
// within the picture or just outside. (ceilf() and floorf() are slow on the oldest
// x86-64.)
static int first_from(float place)
{
    if (place <= 0)
        return 0;
    if (place >= SIDE)
        return SIDE;
    int whole = (int)place;
    return whole + ((float)whole < place);
}

static int last_until(float place)
{
    if (place < 0)
        return -1;
    return place >= SIDE ? SIDE - 1 : (int)place;
}

static void draw(float luma[SIDE][SIDE], const struct leaf *leaf)
{
    float reach = reach_of(leaf);
    int bottom = last_until(leaf->y + reach);
    for (int y = first_from(leaf->y - reach); y <= bottom; y++) {
        float left, right, dy = (float)y - leaf->y;
        if (!row_of_leaf(&left, &right, leaf, dy))
            continue;
        int last = last_until(leaf->x + right);
        float level = leaf->level + leaf->slope_y * dy - leaf->slope_x * leaf->x;
        for (int x = first_from(leaf->x + left); x <= last; x++)
            luma[y][x] = level + leaf->slope_x * (float)x;
    }
}

// straight: how likely it stands straight, as what people build and draw.
static struct leaf leaf_of(struct mien_random *random, bool large, float straight)
{
    // Radii r are as frequent as r^-3 from 1.5 to 40, which makes pictures look alike
    // at every scale; but some of the first leaves are large: the ground.
    const float smallest = 1.5f, largest = 40;
    float ratio = smallest / largest;
    float radius = large ? between(random, 8, 48)
                         : smallest / sqrtf(1 - uniform(random) * (1 - ratio * ratio));
    struct leaf leaf = {
        .x = between(random, -8, SIDE + 8),
        .y = between(random, -8, SIDE + 8),
        .level = between(random, 0, 255),
        .slope_x = between(random, -1, 1),
        .slope_y = between(random, -1, 1),
    };
    if (uniform(random) < straight)
        leaf.shape = BOX;
    else
        leaf.shape = uniform(random) < 0.7f ? ELLIPSE : TURNED_BOX;
    float stretched = exp2f(between(random, -1, 1)); // 1 : 4 to 4 : 1
    leaf.half_x = radius * stretched;
    leaf.half_y = radius / stretched;
    float angle = between(random, 0, 3.14159265f);
    leaf.cosine = cosf(angle);
    leaf.sine = sinf(angle);
    float c = leaf.cosine / leaf.half_x, s = leaf.sine / leaf.half_x;
    float d = leaf.cosine / leaf.half_y, t = leaf.sine / leaf.half_y;
    leaf.p = c * c + t * t;
    leaf.q = c * s - d * t;
    leaf.r = s * s + d * d;
    return leaf;
}

static void add_noise(float luma[SIDE][SIDE], struct mien_random *random, float amount)
{
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x += 4) {
            uint64_t bits = mien_random_next(random);
            for (int i = 0; i < 4; i++) {
                float uneven = (float)(bits >> 16 * i & 0xffff) * 0x1p-16f - 0.5f;
                luma[y][x + i] += amount * 3.4641016f * uneven;
            }
        }
    }
}

static void make_picture(float luma[SIDE][SIDE], struct mien_random *random)
{
    float level = between(random, 0, 255);
    float slope_x = between(random, -1.5f, 1.5f);
    float slope_y = between(random, -1.5f, 1.5f);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            luma[y][x] = level + slope_x * (float)x + slope_y * (float)y;

    int leaves = (int)(4 * powf(30, uniform(random))); // 4 to 120
    float straight = uniform(random);
    straight *= straight;
    for (int i = 0; i < leaves; i++) {
        struct leaf leaf = leaf_of(random, i <= leaves / 6, straight);
        draw(luma, &leaf);
    }
    float noise = uniform(random); // little in most pictures, up to 20 grey levels
    noise = 20 * noise * noise * noise;
    if (noise > 0.5f)
        add_noise(luma, random, noise);
}

// ----------------------------------------------------------------------------- hashes

struct picture {
    float coefficients[16][16];
};

static void distort(struct picture *copy, const struct picture *picture,
                    struct mien_random *random)
{
    float mean = 0;
    for (int i = 0; i < 256; i++)
        mean += fabsf(picture->coefficients[i / 16][i % 16]) / 256;
    float amount = uniform(random);
    amount = mean * 0.25f * amount * amount;
    for (int i = 0; i < 256; i++)
        copy->coefficients[i / 16][i % 16] =
            picture->coefficients[i / 16][i % 16] + amount * normal(random);
}

static void make_block(struct mien_hash *hashes, size_t count,
                       struct mien_random *random, float duplicates)
{
    const struct mien_kernels *kernels = mien_kernels_for(mien_cpu_flags());
    _Alignas(64) float luma[SIDE][SIDE];
    struct picture parents[PARENTS], copy;
    size_t pictures = 0;
    for (size_t i = 0; i < count; i++) {
        if (pictures > 0 && uniform(random) < duplicates) {
            size_t known = pictures < PARENTS ? pictures : PARENTS;
            uint32_t which = mien_random_below(random, (uint32_t)known);
            distort(&copy, &parents[which], random);
            mien_bits(&hashes[i], (const float(*)[16])copy.coefficients);
            continue;
        }
        struct picture *picture = &parents[pictures++ % PARENTS];
        make_picture(luma, random);
        kernels->dct(picture->coefficients, (const float(*)[64])luma);
        mien_bits(&hashes[i], (const float(*)[16])picture->coefficients);
    }
}

// Moves the hash away by an even distance of 0 to 30. As many bits go as come: half of
// the bits of a hash are set.
static void move(struct mien_hash *hash, struct mien_random *random)
{
    uint8_t moved[MIEN_HASH_BYTES] = {0};
    for (uint32_t left = 2 * mien_random_below(random, 16); left > 0;) {
        uint32_t bit = mien_random_below(random, MIEN_HASH_BITS);
        uint8_t mask = (uint8_t)(1 << bit % 8);
        bool is_set = hash->bytes[bit / 8] & mask;
        if ((moved[bit / 8] & mask) || is_set != (left % 2 == 0))
            continue;
        moved[bit / 8] |= mask;
        hash->bytes[bit / 8] ^= mask;
        left--;
    }
}

// ------------------------------------------------------------------------------ files

struct job {
    uint64_t count, seed;
    float duplicates;
    int out;
    // For queries.
    int list;
    uint64_t list_count;
    float changed; // the part of them that is in the list
    _Atomic uint64_t next;
    atomic_bool failed;
};

static bool change_some(struct mien_hash *hashes, size_t count,
                        struct mien_random *random, const struct job *job)
{
    for (size_t i = 0; i < count; i++) {
        if (uniform(random) >= job->changed)
            continue;
        uint64_t row = mien_random_next(random) % job->list_count;
        if (pread(job->list, &hashes[i], sizeof *hashes,
                  (off_t)(row * sizeof *hashes)) != (ssize_t)sizeof *hashes)
            return false;
        move(&hashes[i], random);
    }
    return true;
}

// A thread: block after block, each to its place in the file.
static void *run(void *argument)
{
    struct job *job = argument;
    struct mien_hash hashes[BLOCK];
    for (;;) {
        uint64_t block = atomic_fetch_add(&job->next, 1);
        uint64_t first = block * BLOCK;
        if (first >= job->count)
            return NULL;
        size_t count =
            job->count - first < BLOCK ? (size_t)(job->count - first) : BLOCK;
        struct mien_random random = stream_of(job->seed, block);
        make_block(hashes, count, &random, job->duplicates);
        if (!change_some(hashes, count, &random, job) ||
            pwrite(job->out, hashes, count * sizeof *hashes,
                   (off_t)(first * sizeof *hashes)) !=
                (ssize_t)(count * sizeof *hashes)) {
            atomic_store(&job->failed, true);
            return NULL;
        }
    }
}

static bool run_threads(struct job *job, int threads)
{
    pthread_t thread[THREADS_MAX];
    int started = 0;
    while (started < threads && pthread_create(&thread[started], NULL, run, job) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    return started > 0 && !job->failed;
}

static bool open_list(struct job *job, const char *path)
{
    struct stat about;
    job->list = open(path, O_RDONLY);
    if (job->list < 0 || fstat(job->list, &about) != 0)
        return false;
    job->list_count = (uint64_t)about.st_size / sizeof(struct mien_hash);
    return job->list_count > 0;
}

int main(int argc, char **argv)
{
    bool list = argc >= 5 && strcmp(argv[1], "list") == 0;
    bool queries = argc >= 7 && strcmp(argv[1], "queries") == 0;
    if (!list && !queries) {
        fprintf(stderr, "gen_hashes list COUNT SEED FILE [THREADS]\n"
                        "gen_hashes queries COUNT SEED FILE LIST PERCENT [THREADS]\n");
        return 2;
    }
    struct job job = {.count = strtoull(argv[2], NULL, 10),
                      .seed = strtoull(argv[3], NULL, 10),
                      .duplicates = list ? DUPLICATES : 0,
                      .list = -1};
    if (queries) {
        job.changed = strtof(argv[6], NULL) / 100;
        if (!open_list(&job, argv[5])) {
            perror(argv[5]);
            return 1;
        }
    }
    const char *threads_text = list ? argv[5] : argv[6] ? argv[7] : NULL;
    long threads =
        threads_text ? strtol(threads_text, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    job.out = open(argv[4], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (job.out < 0 || !run_threads(&job, (int)threads) || close(job.out) != 0) {
        fprintf(stderr, "%s: %s\n", argv[4], strerror(errno));
        return 1;
    }
    return 0;
}
