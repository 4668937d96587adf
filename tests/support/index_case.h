// SPDX-License-Identifier: Apache-2.0
// An index with known entries, for tests of what it answers.
#ifndef MIEN_TESTS_INDEX_CASE_H
#define MIEN_TESTS_INDEX_CASE_H

#include <stddef.h>
#include <stdint.h>

#include <mien/index.h>

#include "index/kernels.h"
#include "model.h"
#include "scratch.h"
#include "synthetic.h"

// Fails the test when `call` is not MIEN_OK.
#define mien_assert_ok(call) ck_assert_int_eq(call, MIEN_OK)

// Where the entries lie.
enum mien_layout {
    MIEN_LAYOUT_SNAPSHOT,
    MIEN_LAYOUT_MEMORY, // added since
    MIEN_LAYOUT_BOTH,
    MIEN_LAYOUT_REMOVALS, // in both, among others that were removed
    MIEN_LAYOUTS
};
const char *mien_layout_name(enum mien_layout layout);

struct mien_index_case {
    char path[MIEN_PATH_SIZE];
    struct mien_index *index; // opened for changes
    struct mien_model model;  // what it holds
};

// Makes an index of `count` hashes, with ids that some share, in several lists; id,
// list and variant together are never the same for two. The folder is called `name`.
void mien_index_case_make(struct mien_index_case *made, const char *name,
                          const struct mien_hash *hashes, size_t count,
                          enum mien_layout layout, struct mien_random *random);
void mien_index_case_free(struct mien_index_case *made);

// A list that some of the entries are in.
uint32_t mien_index_case_list(struct mien_random *random);

// An open index, in ways that tests need all the time; they fail when it fails.
struct mien_index *mien_test_open(const char *path, uint32_t flags);
struct mien_search *mien_test_search(const struct mien_index *index);
void mien_test_change(struct mien_index *index, struct mien_model *model,
                      const struct mien_change *changes, size_t count);

// The kernels that this processor can run, from 0 on, and then NULL.
const struct mien_index_kernels *mien_kernels_number(int number);
// A search that uses these kernels.
struct mien_search *mien_test_search_with(struct mien_index *index,
                                          const struct mien_index_kernels *kernels);

#endif
