// SPDX-License-Identifier: Apache-2.0
// base64url without padding, where each value has one spelling only.
#ifndef MIEN_CASE_BASE64_H
#define MIEN_CASE_BASE64_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

// How many bytes so many characters stand for.
#define MIEN_BASE64_BYTES(characters) ((characters) / 4 * 3 + (characters) % 4 * 3 / 4)

// Whether a text is base64url, and the one spelling of its bytes: the bits that are
// left over at its end are zero.
bool mien_base64_is_canonical(const char *text, size_t length);

// Writes `size` bytes and a zero behind them. Unlike jose's functions it needs no
// memory.
void mien_base64_write(char *text, const void *bytes, size_t size);

// Reads exactly `size` bytes from a text in JSON.
bool mien_base64_read(const json_t *text, void *bytes, size_t size);

#endif
