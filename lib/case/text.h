// SPDX-License-Identifier: Apache-2.0
// Texts that strangers wrote and that are shown to people.
#ifndef MIEN_CASE_TEXT_H
#define MIEN_CASE_TEXT_H

#include <jansson.h>
#include <stdbool.h>

#define MIEN_TEXT_MAX 500 // bytes

// Whether a value is a text of at most MIEN_TEXT_MAX bytes that changes nothing but
// itself on a screen: no control characters, and none that turn the direction of what
// stands around it (U+202A to U+202E, U+2066 to U+2069).
bool mien_text_is_good(const json_t *value);

// Whether it looks like the name of a language: "fr", "pt-BR".
bool mien_text_is_language(const char *text);

#endif
