// SPDX-License-Identifier: Apache-2.0
#include "vectors.h"

#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "synthetic.h"

enum {
    COLUMNS = 18,
    LINE_SIZE = 2048
};

static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("synthetic.tsv: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

// Cuts a line at its tabs. Formulas hold blanks, and no column is empty.
static void split(char *columns[COLUMNS], char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < COLUMNS; i++) {
        columns[i] = strsep(&line, "\t");
        if (columns[i] == NULL)
            die("a line has only %d columns", i);
    }
    if (line != NULL)
        die("a line has more than %d columns", COLUMNS);
}

static void read_text(char *out, size_t size, const char *text)
{
    if ((size_t)snprintf(out, size, "%s", text) >= size)
        die("too long: %s", text);
}

static uint32_t read_number(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == '\0' || *end != '\0')
        die("not a number: %s", text);
    return (uint32_t)value;
}

// A reader of its own, so that the library's is not checked against itself.
static void read_bytes(uint8_t out[32], const char *hex)
{
    if (strlen(hex) != 64)
        die("not 64 digits: %s", hex);
    for (int i = 0; i < 32; i++) {
        unsigned value;
        if (sscanf(hex + 2 * i, "%2x", &value) != 1)
            die("not hexadecimal: %s", hex);
        out[i] = (uint8_t)value;
    }
}

static void read_vector(struct mien_vector *vector, char *line)
{
    char *columns[COLUMNS];
    split(columns, line);
    read_text(vector->name, sizeof vector->name, columns[0]);
    vector->width = read_number(columns[1]);
    vector->height = read_number(columns[2]);
    vector->channels = (int)read_number(columns[3]);
    read_text(vector->formula, sizeof vector->formula, columns[4]);
    read_bytes(vector->sha256, columns[5]);
    vector->full_quality = read_number(columns[6]);
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++)
        read_bytes(vector->full[i].bytes, columns[7 + i]);
    vector->cli512_quality = read_number(columns[15]);
    read_bytes(vector->cli512.bytes, columns[16]);
    vector->full_to_cli512 = read_number(columns[17]);
}

const struct mien_vector *mien_vectors(void)
{
    static struct mien_vector vectors[MIEN_VECTORS];
    if (vectors[0].name[0] != '\0')
        return vectors;
    char path[4200], line[LINE_SIZE];
    snprintf(path, sizeof path, "%s/tests/vectors/synthetic.tsv", mien_source_root());
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die("cannot open %s", path);
    int count = -1; // the first line has the names of the columns
    while (fgets(line, sizeof line, file) != NULL) {
        if (count == MIEN_VECTORS)
            die("more than %d vectors", MIEN_VECTORS);
        if (count >= 0)
            read_vector(&vectors[count], line);
        count++;
    }
    fclose(file);
    if (count != MIEN_VECTORS)
        die("%d vectors, not %d", count, MIEN_VECTORS);
    return vectors;
}

const struct mien_vector *mien_vector_named(const char *name)
{
    const struct mien_vector *vectors = mien_vectors();
    for (int i = 0; i < MIEN_VECTORS; i++)
        if (strcmp(vectors[i].name, name) == 0)
            return &vectors[i];
    die("no vector %s", name);
    return NULL;
}

uint8_t *mien_vector_pixels(const struct mien_vector *vector)
{
    size_t size = (size_t)vector->width * vector->height * (size_t)vector->channels;
    uint8_t *pixels = malloc(size);
    uint8_t digest[32];
    if (pixels == NULL)
        die("%s: out of memory", vector->name);
    if (!mien_synthetic(pixels, vector->width, vector->height, vector->channels,
                        vector->formula))
        die("%s: unknown formula", vector->name);
    SHA256(pixels, size, digest);
    if (memcmp(digest, vector->sha256, sizeof digest) != 0)
        die("%s: the pixels are not those that the reference hashed", vector->name);
    return pixels;
}
