// SPDX-License-Identifier: Apache-2.0
// Which files to hash, one after the other: those named, those in folders, those in a
// list. Nothing is held but the names in the folders on the way down.
#ifndef MIEN_TOOL_FILES_H
#define MIEN_TOOL_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct files_plan {
    char **operands; // FILE, DIR or "-" for one picture on standard input
    size_t count;
    const char *list; // a file of names, "-" for standard input, or NULL
    bool nul;         // names in the list end with a zero byte instead of a newline
    bool recursive;   // go into folders inside folders
};

enum item_kind {
    ITEM_FILE,
    ITEM_INPUT,       // standard input
    ITEM_UNOPENED,    // a folder inside a folder, without `recursive`
    ITEM_FOLDER_LINK, // found in a folder, as the next two are
    ITEM_BROKEN_LINK, // leads nowhere, or in a circle
    ITEM_SPECIAL,     // a pipe, a socket or a device
    ITEM_FAILED,      // a folder or a list that could not be read: see error_number
    ITEM_NEEDS_NUL    // a list with zero bytes in its lines
};

struct item {
    enum item_kind kind;
    bool found;  // by looking into a folder, not named by the person
    bool listed; // named in a list
    int error_number;
    char *name; // owned: item_forget()
};
void item_forget(struct item *item);

// The plan, and what it points to, must outlive the walk.
struct files;
struct files *files_open(const struct files_plan *plan);
// Gives the next item. In a folder they come in the order of the bytes of their paths;
// hidden files are among them, links to folders are not followed.
bool files_next(struct files *files, struct item *item);
void files_close(struct files *files);

#endif
