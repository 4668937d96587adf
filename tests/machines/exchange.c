// SPDX-License-Identifier: Apache-2.0
// An index that goes from one kind of machine to another, by the library's public
// functions:
//
//     exchange write FOLDER    makes one: a snapshot, and a log
//     exchange read FOLDER     verifies it, finds in it what must be there, and no more
//     exchange go-on FOLDER    the same; then changes and compacts it
//
// Silent when all is well; else it says what is not, and exits with 1.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mien/index.h>

enum {
    ENTRIES = 3000,
    LOGGED = 400, // of them, those that come after the snapshot
    QUERIES = 200
};

static struct mien_error error;

static void must_be(bool so, const char *what)
{
    if (so)
        return;
    fprintf(stderr, "%s: %s\n", what, error.detail);
    exit(1);
}

#define must(call) must_be((call) == MIEN_OK, #call)

// Entry i of those that the index has held; some hashes lie near others.
static struct mien_entry entry_of(uint32_t i)
{
    struct mien_entry entry = {.id = UINT64_C(0x0123456789abcdef) ^ i / 3,
                               .list = 1 + i % 4,
                               .variant = 0x01020304 + i % 5};
    uint64_t state = i / 4;
    for (size_t k = 0; k < sizeof entry.hash.bytes; k++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        entry.hash.bytes[k] = (uint8_t)(state >> 56);
    }
    for (uint32_t k = 0; k < i % 4 * 5; k++)
        entry.hash.bytes[(i + 7 * k) % 32] ^= (uint8_t)(1u << k % 8);
    return entry;
}

static bool is_removed(uint32_t i)
{
    return i % 11 == 0;
}

static void change(struct mien_index *index, enum mien_change_kind kind, uint32_t i)
{
    const struct mien_change one = {kind, entry_of(i)};
    must(mien_index_change(index, &one, 1, NULL, &error));
}

static struct mien_index *open_to_write(const char *folder)
{
    const struct mien_index_options how = {.size = sizeof how,
                                           .flags = MIEN_INDEX_WRITE,
                                           .sync = MIEN_INDEX_SYNC_REMOVALS};
    struct mien_index *index;
    must(mien_index_open(&index, folder, &how, &error));
    return index;
}

static void make(const char *folder)
{
    must(mien_index_create(folder, &error));
    struct mien_index *index = open_to_write(folder);
    for (uint32_t i = 0; i < ENTRIES - LOGGED; i++)
        change(index, MIEN_CHANGE_ADD, i);
    must(mien_index_compact(index, &error));
    for (uint32_t i = ENTRIES - LOGGED; i < ENTRIES; i++)
        change(index, MIEN_CHANGE_ADD, i);
    for (uint32_t i = 0; i < ENTRIES; i++)
        if (is_removed(i))
            change(index, MIEN_CHANGE_REMOVE, i);
    must(mien_index_close(index));
}

static bool is_match(const struct mien_match *match, const struct mien_entry *entry)
{
    return match->id == entry->id && match->list == entry->list &&
           match->variant == entry->variant;
}

// What a query finds is what comparing with every entry finds.
static void compare(const struct mien_matches *matches, const struct mien_hash *query)
{
    size_t expected = 0;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        struct mien_entry entry = entry_of(i);
        unsigned distance = mien_hash_distance(query, &entry.hash);
        size_t found = 0;
        if (is_removed(i) || distance > MIEN_PDQ_RADIUS)
            continue;
        for (size_t k = 0; k < matches->count; k++)
            found += is_match(&matches->match[k], &entry) &&
                     matches->match[k].distance == distance;
        must_be(found == 1, "an entry is not found as it must be");
        expected++;
    }
    must_be(matches->count == expected, "more is found than is there");
}

static void search(const char *folder)
{
    struct mien_index *index;
    struct mien_search *finder;
    must(mien_index_verify(folder, NULL, NULL, NULL, &error));
    must(mien_index_open(&index, folder, NULL, &error));
    must(mien_search_new(&finder, index));
    for (uint32_t i = 0; i < QUERIES; i++) {
        struct mien_matches matches;
        struct mien_hash query = entry_of(i * (ENTRIES / QUERIES)).hash;
        must(mien_search_hash(finder, &matches, &query, MIEN_PDQ_RADIUS, NULL));
        compare(&matches, &query);
    }
    mien_search_free(finder);
    must(mien_index_close(index));
}

// Takes every entry out that is in the log, and puts it back, some before compacting.
static void go_on(const char *folder)
{
    struct mien_index *index = open_to_write(folder);
    for (uint32_t i = ENTRIES - LOGGED; i < ENTRIES; i++)
        change(index, MIEN_CHANGE_REMOVE, i);
    for (uint32_t i = ENTRIES - LOGGED; i < ENTRIES; i++) {
        if (i == ENTRIES - LOGGED / 2)
            must(mien_index_compact(index, &error));
        if (!is_removed(i))
            change(index, MIEN_CHANGE_ADD, i);
    }
    must(mien_index_close(index));
}

int main(int argc, char **argv)
{
    const char *what = argc == 3 ? argv[1] : "";
    if (strcmp(what, "write") == 0) {
        make(argv[2]);
    } else if (strcmp(what, "read") == 0) {
        search(argv[2]);
    } else if (strcmp(what, "go-on") == 0) {
        search(argv[2]);
        go_on(argv[2]);
    } else {
        fputs("Usage: exchange write|read|go-on FOLDER\n", stderr);
        return 1;
    }
    return 0;
}
