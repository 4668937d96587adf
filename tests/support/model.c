// SPDX-License-Identifier: Apache-2.0
#include "model.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

// Room for one more in an array that doubles.
static void *grow(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room > 0 ? 2 * *room : 64;
    array = reallocarray(array, *room, size);
    if (array == NULL)
        abort(); // not an assertion: fuzz targets have models too
    return array;
}

// ------------------------------------------------------------------------- the entries

void mien_model_free(struct mien_model *model)
{
    free(model->entry);
    *model = (struct mien_model){0};
}

void mien_model_push(struct mien_model *model, const struct mien_entry *entry)
{
    model->entry = grow(model->entry, model->count, &model->room, sizeof *entry);
    model->entry[model->count++] = *entry;
}

void mien_model_copy(struct mien_model *to, const struct mien_model *from)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        mien_model_push(to, &from->entry[i]);
}

static bool same_hash(const struct mien_entry *a, const struct mien_entry *b)
{
    return memcmp(&a->hash, &b->hash, sizeof a->hash) == 0;
}

static bool same(const struct mien_entry *a, const struct mien_entry *b)
{
    return a->id == b->id && a->list == b->list && a->variant == b->variant &&
           same_hash(a, b);
}

static bool holds(const struct mien_model *model, const struct mien_entry *entry)
{
    for (size_t i = 0; i < model->count; i++)
        if (same(&model->entry[i], entry))
            return true;
    return false;
}

// Whether the change takes the entry away.
static bool takes(const struct mien_change *change, const struct mien_entry *entry)
{
    bool list =
        change->entry.list == entry->list || change->entry.list == MIEN_LIST_ANY;
    bool id = change->entry.id == entry->id;
    bool hash = same_hash(&change->entry, entry);
    switch (change->kind) {
    case MIEN_CHANGE_ADD:
        return false;
    case MIEN_CHANGE_REPLACE:
        return list && id && !same(&change->entry, entry);
    case MIEN_CHANGE_REMOVE_ID:
        return list && id;
    case MIEN_CHANGE_REMOVE_HASH:
        return list && hash;
    case MIEN_CHANGE_REMOVE:
        return list && hash && id;
    }
    return false;
}

static void change_one(struct mien_model *model, const struct mien_change *change,
                       struct mien_changed *changed)
{
    struct mien_changed did = {0};
    size_t kept = 0;
    for (size_t i = 0; i < model->count; i++)
        if (!takes(change, &model->entry[i]))
            model->entry[kept++] = model->entry[i];
    did.removed = model->count - kept;
    model->count = kept;
    bool adds = change->kind == MIEN_CHANGE_ADD || change->kind == MIEN_CHANGE_REPLACE;
    if (adds && !holds(model, &change->entry)) {
        mien_model_push(model, &change->entry);
        did.added = 1;
    }
    changed->added += did.added;
    changed->removed += did.removed;
    changed->unchanged += did.added == 0 && did.removed == 0;
}

void mien_model_change(struct mien_model *model, const struct mien_change *changes,
                       size_t count, struct mien_changed *changed)
{
    struct mien_changed did = {0};
    for (size_t i = 0; i < count; i++)
        change_one(model, &changes[i], &did);
    if (changed != NULL)
        *changed = did;
}

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

// As the header says, but for the hash.
static int order_without_hash(const struct mien_entry *a, const struct mien_entry *b)
{
    int order = order_numbers(a->id, b->id);
    order = order != 0 ? order : order_numbers(a->list, b->list);
    return order != 0 ? order : order_numbers(a->variant, b->variant);
}

static int order_entries(const void *left, const void *right)
{
    const struct mien_entry *a = left, *b = right;
    int order = order_without_hash(a, b);
    return order != 0 ? order : memcmp(&a->hash, &b->hash, sizeof a->hash);
}

static void sort(struct mien_model *model)
{
    if (model->count > 1)
        qsort(model->entry, model->count, sizeof model->entry[0], order_entries);
}

static int put_in(void *context, const struct mien_entry *entry)
{
    struct mien_model *model = context;
    // (Check takes its time for each assertion, also for one that holds.)
    if (model->count > 0 &&
        order_without_hash(&model->entry[model->count - 1], entry) > 0)
        ck_abort_msg("entry %zu is out of order", model->count);
    mien_model_push(model, entry);
    return 0;
}

