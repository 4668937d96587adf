// SPDX-License-Identifier: Apache-2.0
// A landscape that was never photographed: mountains over a lake, different for each
// seed. It has the slow and the fast changes of a photo, and belongs to nobody.
#ifndef MIEN_TESTS_SCENE_H
#define MIEN_TESTS_SCENE_H

#include <stdint.h>

// Fills width * height * 3 bytes of RGB. The same everywhere: no libm is involved.
void mien_scene(uint8_t *rgb, uint32_t width, uint32_t height, uint32_t seed);

#endif
