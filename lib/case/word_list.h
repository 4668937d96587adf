// SPDX-License-Identifier: Apache-2.0
// The lists of 2048 words, and finding a written word in them.
#ifndef MIEN_CASE_WORD_LIST_H
#define MIEN_CASE_WORD_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include <mien/case.h>

#include "base/text.h"

#define MIEN_WORD_LIST_COUNT (MIEN_WORDS_NUMBERS + 1)
// Words of a list, and the bits that each of them stands for.
#define MIEN_WORD_LIST_SIZE 2048u
#define MIEN_WORD_BITS 11
// Room for a word without its accents; what is longer is in no list.
#define MIEN_WORD_SIZE 12

// Adds the word of that index.
void mien_word_add(struct mien_text *text, enum mien_words language, unsigned index);

// A written text, taken apart word by word. It holds what was written: wipe it.
struct mien_word_reader {
    const unsigned char *at, *end;
    // The word: small letters a-z and digits 0-9; '?' for any other letter.
    char word[MIEN_WORD_SIZE];
    size_t length;
};

// Finds the next word. Letters lose accents and case, and digits of Arabic become
// those of ASCII. Anything else stands between words. False at the end of the text.
bool mien_word_next(struct mien_word_reader *reader);

// Which word of the list was written: it, or at least its first four letters, which no
// two words of a list share. -1: none.
int mien_word_find(enum mien_words language, const char *word);

#endif
