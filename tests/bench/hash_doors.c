// SPDX-License-Identifier: Apache-2.0
// Doors for hash.py: each hashes or decodes one picture, many times.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h> // jpeglib.h needs FILE
#include <stdlib.h>

#include <jpeglib.h>

#include <mien/mien.h>

#include "base/cpu.h"
#include "pdq/stream.h"

// Pixels without gaps between their rows.
struct bench_pixels {
    const void *first;
    uint32_t width, height;
    uint32_t format;
};

// What was found in a file.
struct bench_found {
    struct mien_pdq pdq;
    uint32_t scale, flags; // of struct mien_image_info
};

// Returns the flags of base/cpu.h that this processor has.
MIEN_API unsigned bench_cpu(void);
// Hashes pixels with the kernels for `flags`, each time with fresh scratch memory from
// the heap, as mien_pdq_hash() does. *again receives whether a guarded stream was in
// doubt. Returns 0, or a status.
MIEN_API int bench_pixels(struct mien_pdq *out, int *again,
                          const struct bench_pixels *pixels, int mode, unsigned flags,
                          int times);
// Decodes a JPEG by libjpeg-turbo alone, as anybody does who wants its rows, RGB or
// grey, reduced by `scale`: a few at a time into the same memory, which costs less than
// to write all of them.
MIEN_API int bench_decode(const void *bytes, size_t size, int grey, unsigned scale,
                          int times);
// Hashes a file in memory as a platform does that only wants to know the picture: with
// no digests, in the memory of `context`.
MIEN_API int bench_file(struct bench_found *out, const void *bytes, size_t size,
                        int speed, uint32_t flags, struct mien_media_context *context,
                        int times);
// A context of `memory` bytes, or NULL.
MIEN_API struct mien_media_context *bench_context(size_t memory);

unsigned bench_cpu(void)
{
    return mien_cpu_flags();
}

static enum mien_status push_all(struct mien_pdq_stream *stream,
                                 const struct bench_pixels *pixels)
{
    size_t stride = pixels->width * mien_pixel_size(pixels->format);
    return mien_pdq_push(stream, pixels->first, (ptrdiff_t)stride, pixels->height);
}

static enum mien_status hash_once(struct mien_pdq *out, int *again,
                                  const struct bench_pixels *pixels,
                                  enum mien_pdq_mode mode, unsigned flags)
{
    size_t size;
    struct mien_pdq_stream *stream = NULL;
    enum mien_status status =
        mien_pdq_scratch_size(&size, pixels->width, pixels->height, mode);
    if (status != MIEN_OK)
        return status;
    void *scratch = malloc(size);
    status = mien_pdq_begin_reduced(&stream, scratch, size, pixels->width,
                                    pixels->height, 1, pixels->format, mode, flags);
    if (status == MIEN_OK)
        status = push_all(stream, pixels);
    if (status == MIEN_OK)
        status = mien_pdq_finish(stream, out, NULL, NULL);
    *again = status == MIEN_ERROR_AGAIN;
    if (*again)
        status = push_all(stream, pixels);
    if (*again && status == MIEN_OK)
        status = mien_pdq_finish(stream, out, NULL, NULL);
    free(scratch);
    return status;
}

int bench_pixels(struct mien_pdq *out, int *again, const struct bench_pixels *pixels,
                 int mode, unsigned flags, int times)
{
    enum mien_status status = MIEN_OK;
    for (int i = 0; i < times && status == MIEN_OK; i++)
        status = hash_once(out, again, pixels, (enum mien_pdq_mode)mode, flags);
    return (int)status;
}

static void decode_once(const void *bytes, size_t size, bool grey, unsigned scale)
{
    enum {
        AT_ONCE = 16
    };
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors); // prints and exits: right for a bench
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes, (unsigned long)size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    jpeg.scale_num = 1;
    jpeg.scale_denom = scale;
    jpeg_start_decompress(&jpeg);
    size_t stride = (size_t)jpeg.output_width * (size_t)jpeg.output_components;
    JSAMPLE *memory = malloc(AT_ONCE * stride);
    JSAMPROW rows[AT_ONCE];
    for (size_t i = 0; i < AT_ONCE; i++)
        rows[i] = memory + i * stride;
    while (jpeg.output_scanline < jpeg.output_height)
        jpeg_read_scanlines(&jpeg, rows, AT_ONCE);
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    free(memory);
}

int bench_decode(const void *bytes, size_t size, int grey, unsigned scale, int times)
{
    for (int i = 0; i < times; i++)
        decode_once(bytes, size, grey != 0, scale);
    return 0;
}

struct mien_media_context *bench_context(size_t memory)
{
    struct mien_media_context *context = NULL;
    enum mien_status status = mien_media_context_open(&context, memory, NULL);
    return status == MIEN_OK ? context : NULL;
}

int bench_file(struct bench_found *out, const void *bytes, size_t size, int speed,
               uint32_t flags, struct mien_media_context *context, int times)
{
    const struct mien_media_options options = {.size = sizeof options,
                                               .speed = (enum mien_media_speed)speed,
                                               .flags = MIEN_MEDIA_NO_DIGESTS | flags,
                                               .context = context};
    struct mien_media media;
    enum mien_status status = MIEN_OK;
    for (int i = 0; i < times && status == MIEN_OK; i++)
        status = mien_media_hash_bytes(&media, bytes, size, &options, NULL);
    if (status != MIEN_OK)
        return (int)status;
    *out = (struct bench_found){
        {media.dihedral[0], media.quality}, media.image.scale, media.image.flags};
    return 0;
}
