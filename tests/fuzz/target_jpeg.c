// SPDX-License-Identifier: Apache-2.0
// Any bytes as a JPEG: its first three bytes are put right, so that no time is lost on
// other formats. Small as they are here, files are also reduced, which mien hashes only
// large ones from.
#include "fuzz.h"

#include <string.h>

#include "decode/decode.h"
#include "fixture.h"

// Rows are counted and thrown away.
struct sink {
    struct mien_image_info info;
    uint32_t rows;
};

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct sink *sink = context;
    sink->info = *info;
    return MIEN_OK;
}

static enum mien_status take_rows(void *context, void *pixels, ptrdiff_t stride,
                                  uint32_t count)
{
    struct sink *sink = context;
    (void)pixels, (void)stride;
    sink->rows += count;
    return MIEN_OK;
}

static enum mien_status decode(const uint8_t *data, size_t size,
                               const struct mien_decode_less *less)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.pixels = 1 << 18;
    limits.jpeg_scans = 20;
    const struct mien_decode_options options = {.size = sizeof options,
                                                .limits = &limits};
    struct mien_budget budget = {.limit = 64u << 20};
    struct mien_memory memory = {data, size, 0};
    const struct mien_source source = {&memory, mien_memory_read};
    struct sink got = {.rows = 0};
    const struct mien_sink sink = {&got, begin, take_rows};
    struct mien_error error;
    enum mien_status status =
        mien_decode_within(&budget, &source, &sink, &options, less, NULL, &error);
    MIEN_FUZZ_ASSERT(budget.held == 0);
    if (status == MIEN_OK)
        MIEN_FUZZ_ASSERT(got.rows == mien_decode_rows(&got.info));
    return status;
}

// What is whole is whole when reduced, and what is damaged is damaged, unless that is
// in scans that are not read. Colours that libjpeg cannot put together are not asked
// for.
static void check_reduced(const uint8_t *data, size_t size)
{
    enum mien_status whole = decode(data, size, NULL);
    for (int scans = 0; scans < 2; scans++) {
        // The shorter side keeps a pixel, or is reduced by 4 or less.
        const struct mien_decode_less eighth = {
            .grey_min = 1, .side_min = 1, .first_scans = scans == 1};
        const struct mien_decode_less quarter = {
            .grey_min = 1, .side_min = 12, .first_scans = scans == 1};
        enum mien_status statuses[] = {decode(data, size, &eighth),
                                       decode(data, size, &quarter)};
        for (int i = 0; i < 2; i++)
            MIEN_FUZZ_ASSERT(statuses[i] == whole || whole == MIEN_ERROR_UNSUPPORTED ||
                             (scans == 1 && whole != MIEN_OK));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t magic[3] = {0xFF, 0xD8, 0xFF};
    if (size < sizeof magic)
        return 0;
    uint8_t *copy = malloc(size);
    memcpy(copy, data, size);
    memcpy(copy, magic, sizeof magic);
    mien_fuzz_image(copy, size);
    check_reduced(copy, size);
    free(copy);
    return 0;
}
