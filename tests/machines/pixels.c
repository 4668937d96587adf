// SPDX-License-Identifier: Apache-2.0
// Hashes the pictures that tests/vectors/synthetic.tsv gives by formula and compares
// with what the file says, where nothing but a C compiler is: no image library, no
// Check, no meson. pixels.sh builds it. Prints TAP.
//
//     pixels synthetic.tsv
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/pdq.h>

#include "synthetic.h"

struct vector {
    char name[64], formula[200], hashes[8 * 65 + 1];
    unsigned width, height, quality;
    int channels;
};

static bool read_line(struct vector *vector, const char *line)
{
    return sscanf(line, "%63[^\t]\t%u\t%u\t%d\t%199[^\t]\t%*[^\t]\t%u\t%520[0-9a-f\t]",
                  vector->name, &vector->width, &vector->height, &vector->channels,
                  vector->formula, &vector->quality, vector->hashes) == 7;
}

static bool is_as_said(const struct mien_pdq *pdq, const struct mien_hash *dihedral,
                       const struct vector *vector)
{
    bool same = pdq->quality == vector->quality;
    for (size_t i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        struct mien_hash said;
        same = same &&
               mien_hash_from_hex(&said, vector->hashes + 65 * i, 64) == MIEN_OK &&
               mien_hash_distance(&said, &dihedral[i]) == 0;
    }
    return same && mien_hash_distance(&pdq->hash, &dihedral[0]) == 0;
}

static bool hash_and_compare(const struct vector *vector)
{
    struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT];
    struct mien_pdq pdq;
    size_t row = (size_t)vector->width * (size_t)vector->channels;
    uint8_t *pixels = malloc(row * vector->height);
    bool same =
        pixels != NULL &&
        mien_synthetic(pixels, vector->width, vector->height, vector->channels,
                       vector->formula) &&
        mien_pdq_hash(&pdq, dihedral, pixels, (ptrdiff_t)row, vector->width,
                      vector->height,
                      vector->channels == 1 ? MIEN_PIXEL_GRAY8 : MIEN_PIXEL_RGB8,
                      MIEN_PDQ_FULL) == MIEN_OK &&
        is_as_said(&pdq, dihedral, vector);
    free(pixels);
    return same;
}

int main(int argc, char **argv)
{
    static char line[4096];
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    int number = 0, failed = 0;
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        fputs("Usage: pixels synthetic.tsv\n", stderr);
        return 2;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        struct vector vector;
        bool same = read_line(&vector, line) && hash_and_compare(&vector);
        failed += !same;
        printf("%s %d - %s\n", same ? "ok" : "not ok", ++number, vector.name);
    }
    fclose(file);
    printf("1..%d\n", number);
    return failed > 0 || number == 0;
}
