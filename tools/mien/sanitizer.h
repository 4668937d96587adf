// SPDX-License-Identifier: Apache-2.0
// MIEN_SANITIZER: whether AddressSanitizer or its like are built in, 0 or 1. They map
// terabytes for their shadows, and bring a malloc() of their own.
#ifndef MIEN_TOOL_SANITIZER_H
#define MIEN_TOOL_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MIEN_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||             \
    __has_feature(memory_sanitizer)
#define MIEN_SANITIZER 1
#endif
#endif

#ifndef MIEN_SANITIZER
#define MIEN_SANITIZER 0
#endif

#endif
