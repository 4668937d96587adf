// SPDX-License-Identifier: Apache-2.0
// Hashes the files whose names come on standard input, a line each, in every way that
// is named as an argument; fast_modes.py counts what comes out.
//
//   exact approximate guarded   all of the file, in that mode
//   doubted                     whether a guarded stream wants the rows again
//   fast fastest first-ac       as mien_media_hash_*() does, the last with FIRST_AC
//   grey-S                      JPEG: luma reduced by S, which is 1, 2, 4 or 8
//   scans-S                     progressive JPEG: so reduced, from its first scans
//
// Prints, with tabs between:
//
//   file    NUMBER  WIDTH  HEIGHT  JPEG  PROGRESSIVE
//   hash    NUMBER  WAY  SCALE  QUALITY  HASH
//   turned  NUMBER  its eight exact hashes
//   doubted NUMBER  0 or 1
//   failed  NUMBER  WAY  WHY
//
// NUMBER counts the lines of the input from 0; JPEG, PROGRESSIVE are 0 or 1. Hashes are
// those of the rows as stored. A way that does not apply to a file is left out.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/mien.h>

#include "base/cpu.h"
#include "decode/decode.h"
#include "pdq/stream.h"

enum {
    NAME_MAX_BYTES = 4096,
    SIDE_MIN = 128, // of reduced rows that can be hashed
    MEMORY = 1 << 30
};

struct file {
    size_t number;
    unsigned char *bytes;
    size_t size;
    struct mien_image_info image; // all zero while it is not known
};

// A decoding whose rows go into a stream.
struct pass {
    const unsigned char *next;
    size_t left;
    enum mien_pdq_mode mode;
    struct mien_image_info image;
    void *scratch;
    struct mien_pdq_stream *stream;
};

static enum mien_status give(void *context, void *buffer, size_t capacity, size_t *got)
{
    struct pass *pass = context;
    *got = pass->left < capacity ? pass->left : capacity;
    memcpy(buffer, pass->next, *got);
    pass->next += *got;
    pass->left -= *got;
    return MIEN_OK;
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    struct pass *pass = context;
    size_t size;
    pass->image = *info;
    enum mien_status status = mien_pdq_scratch_size_reduced(
        &size, info->width, info->height, info->scale, pass->mode);
    if (status != MIEN_OK)
        return status;
    pass->scratch = malloc(size);
    return mien_pdq_begin_reduced(&pass->stream, pass->scratch, size, info->width,
                                  info->height, info->scale, info->pixel_format,
                                  pass->mode, mien_cpu_flags());
}

static enum mien_status rows(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count)
{
    struct pass *pass = context;
    return mien_pdq_push(pass->stream, pixels, stride, count);
}

// Decodes so much of a file, and gives the hash that a stream of that mode makes.
static enum mien_status hash_less(struct pass *pass, struct mien_pdq *pdq,
                                  const struct file *file,
                                  const struct mien_decode_less *less)
{
    pass->next = file->bytes;
    pass->left = file->size;
    struct mien_budget budget = {.limit = MEMORY};
    const struct mien_source source = {pass, give};
    const struct mien_sink sink = {pass, begin, rows};
    const struct mien_decode_options options = {.size = sizeof options,
                                                .flags = MIEN_DECODE_DROP_ALPHA};
    enum mien_status status =
        mien_decode_within(&budget, &source, &sink, &options, less, NULL, NULL);
    if (status == MIEN_OK)
        status = mien_pdq_finish(pass->stream, pdq, NULL, NULL);
    if (status != MIEN_OK)
        mien_pdq_abandon(pass->stream);
    free(pass->scratch);
    return status;
}

static void print_failed(const struct file *file, const char *way,
                         enum mien_status status)
{
    printf("failed\t%zu\t%s\t%s\n", file->number, way, mien_strerror(status));
}

static void print_hash(const struct file *file, const char *way, uint32_t scale,
                       const struct mien_pdq *pdq)
{
    char hex[MIEN_HASH_HEX_SIZE];
    mien_hash_to_hex(hex, &pdq->hash);
    printf("hash\t%zu\t%s\t%u\t%u\t%s\n", file->number, way, (unsigned)scale,
           (unsigned)pdq->quality, hex);
}

static void print_exact(struct file *file, const struct mien_media *media)
{
    file->image = media->image;
    printf("file\t%zu\t%u\t%u\t%d\t%d\n", file->number, (unsigned)media->image.width,
           (unsigned)media->image.height, media->image.format == MIEN_FORMAT_JPEG,
           (media->image.flags & MIEN_IMAGE_PROGRESSIVE) != 0);
    printf("turned\t%zu", file->number);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        char hex[MIEN_HASH_HEX_SIZE];
        mien_hash_to_hex(hex, &media->dihedral[i]);
        printf("\t%s", hex);
    }
    printf("\n");
}

