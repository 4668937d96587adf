// SPDX-License-Identifier: Apache-2.0
// One call of mien_decode() on its way: what the decoders of all formats share.
//
// Functions that can fail return false, after they have noted the reason in the job;
// the first reason stays. A decoder passes the false on, and mien_decode() answers with
// job->failure.
#ifndef MIEN_DECODE_JOB_H
#define MIEN_DECODE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/decode.h>

#include "decode/budget.h"
#include "decode/decode.h"
#include "decode/reader.h"

struct mien_job {
    struct mien_reader reader;
    struct mien_budget *budget;
    const struct mien_sink *sink;
    struct mien_decode_options options;
    struct mien_decode_limits limits;
    struct mien_decode_less less; // all zero: everything
    struct mien_image_info info;
    struct mien_error failure; // status OK while all goes well
    uint32_t rows_done;
    bool begun;           // the sink has been told of the picture
    bool ended_by_caller; // the failure is what source or sink returned

    // Rows on their way to the sink; see mien_job_batch_open().
    uint8_t *batch;
    size_t batch_stride;
    uint32_t batch_capacity, batch_rows;
};

// Notes a failure. `what` is the whole detail, and `more`, when not NULL, is put behind
// it: mien_job_fail(job, MIEN_ERROR_CORRUPT, "PNG: ", message). Returns false.
bool mien_job_fail(struct mien_job *job, enum mien_status status, const char *what,
                   const char *more);

// The picture is damaged or cut short, but can be gone on with: returns true when the
// caller of the call wants that (and marks the picture), and else fails with CORRUPT.
bool mien_job_damaged(struct mien_job *job, const char *what, const char *more);

// Takes zeroed memory from the budget of the call; NULL after noting LIMIT or MEMORY.
void *mien_job_alloc(struct mien_job *job, size_t size);
void mien_job_free(struct mien_job *job, void *block);

// Reads more of the file into job->reader. Returns false at its end, too: then
// job->failure.status is still OK.
bool mien_job_fill(struct mien_job *job);
// Moves up to `size` bytes of the file to `out`; fewer only at its end or on failure.
size_t mien_job_read(struct mien_job *job, void *out, size_t size);
// Reads the file to its end into one block, to be given back with mien_job_free().
bool mien_job_read_all(struct mien_job *job, uint8_t **bytes, size_t *size);

// Asks the caller whether to go on.
bool mien_job_progress(struct mien_job *job);

// Takes the size of the picture into job->info after checking it against the limits. To
// be called before any memory is allocated that grows with the size.
bool mien_job_size(struct mien_job *job, uint64_t width, uint64_t height);
// Fills in orientation and exif_orientation from the tag, unless there already was one.
void mien_job_exif(struct mien_job *job, uint32_t exif_orientation);
// Whether the rows are to carry an alpha channel when the file has one.
bool mien_job_wants_alpha(const struct mien_job *job);
// Tells the sink of the picture; job->info is complete but for PARTIAL and orientation.
bool mien_job_begin(struct mien_job *job);
// Gives the next rows to the sink.
bool mien_job_rows(struct mien_job *job, void *pixels, size_t stride, uint32_t count);

// For decoders that make a row or a few at a time: a buffer of `stride` bytes a row and
// at least `rows_min` rows, given to the sink whenever it is full.
bool mien_job_batch_open(struct mien_job *job, size_t stride, uint32_t rows_min);
// How many rows still fit, and where the first of them lies. Never 0 rows.
uint32_t mien_job_batch_room(const struct mien_job *job);
uint8_t *mien_job_batch_row(const struct mien_job *job, uint32_t ahead);
// Says that the next `count` rows have been written.
bool mien_job_batch_done(struct mien_job *job, uint32_t count);
// Gives the rest to the sink.
bool mien_job_batch_flush(struct mien_job *job);

#endif