void mien_model_read(struct mien_model *model, const struct mien_index *index)
{
    struct mien_error error = {0};
    model->count = 0;
    enum mien_status status = mien_index_each(index, put_in, model, &error);
    ck_assert_msg(status == MIEN_OK, "status %d: %s", status, error.detail);
}

bool mien_model_equal(struct mien_model *a, struct mien_model *b)
{
    sort(a);
    sort(b);
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same(&a->entry[i], &b->entry[i]))
            return false;
    return true;
}

void mien_assert_index(const struct mien_index *index, struct mien_model *model,
                       const char *when)
{
    struct mien_model there = {0};
    mien_model_read(&there, index);
    ck_assert_msg(mien_model_equal(&there, model), "%s: %zu entries instead of %zu",
                  when, there.count, model->count);
    mien_model_free(&there);
}

// With a limit the last ones may be others of the same list and variant.
static bool may_stand_for(const struct mien_model *model,
                          const struct mien_entry *given,
                          const struct mien_entry *expected)
{
    return same(given, expected) ||
           (order_without_hash(given, expected) == 0 && holds(model, given));
}

void mien_assert_entries(const struct mien_entries *entries, struct mien_model *model,
                         uint64_t id, uint32_t list, size_t limit, const char *when)
{
    size_t count = 0;
    sort(model);
    for (size_t i = 0; i < model->count; i++) {
        const struct mien_entry *entry = &model->entry[i];
        if (entry->id != id || (list != MIEN_LIST_ANY && list != entry->list) ||
            (limit > 0 && count == limit))
            continue;
        if (count < entries->count &&
            !(limit > 0 ? may_stand_for(model, &entries->entry[count], entry)
                        : same(&entries->entry[count], entry)))
            ck_abort_msg("%s: entry %zu of id %llu is another one", when, count,
                         (unsigned long long)id);
        count++;
    }
    ck_assert_msg(entries->count == count, "%s: %zu entries of id %llu instead of %zu",
                  when, entries->count, (unsigned long long)id, count);
}

// -------------------------------------------------------------------------- the search

// The radius that counts for a list, or -1.
static int radius_of(uint32_t list, unsigned radius,
                     const struct mien_search_options *options)
{
    for (size_t i = 0; options != NULL && i < options->list_count; i++)
        if (options->lists[i].list == list)
            return options->lists[i].radius;
    if (options != NULL && (options->flags & MIEN_SEARCH_ONLY_LISTS) != 0)
        return -1;
    return (int)radius;
}

static void expect_entry(struct mien_expected *expected, const struct mien_entry *entry,
                         unsigned distance, uint32_t query, uint32_t orientation)
{
    expected->match = grow(expected->match, expected->count, &expected->room,
                           sizeof(struct mien_match));
    expected->match[expected->count++] =
        (struct mien_match){.id = entry->id,
                            .list = entry->list,
                            .variant = entry->variant,
                            .distance = distance,
                            .query = query,
                            .orientation = orientation};
}

// The order of the header.
static int order_documented(const struct mien_match *a, const struct mien_match *b)
{
    int order = order_numbers(a->query, b->query);
    order = order != 0 ? order : order_numbers(a->distance, b->distance);
    order = order != 0 ? order : order_numbers(a->list, b->list);
    order = order != 0 ? order : order_numbers(a->id, b->id);
    return order != 0 ? order : order_numbers(a->variant, b->variant);
}

// The same with a last word on what the header leaves open.
static int order_matches(const void *left, const void *right)
{
    const struct mien_match *a = left, *b = right;
    int order = order_documented(a, b);
    return order != 0 ? order : order_numbers(a->orientation, b->orientation);
}

// Sorts the matches from `from` on, which are one query's, and enforces the limit.
static void finish_query(struct mien_expected *expected, size_t from,
                         const struct mien_search_options *options)
{
    size_t count = expected->count - from;
    if (count > 1)
        qsort(expected->match + from, count, sizeof expected->match[0], order_matches);
    if (options != NULL && options->limit > 0 && count > options->limit)
        expected->count = from + options->limit;
}

