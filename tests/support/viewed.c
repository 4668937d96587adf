// SPDX-License-Identifier: Apache-2.0
#include "viewed.h"

#include <stdio.h>
#include <stdlib.h>

#include "scene.h"

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL) {
        perror("malloc");
        exit(1);
    }
    return memory;
}

void mien_viewed_rgb(struct mien_viewed *out, const uint8_t *rgb, uint32_t width,
                     uint32_t height, uint32_t purposes)
{
    const struct mien_views_options options = {.size = sizeof options,
                                               .purposes = purposes};
    struct mien_views_stream *stream;
    size_t size = 0;
    enum mien_status status = mien_views_scratch_size(&size, width, height);
    void *scratch = allocate(size);
    if (status == MIEN_OK)
        status =
            mien_views_begin(&stream, scratch, size, width, height, MIEN_PIXEL_RGB8);
    if (status == MIEN_OK)
        status = mien_views_push(stream, rgb, (ptrdiff_t)width * 3, height);
    if (status == MIEN_OK)
        status = mien_views_finish(stream, out->views, MIEN_VIEWS_MAX, &out->count,
                                   MIEN_ORIENTATION_TOP_LEFT, &options);
    free(scratch);
    if (status != MIEN_OK) {
        fprintf(stderr, "mien_viewed_rgb: status %d\n", (int)status);
        exit(1);
    }
}

uint8_t *mien_scene_new(uint32_t width, uint32_t height, uint32_t seed)
{
    uint8_t *rgb = allocate((size_t)width * height * 3);
    mien_scene(rgb, width, height, seed);
    return rgb;
}
