// SPDX-License-Identifier: Apache-2.0
// Does a second thread hash twice as much? `hash_threads [WHAT [THREADS]]`, where WHAT
// is exact, fast or fastest, for JPEG files, or pixels. Threads with a context each
// (for pixels: scratch memory) hash the same pictures, one thread and all of them in
// turn:
//
//     threads 1 pictures_per_second 163.1
//     threads 2 pictures_per_second 321.9
//     threads 2 speedup 1.97 least 1.85 most 2.03 by_processor_time 1.98 waits 0
//
// Medians over the rounds. Other programs that need the processors make the speedup
// small; "by_processor_time" is what it would be without them: what the threads cost
// each other by sharing caches and memory. "waits" says how many times a thread slept,
// as it does when another one holds what it needs.
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <mien/mien.h>

#include "fixture.h"
#include "scene.h"

enum {
    PICTURES = 6,
    WIDTH = 1200,
    HEIGHT = 800,
    ROUNDS = 31,
    THREADS_MAX = 64,
    MEMORY = 64 << 20
};

static uint8_t *pixels[PICTURES];
static struct mien_file files[PICTURES];

static struct {
    bool decoded; // hash pixels, not files
    enum mien_media_speed speed;
    int repeats; // of all pictures, in one round
    int active;  // threads in this round; 0: end
    pthread_barrier_t begin, end;
} job;

struct worker {
    pthread_t thread;
    int number;
    double took; // processor time of its last round
    long waits;  // in its last round
    struct mien_media_context *context;
    void *scratch;
    size_t scratch_size;
};

static void must(bool well, const char *what)
{
    if (well)
        return;
    fprintf(stderr, "hash_threads: %s failed\n", what);
    exit(2);
}

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// ---------------------------------------------------------------------------- the work

static void hash_file(const struct worker *worker, struct mien_file file)
{
    const struct mien_media_options options = {
        .size = sizeof options, .speed = job.speed, .context = worker->context};
    struct mien_media media;
    must(mien_media_hash_bytes(&media, file.bytes, file.size, &options, NULL) ==
             MIEN_OK,
         "hashing a file");
}

static void hash_pixels(const struct worker *worker, const uint8_t *rgb)
{
    struct mien_pdq_stream *stream;
    struct mien_pdq pdq;
    must(mien_pdq_begin(&stream, worker->scratch, worker->scratch_size, WIDTH, HEIGHT,
                        MIEN_PIXEL_RGB8, MIEN_PDQ_FULL) == MIEN_OK &&
             mien_pdq_push(stream, rgb, WIDTH * 3, HEIGHT) == MIEN_OK &&
             mien_pdq_finish(stream, &pdq, NULL, NULL) == MIEN_OK,
         "hashing pixels");
}

static void hash_all(const struct worker *worker)
{
    for (int i = 0; i < job.repeats * PICTURES; i++)
        if (job.decoded)
            hash_pixels(worker, pixels[i % PICTURES]);
        else
            hash_file(worker, files[i % PICTURES]);
}

// How many times this thread has gone to sleep.
static long sleeps(void)
{
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (;;) {
        pthread_barrier_wait(&job.begin);
        if (job.active == 0)
            return NULL;
        const double start = now(CLOCK_THREAD_CPUTIME_ID);
        const long slept = sleeps();
        if (worker->number < job.active)
            hash_all(worker);
        worker->took = now(CLOCK_THREAD_CPUTIME_ID) - start;
        worker->waits = sleeps() - slept;
        pthread_barrier_wait(&job.end);
    }
}

static void make_pictures(void)
{
    const struct mien_jpeg_recipe recipe = {
        .width = WIDTH, .height = HEIGHT, .components = 3};
    for (int i = 0; i < PICTURES; i++) {
        pixels[i] = malloc(WIDTH * HEIGHT * 3);
        must(pixels[i] != NULL, "malloc()");
        mien_scene(pixels[i], WIDTH, HEIGHT, (uint32_t)i + 1);
        files[i] = mien_jpeg_make(&recipe, pixels[i]);
    }
}

