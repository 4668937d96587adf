// SPDX-License-Identifier: Apache-2.0
// The streaming context: judges what the caller gives, feeds rows to the tent (or, in
// the fast modes, to the sums), and makes the hash. It lives at the first aligned place
// of the caller's scratch memory, and the memory of the tent or the sums follows it.
#include "pdq/stream.h"

#include <stdbool.h>
#include <string.h>

#include "base/checked.h"
#include "base/cpu.h"
#include "base/wipe.h"
#include "pdq/bits.h"
#include "pdq/sums.h"
#include "pdq/tent.h"
#include "pdq/weights.h"

enum {
    ALIGNMENT = 64,
    CLI_SIDE = 512,
    CLI_ROW_BYTES = CLI_SIDE * 4
};

// What a picture is, and how it is hashed.
struct shape {
    uint32_t width, height; // of the picture
    uint32_t scale;         // each pixel that is pushed stands for so many on each axis
    enum mien_pixel_format format;
    enum mien_pdq_mode mode;
};

struct mien_pdq_stream {
    size_t size; // bytes from here that belong to the stream
    struct shape shape;
    const struct mien_kernels *kernels;
    uint32_t width, height; // of what the caller pushes
    uint32_t rows;          // that the caller has pushed
    bool too_small;         // a side below MIEN_PDQ_SIDE_MIN: no hash
    bool plain;             // 64 x 64: the luma itself is the picture to transform
    bool resize;            // to 512 x 512, for MIEN_PDQ_CLI512
    bool summed;            // by the sums, not by the tent
    uint32_t resized_rows;  // of those 512
    union {
        struct mien_tent tent;
        struct mien_sums sums;
    };
    float plain_luma[64][64];
    uint8_t resized_row[CLI_ROW_BYTES];
};

static bool resizes(const struct shape *shape)
{
    return shape->mode == MIEN_PDQ_CLI512 &&
           (shape->width > CLI_SIDE || shape->height > CLI_SIDE);
}

// The side of what the tent takes.
static uint32_t tent_side(const struct shape *shape, uint32_t side)
{
    return resizes(shape) ? CLI_SIDE : side;
}

// Whether the sums take the picture. Where they do not, the tent is as good and better.
static bool sums_take(const struct shape *shape)
{
    return (shape->mode == MIEN_PDQ_APPROXIMATE || shape->mode == MIEN_PDQ_GUARDED) &&
           mien_reduced(shape->width, shape->scale) >= MIEN_SUMS_SIDE_MIN &&
           mien_reduced(shape->height, shape->scale) >= MIEN_SUMS_SIDE_MIN;
}

static bool is_possible(const struct shape *shape)
{
    if (shape->width == 0 || shape->height == 0 || shape->width > MIEN_PDQ_SIDE_MAX ||
        shape->height > MIEN_PDQ_SIDE_MAX || (unsigned)shape->mode > MIEN_PDQ_GUARDED)
        return false;
    switch (shape->scale) {
    case 1:
        return true;
    case 2:
    case 4:
    case 8:
        return shape->mode == MIEN_PDQ_APPROXIMATE && sums_take(shape);
    default:
        return false;
    }
}

static struct mien_sums_shape sums_shape(const struct shape *shape)
{
    return (struct mien_sums_shape){shape->width, shape->height, shape->scale,
                                    shape->format};
}

