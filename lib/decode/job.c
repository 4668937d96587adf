// SPDX-License-Identifier: Apache-2.0
#include "decode/job.h"

#include <string.h>

#include "base/checked.h"
#include "base/text.h"

bool mien_job_fail(struct mien_job *job, enum mien_status status, const char *what,
                   const char *more)
{
    if (job->failure.status != MIEN_OK)
        return false;
    struct mien_text text =
        mien_text_begin(job->failure.detail, sizeof job->failure.detail);
    job->failure.status = status;
    mien_text_add(&text, what);
    if (more != NULL)
        mien_text_add(&text, more);
    return false;
}

bool mien_job_damaged(struct mien_job *job, const char *what, const char *more)
{
    if ((job->options.flags & MIEN_DECODE_ALLOW_PARTIAL) == 0)
        return mien_job_fail(job, MIEN_ERROR_CORRUPT, what, more);
    job->info.flags |= MIEN_IMAGE_PARTIAL;
    return job->failure.status == MIEN_OK;
}

// What source or sink return ends the decoding, whatever it says: a CORRUPT of theirs
// is not a damaged file.
static bool end_by_caller(struct mien_job *job, enum mien_status status,
                          const char *what)
{
    job->ended_by_caller = true;
    return mien_job_fail(job, status, what, NULL);
}

void *mien_job_alloc(struct mien_job *job, size_t size)
{
    enum mien_status why = MIEN_OK;
    void *block = mien_budget_alloc(job->budget, size, &why);
    if (why == MIEN_ERROR_LIMIT)
        mien_job_fail(job, why, "the picture needs more memory than the limit", NULL);
    else if (block == NULL)
        mien_job_fail(job, why, "no memory for the picture", NULL);
    return block;
}

void mien_job_free(struct mien_job *job, void *block)
{
    mien_budget_free(job->budget, block);
}

bool mien_job_fill(struct mien_job *job)
{
    if (job->failure.status != MIEN_OK || !mien_job_progress(job))
        return false;
    if (mien_reader_fill(&job->reader))
        return true;
    if (job->reader.status == MIEN_ERROR_LIMIT)
        mien_job_fail(job, MIEN_ERROR_LIMIT, "the file has more bytes than the limit",
                      NULL);
    else if (job->reader.status != MIEN_OK)
        end_by_caller(job, job->reader.status, "the file could not be read");
    return false;
}

size_t mien_job_read(struct mien_job *job, void *out, size_t size)
{
    struct mien_reader *reader = &job->reader;
    uint8_t *to = out;
    size_t done = 0;
    while (done < size && (reader->begin < reader->end || mien_job_fill(job))) {
        size_t part = reader->end - reader->begin;
        if (part > size - done)
            part = size - done;
        memcpy(to + done, reader->buffer + reader->begin, part);
        reader->begin += part;
        done += part;
    }
    return done;
}

bool mien_job_read_all(struct mien_job *job, uint8_t **bytes, size_t *size)
{
    size_t capacity = (size_t)4 * MIEN_READER_SIZE, done = 0;
    uint8_t *all = mien_job_alloc(job, capacity);
    while (all != NULL) {
        done += mien_job_read(job, all + done, capacity - done);
        if (done < capacity)
            break;
        // The limit on the size of the file keeps this far from overflow.
        uint8_t *larger = mien_job_alloc(job, capacity * 2);
        if (larger != NULL)
            memcpy(larger, all, done);
        mien_job_free(job, all);
        all = larger;
        capacity *= 2;
    }
    if (job->failure.status != MIEN_OK) {
        mien_job_free(job, all);
        return false;
    }
    *bytes = all;
    *size = done;
    return true;
}

bool mien_job_progress(struct mien_job *job)
{
    if (job->options.progress == NULL ||
        job->options.progress(job->options.progress_context, job->rows_done,
                              job->begun ? mien_decode_rows(&job->info) : 0))
        return true;
    return mien_job_fail(job, MIEN_ERROR_CANCELLED, "the caller's callback said stop",
                         NULL);
}

bool mien_job_size(struct mien_job *job, uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0)
        return mien_job_fail(job, MIEN_ERROR_CORRUPT, "the picture has no pixels",
                             NULL);
    if (width > job->limits.side || height > job->limits.side)
        return mien_job_fail(job, MIEN_ERROR_LIMIT,
                             "a side of the picture is longer than the limit", NULL);
    // Sides are 32-bit numbers by now.
    if (width * height > job->limits.pixels)
        return mien_job_fail(job, MIEN_ERROR_LIMIT,
                             "the picture has more pixels than the limit", NULL);
    job->info.width = (uint32_t)width;
    job->info.height = (uint32_t)height;
    job->info.scale = 1;
    return true;
}

void mien_job_exif(struct mien_job *job, uint32_t exif_orientation)
{
    if (exif_orientation == 0 || job->info.exif_orientation != 0)
        return;
    job->info.exif_orientation = exif_orientation;
    job->info.orientation = (enum mien_orientation)exif_orientation;
}

bool mien_job_wants_alpha(const struct mien_job *job)
{
    return (job->options.flags & MIEN_DECODE_DROP_ALPHA) == 0;
}

bool mien_job_begin(struct mien_job *job)
{
    enum mien_status status = job->sink->begin(job->sink->context, &job->info);
    if (status != MIEN_OK)
        return end_by_caller(job, status, "the receiver refused the picture");
    job->begun = true;
    return mien_job_progress(job);
}

bool mien_job_rows(struct mien_job *job, void *pixels, size_t stride, uint32_t count)
{
    enum {
        AT_ONCE = 64
    }; // what mien_progress_fn promises
    uint8_t *next = pixels;
    while (count > 0) {
        uint32_t part = count < AT_ONCE ? count : AT_ONCE;
        enum mien_status status =
            job->sink->rows(job->sink->context, next, (ptrdiff_t)stride, part);
        if (status != MIEN_OK)
            return end_by_caller(job, status, "the receiver refused a row");
        job->rows_done += part;
        if (!mien_job_progress(job))
            return false;
        next += stride * part;
        count -= part;
    }
    return true;
}

// Enough rows for kernels that take eight at once, and few enough bytes to stay in the
// second-level cache.
bool mien_job_batch_open(struct mien_job *job, size_t stride, uint32_t rows_min)
{
    enum {
        ROWS = 16,
        BYTES = 256 * 1024
    };
    uint32_t rows = ROWS;
    while (rows > rows_min && stride > BYTES / rows)
        rows--;
    size_t size;
    if (!mien_size_mul(&size, stride, rows))
        return mien_job_fail(job, MIEN_ERROR_LIMIT, "a row is too long", NULL);
    job->batch = mien_job_alloc(job, size);
    job->batch_stride = stride;
    job->batch_capacity = rows;
    return job->batch != NULL;
}

uint32_t mien_job_batch_room(const struct mien_job *job)
{
    return job->batch_capacity - job->batch_rows;
}

uint8_t *mien_job_batch_row(const struct mien_job *job, uint32_t ahead)
{
    return job->batch + (job->batch_rows + ahead) * job->batch_stride;
}

bool mien_job_batch_done(struct mien_job *job, uint32_t count)
{
    job->batch_rows += count;
    return job->batch_rows < job->batch_capacity || mien_job_batch_flush(job);
}

bool mien_job_batch_flush(struct mien_job *job)
{
    uint32_t rows = job->batch_rows;
    job->batch_rows = 0;
    return mien_job_rows(job, job->batch, job->batch_stride, rows);
}
