// SPDX-License-Identifier: Apache-2.0
// Lists of hashes on their way into an index, or out of it: each format has a reader
// that gives records, and here they become changes, some thousand at a time.
#ifndef MIEN_TOOL_IMPORT_H
#define MIEN_TOOL_IMPORT_H

#include <stdbool.h>

#include <mien/index.h>

#include "lines.h"

enum import_format {
    IMPORT_AUTO,
    IMPORT_PLAIN,
    IMPORT_CSV,
    IMPORT_PYTX,
    IMPORT_STOPNCII,
    IMPORT_JSON
};
bool import_format_from(enum import_format *format, const char *name);

enum {
    IMPORT_BATCH = 4096
};

struct import {
    // What to do.
    const char *folder; // of the index, for messages
    struct mien_index *index;
    enum import_format format;
    bool removing;
    bool by_id; // remove: the records are ids
    // add: other entries of the id in its list go, but not those of another variant
    // that came right before.
    bool replace;
    bool list_given;
    uint32_t list, variant; // of records that do not say
    // What was done.
    struct mien_changed changed;
    unsigned long long bad;       // records that could not be read: each was reported
    unsigned long long skipped;   // records of other kinds of hashes
    unsigned long long undecided; // StopNCII records of an unknown status
    unsigned long long weak;      // hashes of a low quality
    unsigned long long unread;    // files that could not be read (to the end)
    // The file that is being read.
    const char *name;
    struct lines lines;
    char *picture; // whose views are being read, or NULL
    uint64_t picture_id;
    // What was added last.
    struct mien_entry last;
    bool has_last;
    // Not yet made.
    struct mien_change *changes;
    size_t count;
};

// Reads one file, "-" for standard input. False when it is no use to go on: the index
// could not be changed, which was reported, or a signal wants us to stop.
bool import_file(struct import *import, const char *name);

// Makes the changes that are waiting. False after saying why they could not be made.
bool import_flush(struct import *import);

void import_free(struct import *import);

// ------------------------------------------------------------------- for the readers

struct import_record {
    struct mien_entry entry; // with the hash, unless records are ids
    bool has_id, has_list, has_variant;
    bool withdrawn; // its owner took it back: the hash goes, also when adding
    bool of_item;   // the id is an item's: all hashes of it go
    bool of_case;   // the id is a case's: of the hash only that case's entries go
};

// The id of a hash that came without one: FNV-1a over all its bytes, folded to 53 bits,
// which every reader of JSON keeps. The same hash always has the same, so that a line
// added twice stays one entry.
uint64_t import_own_id(const struct mien_hash *hash);
// The id of a case or, where `item` is not "", of an item of it, in the same way from
// its text.
uint64_t import_case_id(const char *text, const char *item);

// A record with the hash of these characters. False when they are none.
bool import_hash(struct import_record *record, const char *text, size_t length);

// Numbers of a record, from decimal digits ended by a zero byte. A variant may be the
// name of a view and of a dihedral hash, too, or of one of them.
bool import_id(struct import_record *record, const char *text);
bool import_list(struct import_record *record, const char *text);
bool import_variant(struct import_record *record, const char *text);

// Takes a record. False when it is no use to go on, as in import_file().
bool import_take(struct import *import, struct import_record *record);

// Reports the line (or record) as bad.
void import_bad_line(struct import *import, unsigned long long line, const char *why);

// Reports that the rest of the file cannot be read, for what errno says. Returns as
// import_file() does.
bool import_unreadable(struct import *import);

// Called before waiting for input: makes what is there take effect. False as above.
bool import_breathe(struct import *import);

// Calls `take` for each line until one returns false. Returns as import_file() does.
bool import_each_line(struct import *import,
                      bool (*take)(struct import *import, char *line, size_t length));

// The readers. They return as import_file() does.
bool import_lines(struct import *import, bool pytx);
bool import_csv(struct import *import);
bool import_json(struct import *import);
bool import_stopncii(struct import *import);

#endif