static void open_worker(struct worker *worker, int number)
{
    worker->number = number;
    must(mien_media_context_open(&worker->context, MEMORY, NULL) == MIEN_OK &&
             mien_pdq_scratch_size(&worker->scratch_size, WIDTH, HEIGHT,
                                   MIEN_PDQ_FULL) == MIEN_OK,
         "opening a context");
    worker->scratch = malloc(worker->scratch_size);
    must(worker->scratch != NULL &&
             pthread_create(&worker->thread, NULL, work, worker) == 0,
         "starting a thread");
}

static void close_worker(struct worker *worker)
{
    pthread_join(worker->thread, NULL);
    mien_media_context_close(worker->context);
    free(worker->scratch);
}

// --------------------------------------------------------------------------- the
// rounds

struct round {
    double rate;      // pictures in a second
    double processor; // seconds of processor time for one picture
    long waits;
};

static struct round run_round(const struct worker *workers, int threads)
{
    double start, took, processor = 0;
    long waits = 0;
    job.active = threads;
    pthread_barrier_wait(&job.begin);
    start = now(CLOCK_MONOTONIC);
    pthread_barrier_wait(&job.end);
    took = now(CLOCK_MONOTONIC) - start;
    for (int i = 0; i < threads; i++) {
        processor += workers[i].took;
        waits += workers[i].waits;
    }
    double pictures = (double)threads * job.repeats * PICTURES;
    return (struct round){pictures / took, processor / pictures, waits};
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double values[ROUNDS])
{
    qsort(values, ROUNDS, sizeof *values, compare);
    return values[ROUNDS / 2];
}

static void measure(const struct worker *workers, int threads)
{
    double one[ROUNDS], all[ROUNDS], speedup[ROUNDS], processor[ROUNDS];
    long waits = 0;
    run_round(workers, threads); // nobody's memory is new to him after this
    for (int i = 0; i < ROUNDS; i++) {
        struct round alone = run_round(workers, 1);
        struct round together = run_round(workers, threads);
        waits += together.waits;
        one[i] = alone.rate;
        all[i] = together.rate;
        speedup[i] = together.rate / alone.rate;
        processor[i] = threads * alone.processor / together.processor;
    }
    printf("threads 1 pictures_per_second %.1f\n", median(one));
    printf("threads %d pictures_per_second %.1f\n", threads, median(all));
    double middle = median(speedup); // which puts them in order
    printf("threads %d speedup %.2f least %.2f most %.2f by_processor_time %.2f waits "
           "%ld\n",
           threads, middle, speedup[0], speedup[ROUNDS - 1], median(processor), waits);
}

static bool read_arguments(int argc, char **argv, int *threads)
{
    static const char *const names[] = {"exact", "fast", "fastest", "pixels"};
    static const int repeats[] = {2, 5, 8, 12}; // some hundredths of a second each
    const char *what = argc > 1 ? argv[1] : names[0];
    *threads = argc > 2 ? atoi(argv[2]) : 2;
    for (int i = 0; i < 4; i++) {
        if (strcmp(what, names[i]) != 0)
            continue;
        job.decoded = i == 3;
        job.speed = job.decoded ? MIEN_MEDIA_EXACT : (enum mien_media_speed)i;
        job.repeats = repeats[i];
        return argc <= 3 && *threads >= 1 && *threads <= THREADS_MAX;
    }
    return false;
}

int main(int argc, char **argv)
{
    static struct worker workers[THREADS_MAX];
    int threads;
    if (!read_arguments(argc, argv, &threads)) {
        fputs("usage: hash_threads [exact|fast|fastest|pixels [THREADS]]\n", stderr);
        return 2;
    }
    make_pictures();
    pthread_barrier_init(&job.begin, NULL, (unsigned)threads + 1);
    pthread_barrier_init(&job.end, NULL, (unsigned)threads + 1);
    for (int i = 0; i < threads; i++)
        open_worker(&workers[i], i);
    measure(workers, threads);
    job.active = 0;
    pthread_barrier_wait(&job.begin);
    for (int i = 0; i < threads; i++)
        close_worker(&workers[i]);
    for (int i = 0; i < PICTURES; i++) {
        free(pixels[i]);
        free(files[i].bytes);
    }
    return 0;
}
