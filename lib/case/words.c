// SPDX-License-Identifier: Apache-2.0
// BIP-39: the key's 256 bits and the first 8 bits of its SHA-256 are cut into 24 times
// 11 bits, each the index of a word. Bits count from the most significant one.
// https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
#include "case/words.h"

#include <stdbool.h>
#include <string.h>

#define OPENSSL_SUPPRESS_DEPRECATED // the plain functions: see media/digest.h
#include <openssl/sha.h>

#include "base/status.h"
#include "base/text.h"
#include "base/wipe.h"
#include "case/record.h"
#include "case/word_list.h"

enum {
    KEY = MIEN_WORDS_KEY_SIZE,
    BYTES = KEY + 1, // and the checksum
};
_Static_assert(BYTES * 8 == MIEN_WORDS_COUNT * MIEN_WORD_BITS, "all bits are in words");

// The words as they were written, at most one more than there should be.
struct written {
    char word[MIEN_WORDS_COUNT + 1][MIEN_WORD_SIZE];
    unsigned count;
    unsigned misnumbered; // the word beside which stands another number, or 0
};

static uint8_t checksum(const uint8_t key[KEY])
{
    SHA256_CTX state;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256_Init(&state);
    SHA256_Update(&state, key, KEY);
    SHA256_Final(digest, &state);
    uint8_t first = digest[0];
    mien_wipe(&state, sizeof state);
    mien_wipe(digest, sizeof digest);
    return first;
}

// The bits of word number `which`, the first of them in *byte, `shift` bits from the
// low end of the three bytes that begin there.
static unsigned bits_at(unsigned which, size_t *byte)
{
    unsigned bit = which * MIEN_WORD_BITS;
    *byte = bit / 8;
    return 24 - bit % 8 - MIEN_WORD_BITS;
}

void mien_words_write(char words[MIEN_WORDS_SIZE],
                      const uint8_t key[MIEN_WORDS_KEY_SIZE], enum mien_words language)
{
    uint8_t bits[BYTES + 2] = {0}; // two more, for the last words' three bytes
    struct mien_text text = mien_text_begin(words, MIEN_WORDS_SIZE);
    memcpy(bits, key, KEY);
    bits[KEY] = checksum(key);
    for (unsigned i = 0; i < MIEN_WORDS_COUNT; i++) {
        size_t at;
        unsigned shift = bits_at(i, &at);
        unsigned three =
            (unsigned)bits[at] << 16 | (unsigned)bits[at + 1] << 8 | bits[at + 2];
        if (i > 0)
            mien_text_add(&text, " ");
        mien_word_add(&text, language, three >> shift & (MIEN_WORD_LIST_SIZE - 1));
    }
    mien_wipe(bits, sizeof bits);
}

// Whether it is no word but a number beside one, as in "1. abandon 2. ability".
static bool is_numbering(const char *word)
{
    size_t digits = strspn(word, "0123456789");
    return digits >= 1 && digits <= 2 && word[digits] == '\0';
}

static unsigned number_of(const char *digits)
{
    unsigned number = 0;
    while (*digits != '\0')
        number = 10 * number + (unsigned)(*digits++ - '0');
    return number;
}

static void take_apart(struct written *out, const char *words, size_t length)
{
    struct mien_word_reader reader = {.at = (const unsigned char *)words};
    reader.end = reader.at + length;
    while (out->count <= MIEN_WORDS_COUNT && mien_word_next(&reader)) {
        if (!is_numbering(reader.word))
            memcpy(out->word[out->count++], reader.word, sizeof reader.word);
        else if (number_of(reader.word) != out->count + 1 && out->misnumbered == 0)
            out->misnumbered = out->count + 1;
    }
    mien_wipe(&reader, sizeof reader);
}

static enum mien_status refuse(struct mien_error *error, const char *begin,
                               unsigned number, const char *end)
{
    char detail[MIEN_ERROR_DETAIL_SIZE];
    struct mien_text text = mien_text_begin(detail, sizeof detail);
    mien_text_add(&text, begin);
    mien_text_add_number(&text, number);
    mien_text_add(&text, end);
    return mien_fail(error, MIEN_ERROR_CORRUPT, detail);
}

