// SPDX-License-Identifier: Apache-2.0
#include "match_stream.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "errno_text.h"
#include "i18n.h"
#include "jobs.h"
#include "memory.h"
#include "progress.h"
#include "signals.h"
#include "ui.h"

enum {
    // How many tasks each worker can be ahead of the oldest unfinished one.
    TASKS_PER_WORKER = 4,
    TICK_MS = 100,
    FAREWELL_MS = 1000
};

enum state {
    TASK_FREE,
    TASK_TAKEN,   // the reader's or a worker's
    TASK_WAITING, // for a worker
    TASK_BRIMFUL, // so many answers that they must go before there is room for more
    TASK_FINISHED
};

// Lines on their way. The contents belong to whoever has the task.
struct task {
    enum state state;
    unsigned long long number; // in the order of the input
    struct match_lines lines;
    struct json_out answers;
    unsigned long long failed;
    const char *unread; // an input that could not be read on; NULL: there are lines
    int error_number;
};

struct stream {
    const struct match_plan *plan;
    pthread_mutex_t lock; // guards all below but the contents of tasks
    // A task became free; waits; is finished or brimful; is brimful no more.
    pthread_cond_t space, work, result, relief;
    struct task *tasks;
    size_t capacity;
    struct task **queue; // those waiting: [begin % capacity] to before [end % capacity]
    size_t begin, end;
    unsigned long long numbered, written; // tasks so far
    bool closed;                          // nothing more is read
    bool stopping;
    pthread_t reader;
    pthread_t workers[JOBS_WORKERS_MAX];
    unsigned worker_count, idle_workers;
    unsigned alive; // threads that still use this
};

// What a worker holds while it answers a task.
struct hand {
    struct stream *stream;
    struct task *task;
};

// ------------------------------------------------------------------------- answering

// The last thing a thread does, with the lock held.
static void leave(struct stream *stream)
{
    stream->alive--;
    pthread_cond_signal(&stream->result);
    pthread_mutex_unlock(&stream->lock);
}

// Waits until the answers so far were written.
static void relieve(void *context)
{
    const struct hand *hand = context;
    struct stream *stream = hand->stream;
    pthread_mutex_lock(&stream->lock);
    hand->task->state = TASK_BRIMFUL;
    pthread_cond_signal(&stream->result);
    while (hand->task->state == TASK_BRIMFUL && !stream->stopping)
        pthread_cond_wait(&stream->relief, &stream->lock);
    pthread_mutex_unlock(&stream->lock);
    hand->task->answers.length = 0;
}

static void *work(void *context)
{
    struct stream *stream = context;
    const struct match_plan *plan = stream->plan;
    struct hand hand = {stream, NULL};
    struct match_worker worker = {.index = plan->index,
                                  .lookup = plan->lookup,
                                  .options = plan->options,
                                  .with_views = plan->with_views,
                                  .relieve = relieve,
                                  .context = &hand};
    pthread_mutex_lock(&stream->lock);
    for (;;) {
        while (stream->begin == stream->end && !stream->closed && !stream->stopping) {
            stream->idle_workers++;
            pthread_cond_wait(&stream->work, &stream->lock);
            stream->idle_workers--;
        }
        if (stream->begin == stream->end || stream->stopping)
            break;
        struct task *task = stream->queue[stream->begin++ % stream->capacity];
        task->state = TASK_TAKEN;
        pthread_mutex_unlock(&stream->lock);
        hand.task = task;
        worker.json = &task->answers;
        worker.failed = 0;
        match_answer(&worker, &task->lines);
        task->failed = worker.failed;
        pthread_mutex_lock(&stream->lock);
        task->state = TASK_FINISHED;
        pthread_cond_signal(&stream->result);
    }
    pthread_mutex_unlock(&stream->lock);
    match_worker_free(&worker);
    pthread_mutex_lock(&stream->lock);
    leave(stream);
    return NULL;
}

// Starts a worker. With the lock held.
static bool hire(struct stream *stream)
{
    if (pthread_create(&stream->workers[stream->worker_count], NULL, work, stream) != 0)
        return false;
    stream->worker_count++;
    stream->alive++;
    return true;
}

// --------------------------------------------------------------------------- reading

