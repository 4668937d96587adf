// SPDX-License-Identifier: Apache-2.0
// The 32 bytes of a key as 24 words and back: entropy and checksum of BIP-39.
#ifndef MIEN_CASE_WORDS_H
#define MIEN_CASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/case.h>

#define MIEN_WORDS_KEY_SIZE 32

void mien_words_write(char words[MIEN_WORDS_SIZE],
                      const uint8_t key[MIEN_WORDS_KEY_SIZE], enum mien_words language);

// Errors: as mien_case_from_words().
MIEN_NODISCARD enum mien_status mien_words_read(uint8_t key[MIEN_WORDS_KEY_SIZE],
                                                const char *words, size_t length,
                                                struct mien_error *error);

#endif
