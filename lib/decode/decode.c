// SPDX-License-Identifier: Apache-2.0
// The gate: options, the kind of the file, and the decoder that goes with it.
#include "decode/decode.h"

#include "base/options.h"
#include "base/status.h"
#include "decode/decoder.h"

static const struct mien_decoder *const decoders[] = {
    &mien_decoder_jpeg, &mien_decoder_png,
#ifdef MIEN_WITH_WEBP
    &mien_decoder_webp,
#endif
#ifdef MIEN_WITH_HEIF
    &mien_decoder_heic, &mien_decoder_avif,
#endif
#ifdef MIEN_WITH_GIF
    &mien_decoder_gif,
#endif
};

static const struct mien_decoder *decoder_of(enum mien_format format)
{
    for (size_t i = 0; i < sizeof decoders / sizeof decoders[0]; i++)
        if (decoders[i]->format == format)
            return decoders[i];
    return NULL;
}

bool mien_format_supported(enum mien_format format, const char **version)
{
    const struct mien_decoder *decoder = decoder_of(format);
    const char *text = NULL;
    if (decoder == NULL || !decoder->available(&text))
        return false;
    if (version != NULL)
        *version = text;
    return true;
}

// Returns NULL, or what is wrong with the options.
static const char *read_options(struct mien_job *job,
                                const struct mien_decode_options *options)
{
    const uint32_t known = MIEN_DECODE_ALLOW_PARTIAL | MIEN_DECODE_DROP_ALPHA;
    mien_decode_limits_init(&job->limits);
    if (mien_options_read(&job->options, sizeof job->options, options) != MIEN_OK)
        return "the size of the options is wrong, or unknown ones are set";
    if (mien_options_read(&job->limits, sizeof job->limits, job->options.limits) !=
        MIEN_OK)
        return "the size of the limits is wrong, or unknown ones are set";
    if ((job->options.flags & ~known) != 0)
        return "the options have an unknown flag";
    if (job->options.reserved != 0 || job->limits.reserved != 0)
        return "a reserved field of the options or limits is not zero";
    return NULL;
}

// Names what cannot be decoded as exactly as is known.
static bool refuse(struct mien_job *job, const struct mien_decoder *decoder,
                   size_t size)
{
    enum mien_format format = job->info.format;
    const char *name = mien_format_name(format);
    if (size == 0)
        return mien_job_fail(job, MIEN_ERROR_FORMAT, "the file is empty", NULL);
    if (format == MIEN_FORMAT_UNKNOWN)
        return mien_job_fail(job, MIEN_ERROR_FORMAT,
                             "the first bytes are those of no image format", NULL);
    if (format >= MIEN_FORMAT_TIFF)
        return mien_job_fail(job, MIEN_ERROR_UNSUPPORTED, "mien does not decode ",
                             name);
    if (decoder == NULL)
        return mien_job_fail(job, MIEN_ERROR_UNSUPPORTED,
                             "this build of mien was made without ", name);
    return mien_job_fail(job, MIEN_ERROR_UNSUPPORTED,
                         "a library is not installed on this machine that decodes ",
                         name);
}

static bool run(struct mien_job *job)
{
    const struct mien_reader *reader = &job->reader;
    while (reader->end < MIEN_FORMAT_SNIFF_SIZE && mien_job_fill(job))
        ;
    if (job->failure.status != MIEN_OK)
        return false;
    job->info.format = mien_format_sniff(reader->buffer, reader->end);
    const struct mien_decoder *decoder = decoder_of(job->info.format);
    const char *version;
    if (decoder == NULL || !decoder->available(&version))
        return refuse(job, decoder, reader->end);
    return decoder->decode(job);
}

enum mien_status mien_decode_within(struct mien_budget *budget,
                                    const struct mien_source *source,
                                    const struct mien_sink *sink,
                                    const struct mien_decode_options *options,
                                    const struct mien_decode_less *less,
                                    struct mien_image_info *info,
                                    struct mien_error *error)
{
    struct mien_job job = {
        .budget = budget,
        .sink = sink,
        .info.orientation = MIEN_ORIENTATION_TOP_LEFT,
    };
    if (less != NULL)
        job.less = *less;
    if (source == NULL || source->read == NULL || sink == NULL || sink->begin == NULL ||
        sink->rows == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "a source or a sink is missing");
    const char *problem = read_options(&job, options);
    if (problem != NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, problem);
    enum mien_status status =
        mien_reader_open(&job.reader, source, job.limits.file_bytes, budget);
    if (status != MIEN_OK) {
        mien_fail(error, status, "no memory to read the file");
    } else if (!run(&job)) {
        status = mien_fail(error, job.failure.status, job.failure.detail);
    } else if (info != NULL) {
        *info = job.info;
    }
    mien_job_free(&job, job.batch);
    mien_reader_close(&job.reader, budget);
    return status;
}

enum mien_status mien_decode(const struct mien_source *source,
                             const struct mien_sink *sink,
                             const struct mien_decode_options *options,
                             struct mien_image_info *info, struct mien_error *error)
{
    struct mien_job asked = {0};
    const char *problem = read_options(&asked, options);
    if (problem != NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, problem);
    struct mien_budget budget = {.limit = asked.limits.memory};
    return mien_decode_within(&budget, source, sink, options, NULL, info, error);
}
