// SPDX-License-Identifier: Apache-2.0
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void die(void)
{
    // Called from any thread, and with no memory for a translation.
    static const char message[] = "mien: out of memory\n";
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    _exit(written < 0 ? 2 : 1);
}

void *memory_resize(void *memory, size_t count, size_t size)
{
    void *resized = reallocarray(memory, count, size);
    if (resized == NULL)
        die();
    return resized;
}

void *memory_zeroed(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        die();
    return memory;
}

char *memory_text(const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        die();
    return copy;
}

char *memory_format(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        die();
    return text;
}
