// SPDX-License-Identifier: Apache-2.0
// HEIC and AVIF, by libheif and the codecs that it brings.
//
// libheif turns, mirrors and crops a picture as the file says (irot, imir, clap), and
// viewers do the same and ignore the EXIF orientation. So the rows delivered here are
// those on the screen: orientation 1.
//
// libheif is C++ and its codecs allocate by what the coded picture says of itself,
// which no function of libheif 1.15 tells beforehand. What mien can check before
// decoding is what the file says (ispe), and it claims memory by that.
#include "decode/decoder.h"

#include <libheif/heif.h>

#include "decode/exif.h"
#include "decode/library.h"

#define FUNCTIONS(F)                                                                   \
    F(heif_context_alloc)                                                              \
    F(heif_context_free)                                                               \
    F(heif_context_get_primary_image_handle)                                           \
    F(heif_context_read_from_memory_without_copy)                                      \
    F(heif_context_set_max_decoding_threads)                                           \
    F(heif_context_set_maximum_image_size_limit)                                       \
    F(heif_decode_image)                                                               \
    F(heif_decoding_options_alloc)                                                     \
    F(heif_decoding_options_free)                                                      \
    F(heif_get_version)                                                                \
    F(heif_have_decoder_for_format)                                                    \
    F(heif_image_get_decoding_warnings)                                                \
    F(heif_image_get_height)                                                           \
    F(heif_image_get_plane)                                                            \
    F(heif_image_get_width)                                                            \
    F(heif_image_handle_get_height)                                                    \
    F(heif_image_handle_get_list_of_metadata_block_IDs)                                \
    F(heif_image_handle_get_luma_bits_per_pixel)                                       \
    F(heif_image_handle_get_metadata)                                                  \
    F(heif_image_handle_get_metadata_size)                                             \
    F(heif_image_handle_get_width)                                                     \
    F(heif_image_handle_has_alpha_channel)                                             \
    F(heif_image_handle_release)                                                       \
    F(heif_image_release)

struct libheif {
    FUNCTIONS(MIEN_LIBRARY_MEMBER)
};
#define SYMBOL(function) MIEN_LIBRARY_SYMBOL(struct libheif, function)
static const struct mien_symbol symbols[] = {FUNCTIONS(SYMBOL)};

static void describe(const void *functions, struct mien_text *text)
{
    const struct libheif *libheif = functions;
    mien_text_add(text, "libheif ");
    mien_text_add(text, libheif->heif_get_version());
}

static const struct mien_library library = {
    .names = {"libheif.so.1"},
    .symbols = symbols,
    .symbol_count = sizeof symbols / sizeof symbols[0],
    .size = sizeof(struct libheif),
    .describe = describe,
};
static mien_library_slot slot;

struct run {
    const struct libheif *libheif;
    struct mien_job *job;
    struct heif_context *context;
    struct heif_image_handle *handle;
    struct heif_decoding_options *options;
    struct heif_image *image;
    uint64_t claimed;
};

static bool fail(struct run *run, struct heif_error error)
{
    enum mien_status status = MIEN_ERROR_CORRUPT;
    if (error.subcode == heif_suberror_Security_limit_exceeded)
        status = MIEN_ERROR_LIMIT;
    else if (error.code == heif_error_Memory_allocation_error)
        status = MIEN_ERROR_MEMORY;
    else if (error.code == heif_error_Unsupported_feature ||
             error.code == heif_error_Unsupported_filetype)
        status = MIEN_ERROR_UNSUPPORTED;
    return mien_job_fail(run->job, status,
                         "HEIF: ", error.message != NULL ? error.message : "damaged");
}

static bool open_file(struct run *run, const uint8_t *file, size_t size)
{
    const struct libheif *libheif = run->libheif;
    run->context = libheif->heif_context_alloc();
    if (run->context == NULL)
        return mien_job_fail(run->job, MIEN_ERROR_MEMORY, "HEIF: no memory", NULL);
    uint32_t side = run->job->limits.side;
    libheif->heif_context_set_maximum_image_size_limit(
        run->context, side > INT32_MAX ? INT32_MAX : (int)side);
    // In the thread of the call, where the callbacks are promised to run.
    libheif->heif_context_set_max_decoding_threads(run->context, 0);
    struct heif_error error = libheif->heif_context_read_from_memory_without_copy(
        run->context, file, size, NULL);
    if (error.code == heif_error_Ok)
        error =
            libheif->heif_context_get_primary_image_handle(run->context, &run->handle);
    return error.code == heif_error_Ok || fail(run, error);
}

// The item "Exif" begins with the offset, big-endian, of the TIFF header behind those
// four bytes. Source: ISO/IEC 23008-12, A.2.1.
static void read_exif(struct run *run)
{
    enum {
        SIZE_MAX_EXIF = 1 << 20
    };
    const struct libheif *libheif = run->libheif;
    heif_item_id id;
    if (libheif->heif_image_handle_get_list_of_metadata_block_IDs(run->handle, "Exif",
                                                                  &id, 1) != 1)
        return;
    size_t size = libheif->heif_image_handle_get_metadata_size(run->handle, id);
    if (size < 4 || size > SIZE_MAX_EXIF)
        return;
    uint8_t *exif = mien_job_alloc(run->job, size);
    if (exif == NULL)
        return;
    struct heif_error error =
        libheif->heif_image_handle_get_metadata(run->handle, id, exif);
    size_t offset =
        (size_t)exif[0] << 24 | (size_t)exif[1] << 16 | (size_t)exif[2] << 8 | exif[3];
    if (error.code == heif_error_Ok && offset <= size - 4)
        run->job->info.exif_orientation =
            mien_exif_orientation(exif + 4 + offset, size - 4 - offset);
    mien_job_free(run->job, exif);
}

