// SPDX-License-Identifier: Apache-2.0
// Errors that name a file of the index and a place in it.
#ifndef MIEN_INDEX_PLACE_H
#define MIEN_INDEX_PLACE_H

#include <stdint.h>

#include <mien/status.h>

#define MIEN_NO_NUMBER UINT64_MAX

// Fails with "snapshot-0000000000000001: WHERE NUMBER WHAT"; without a number (which is
// MIEN_NO_NUMBER then) with "snapshot-0000000000000001: WHAT". errno stays.
enum mien_status mien_fail_snapshot(struct mien_error *error, enum mien_status status,
                                    uint64_t generation, const char *where,
                                    uint64_t number, const char *what);
enum mien_status mien_fail_log(struct mien_error *error, enum mien_status status,
                               uint64_t generation, const char *where, uint64_t number,
                               const char *what);

#endif
