// SPDX-License-Identifier: Apache-2.0
#include "case/word_list.h"

#include <string.h>

#include "base/wipe.h"
#include "case/word_table.h"

enum {
    // Letters that tell a word from every other of its list: gen_word_table.py asserts
    // it.
    TELLING = 4,
    // What a character of the text can be besides a letter or a digit.
    BETWEEN = 0, // stands between words
    NOTHING = -1 // an accent of its own, or a mark that shows nothing
};

typedef const char word_list[MIEN_WORD_LIST_SIZE][MIEN_WORD_SIZE];

static const word_list *list_of(enum mien_words language)
{
    switch (language) {
    case MIEN_WORDS_ENGLISH:
        return &mien_words_english;
    case MIEN_WORDS_FRENCH:
        return &mien_words_french;
    case MIEN_WORDS_SPANISH:
        return &mien_words_spanish;
    case MIEN_WORDS_NUMBERS:
        break;
    }
    return NULL;
}

void mien_word_add(struct mien_text *text, enum mien_words language, unsigned index)
{
    const word_list *list = list_of(language);
    if (list != NULL) {
        mien_text_add(text, (*list)[index]);
        return;
    }
    char digits[5] = "0000";
    unsigned number = index + 1;
    for (int i = 3; i >= 0; i--, number /= 10)
        digits[i] = (char)('0' + number % 10);
    mien_text_add(text, digits);
    mien_wipe(digits, sizeof digits);
}

// Takes one character of UTF-8. What is not UTF-8 is taken byte by byte, as a character
// of no list.
static unsigned next_character(struct mien_word_reader *reader)
{
    unsigned first = *reader->at++, more = 0, value = first;
    if (first < 0x80)
        return first;
    if (first >= 0xc2 && first < 0xe0) {
        more = 1;
        value = first & 0x1f;
    } else if (first >= 0xe0 && first < 0xf0) {
        more = 2;
        value = first & 0x0f;
    }
    if (more == 0 || more > (size_t)(reader->end - reader->at))
        return 0xfffd;
    for (unsigned i = 0; i < more; i++) {
        if ((reader->at[i] & 0xc0) != 0x80)
            return 0xfffd;
        value = value << 6 | (reader->at[i] & 0x3fu);
    }
    reader->at += more;
    return value;
}

// U+00A0 to U+00FF: signs, and the letters of western Europe with their accents.
static int fold_latin(unsigned character)
{
    static const char letters[] = "aaaaaa?ceeeeiiii?nooooo??uuuuy??";
    if (character >= 0xc0)
        return letters[character & 31];
    return character == 0xad ? NOTHING : BETWEEN; // a soft hyphen
}

// U+2000 to U+206F: spaces, dashes and quotation marks; and what says in which
// direction to write, which a copied text may bring along.
static int fold_punctuation(unsigned character)
{
    bool shows_nothing = (character >= 0x200b && character <= 0x200f) ||
                         (character >= 0x202a && character <= 0x202e) ||
                         character >= 0x2060;
    return shows_nothing ? NOTHING : BETWEEN;
}

// A character of a word as a-z or 0-9, '?' for a letter of no list; BETWEEN, NOTHING.
static int fold(unsigned character)
{
    if ((character >= 'a' && character <= 'z') ||
        (character >= '0' && character <= '9'))
        return (int)character;
    if (character >= 'A' && character <= 'Z')
        return (int)character - 'A' + 'a';
    if (character < 0x80)
        return BETWEEN;
    if (character >= 0xa0 && character <= 0xff)
        return fold_latin(character);
    if (character >= 0x300 && character <= 0x36f)
        return NOTHING;                           // accents that follow their letter
    if (character >= 0x660 && character <= 0x669) // the digits of Arabic
        return (int)(character - 0x660) + '0';
    if (character >= 0x6f0 && character <= 0x6f9) // and of Persian and Urdu
        return (int)(character - 0x6f0) + '0';
    if (character == 0x060c || character == 0x061b || character == 0x3000)
        return BETWEEN; // comma and semicolon of Arabic, the wide space
    if (character == 0x061c || character == 0xfeff)
        return NOTHING; // the Arabic letter mark, the byte order mark
    if (character >= 0x2000 && character <= 0x206f)
        return fold_punctuation(character);
    return '?';
}

bool mien_word_next(struct mien_word_reader *reader)
{
    reader->length = 0;
    while (reader->at < reader->end) {
        int letter = fold(next_character(reader));
        if (letter == BETWEEN && reader->length > 0)
            break;
        if (letter == BETWEEN || letter == NOTHING)
            continue;
        if (reader->length + 1 == sizeof reader->word) // longer than any word
            reader->word[0] = '?';
        else
            reader->word[reader->length++] = (char)letter;
    }
    reader->word[reader->length] = '\0';
    return reader->length > 0;
}

static int find_number(const char *word)
{
    unsigned number = 0;
    size_t length = strspn(word, "0123456789");
    if (length != 4 || word[length] != '\0')
        return -1;
    for (const char *digit = word; *digit != '\0'; digit++)
        number = 10 * number + (unsigned)(*digit - '0');
    return number >= 1 && number <= MIEN_WORD_LIST_SIZE ? (int)number - 1 : -1;
}

int mien_word_find(enum mien_words language, const char *word)
{
    const word_list *list = list_of(language);
    size_t length = strlen(word);
    int found = -1;
    if (list == NULL)
        return find_number(word);
    struct mien_word_reader reader = {.at = NULL};
    for (unsigned i = 0; i < MIEN_WORD_LIST_SIZE && found < 0; i++) {
        reader.at = (const unsigned char *)(*list)[i];
        reader.end = reader.at + strlen((*list)[i]);
        if (mien_word_next(&reader) && strncmp(reader.word, word, length) == 0 &&
            (length >= TELLING || reader.length == length))
            found = (int)i;
    }
    mien_wipe(&reader, sizeof reader);
    return found;
}
