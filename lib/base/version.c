// SPDX-License-Identifier: Apache-2.0
#include <mien/version.h>

#include "base/literal.h"

const char *mien_version(void)
{
    return MIEN_LITERAL(MIEN_VERSION_MAJOR) "." MIEN_LITERAL(
        MIEN_VERSION_MINOR) "." MIEN_LITERAL(MIEN_VERSION_PATCH);
}