// While it decodes, libheif holds the codec's picture, its copy, and the RGB made of
// it.
static bool claim(struct run *run, uint32_t width, uint32_t height)
{
    enum {
        PIXEL = 12,
        PIXEL_DEEP = 20,
        FIXED = 8 << 20
    };
    int bits = run->libheif->heif_image_handle_get_luma_bits_per_pixel(run->handle);
    uint64_t bytes =
        (uint64_t)width * height * (bits > 8 ? PIXEL_DEEP : PIXEL) + (uint64_t)FIXED;
    if (mien_budget_claim(run->job->budget, bytes) != MIEN_OK)
        return mien_job_fail(run->job, MIEN_ERROR_LIMIT,
                             "HEIF: the picture needs more memory than the limit",
                             NULL);
    run->claimed = bytes;
    return true;
}

static bool describe_picture(struct run *run)
{
    struct mien_job *job = run->job;
    int width = run->libheif->heif_image_handle_get_width(run->handle);
    int height = run->libheif->heif_image_handle_get_height(run->handle);
    if (!mien_job_size(job, width > 0 ? (uint64_t)width : 0,
                       height > 0 ? (uint64_t)height : 0) ||
        !claim(run, job->info.width, job->info.height))
        return false;
    bool alpha = run->libheif->heif_image_handle_has_alpha_channel(run->handle) != 0;
    if (alpha)
        job->info.flags |= MIEN_IMAGE_ALPHA;
    job->info.pixel_format =
        alpha && mien_job_wants_alpha(job) ? MIEN_PIXEL_RGBA8 : MIEN_PIXEL_RGB8;
    read_exif(run);
    return job->failure.status == MIEN_OK;
}

// libheif 1.15 cannot be stopped: a "no" is noted, and obeyed after the decoding.
static void on_progress(enum heif_progress_step step, int progress, void *context)
{
    (void)step, (void)progress;
    mien_job_progress(context);
}

static bool decode_picture(struct run *run)
{
    const struct libheif *libheif = run->libheif;
    struct mien_job *job = run->job;
    run->options = libheif->heif_decoding_options_alloc();
    if (run->options == NULL)
        return mien_job_fail(job, MIEN_ERROR_MEMORY, "HEIF: no memory", NULL);
    bool partial = (job->options.flags & MIEN_DECODE_ALLOW_PARTIAL) != 0;
    run->options->on_progress = on_progress;
    run->options->progress_user_data = job;
    run->options->strict_decoding = partial ? 0 : 1;
    bool alpha = job->info.pixel_format == MIEN_PIXEL_RGBA8;
    struct heif_error error = libheif->heif_decode_image(
        run->handle, &run->image, heif_colorspace_RGB,
        alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
        run->options);
    if (error.code != heif_error_Ok)
        return fail(run, error);
    if (libheif->heif_image_get_decoding_warnings(run->image, 0, NULL, 0) > 0)
        return mien_job_damaged(job, "HEIF: the pixels are damaged", NULL);
    return job->failure.status == MIEN_OK;
}

static bool deliver(struct run *run)
{
    const struct libheif *libheif = run->libheif;
    struct mien_job *job = run->job;
    int stride = 0;
    uint8_t *pixels =
        libheif->heif_image_get_plane(run->image, heif_channel_interleaved, &stride);
    int width = libheif->heif_image_get_width(run->image, heif_channel_interleaved);
    int height = libheif->heif_image_get_height(run->image, heif_channel_interleaved);
    if (pixels == NULL || stride <= 0 || width <= 0 || height <= 0)
        return mien_job_fail(job, MIEN_ERROR_INTERNAL, "HEIF: libheif gave no pixels",
                             NULL);
    // A coded picture of another size than the file says slipped past the limits.
    if ((uint32_t)width != job->info.width || (uint32_t)height != job->info.height)
        return mien_job_fail(job, MIEN_ERROR_CORRUPT,
                             "HEIF: the coded picture contradicts the file", NULL);
    return mien_job_begin(job) &&
           mien_job_rows(job, pixels, (size_t)stride, job->info.height);
}

static bool decode(struct mien_job *job)
{
    struct run run = {.libheif = mien_library_get(&slot, &library, NULL), .job = job};
    uint8_t *file;
    size_t size;
    if (run.libheif == NULL || !mien_job_read_all(job, &file, &size))
        return false;
    bool done = open_file(&run, file, size) && describe_picture(&run) &&
                decode_picture(&run) && deliver(&run);
    if (run.image != NULL)
        run.libheif->heif_image_release(run.image);
    if (run.options != NULL)
        run.libheif->heif_decoding_options_free(run.options);
    if (run.handle != NULL)
        run.libheif->heif_image_handle_release(run.handle);
    if (run.context != NULL)
        run.libheif->heif_context_free(run.context);
    mien_job_free(job, file);
    mien_budget_unclaim(job->budget, run.claimed);
    return done;
}

static bool has_codec(enum heif_compression_format codec, const char **version)
{
    const struct libheif *libheif = mien_library_get(&slot, &library, version);
    return libheif != NULL && libheif->heif_have_decoder_for_format(codec) != 0;
}

static bool heic_available(const char **version)
{
    return has_codec(heif_compression_HEVC, version);
}

static bool avif_available(const char **version)
{
    return has_codec(heif_compression_AV1, version);
}

const struct mien_decoder mien_decoder_heic = {MIEN_FORMAT_HEIC, heic_available,
                                               decode};
const struct mien_decoder mien_decoder_avif = {MIEN_FORMAT_AVIF, avif_available,
                                               decode};