// Waits for a free task. NULL when everything stops.
static struct task *take_task(struct stream *stream)
{
    struct task *task = NULL;
    pthread_mutex_lock(&stream->lock);
    while (task == NULL && !stream->stopping) {
        // The first one that is free, so that no more get buffers than are needed.
        for (size_t i = 0; i < stream->capacity && task == NULL; i++)
            if (stream->tasks[i].state == TASK_FREE)
                task = &stream->tasks[i];
        if (task == NULL)
            pthread_cond_wait(&stream->space, &stream->lock);
    }
    if (task != NULL) {
        task->state = TASK_TAKEN;
        task->number = stream->numbered++;
        task->unread = NULL;
        task->failed = 0;
        task->answers.length = 0;
        match_lines_clear(&task->lines);
    }
    pthread_mutex_unlock(&stream->lock);
    return task;
}

// Gives a task with lines to the workers.
static void pass_on(struct stream *stream, struct task *task)
{
    pthread_mutex_lock(&stream->lock);
    task->state = TASK_WAITING;
    stream->queue[stream->end++ % stream->capacity] = task;
    // One worker is enough to go on, so it does not matter when the system has no
    // thread to give for another.
    if (stream->worker_count < stream->plan->workers &&
        stream->end - stream->begin > stream->idle_workers)
        (void)hire(stream);
    pthread_cond_signal(&stream->work);
    pthread_mutex_unlock(&stream->lock);
}

// Has it reported that an input cannot be read (on).
static bool report_unread(struct stream *stream, const char *name, int error_number)
{
    struct task *task = take_task(stream);
    if (task == NULL)
        return false;
    task->unread = name;
    task->error_number = error_number;
    pthread_mutex_lock(&stream->lock);
    task->state = TASK_FINISHED;
    pthread_cond_signal(&stream->result);
    pthread_mutex_unlock(&stream->lock);
    return true;
}

// Adds a line to *task, or to a new one; passes on what is full. False when everything
// stops.
static bool add_line(struct stream *stream, struct task **task, const char *text,
                     size_t length, enum lines_got got)
{
    bool oriented = stream->plan->lookup->oriented;
    if (*task == NULL && (*task = take_task(stream)) == NULL)
        return false;
    struct match_lines *lines = &(*task)->lines;
    match_lines_add(lines, text, length, got, oriented);
    if (match_lines_end_in_picture(lines) && lines->count > 1) {
        struct match_lines picture = {.count = 0};
        match_lines_move_last(&picture, lines, oriented);
        pass_on(stream, *task);
        *task = take_task(stream);
        if (*task != NULL) {
            struct match_lines old = (*task)->lines;
            (*task)->lines = picture;
            picture = old;
        }
        match_lines_free(&picture);
        if (*task == NULL)
            return false;
    }
    if (match_lines_full(&(*task)->lines)) {
        pass_on(stream, *task);
        *task = NULL;
    }
    return true;
}

// Reads one input. False when everything stops.
static bool read_input(struct stream *stream, const char *name)
{
    struct lines lines;
    struct task *task = NULL;
    bool go_on = lines_open(&lines, name);
    if (!go_on)
        return report_unread(stream, name, errno);
    for (enum lines_got got = LINES_LATER; go_on && got != LINES_END;) {
        char *text;
        size_t length;
        // Lines that could be answered do not wait for others that may never come.
        got = lines_next(&lines, task == NULL, &text, &length);
        int error_number = errno;
        if (got == LINES_LINE || got == LINES_LONG) {
            go_on = add_line(stream, &task, text, length, got);
            continue;
        }
        if (task != NULL)
            pass_on(stream, task);
        task = NULL;
        if (got == LINES_FAILED) {
            go_on = report_unread(stream, name, error_number);
            break;
        }
    }
    lines_close(&lines);
    return go_on;
}

static void *read_all(void *context)
{
    struct stream *stream = context;
    const struct match_plan *plan = stream->plan;
    for (size_t i = 0; i < plan->input_count; i++)
        if (!read_input(stream, plan->inputs[i]))
            break;
    pthread_mutex_lock(&stream->lock);
    stream->closed = true;
    pthread_cond_broadcast(&stream->work);
    leave(stream);
    return NULL;
}

// --------------------------------------------------------------------------- writing

// The next task that has something to write, or NULL. With the lock held.
static struct task *next_result(const struct stream *stream)
{
    for (size_t i = 0; i < stream->capacity; i++) {
        struct task *task = &stream->tasks[i];
        if ((task->state == TASK_FINISHED || task->state == TASK_BRIMFUL) &&
            (stream->plan->unordered || task->number == stream->written))
            return task;
    }
    return NULL;
}

