// SPDX-License-Identifier: Apache-2.0
// The hash as a value: hexadecimal digits and distances, and which bit is where.
//
// The seed is printed and taken from $MIEN_SEED.
#include <stdio.h>
#include <string.h>

#include <mien/pdq.h>

#include "suite.h"
#include "synthetic.h"

static struct mien_random random_bits = {20240229};

static struct mien_hash random_hash(void)
{
    struct mien_hash hash;
    mien_random_bytes(&random_bits, &hash, sizeof hash);
    return hash;
}

START_TEST(hex_is_the_bytes_in_order)
{
    struct mien_hash hash;
    char hex[MIEN_HASH_HEX_SIZE];
    for (int i = 0; i < MIEN_HASH_BYTES; i++)
        hash.bytes[i] = (uint8_t)(i * 8 + 1);
    mien_hash_to_hex(hex, &hash);
    ck_assert_str_eq(
        hex, "0109111921293139414951596169717981899199a1a9b1b9c1c9d1d9e1e9f1f9");
}
END_TEST

START_TEST(hex_comes_back)
{
    for (int i = 0; i < 1000; i++) {
        struct mien_hash hash = random_hash(), back;
        char hex[MIEN_HASH_HEX_SIZE];
        memset(hex, 'x', sizeof hex);
        mien_hash_to_hex(hex, &hash);
        ck_assert_uint_eq(strspn(hex, "0123456789abcdef"), 64);
        ck_assert_int_eq(hex[64], '\0');
        for (int at = 0; at < 64; at++) // either case is read
            if (mien_random_below(&random_bits, 2) == 1 && hex[at] >= 'a')
                hex[at] = (char)(hex[at] - 'a' + 'A');
        ck_assert_int_eq(mien_hash_from_hex(&back, hex, 64), MIEN_OK);
        ck_assert_mem_eq(&back, &hash, sizeof hash);
    }
}
END_TEST

START_TEST(hex_needs_no_terminator)
{
    char digits[64];
    struct mien_hash hash;
    memset(digits, 'f', sizeof digits); // a sanitizer sees a read of digits[64]
    ck_assert_int_eq(mien_hash_from_hex(&hash, digits, sizeof digits), MIEN_OK);
    for (int i = 0; i < MIEN_HASH_BYTES; i++)
        ck_assert_uint_eq(hash.bytes[i], 255);
}
END_TEST

// All 256 characters at all 64 places: 22 of them are digits.
START_TEST(hex_refuses_every_other_character)
{
    static const char good[] = "0123456789abcdefABCDEF";
    char digits[64];
    memset(digits, '0', sizeof digits);
    for (int at = 0; at < 64; at++) {
        for (int c = 0; c < 256; c++) {
            bool is_digit = c != 0 && strchr(good, c) != NULL;
            struct mien_hash hash;
            memset(&hash, 0xA5, sizeof hash);
            digits[at] = (char)c;
            ck_assert_int_eq(mien_hash_from_hex(&hash, digits, 64),
                             is_digit ? MIEN_OK : MIEN_ERROR_FORMAT);
            if (!is_digit)
                for (int i = 0; i < MIEN_HASH_BYTES; i++)
                    ck_assert_uint_eq(hash.bytes[i], 0xA5); // untouched on failure
        }
        digits[at] = '0';
    }
}
END_TEST

START_TEST(hex_refuses_other_lengths)
{
    char digits[200];
    struct mien_hash hash;
    memset(digits, '1', sizeof digits);
    for (size_t length = 0; length < sizeof digits; length++)
        ck_assert_int_eq(mien_hash_from_hex(&hash, digits, length),
                         length == 64 ? MIEN_OK : MIEN_ERROR_FORMAT);
    ck_assert_int_eq(mien_hash_from_hex(&hash, digits, SIZE_MAX), MIEN_ERROR_FORMAT);
}
END_TEST

START_TEST(hex_refuses_null)
{
    struct mien_hash hash;
    char digits[64] = {'0'};
    ck_assert_int_eq(mien_hash_from_hex(NULL, digits, 64), MIEN_ERROR_ARGUMENT);
    ck_assert_int_eq(mien_hash_from_hex(&hash, NULL, 64), MIEN_ERROR_ARGUMENT);
}
END_TEST

static unsigned distance_by_bits(const struct mien_hash *a, const struct mien_hash *b)
{
    unsigned distance = 0;
    for (int i = 0; i < MIEN_HASH_BITS; i++)
        distance += (unsigned)((a->bytes[i / 8] ^ b->bytes[i / 8]) >> (i % 8) & 1);
    return distance;
}

START_TEST(distance_counts_differing_bits)
{
    for (int i = 0; i < 1000; i++) {
        struct mien_hash a = random_hash(), b = random_hash();
        ck_assert_uint_eq(mien_hash_distance(&a, &b), distance_by_bits(&a, &b));
        ck_assert_uint_eq(mien_hash_distance(&a, &b), mien_hash_distance(&b, &a));
        ck_assert_uint_eq(mien_hash_distance(&a, &a), 0);
    }
}
END_TEST

START_TEST(distance_sees_every_single_bit)
{
    struct mien_hash zero = {{0}}, one, all;
    memset(&all, 255, sizeof all);
    for (int i = 0; i < MIEN_HASH_BITS; i++) {
        one = zero;
        one.bytes[i / 8] = (uint8_t)(1 << i % 8);
        ck_assert_uint_eq(mien_hash_distance(&zero, &one), 1);
        ck_assert_uint_eq(mien_hash_distance(&all, &one), 255);
    }
    ck_assert_uint_eq(mien_hash_distance(&zero, &all), 256);
}
END_TEST

// A hash in a packet or a file lies anywhere.
START_TEST(distance_takes_any_alignment)
{
    uint8_t memory[80];
    for (size_t at = 0; at < 16; at++) {
        struct mien_hash a = random_hash(), b = random_hash();
        memcpy(memory + at, &a, sizeof a);
        memcpy(memory + at + 32, &b, sizeof b);
        ck_assert_uint_eq(
            mien_hash_distance((const struct mien_hash *)(memory + at),
                               (const struct mien_hash *)(memory + at + 32)),
            distance_by_bits(&a, &b));
    }
}
END_TEST

START_TEST(layout_is_frozen)
{
    ck_assert_uint_eq(sizeof(struct mien_hash), 32);
    ck_assert_uint_eq(_Alignof(struct mien_hash), 1);
    ck_assert_int_eq(MIEN_PDQ_RADIUS, 31);
    ck_assert_int_eq(MIEN_PDQ_QUALITY_MIN, 50);
}
END_TEST

int main(void)
{
    random_bits.state = mien_suite_seed(random_bits.state);
    Suite *suite = suite_create("hash");
    TCase *hex = tcase_create("hex");
    tcase_add_test(hex, hex_is_the_bytes_in_order);
    tcase_add_test(hex, hex_comes_back);
    tcase_add_test(hex, hex_needs_no_terminator);
    tcase_add_test(hex, hex_refuses_every_other_character);
    tcase_add_test(hex, hex_refuses_other_lengths);
    tcase_add_test(hex, hex_refuses_null);
    suite_add_tcase(suite, hex);
    TCase *distance = tcase_create("distance");
    tcase_add_test(distance, distance_counts_differing_bits);
    tcase_add_test(distance, distance_sees_every_single_bit);
    tcase_add_test(distance, distance_takes_any_alignment);
    tcase_add_test(distance, layout_is_frozen);
    suite_add_tcase(suite, distance);
    return mien_suite_run(suite);
}
