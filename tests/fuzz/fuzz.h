// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput() in
// it; it is linked with clang's libFuzzer, or with replay.c into an ordinary test.
#ifndef MIEN_TESTS_FUZZ_H
#define MIEN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A promise that was broken: says which, and dies in a way that a fuzzer sees.
#define MIEN_FUZZ_ASSERT(promise)                                                      \
    do {                                                                               \
        if (!(promise)) {                                                              \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #promise);      \
            abort();                                                                   \
        }                                                                              \
    } while (0)

// Hashes a file in memory under tight limits, strictly and then allowing damage, and
// checks what <mien/media.h> promises of any bytes whatever.
void mien_fuzz_image(const uint8_t *data, size_t size);

#endif
