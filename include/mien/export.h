// SPDX-License-Identifier: Apache-2.0
// How a symbol leaves the library, and the attributes that every declaration shares.
#ifndef MIEN_EXPORT_H
#define MIEN_EXPORT_H

// MIEN_API marks the public symbols. The library is built with hidden visibility, so
// whatever lacks this mark cannot be linked against.
#if defined(_WIN32) && defined(MIEN_SHARED)
#ifdef MIEN_BUILDING
#define MIEN_API __declspec(dllexport)
#else
#define MIEN_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define MIEN_API __attribute__((visibility("default")))
#else
#define MIEN_API
#endif

// A status that nobody looks at is a survivor who believes she is protected.
#if defined(__GNUC__)
#define MIEN_NODISCARD __attribute__((warn_unused_result))
#else
#define MIEN_NODISCARD
#endif

#ifdef __cplusplus
#define MIEN_BEGIN_DECLS extern "C" {
#define MIEN_END_DECLS }
#else
#define MIEN_BEGIN_DECLS
#define MIEN_END_DECLS
#endif

#endif
