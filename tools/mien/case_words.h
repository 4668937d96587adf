// SPDX-License-Identifier: Apache-2.0
// The words on paper: their language, and a case from them.
#ifndef MIEN_TOOL_CASE_WORDS_H
#define MIEN_TOOL_CASE_WORDS_H

#include <stdbool.h>

#include <mien/case.h>

// The list of words of her language; where there is none, numbers stand for the words.
enum mien_words case_words_language(void);

// Asks for the words on a screen that is gone afterwards, or reads them as one line
// from a descriptor; fd is CASE_TERMINAL or its number. `id` is NULL but for cases that
// were made elsewhere. NULL after saying what is wrong, or after a signal.
struct mien_case *case_words_read(int fd, const char *id, bool practice);

#endif