// The stream's own part of the scratch, a multiple of the alignment.
static size_t head_size(void)
{
    return (sizeof(struct mien_pdq_stream) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

// The bytes that the tent needs.
static enum mien_status tent_size(size_t *size, const struct shape *shape)
{
    size_t floats;
    enum mien_status status = mien_tent_floats(&floats, tent_side(shape, shape->width),
                                               tent_side(shape, shape->height));
    if (status == MIEN_OK && !mien_size_mul(size, floats, sizeof(float)))
        status = MIEN_ERROR_LIMIT;
    return status;
}

static enum mien_status scratch_size(size_t *size, const struct shape *shape)
{
    if (!is_possible(shape))
        return MIEN_ERROR_ARGUMENT;
    size_t bytes = 0, sums = 0;
    enum mien_status status = MIEN_OK;
    if (sums_take(shape)) {
        const struct mien_sums_shape of = sums_shape(shape);
        status = mien_sums_size(&sums, &of);
    }
    // In doubt, the tent follows the sums.
    if (status == MIEN_OK && (sums == 0 || shape->mode == MIEN_PDQ_GUARDED))
        status = tent_size(&bytes, shape);
    if (status != MIEN_OK)
        return status;
    if (!mien_size_add(&bytes, bytes > sums ? bytes : sums,
                       head_size() + ALIGNMENT - 1))
        return MIEN_ERROR_LIMIT;
    *size = bytes;
    return MIEN_OK;
}

enum mien_status mien_pdq_scratch_size_reduced(size_t *size, uint32_t width,
                                               uint32_t height, uint32_t scale,
                                               enum mien_pdq_mode mode)
{
    // The caller may not know the format yet, and has room for any.
    const struct shape shape = {width, height, scale, MIEN_PIXEL_RGBA8, mode};
    return size == NULL ? MIEN_ERROR_ARGUMENT : scratch_size(size, &shape);
}

enum mien_status mien_pdq_scratch_size(size_t *size, uint32_t width, uint32_t height,
                                       enum mien_pdq_mode mode)
{
    return mien_pdq_scratch_size_reduced(size, width, height, 1, mode);
}

static void begin_tent(struct mien_pdq_stream *stream)
{
    const struct shape *shape = &stream->shape;
    stream->summed = false;
    mien_tent_begin(&stream->tent, (void *)((char *)stream + head_size()),
                    tent_side(shape, shape->width), tent_side(shape, shape->height),
                    shape->format, stream->kernels);
}

static void begin_sums(struct mien_pdq_stream *stream,
                       const struct mien_sum_kernels *kernels)
{
    const struct mien_sums_shape of = sums_shape(&stream->shape);
    stream->summed = true;
    mien_sums_begin(&stream->sums, (char *)stream + head_size(), &of, kernels);
}

static enum mien_status begin(struct mien_pdq_stream **stream, void *scratch,
                              size_t size, const struct shape *shape,
                              const struct mien_kernels *kernels,
                              const struct mien_sum_kernels *sum_kernels)
{
    size_t need;
    if (stream == NULL || scratch == NULL || mien_pixel_size(shape->format) == 0)
        return MIEN_ERROR_ARGUMENT;
    enum mien_status status = scratch_size(&need, shape);
    if (status != MIEN_OK)
        return status;
    if (size < need)
        return MIEN_ERROR_ARGUMENT;

    size_t skip = (ALIGNMENT - (uintptr_t)scratch % ALIGNMENT) % ALIGNMENT;
    need -= ALIGNMENT - 1;
    struct mien_pdq_stream *begun = (void *)((char *)scratch + skip);
    memset(begun, 0, need);
    begun->size = need;
    begun->shape = *shape;
    begun->kernels = kernels;
    begun->width = mien_reduced(shape->width, shape->scale);
    begun->height = mien_reduced(shape->height, shape->scale);
    begun->plain = shape->width == 64 && shape->height == 64;
    begun->resize = resizes(shape);
    begun->too_small = !begun->resize && (shape->width < MIEN_PDQ_SIDE_MIN ||
                                          shape->height < MIEN_PDQ_SIDE_MIN);
    if (sums_take(shape))
        begin_sums(begun, sum_kernels);
    else
        begin_tent(begun);
    *stream = begun;
    return MIEN_OK;
}

enum mien_status mien_pdq_begin_reduced(struct mien_pdq_stream **stream, void *scratch,
                                        size_t size, uint32_t width, uint32_t height,
                                        uint32_t scale, enum mien_pixel_format format,
                                        enum mien_pdq_mode mode, unsigned cpu_flags)
{
    const struct shape shape = {width, height, scale, format, mode};
    return begin(stream, scratch, size, &shape, mien_kernels_for(cpu_flags),
                 mien_sum_kernels_for(cpu_flags));
}

enum mien_status mien_pdq_begin_with(struct mien_pdq_stream **stream, void *scratch,
                                     size_t size, uint32_t width, uint32_t height,
                                     enum mien_pixel_format format,
                                     enum mien_pdq_mode mode,
                                     const struct mien_kernels *kernels)
{
    const struct shape shape = {width, height, 1, format, mode};
    return begin(stream, scratch, size, &shape, kernels,
                 mien_sum_kernels_for(mien_cpu_flags()));
}

enum mien_status mien_pdq_begin(struct mien_pdq_stream **stream, void *scratch,
                                size_t size, uint32_t width, uint32_t height,
                                enum mien_pixel_format format, enum mien_pdq_mode mode)
{
    return mien_pdq_begin_reduced(stream, scratch, size, width, height, 1, format, mode,
                                  mien_cpu_flags());
}

// Nearest neighbour to 512 x 512, as pdq-photo-hasher does before it hashes: row y of
// the result is row floor(y * height / 512) of the picture, and columns likewise.
static void push_resized(struct mien_pdq_stream *stream, const uint8_t *pixels,
                         ptrdiff_t stride, uint32_t rows)
{
    size_t pixel = mien_pixel_size(stream->shape.format);
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
    if (rows > 1 && magnitude(stride) <
                        (size_t)stream->width * mien_pixel_size(stream->shape.format))
        return MIEN_ERROR_ARGUMENT;
    if (rows > stream->height - stream->rows)
        return MIEN_ERROR_STATE;
    if (rows == 0)
        return MIEN_OK;
    const uint8_t *first = pixels;
    for (uint32_t i = 0; i < rows && stream->plain; i++)
        mien_luma(stream->plain_luma[stream->rows + i], first + (ptrdiff_t)i * stride,
                  64, stream->shape.format);
    if (stream->resize)
        push_resized(stream, first, stride, rows);
    else if (stream->summed)
        mien_sums_push(&stream->sums, first, stride, rows);
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
        stream->kernels->dct(blurred, stream->tent.luma);
    else
        memcpy(blurred, coefficients, sizeof blurred);
    mien_bits(&dihedral[MIEN_DIHEDRAL_ORIGINAL], coefficients);
    for (int i = 1; i < MIEN_DIHEDRAL_COUNT; i++)
        mien_bits_dihedral(&dihedral[i], blurred, (enum mien_dihedral)i);
    mien_wipe(blurred, sizeof blurred);
}

// Whether the exact hash may be another than what the sums gave, as far as experience
// goes: a coefficient so near to the median falls on its other side, or the quality
// changes, which is cut at 100.
static bool in_doubt(const float coefficients[16][16], uint32_t gradient, bool turned)
{
    static const float gap_min = 0.05f;
    enum {
        GRADIENT_MIN = 9900 // a quality of 110, were it not cut at 100
    };
    // Of the eight symmetries these differ in more than the order of the coefficients.
    static const enum mien_dihedral signs[] = {MIEN_DIHEDRAL_ORIGINAL,
                                               MIEN_DIHEDRAL_FLIPX, MIEN_DIHEDRAL_FLIPY,
                                               MIEN_DIHEDRAL_ROT180};
    if (gradient < GRADIENT_MIN)
        return true;
    for (int i = 0; i < (turned ? 4 : 1); i++)
        if (mien_bits_gap(coefficients, signs[i]) < gap_min)
            return true;
    return false;
}

// The rows will come once more, and then go through the tent.
static void begin_again(struct mien_pdq_stream *stream)
{
    char *memory = (char *)stream + head_size();
    mien_wipe(&stream->sums, sizeof stream->sums);
    mien_wipe(memory, stream->size - head_size());
    stream->rows = 0;
    begin_tent(stream);
}

static const float (*luma_of(const struct mien_pdq_stream *stream))[64]
{
    if (stream->summed)
        return stream->sums.luma;
    return stream->plain ? stream->plain_luma : stream->tent.luma;
}

enum mien_status mien_pdq_finish(struct mien_pdq_stream *stream, struct mien_pdq *out,
                                 struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                                 struct mien_pdq_details *details)
{
    if (stream == NULL || out == NULL)
        return MIEN_ERROR_ARGUMENT;
    if (stream->rows < stream->height)
        return MIEN_ERROR_STATE;
    struct mien_pdq result = {{{0}}, 0};
    struct mien_pdq_details found = {{{0}}, {{0}}};
    struct mien_hash turned[MIEN_DIHEDRAL_COUNT] = {{{0}}};
    if (!stream->too_small) {
        memcpy(found.luma, luma_of(stream), sizeof found.luma);
        const uint32_t gradient = stream->kernels->gradient(found.luma);
        stream->kernels->dct(found.coefficients, found.luma);
        if (stream->summed && stream->shape.mode == MIEN_PDQ_GUARDED &&
            in_doubt(found.coefficients, gradient, dihedral != NULL)) {
            mien_wipe(&found, sizeof found);
            begin_again(stream);
            return MIEN_ERROR_AGAIN;
        }
        mien_bits(&result.hash, found.coefficients);
        result.quality = mien_quality_of(gradient);
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
