// SPDX-License-Identifier: Apache-2.0
// What the index asks of the operating system, and nothing else of it does.
// system_posix.c and system_windows.c keep the same promises.
//
// Files and folders are descriptors, as close() takes them. Paths are UTF-8; names are
// those of files right in a folder, in ASCII. Interrupted and short calls are gone on
// with, and errno tells why something failed.
#ifndef MIEN_INDEX_SYSTEM_H
#define MIEN_INDEX_SYSTEM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// --------------------------------------------------------------------------- folders

// Makes a folder; one that is there already is as good.
bool mien_directory_make(const char *path);

// Opens it. -1: errno.
int mien_directory_open(const char *path);

// Is told of the name of each thing in the folder; false ends the walk.
typedef bool mien_name_fn(void *context, const char *name);
bool mien_directory_list(int folder, mien_name_fn *each, void *context);

// Make it durable which files the folder has; that there is this folder, whose parent
// lists it. File systems that cannot do it have nothing to say against it.
bool mien_directory_sync(int folder);
bool mien_directory_sync_above(int folder);

// ----------------------------------------------------------------------------- files

// Opens a file of the folder, never through a symbolic link. `flags` are O_RDONLY or
// O_RDWR, with O_CREAT, or with O_CREAT and O_EXCL. -1: errno.
int mien_file_open(int folder, const char *name, int flags);

// close() that leaves errno alone; -1 is no file.
void mien_file_close(int fd);

bool mien_file_size(int fd, uint64_t *size);
// The same by its name, not through a symbolic link.
bool mien_file_size_of(int folder, const char *name, uint64_t *size);

// Reads up to `size` bytes at `offset`; *got is less only where the file ends.
bool mien_file_read_at(int fd, void *bytes, size_t size, uint64_t offset, size_t *got);

// Writes all of them, or fails; some may have been written then.
bool mien_file_write_at(int fd, const void *bytes, size_t size, uint64_t offset);

// Cuts the file to a size.
bool mien_file_cut(int fd, uint64_t size);

// Make what was written durable: all of it; or the content and the size only.
bool mien_file_sync(int fd);
bool mien_file_sync_content(int fd);

// Has blocks reserved for bytes [from, from + size) without changing the file's size.
// File systems that cannot do it have nothing to say against it.
bool mien_file_reserve(int fd, uint64_t from, uint64_t size);

// Gives the file, which was opened with O_EXCL, another name in its folder, at one
// stroke, also in the place of a file that nobody has mapped.
bool mien_file_rename(int folder, int fd, const char *from, const char *to);

// Takes the name away, also from a file that others have open.
bool mien_file_delete(int folder, const char *name);

// Locks the file for those who open it by themselves, in this process too, until it is
// closed, if only by the end of the process. A lock that cannot be had: false, at once
// (EWOULDBLOCK) or, for those that wait, never.
enum mien_file_lock {
    MIEN_LOCK_SHARED,
    MIEN_LOCK_SHARED_WAIT,
    MIEN_LOCK_EXCLUSIVE,
    MIEN_LOCK_NONE // gives back the one that is held
};
bool mien_file_lock(int fd, enum mien_file_lock lock);

// ---------------------------------------------------------------------------- memory

// The first bytes of a file as memory. NULL: errno. The file may be closed meanwhile.
void *mien_file_map(int fd, uint64_t size);
void mien_file_unmap(void *map, uint64_t size);

// A place to look at numbers in a file's first page, while others write them: what they
// wrote shows at once. It outlives the descriptor, and does not keep the file from
// being cut behind the page, or deleted. NULL: errno. A number that cannot be read any
// more is 0. mien_watch_number(): any thread.
#define MIEN_WATCH_BYTES 4096
const void *mien_watch_begin(int fd);
uint64_t mien_watch_number(const void *watch, size_t offset);
void mien_watch_end(const void *watch);

// Memory of its own pages, zeroed, large ones where the system has them. NULL: there is
// none.
void *mien_pages_take(uint64_t size);
void mien_pages_give(void *pages, uint64_t size);

// Memory of whole cache lines, `size` of which is a multiple. NULL: there is none.
#define MIEN_LINE 64
void *mien_lines_take(size_t size);
void mien_lines_give(void *lines);

// Sorts `count` things of `size` bytes, as qsort_r() of POSIX does.
typedef int mien_order_fn(const void *a, const void *b, void *context);
void mien_sort(void *things, size_t count, size_t size, mien_order_fn *order,
               void *context);

// --------------------------------------------------------------------------- threads

// Begins a thread to which no signals are delivered: they are the program's.
bool mien_thread_begin(pthread_t *thread, void *(*run)(void *), void *context);

#endif
