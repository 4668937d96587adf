// SPDX-License-Identifier: Apache-2.0
// The matching index: every hash within a Hamming distance, among millions, exactly.
//
// An index is a folder (doc/index-format.md) that holds entries: a PDQ hash with the
// id, list and variant that the caller gave it. It is opened by one writer at a time
// and by any number of readers, in this process and in others; readers see every change
// of the writer with their next query. No entry inside the radius is ever missed.
//
// Source: multi-index hashing (Norouzi, Punjani, Fleet, 2012) with the pigeonring bound
// (Qin, Xiao, 2018); lib/index/plan.h derives both.
#ifndef MIEN_INDEX_H
#define MIEN_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include <mien/export.h>
#include <mien/pdq.h>
#include <mien/status.h>

MIEN_BEGIN_DECLS

// The largest radius of a query. The index is tuned for MIEN_PDQ_RADIUS.
#define MIEN_SEARCH_RADIUS_MAX 64

// In a removal: whatever the list. No entry can be in this list.
#define MIEN_LIST_ANY UINT32_MAX

// One hash in an index. Its four parts together are what it is: the index holds no two
// equal entries, while entries that differ in any part are all kept and all found. A
// plain value of 48 bytes; its layout is frozen.
struct mien_entry {
    struct mien_hash hash;
    uint64_t id;      // chosen by the caller; several entries may share it
    uint32_t list;    // chosen by the caller, except MIEN_LIST_ANY
    uint32_t variant; // flags, or which view of the item: mien gives it back untouched
};

// An open index. Functions that take it const may be called by any threads at the same
// time; changes by several threads are taken one after another. Queries never wait for
// a change, and changes never wait for a query.
struct mien_index;

// ------------------------------------------------------------------ making and opening

// When a change is safe from a failure of power or of the operating system. (The death
// of the process alone loses nothing that was acknowledged, whatever the choice.)
enum mien_index_sync {
    // When the function that made it returns. Threads that change things at the same
    // time share one wait for the disk; so do the changes of one call.
    MIEN_INDEX_SYNC_ALWAYS = 0,
    // Removals and replacements when the function returns; additions with the next
    // removal, mien_index_sync(), mien_index_compact() or mien_index_close().
    MIEN_INDEX_SYNC_REMOVALS = 1
};

// Open for changes. At most one writer has an index open.
#define MIEN_INDEX_WRITE 1u
// Copy the snapshot into memory instead of mapping its file: opening takes as long as
// reading it, and its pages are this process's own (large ones, where the system has
// them, with which queries of large indexes are faster), so that no other program can
// pull them away. (A big-endian machine always does it: the files are little-endian.)
#define MIEN_INDEX_RESIDENT 2u
// This handle will not search, which saves time and memory when much is added: for
// imports. mien_search_new() answers STATE.
#define MIEN_INDEX_NO_SEARCH 4u

// How to open. Zero-initialise it, set size, change what you need.
struct mien_index_options {
    size_t size;               // sizeof(struct mien_index_options)
    uint32_t flags;            // MIEN_INDEX_*; 0: read only
    enum mien_index_sync sync; // 0: MIEN_INDEX_SYNC_ALWAYS
    // For a writer that lives long: after so many changes a thread of the index's own
    // does what mien_index_compact() does. 0: no thread, and only when asked.
    uint64_t compact_after;
};

// Makes an empty index in a new folder, or in an empty one, at `path`. Paths are UTF-8
// on Windows, too, and may be long there; errno is set as with POSIX (that of the C
// library which mien is linked with).
//
// Errors: ARGUMENT (NULL), STATE (the folder is not empty), IO (errno says why). Any
// thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_index_create(const char *path,
                                                           struct mien_error *error);