// Writes what a task has. False when that failed.
static bool write_task(struct task *task, struct match_counts *counts)
{
    if (task->unread != NULL) {
        counts->unread++;
        ui_error(strcmp(task->unread, "-") == 0 ? _("standard input") : task->unread,
                 "%s", errno_text(task->error_number));
        return true;
    }
    ui_before_output();
    json_out_print(&task->answers);
    return ui_flush();
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

// Writes the answers until the last, or until somebody wants to stop. With the lock
// held.
static bool write_all(struct stream *stream, struct match_counts *counts)
{
    struct timespec tick = after_ms(TICK_MS);
    while (signals_caught() == 0) {
        struct task *task = next_result(stream);
        if (task == NULL && stream->closed && stream->written == stream->numbered)
            return true;
        if (task == NULL) {
            if (pthread_cond_timedwait(&stream->result, &stream->lock, &tick) ==
                ETIMEDOUT) {
                progress_lines(counts->lines);
                tick = after_ms(TICK_MS);
            }
            continue;
        }
        pthread_mutex_unlock(&stream->lock);
        bool written = write_task(task, counts);
        pthread_mutex_lock(&stream->lock);
        if (!written)
            return false;
        if (task->state == TASK_BRIMFUL) {
            task->state = TASK_TAKEN;
            pthread_cond_broadcast(&stream->relief);
            continue;
        }
        counts->lines += task->lines.count;
        counts->failed += task->failed;
        task->state = TASK_FREE;
        stream->written++;
        pthread_cond_signal(&stream->space);
    }
    return false;
}

static void begin(struct stream *stream, const struct match_plan *plan)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&stream->result, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_cond_init(&stream->space, NULL);
    pthread_cond_init(&stream->work, NULL);
    pthread_cond_init(&stream->relief, NULL);
    pthread_mutex_init(&stream->lock, NULL);
    stream->plan = plan;
    stream->capacity = (size_t)plan->workers * TASKS_PER_WORKER;
    stream->tasks = memory_zeroed(stream->capacity, sizeof *stream->tasks);
    stream->queue = memory_zeroed(stream->capacity, sizeof(struct task *));
}

static void finish(struct stream *stream, bool reading)
{
    if (reading)
        pthread_join(stream->reader, NULL);
    for (unsigned i = 0; i < stream->worker_count; i++)
        pthread_join(stream->workers[i], NULL);
    for (size_t i = 0; i < stream->capacity; i++) {
        match_lines_free(&stream->tasks[i].lines);
        json_out_free(&stream->tasks[i].answers);
    }
    pthread_cond_destroy(&stream->result);
    pthread_cond_destroy(&stream->space);
    pthread_cond_destroy(&stream->work);
    pthread_cond_destroy(&stream->relief);
    pthread_mutex_destroy(&stream->lock);
    free(stream->queue);
    free(stream->tasks);
    free(stream);
}

// Lets the threads end. False when one hangs, in a read from a pipe that stays silent.
static bool see_off(struct stream *stream)
{
    struct timespec deadline = after_ms(FAREWELL_MS);
    stream->stopping = true;
    pthread_cond_broadcast(&stream->work);
    pthread_cond_broadcast(&stream->space);
    pthread_cond_broadcast(&stream->relief);
    while (stream->alive > 0)
        if (pthread_cond_timedwait(&stream->result, &stream->lock, &deadline) ==
            ETIMEDOUT)
            break;
    return stream->alive == 0;
}

enum match_end match_stream(const struct match_plan *plan, struct match_counts *counts)
{
    struct stream *stream = memory_zeroed(1, sizeof *stream);
    begin(stream, plan);
    pthread_mutex_lock(&stream->lock);
    bool hired = hire(stream);
    bool reading =
        hired && pthread_create(&stream->reader, NULL, read_all, stream) == 0;
    stream->alive += reading;
    bool whole = reading && write_all(stream, counts);
    // When a thread hangs it still uses all this, and the process is about to end.
    bool gone = see_off(stream);
    pthread_mutex_unlock(&stream->lock);
    if (gone)
        finish(stream, reading);
    if (!reading)
        return MATCH_NO_THREADS;
    return whole && gone ? MATCH_DONE : MATCH_STOPPED;
}
