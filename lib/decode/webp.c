// SPDX-License-Identifier: Apache-2.0
// WebP, by libwebp and libwebpdemux.
//
// libwebp wants to see the file from its beginning at every step, so the file is read
// into memory first. It is then shown to the decoder in growing portions, which lets
// the caller stop in between, and shows how far a damaged picture goes.
#include "decode/decoder.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include "base/checked.h"
#include "decode/exif.h"
#include "decode/library.h"

#define FUNCTIONS(F)                                                                   \
    F(WebPDemuxDelete)                                                                 \
    F(WebPDemuxGetChunk)                                                               \
    F(WebPDemuxGetFrame)                                                               \
    F(WebPDemuxGetI)                                                                   \
    F(WebPDemuxInternal)                                                               \
    F(WebPDemuxReleaseChunkIterator)                                                   \
    F(WebPDemuxReleaseIterator)                                                        \
    F(WebPGetDecoderVersion)                                                           \
    F(WebPGetFeaturesInternal)                                                         \
    F(WebPIDelete)                                                                     \
    F(WebPINewDecoder)                                                                 \
    F(WebPIUpdate)                                                                     \
    F(WebPInitDecBufferInternal)

struct webp {
    FUNCTIONS(MIEN_LIBRARY_MEMBER)
};
#define SYMBOL(function) MIEN_LIBRARY_SYMBOL(struct webp, function)
static const struct mien_symbol symbols[] = {FUNCTIONS(SYMBOL)};

// The version is packed as 0x00MMmmpp.
static void describe(const void *functions, struct mien_text *text)
{
    const struct webp *webp = functions;
    unsigned version = (unsigned)webp->WebPGetDecoderVersion();
    mien_text_add(text, "libwebp ");
    mien_text_add_number(text, version >> 16 & 255);
    mien_text_add(text, ".");
    mien_text_add_number(text, version >> 8 & 255);
    mien_text_add(text, ".");
    mien_text_add_number(text, version & 255);
}

static const struct mien_library library = {
    .names = {"libwebp.so.7", "libwebpdemux.so.2"},
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof symbols[0],
    .size = sizeof(struct webp),
    .describe = describe,
};
static mien_library_slot slot;

struct run {
    const struct webp *webp;
    struct mien_job *job;
    WebPData file;
    WebPDemuxer *demuxer;
    WebPIterator frame;
    bool frame_held; // by the iterator
    bool lossless;   // the frame, or its alpha plane
    uint64_t claimed;
    uint8_t *canvas;
    size_t stride;
    WebPDecBuffer output; // the decoder refers to it as long as it lives
    WebPIDecoder *decoder;
};

// Splits the file into its chunks. What is missing at its end is looked at again when
// the frame has been decoded.
static bool open_file(struct run *run, bool *whole)
{
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    run->demuxer =
        run->webp->WebPDemuxInternal(&run->file, 1, &state, WEBP_DEMUX_ABI_VERSION);
    if (state == WEBP_DEMUX_PARSE_ERROR)
        return mien_job_fail(run->job, MIEN_ERROR_CORRUPT,
                             "WebP: the file is not put together rightly", NULL);
    if (state == WEBP_DEMUX_PARSING_HEADER)
        return mien_job_fail(run->job, MIEN_ERROR_CORRUPT,
                             "WebP: the file ends in its header", NULL);
    if (run->demuxer == NULL)
        return mien_job_fail(run->job, MIEN_ERROR_MEMORY, "WebP: no memory", NULL);
    if (run->webp->WebPDemuxGetFrame(run->demuxer, 1, &run->frame) == 0)
        return mien_job_fail(run->job, MIEN_ERROR_CORRUPT, "WebP: there is no picture",
                             NULL);
    run->frame_held = true;
    *whole = state == WEBP_DEMUX_DONE;
    return true;
}

static void read_exif(struct run *run)
{
    WebPChunkIterator chunk;
    if (run->webp->WebPDemuxGetChunk(run->demuxer, "EXIF", 1, &chunk) == 0)
        return;
    mien_job_exif(run->job, mien_exif_orientation(chunk.chunk.bytes, chunk.chunk.size));
    run->webp->WebPDemuxReleaseChunkIterator(&chunk);
}

