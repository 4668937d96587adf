// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

#include <string.h>

const char *mien_strerror(enum mien_status status)
{
    switch (status) {
    case MIEN_OK:
        return "success";
    case MIEN_ERROR_ARGUMENT:
        return "invalid argument";
    case MIEN_ERROR_MEMORY:
        return "out of memory";
    case MIEN_ERROR_IO:
        return "a file could not be read or written";
    case MIEN_ERROR_FORMAT:
        return "not of a kind that mien reads";
    case MIEN_ERROR_UNSUPPORTED:
        return "unsupported image format";
    case MIEN_ERROR_LIMIT:
        return "larger than the limits allow";
    case MIEN_ERROR_CORRUPT:
        return "damaged or cut short";
    case MIEN_ERROR_VERSION:
        return "unknown version";
    case MIEN_ERROR_CANCELLED:
        return "cancelled";
    case MIEN_ERROR_STATE:
        return "called out of order";
    case MIEN_ERROR_INTERNAL:
        return "internal error";
    case MIEN_ERROR_BUSY:
        return "another process has it open for writing";
    case MIEN_ERROR_REFUSED:
        return "the rules of cases forbid it";
    case MIEN_ERROR_KEY:
        return "it does not open with this key or passphrase";
    case MIEN_ERROR_AGAIN:
        return "the rows are wanted once more";
    }
    return "unknown error";
}

enum mien_status mien_fail(struct mien_error *error, enum mien_status status,
                           const char *detail)
{
    if (error != NULL) {
        size_t length = strnlen(detail, MIEN_ERROR_DETAIL_SIZE - 1);
        error->status = status;
        memcpy(error->detail, detail, length);
        error->detail[length] = '\0';
    }
    return status;
}
