// SPDX-License-Identifier: Apache-2.0
// Short texts put together without stdio and without the locale.
#ifndef MIEN_BASE_TEXT_H
#define MIEN_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

// A text of at most capacity - 1 bytes in `bytes`, always zero terminated; what does
// not fit is dropped.
struct mien_text {
    char *bytes;
    size_t capacity, length;
};

struct mien_text mien_text_begin(char *bytes, size_t capacity);
void mien_text_add(struct mien_text *text, const char *more);
void mien_text_add_number(struct mien_text *text, uint64_t number);
// In 16 hexadecimal digits, in lower case.
void mien_text_add_hex(struct mien_text *text, uint64_t number);

#endif
