// SPDX-License-Identifier: Apache-2.0
#include "index/crc.h"

#include <zlib.h>

uint32_t mien_crc(uint32_t before, const void *bytes, size_t size)
{
    return size == 0 ? before : (uint32_t)crc32_z(before, bytes, size);
}
