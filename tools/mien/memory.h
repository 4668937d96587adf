// SPDX-License-Identifier: Apache-2.0
// Memory for the tool's own small lists. When there is none left the tool says so and
// ends: a list of names cut short would leave pictures out without a word.
#ifndef MIEN_TOOL_MEMORY_H
#define MIEN_TOOL_MEMORY_H

#include <stddef.h>

void *memory_resize(void *memory, size_t count, size_t size);
void *memory_zeroed(size_t count, size_t size);
char *memory_text(const char *text);
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