// Through the public interface.
static void by_media(struct file *file, const char *way, enum mien_pdq_mode mode,
                     enum mien_media_speed speed, uint32_t flags)
{
    const struct mien_media_options options = {.size = sizeof options,
                                               .mode = mode,
                                               .speed = speed,
                                               .flags = MIEN_MEDIA_NO_DIGESTS | flags};
    struct mien_media media;
    enum mien_status status =
        mien_media_hash_bytes(&media, file->bytes, file->size, &options, NULL);
    if (status != MIEN_OK) {
        print_failed(file, way, status);
        return;
    }
    if (mode == MIEN_PDQ_FULL && speed == MIEN_MEDIA_EXACT)
        print_exact(file, &media);
    const struct mien_pdq pdq = {media.dihedral[MIEN_DIHEDRAL_ORIGINAL], media.quality};
    print_hash(file, way, media.image.scale, &pdq);
}

static void doubted(struct file *file, const char *way)
{
    struct pass pass = {.mode = MIEN_PDQ_GUARDED};
    struct mien_pdq pdq;
    enum mien_status status = hash_less(&pass, &pdq, file, NULL);
    if (status == MIEN_OK || status == MIEN_ERROR_AGAIN)
        printf("doubted\t%zu\t%d\n", file->number, status == MIEN_ERROR_AGAIN);
    else
        print_failed(file, way, status);
}

// Luma reduced by `scale`, whatever the speeds would choose. To be called after the
// exact way, which tells the size.
static void reduced(struct file *file, const char *way, uint32_t scale,
                    bool first_scans)
{
    const struct mien_image_info *image = &file->image;
    uint32_t side = image->width < image->height ? image->width : image->height;
    uint32_t side_min = (side + scale - 1) / scale;
    bool progressive = (image->flags & MIEN_IMAGE_PROGRESSIVE) != 0;
    if (image->format != MIEN_FORMAT_JPEG || side_min < SIDE_MIN ||
        (first_scans && !progressive))
        return;
    const struct mien_decode_less less = {
        .grey_min = 1,
        .side_min = scale == 1 ? 0 : side_min,
        .first_scans = first_scans,
    };
    struct pass pass = {.mode = MIEN_PDQ_APPROXIMATE};
    struct mien_pdq pdq;
    enum mien_status status = hash_less(&pass, &pdq, file, &less);
    if (status != MIEN_OK)
        print_failed(file, way, status);
    else if (pass.image.scale == scale)
        print_hash(file, way, scale, &pdq);
}

static void try_way(struct file *file, const char *way)
{
    static const struct {
        const char *name;
        enum mien_pdq_mode mode;
        enum mien_media_speed speed;
        uint32_t flags;
    } ways[] = {
        {"exact", MIEN_PDQ_FULL, MIEN_MEDIA_EXACT, 0},
        {"approximate", MIEN_PDQ_APPROXIMATE, MIEN_MEDIA_EXACT, 0},
        {"guarded", MIEN_PDQ_GUARDED, MIEN_MEDIA_EXACT, 0},
        {"fast", MIEN_PDQ_FULL, MIEN_MEDIA_FAST, 0},
        {"fastest", MIEN_PDQ_FULL, MIEN_MEDIA_FASTEST, 0},
        {"first-ac", MIEN_PDQ_FULL, MIEN_MEDIA_FASTEST, MIEN_MEDIA_FIRST_AC},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(way, ways[i].name) == 0) {
            by_media(file, way, ways[i].mode, ways[i].speed, ways[i].flags);
            return;
        }
    }
    unsigned scale;
    if (strcmp(way, "doubted") == 0)
        doubted(file, way);
    else if (sscanf(way, "grey-%u", &scale) == 1)
        reduced(file, way, scale, false);
    else if (sscanf(way, "scans-%u", &scale) == 1)
        reduced(file, way, scale, true);
    else
        printf("failed\t%zu\t%s\tthere is no such way\n", file->number, way);
}

static bool load(struct file *file, const char *name)
{
    FILE *in = fopen(name, "rb");
    if (in == NULL || fseek(in, 0, SEEK_END) != 0)
        goto out;
    long length = ftell(in);
    rewind(in);
    if (length > 0 && (file->bytes = malloc((size_t)length)) != NULL)
        file->size = fread(file->bytes, 1, (size_t)length, in);
out:
    if (in != NULL)
        fclose(in);
    return file->size > 0;
}

int main(int argc, char **argv)
{
    char name[NAME_MAX_BYTES];
    for (size_t i = 0; fgets(name, sizeof name, stdin) != NULL; i++) {
        struct file file = {.number = i};
        name[strcspn(name, "\n")] = '\0';
        if (!load(&file, name))
            print_failed(&file, "all", MIEN_ERROR_IO);
        for (int j = 1; j < argc && file.size > 0; j++)
            try_way(&file, argv[j]);
        free(file.bytes);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
