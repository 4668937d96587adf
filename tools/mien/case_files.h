// SPDX-License-Identifier: Apache-2.0
// The files of cases: documents, wallets, recipient files and keys, read whole into
// memory that is wiped, and written so that nothing half-made stays behind.
#ifndef MIEN_TOOL_CASE_FILES_H
#define MIEN_TOOL_CASE_FILES_H

#include <stdbool.h>
#include <stddef.h>

// The bytes of a file. Zero-initialise it.
struct case_bytes {
    char *bytes;
    size_t length;
};

// Reads a regular file, or standard input for "-", of at most `most` bytes. False after
// saying what is wrong with which file.
bool case_read(struct case_bytes *out, const char *name, size_t most);
// Reads an open descriptor to its end; `name` is for messages.
bool case_read_fd(struct case_bytes *out, int fd, const char *name, size_t most);
// Wipes and frees.
void case_bytes_free(struct case_bytes *its);

// Keeps other runs of mien from replacing a file until the descriptor is closed: what
// they had put into it since this one read it would be lost. Call it before reading.
// *held is -1 when there is no such file. False after saying that another has it.
bool case_hold(int *held, const char *name);
// Lets them, and sets *held to -1.
void case_release(int *held);

// A file that is being made. Nothing is opened before case_write(); a signal or a
// failure between that and case_keep() leaves no file.
struct case_output {
    const char *name;
    bool replace; // an older file of that name is replaced in one step, or not at all
    int fd;
    char *temporary; // the name that it has for the moment, when it replaces a file
};

// Whether a file can be made under this name: before any question is asked. False after
// saying why not (it exists; the folder is not there; it must not be written to).
bool case_output_possible(const char *name, bool replace);

// Makes the file (mode 0600, O_EXCL, O_NOFOLLOW), writes all bytes and brings them to
// the disk. False after saying why; nothing is left then.
bool case_write(struct case_output *out, const char *name, bool replace,
                const void *bytes, size_t length);
// Keeps what was written; puts it into the place of the older file.
bool case_keep(struct case_output *out);
// Takes away what was written, when case_keep() was not reached.
void case_discard(struct case_output *out);

#endif
