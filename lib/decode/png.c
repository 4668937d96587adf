// SPDX-License-Identifier: Apache-2.0
// PNG, by libpng.
//
// libpng reports errors by a callback that must not return. Ours jumps back into
// decode(); all state lies in struct run, which no jump can spoil, and no other file
// ever sees the jump.
#include "decode/decoder.h"

#include <setjmp.h>
#include <string.h>

#include <png.h>

#include "base/checked.h"
#include "decode/exif.h"
#include "decode/png_chunks.h"

struct run {
    png_structp png;
    png_infop info;
    struct mien_job *job;
    struct mien_png_chunks chunks;
    uint8_t *picture; // of an interlaced file; else NULL
    size_t stride;
    jmp_buf jump;
};

static void leave(struct run *run)
{
    longjmp(run->jump, 1);
}

// Apple's development tools write a PNG of their own, which begins with a critical
// chunk CgBI; and the future may bring others.
static void on_error(png_structp png, png_const_charp message)
{
    struct run *run = png_get_error_ptr(png);
    bool unknown = strstr(message, "unhandled critical chunk") != NULL;
    mien_job_fail(run->job, unknown ? MIEN_ERROR_UNSUPPORTED : MIEN_ERROR_CORRUPT,
                  "PNG: ", message);
    leave(run);
}

// What libpng only warns of concerns no pixel: checksums of optional chunks, data
// behind the picture's. But it drops a tRNS chunk with a wrong checksum, and the pixels
// that it made transparent come out opaque.
static void on_warning(png_structp png, png_const_charp message)
{
    struct run *run = png_get_error_ptr(png);
    if (strcmp(message, "tRNS: CRC error") == 0 && mien_job_wants_alpha(run->job) &&
        !mien_job_damaged(run->job, "PNG: ", message))
        leave(run);
}

static png_voidp take(png_structp png, png_alloc_size_t size)
{
    struct run *run = png_get_mem_ptr(png);
    return mien_job_alloc(run->job, size);
}

static void give_back(png_structp png, png_voidp block)
{
    struct run *run = png_get_mem_ptr(png);
    mien_job_free(run->job, block);
}

static void read_bytes(png_structp png, png_bytep out, size_t size)
{
    struct run *run = png_get_io_ptr(png);
    size_t got = mien_job_read(run->job, out, size);
    mien_png_chunks_feed(&run->chunks, out, got);
    if (run->chunks.count > run->job->limits.png_chunks)
        mien_job_fail(run->job, MIEN_ERROR_LIMIT, "PNG: more chunks than the limit",
                      NULL);
    if (got < size)
        mien_job_fail(run->job, MIEN_ERROR_CORRUPT, "PNG: the file ends early", NULL);
    if (run->job->failure.status != MIEN_OK)
        leave(run);
}

// Colour management and text are nothing to a hash, and every parser that does not run
// cannot fail. Left are IHDR, PLTE, tRNS, eXIf, IDAT and IEND.
static void ignore_chunks(struct run *run)
{
    static const png_byte names[] =
        "bKGD\0cHRM\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0"
        "tEXt\0tIME\0zTXt";
    png_set_keep_unknown_chunks(run->png, PNG_HANDLE_CHUNK_NEVER, names,
                                sizeof names / 5);
}

// Asks libpng for 8-bit grey, RGB or RGBA.
static void choose_output(struct run *run)
{
    png_structp png = run->png;
    struct mien_image_info *info = &run->job->info;
    int colour = png_get_color_type(png, run->info);
    int depth = png_get_bit_depth(png, run->info);
    bool grey = (colour & PNG_COLOR_MASK_COLOR) == 0;
    bool alpha = (colour & PNG_COLOR_MASK_ALPHA) != 0;
    bool key = png_get_valid(png, run->info, PNG_INFO_tRNS) != 0;
    bool wanted = mien_job_wants_alpha(run->job);
    if (alpha || key)
        info->flags |= MIEN_IMAGE_ALPHA;
    if (depth == 16)
        png_set_strip_16(png); // the high byte, not rounded: as the reference
    if (colour == PNG_COLOR_TYPE_PALETTE)
        png_set_palette_to_rgb(png); // expands tRNS, too
    else if (grey && depth < 8)
        png_set_expand_gray_1_2_4_to_8(png);
    if ((alpha || key) && wanted) {
        png_set_tRNS_to_alpha(png);
        png_set_gray_to_rgb(png);
        info->pixel_format = MIEN_PIXEL_RGBA8;
    } else {
        png_set_strip_alpha(png);
        info->pixel_format = grey ? MIEN_PIXEL_GRAY8 : MIEN_PIXEL_RGB8;
    }
    if (png_get_interlace_type(png, run->info) != PNG_INTERLACE_NONE)
        info->flags |= MIEN_IMAGE_INTERLACED;
    if (run->chunks.animated)
        info->flags |= MIEN_IMAGE_ANIMATED;
}

