// SPDX-License-Identifier: Apache-2.0
#include "child_error.h"

#include <string.h>

// Whether a status is one of those that a function of the library can answer.
static bool status_known(enum mien_status status)
{
    return (int)status >= 0 &&
           strcmp(mien_strerror(status), mien_strerror((enum mien_status) - 1)) != 0;
}

bool child_error_judge(struct mien_error *error, enum mien_status status,
                       int error_number)
{
    error->status = status;
    error->detail[sizeof error->detail - 1] = '\0';
    for (char *c = error->detail; *c != '\0'; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return status_known(status) && error_number >= 0;
}
