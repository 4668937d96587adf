// SPDX-License-Identifier: Apache-2.0
#include "hashed.h"

#include <stdlib.h>

#include <check.h>

#include "viewed.h"

struct mien_file mien_scene_jpeg(const struct mien_jpeg_recipe *recipe, uint32_t seed)
{
    uint8_t *rgb = mien_scene_new(recipe->width, recipe->height, seed);
    struct mien_file file = mien_jpeg_make(recipe, rgb);
    free(rgb);
    return file;
}

struct mien_media mien_hashed(struct mien_file file,
                              const struct mien_media_options *options)
{
    struct mien_media media;
    struct mien_error error = {0};
    enum mien_status status =
        mien_media_hash_bytes(&media, file.bytes, file.size, options, &error);
    ck_assert_msg(status == MIEN_OK, "status %d: %s", status, error.detail);
    return media;
}
