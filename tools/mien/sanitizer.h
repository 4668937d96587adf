// SPDX-License-Identifier: Apache-2.0
// MIEN_SANITIZER: AddressSanitizer or ThreadSanitizer are built in. They keep shadows
// of the memory, and replace malloc().
#ifndef MIEN_TOOL_SANITIZER_H
#define MIEN_TOOL_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MIEN_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||             \
    __has_feature(memory_sanitizer)
#define MIEN_SANITIZER
#endif
#endif

#endif
