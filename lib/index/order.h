// SPDX-License-Identifier: Apache-2.0
// The order of bytes: numbers in the files are little-endian. There the files are used
// as they are; on a big-endian machine a structure of the file is read and written
// number by number by the compiler, and a run of numbers is turned as a whole, when it
// comes from a file or goes to one.
#ifndef MIEN_INDEX_ORDER_H
#define MIEN_INDEX_ORDER_H

#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MIEN_BIG_ENDIAN 0
#define MIEN_FILE_ORDER
#elif defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ &&             \
    defined(__GNUC__) && !defined(__clang__)
#define MIEN_BIG_ENDIAN 1
// Of a structure: its numbers lie in memory as they do in the file.
#define MIEN_FILE_ORDER __attribute__((scalar_storage_order("little-endian")))
#else
#error                                                                                 \
    "The files of an index are little-endian. On a big-endian machine the compiler \
has to be gcc, which reads and writes such structures."
#endif

// From the machine's order to the file's, or back.
static inline uint64_t mien_order64(uint64_t number)
{
    return MIEN_BIG_ENDIAN ? __builtin_bswap64(number) : number;
}

// The same for `size` bytes of numbers of `width` bytes each: 2, 4 or 8.
static inline void mien_order_run(void *bytes, uint64_t size, size_t width)
{
    uint8_t *number = bytes;
    if (!MIEN_BIG_ENDIAN)
        return;
    for (uint64_t at = 0; at < size; at += width, number += width)
        for (size_t i = 0; i < width / 2; i++) {
            uint8_t byte = number[i];
            number[i] = number[width - 1 - i];
            number[width - 1 - i] = byte;
        }
}

#endif
