// SPDX-License-Identifier: Apache-2.0
// A key as 24 words: BIP-39's own test vectors, every language, and what people make of
// words when they write them down and type them in again.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/case.h>

#include "base/text.h"
#include "case/word_list.h"
#include "case/words.h"
#include "suite.h"
#include "synthetic.h"

enum {
    KEY = MIEN_WORDS_KEY_SIZE
};

// Those of 256 bits of vectors.json in https://github.com/trezor/python-mnemonic, to
// which BIP-39 refers.
static const struct {
    const char *key, *words;
} vectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000",
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
     "abandon abandon abandon art"},
    {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
     "legal winner thank year wave sausage worth useful legal winner thank year wave "
     "sausage worth useful legal winner thank year wave sausage worth title"},
    {"8080808080808080808080808080808080808080808080808080808080808080",
     "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd "
     "amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic "
     "bless"},
    {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
     "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
     "zoo zoo zoo vote"},
    {"00ac97c48106f0aeb8ba061e0250a559b3251dc35854e694780ba51d53a50120",
     "absent gorilla van acoustic humor firm title dolphin bulk barely citizen "
     "recall crane moment aspect appear track phrase actual enforce steel spoon "
     "afraid benefit"},
    {"3edc83b60740d77af3afa2fcb82c2f1bc541ee4e2518ddef4996d32453f54a3c",
     "disagree tomato unique attend aspect runway solid violin witness scrap armed "
     "daring favorite warm decade perfect target kid grant play early wide cigar "
     "night"},
    {"89bb4bc5555992cdaf3444c5e7ca5a6e9f27efab894f1990bae41be8b2a26ea4",
     "meadow surge vanish primary odor grocery rubber mass shine dinner notable "
     "tag venue water purchase clarify book magic ribbon daughter menu eye ritual "
     "orchard"},
    {"911fec0fbd88029f6fa99164896c18d898c9232af18bdcca3e42d53b86493104",
     "much youth advance kitchen lens exile salt cram goose enter alert raise milk "
     "muscle profit cousin system faint mouse price reveal cause series long"},
};
enum {
    VECTORS = sizeof vectors / sizeof vectors[0]
};

static void key_of(uint8_t key[KEY], const char *hex)
{
    struct mien_hash bytes; // 32 bytes as 64 digits are what it reads
    ck_assert_int_eq(mien_hash_from_hex(&bytes, hex, strlen(hex)), MIEN_OK);
    memcpy(key, bytes.bytes, KEY);
}

static enum mien_status read_words(uint8_t key[KEY], const char *words,
                                   struct mien_error *error)
{
    // On the heap, exactly as long as it is: a sanitizer sees a byte too many.
    size_t length = strlen(words);
    char *copy = malloc(length + 1);
    memcpy(copy, words, length);
    copy = realloc(copy, length > 0 ? length : 1);
    memset(error, 0, sizeof *error);
    enum mien_status status = mien_words_read(key, copy, length, error);
    free(copy);
    return status;
}

static void expect_key(const char *words, const uint8_t key[KEY])
{
    uint8_t got[KEY];
    struct mien_error error;
    enum mien_status status = read_words(got, words, &error);
    ck_assert_msg(status == MIEN_OK, "%s: %s", error.detail, words);
    ck_assert_mem_eq(got, key, KEY);
}

static void expect_refusal(const char *words, const char *detail)
{
    uint8_t key[KEY], before[KEY];
    struct mien_error error;
    memset(key, 0x5a, KEY);
    memcpy(before, key, KEY);
    ck_assert_int_eq(read_words(key, words, &error), MIEN_ERROR_CORRUPT);
    ck_assert_str_eq(error.detail, detail);
    ck_assert_mem_eq(key, before, KEY); // untouched
}

START_TEST(the_vectors_of_bip39)
{
    uint8_t key[KEY];
    char words[MIEN_WORDS_SIZE];
    key_of(key, vectors[_i].key);
    mien_words_write(words, key, MIEN_WORDS_ENGLISH);
    ck_assert_str_eq(words, vectors[_i].words);
    expect_key(vectors[_i].words, key);
}
END_TEST

