// SPDX-License-Identifier: Apache-2.0
// Averages over areas, in exact fractions: to bring h rows to H, each row weighs H, and
// a row of the result collects the weight h; a row that lies on a border is shared. The
// same along the rows, when the columns of a row have been summed. A picture that is
// smaller than 1024 pixels is kept as it is until its end, and then drawn out to 1024
// by linear interpolation, so that it meets its larger originals at the same size.
#include "views/reduce.h"

#include <stdbool.h>
#include <string.h>

static uint32_t scaled(uint32_t side, uint32_t longest)
{
    uint64_t rounded =
        ((uint64_t)side * MIEN_REDUCED_SIDE * 2 + longest) / (2 * (uint64_t)longest);
    return rounded > 0 ? (uint32_t)rounded : 1;
}

void mien_reduced_size(int32_t *reduced_width, int32_t *reduced_height, uint32_t width,
                       uint32_t height)
{
    uint32_t longest = width > height ? width : height;
    *reduced_width = (int32_t)scaled(width, longest);
    *reduced_height = (int32_t)scaled(height, longest);
}

void mien_reduce_begin(struct mien_reduce *reduce, struct mien_plane *reduced,
                       int16_t *small, uint32_t *sums, uint32_t width, uint32_t height,
                       enum mien_pixel_format format,
                       const struct mien_view_kernels *kernels)
{
    uint32_t across = (uint32_t)reduced->width, down = (uint32_t)reduced->height;
    *reduce = (struct mien_reduce){
        .width = width,
        .height = height,
        .format = format,
        .across = width < across ? width : across,
        .down = height < down ? height : down,
        .sums = sums,
        .reduced = reduced,
        .kernels = kernels,
    };
    bool smaller = reduce->across < across || reduce->down < down;
    reduce->averaged = smaller ? small : reduced->values;
}

// The weighted sums of the columns become a row of averages.
static void end_row(struct mien_reduce *reduce)
{
    const uint32_t *sums = reduce->sums;
    const uint32_t across = reduce->across;
    // The sums are whole numbers below 2^53, which a double holds as they are.
    const double scale =
        MIEN_LUMA_ONE / ((double)reduce->width * (double)reduce->height);
    int16_t *out = reduce->averaged + (size_t)reduce->done * across;
    size_t x = 0;
    uint32_t weight = across; // of column x, what no value has yet
    for (uint32_t o = 0; o < across; o++) {
        uint64_t sum = (uint64_t)weight * sums[x];
        uint64_t left = (uint64_t)reduce->width - weight, inner = 0;
        for (x++; left >= across; x++, left -= across)
            inner += sums[x];
        sum += inner * across;
        weight = across - (uint32_t)left;
        // What is left of a column belongs to the next value too.
        if (left > 0)
            sum += left * sums[x];
        out[o] = (int16_t)((double)sum * scale + 0.5);
    }
    memset(reduce->sums, 0, reduce->width * sizeof *reduce->sums);
    reduce->done++;
}

void mien_reduce_row(struct mien_reduce *reduce, const uint8_t *pixels)
{
    const uint64_t down = reduce->down, height = reduce->height;
    // Where this row begins and ends, in units of which `height` make a row of the
    // result.
    uint64_t begin = reduce->row * down, end = begin + down;
    uint64_t border = (reduce->done + 1) * height;
    if (end >= border) {
        reduce->kernels->add_row(reduce->sums, pixels, reduce->width, reduce->format,
                                 (uint32_t)(border - begin));
        end_row(reduce);
        begin = border;
    }
    if (end > begin)
        reduce->kernels->add_row(reduce->sums, pixels, reduce->width, reduce->format,
                                 (uint32_t)(end - begin));
    reduce->row++;
}

// One axis of linear interpolation from `from` values to `to`: for value i the first of
// the two neighbours, and the weight of the second in 256ths.
static int32_t neighbour(int32_t *weight, int32_t i, int32_t from, int32_t to)
{
    // The centre of value i lies at (i + 1/2) from / to - 1/2.
    int64_t at = ((2 * (int64_t)i + 1) * from - to) * 256 / (2 * (int64_t)to);
    if (at < 0)
        at = 0;
    *weight = (int32_t)(at & 255);
    return (int32_t)(at >> 8);
}

static void enlarge(const struct mien_reduce *reduce)
{
    const int32_t across = (int32_t)reduce->across, down = (int32_t)reduce->down;
    const struct mien_plane *out = reduce->reduced;
    for (int32_t y = 0; y < out->height; y++) {
        int32_t v, top = neighbour(&v, y, down, out->height);
        int32_t bottom = top + 1 < down ? top + 1 : top;
        const int16_t *upper = reduce->averaged + (ptrdiff_t)top * across;
        const int16_t *lower = reduce->averaged + (ptrdiff_t)bottom * across;
        int16_t *row = out->values + (ptrdiff_t)y * out->width;
        for (int32_t x = 0; x < out->width; x++) {
            int32_t u, left = neighbour(&u, x, across, out->width);
            int32_t right = left + 1 < across ? left + 1 : left;
            int32_t above = upper[left] * (256 - u) + upper[right] * u;
            int32_t below = lower[left] * (256 - u) + lower[right] * u;
            row[x] = (int16_t)((above * (256 - v) + below * v + 32768) >> 16);
        }
    }
}

void mien_reduce_end(struct mien_reduce *reduce)
{
    if (reduce->averaged != reduce->reduced->values)
        enlarge(reduce);
}