// Opens an index. It takes the same short time however large the snapshot is, and about
// a microsecond for each change since the last compaction.
//
// options    NULL: for reading only.
//
// Damaged bytes of a snapshot never lead a query out of the file; it answers CORRUPT
// where it meets what cannot be. Damage that looks sound (a flipped bit in a hash) only
// mien_index_verify() finds. Against another program that shortens a mapped file (mien
// never does) nothing helps: that raises SIGBUS, as for every mapped file. (Windows
// does not let it.) MIEN_INDEX_RESIDENT maps none and checks every byte when it opens:
// the choice for network file systems and doubtful disks.
//
// Errors: ARGUMENT, MEMORY, IO (errno says why: ENOENT when there is no folder), FORMAT
// (no index in the folder), VERSION (made by a later mien), CORRUPT (what is the matter
// stands in *error; mien_index_verify() tells more), BUSY (another writer has it). Any
// thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_index_open(struct mien_index **index, const char *path,
                const struct mien_index_options *options, struct mien_error *error);

// Closes the index and frees the handle; for a writer, after making every addition
// durable. Free its searches first. NULL does nothing and is MIEN_OK.
//
// Errors: IO, when additions that were not yet durable could not be made so. The handle
// is gone all the same.
MIEN_API enum mien_status mien_index_close(struct mien_index *index);

// ---------------------------------------------------------------------- changing it

enum mien_change_kind {
    // The entry comes, unless the very same is there.
    MIEN_CHANGE_ADD = 1,
    // The entry comes, and every other entry of its id in its list goes. A query that
    // runs meanwhile may see both, never neither.
    MIEN_CHANGE_REPLACE = 2,
    // Every entry of the id goes: those in its list, or all with MIEN_LIST_ANY. The
    // hash and the variant say nothing.
    MIEN_CHANGE_REMOVE_ID = 3,
    // Every entry of exactly this hash goes: those in its list, or all with
    // MIEN_LIST_ANY. The id and the variant say nothing.
    MIEN_CHANGE_REMOVE_HASH = 4,
    // Every entry of exactly this hash and id goes: those in its list, or all with
    // MIEN_LIST_ANY. The variant says nothing.
    MIEN_CHANGE_REMOVE = 5
};

struct mien_change {
    enum mien_change_kind kind;
    struct mien_entry entry;
};

// What changes did.
struct mien_changed {
    uint64_t added;     // entries that came
    uint64_t removed;   // entries that went
    uint64_t unchanged; // changes that changed nothing: there already, or nothing there
};

// Makes `count` changes, in their order: after a crash either all of them are there or
// none. When it returns they are in force for every query that begins, and as durable
// as the options say.
//
// changed    receives what they did, or is NULL.
//
// Errors, after which nothing has changed: ARGUMENT (NULL, an unknown kind, an addition
// to MIEN_LIST_ANY), STATE (not opened for changes), MEMORY, LIMIT (more than 2^32 - 2
// entries), CORRUPT (the snapshot is damaged). IO: errno says why. When the disk is
// full, nothing has changed, and removals go on into space kept for them. When what was
// written could not be made durable, the changes may or may not survive a crash, and
// the handle takes no more of them: close it, and open again. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_index_change(struct mien_index *index, const struct mien_change *changes,
                  size_t count, struct mien_changed *changed, struct mien_error *error);

// Makes every addition durable that is not yet. Errors: STATE, IO. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_index_sync(struct mien_index *index,
                                                         struct mien_error *error);

// Folds all changes into a new snapshot, which makes queries as fast and the files as
// small as they can be, and erases the hashes that were removed from the disk. Queries
// and changes go on meanwhile. Takes some 3 seconds for 10 million entries, as much
// disk again as the index has, and up to 16 bytes of memory for each entry; does
// nothing when there is nothing to fold.
//
// Files of earlier snapshots are deleted as soon as no reader has them open: at once,
// or by a later compaction.
//
// Errors, after which the index is as it was: STATE, MEMORY, CORRUPT, IO. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_index_compact(struct mien_index *index,
                                                            struct mien_error *error);

// ------------------------------------------------------------------------- searching

// One thread's means to search an index: its working memory and its results. One search
// belongs to one thread at a time; make one for each thread.
struct mien_search;

