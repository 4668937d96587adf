// SPDX-License-Identifier: Apache-2.0
#include "index_case.h"

#include <check.h>
#include <stdlib.h>

#include "base/cpu.h"
#include "hashes.h"
#include "index/handle.h"

const char *mien_layout_name(enum mien_layout layout)
{
    static const char *const names[MIEN_LAYOUTS] = {
        "in the snapshot", "in memory", "in both", "in both, after removals"};
    return names[layout];
}

struct mien_index *mien_test_open(const char *path, uint32_t flags)
{
    const struct mien_index_options options = {.size = sizeof options, .flags = flags};
    struct mien_index *index = NULL;
    struct mien_error error = {0};
    enum mien_status status = mien_index_open(&index, path, &options, &error);
    ck_assert_msg(status == MIEN_OK, "open: status %d: %s", status, error.detail);
    return index;
}

struct mien_search *mien_test_search(const struct mien_index *index)
{
    struct mien_search *search = NULL;
    mien_assert_ok(mien_search_new(&search, index));
    return search;
}

// Both are changed, and must say the same of it.
void mien_test_change(struct mien_index *index, struct mien_model *model,
                      const struct mien_change *changes, size_t count)
{
    struct mien_changed changed, expected;
    struct mien_error error = {0};
    enum mien_status status =
        mien_index_change(index, changes, count, &changed, &error);
    ck_assert_msg(status == MIEN_OK, "change: status %d: %s", status, error.detail);
    mien_model_change(model, changes, count, &expected);
    ck_assert_uint_eq(changed.added, expected.added);
    ck_assert_uint_eq(changed.removed, expected.removed);
    ck_assert_uint_eq(changed.unchanged, expected.unchanged);
}

// ---------------------------------------------------------------------------- entries

uint32_t mien_index_case_list(struct mien_random *random)
{
    static const uint32_t lists[] = {0, 1, 2, 7, 1000, MIEN_LIST_ANY - 1};
    return lists[mien_random_below(random, sizeof lists / sizeof *lists)];
}

// Entries that are there to stay have even variants, and those to be removed odd ones.
static void make_changes(struct mien_change *changes, const struct mien_hash *hashes,
                         size_t count, uint32_t odd, struct mien_random *random)
{
    for (size_t i = 0; i < count; i++)
        changes[i] = (struct mien_change){
            .kind = MIEN_CHANGE_ADD,
            .entry = {.hash = hashes[i],
                      .id = i % 7 == 0 ? UINT64_MAX - i / 3 : i / 3,
                      .list = mien_index_case_list(random),
                      .variant = (uint32_t)(i % 21) << 1 | odd}};
}

static void add(struct mien_index *index, const struct mien_change *changes,
                size_t count)
{
    struct mien_changed changed;
    mien_assert_ok(mien_index_change(index, changes, count, &changed, NULL));
    ck_assert_uint_eq(changed.added, count);
}

// Entries like the others, one in eight of them with the very same hash, come and go.
struct visitors {
    struct mien_change *change;
    size_t count;
};

static struct visitors make_visitors(const struct mien_hash *hashes, size_t count,
                                     struct mien_random *random)
{
    struct visitors visitors = {.count = count};
    struct mien_hash *near = calloc(count + 1, sizeof *near);
    visitors.change = calloc(count + 1, sizeof *visitors.change);
    ck_assert(near != NULL && visitors.change != NULL);
    for (size_t i = 0; i < count; i++)
        near[i] = mien_hash_away(&hashes[i], mien_random_below(random, 8),
                                 MIEN_FLIPS_ANYWHERE, random);
    make_changes(visitors.change, near, count, 1, random);
    for (size_t i = 0; i < count; i++)
        visitors.change[i].entry.id += UINT64_C(1) << 40; // none of the others'
    free(near);
    return visitors;
}

static void remove_visitors(struct mien_index *index, struct visitors visitors)
{
    for (size_t i = 0; i < visitors.count; i++) {
        visitors.change[i].kind =
            i % 2 == 0 ? MIEN_CHANGE_REMOVE_ID : MIEN_CHANGE_REMOVE;
        if (i % 3 == 0)
            visitors.change[i].entry.list = MIEN_LIST_ANY;
    }
    mien_assert_ok(
        mien_index_change(index, visitors.change, visitors.count, NULL, NULL));
    free(visitors.change);
}

void mien_index_case_make(struct mien_index_case *made, const char *name,
                          const struct mien_hash *hashes, size_t count,
                          enum mien_layout layout, struct mien_random *random)
{
    struct visitors early = {0}, late = {0};
    *made = (struct mien_index_case){0};
    mien_scratch_path(made->path, name);
    mien_folder_delete(made->path); // of a test that failed
    mien_assert_ok(mien_index_create(made->path, NULL));
    made->index = mien_test_open(made->path, MIEN_INDEX_WRITE);
    struct mien_change *changes = calloc(count + 1, sizeof *changes);
    ck_assert_ptr_nonnull(changes);
    make_changes(changes, hashes, count, 0, random);
    size_t first = layout == MIEN_LAYOUT_SNAPSHOT ? count
                   : layout == MIEN_LAYOUT_MEMORY ? 0
                                                  : count / 2;
    if (layout == MIEN_LAYOUT_REMOVALS) {
        early = make_visitors(hashes, count / 4, random);
        late = make_visitors(hashes + count / 2, count / 4, random);
        for (size_t i = 0; i < late.count; i++)
            late.change[i].entry.id += UINT64_C(1) << 41;
        add(made->index, early.change, early.count);
    }
    add(made->index, changes, first);
    mien_assert_ok(mien_index_compact(made->index, NULL));
    add(made->index, late.change, late.count);
    add(made->index, changes + first, count - first);
    remove_visitors(made->index, early);
    remove_visitors(made->index, late);
    for (size_t i = 0; i < count; i++)
        mien_model_push(&made->model, &changes[i].entry);
    free(changes);
}

void mien_index_case_free(struct mien_index_case *made)
{
    mien_assert_ok(mien_index_close(made->index));
    mien_model_free(&made->model);
    mien_folder_delete(made->path);
}

// ---------------------------------------------------------------------------- kernels

const struct mien_index_kernels *mien_kernels_number(int number)
{
    static const unsigned flags[] = {0, MIEN_CPU_AVX2, ~0u};
    const struct mien_index_kernels *before = NULL;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct mien_index_kernels *kernels =
            mien_index_kernels_for(flags[i] & mien_cpu_flags());
        if (kernels != before && number-- == 0)
            return kernels;
        before = kernels;
    }
    return NULL;
}

struct mien_search *mien_test_search_with(struct mien_index *index,
                                          const struct mien_index_kernels *kernels)
{
    const struct mien_index_kernels *own = index->kernels;
    index->kernels = kernels;
    struct mien_search *search = mien_test_search(index);
    index->kernels = own;
    return search;
}
