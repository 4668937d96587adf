// SPDX-License-Identifier: Apache-2.0
// The table tests/vectors/synthetic.tsv: images given by formula, and what the
// reference makes of them.
#ifndef MIEN_TESTS_VECTORS_H
#define MIEN_TESTS_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#include <mien/pdq.h>

#define MIEN_VECTORS 48

struct mien_vector {
    char name[64];
    uint32_t width, height;
    int channels; // 1: grey, 3: RGB
    char formula[128];
    uint8_t sha256[32]; // of the interleaved bytes
    uint32_t full_quality;
    struct mien_hash full[MIEN_DIHEDRAL_COUNT];
    uint32_t cli512_quality;
    struct mien_hash cli512;
    unsigned full_to_cli512; // the Hamming distance of the two
};

// Reads the table, or ends the program with a message when it is not as it should be.
const struct mien_vector *mien_vectors(void);

// Returns the vector of that name, or ends the program.
const struct mien_vector *mien_vector_named(const char *name);

// Returns the vector's pixels, to be freed by the caller; ends the program when their
// SHA-256 is not the one in the table.
uint8_t *mien_vector_pixels(const struct mien_vector *vector);

#endif
