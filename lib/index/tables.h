// SPDX-License-Identifier: Apache-2.0
// The tables of a snapshot's bands, made from its hashes: a sort by key, for each band,
// of all rows. The writer writes what comes, and verification compares it.
#ifndef MIEN_INDEX_TABLES_H
#define MIEN_INDEX_TABLES_H

#include "index/format.h"

// Gets the next bytes of a section: offsets, fingerprints or rows of a band, each in
// its order.
typedef enum mien_status mien_table_fn(void *context, enum mien_section_kind kind,
                                       uint32_t band, const void *bytes, size_t size);

// Makes all tables. The hashes are read from the file, again for each band, so that one
// that vanishes from under us is an error and not a signal. Takes 8 bytes of memory for
// each row, and 6 more for each that shares 8 bits of a band.
//
// Errors: MEMORY, IO (errno; 0: the file is cut short), CORRUPT (the file changes while
// it is read), those of `each`.
enum mien_status mien_tables_make(int fd, const struct mien_snapshot_header *header,
                                  const struct mien_plan *plan, mien_table_fn *each,
                                  void *context);

#endif
