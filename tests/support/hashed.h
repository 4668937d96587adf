// SPDX-License-Identifier: Apache-2.0
// JPEG files of scenes (scene.h), and what hashing a file in memory gives.
#ifndef MIEN_TESTS_HASHED_H
#define MIEN_TESTS_HASHED_H

#include <mien/media.h>

#include "fixture.h"

// A file of a scene, which is in RGB.
struct mien_file mien_scene_jpeg(const struct mien_jpeg_recipe *recipe, uint32_t seed);

// Ends the test unless the file can be hashed. *options may be NULL.
struct mien_media mien_hashed(struct mien_file file,
                              const struct mien_media_options *options);

#endif
