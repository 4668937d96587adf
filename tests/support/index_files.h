// SPDX-License-Identifier: Apache-2.0
// A folder for the files of an index, what to put into them, and how to damage them.
#ifndef MIEN_TESTS_INDEX_FILES_H
#define MIEN_TESTS_INDEX_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fixture.h"
#include "index/log.h"
#include "index/snapshot.h"

// A new empty folder in $MIEN_SCRATCH, or in memory where there is a file system for
// it, or in /tmp. Everything here ends the program when it cannot be done.
struct mien_test_folder {
    char path[256];
    int fd;
};
void mien_test_folder_make(struct mien_test_folder *folder);
// Deletes it with its files.
void mien_test_folder_remove(struct mien_test_folder *folder);
// Deletes its files.
void mien_test_folder_empty(const struct mien_test_folder *folder);
// How many files there are.
int mien_test_folder_count(const struct mien_test_folder *folder);
bool mien_test_folder_has(const struct mien_test_folder *folder, const char *name);

struct mien_file mien_test_folder_read(const struct mien_test_folder *folder,
                                       const char *name);
void mien_test_folder_write(const struct mien_test_folder *folder, const char *name,
                            const void *bytes, size_t size);
// Turns bits of one byte of a file; with the same bits again, turns them back.
void mien_test_folder_flip(const struct mien_test_folder *folder, const char *name,
                           size_t byte, uint8_t bits);
void mien_test_folder_cut(const struct mien_test_folder *folder, const char *name,
                          size_t size);

// Entries in the order of a snapshot.
enum mien_rows_kind {
    MIEN_ROWS_RANDOM,   // ids with gaps, and some that several entries share
    MIEN_ROWS_ONE_HASH, // all hashes equal
    MIEN_ROWS_FEW_BITS, // hashes of zeros but for a few bits
    MIEN_ROWS_KINDS
};
struct mien_rows {
    struct mien_bits *bits;
    struct mien_tag *tag;
    uint64_t rows;
    uint64_t next; // which mien_rows_next() gives
};
void mien_rows_make(struct mien_rows *made, uint64_t rows, enum mien_rows_kind kind,
                    uint64_t seed);
void mien_rows_free(struct mien_rows *rows);
// Gives them ids of their own, and `pairs` pairs of list and variant in turn, whose
// order is another one.
void mien_rows_set_pairs(struct mien_rows *rows, uint32_t pairs);
// A mien_row_fn; the context is a struct mien_rows.
enum mien_status mien_rows_next(void *rows, struct mien_bits *bits,
                                struct mien_tag *tag);

// A record of random contents; `change` is its kind.
struct mien_record mien_record_make(uint8_t kind, uint64_t seed);

#endif
