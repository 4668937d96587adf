// SPDX-License-Identifier: Apache-2.0
// Filling in the caller's struct mien_error.
#ifndef MIEN_BASE_STATUS_H
#define MIEN_BASE_STATUS_H

#include <mien/status.h>

// Writes status and detail (shortened to fit) into *error, when there is one, and
// returns the status: `return mien_fail(error, MIEN_ERROR_LIMIT, "PNG: too many
// chunks");`
enum mien_status mien_fail(struct mien_error *error, enum mien_status status,
                           const char *detail);

#endif
