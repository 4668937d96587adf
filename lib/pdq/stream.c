// SPDX-License-Identifier: Apache-2.0
// The streaming context: judges what the caller gives, feeds rows to the tent, and
// makes the hash. It lives at the first aligned place of the caller's scratch memory,
// and the memory of the tent follows it.
#include "pdq/stream.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"
#include "base/cpu.h"
#include "base/wipe.h"
#include "pdq/bits.h"
#include "pdq/tent.h"

enum {
    ALIGNMENT = 64,
    CLI_SIDE = 512,
    CLI_ROW_BYTES = CLI_SIDE * 4
};

struct mien_pdq_stream {
    size_t size;            // bytes from here that belong to the stream
    uint32_t width, height; // of the picture that the caller pushes
    uint32_t rows;          // that the caller has pushed
    enum mien_pixel_format format;
    bool too_small;        // a side below MIEN_PDQ_SIDE_MIN: no hash
    bool plain;            // 64 x 64: the luma itself is the picture to transform
    bool resize;           // to 512 x 512, for MIEN_PDQ_CLI512
    uint32_t resized_rows; // of those 512
    struct mien_tent tent;
    float plain_luma[64][64];
    uint8_t resized_row[CLI_ROW_BYTES];
};

static bool resizes(uint32_t width, uint32_t height, enum mien_pdq_mode mode)
{
    return mode == MIEN_PDQ_CLI512 && (width > CLI_SIDE || height > CLI_SIDE);
}

