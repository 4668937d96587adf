// SPDX-License-Identifier: Apache-2.0
// The checksum of the files: CRC-32 as in gzip and PNG.
#ifndef MIEN_INDEX_CRC_H
#define MIEN_INDEX_CRC_H

#include <stddef.h>
#include <stdint.h>

// The checksum of bytes that follow others with the checksum `before`; 0: none do.
uint32_t mien_crc(uint32_t before, const void *bytes, size_t size);

#endif