START_TEST(every_language_gives_the_key_back)
{
    struct mien_random random = {20261122};
    uint8_t key[KEY];
    char words[MIEN_WORDS_SIZE];
    printf("# seed %llu\n", (unsigned long long)20261122);
    for (int round = 0; round < 100; round++) {
        mien_random_bytes(&random, key, KEY);
        mien_words_write(words, key, (enum mien_words)_i);
        expect_key(words, key);
    }
}
END_TEST

// The longest words of a language, 24 times, have room.
START_TEST(the_longest_words_have_room)
{
    size_t longest = 0;
    for (unsigned i = 0; i < MIEN_WORD_LIST_SIZE; i++) {
        char word[64];
        struct mien_text text = mien_text_begin(word, sizeof word);
        mien_word_add(&text, (enum mien_words)_i, i);
        ck_assert_uint_gt(text.length, 0);
        longest = text.length > longest ? text.length : longest;
    }
    ck_assert_uint_le(MIEN_WORDS_COUNT * (longest + 1), MIEN_WORDS_SIZE);
}
END_TEST

// Each word is found by itself, by its first four letters, and is no other.
START_TEST(every_word_is_found)
{
    for (unsigned i = 0; i < MIEN_WORD_LIST_SIZE; i++) {
        char word[64];
        struct mien_text text = mien_text_begin(word, sizeof word);
        mien_word_add(&text, (enum mien_words)_i, i);
        struct mien_word_reader reader = {.at = (const unsigned char *)word};
        reader.end = reader.at + text.length;
        bool found = mien_word_next(&reader);
        ck_assert(found);
        int index = mien_word_find((enum mien_words)_i, reader.word);
        ck_assert_int_eq(index, (int)i);
        reader.word[reader.length < 4 ? reader.length : 4] = '\0';
        index = mien_word_find((enum mien_words)_i, reader.word);
        ck_assert_int_eq(index, (int)i);
        found = mien_word_next(&reader);
        ck_assert(!found);
    }
}
END_TEST

START_TEST(words_as_people_write_them)
{
    static const char *const ways[] = {
        "LEGAL Winner thank year wave sausage worth useful legal winner thank year "
        "wave sausage worth useful legal winner thank year wave sausage worth TITLE",
        "\n 1. legal\r\n 2. winner\r\n 3. thank\n4. year 5. wave 6. sausage 7. worth "
        "8. useful 9. legal 10. winner 11. thank 12. year 13. wave 14. sausage "
        "15. worth 16. useful 17. legal 18. winner 19. thank 20. year 21. wave "
        "22. sausage 23. worth 24. title\n\n",
        "01)legal,02)winner,03)thank,04)year,wave;sausage;worth;useful / legal - winner"
        "\tthank\tyear\twave|sausage|worth|useful\u00a0legal\u2003winner\u3000thank "
        "\u2014 year \u201cwave\u201d sausage\u060c worth \u2022 title.",
        "lega winn than year wave saus wort usef lega winn than year wave saus wort "
        "usefu lega winn than year wave sausag wort titl",
        "\ufefflegal win\u200bner thank \u200fyear\u200e wave sau\u00adsage worth "
        "useful legal winner thank year wave sausage worth useful legal winner thank "
        "year wave sausage worth title",
    };
    uint8_t key[KEY];
    memset(key, 0x7f, KEY);
    expect_key(ways[_i], key);
}
END_TEST

