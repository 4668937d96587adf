// SPDX-License-Identifier: Apache-2.0
#include "jobs.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "signals.h"

// How many jobs each worker can be ahead of the oldest unfinished one.
enum {
    JOBS_PER_WORKER = 4,
    TICK_MS = 100,
    FAREWELL_MS = 1000
};

// ring[i % capacity] for oldest <= i < started is being worked on or finished, for
// started <= i < end it waits. All but the fields of the plan is guarded by the lock,
// and the contents of a job belong to its worker until `finished`.
struct jobs {
    const struct jobs_plan *plan;
    pthread_mutex_t lock;
    pthread_cond_t space, work, result;
    struct job *ring;
    size_t capacity, oldest, started, end;
    bool closed; // no more items come
    atomic_bool stopping;
    pthread_t feeder;
    pthread_t workers[JOBS_WORKERS_MAX];
    unsigned worker_count, idle_workers;
    unsigned alive; // threads that still use this
};

struct progress_link {
    struct jobs *jobs;
    struct job *job;
};

static bool on_rows(void *context, uint32_t rows_done, uint32_t rows_all)
{
    struct progress_link *link = context;
    atomic_store_explicit(&link->job->rows_done, rows_done, memory_order_relaxed);
    atomic_store_explicit(&link->job->rows_all, rows_all, memory_order_relaxed);
    return !atomic_load(&link->jobs->stopping) && signals_caught() == 0;
}

// The same with views, by way of a room for as many as there can be.
static void hash_views(const struct jobs *jobs, struct job *job,
                       const struct mien_media_options *options, struct mien_view *room)
{
    size_t count = 0;
    const struct mien_views_options *views = jobs->plan->views;
    if (job->item.kind == ITEM_FILE)
        job->status =
            mien_media_views_path(&job->media, room, MIEN_VIEWS_MAX, &count,
                                  job->item.name, options, views, &job->error);
    else if (job->item.kind == ITEM_INPUT)
        job->status = mien_media_views_fd(&job->media, room, MIEN_VIEWS_MAX, &count,
                                          STDIN_FILENO, options, views, &job->error);
    if (count == 0)
        return;
    job->views = memory_resize(NULL, count, sizeof *job->views);
    memcpy(job->views, room, count * sizeof *job->views);
    job->view_count = count;
}

static void hash(struct jobs *jobs, struct job *job, struct mien_view *room)
{
    struct progress_link link = {jobs, job};
    struct mien_media_options options = *jobs->plan->options;
    options.progress = on_rows;
    options.progress_context = &link;
    errno = 0;
    if (room != NULL)
        hash_views(jobs, job, &options, room);
    else if (job->item.kind == ITEM_FILE)
        job->status =
            mien_media_hash_path(&job->media, job->item.name, &options, &job->error);
    else if (job->item.kind == ITEM_INPUT)
        job->status =
            mien_media_hash_fd(&job->media, STDIN_FILENO, &options, &job->error);
    job->error_number = errno;
}

