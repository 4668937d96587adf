// SPDX-License-Identifier: Apache-2.0
// JPEG, by libjpeg-turbo.
//
// libjpeg reports errors by a callback that must not return. Ours jumps back into
// decode(); all state lies in struct run, which no jump can spoil, and no other file
// ever sees the jump.
#include "decode/decoder.h"

#include <setjmp.h>
#include <stdio.h> // jpeglib.h needs FILE
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "base/literal.h"
#include "decode/exif.h"
#include "decode/jpeg_cmyk.h"
#include "decode/jpeg_kept.h"
#include "decode/jpeg_less.h"
#include "decode/jpeg_memory.h"

struct run {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    struct mien_jpeg_memory memory;
    struct mien_job *job;
    uint8_t *exif;      // one APP1 segment, or NULL
    uint32_t monitored; // calls of monitor()
    uint32_t brought;   // components that had a scan: bit 0 is the first
    bool past_header;   // jpeg_read_header() has returned
    bool may_stop;      // scans are being read, and not all of them are wanted
    bool stopped;       // those that were wanted are there
    bool past_rows;     // every row has been delivered
    bool cut_short;     // the file ended before its end marker
    jmp_buf jump;
};

// What libjpeg cannot decode, or what mien is not built for, as opposed to damage.
static enum mien_status status_of(int code)
{
    switch (code) {
    case JERR_OUT_OF_MEMORY:
        return MIEN_ERROR_MEMORY;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return MIEN_ERROR_LIMIT;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION: // 12 bits a sample
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED: // lossless and hierarchical
        return MIEN_ERROR_UNSUPPORTED;
    case JERR_BAD_LIB_VERSION:
    case JERR_BAD_POOL_ID:
    case JERR_BAD_STATE:
    case JERR_BAD_STRUCT_SIZE:
    case JERR_BAD_VIRTUAL_ACCESS:
        return MIEN_ERROR_INTERNAL;
    default:
        return MIEN_ERROR_CORRUPT;
    }
}

static void leave(struct run *run)
{
    longjmp(run->jump, 1);
}

static void on_error(j_common_ptr cinfo)
{
    struct run *run = cinfo->client_data;
    char message[JMSG_LENGTH_MAX];
    run->errors.format_message(cinfo, message);
    enum mien_status status = status_of(run->errors.msg_code);
    if (run->past_rows && status == MIEN_ERROR_CORRUPT)
        mien_job_damaged(run->job, "JPEG: ", message);
    else
        mien_job_fail(run->job, status, "JPEG: ", message);
    leave(run);
}

// libjpeg decodes on through damage and only warns. Which of its warnings mean that
// pixels are wrong?
static bool is_harmless(const struct run *run)
{
    enum {
        PADDING_MAX = 16
    };
    switch (run->errors.msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
#ifdef JWRN_BOGUS_ICC
    case JWRN_BOGUS_ICC:
#endif
        return true;
    case JWRN_EXTRANEOUS_DATA:
        // Bytes that belong to nothing: padding, when they stand among the header's
        // segments, or are few and before the end marker; else data that lost its way.
        return !run->past_header || (run->errors.msg_parm.i[1] == JPEG_EOI &&
                                     run->errors.msg_parm.i[0] <= PADDING_MAX);
    default:
        return false;
    }
}

// level -1 is a warning, 0 and above are traces.
static void on_message(j_common_ptr cinfo, int level)
{
    struct run *run = cinfo->client_data;
    if (level >= 0 || is_harmless(run))
        return;
    char message[JMSG_LENGTH_MAX];
    run->errors.format_message(cinfo, message);
    if (!mien_job_damaged(run->job, "JPEG: ", message))
        leave(run);
}

static void on_output(j_common_ptr cinfo)
{
    (void)cinfo;
}

// Every scan goes over the whole picture, however few its bytes are: the larger the
// picture, the fewer scans it may have.
static bool too_many_scans(const struct run *run)
{
    enum {
        OF_THE_LARGEST = 16 // jpeg_simple_progression() makes 10
    };
    const struct mien_decode_limits *limits = &run->job->limits;
    uint64_t scans = (uint64_t)run->cinfo.input_scan_number;
    uint64_t pixels = (uint64_t)run->cinfo.image_width * run->cinfo.image_height;
    return scans > limits->jpeg_scans ||
           scans * pixels / OF_THE_LARGEST > limits->pixels;
}

// Ends the file for libjpeg behind the scans that are wanted: to the reader of markers
// it looks as if the decoder of the scan had met the end marker.
static void stop_when_enough(struct run *run)
{
    struct jpeg_decompress_struct *cinfo = &run->cinfo;
    struct mien_job *job = run->job;
    if (!run->may_stop || !mien_jpeg_enough(cinfo, run->brought))
        return;
    // Of a scan that the file does not hold to its end, the arithmetic decoder would
    // not have said so.
    if (cinfo->arith_code && run->cut_short)
        return;
    run->may_stop = false;
    run->stopped = true;
    job->info.flags |= MIEN_IMAGE_FIRST_SCANS;
    cinfo->unread_marker = JPEG_EOI;
    cinfo->do_block_smoothing = FALSE; // no guesses, which each libjpeg makes otherwise
}

