// SPDX-License-Identifier: Apache-2.0
// The libraries of the optional decoders: loaded when the first file of their kind is
// met, so that a process that meets none pays nothing for them. Built with
// -Dondemand=false, the same code links them in the ordinary way.
//
// A decoder lists the functions that it calls once, and gets a struct with one member
// for each, named like the function and of the type that the library's header declares:
//
//     #define FUNCTIONS(F) F(WebPINewDecoder) F(WebPIUpdate)
//     struct webp { FUNCTIONS(MIEN_LIBRARY_MEMBER) };
//     #define SYMBOL(function) MIEN_LIBRARY_SYMBOL(struct webp, function)
//     static const struct mien_symbol symbols[] = {FUNCTIONS(SYMBOL)};
#ifndef MIEN_DECODE_LIBRARY_H
#define MIEN_DECODE_LIBRARY_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/text.h"

#define MIEN_LIBRARY_VERSION_SIZE 48

// A function by name, and where its pointer goes in the struct.
struct mien_symbol {
    const char *name;
    size_t offset;
#ifndef MIEN_ONDEMAND
    void (*address)(void);
#endif
};

// One or two shared objects that are used together.
struct mien_library {
    const char *names[2]; // sonames, such as "libwebp.so.7"; the second may be NULL
    const struct mien_symbol *symbols;
    size_t symbol_count;
    size_t size; // of the struct of functions
    // Writes the name and the version, from the functions.
    void (*describe)(const void *functions, struct mien_text *version);
};

// Where a library is published once it has been loaded. Begins as NULL, is set once,
// and never freed: libraries that were loaded stay.
typedef _Atomic(struct mien_loaded *) mien_library_slot;

// Returns the struct of functions, loading the library if need be; NULL when it is not
// on this machine, lacks a function, or there is no memory (the next call tries again).
// *version receives its name and version, unless NULL. Any thread, any time.
const void *mien_library_get(mien_library_slot *slot,
                             const struct mien_library *library, const char **version);

#define MIEN_LIBRARY_MEMBER(function) __typeof__(&function) function;
#ifdef MIEN_ONDEMAND
#define MIEN_LIBRARY_SYMBOL(type, function) {#function, offsetof(type, function)},
#else
#define MIEN_LIBRARY_SYMBOL(type, function)                                            \
    {#function, offsetof(type, function), (void (*)(void))function},
#endif

#endif
