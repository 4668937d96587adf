// SPDX-License-Identifier: Apache-2.0
// Hashing many files at once, with the results in order and the memory bounded: a ring
// of jobs, filled by one thread that finds the files, worked on by others, and emptied
// from its old end by the thread of the caller.
#ifndef MIEN_TOOL_JOBS_H
#define MIEN_TOOL_JOBS_H

#include <stdatomic.h>
#include <stdbool.h>

#include <mien/media.h>

#include "files.h"

#define JOBS_WORKERS_MAX 256

// One file on its way. For items that are no files the status stays MIEN_OK, and they
// come back in their place.
struct job {
    struct item item;
    enum mien_status status;
    int error_number; // errno after MIEN_ERROR_IO
    struct mien_error error;
    struct mien_media media;
    struct mien_view *views; // when the plan wants them; freed behind done()
    size_t view_count;
    atomic_uint rows_done, rows_all; // while it is being hashed
    bool finished;
};

struct jobs_plan {
    unsigned workers; // at most so many threads hash; they are started as needed
    const struct mien_media_options *options; // without progress, which is used here
    const struct mien_views_options *views;   // NULL: no views
    void *context;
    // Gives the next item, or false at the end. Runs in a thread of its own, so that it
    // may wait for a slow list while results go out.
    bool (*next)(void *context, struct item *item);
    // Takes the next result, in order; false stops everything. Thread of the caller.
    bool (*done)(void *context, const struct job *job);
    // Called every tenth of a second or so, with the number of files that are half
    // done: 1.5 for a whole and a half. May be NULL. Thread of the caller.
    void (*tick)(void *context, double running);
};

enum jobs_end {
    JOBS_DONE,
    JOBS_STOPPED, // by done(), or by a signal: then end the process soon
    JOBS_NO_THREADS
};
enum jobs_end jobs_run(const struct jobs_plan *plan);

// The processors that this process may use, at most JOBS_WORKERS_MAX.
unsigned jobs_processors(void);

#endif
