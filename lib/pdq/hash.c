// SPDX-License-Identifier: Apache-2.0
// The hash as a value: distance, and hexadecimal digits.
#include <mien/pdq.h>

#include <string.h>

unsigned mien_hash_distance(const struct mien_hash *a, const struct mien_hash *b)
{
    unsigned distance = 0;
    for (size_t i = 0; i < MIEN_HASH_BYTES; i += sizeof(uint64_t)) {
        uint64_t x, y;
        memcpy(&x, a->bytes + i, sizeof x);
        memcpy(&y, b->bytes + i, sizeof y);
        distance += (unsigned)__builtin_popcountll(x ^ y);
    }
    return distance;
}

void mien_hash_to_hex(char hex[MIEN_HASH_HEX_SIZE], const struct mien_hash *hash)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < MIEN_HASH_BYTES; i++) {
        hex[2 * i] = digits[hash->bytes[i] >> 4];
        hex[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    hex[MIEN_HASH_HEX_SIZE - 1] = '\0';
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

enum mien_status mien_hash_from_hex(struct mien_hash *hash, const char *hex,
                                    size_t length)
{
    if (hash == NULL || hex == NULL)
        return MIEN_ERROR_ARGUMENT;
    if (length != 2 * MIEN_HASH_BYTES)
        return MIEN_ERROR_FORMAT;
    struct mien_hash read;
    for (size_t i = 0; i < MIEN_HASH_BYTES; i++) {
        int high = digit_value(hex[2 * i]), low = digit_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return MIEN_ERROR_FORMAT;
        read.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *hash = read;
    return MIEN_OK;
}