// What came of reading the words as those of one language.
struct reading {
    unsigned known; // words that are in its list
    unsigned wrong; // the first that is not, from 0
    bool right;     // all are, and the checksum is right: the key was written
};

static struct reading read_as(uint8_t key[KEY], const struct written *written,
                              enum mien_words language)
{
    uint8_t bits[BYTES + 2] = {0};
    struct reading reading = {.wrong = MIEN_WORDS_COUNT};
    for (unsigned i = 0; i < MIEN_WORDS_COUNT; i++) {
        size_t at;
        unsigned shift = bits_at(i, &at);
        int index = mien_word_find(language, written->word[i]);
        if (index < 0) {
            reading.wrong = i < reading.wrong ? i : reading.wrong;
            continue;
        }
        reading.known++;
        unsigned three = (unsigned)index << shift;
        bits[at] |= (uint8_t)(three >> 16);
        bits[at + 1] |= (uint8_t)(three >> 8);
        bits[at + 2] |= (uint8_t)three;
    }
    reading.right = reading.known == MIEN_WORDS_COUNT && bits[KEY] == checksum(bits);
    if (reading.right)
        memcpy(key, bits, KEY);
    mien_wipe(bits, sizeof bits);
    return reading;
}

// Tries each language. The one whose list holds the most of the words is the one that
// was meant: it says which word is wrong.
static enum mien_status read_any(uint8_t key[KEY], const struct written *written,
                                 struct mien_error *error)
{
    struct reading best = {.known = 0};
    for (int i = 0; i < MIEN_WORD_LIST_COUNT; i++) {
        struct reading reading = read_as(key, written, (enum mien_words)i);
        if (reading.right)
            return MIEN_OK;
        if (reading.known > best.known)
            best = reading;
    }
    if (best.known == MIEN_WORDS_COUNT)
        return mien_fail(
            error, MIEN_ERROR_CORRUPT,
            "words: the checksum is wrong: a wrong word, or another order");
    return refuse(error, "words: word ", best.wrong + 1, " is not in the list");
}

enum mien_status mien_words_read(uint8_t key[MIEN_WORDS_KEY_SIZE], const char *words,
                                 size_t length, struct mien_error *error)
{
    struct written written = {.count = 0};
    enum mien_status status;
    take_apart(&written, words, length);
    if (written.count > MIEN_WORDS_COUNT)
        status = mien_fail(error, MIEN_ERROR_CORRUPT, "words: more than 24 words");
    else if (written.misnumbered != 0)
        status = refuse(error, "words: word ", written.misnumbered,
                        " has another number beside it");
    else if (written.count < MIEN_WORDS_COUNT)
        status = refuse(error, "words: only ", written.count, " words of 24");
    else
        status = read_any(key, &written, error);
    mien_wipe(&written, sizeof written);
    return status;
}

enum mien_status mien_case_words(const struct mien_case *its, enum mien_words language,
                                 char words[MIEN_WORDS_SIZE])
{
    if (its == NULL || words == NULL || (int)language < 0 ||
        (int)language >= MIEN_WORD_LIST_COUNT)
        return MIEN_ERROR_ARGUMENT;
    mien_words_write(words, mien_case_key_get(its)->d, language);
    return MIEN_OK;
}

enum mien_status mien_case_from_words(struct mien_case **out, const char *words,
                                      size_t length, const char *id, bool practice,
                                      struct mien_error *error)
{
    uint8_t d[MIEN_WORDS_KEY_SIZE] = {0};
    struct mien_case_key key;
    if (out == NULL || words == NULL)
        return mien_fail(error, MIEN_ERROR_ARGUMENT, "words: an argument is NULL");
    enum mien_status status = mien_words_read(d, words, length, error);
    if (status == MIEN_OK)
        status = mien_case_key_of(&key, d, error);
    if (status == MIEN_OK)
        status = mien_case_from_key(out, &key, id, practice, error);
    mien_wipe(d, sizeof d);
    mien_wipe(&key, sizeof key);
    return status;
}