// Accents composed, of their own, in capitals, of another keyboard, or left out.
START_TEST(accents_make_no_difference)
{
    static const char *const ways[] = {
        "indexer acompte bolide abrasif agr\u00e9able d\u00e9dale abusif appuyer "
        "indexer acompte bolide abrasif agr\u00e9able d\u00e9dale abusif appuyer "
        "indexer acompte bolide abrasif agr\u00e9able d\u00e9dale abusif axiome",
        "indexer acompte bolide abrasif agre\u0301able de\u0301dale abusif appuyer "
        "indexer acompte bolide abrasif agre\u0301able de\u0301dale abusif appuyer "
        "indexer acompte bolide abrasif agre\u0301able de\u0301dale abusif axiome",
        "INDEXER ACOMPTE BOLIDE ABRASIF AGR\u00c9ABLE DE\u0301DALE ABUSIF APPUYER "
        "INDEXER ACOMPTE BOLIDE ABRASIF AGREABLE DEDALE ABUSIF APPUYER "
        "indexer acompte bolide abrasif agr\u00e8able d\u00eadale abusif axiome",
        "lino admitir bolero abrir \u00e1lbum dejar acelga aprender lino admitir "
        "bolero "
        "abrir a\u0301lbum dejar acelga aprender lino admitir bolero abrir \u00c1LBUM "
        "dejar acelga aumento",
        // clang asks whether a comma is missing, but for the parentheses.
        ("lino admitir bolero abrir album dejar acelga aprender lino admitir bolero "
         "abri albu deja acel apre lino admi bole abri albu deja acel aume"),
    };
    uint8_t key[KEY];
    memset(key, 0x80, KEY);
    expect_key(ways[_i], key);
}
END_TEST

// Spanish has n with a tilde.
START_TEST(enye_is_found)
{
    struct mien_word_reader reader = {
        .at = (const unsigned char *)"ARA\u00d1A aran\u0303a"};
    reader.end = reader.at + strlen((const char *)reader.at);
    for (int i = 0; i < 2; i++) {
        bool found = mien_word_next(&reader);
        ck_assert(found);
        ck_assert_str_eq(reader.word, "arana");
        int index = mien_word_find(MIEN_WORDS_SPANISH, reader.word);
        ck_assert_int_ge(index, 0);
    }
}
END_TEST

START_TEST(numbers_in_the_digits_of_arabic)
{
    uint8_t key[KEY];
    memset(key, 0x7f, KEY);
    expect_key("١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ ١٥٣٤ ٢٠٣٢ ١٩٢٠، ١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ "
               "١٥٣٤ ٢٠٣٢ ١٩٢٠ ١٠٢٠ ٢٠١٦ ١٧٩١ ٢٠٤٠ ١٩٨٤ ١٥٣٤ ٢٠٣٢ ١٨١٦",
               key);
    expect_key("۱۰۲۰ ۲۰۱۶ ۱۷۹۱ ۲۰۴۰ ۱۹۸۴ ۱۵۳۴ ۲۰۳۲ ۱۹۲۰ 1020 2016 1791 2040 1984 1534 "
               "2032 1920 17. 1020 18. 2016 1791 2040 1984 1534 2032 1816",
               key);
}
END_TEST

// A word of each place is wrong in its turn: the detail says which, and no more.
START_TEST(a_wrong_word_is_named_by_its_number)
{
    static const char *const wrong[] = {
        "winnr", "w\u0153uld", "\xff\xfe", "winnerwinner", "0007", "abc", "wi", "中文"};
    for (size_t w = 0; w < sizeof wrong / sizeof wrong[0]; w++)
        for (unsigned place = 0; place < MIEN_WORDS_COUNT; place++) {
            char words[1024], expected[64];
            struct mien_text text = mien_text_begin(words, sizeof words);
            for (unsigned i = 0; i < MIEN_WORDS_COUNT; i++) {
                mien_text_add(&text, i == place ? wrong[w] : "winner");
                mien_text_add(&text, " ");
            }
            snprintf(expected, sizeof expected, "words: word %u is not in the list",
                     place + 1);
            expect_refusal(words, expected);
        }
}
END_TEST

START_TEST(too_few_and_too_many_words_are_refused)
{
    char words[1024];
    struct mien_text text = mien_text_begin(words, sizeof words);
    expect_refusal("", "words: only 0 words of 24");
    expect_refusal(" 1. 2. , ;", "words: word 1 has another number beside it");
    for (unsigned i = 1; i <= 30; i++) {
        char expected[64];
        mien_text_add(&text, "zoo ");
        snprintf(expected, sizeof expected, "words: only %u words of 24", i);
        if (i < MIEN_WORDS_COUNT)
            expect_refusal(words, expected);
        else if (i > MIEN_WORDS_COUNT)
            expect_refusal(words, "words: more than 24 words");
    }
}
END_TEST