void mien_expect(struct mien_expected *expected, const struct mien_model *model,
                 const struct mien_hash *hashes, size_t count, unsigned radius,
                 const struct mien_search_options *options)
{
    expected->count = 0;
    for (size_t query = 0; query < count; query++) {
        size_t from = expected->count;
        for (size_t i = 0; i < model->count; i++) {
            const struct mien_entry *entry = &model->entry[i];
            unsigned distance = mien_hash_distance(&hashes[query], &entry->hash);
            if ((int)distance <= radius_of(entry->list, radius, options))
                expect_entry(expected, entry, distance, (uint32_t)query, 0);
        }
        finish_query(expected, from, options);
    }
}

static struct mien_hash negative(const struct mien_hash *hash)
{
    struct mien_hash out;
    for (int i = 0; i < MIEN_HASH_BYTES; i++)
        out.bytes[i] = (uint8_t)~hash->bytes[i];
    return out;
}

void mien_expect_oriented(struct mien_expected *expected,
                          const struct mien_model *model,
                          const struct mien_hash dihedral[MIEN_DIHEDRAL_COUNT],
                          unsigned radius, const struct mien_search_options *options)
{
    struct mien_hash all[2 * MIEN_DIHEDRAL_COUNT];
    bool negatives = options != NULL && (options->flags & MIEN_SEARCH_COMPLEMENT) != 0;
    uint32_t count = negatives ? 2 * MIEN_DIHEDRAL_COUNT : MIEN_DIHEDRAL_COUNT;
    for (int i = 0; i < MIEN_DIHEDRAL_COUNT; i++) {
        all[i] = dihedral[i];
        all[MIEN_DIHEDRAL_COUNT + i] = negative(&dihedral[i]);
    }
    expected->count = 0;
    for (size_t i = 0; i < model->count; i++) {
        const struct mien_entry *entry = &model->entry[i];
        unsigned nearest = MIEN_HASH_BITS + 1;
        uint32_t orientation = 0;
        for (uint32_t which = 0; which < count; which++) {
            unsigned distance = mien_hash_distance(&all[which], &entry->hash);
            if (distance < nearest) {
                nearest = distance;
                orientation = which;
            }
        }
        if ((int)nearest <= radius_of(entry->list, radius, options))
            expect_entry(expected, entry, nearest, 0, orientation);
    }
    finish_query(expected, 0, options);
}

void mien_expected_free(struct mien_expected *expected)
{
    free(expected->match);
    *expected = (struct mien_expected){0};
}

static void assert_match(const struct mien_match *match,
                         const struct mien_match *expected, size_t i, const char *when)
{
    ck_assert_msg(memcmp(match, expected, sizeof *match) == 0,
                  "%s: match %zu is id %llu in list %u, variant %u, at %u of query %u, "
                  "orientation %u (%u) instead of %llu, %u, %u, %u, %u, %u (0)",
                  when, i, (unsigned long long)match->id, match->list, match->variant,
                  match->distance, match->query, match->orientation, match->reserved,
                  (unsigned long long)expected->id, expected->list, expected->variant,
                  expected->distance, expected->query, expected->orientation);
}

void mien_assert_matches(const struct mien_matches *matches,
                         const struct mien_match *expected, size_t count,
                         const char *when)
{
    ck_assert_msg(matches->count == count, "%s: %zu matches instead of %zu", when,
                  matches->count, count);
    for (size_t i = 1; i < count; i++)
        if (order_documented(&matches->match[i - 1], &matches->match[i]) > 0)
            ck_abort_msg("%s: match %zu is out of order", when, i);
    if (count == 0 || memcmp(matches->match, expected, count * sizeof *expected) == 0)
        return;
    // Equals in the order of the header may stand in any order.
    struct mien_match *sorted = malloc(count * sizeof *sorted);
    ck_assert_ptr_nonnull(sorted);
    memcpy(sorted, matches->match, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, order_matches);
    for (size_t i = 0; i < count; i++)
        assert_match(&sorted[i], &expected[i], i, when);
    free(sorted);
}
