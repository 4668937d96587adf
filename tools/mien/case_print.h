// SPDX-License-Identifier: Apache-2.0
// What a document says, field by field in plain words: to her before it goes, and to
// the recipient when it came. Nothing of it is left out; what this version does not
// know is shown as it stands.
#ifndef MIEN_TOOL_CASE_PRINT_H
#define MIEN_TOOL_CASE_PRINT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CASE_PRINT_FULL = 1, // all hashes, in their whole length: otherwise the beginning
                         // of one for each picture
    CASE_PRINT_STATE = 2 // what recipients have by now: not one document
};

// Prints the payload, which is JSON, to standard output. False when it is none.
bool case_print_payload(const char *json, size_t length, unsigned flags);

#endif