// Called for each row of blocks that is read or made.
static void monitor(j_common_ptr cinfo)
{
    struct run *run = cinfo->client_data;
    enum {
        EVERY = 8
    }; // 64 pixel rows
    if (too_many_scans(run)) {
        mien_job_fail(run->job, MIEN_ERROR_LIMIT, "JPEG: more scans than the limit",
                      NULL);
        leave(run);
    }
    for (int i = 0; i < run->cinfo.comps_in_scan; i++)
        run->brought |= 1u << run->cinfo.cur_comp_info[i]->component_index;
    stop_when_enough(run);
    if (++run->monitored % EVERY == 0 && !mien_job_progress(run->job))
        leave(run);
}

static void no_source(j_decompress_ptr cinfo)
{
    (void)cinfo;
}

// Lends libjpeg what the reader holds. At the end of the file it is given an end
// marker, as jdatasrc.c does: whoever still needs data warns that there is none, and
// that is what tells a cut picture from a whole one that only lacks its end marker.
static boolean fill(j_decompress_ptr cinfo)
{
    // With 512 bytes at hand (its BUFSIZE) libjpeg-turbo decodes by a faster path,
    // which takes impossible Huffman codes for zeros and warns of nothing.
    enum {
        PORTION = 511
    };
    static const JOCTET end[2] = {0xff, JPEG_EOI};
    struct run *run = cinfo->client_data;
    struct mien_reader *reader = &run->job->reader;
    if (reader->begin == reader->end && !mien_job_fill(run->job)) {
        if (run->job->failure.status != MIEN_OK)
            leave(run);
        run->cut_short = true;
        run->source.next_input_byte = end;
        run->source.bytes_in_buffer = sizeof end;
        return TRUE;
    }
    size_t portion = reader->end - reader->begin;
    if (portion > PORTION)
        portion = PORTION;
    run->source.next_input_byte = reader->buffer + reader->begin;
    run->source.bytes_in_buffer = portion;
    reader->begin += portion;
    return TRUE;
}

static void skip(j_decompress_ptr cinfo, long count)
{
    struct run *run = cinfo->client_data;
    struct jpeg_source_mgr *source = &run->source;
    while (count > 0 && !run->cut_short) {
        if (source->bytes_in_buffer == 0)
            fill(cinfo);
        size_t part = source->bytes_in_buffer;
        if (part > (unsigned long)count)
            part = (size_t)count;
        source->next_input_byte += part;
        source->bytes_in_buffer -= part;
        count -= (long)part;
    }
}

static int take_byte(struct run *run)
{
    if (run->source.bytes_in_buffer == 0)
        fill(&run->cinfo);
    run->source.bytes_in_buffer--;
    return *run->source.next_input_byte++;
}

// An APP1 segment: EXIF, XMP, or anything.
static boolean on_app1(j_decompress_ptr cinfo)
{
    enum {
        LENGTH_MAX = 65535
    };
    struct run *run = cinfo->client_data;
    int length = take_byte(run) << 8;
    length |= take_byte(run);
    if (length < 2)
        ERREXIT(cinfo, JERR_BAD_LENGTH);
    length -= 2; // its own two bytes are counted
    if (run->job->info.exif_orientation != 0) {
        skip(cinfo, length);
        return TRUE;
    }
    if (run->exif == NULL)
        run->exif = mien_job_alloc(run->job, LENGTH_MAX);
    if (run->exif == NULL)
        leave(run);
    int got = 0;
    while (got < length && !run->cut_short)
        run->exif[got++] = (uint8_t)take_byte(run);
    // XMP comes in APP1, too: only the signature tells.
    if (!run->cut_short && got >= 6 && memcmp(run->exif, "Exif\0\0", 6) == 0)
        mien_job_exif(run->job, mien_exif_orientation(run->exif, (size_t)got));
    return TRUE;
}

static void choose_output(struct run *run)
{
    struct jpeg_decompress_struct *cinfo = &run->cinfo;
    struct mien_image_info *info = &run->job->info;
    const struct mien_decode_less *less = &run->job->less;
    info->pixel_format = MIEN_PIXEL_RGB8;
    switch (cinfo->jpeg_color_space) {
    case JCS_GRAYSCALE:
        cinfo->out_color_space = JCS_GRAYSCALE;
        info->pixel_format = MIEN_PIXEL_GRAY8;
        break;
    case JCS_CMYK:
    case JCS_YCCK:
        cinfo->out_color_space = JCS_CMYK; // and on_rows() makes it RGB
        break;
    case JCS_RGB:
    case JCS_YCbCr:
        cinfo->out_color_space = JCS_RGB;
        if (less->grey_min != 0 && info->width >= less->grey_min &&
            info->height >= less->grey_min) {
            cinfo->out_color_space = JCS_GRAYSCALE;
            info->pixel_format = MIEN_PIXEL_GRAY8;
        }
        break;
    default:
        ERREXIT(cinfo, JERR_CONVERSION_NOTIMPL);
    }
    // What the reference and everyone else uses; said here since the hash depends on
    // it.
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->do_fancy_upsampling = TRUE;
    mien_jpeg_reduce(cinfo, less);
    info->scale = cinfo->scale_denom;
    if (jpeg_has_multiple_scans(cinfo))
        info->flags |= MIEN_IMAGE_PROGRESSIVE;
}

