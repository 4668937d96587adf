// SPDX-License-Identifier: Apache-2.0
// Which mien this is: the version of the headers and that of the library in use.
#ifndef MIEN_VERSION_H
#define MIEN_VERSION_H

#include <mien/export.h>

MIEN_BEGIN_DECLS

// The version of these headers. meson.build reads the three numbers from here.
#define MIEN_VERSION_MAJOR 0
#define MIEN_VERSION_MINOR 1
#define MIEN_VERSION_PATCH 0

// The number in the soname of the shared library. It grows whenever a program that was
// linked with the previous one could misbehave with this one.
#define MIEN_SOVERSION 0

// Returns the version of the library in use, "0.1.0" for instance. Static text, never
// NULL. Any thread, any time.
MIEN_API const char *mien_version(void);

// Returns the name of the kernels that this processor is given: "c", "avx2", "avx512",
// "neon" or "simd128". All of them produce the same bits; only their speed differs.
// Static text, never NULL. Any thread, any time.
MIEN_API const char *mien_kernels_name(void);

MIEN_END_DECLS

#endif
