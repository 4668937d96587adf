// SPDX-License-Identifier: Apache-2.0
// What a decoder of one format is to the gate in decode.c.
#ifndef MIEN_DECODE_DECODER_H
#define MIEN_DECODE_DECODER_H

#include <stdbool.h>

#include <mien/decode.h>

#include "decode/job.h"

struct mien_decoder {
    enum mien_format format;
    // Tells whether the decoder works on this machine, and its version as static text.
    bool (*available)(const char **version);
    // Decodes the file in job->reader. Called only when available. Returns false after
    // a failure, which it has noted in the job.
    bool (*decode)(struct mien_job *job);
};

extern const struct mien_decoder mien_decoder_jpeg;
extern const struct mien_decoder mien_decoder_png;
#ifdef MIEN_WITH_WEBP
extern const struct mien_decoder mien_decoder_webp;
#endif
#ifdef MIEN_WITH_HEIF
extern const struct mien_decoder mien_decoder_heic;
extern const struct mien_decoder mien_decoder_avif;
#endif
#ifdef MIEN_WITH_GIF
extern const struct mien_decoder mien_decoder_gif;
#endif

#endif