// The frame lies on a canvas, which outside the frame is transparent.
static bool describe_picture(struct run *run)
{
    struct mien_job *job = run->job;
    const WebPIterator *frame = &run->frame;
    uint32_t width = run->webp->WebPDemuxGetI(run->demuxer, WEBP_FF_CANVAS_WIDTH);
    uint32_t height = run->webp->WebPDemuxGetI(run->demuxer, WEBP_FF_CANVAS_HEIGHT);
    uint32_t features = run->webp->WebPDemuxGetI(run->demuxer, WEBP_FF_FORMAT_FLAGS);
    if (!mien_job_size(job, width, height))
        return false;
    if (frame->x_offset < 0 || frame->y_offset < 0 || frame->width <= 0 ||
        frame->height <= 0 ||
        (uint64_t)frame->x_offset + (uint64_t)frame->width > width ||
        (uint64_t)frame->y_offset + (uint64_t)frame->height > height)
        return mien_job_fail(job, MIEN_ERROR_CORRUPT,
                             "WebP: the frame lies outside the picture", NULL);
    bool covers = (uint32_t)frame->width == width && (uint32_t)frame->height == height;
    bool alpha = frame->has_alpha != 0 || !covers;
    if (alpha)
        job->info.flags |= MIEN_IMAGE_ALPHA;
    if ((features & ANIMATION_FLAG) != 0)
        job->info.flags |= MIEN_IMAGE_ANIMATED;
    job->info.pixel_format =
        alpha && mien_job_wants_alpha(job) ? MIEN_PIXEL_RGBA8 : MIEN_PIXEL_RGB8;
    read_exif(run);
    return true;
}

// How many bytes of the frame are coded losslessly: all of them, those of its alpha
// plane, which then comes first, or none.
static uint64_t lossless_bytes(const WebPData *frame,
                               const WebPBitstreamFeatures *features)
{
    enum {
        LOSSY = 1
    };
    if (features->format != LOSSY)
        return frame->size;
    if (features->has_alpha == 0 || frame->size < 8)
        return 0;
    const uint8_t *size = frame->bytes + 4; // behind "ALPH"
    return (uint64_t)size[3] << 24 | (uint64_t)size[2] << 16 | (uint64_t)size[1] << 8 |
           size[0];
}

// libwebp allocates for itself a few rows for lossy pictures, and for lossless ones and
// for alpha planes the whole picture at 4 bytes and 1 byte a pixel. A lossless file may
// also bring Huffman tables of its own for every tile of 4 x 4 pixels, up to 65536
// groups of them: five tables of 2954 entries of 4 bytes in all (libwebp 1.2,
// kTableSize), for which five codes of 4 bits each are enough.
static uint64_t libwebp_memory(const struct run *run,
                               const WebPBitstreamFeatures *features)
{
    enum {
        PIXEL = 5,
        FIXED = 1 << 20,
        TILE = 4,
        GROUPS = 65536,
        GROUP = 12 << 10,
        GROUP_BITS = 20
    };
    uint64_t width = (uint64_t)features->width, height = (uint64_t)features->height;
    uint64_t coded = lossless_bytes(&run->frame.fragment, features);
    if (coded == 0)
        return FIXED;
    uint64_t groups = coded * 8 / GROUP_BITS;
    uint64_t tiles = ((width + TILE - 1) / TILE) * ((height + TILE - 1) / TILE);
    groups = groups < tiles ? groups : tiles;
    groups = groups < GROUPS ? groups : GROUPS;
    return FIXED + width * height * PIXEL + groups * GROUP;
}

static bool claim(struct run *run, const WebPBitstreamFeatures *features)
{
    uint64_t bytes = libwebp_memory(run, features);
    if (mien_budget_claim(run->job->budget, bytes) != MIEN_OK)
        return mien_job_fail(run->job, MIEN_ERROR_LIMIT,
                             "WebP: the picture needs more memory than the limit",
                             NULL);
    run->claimed = bytes;
    return true;
}

static bool describe_frame(struct run *run)
{
    WebPBitstreamFeatures features;
    if (run->webp->WebPGetFeaturesInternal(run->frame.fragment.bytes,
                                           run->frame.fragment.size, &features,
                                           WEBP_DECODER_ABI_VERSION) != VP8_STATUS_OK ||
        features.width != run->frame.width || features.height != run->frame.height)
        return mien_job_fail(run->job, MIEN_ERROR_CORRUPT,
                             "WebP: the frame contradicts the file", NULL);
    run->lossless = lossless_bytes(&run->frame.fragment, &features) > 0;
    return claim(run, &features);
}

