// SPDX-License-Identifier: Apache-2.0
// Option structs that grow from version to version: each begins with `size_t size`.
#ifndef MIEN_BASE_OPTIONS_H
#define MIEN_BASE_OPTIONS_H

#include <stddef.h>

#include <mien/status.h>

// Copies the caller's option struct over our own, whose fields hold the defaults.
//
// A caller compiled against an older header gives a smaller struct: what it lacks keeps
// its default. A newer one gives a larger struct: what we do not know must be zero,
// since we cannot honour it. theirs == NULL leaves the defaults.
//
// Errors: ARGUMENT (the size is smaller than the size field itself, or unknown options
// are set).
MIEN_NODISCARD enum mien_status mien_options_read(void *ours, size_t our_size,
                                                  const void *theirs);

// The other way round, for structs that the caller has filled in: writes as much of
// ours as theirs has room for, zeros behind it, and leaves their size as it is.
//
// Errors: ARGUMENT (the size is smaller than the size field itself).
MIEN_NODISCARD enum mien_status mien_options_write(void *theirs, const void *ours,
                                                   size_t our_size);

#endif
