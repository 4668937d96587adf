// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of the index share: its files in a folder in memory, and what
// is promised of a handle whatever the files hold.
#ifndef MIEN_TESTS_FUZZ_INDEX_H
#define MIEN_TESTS_FUZZ_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#include "model.h"

// An index that is as it should be, with its files as bytes.
struct mien_fuzz_index {
    char path[300];
    struct mien_model model; // what it holds
    uint8_t *snapshot, *log;
    size_t snapshot_size, log_size;
    struct mien_hash query[70]; // some of them near its entries
};

// Makes the index called `name`, with `rows` entries, some hashes and some ids shared,
// in its snapshot, and `changes` additions and removals in its log. It is deleted when
// the process exits. Dies on failure.
struct mien_fuzz_index mien_fuzz_index_make(const char *name, size_t rows,
                                            size_t changes);
// Puts bytes into the place of one of its files, and takes away all others: those of
// later generations, for instance. NULL leaves the original.
void mien_fuzz_index_put(const struct mien_fuzz_index *index, const uint8_t *snapshot,
                         size_t snapshot_size, const uint8_t *log, size_t log_size);

// Opens it; NULL where it does not open, for a reason that damage may have.
struct mien_index *mien_fuzz_index_open(const struct mien_fuzz_index *index,
                                        uint32_t flags, enum mien_status *status);
// Searches in all ways, reads all entries and all figures. MIEN_OK, or CORRUPT.
enum mien_status mien_fuzz_index_use(const struct mien_index *opened,
                                     const struct mien_fuzz_index *index);
// Whether a handle holds what the model holds, and nothing else.
bool mien_fuzz_index_holds(const struct mien_index *opened, struct mien_model *model);

#endif
