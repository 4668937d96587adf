// SPDX-License-Identifier: Apache-2.0
#include <mien/version.h>

#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x

const char *mien_version(void)
{
    return TEXT(MIEN_VERSION_MAJOR) "." TEXT(MIEN_VERSION_MINOR) "." TEXT(
        MIEN_VERSION_PATCH);
}
