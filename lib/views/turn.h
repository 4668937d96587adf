// SPDX-License-Identifier: Apache-2.0
// A turn about a centre, the same on every machine: libm's sine may differ in its last
// bit from one system to another.
#ifndef MIEN_VIEWS_TURN_H
#define MIEN_VIEWS_TURN_H

struct mien_turn {
    float degrees; // clockwise
    double cosine, sine;
};

// By their series, good to 1e-9 up to 12 degrees.
static inline struct mien_turn mien_turn_by(float degrees)
{
    const double a = (double)degrees * (3.14159265358979323846 / 180);
    return (struct mien_turn){
        degrees,
        1 - a * a / 2 * (1 - a * a / 12 * (1 - a * a / 30 * (1 - a * a / 56))),
        a * (1 - a * a / 6 * (1 - a * a / 20 * (1 - a * a / 42))),
    };
}

#endif
