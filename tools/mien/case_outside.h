// SPDX-License-Identifier: Apache-2.0
// What the outside of a file of cases tells to everybody who finds it, without a key.
#ifndef MIEN_TOOL_CASE_OUTSIDE_H
#define MIEN_TOOL_CASE_OUTSIDE_H

#include <stddef.h>

enum case_outside_kind {
    CASE_OUTSIDE_OTHER,    // neither of the two
    CASE_OUTSIDE_DOCUMENT, // encrypted for recipients
    CASE_OUTSIDE_WALLET    // encrypted under a passphrase
};

struct case_outside {
    enum case_outside_kind kind;
    size_t recipients; // of a document
    size_t size_class; // bytes that are encrypted, padding included
};

// Looks at the bytes of a file.
struct case_outside case_outside(const char *bytes, size_t length);

#endif