// One entry within the radius. A plain value of 32 bytes; its layout is frozen.
struct mien_match {
    uint64_t id;
    uint32_t list;
    uint32_t variant;
    uint32_t distance; // Hamming distance to the query
    uint32_t query;    // which query of a batch, from 0
    // Which of the picture's hashes matched, for oriented queries: an enum
    // mien_dihedral, plus MIEN_DIHEDRAL_COUNT for the complement (the negative of the
    // picture).
    uint32_t orientation;
    uint32_t reserved; // zero
};

// The matches of a query or a batch: those of the first query first, and for each query
// the nearest first; at equal distance by list, then id, then variant. The memory
// belongs to the search, and stays until it is used or freed.
struct mien_matches {
    const struct mien_match *match;
    size_t count;
};

// A list with a radius of its own.
struct mien_list_radius {
    uint32_t list;
    int32_t radius; // 0 to MIEN_SEARCH_RADIUS_MAX; -1: this list is not searched
};

// Stop at the first match, whichever it is: for "is there one?".
#define MIEN_SEARCH_ANY 1u
// Search no lists but those in `lists`.
#define MIEN_SEARCH_ONLY_LISTS 2u
// For mien_search_oriented(): look for the negatives too.
#define MIEN_SEARCH_COMPLEMENT 4u

// What to search. Zero-initialise it, set size, change what you need.
struct mien_search_options {
    size_t size;    // sizeof(struct mien_search_options)
    uint32_t flags; // MIEN_SEARCH_*
    // At most so many matches for each query, the nearest ones; 0: all.
    uint32_t limit;
    // Lists whose radius is not the query's, in ascending order of their numbers.
    const struct mien_list_radius *lists;
    size_t list_count;
};

// Makes a search of the index. Errors: ARGUMENT, MEMORY, STATE (the index was opened
// with MIEN_INDEX_NO_SEARCH). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_search_new(struct mien_search **search, const struct mien_index *index);

// Frees the search and its matches. NULL does nothing.
MIEN_API void mien_search_free(struct mien_search *search);

// Find the entries within `radius` (0 to MIEN_SEARCH_RADIUS_MAX) of one hash; of each
// of `count` hashes, which is several times faster than one by one from some thousand
// hashes on; or of a picture however it was turned or mirrored, given its eight hashes
// in the order of enum mien_dihedral. An oriented query gives each entry once, with its
// nearest orientation (the first of equally near ones).
//
// matches    receives where the matches are.
// options    NULL for the defaults: all matches, in all lists.
//
// What a change did that had returned before the call, in this process or another, is
// in force. Errors: ARGUMENT (NULL, a radius out of range, lists out of order, unknown
// flags, 2^32 hashes or more), MEMORY, IO (the log could not be read), CORRUPT (a
// damaged region was met: nothing found there can be trusted, so there is no result).
MIEN_API MIEN_NODISCARD enum mien_status
mien_search_hash(struct mien_search *search, struct mien_matches *matches,
                 const struct mien_hash *hash, unsigned radius,
                 const struct mien_search_options *options);
MIEN_API MIEN_NODISCARD enum mien_status
mien_search_batch(struct mien_search *search, struct mien_matches *matches,
                  const struct mien_hash *hashes, size_t count, unsigned radius,
                  const struct mien_search_options *options);
MIEN_API MIEN_NODISCARD enum mien_status
mien_search_oriented(struct mien_search *search, struct mien_matches *matches,
                     const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                     unsigned radius, const struct mien_search_options *options);

// Entries that a search found. The memory belongs to it, and stays until it is used or
// freed.
struct mien_entries {
    const struct mien_entry *entry;
    size_t count;
};

// Finds the entries of one id: those in a list, or all with MIEN_LIST_ANY; by list,
// then variant. All views of an item, for instance, when one of them matched.
//
// limit      at most so many, the first ones; 0: all.
//
// What a change did that had returned before the call is in force, as for every query:
// what was removed is not found. Errors: ARGUMENT (NULL), MEMORY, IO (the log could not
// be read), CORRUPT (entries of this id are damaged).
MIEN_API MIEN_NODISCARD enum mien_status mien_search_id(struct mien_search *search,
                                                        struct mien_entries *entries,
                                                        uint64_t id, uint32_t list,
                                                        size_t limit);

