// SPDX-License-Identifier: Apache-2.0
// The views of pixels in memory, for tests.
#ifndef MIEN_TESTS_VIEWED_H
#define MIEN_TESTS_VIEWED_H

#include <mien/views.h>

struct mien_viewed {
    size_t count;
    struct mien_view views[MIEN_VIEWS_MAX];
};

// All views of RGB pixels without padding, in one go. Ends the program on failure.
void mien_viewed_rgb(struct mien_viewed *out, const uint8_t *rgb, uint32_t width,
                     uint32_t height, uint32_t purposes);

// A new scene (support/scene.h), to be freed.
uint8_t *mien_scene_new(uint32_t width, uint32_t height, uint32_t seed);

#endif
