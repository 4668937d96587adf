// SPDX-License-Identifier: Apache-2.0
// How the second of two pictures is the first, turned or mirrored.
#ifndef MIEN_TOOL_COMPARE_WAY_H
#define MIEN_TOOL_COMPARE_WAY_H

#include <mien/pdq.h>

// The symmetry that undoes another one.
enum mien_dihedral compare_way_inverse(enum mien_dihedral way);

// One translated sentence without its full stop.
const char *compare_way_sentence(enum mien_dihedral way);

#endif
