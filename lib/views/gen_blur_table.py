# SPDX-License-Identifier: Apache-2.0
"""Prints blur_table.h: python3 gen_blur_table.py > blur_table.h

The table is committed, not computed, because exp() may differ by a unit in the last
place from one system to another, and the table is part of the definition of a view.
"""
import math

LAYERS, FIRST = 4, 1.6
ONE = 32768


def weights(sigma):
    """The half of a Gaussian from its middle on, in 1/32768; the whole sums to one."""
    radius = math.ceil(3.5 * sigma)
    half = [math.exp(-i * i / (2 * sigma * sigma)) for i in range(radius + 1)]
    total = half[0] + 2 * sum(half[1:])
    half = [round(ONE * value / total) for value in half]
    half[0] += ONE - half[0] - 2 * sum(half[1:])
    return half


def main():
    sigmas = [FIRST * 2 ** (i / LAYERS) for i in range(LAYERS + 3)]
    # A pixel that is an average over its area is as sharp as a Gaussian of 0.5.
    steps = [math.sqrt(FIRST**2 - 0.5**2)]
    steps += [math.sqrt(b * b - a * a) for a, b in zip(sigmas, sigmas[1:])]
    widest = max(len(weights(step)) for step in steps)
    print("// SPDX-License-Identifier: Apache-2.0")
    print("// Made by gen_blur_table.py: what brings the picture to the first layer, and each")
    print("// layer of an octave to the next. Weights in 1/32768, from the middle outwards.")
    print("#ifndef MIEN_VIEWS_BLUR_TABLE_H")
    print("#define MIEN_VIEWS_BLUR_TABLE_H")
    print()
    print("#include <stdint.h>")
    print()
    print(f"#define MIEN_LAYERS {LAYERS}")
    print(f"#define MIEN_BLUR_RADIUS_MAX {widest - 1}")
    print(f"#define MIEN_FIRST_SIGMA {FIRST}")
    print()
    print("static const struct {")
    print("    int radius;")
    print("    int16_t weights[MIEN_BLUR_RADIUS_MAX + 1];")
    print("} mien_blur_table[MIEN_LAYERS + 3] = {")
    for step in steps:
        half = weights(step)
        print(f"    {{{len(half) - 1}, {{{', '.join(map(str, half))}}}}},")
    print("};")
    print()
    print("// 2^(i / MIEN_LAYERS): the sigma of layer i as a multiple of the first.")
    print("static const double mien_layer_scale[MIEN_LAYERS + 3] = {")
    for i in range(LAYERS + 3):
        print(f"    {(2 ** (i / LAYERS)).hex()},")
    print("};")
    print()
    print("#endif")


main()
