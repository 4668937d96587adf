// SPDX-License-Identifier: Apache-2.0
// Made by gen_blur_table.py: what brings the picture to the first layer, and each
// layer of an octave to the next. Weights in 1/32768, from the middle outwards.
#ifndef MIEN_VIEWS_BLUR_TABLE_H
#define MIEN_VIEWS_BLUR_TABLE_H

#include <stdint.h>

#define MIEN_LAYERS 4
#define MIEN_BLUR_RADIUS_MAX 9
#define MIEN_FIRST_SIGMA 1.6

static const struct {
    int radius;
    int16_t weights[MIEN_BLUR_RADIUS_MAX + 1];
} mien_blur_table[MIEN_LAYERS + 3] = {
    {6, {8602, 6927, 3619, 1226, 269, 38, 4}},
    {4, {12696, 7922, 1925, 182, 7}},
    {5, {10676, 7648, 2813, 531, 51, 3}},
    {6, {8978, 7091, 3496, 1075, 206, 25, 2}},
    {7, {7548, 6389, 3875, 1684, 524, 117, 19, 2}},
    {8, {6348, 5642, 3961, 2197, 963, 333, 91, 20, 3}},
    {9, {5336, 4911, 3825, 2521, 1407, 664, 266, 90, 26, 6}},
};

// 2^(i / MIEN_LAYERS): the sigma of layer i as a multiple of the first.
static const double mien_layer_scale[MIEN_LAYERS + 3] = {
    0x1.0000000000000p+0, 0x1.306fe0a31b715p+0, 0x1.6a09e667f3bcdp+0,
    0x1.ae89f995ad3adp+0, 0x1.0000000000000p+1, 0x1.306fe0a31b715p+1,
    0x1.6a09e667f3bcdp+1,
};

#endif
