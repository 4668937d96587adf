// SPDX-License-Identifier: Apache-2.0
// PDQ written a second time, as its definition reads: whole planes, one pass after the
// other, no streaming and no tricks. The oracle of the plain C kernels and of the tent.
#ifndef MIEN_TESTS_NAIVE_H
#define MIEN_TESTS_NAIVE_H

#include <stdint.h>

#include <mien/pdq.h>

// pixels: RGB8, width * height * 3 bytes. Gives the 64 x 64 picture (of the blurred
// path, also at 64 x 64) and its DCT.
void mien_naive_pdq(struct mien_pdq_details *out, const uint8_t *pixels, uint32_t width,
                    uint32_t height);

#endif
