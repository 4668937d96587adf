// SPDX-License-Identifier: Apache-2.0
// The folder of an index: the names of its files, who may write, and what may go.
#ifndef MIEN_INDEX_FOLDER_H
#define MIEN_INDEX_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

// "snapshot-" or "log-", and the generation in 16 hexadecimal digits.
#define MIEN_FILE_NAME_SIZE 32
void mien_snapshot_name(char name[MIEN_FILE_NAME_SIZE], uint64_t generation);
void mien_log_name(char name[MIEN_FILE_NAME_SIZE], uint64_t generation);

// Opens the folder itself. Errors: IO.
enum mien_status mien_folder_open(int *folder, const char *path,
                                  struct mien_error *error);

// Whether there is nothing in the folder. Errors: IO.
enum mien_status mien_folder_is_empty(int folder, bool *empty,
                                      struct mien_error *error);

// The newest snapshot. Errors: IO, FORMAT (there is none: no index), CORRUPT (there is
// none, but a log that belongs to one).
enum mien_status mien_folder_newest(int folder, uint64_t *generation,
                                    struct mien_error *error);

// Becomes the writer: *lock is a descriptor to be closed at the end. Errors: BUSY, IO.
enum mien_status mien_folder_lock(int folder, int *lock, struct mien_error *error);
// The writer has mended what a crash left: from now on its word in the logs counts.
// Errors: IO.
enum mien_status mien_folder_begin_writing(int lock, struct mien_error *error);
// Whether a writer is alive somewhere, whose word counts.
bool mien_folder_has_writer(int folder);

// Deletes snapshots and logs older than `generation` that no reader has open, and what
// a crash left half written. Only the writer may, and not while it writes a snapshot or
// makes a log. What cannot be deleted stays for the next time.
void mien_folder_clean(int folder, uint64_t generation);

// The sizes of all snapshots and of all logs. Errors: IO.
enum mien_status mien_folder_sizes(int folder, uint64_t *snapshots, uint64_t *logs,
                                   struct mien_error *error);

#endif
