// SPDX-License-Identifier: Apache-2.0
// A picture that shows nothing and nobody, for practice: clouds of soft light.
#ifndef MIEN_TOOL_CASE_MADE_UP_H
#define MIEN_TOOL_CASE_MADE_UP_H

#include <stdbool.h>

#include "case_pictures.h"

// Makes it in memory, the same each time, and notes its hashes and views. False when
// there is no memory.
bool case_made_up(struct case_picture *picture);

#endif