static void read_rows(struct run *run)
{
    struct jpeg_decompress_struct *cinfo = &run->cinfo;
    struct mien_job *job = run->job;
    enum {
        AT_ONCE = 16
    };
    size_t stride = (size_t)cinfo->output_width * (size_t)cinfo->output_components;
    if (!mien_job_batch_open(job, stride, (uint32_t)cinfo->rec_outbuf_height))
        leave(run);
    while (cinfo->output_scanline < cinfo->output_height) {
        JSAMPROW rows[AT_ONCE];
        uint32_t room = mien_job_batch_room(job);
        for (uint32_t i = 0; i < room && i < AT_ONCE; i++)
            rows[i] = mien_job_batch_row(job, i);
        JDIMENSION got =
            jpeg_read_scanlines(cinfo, rows, room < AT_ONCE ? room : AT_ONCE);
        if (cinfo->out_color_space == JCS_CMYK)
            for (JDIMENSION i = 0; i < got; i++)
                mien_jpeg_cmyk_to_rgb(rows[i], cinfo->output_width);
        if (!mien_job_batch_done(job, got))
            leave(run);
    }
    if (!mien_job_batch_flush(job))
        leave(run);
}

// The end of the file was reached in front of the end marker. Is the picture whole?
// With one scan of Huffman codes it is: every row came out, and the decoder would have
// warned had it lacked a bit. A file of several scans looks the same whether its end
// was meant or not, and the arithmetic decoder silently reads zeros behind the end.
static bool lacks_only_its_end(struct run *run)
{
    return !jpeg_has_multiple_scans(&run->cinfo) && !run->cinfo.arith_code;
}

static void damaged(struct run *run, const char *what)
{
    if (!mien_job_damaged(run->job, what, NULL))
        leave(run);
}

// Begins in front of the first byte and ends behind the end marker. On the way there,
// data that no row needed shows that the rows are not those that were stored.
static void run_jpeg(struct run *run)
{
    struct jpeg_decompress_struct *cinfo = &run->cinfo;
    if (run->job->budget->jpeg != NULL)
        mien_jpeg_kept_lend(run->job->budget->jpeg, cinfo);
    else
        jpeg_create_decompress(cinfo);
    mien_jpeg_memory_install(&run->memory, (j_common_ptr)cinfo, run->job);
    cinfo->client_data = run;
    cinfo->src = &run->source;
    cinfo->progress = &run->progress;
    jpeg_set_marker_processor(cinfo, JPEG_APP0 + 1, on_app1);

    jpeg_read_header(cinfo, TRUE);
    run->past_header = true;
    if (!mien_job_size(run->job, cinfo->image_width, cinfo->image_height))
        leave(run);
    choose_output(run);
    if (!mien_job_begin(run->job))
        leave(run);
    run->may_stop = mien_jpeg_may_stop(cinfo, &run->job->less);
    jpeg_start_decompress(cinfo); // reads all scans when there are several
    run->may_stop = false;
    if (jpeg_has_multiple_scans(cinfo) && !run->stopped &&
        mien_jpeg_lacks_a_component(cinfo, run->brought))
        damaged(run, "JPEG: a component is missing");
    read_rows(run);
    run->past_rows = true;
    bool end_needed = !lacks_only_its_end(run);
    jpeg_finish_decompress(cinfo);
    if (run->cut_short && end_needed && !run->stopped)
        damaged(run, "JPEG: the file ends before its end marker");
}

static bool decode(struct mien_job *job)
{
    struct run *run = mien_job_alloc(job, sizeof *run);
    if (run == NULL)
        return false;
    run->job = job;
    run->source.init_source = no_source;
    run->source.fill_input_buffer = fill;
    run->source.skip_input_data = skip;
    run->source.resync_to_restart = jpeg_resync_to_restart;
    run->source.term_source = no_source;
    run->progress.progress_monitor = monitor;
    run->cinfo.err = jpeg_std_error(&run->errors);
    run->cinfo.client_data = run;
    run->errors.error_exit = on_error;
    run->errors.emit_message = on_message;
    run->errors.output_message = on_output;
    if (setjmp(run->jump) == 0)
        run_jpeg(run);
    if (job->budget->jpeg != NULL)
        mien_jpeg_memory_remove(&run->memory, (j_common_ptr)&run->cinfo);
    else
        jpeg_destroy_decompress(&run->cinfo);
    mien_job_free(job, run->exif);
    mien_job_free(job, run);
    return job->failure.status == MIEN_OK;
}

static bool available(const char **version)
{
    *version = "libjpeg-turbo " MIEN_LITERAL(LIBJPEG_TURBO_VERSION);
    return true;
}

const struct mien_decoder mien_decoder_jpeg = {MIEN_FORMAT_JPEG, available, decode};
