// SPDX-License-Identifier: Apache-2.0
// What every module has.
#include <stdlib.h>
#include <string.h>

#include "mien_js.h"

_Static_assert(sizeof(void *) == 4 && sizeof(size_t) == 4, "as mien_js.h says");
_Static_assert(sizeof(struct mien_pdq) == 36, "as mien_js.h says");
_Static_assert(offsetof(struct mien_pdq, quality) == 32, "as mien_js.h says");
_Static_assert(sizeof(struct mien_hash[MIEN_DIHEDRAL_COUNT]) == 256, "as it says");

// The linker's function that calls constructors, of which there are none. It is named
// here since the linker would otherwise call it, and what exit() does, around every
// function that is exported.
void __wasm_call_ctors(void);

int mien_js_abi(void)
{
    __wasm_call_ctors();
    return MIEN_JS_ABI;
}

int mien_js_features(void)
{
    int features = 0;
#ifdef __wasm_simd128__
    features |= 1;
#endif
#ifdef MIEN_JS_PICTURES
    features |= 2;
#endif
    return features;
}

const char *mien_js_version(void)
{
    return mien_version();
}

void *mien_js_alloc(size_t size)
{
    return malloc(size);
}

void mien_js_free(void *memory, size_t size)
{
    if (memory == NULL)
        return;
    memset(memory, 0, size);
    // The memory may be read by code that the compiler cannot see: the memset must
    // stay.
    __asm__ volatile("" : : "r"(memory) : "memory");
    free(memory);
}
