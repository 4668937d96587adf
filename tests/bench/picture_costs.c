// SPDX-License-Identifier: Apache-2.0
// Times what is done with a picture, for those whose names come on standard input: in
// processor time, the best of some runs. Prints for each a line of its megapixels, and
// the milliseconds of decoding alone, decoding and hashing, decoding and making the
// views for a bank, and those for queries.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mien/mien.h>

enum {
    RUNS = 7,
    NAME_MAX_BYTES = 4096
};

struct bytes {
    const unsigned char *next;
    size_t left;
};

static enum mien_status give(void *context, void *buffer, size_t capacity, size_t *got)
{
    struct bytes *bytes = context;
    *got = bytes->left < capacity ? bytes->left : capacity;
    memcpy(buffer, bytes->next, *got);
    bytes->next += *got;
    bytes->left -= *got;
    return MIEN_OK;
}

static enum mien_status begin(void *context, const struct mien_image_info *info)
{
    return MIEN_OK;
}

static enum mien_status rows(void *context, void *pixels, ptrdiff_t stride,
                             uint32_t count)
{
    return MIEN_OK;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool decode(const unsigned char *data, size_t size)
{
    struct bytes bytes = {data, size};
    const struct mien_source source = {&bytes, give};
    const struct mien_sink sink = {NULL, begin, rows};
    const struct mien_decode_options options = {.size = sizeof options,
                                                .flags = MIEN_DECODE_DROP_ALPHA};
    struct mien_image_info info;
    return mien_decode(&source, &sink, &options, &info, NULL) == MIEN_OK;
}

static bool hash(const unsigned char *data, size_t size)
{
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_NO_DIGESTS};
    struct mien_media media;
    return mien_media_hash_bytes(&media, data, size, &options, NULL) == MIEN_OK;
}

static double megapixels;

static bool make_views(const unsigned char *data, size_t size, uint32_t purposes)
{
    static struct mien_view views[MIEN_VIEWS_MAX];
    const struct mien_media_options options = {.size = sizeof options,
                                               .flags = MIEN_MEDIA_NO_DIGESTS};
    const struct mien_views_options which = {.size = sizeof which,
                                             .purposes = purposes};
    struct mien_media media;
    size_t count;
    if (mien_media_views_bytes(&media, views, MIEN_VIEWS_MAX, &count, data, size,
                               &options, &which, NULL) != MIEN_OK)
        return false;
    megapixels = media.image.width * (double)media.image.height / 1e6;
    return true;
}

static bool make_bank(const unsigned char *data, size_t size)
{
    return make_views(data, size, MIEN_VIEWS_BANK);
}

static bool make_query(const unsigned char *data, size_t size)
{
    return make_views(data, size, MIEN_VIEWS_QUERY);
}

static double best(bool (*work)(const unsigned char *data, size_t size),
                   const unsigned char *data, size_t size)
{
    double least = 1e9;
    for (int i = 0; i < RUNS; i++) {
        double start = now();
        if (!work(data, size))
            return -1;
        double took = now() - start;
        if (took < least)
            least = took;
    }
    return least;
}

static unsigned char *load(const char *name, size_t *size)
{
    FILE *file = fopen(name, "rb");
    unsigned char *data = NULL;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        goto out;
    long length = ftell(file);
    rewind(file);
    if (length <= 0 || (data = malloc((size_t)length)) == NULL)
        goto out;
    *size = fread(data, 1, (size_t)length, file);
out:
    if (file != NULL)
        fclose(file);
    return data;
}

int main(void)
{
    bool (*const works[])(const unsigned char *, size_t) = {decode, hash, make_bank,
                                                            make_query};
    enum {
        WORKS = sizeof works / sizeof works[0]
    };
    char name[NAME_MAX_BYTES];
    while (fgets(name, sizeof name, stdin) != NULL) {
        name[strcspn(name, "\n")] = '\0';
        size_t size = 0;
        unsigned char *data = load(name, &size);
        double took[WORKS];
        bool well = data != NULL;
        for (int i = 0; i < WORKS && well; i++) {
            took[i] = best(works[i], data, size);
            well = took[i] >= 0;
        }
        free(data);
        if (!well)
            continue;
        printf("%.3f", megapixels);
        for (int i = 0; i < WORKS; i++)
            printf(" %.3f", 1e3 * took[i]);
        printf("\n");
    }
    return 0;
}
