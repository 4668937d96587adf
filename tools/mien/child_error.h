// SPDX-License-Identifier: Apache-2.0
// What a child in the sandbox says went wrong. A decoder that was taken over could say
// anything.
#ifndef MIEN_TOOL_CHILD_ERROR_H
#define MIEN_TOOL_CHILD_ERROR_H

#include <stdbool.h>

#include <mien/status.h>

// Brings the error back to what its type promises: the status is this one, and the
// detail a text of printable ASCII. False when no function of the library answers with
// this status or this errno.
bool child_error_judge(struct mien_error *error, enum mien_status status,
                       int error_number);

#endif