// Every single word replaced by each of some others, and two words exchanged: no more
// than one in 256 is taken, which is what 8 bits of checksum promise.
START_TEST(the_checksum_finds_most_mistakes)
{
    unsigned tried = 0, taken = 0;
    struct mien_random random = {7};
    for (unsigned place = 0; place < MIEN_WORDS_COUNT; place++)
        for (unsigned other = 0; other < 20; other++) {
            uint8_t key[KEY], got[KEY];
            char words[MIEN_WORDS_SIZE], changed[MIEN_WORDS_SIZE];
            mien_random_bytes(&random, key, KEY);
            mien_words_write(words, key, MIEN_WORDS_NUMBERS);
            memcpy(changed, words, sizeof words);
            memcpy(changed + (size_t)5 * place, "0000", 4);
            snprintf(changed + (size_t)5 * place, 5, "%04u", other * 100 + 1);
            changed[(size_t)5 * place + 4] = words[(size_t)5 * place + 4];
            if (strcmp(words, changed) == 0)
                continue;
            struct mien_error error;
            enum mien_status status = read_words(got, changed, &error);
            tried++;
            if (status == MIEN_OK)
                taken++;
            else
                ck_assert_str_eq(error.detail, "words: the checksum is wrong: a wrong "
                                               "word, or another order");
        }
    printf("# %u of %u wrong words were taken\n", taken, tried);
    ck_assert_uint_lt(taken, tried / 64);
    // Two exchanged.
    expect_refusal("winner legal thank year wave sausage worth useful legal winner "
                   "thank year wave sausage worth useful legal winner thank year wave "
                   "sausage worth title",
                   "words: the checksum is wrong: a wrong word, or another order");
}
END_TEST

// Two columns, read line by line.
START_TEST(words_numbered_in_another_order_are_refused)
{
    expect_refusal(
        "1. legal 13. wave 2. winner 14. sausage 3. thank 15. worth 4. year "
        "16. useful 5. wave 17. legal 6. sausage 18. winner 7. worth 19. thank"
        " 8. useful 20. year 9. legal 21. wave 10. winner 22. sausage "
        "11. thank 23. worth 12. year 24. title",
        "words: word 2 has another number beside it");
}
END_TEST

// Languages are not mixed: a word that both have stands in different places.
START_TEST(languages_are_not_mixed)
{
    expect_refusal(
        "legal winner thank year wave sausage worth useful legal winner thank "
        "year wave sausage worth useful legal winner thank year wave sausage "
        "worth axiome",
        "words: word 24 is not in the list");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("words");
    TCase *words = tcase_create("words");
    tcase_add_loop_test(words, the_vectors_of_bip39, 0, VECTORS);
    tcase_add_loop_test(words, every_language_gives_the_key_back, 0,
                        MIEN_WORD_LIST_COUNT);
    tcase_add_loop_test(words, the_longest_words_have_room, 0, MIEN_WORD_LIST_COUNT);
    tcase_add_loop_test(words, every_word_is_found, 0, MIEN_WORD_LIST_COUNT);
    tcase_add_loop_test(words, words_as_people_write_them, 0, 5);
    tcase_add_loop_test(words, accents_make_no_difference, 0, 5);
    tcase_add_test(words, enye_is_found);
    tcase_add_test(words, numbers_in_the_digits_of_arabic);
    tcase_add_test(words, a_wrong_word_is_named_by_its_number);
    tcase_add_test(words, too_few_and_too_many_words_are_refused);
    tcase_add_test(words, the_checksum_finds_most_mistakes);
    tcase_add_test(words, words_numbered_in_another_order_are_refused);
    tcase_add_test(words, languages_are_not_mixed);
    suite_add_tcase(suite, words);
    return mien_suite_run(suite);
}
