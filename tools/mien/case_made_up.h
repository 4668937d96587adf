// SPDX-License-Identifier: Apache-2.0
// A picture that shows nothing and nobody, for practice: clouds of soft light.
#ifndef MIEN_TOOL_CASE_MADE_UP_H
#define MIEN_TOOL_CASE_MADE_UP_H

#include <stdbool.h>
#include <stdint.h>

#include <mien/pdq.h>

// Makes it in memory, the same each time, and hashes it. False when there is no memory.
bool case_made_up(uint32_t *quality, struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT]);

#endif
