// SPDX-License-Identifier: Apache-2.0
// Reading and writing files whole: interrupted and short calls are gone on with, and
// errno tells why something failed.
#ifndef MIEN_INDEX_FILE_H
#define MIEN_INDEX_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Opens a file of the folder, never through a symbolic link. -1: errno.
int mien_file_open(int folder, const char *name, int flags);

// close() that leaves errno alone; -1 is no file.
void mien_file_close(int fd);

// Reads up to `size` bytes at `offset`; *got is less only where the file ends.
bool mien_file_read_at(int fd, void *bytes, size_t size, uint64_t offset, size_t *got);

// Writes all of them, or fails; some may have been written then.
bool mien_file_write_at(int fd, const void *bytes, size_t size, uint64_t offset);

// Cuts the file to a size.
bool mien_file_cut(int fd, uint64_t size);

// Make what was written durable: all of it; or the content and the size only.
bool mien_file_sync(int fd);
bool mien_file_sync_content(int fd);

// Makes it durable that there is this folder, whose parent lists it.
bool mien_file_sync_above(int folder);

// Has blocks reserved for bytes [from, from + size) without changing the file's size.
// File systems that cannot do it have nothing to say against it.
bool mien_file_reserve(int fd, uint64_t from, uint64_t size);

// A new file on its way: written under a name that ends in ".tmp", and then either
// given its name, durably, or deleted.
#define MIEN_FRESH_NAME_SIZE 40
struct mien_fresh_file {
    int folder, fd;
    char name[MIEN_FRESH_NAME_SIZE], temporary[MIEN_FRESH_NAME_SIZE];
};

bool mien_fresh_make(struct mien_fresh_file *file, int folder, const char *name);
// On failure there is neither the temporary file nor one of that name. Closes it in any
// case.
bool mien_fresh_publish(struct mien_fresh_file *file);
void mien_fresh_drop(struct mien_fresh_file *file);

// Memory of its own pages, zeroed, large ones where the system has them. NULL: there is
// none.
void *mien_pages_take(uint64_t size);
void mien_pages_give(void *pages, uint64_t size);

#endif
