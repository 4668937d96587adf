// SPDX-License-Identifier: Apache-2.0
// What the system's error numbers mean, in the person's language also where the C
// library has no translation of its own.
#ifndef MIEN_TOOL_ERRNO_TEXT_H
#define MIEN_TOOL_ERRNO_TEXT_H

// Returns a translated clause; strerror()'s for the numbers that files seldom give.
const char *errno_text(int number);

#endif
