// SPDX-License-Identifier: Apache-2.0
// Pictures of any size, format and layout, pushed into streams in portions of any size:
// the hash has to be that of the one call, and that of the plain C kernels.
//
// The input: width and height (2 bytes each, little-endian), format and mode (1 byte),
// padding between the rows (1 byte; odd: bottom-up), then the portions (1 byte each,
// repeated) and, in the same bytes, the pixels (repeated, with a little noise on them).
#include "fuzz.h"

#include <string.h>

#include "base/cpu.h"
#include "pdq/stream.h"

enum {
    HEAD = 6,
    SIDE_MAX = 2100,
    PIXELS_MAX = 1 << 15 // the fast modes begin at 128 x 128
};

struct picture {
    uint32_t width, height;
    enum mien_pixel_format format;
    enum mien_pdq_mode mode;
    ptrdiff_t stride;
    uint8_t *memory, *first;
};

struct result {
    struct mien_pdq pdq;
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
};

static struct picture read_picture(const uint8_t *data, size_t size)
{
    struct picture p;
    p.width = 1 + (data[0] + 256u * data[1]) % SIDE_MAX;
    p.height = 1 + (data[2] + 256u * data[3]) % SIDE_MAX;
    if ((uint64_t)p.width * p.height > PIXELS_MAX)
        p.height = PIXELS_MAX / p.width;
    p.format = (enum mien_pixel_format)(1 + data[4] % 5);
    p.mode = (enum mien_pdq_mode)(data[4] / 5 % 4);
    size_t row = p.width * mien_pixel_size(p.format) + data[5] / 2;
    p.memory = malloc(row * p.height);
    MIEN_FUZZ_ASSERT(p.memory != NULL);
    const uint8_t *body = data + HEAD;
    size_t length = size - HEAD;
    for (size_t i = 0; i < row * p.height; i++)
        p.memory[i] = (uint8_t)(body[i % length] + ((uint32_t)i * 2654435761u >> 29));
    p.stride = (ptrdiff_t)row;
    p.first = p.memory;
    if (data[5] % 2 == 1) {
        p.first += row * (p.height - 1);
        p.stride = -p.stride;
    }
    return p;
}

static void push_all(struct mien_pdq_stream *stream, const struct picture *p,
                     const uint8_t *portions, size_t length)
{
    struct mien_pdq unfinished;
    size_t turn = 0;
    uint8_t empty = 0;
    for (uint32_t y = 0; y < p->height;) {
        uint32_t rows = portions[turn++ % length];
        // A corpus of zeros would never come to an end.
        if (rows == 0 && empty++ > 3)
            rows = 1;
        rows = rows < p->height - y ? rows : p->height - y;
        MIEN_FUZZ_ASSERT(mien_pdq_finish(stream, &unfinished, NULL, NULL) ==
                         MIEN_ERROR_STATE);
        MIEN_FUZZ_ASSERT(mien_pdq_push(stream, p->first + (ptrdiff_t)y * p->stride,
                                       p->stride, rows) == MIEN_OK);
        y += rows;
    }
    MIEN_FUZZ_ASSERT(mien_pdq_push(stream, p->first, p->stride, 1) == MIEN_ERROR_STATE);
}

static struct result hash_stream(const struct picture *p, unsigned cpu_flags,
                                 const uint8_t *portions, size_t length)
{
    struct result result;
    struct mien_pdq_stream *stream;
    size_t size;
    MIEN_FUZZ_ASSERT(mien_pdq_scratch_size(&size, p->width, p->height, p->mode) ==
                     MIEN_OK);
    // Whatever the alignment.
    uint8_t *scratch = malloc(size + portions[0] % 64);
    MIEN_FUZZ_ASSERT(scratch != NULL);
    MIEN_FUZZ_ASSERT(mien_pdq_begin_reduced(&stream, scratch + portions[0] % 64, size,
                                            p->width, p->height, 1, p->format, p->mode,
                                            cpu_flags) == MIEN_OK);
    push_all(stream, p, portions, length);
    enum mien_status status =
        mien_pdq_finish(stream, &result.pdq, result.dihedral, NULL);
    if (p->mode == MIEN_PDQ_GUARDED && status == MIEN_ERROR_AGAIN) {
        push_all(stream, p, portions, length);
        status = mien_pdq_finish(stream, &result.pdq, result.dihedral, NULL);
    }
    MIEN_FUZZ_ASSERT(status == MIEN_OK);
    free(scratch);
    return result;
}

static void assert_equal(const struct result *a, const struct result *b)
{
    MIEN_FUZZ_ASSERT(memcmp(&a->pdq, &b->pdq, sizeof a->pdq) == 0);
    MIEN_FUZZ_ASSERT(memcmp(a->dihedral, b->dihedral, sizeof a->dihedral) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD)
        return 0;
    struct picture p = read_picture(data, size);
    struct result one_call;
    MIEN_FUZZ_ASSERT(mien_pdq_hash(&one_call.pdq, one_call.dihedral, p.first, p.stride,
                                   p.width, p.height, p.format, p.mode) == MIEN_OK);
    MIEN_FUZZ_ASSERT(one_call.pdq.quality <= 100);
    const unsigned flags[] = {0, mien_cpu_flags()};
    for (int i = 0; i < 2; i++) {
        struct result streamed = hash_stream(&p, flags[i], data + HEAD, size - HEAD);
        assert_equal(&one_call, &streamed);
    }
    free(p.memory);
    return 0;
}