// The last thing a thread does, with the lock held.
static void *leave(struct jobs *jobs)
{
    jobs->alive--;
    pthread_cond_signal(&jobs->result);
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

static void *work(void *context)
{
    struct jobs *jobs = context;
    struct mien_view *room = NULL;
    if (jobs->plan->views != NULL)
        room = memory_resize(NULL, MIEN_VIEWS_MAX, sizeof *room);
    pthread_mutex_lock(&jobs->lock);
    for (;;) {
        while (jobs->started == jobs->end && !jobs->closed && !jobs->stopping) {
            jobs->idle_workers++;
            pthread_cond_wait(&jobs->work, &jobs->lock);
            jobs->idle_workers--;
        }
        if (jobs->started == jobs->end || jobs->stopping)
            break;
        struct job *job = &jobs->ring[jobs->started++ % jobs->capacity];
        pthread_mutex_unlock(&jobs->lock);
        hash(jobs, job, room);
        pthread_mutex_lock(&jobs->lock);
        job->finished = true;
        pthread_cond_signal(&jobs->result);
    }
    free(room);
    return leave(jobs);
}

static void job_forget(struct job *job)
{
    item_forget(&job->item);
    free(job->views);
}

// Starts a worker. With the lock held.
static bool hire(struct jobs *jobs)
{
    if (pthread_create(&jobs->workers[jobs->worker_count], NULL, work, jobs) != 0)
        return false;
    jobs->worker_count++;
    jobs->alive++;
    return true;
}

static void *feed(void *context)
{
    struct jobs *jobs = context;
    struct item item;
    while (jobs->plan->next(jobs->plan->context, &item)) {
        pthread_mutex_lock(&jobs->lock);
        while (jobs->end - jobs->oldest == jobs->capacity && !jobs->stopping)
            pthread_cond_wait(&jobs->space, &jobs->lock);
        if (jobs->stopping) {
            item_forget(&item);
            return leave(jobs);
        }
        struct job *job = &jobs->ring[jobs->end++ % jobs->capacity];
        memset(job, 0, sizeof *job);
        job->item = item;
        // One worker is enough to go on, so it does not matter when the system has no
        // thread to give for another.
        if (jobs->worker_count < jobs->plan->workers &&
            jobs->end - jobs->started > jobs->idle_workers)
            (void)hire(jobs);
        pthread_cond_signal(&jobs->work);
        pthread_mutex_unlock(&jobs->lock);
    }
    pthread_mutex_lock(&jobs->lock);
    jobs->closed = true;
    pthread_cond_broadcast(&jobs->work);
    return leave(jobs);
}

static double running(const struct jobs *jobs)
{
    double sum = 0;
    for (size_t i = jobs->oldest; i < jobs->started; i++) {
        const struct job *job = &jobs->ring[i % jobs->capacity];
        unsigned all = atomic_load_explicit(&job->rows_all, memory_order_relaxed);
        unsigned done = atomic_load_explicit(&job->rows_done, memory_order_relaxed);
        if (job->finished)
            sum += 1;
        else if (all > 0)
            sum += (double)done / all;
    }
    return sum;
}

static struct timespec after_ms(long milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += milliseconds % 1000 * 1000000;
    time.tv_sec += milliseconds / 1000 + time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

// Hands out the results in order until the last, or until somebody wants to stop.
static enum jobs_end collect(struct jobs *jobs)
{
    const struct jobs_plan *plan = jobs->plan;
    struct timespec next_tick = after_ms(TICK_MS);
    pthread_mutex_lock(&jobs->lock);
    for (;;) {
        struct job *job = &jobs->ring[jobs->oldest % jobs->capacity];
        bool ready = jobs->oldest < jobs->started && job->finished;
        if (signals_caught() != 0 || (jobs->closed && jobs->oldest == jobs->end))
            break;
        if (!ready && pthread_cond_timedwait(&jobs->result, &jobs->lock, &next_tick) ==
                          ETIMEDOUT) {
            double sum = running(jobs);
            pthread_mutex_unlock(&jobs->lock);
            if (plan->tick != NULL)
                plan->tick(plan->context, sum);
            next_tick = after_ms(TICK_MS);
            pthread_mutex_lock(&jobs->lock);
        }
        if (!ready)
            continue;
        pthread_mutex_unlock(&jobs->lock);
        bool go_on = plan->done(plan->context, job);
        job_forget(job);
        pthread_mutex_lock(&jobs->lock);
        jobs->oldest++;
        pthread_cond_signal(&jobs->space);
        if (!go_on)
            break;
    }
    bool whole = jobs->closed && jobs->oldest == jobs->end && signals_caught() == 0;
    pthread_mutex_unlock(&jobs->lock);
    return whole ? JOBS_DONE : JOBS_STOPPED;
}

// Starts the threads. False when the system gives none.
static bool open_shop(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    bool open = hire(jobs) && pthread_create(&jobs->feeder, NULL, feed, jobs) == 0;
    if (open)
        jobs->alive++;
    pthread_mutex_unlock(&jobs->lock);
    return open;
}

// Lets the threads end. False when one hangs, in a read from a pipe that stays silent.
static bool close_shop(struct jobs *jobs, bool fed)
{
    struct timespec deadline = after_ms(FAREWELL_MS);
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_broadcast(&jobs->work);
    pthread_cond_broadcast(&jobs->space);
    while (jobs->alive > 0)
        if (pthread_cond_timedwait(&jobs->result, &jobs->lock, &deadline) == ETIMEDOUT)
            break;
    bool gone = jobs->alive == 0;
    pthread_mutex_unlock(&jobs->lock);
    if (!gone)
        return false;
    if (fed)
        pthread_join(jobs->feeder, NULL);
    for (unsigned i = 0; i < jobs->worker_count; i++)
        pthread_join(jobs->workers[i], NULL);
    return true;
}

static void conditions_begin(struct jobs *jobs)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->result, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_cond_init(&jobs->space, NULL);
    pthread_cond_init(&jobs->work, NULL);
    pthread_mutex_init(&jobs->lock, NULL);
}

static void jobs_free(struct jobs *jobs)
{
    for (; jobs->oldest < jobs->end; jobs->oldest++)
        job_forget(&jobs->ring[jobs->oldest % jobs->capacity]);
    pthread_cond_destroy(&jobs->result);
    pthread_cond_destroy(&jobs->space);
    pthread_cond_destroy(&jobs->work);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs->ring);
    free(jobs);
}

enum jobs_end jobs_run(const struct jobs_plan *plan)
{
    struct jobs *jobs = memory_zeroed(1, sizeof *jobs);
    jobs->plan = plan;
    jobs->capacity = (size_t)plan->workers * JOBS_PER_WORKER;
    jobs->ring = memory_zeroed(jobs->capacity, sizeof *jobs->ring);
    conditions_begin(jobs);
    bool open = open_shop(jobs);
    enum jobs_end end = open ? collect(jobs) : JOBS_NO_THREADS;
    // When a thread hangs it still uses all this, and the process is about to end.
    if (close_shop(jobs, open))
        jobs_free(jobs);
    return end;
}

unsigned jobs_processors(void)
{
    cpu_set_t set;
    long count = sched_getaffinity(0, sizeof set, &set) == 0
                     ? CPU_COUNT(&set)
                     : sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1)
        return 1;
    return count > JOBS_WORKERS_MAX ? JOBS_WORKERS_MAX : (unsigned)count;
}
