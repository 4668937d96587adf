// SPDX-License-Identifier: Apache-2.0
// mien_fail() with a detail of two parts: "recipient file: no name".
#ifndef MIEN_CASE_FAIL_H
#define MIEN_CASE_FAIL_H

#include <mien/status.h>

// For MEMORY the second part is "no memory".
enum mien_status mien_fail_of(struct mien_error *error, enum mien_status status,
                              const char *what, const char *problem);

// "recipient example.org: has expired"
enum mien_status mien_fail_named(struct mien_error *error, enum mien_status status,
                                 const char *what, const char *name,
                                 const char *problem);

#endif
