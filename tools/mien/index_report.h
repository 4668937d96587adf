// SPDX-License-Identifier: Apache-2.0
// What went wrong with an index, said to a person: the folder, the reason, the next
// step.
#ifndef MIEN_TOOL_INDEX_REPORT_H
#define MIEN_TOOL_INDEX_REPORT_H

#include <stdbool.h>

#include <mien/index.h>

// Says why. error_number is errno as it was after the call.
void index_report(const char *folder, enum mien_status status,
                  const struct mien_error *error, int error_number);

// Opens the index in a folder, with MIEN_INDEX_* flags. NULL after saying why not. When
// it is opened for changes, removals are durable when they return and additions when
// index_close() returns.
struct mien_index *index_open(const char *folder, uint32_t flags);

// How many snapshots lie in the folder beside the newest one. They stay, with the
// hashes that were removed since, while a process has them open, and until the next
// writer comes.
unsigned long long index_older_snapshots(const char *folder);

// Folds its changes into a new snapshot. False after saying why not.
bool index_compact(struct mien_index *index, const char *folder);

// Closes it. False after saying what could not be made durable.
bool index_close(struct mien_index *index, const char *folder);

#endif
