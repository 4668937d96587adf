// SPDX-License-Identifier: Apache-2.0
// An index as a plain array, and what it has to answer as plain loops: the definition
// that the real one is compared with.
#ifndef MIEN_TESTS_MODEL_H
#define MIEN_TESTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

// Zero-initialised it is empty.
struct mien_model {
    struct mien_entry *entry;
    size_t count, room;
};

void mien_model_free(struct mien_model *model);
void mien_model_copy(struct mien_model *to, const struct mien_model *from);
// Puts in an entry that is known not to be there.
void mien_model_push(struct mien_model *model, const struct mien_entry *entry);
// Does what mien_index_change() does. `changed` may be NULL.
void mien_model_change(struct mien_model *model, const struct mien_change *changes,
                       size_t count, struct mien_changed *changed);

// Reads all entries of an index, whose order is checked.
void mien_model_read(struct mien_model *model, const struct mien_index *index);
// Whether both hold the same entries, in whatever order. (Both are sorted.)
bool mien_model_equal(struct mien_model *a, struct mien_model *b);
// Fails the test when the index holds anything else. `when` is for the message.
void mien_assert_index(const struct mien_index *index, struct mien_model *model,
                       const char *when);

// Fails the test unless the entries are those of the id in the model, in the order of
// the header: those in a list, or all with MIEN_LIST_ANY, and no more than the limit.
// (The model is sorted.)
void mien_assert_entries(const struct mien_entries *entries, struct mien_model *model,
                         uint64_t id, uint32_t list, size_t limit, const char *when);

// The matches that a search has to give. Zero-initialised at first; each call replaces
// what was in it. Options as for a search, but ANY.
struct mien_expected {
    struct mien_match *match;
    size_t count, room;
};
void mien_expect(struct mien_expected *expected, const struct mien_model *model,
                 const struct mien_hash *hashes, size_t count, unsigned radius,
                 const struct mien_search_options *options);
void mien_expect_oriented(struct mien_expected *expected,
                          const struct mien_model *model,
                          const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                          unsigned radius, const struct mien_search_options *options);
void mien_expected_free(struct mien_expected *expected);

// Fails the test unless the matches are the first `count` expected ones (of one query:
// those within a smaller radius), in the order of the header.
void mien_assert_matches(const struct mien_matches *matches,
                         const struct mien_match *expected, size_t count,
                         const char *when);

#endif
