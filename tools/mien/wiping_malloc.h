// SPDX-License-Identifier: Apache-2.0
// In the mien command, memory is overwritten when it is freed, whoever frees it: the
// libraries that make keys and documents keep secrets in blocks that nobody else knows
// of. For the C library of GNU; elsewhere, and under sanitizers, it does nothing.
#ifndef MIEN_TOOL_WIPING_MALLOC_H
#define MIEN_TOOL_WIPING_MALLOC_H

#include <stdbool.h>

// From now on; before, commands without secrets pay nothing.
void wiping_begin(void);

// Whether this build can.
bool wiping_available(void);

#endif