static void read_streamed(struct run *run)
{
    if (!mien_job_batch_open(run->job, run->stride, 1))
        leave(run);
    for (uint32_t y = 0; y < run->job->info.height; y++) {
        png_read_row(run->png, mien_job_batch_row(run->job, 0), NULL);
        if (!mien_job_batch_done(run->job, 1))
            leave(run);
    }
    if (!mien_job_batch_flush(run->job))
        leave(run);
}

static void read_interlaced(struct run *run, int passes)
{
    uint32_t height = run->job->info.height;
    size_t size;
    if (!mien_size_mul(&size, run->stride, height)) {
        mien_job_fail(run->job, MIEN_ERROR_LIMIT, "PNG: the picture is too large",
                      NULL);
        leave(run);
    }
    run->picture = mien_job_alloc(run->job, size);
    if (run->picture == NULL)
        leave(run);
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < height; y++) {
            png_read_row(run->png, run->picture + y * run->stride, NULL);
            if (y % 64 == 0 && !mien_job_progress(run->job))
                leave(run);
        }
    }
}

static void read_exif(struct run *run)
{
    png_uint_32 size = 0;
    png_bytep bytes = NULL;
    if (png_get_eXIf_1(run->png, run->info, &size, &bytes) != 0)
        mien_job_exif(run->job, mien_exif_orientation(bytes, size));
}

static void run_png(struct run *run)
{
    struct mien_job *job = run->job;
    png_set_read_fn(run->png, run, read_bytes);
    // libpng calls a large picture an invalid one. mien_job_size() knows the
    // difference, and libpng allocates no rows before png_read_update_info().
    png_set_user_limits(run->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    ignore_chunks(run);

    png_read_info(run->png, run->info);
    if (!mien_job_size(job, png_get_image_width(run->png, run->info),
                       png_get_image_height(run->png, run->info)))
        leave(run);
    choose_output(run);
    int passes = png_set_interlace_handling(run->png);
    png_read_update_info(run->png, run->info);
    run->stride = png_get_rowbytes(run->png, run->info);
    if (run->stride != job->info.width * mien_pixel_size(job->info.pixel_format))
        png_error(run->png, "rows of an unexpected size");
    read_exif(run);
    if (!mien_job_begin(job))
        leave(run);
    if (passes > 1)
        read_interlaced(run, passes);
    else
        read_streamed(run);
    png_read_end(run->png, run->info); // the last checksums, and perhaps eXIf
    read_exif(run);
}

// After damage, when the caller wants what there is: the rows that were decoded, and
// zeros for those that were not.
static bool finish_partial(struct run *run)
{
    struct mien_job *job = run->job;
    bool rows_known = run->picture != NULL || job->batch != NULL;
    if (job->failure.status != MIEN_ERROR_CORRUPT || job->ended_by_caller ||
        !rows_known || (job->options.flags & MIEN_DECODE_ALLOW_PARTIAL) == 0)
        return false;
    job->failure = (struct mien_error){0};
    job->info.flags |= MIEN_IMAGE_PARTIAL;
    if (run->picture != NULL)
        return true;
    if (!mien_job_batch_flush(job))
        return false;
    while (job->rows_done < job->info.height) {
        // Each time, since the receiver may change rows.
        memset(job->batch, 0, job->batch_capacity * job->batch_stride);
        uint32_t rest = job->info.height - job->rows_done;
        uint32_t rows = rest < job->batch_capacity ? rest : job->batch_capacity;
        if (!mien_job_rows(job, job->batch, job->batch_stride, rows))
            return false;
    }
    return true;
}

// libpng jumps to here at the latest.
static void run_until_jump(struct run *run)
{
    if (setjmp(run->jump) != 0)
        return;
    run->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, run, on_error,
                                        on_warning, run, take, give_back);
    if (run->png != NULL)
        run->info = png_create_info_struct(run->png);
    if (run->info != NULL)
        run_png(run);
    else
        mien_job_fail(run->job, MIEN_ERROR_INTERNAL, "PNG: libpng did not start", NULL);
}

static bool decode(struct mien_job *job)
{
    struct run *run = mien_job_alloc(job, sizeof *run);
    if (run == NULL)
        return false;
    run->job = job;
    run_until_jump(run);
    bool done = job->failure.status == MIEN_OK || finish_partial(run);
    // An interlaced picture is complete, or as complete as it gets, only now.
    if (done && run->picture != NULL)
        done = mien_job_rows(job, run->picture, run->stride, job->info.height);
    png_destroy_read_struct(&run->png, &run->info, NULL);
    mien_job_free(job, run->picture);
    mien_job_free(job, run);
    return done;
}

static bool available(const char **version)
{
    *version = "libpng " PNG_LIBPNG_VER_STRING;
    return true;
}

const struct mien_decoder mien_decoder_png = {MIEN_FORMAT_PNG, available, decode};
