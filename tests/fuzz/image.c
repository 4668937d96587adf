// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <string.h>

#include <mien/media.h>

enum {
    SIDE_MAX = 4096,
    PIXELS_MAX = 1 << 18
};

static const uint8_t untouched = 0xA5;

static enum mien_status hash(struct mien_media *media, const uint8_t *data, size_t size,
                             uint32_t flags, enum mien_media_speed speed,
                             struct mien_media_context *context)
{
    struct mien_decode_limits limits;
    mien_decode_limits_init(&limits);
    limits.pixels = PIXELS_MAX;
    limits.side = SIDE_MAX;
    limits.memory = 64u << 20;
    limits.file_bytes = 1u << 20;
    limits.jpeg_scans = 20;
    limits.png_chunks = 200;
    const struct mien_media_options options = {.size = sizeof options,
                                               .limits = &limits,
                                               .flags = flags,
                                               .speed = speed,
                                               .context = context};
    struct mien_error error = {MIEN_OK, ""};
    memset(media, untouched, sizeof *media);
    enum mien_status status =
        mien_media_hash_bytes(media, data, size, &options, &error);
    if (status != MIEN_OK) {
        MIEN_FUZZ_ASSERT(error.status == status);
        MIEN_FUZZ_ASSERT(memchr(error.detail, '\0', sizeof error.detail) != NULL);
        for (size_t i = 0; i < sizeof *media; i++)
            MIEN_FUZZ_ASSERT(((const uint8_t *)media)[i] == untouched);
    }
    return status;
}

static void check_hash(const struct mien_media *media, size_t size)
{
    const struct mien_image_info *image = &media->image;
    MIEN_FUZZ_ASSERT(image->width >= 1 && image->width <= SIDE_MAX);
    MIEN_FUZZ_ASSERT(image->height >= 1 && image->height <= SIDE_MAX);
    MIEN_FUZZ_ASSERT((uint64_t)image->width * image->height <= PIXELS_MAX);
    MIEN_FUZZ_ASSERT(mien_pixel_size(image->pixel_format) != 0);
    MIEN_FUZZ_ASSERT(image->orientation >= 1 && image->orientation <= 8);
    MIEN_FUZZ_ASSERT(image->exif_orientation <= 8);
    MIEN_FUZZ_ASSERT(mien_format_supported(image->format, NULL));
    MIEN_FUZZ_ASSERT((unsigned)media->seen < MIEN_DIHEDRAL_COUNT);
    MIEN_FUZZ_ASSERT(media->quality <= 100);
    MIEN_FUZZ_ASSERT(media->file_bytes == size);
}

// In the memory of all the files before it the answer is the same, but for a limit that
// may be reached sooner.
static void check_context(const uint8_t *data, size_t size, enum mien_status wanted,
                          const struct mien_media *strict)
{
    static struct mien_media_context *context;
    struct mien_media media;
    if (context == NULL)
        MIEN_FUZZ_ASSERT(mien_media_context_open(&context, 8u << 20, NULL) == MIEN_OK);
    enum mien_status status = hash(&media, data, size, 0, MIEN_MEDIA_EXACT, context);
    if (status == MIEN_ERROR_LIMIT)
        return;
    MIEN_FUZZ_ASSERT(status == wanted);
    MIEN_FUZZ_ASSERT(memcmp(&media, strict, sizeof media) == 0);
}

// What is decoded of a whole picture is whole. FAST sees all damage that is seen at
// all, FASTEST need not. Colours that libjpeg cannot put together are asked of neither.
static void check_speeds(const uint8_t *data, size_t size, enum mien_status wanted)
{
    struct mien_media media;
    if (mien_format_sniff(data, size) != MIEN_FORMAT_JPEG)
        return; // they do nothing else
    enum mien_status fast = hash(&media, data, size, 0, MIEN_MEDIA_FAST, NULL);
    MIEN_FUZZ_ASSERT(fast == wanted || wanted == MIEN_ERROR_UNSUPPORTED);
    if (fast == MIEN_OK)
        check_hash(&media, size);
    const uint32_t flags[] = {0, MIEN_MEDIA_FIRST_AC,
                              MIEN_MEDIA_FIRST_AC | MIEN_MEDIA_ALLOW_PARTIAL};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        enum mien_status fastest =
            hash(&media, data, size, flags[i], MIEN_MEDIA_FASTEST, NULL);
        MIEN_FUZZ_ASSERT(fastest == MIEN_OK || wanted != MIEN_OK);
        if (fastest == MIEN_OK)
            check_hash(&media, size);
    }
}

void mien_fuzz_image(const uint8_t *data, size_t size)
{
    struct mien_media strict, lenient;
    enum mien_status status = hash(&strict, data, size, 0, MIEN_MEDIA_EXACT, NULL);
    check_context(data, size, status, &strict);
    check_speeds(data, size, status);
    if (status == MIEN_OK) {
        check_hash(&strict, size);
        MIEN_FUZZ_ASSERT((strict.image.flags & MIEN_IMAGE_PARTIAL) == 0);
    }
    MIEN_FUZZ_ASSERT(status != MIEN_ERROR_ARGUMENT && status != MIEN_ERROR_STATE &&
                     status != MIEN_ERROR_IO && status != MIEN_ERROR_CANCELLED);
    if (hash(&lenient, data, size, MIEN_MEDIA_ALLOW_PARTIAL, MIEN_MEDIA_EXACT, NULL) ==
        MIEN_OK) {
        check_hash(&lenient, size);
        // A partial picture is marked as one, and a whole one has the same hash.
        bool partial = (lenient.image.flags & MIEN_IMAGE_PARTIAL) != 0;
        MIEN_FUZZ_ASSERT(partial == (status != MIEN_OK));
        if (!partial) {
            MIEN_FUZZ_ASSERT(strict.quality == lenient.quality);
            MIEN_FUZZ_ASSERT(
                memcmp(strict.dihedral, lenient.dihedral, sizeof strict.dihedral) == 0);
        }
    } else {
        MIEN_FUZZ_ASSERT(status != MIEN_OK);
    }
}
