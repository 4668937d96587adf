// SPDX-License-Identifier: Apache-2.0
// Forgetting: overwriting memory in a way that no optimiser removes.
#ifndef MIEN_BASE_WIPE_H
#define MIEN_BASE_WIPE_H

#include <stddef.h>

// Overwrites `size` bytes with zeros, also when nobody reads them again. NULL with size
// 0 does nothing.
void mien_wipe(void *memory, size_t size);

// mien_wipe() and free().
void mien_wipe_free(void *memory, size_t size);

#endif