static bool open_canvas(struct run *run)
{
    const struct mien_image_info *info = &run->job->info;
    size_t pixel = mien_pixel_size(info->pixel_format), size;
    if (!mien_size_mul(&run->stride, info->width, pixel) ||
        !mien_size_mul(&size, run->stride, info->height))
        return mien_job_fail(run->job, MIEN_ERROR_LIMIT,
                             "WebP: the picture is too large", NULL);
    run->canvas = mien_job_alloc(run->job, size);
    if (run->canvas == NULL)
        return false;
    WebPDecBuffer *output = &run->output;
    size_t offset =
        (size_t)run->frame.y_offset * run->stride + (size_t)run->frame.x_offset * pixel;
    if (run->webp->WebPInitDecBufferInternal(output, WEBP_DECODER_ABI_VERSION) == 0)
        return mien_job_fail(run->job, MIEN_ERROR_INTERNAL,
                             "WebP: libwebp is of an unknown version", NULL);
    output->colorspace = pixel == 4 ? MODE_RGBA : MODE_RGB;
    output->is_external_memory = 1;
    output->u.RGBA.rgba = run->canvas + offset;
    output->u.RGBA.stride = (int)run->stride; // 16383 pixels at most, says the format
    output->u.RGBA.size = size - offset;
    run->decoder = run->webp->WebPINewDecoder(output);
    if (run->decoder == NULL)
        return mien_job_fail(run->job, MIEN_ERROR_MEMORY, "WebP: no memory", NULL);
    return true;
}

// What libwebp said last; SUSPENDED means that it wants more bytes.
static bool judge(struct run *run, VP8StatusCode status)
{
    switch (status) {
    case VP8_STATUS_OK:
        return true;
    case VP8_STATUS_OUT_OF_MEMORY:
        return mien_job_fail(run->job, MIEN_ERROR_MEMORY, "WebP: no memory", NULL);
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return mien_job_fail(run->job, MIEN_ERROR_UNSUPPORTED,
                             "WebP: a feature that libwebp does not know", NULL);
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return mien_job_damaged(run->job, "WebP: the file ends early", NULL);
    default:
        return mien_job_damaged(run->job, "WebP: the pixels are damaged", NULL);
    }
}

// Until a lossless picture's tables are complete, libwebp reads them from their first
// byte at every step; portions that double keep that below twice the work.
static bool decode_frame(struct run *run)
{
    enum {
        PORTION = 16384
    }; // about 10 ms of work
    const WebPData *data = &run->frame.fragment;
    VP8StatusCode status = VP8_STATUS_SUSPENDED;
    for (size_t shown = 0; shown < data->size && status == VP8_STATUS_SUSPENDED;) {
        size_t part = run->lossless && shown > 0 ? shown : PORTION;
        shown = data->size - shown < part ? data->size : shown + part;
        status = run->webp->WebPIUpdate(run->decoder, data->bytes, shown);
        if (!mien_job_progress(run->job))
            return false;
    }
    return judge(run, status);
}

static bool run_webp(struct run *run)
{
    bool whole = false;
    if (!open_file(run, &whole) || !describe_picture(run) || !describe_frame(run) ||
        !open_canvas(run) || !mien_job_begin(run->job) || !decode_frame(run))
        return false;
    if (!whole && !mien_job_damaged(run->job, "WebP: the file ends early", NULL))
        return false;
    return mien_job_rows(run->job, run->canvas, run->stride, run->job->info.height);
}

static bool decode(struct mien_job *job)
{
    struct run run = {.webp = mien_library_get(&slot, &library, NULL), .job = job};
    uint8_t *file;
    if (run.webp == NULL || !mien_job_read_all(job, &file, &run.file.size))
        return false;
    run.file.bytes = file;
    bool done = run_webp(&run);
    if (run.decoder != NULL)
        run.webp->WebPIDelete(run.decoder);
    if (run.frame_held)
        run.webp->WebPDemuxReleaseIterator(&run.frame);
    if (run.demuxer != NULL)
        run.webp->WebPDemuxDelete(run.demuxer);
    mien_job_free(job, run.canvas);
    mien_job_free(job, file);
    mien_budget_unclaim(job->budget, run.claimed);
    return done;
}

static bool available(const char **version)
{
    return mien_library_get(&slot, &library, version) != NULL;
}

const struct mien_decoder mien_decoder_webp = {MIEN_FORMAT_WEBP, available, decode};