// A hash near another one, in an array.
struct mien_near {
    size_t row; // its place in the array
    uint32_t distance;
    uint32_t reserved; // zero
};

// Compares a hash with every one of an array, which needs no index: for small lists,
// and as the oracle of the index. Gives the rows within `radius` (0 to 256) in
// ascending order; `found` receives how many there are, of which the first `room` were
// written to `near` (which may be NULL when room is 0). Errors: ARGUMENT. Any thread,
// any time.
MIEN_API MIEN_NODISCARD enum mien_status
mien_hash_scan(struct mien_near *near, size_t room, size_t *found,
               const struct mien_hash *hashes, size_t count,
               const struct mien_hash *query, unsigned radius);

// --------------------------------------------------------------------- looking inside

// Asks what to do with each entry: gets one entry, valid during the call, and answers 0
// to go on or anything else to stop. It may search, and must not change the index.
typedef int mien_entry_fn(void *context, const struct mien_entry *entry);

// Calls `each` for every entry that was there when the call began, by ascending id,
// then list, variant and hash. Changes made meanwhile may or may not be seen. Errors:
// ARGUMENT, MEMORY, CORRUPT, IO, CANCELLED (`each` asked to stop). Any thread.
MIEN_API MIEN_NODISCARD enum mien_status mien_index_each(const struct mien_index *index,
                                                         mien_entry_fn *each,
                                                         void *context,
                                                         struct mien_error *error);

// Figures about an open index.
struct mien_index_stat {
    uint64_t entries;          // that queries can find
    uint64_t snapshot_entries; // in the snapshot, removed ones included
    uint64_t
        added_entries;    // in memory, added since the snapshot, removed ones included
    uint64_t tombstones;  // removed entries, in either, not yet erased by compaction
    uint64_t log_changes; // records in the log since the snapshot
    uint64_t unapplied_changes; // of another process's writer, not yet applied here
    // When the oldest removal was made whose hash still lies in the snapshot or the
    // logs, waiting for a compaction: seconds since 1970 in UTC, 0 for none. (Older
    // snapshots, which other processes still have open, are not looked at.)
    uint64_t oldest_removal;
    uint64_t generation;     // of the snapshot: grows with every compaction
    uint64_t snapshot_bytes; // of its file
    uint64_t log_bytes;      // of the log files
    uint64_t memory_bytes;   // that this handle allocated beside mapped files
    uint32_t segments;       // that a query visits: 1 snapshot, and up to 2 in memory
    uint32_t bands;          // of the snapshot
    char kernel[16];         // "c", "avx2", "avx512" or "neon"
    uint8_t reserved[64];    // zero
};

// Gives the figures. Errors: ARGUMENT, IO. Any thread, any time.
MIEN_API MIEN_NODISCARD enum mien_status mien_index_stat(const struct mien_index *index,
                                                         struct mien_index_stat *stat,
                                                         struct mien_error *error);

// What verification found.
struct mien_index_verified {
    uint64_t files;
    uint64_t bytes;
    uint64_t entries;     // in the snapshot
    uint64_t log_changes; // whole ones in the logs
    uint64_t torn_bytes;  // after the last whole change: left by a crash, not damage
    uint8_t reserved[64]; // zero
};

// Is told how far a long work is, between 0 and `total`, and answers 0 to go on.
typedef int mien_index_progress_fn(void *context, uint64_t done, uint64_t total);

// Reads every byte of the index at `path` and checks every checksum, and that every
// band lists each entry where it belongs. A flipped bit anywhere in the files is found.
//
// verified   receives what was there; NULL: not wanted.
// progress   NULL: none.
//
// Errors: as mien_index_open() without BUSY; CORRUPT with the file and the place in
// *error; CANCELLED. Any thread.
MIEN_API MIEN_NODISCARD enum mien_status
mien_index_verify(const char *path, struct mien_index_verified *verified,
                  mien_index_progress_fn *progress, void *context,
                  struct mien_error *error);

MIEN_END_DECLS

#endif
