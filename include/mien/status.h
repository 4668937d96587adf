// SPDX-License-Identifier: Apache-2.0
// What every fallible function of mien answers.
#ifndef MIEN_STATUS_H
#define MIEN_STATUS_H

#include <mien/export.h>

MIEN_BEGIN_DECLS

// The values are part of the ABI: they are never renumbered, new ones are added at the
// end, and a caller treats a value that it does not know as a failure.
//
// A function that does not return MIEN_OK has left its outputs untouched, unless its
// declaration says otherwise.
enum mien_status {
    MIEN_OK = 0,
    // An argument breaks the contract of the function: a bug of the caller.
    MIEN_ERROR_ARGUMENT = 1,
    // The system had no memory left.
    MIEN_ERROR_MEMORY = 2,
    // A file could not be opened or read; errno keeps the reason.
    MIEN_ERROR_IO = 3,
    // The bytes are not an image of any kind that mien can name.
    MIEN_ERROR_FORMAT = 4,
    // An image of a kind, or with a feature, that this build cannot decode.
    MIEN_ERROR_UNSUPPORTED = 5,
    // The image asks for more than the limits of the call allow.
    MIEN_ERROR_LIMIT = 6,
    // The image is damaged or cut short.
    MIEN_ERROR_CORRUPT = 7,
    // A document or a structure is of a version that this library does not know.
    MIEN_ERROR_VERSION = 8,
    // The caller's own callback asked to stop.
    MIEN_ERROR_CANCELLED = 9,
    // Functions were called in an order that cannot work: finish before the last row,
    // for instance.
    MIEN_ERROR_STATE = 10,
    // A library that mien relies on failed in a way that is not the file's fault.
    MIEN_ERROR_INTERNAL = 11,
    // Somebody else has it, as only one can at a time.
    MIEN_ERROR_BUSY = 12,
    // The rules forbid it: see the function, and the detail.
    MIEN_ERROR_REFUSED = 13,
    // It does not open with this key or passphrase, or it was changed since.
    MIEN_ERROR_KEY = 14,
    // No failure yet: the rows are wanted once more. See mien_pdq_finish().
    MIEN_ERROR_AGAIN = 15
};

// The room for mien_error.detail, with its terminating zero.
#define MIEN_ERROR_DETAIL_SIZE 120

// More about a failure than its status, in memory that the caller owns. Every function
// that takes one also takes NULL. Filled only on failure.
struct mien_error {
    enum mien_status status;
    // One English clause for developers and logs, such as "PNG: IDAT: CRC error", zero
    // terminated. It never contains a path or bytes of an image. Show people a
    // translation of mien_strerror() first.
    char detail[MIEN_ERROR_DETAIL_SIZE];
};

// Returns one English sentence without a full stop that says what the status means:
// static text, never NULL, also for numbers that are no status. Any thread, any time.
MIEN_API const char *mien_strerror(enum mien_status status);

MIEN_END_DECLS

#endif
