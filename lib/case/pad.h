// SPDX-License-Identifier: Apache-2.0
// The length of what is encrypted says nothing but a size class.
#ifndef MIEN_CASE_PAD_H
#define MIEN_CASE_PAD_H

#include <stddef.h>

#include <mien/case.h>

// The classes are 16, 64 and 256 KiB, 1, 4 and 8 MiB. The smallest one: a case of a
// dozen pictures, with their eight hashes each.
#define MIEN_PAD_LEAST ((size_t)16 << 10)
// The largest one: base64url, twice around a document, makes 16 of 9 bytes at most.
#define MIEN_PAD_MOST (MIEN_CASE_DOCUMENT_MAX / 2)

// Puts spaces behind a JSON text, which may take them, until it is as long as its
// class. The text is one of malloc(): it is replaced by another, and wiped.
//
// Errors: LIMIT (it is longer than MIEN_PAD_MOST), MEMORY; the text is
// untouched then.
MIEN_NODISCARD enum mien_status mien_pad(char **text, size_t *length);

#endif