// The stream's own part of the scratch, a multiple of the alignment.
static size_t head_size(void)
{
    return (sizeof(struct mien_pdq_stream) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

enum mien_status mien_pdq_scratch_size(size_t *size, uint32_t width, uint32_t height,
                                       enum mien_pdq_mode mode)
{
    if (size == NULL || width == 0 || height == 0 || width > MIEN_PDQ_SIDE_MAX ||
        height > MIEN_PDQ_SIDE_MAX ||
        (mode != MIEN_PDQ_FULL && mode != MIEN_PDQ_CLI512))
        return MIEN_ERROR_ARGUMENT;
    if (resizes(width, height, mode))
        width = height = CLI_SIDE;
    size_t floats, bytes;
    enum mien_status status = mien_tent_floats(&floats, width, height);
    if (status != MIEN_OK)
        return status;
    if (!mien_size_mul(&bytes, floats, sizeof(float)) ||
        !mien_size_add(&bytes, bytes, head_size() + ALIGNMENT - 1))
        return MIEN_ERROR_LIMIT;
    *size = bytes;
    return MIEN_OK;
}

enum mien_status mien_pdq_begin_with(struct mien_pdq_stream **stream, void *scratch,
                                     size_t size, uint32_t width, uint32_t height,
                                     enum mien_pixel_format format,
                                     enum mien_pdq_mode mode,
                                     const struct mien_kernels *kernels)
{
    size_t need;
    if (stream == NULL || scratch == NULL || mien_pixel_size(format) == 0)
        return MIEN_ERROR_ARGUMENT;
    enum mien_status status = mien_pdq_scratch_size(&need, width, height, mode);
    if (status != MIEN_OK)
        return status;
    if (size < need)
        return MIEN_ERROR_ARGUMENT;

    size_t skip = (ALIGNMENT - (uintptr_t)scratch % ALIGNMENT) % ALIGNMENT;
    char *aligned = (char *)scratch + skip;
    need -= ALIGNMENT - 1;
    memset(aligned, 0, need);
    struct mien_pdq_stream *begun = (void *)aligned;
    begun->size = need;
    begun->width = width;
    begun->height = height;
    begun->format = format;
    begun->plain = width == 64 && height == 64;
    begun->resize = resizes(width, height, mode);
    begun->too_small =
        !begun->resize && (width < MIEN_PDQ_SIDE_MIN || height < MIEN_PDQ_SIDE_MIN);
    if (begun->resize)
        width = height = CLI_SIDE;
    mien_tent_begin(&begun->tent, (void *)(aligned + head_size()), width, height,
                    format, kernels);
    *stream = begun;
    return MIEN_OK;
}

enum mien_status mien_pdq_begin(struct mien_pdq_stream **stream, void *scratch,
                                size_t size, uint32_t width, uint32_t height,
                                enum mien_pixel_format format, enum mien_pdq_mode mode)
{
    return mien_pdq_begin_with(stream, scratch, size, width, height, format, mode,
                               mien_kernels_for(mien_cpu_flags()));
}

// Nearest neighbour to 512 x 512, as pdq-photo-hasher does before it hashes: row y of
// the result is row floor(y * height / 512) of the picture, and columns likewise.
static void push_resized(struct mien_pdq_stream *stream, const uint8_t *pixels,
                         ptrdiff_t stride, uint32_t rows)
{
    size_t pixel = mien_pixel_size(stream->format);
    while (stream->resized_rows < CLI_SIDE) {
        uint64_t source = (uint64_t)stream->resized_rows * stream->height / CLI_SIDE;
        if (source >= (uint64_t)stream->rows + rows)
            break;
        const uint8_t *row = pixels + (ptrdiff_t)(source - stream->rows) * stride;
        for (size_t x = 0; x < CLI_SIDE; x++)
            memcpy(stream->resized_row + x * pixel,
                   row + (size_t)((uint64_t)x * stream->width / CLI_SIDE) * pixel,
                   pixel);
        mien_tent_push(&stream->tent, stream->resized_row, 0, 1);
        stream->resized_rows++;
    }
}

// The magnitude of a stride, also of the most negative one.
static size_t magnitude(ptrdiff_t stride)
{
    return stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
}

enum mien_status mien_pdq_push(struct mien_pdq_stream *stream, const void *pixels,
                               ptrdiff_t stride, uint32_t rows)
{
    if (stream == NULL || (pixels == NULL && rows > 0))
        return MIEN_ERROR_ARGUMENT;
    if (rows > 1 &&
        magnitude(stride) < (size_t)stream->width * mien_pixel_size(stream->format))
        return MIEN_ERROR_ARGUMENT;
    if (rows > stream->height - stream->rows)
        return MIEN_ERROR_STATE;
    if (rows == 0)
        return MIEN_OK;
    const uint8_t *first = pixels;
    for (uint32_t i = 0; i < rows && stream->plain; i++)
        mien_luma(stream->plain_luma[stream->rows + i], first + (ptrdiff_t)i * stride,
                  64, stream->format);
    if (stream->resize)
        push_resized(stream, first, stride, rows);
    else if (!stream->too_small)
        mien_tent_push(&stream->tent, first, stride, rows);
    stream->rows += rows;
    return MIEN_OK;
}

// The dihedral hashes all come from the blurred picture; only the original of a 64 x 64
// picture comes from the picture itself, as in the reference.
static void make_dihedral(struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                          struct mien_pdq_stream *stream,
                          const float coefficients[16][16])
{
    float blurred[16][16];
    if (stream->plain)
        stream->tent.kernels->dct(blurred, stream->tent.luma);
    else
        memcpy(blurred, coefficients, sizeof blurred);
    mien_bits(&dihedral[MIEN_DIHEDRAL_ORIGINAL], coefficients);
    for (int i = 1; i < MIEN_DIHEDRAL_COUNT; i++)
        mien_bits_dihedral(&dihedral[i], blurred, (enum mien_dihedral)i);
    mien_wipe(blurred, sizeof blurred);
}

enum mien_status mien_pdq_finish(struct mien_pdq_stream *stream, struct mien_pdq *out,
                                 struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                                 struct mien_pdq_details *details)
{
    if (stream == NULL || out == NULL)
        return MIEN_ERROR_ARGUMENT;
    if (stream->rows < stream->height)
        return MIEN_ERROR_STATE;
    const struct mien_kernels *kernels = stream->tent.kernels;
    struct mien_pdq result = {{{0}}, 0};
    struct mien_pdq_details found = {{{0}}, {{0}}};
    struct mien_hash turned[MIEN_DIHEDRAL_COUNT] = {{{0}}};
    if (!stream->too_small) {
        memcpy(found.luma, stream->plain ? stream->plain_luma : stream->tent.luma,
               sizeof found.luma);
        kernels->dct(found.coefficients, found.luma);
        mien_bits(&result.hash, found.coefficients);
        result.quality = mien_quality_of(kernels->gradient(found.luma));
        if (dihedral != NULL)
            make_dihedral(turned, stream, found.coefficients);
    }
    mien_pdq_abandon(stream);
    *out = result;
    if (dihedral != NULL)
        memcpy(dihedral, turned, sizeof turned);
    if (details != NULL)
        *details = found;
    mien_wipe(&found, sizeof found);
    return MIEN_OK;
}

void mien_pdq_abandon(struct mien_pdq_stream *stream)
{
    if (stream != NULL)
        mien_wipe(stream, stream->size);
}
